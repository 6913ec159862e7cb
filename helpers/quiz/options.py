"""A widget of radio buttons that works in every notebook front end and in both themes."""

from __future__ import annotations

from collections.abc import Sequence

import anywidget
import traitlets

# The RadioButtons of ipywidgets are not one group: an arrow key does not move from one to the next,
# and the notebook uses it for something else.
SCRIPT = """
function render({ model, el }) {
  const form = document.createElement("form");
  form.className = "cnn-options";
  form.setAttribute("role", "radiogroup");
  form.setAttribute("aria-label", model.get("question"));
  const inputs = model.get("options").map((text) => {
    const [label, input] = [document.createElement("label"), document.createElement("input")];
    Object.assign(input, { type: "radio", name: "option", value: text });
    input.addEventListener("change", () => {
      model.set("value", text);
      model.save_changes();
    });
    label.append(input, text);
    form.append(label);
    return input;
  });
  const show = () => inputs.forEach((input) => {
    input.checked = input.value === model.get("value");
    input.disabled = model.get("disabled");
  });
  // These keys choose an option here. In the notebook they would select another cell.
  const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", " "];
  form.addEventListener("keydown", (event) => keys.includes(event.key) && event.stopPropagation());
  form.addEventListener("submit", (event) => event.preventDefault());
  const changes = ["change:value", "change:disabled"];
  changes.forEach((change) => model.on(change, show));
  show();
  el.append(form);
  return () => changes.forEach((change) => model.off(change, show));
}
export default { render };
"""

# A long option wraps onto more lines; its radio button stays beside the first line.
STYLE = """
.cnn-options { margin: 2px }
.cnn-options label {
  display: flex; gap: 8px; align-items: flex-start; width: fit-content; margin: 0; padding: 3px 0;
  color: inherit; cursor: pointer; font-size: var(--jp-widgets-font-size, 13px);
  font-weight: normal; line-height: 20px; white-space: normal }
.cnn-options input { flex: none; width: 14px; height: 14px; margin: 3px 0 }
"""


class Options(anywidget.AnyWidget):
    """Radio buttons for the answers to a question.

    ``value`` is the chosen option, None before one is chosen.

    Args:
        question: The text of the question, for screen readers.
        options: The answers, in the order in which they are shown.

    >>> Options("2 + 2?", ["4", "22"]).value is None
    True
    """

    _esm, _css = SCRIPT, STYLE

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    value = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, question: str, options: Sequence[str]) -> None:
        super().__init__(question=question, options=list(options))
