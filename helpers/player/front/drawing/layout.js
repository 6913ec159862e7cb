// Which cells the figures of a step have, apart from their sizes and from any drawing.

import { hasNumbers, range } from "./measures.js";
import { isPooling } from "../trace/trace.js";

/**
 * Returns which cells the figures of a trace have:
 *
 * - `input`, `window`, `output`: the [rows, cols] of these figures;
 * - `slots`: numbers of the channels that are drawn; a pooled layer has one slot, in which one
 *   channel at a time is shown;
 * - `lines`: the slots of each line of figures;
 * - `inputCell(slot, row, col)` and `outputCell(filter, row, col)`: the cell at a position;
 * - `pooled`: whether there is no kernel;
 * - `maps`: the number of feature maps, where one of them is shown at a time.
 */
export function plan(trace) {
  const pooled = isPooling(trace);
  const common = { pooled, slots: pooled ? [0] : range(trace.drawn.length) };
  if (trace.kind === "dense") return { ...common, ...densePlan(trace) };
  if (trace.kind === "conv1d") return { ...common, ...signalPlan(trace, common.slots) };
  return { ...common, ...gridPlan(trace, common.slots) };
}

/** The inputs and the units of a dense layer: a column each, or a square where it would be long. */
function densePlan({ shapes }) {
  const [, inputs] = shapes.input;
  const units = shapes.output[2];
  const inputCols = hasNumbers([inputs]) ? 1 : Math.ceil(Math.sqrt(inputs));
  const unitCols = hasNumbers([units]) ? 1 : Math.ceil(Math.sqrt(units));
  const input = [Math.ceil(inputs / inputCols), inputCols];
  return {
    input,
    window: input,
    output: [Math.ceil(units / unitCols), unitCols],
    inputCell: (slot, row, col) => col,
    outputCell: (filter) => filter,
    lines: [[0]],
  };
}

/** A signal: its channels are the rows of one figure, and its feature maps those of another. */
function signalPlan({ shapes, pads }, slots) {
  const [, cols, filters] = shapes.output;
  const padded = pads.cols[0] + shapes.input[1] + pads.cols[1];
  return {
    input: [slots.length, padded],
    window: [slots.length, shapes.window[1]],
    output: [filters, cols],
    inputCell: (slot, row, col) => slot * padded + col + pads.cols[0],
    outputCell: (filter, row, col) => filter * cols + col,
    lines: [slots],
  };
}

/** A picture: every channel has a line of its own. */
function gridPlan({ shapes, pads }, slots) {
  const [rows, cols, filters] = shapes.output;
  const padded = [
    pads.rows[0] + shapes.input[0] + pads.rows[1],
    pads.cols[0] + shapes.input[1] + pads.cols[1],
  ];
  return {
    input: padded,
    window: shapes.window,
    output: [rows, cols],
    inputCell: (slot, row, col) => (row + pads.rows[0]) * padded[1] + col + pads.cols[0],
    outputCell: (filter, row, col) => row * cols + col,
    lines: slots.map((slot) => [slot]),
    maps: filters,
  };
}

/**
 * Returns what `fit` in sizes.js needs to know of a trace: its layout and
 *
 * - `channels`: the number of lines, which stand below each other;
 * - `strips`: whether it is a signal, whose figures stand below each other;
 * - `smalls`, `patch`: the number of figures of the window's size, and of those that are only
 *   shown where the input has no numbers;
 * - `fixed`: the width in pixels of all that is beside them in a line; `tightly`: the same with
 *   small gaps; `beside`: that without the bias and the sign before an output below;
 * - `tail`: what stands behind the products of a signal, as signs (`ops`) and `cells`;
 * - `words`: the lengths of the longest words in input, output, and the other figures.
 */
export function needs(trace, layout) {
  const { pooled } = layout;
  const deep = Boolean(trace.sums);
  const bias = Boolean(trace.bias);
  return {
    ...layout,
    channels: layout.lines.length,
    strips: trace.kind === "conv1d",
    smalls: pooled ? 1 : 2,
    patch: pooled || trace.kind === "dense" ? 0 : 1,
    fixed: fixedWidth({ pooled, deep, bias }),
    tightly: tightWidth({ pooled, deep, bias }),
    beside: tightWidth({ pooled, deep, bias: false }) - (deep ? 40 : 0),
    tail: { ops: deep && bias ? 2 : 1, cells: Number(deep) + Number(bias) },
    words: [trace.input.longest, trace.output.longest, longestWord(trace, pooled)],
  };
}

/** Returns the width of what is beside the input, the output and the figures of the window. */
function fixedWidth({ pooled, deep, bias }) {
  const signs = (pooled ? 2 : 3) + (bias && !deep ? 2 : 0);
  const figures = (pooled ? 1 : 2) + 2;
  // A sign with its gaps takes 34 pixels, and a figure 20 for its outlines and the gap after it.
  const between = 34 * signs + 20 * figures;
  // The sums of the channels, with the brace and the signs around them; the cell of the bias.
  return between + (deep ? 190 : 0) + (bias ? 44 : 0);
}

/** Returns the same width where the gaps are small. */
function tightWidth({ pooled, deep, bias }) {
  const signs = (pooled ? 2 : 3) + (bias && !deep ? 2 : 0);
  const figures = (pooled ? 1 : 2) + 2;
  return 24 * signs + 12 * figures + (deep ? 130 : 0) + (bias ? 38 : 0);
}

function longestWord(trace, pooled) {
  if (pooled) return trace.input.longest;
  return Math.max(trace.kernel.longest, trace.products.longest);
}

/** Returns cells as rectangles [row, col, rows, cols]: one if they fill it, or one for each. */
export function rectangles(cells, cols) {
  if (!cells.length) return [];
  const each = cells.map((cell) => cellRectangle(cell, cols));
  const [tops, lefts] = [each.map(([row]) => row), each.map(([, col]) => col)];
  const [top, left] = [Math.min(...tops), Math.min(...lefts)];
  const [tall, wide] = [Math.max(...tops) - top + 1, Math.max(...lefts) - left + 1];
  return tall * wide === cells.length ? [[top, left, tall, wide]] : each;
}

/** Returns one cell of a figure with so many columns as a rectangle. */
export const cellRectangle = (cell, cols) => [Math.floor(cell / cols), cell % cols, 1, 1];
