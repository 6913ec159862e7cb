// The parts of a player that stay: its head, its sum, its facts, its transport.

import { tag } from "./look.js";

const BUTTONS = {
  first: ["|◀", "first step (Home)"],
  back: ["◀ back", "one step back (left arrow)"],
  play: ["▶ play", "play or pause (space)"],
  step: ["step ▶", "one step (right arrow)"],
  last: ["▶|", "last step (End)"],
};
const TOOLS = {
  predict: ["Predict", "hide each value until you have said what it will be"],
  symbols: ["Symbols", "names in place of numbers"],
  present: ["Present", "fill the screen (Escape leaves)"],
  page: ["Export", "save as a page that needs no notebook"],
};
const SPEEDS = [1, 2, 5, 15, 60];

/** Returns the elements of a player by name, `stage` among them, put together in `root`. */
export function frame(stage) {
  const buttons = {};
  const group = (words) =>
    Object.entries(words).map(([name, [text, title]]) => {
      buttons[name] = tag("button", { type: "button", title, class: name }, text);
      return buttons[name];
    });
  const speeds = SPEEDS.map((speed) => tag("option", { value: speed }, `${speed}/s`));
  const parts = {
    buttons,
    root: tag("div", { class: "cnn-player", role: "group", tabindex: "-1" }),
    title: tag("b"),
    where: tag("span", { class: "where" }),
    caption: tag("div", { class: "caption", "aria-live": "polite", "aria-atomic": "true" }),
    guess: tag("input", { size: 8, inputmode: "text", "aria-label": "your prediction", autocomplete: "off" }),
    commit: tag("button", { type: "submit" }, "commit"),
    verdict: tag("span", { class: "verdict", role: "status" }),
    tally: tag("span", { class: "tally" }),
    hint: tag("div", { class: "hint", role: "status" }),
    facts: tag("div", { class: "facts" }),
    slider: tag("input", { type: "range", min: 0, step: 1, "aria-label": "step" }),
    speed: tag("select", { "aria-label": "speed, in steps a second" }, ...speeds),
  };
  parts.question = tag("label", {}, "What will this cell be? ", parts.guess);
  parts.ask = tag("form", { class: "ask" }, parts.question, parts.commit, parts.verdict, parts.tally);
  parts.sum = tag("div", { class: "sum" }, parts.caption, parts.ask);
  const tools = tag("span", { class: "tools" }, ...group(TOOLS));
  const speed = tag("label", { class: "speed" }, "speed ", parts.speed);
  const scrub = tag("span", { class: "scrub" }, parts.slider);
  parts.root.append(
    tag("div", { class: "head" }, parts.title, parts.where, tools),
    stage,
    parts.sum,
    parts.hint,
    parts.facts,
    tag("div", { class: "bar" }, ...group(BUTTONS), scrub, speed),
  );
  // JupyterLab then leaves the keys that are pressed in here alone. Notebook 7 asks the part that
  // has the focus before those around it, so that part has to say so itself.
  parts.root.dataset.lmSuppressShortcuts = "true";
  parts.root.addEventListener("focusin", ({ target }) => (target.dataset.lmSuppressShortcuts = "true"));
  return parts;
}

/** Returns the facts of a trace: its size formula, its parameters, its Keras code to copy, its notes. */
export function factsOf({ kind, formulas: { height, width }, parameters, keras, notes }, copy) {
  const fact = (name, text) => tag("span", {}, `${name} `, tag("code", {}, text));
  const facts = [];
  if (kind === "conv1d") facts.push(fact("length", width));
  else if (kind !== "dense" && height === width) facts.push(fact("height and width", height));
  else if (kind !== "dense") facts.push(fact("height", height), fact("width", width));
  facts.push(fact("parameters", parameters));
  const code = fact("in Keras", keras);
  const button = tag("button", { type: "button", class: "copy" }, "copy");
  button.onclick = () => copy(button);
  code.append(" ", button);
  return [...facts, code, ...notes.map((note) => tag("span", { class: "note" }, note))];
}

/** Opens a field over a cell; `done` gets what was typed, or null. */
export function editor(grid, cell, label, word, done) {
  const field = tag("input", { class: "edit", "aria-label": label });
  field.value = word;
  const [row, col] = [Math.floor(cell / grid.cols), cell % grid.cols];
  const wide = Math.max(grid.width, 44);
  Object.assign(field.style, {
    left: `${col * grid.width + 3 - (wide - grid.width) / 2}px`,
    top: `${row * grid.height + 3}px`,
    width: `${wide}px`,
    height: `${grid.height}px`,
  });
  let open = true;
  const close = (text) => {
    // Taking a field away takes the focus from it, which would close it again.
    if (!open) return;
    open = false;
    field.remove();
    done(text !== null && text.trim() && text !== word ? text : null);
  };
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    close(event.key === "Enter" ? field.value : null);
    grid.element.focus({ preventScroll: true });
  };
  field.onblur = () => close(field.value);
  grid.element.append(field);
  field.focus({ preventScroll: true });
  field.select();
}
