"""Answers to choose from, by mouse or by keyboard, in every front end and theme."""

from __future__ import annotations

from collections.abc import Sequence

import anywidget
import traitlets

# The buttons of ipywidgets are no group: arrow keys pass them by, and leave them for the page.
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
  // They choose here; a notebook would move on to another cell.
  const own = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", " "];
  form.addEventListener("keydown", (event) => own.includes(event.key) && event.stopPropagation());
  form.addEventListener("submit", (event) => event.preventDefault());
  const changes = ["change:value", "change:disabled"];
  changes.forEach((change) => model.on(change, show));
  show();
  el.append(form);
  return () => changes.forEach((change) => model.off(change, show));
}
export default { render };
"""

# A line that is too long for the window is broken; its circle stays at its first line.
LOOK = """
.cnn-options { margin: 2px }
.cnn-options label {
  display: flex; gap: 8px; align-items: flex-start; width: fit-content; margin: 0; padding: 3px 0;
  color: inherit; cursor: pointer; font-size: var(--jp-widgets-font-size, 13px);
  font-weight: normal; line-height: 20px; white-space: normal }
.cnn-options input { flex: none; width: 14px; height: 14px; margin: 3px 0 }
"""


class Options(anywidget.AnyWidget):
    """Answers to a question, one of which is chosen: ``value``, None before.

    >>> Options("2 + 2?", ["4", "22"]).value is None
    True
    """

    _esm, _css = SCRIPT, LOOK

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    value = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, question: str, options: Sequence[str]) -> None:
        super().__init__(question=question, options=list(options))
