// Makes the figures of a step, each with one grid, and puts them in lines with signs between.

import { tag } from "./elements.js";
import { Grid } from "./grid.js";
import { hasNumbers, isSmallOutput, range, signalHeight } from "./measures.js";
import { isPooling, locate, stepAt } from "../trace/trace.js";
import { inputSize, outputSize, outputTitle } from "../trace/words.js";

const SVG = "http://www.w3.org/2000/svg";
/** More feature maps than this have no thumbnail. */
const MOST_THUMBNAILS = 8;

const sign = (text) => tag("span", { class: "op", "aria-hidden": "true" }, text);
/** Returns a sign and the figures after it, between which a line does not break. */
const signed = (text, ...figures) => tag("div", { class: "signed" }, sign(text), ...figures);

/** Returns a brace that is as tall as the lines before it. */
function brace() {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { class: "brace", viewBox: "0 0 20 100", preserveAspectRatio: "none" };
  for (const [key, value] of Object.entries({ ...attributes, "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M2 1C11 1 9 49 18 50C9 51 11 99 2 99");
  path.setAttribute("vector-effect", "non-scaling-stroke");
  svg.append(path);
  return svg;
}

/**
 * Returns the elements of all figures of a stage. Each figure is also added to `stage.parts`, and
 * the thumbnails to `stage.thumbs`.
 */
export function makeFigures(stage) {
  const { trace, layout, sizes } = stage;
  if (stage.aligned) return [alignedRows(stage)];
  if (trace.kind === "conv1d") return [longSignal(stage)];
  const lines = layout.lines.map((slots) => lineOfFigures(stage, slots));
  const flow = tag("div", { class: "flow" }, ...lines);
  if (layout.pooled) return [flow, outputBox(stage)];
  if (!trace.sums) return [flow, signed(trace.bias ? "=" : "Σ", outputBox(stage))];
  const bias = trace.bias ? [signed("+", biasFigure(stage, "bias"))] : [];
  // Between the channels and an output below them, the line breaks.
  const end = sizes.below ? [tag("div", { class: "break" })] : [];
  return [flow, brace(), ...end, ...bias, signed("=", outputBox(stage))];
}

/** Returns a line of figures, from the input to the products. */
function lineOfFigures(stage, slots) {
  const { trace, layout, sizes } = stage;
  const several = layout.lines.length > 1;
  const name = several ? trace.channels[trace.drawn[slots[0]]] : "Input";
  const element = tag("div", { class: "line" }, figure(stage, "input", name, slots, layout.input));
  if (several && isAfterSkipped(trace, slots[0])) {
    const skipped = trace.channels.length - trace.drawn.length;
    element.dataset.skipped = `… ${skipped} more channels …`;
  }
  // Where the input shows no numbers, its window is shown once more, with numbers.
  if (layout.pooled || (!sizes.numbers && trace.kind !== "dense")) {
    element.append(signed("⊃", figure(stage, "window", "Window", slots, layout.window)));
  }
  if (layout.pooled) element.append(sign(trace.kind === "max_pool2d" ? "max" : "mean"));
  else element.append(...productFigures(stage, slots, several));
  return element;
}

/** Returns whether there are channels between this slot and the one before that are not drawn. */
const isAfterSkipped = ({ drawn }, slot) => slot > 0 && drawn[slot] - drawn[slot - 1] > 1;

/** Returns the figures from the kernel to the sum. */
function productFigures(stage, slots, several) {
  const { trace, layout } = stage;
  const slice = several ? `slice ${trace.drawn[slots[0]] + 1}` : "Kernel";
  const name = trace.kind === "dense" ? "Weights" : slice;
  const kernel = figure(stage, "kernel", name, slots, layout.window);
  const title = several ? "products" : "Products";
  const terms = figure(stage, "products", title, slots, layout.window);
  return [signed("·", kernel), signed("=", terms), ...sumFigures(stage, slots, several)];
}

/** Returns the sums of the channels or, where there is one channel, what is added to its sum. */
function sumFigures(stage, slots, several) {
  const { trace } = stage;
  if (trace.sums) {
    const name = several ? "sum" : "Sums";
    return [signed("Σ", figure(stage, "sums", name, slots, [slots.length, 1]))];
  }
  return trace.bias ? [signed("Σ +", biasFigure(stage, "Bias"))] : [];
}

const biasFigure = (stage, name) => figure(stage, "bias", name, [0], [1, 1]);

/** Returns a signal with numbers, in rows: the kernel is below the cells that it covers. */
function alignedRows(stage) {
  const { trace, layout } = stage;
  const row = (role, name, before, shape, ...after) => {
    const element = figure(stage, role, name, layout.slots, shape);
    // The name stands before the row instead of above it.
    const heading = element.firstChild;
    return tag("div", { class: "strip" }, heading, sign(before), element, ...after);
  };
  const after = [sign(trace.bias && !trace.sums ? "Σ +" : "Σ")];
  if (trace.sums) after.push(figure(stage, "sums", "", layout.slots, [layout.slots.length, 1]));
  if (trace.sums && trace.bias) after.push(sign("Σ +"));
  if (trace.bias) after.push(biasFigure(stage, ""));
  return tag(
    "div",
    { class: "strips" },
    row("input", "Input", "", layout.input),
    row("kernel", "Kernel", "·", layout.input),
    row("products", "Products", "=", layout.input, ...after),
    row("output", outputTitle(trace), "→", layout.output),
  );
}

/** Returns a long signal: all of it, its window in numbers, and the whole output. */
function longSignal(stage) {
  const { trace, layout } = stage;
  const input = figure(stage, "input", "Input", layout.slots, layout.input);
  const patch = figure(stage, "window", "Window", layout.slots, layout.window);
  const terms = productFigures(stage, layout.slots, false);
  const middle = tag("div", { class: "line" }, patch, ...terms);
  if (trace.sums && trace.bias) middle.append(sign("Σ +"), biasFigure(stage, "Bias"));
  if (!trace.sums) middle.append(sign(trace.bias ? "=" : "Σ"));
  const output = figure(stage, "output", outputTitle(trace), layout.slots, layout.output);
  return tag("div", { class: "flow" }, input, middle, output);
}

/** Returns the output and, where there are several feature maps, their thumbnails. */
function outputBox(stage) {
  const { trace, layout } = stage;
  const output = figure(stage, "output", outputTitle(trace), [0], layout.output);
  const box = tag("div", { class: "result" }, output);
  if (layout.maps > 1) box.append(thumbnails(stage));
  return box;
}

/** Returns a figure with one grid of [rows, cols] cells, which shows these slots of a role. */
function figure(stage, role, name, slots, shape) {
  const { trace, layout } = stage;
  const grid = new Grid(gridOptions(stage, role, shape));
  const input = layout.lines.length > 1 ? "" : inputSize(trace);
  const blank = !grid.numbers && isBlank(trace.output) ? ", all 0" : "";
  const size = { input, output: `${outputSize(trace)}${blank}` }[role] ?? "";
  const heading = tag("figcaption", { class: `${role}-name` }, `${name} `, tag("small", {}, size));
  const part = { grid, slots, role };
  if (["input", "kernel", "output", "bias"].includes(role)) stage.onPart(part, name);
  stage.parts[role].push(part);
  return tag("figure", { class: `${role}-figure` }, heading, grid.element);
}

/** Returns whether all numbers of an array are 0: a map of them is empty, however long it plays. */
export const isBlank = ({ shades }) => shades.every((shade) => shade === 0);

function gridOptions(stage, role, [rows, cols]) {
  const { trace, layout, sizes } = stage;
  const signal = trace.kind === "conv1d";
  const whole = role === "input" || role === "output";
  const smallOutput = role === "output" && !signal && isSmallOutput(layout.output);
  const numbers = whole ? sizes.numbers || smallOutput : stage.aligned || hasNumbers([rows, cols]);
  const longest = Math.max(1, trace[role === "window" ? "input" : role].longest);
  const options = { rows, cols, width: cellSide(stage, role), numbers, longest };
  if (!signal || !whole || numbers) return options;
  // A single channel is drawn as bars, several channels as rows of colours.
  const height = Math.round((signalHeight(rows) / rows) * sizes.strip);
  return { ...options, bars: rows === 1, height };
}

function cellSide({ trace, sizes, aligned }, role) {
  if (role === "output" && trace.kind !== "conv1d") return sizes.result;
  return role === "input" || role === "output" || aligned ? sizes.big : sizes.small;
}

/** Returns small pictures of the feature maps. A click on one goes to this feature map. */
function thumbnails(stage) {
  const { layout } = stage;
  const box = tag("div", { class: "thumbs" });
  const shown = range(Math.min(layout.maps, MOST_THUMBNAILS));
  for (const filter of shown) box.append(thumbnail(stage, filter));
  const more = layout.maps - shown.length;
  if (more) box.append(tag("span", {}, `… ${more} more`));
  return box;
}

function thumbnail(stage, filter) {
  const { trace, layout } = stage;
  const [rows, cols] = layout.output;
  // About 60 pixels wide or high, in whole pixels for each cell.
  const width = Math.max(1, Math.floor(60 / Math.max(rows, cols)));
  const grid = new Grid({ rows, cols, width, numbers: false, longest: 1 });
  const name = isPooling(trace) ? trace.channels[filter] : `filter ${filter + 1}`;
  const attributes = { type: "button", title: `go to ${name}` };
  const button = tag("button", attributes, grid.element, name);
  // A property instead of a listener: nobody has to remove it when the button is thrown away.
  button.onclick = () => stage.onMap((index) => {
    const { row, col } = locate(stage.trace, index);
    return stepAt(stage.trace, filter, row, col);
  });
  stage.thumbs.push({ grid, filter, button });
  return button;
}
