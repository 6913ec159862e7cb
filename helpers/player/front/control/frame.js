// The elements of a player apart from its figures.

import { tag } from "../drawing/elements.js";

/** The buttons below the figures: their texts, and what is said when they are pointed at. */
const STEP_BUTTONS = {
  first: ["|◀", "first step (Home)"],
  back: ["◀ back", "one step back (left arrow)"],
  play: ["▶ play", "play or pause (space)"],
  step: ["step ▶", "one step (right arrow)"],
  last: ["▶|", "last step (End)"],
};
/** The buttons above the figures. */
const TOOL_BUTTONS = {
  predict: ["Predict", "hide each value until you have said what it will be"],
  symbols: ["Symbols", "names in place of numbers"],
  present: ["Present", "fill the screen (Escape leaves)"],
  page: ["Export", "save as a page that needs no notebook"],
};
/** Steps a second. */
const SPEEDS = [1, 2, 5, 15, 60];

/**
 * Returns the elements of a player by name. `root` holds them all, and the element `stage`;
 * `buttons` holds the buttons by name.
 */
export function makeFrame(stage) {
  const [steps, tools] = [makeButtons(STEP_BUTTONS), makeButtons(TOOL_BUTTONS)];
  const parts = { ...headParts(), ...sumParts(), ...barParts(), buttons: { ...steps, ...tools } };
  parts.facts = tag("div", { class: "facts" });
  parts.root = tag(
    "div",
    { class: "cnn-player", role: "group", tabindex: "-1" },
    tag("div", { class: "head" }, parts.title, parts.where, toolGroup(tools)),
    stage,
    parts.sum,
    parts.hint,
    parts.facts,
    controlBar(parts, steps),
  );
  suppressShortcuts(parts.root);
  return parts;
}

function makeButtons(texts) {
  const make = ([name, [text, title]]) => [
    name,
    tag("button", { type: "button", title, class: name }, text),
  ];
  return Object.fromEntries(Object.entries(texts).map(make));
}

const headParts = () => ({ title: tag("b"), where: tag("span", { class: "where" }) });

const toolGroup = (tools) => tag("span", { class: "tools" }, ...Object.values(tools));

/** The sum, or the question for its value with what was answered. */
function sumParts() {
  const spoken = { "aria-live": "polite", "aria-atomic": "true" };
  const caption = tag("div", { class: "caption", ...spoken });
  const label = { "aria-label": "your prediction" };
  const guess = tag("input", { size: 8, inputmode: "text", ...label, autocomplete: "off" });
  const question = tag("label", {}, "What will this cell be? ", guess);
  const commit = tag("button", { type: "submit" }, "commit");
  const verdict = tag("span", { class: "verdict", role: "status" });
  const tally = tag("span", { class: "tally" });
  const ask = tag("form", { class: "ask" }, question, commit, verdict, tally);
  const sum = tag("div", { class: "sum" }, caption, ask);
  const hint = tag("div", { class: "hint", role: "status" });
  return { sum, caption, ask, question, guess, commit, verdict, tally, hint };
}

function barParts() {
  const speeds = SPEEDS.map((speed) => tag("option", { value: speed }, `${speed}/s`));
  return {
    slider: tag("input", { type: "range", min: 0, step: 1, "aria-label": "step" }),
    speed: tag("select", { "aria-label": "speed, in steps a second" }, ...speeds),
  };
}

function controlBar({ slider, speed }, buttons) {
  const scrub = tag("span", { class: "scrub" }, slider);
  const label = tag("label", { class: "speed" }, "speed ", speed);
  return tag("div", { class: "bar" }, ...Object.values(buttons), scrub, label);
}

/**
 * Tells JupyterLab that keys pressed in this element are not its shortcuts. Notebook 7 looks for
 * the mark on the element that has the focus, so each element gets it when it gets the focus.
 */
function suppressShortcuts(root) {
  const mark = (element) => (element.dataset.lmSuppressShortcuts = "true");
  mark(root);
  root.addEventListener("focusin", ({ target }) => mark(target));
}

/**
 * Returns the facts of a trace: the formulas of its size, its number of parameters, its Keras
 * code, its notes. `copy(button)` is called when the button behind the code is clicked.
 */
export function makeFacts({ parameters, keras, notes, ...trace }, copy) {
  const remarks = notes.map((note) => tag("span", { class: "note" }, note));
  return [...sizeFacts(trace), fact("parameters", parameters), kerasFact(keras, copy), ...remarks];
}

/** Returns the Keras code with a button; where Keras has no such layer, a comment that says why. */
function kerasFact(keras, copy) {
  if (keras.startsWith("#")) return tag("span", {}, `in Keras: ${keras.slice(2)}`);
  const code = fact("in Keras", keras);
  const button = tag("button", { type: "button", class: "copy" }, "copy");
  button.onclick = () => copy(button);
  code.append(" ", button);
  return code;
}

function sizeFacts({ kind, formulas: { height, width } }) {
  if (kind === "dense") return [];
  if (kind === "conv1d") return [fact("length", width)];
  if (height === width) return [fact("height and width", height)];
  return [fact("height", height), fact("width", width)];
}

const fact = (name, text) => tag("span", {}, `${name} `, tag("code", {}, text));
