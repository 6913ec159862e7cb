// A field for a number. Python reads what is typed; the arrow keys ask for the next number.

import { tag } from "../../player/front/drawing/elements.js";

const STEPS = { ArrowUp: 1, ArrowDown: -1 };

export default {
  /** Called by the notebook program; returns the function that removes the field. */
  render({ model, el }) {
    const id = `cnn-${Math.random().toString(36).slice(2)}`;
    const label = tag("label", { for: id }, model.get("description"));
    const text = { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" };
    // Digits and letters are no shortcuts of the notebook here.
    const input = tag("input", { ...text, id, "data-lm-suppress-shortcuts": "true" });
    el.append(tag("div", { class: "cnn-number" }, label, input));
    const show = () => {
      const { text: shown, refused } = model.get("field");
      input.value = shown;
      input.setAttribute("aria-invalid", String(refused));
    };
    const send = (content) => {
      try {
        model.send(content);
      } catch {
        // The connection is closed: the line above the view says so.
      }
    };
    let sent = null; // what was typed and sent, until Python answers
    const submit = () => {
      if (input.value === (sent ?? model.get("field").text)) return;
      sent = input.value;
      send({ typed: sent });
    };
    const answered = () => {
      sent = null;
      show();
    };
    input.addEventListener("change", submit);
    input.addEventListener("keydown", ({ key }) => key === "Enter" && submit());
    input.addEventListener("keydown", (event) => {
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      // A step starts from what was typed.
      submit();
      send({ step: STEPS[event.key] });
    });
    model.on("change:field", answered);
    show();
    return () => model.off("change:field", answered);
  },
};
