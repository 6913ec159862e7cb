// What a step says, in words and names.

import { inputAt, place, pooling, taps, met, users, weightAt } from "./trace.js";

const term = (word) => (word.startsWith("−") ? `(${word})` : word);

/** Returns the list, or of a long one its first and last entries with null between. */
export function ends(list, [most, first, last]) {
  return list.length <= most ? list : [...list.slice(0, first), null, ...list.slice(-last)];
}

/** Returns pieces with `sign` between them; a null stands for what was left out. */
const joined = (groups, sign) =>
  groups.flatMap((group, i) => [...(i ? [[sign]] : []), ...(group === null ? [["…"]] : group)]);

/** Returns the name of a weight as the lecture slides number it: the bottom row first. */
export function weightName({ shapes, kind }, tap, channel = 0) {
  const [height, width] = shapes.window;
  const row = kind === "conv2d" ? height - 1 - Math.floor(tap / width) : Math.floor(tap / width);
  return `w${channel * height * width + row * width + (tap % width) + 1}`;
}

const cellName = ({ kind }, letter, row, col) =>
  kind === "dense" ? `${letter}${col + 1}` : kind === "conv1d" ? `${letter}${col}` : `${letter}${row},${col}`;

export const inputName = (trace, row, col) =>
  inputAt(trace, row, col, 0) < 0 ? "0" : cellName(trace, "x", row, col);

export function outputName(trace, index) {
  const { filter, row, col } = place(trace, index);
  return trace.kind === "dense" ? `y${filter + 1}` : cellName(trace, "y", row, col);
}

/** Returns the sum of a step as pieces [text, role]; joined, they are the text of Python's step. */
export function caption(trace, index, symbols = false) {
  const { filter } = place(trace, index);
  const deep = trace.shapes.input[2];
  const window = taps(trace, index);
  const value = symbols ? outputName(trace, index) : trace.output.word(index);
  const cell = ({ row, col }, channel) => {
    const at = inputAt(trace, row, col, channel);
    return symbols ? inputName(trace, row, col) : at < 0 ? "0" : trace.input.word(at);
  };
  const end = [[" = "], [value, "output"]];
  if (pooling(trace)) {
    const cells = window.filter(({ row, col }) => inputAt(trace, row, col, filter) >= 0);
    const max = trace.kind === "max_pool2d";
    const words = cells.map((at) => [[max ? cell(at, filter) : term(cell(at, filter)), "input"]]);
    const inner = joined(ends(words, trace.terms), max ? ", " : " + ");
    if (max) return [["max("], ...inner, [")"], ...end];
    // The sum of one cell needs no parentheses.
    return cells.length === 1 ? [...inner, [" / 1"], ...end] : [["("], ...inner, [`) / ${cells.length}`], ...end];
  }
  const bias = trace.bias ? (symbols ? "b" : term(trace.bias.word(filter))) : null;
  if (deep > 1) {
    const shown = trace.summed.map((channel, i) => [
      [`${trace.channels[channel]} `, "input"],
      [symbols ? `s${channel + 1}` : term(trace.sums.word(index * trace.summed.length + i))],
    ]);
    if (shown.length < deep) shown.splice(trace.terms[1], 0, null);
    const last = bias === null ? [] : [[" + "], ["bias ", "kernel"], [bias]];
    return [...joined(shown, " + "), ...last, ...end];
  }
  const products = window.map((at, tap) => {
    const weight = symbols ? weightName(trace, tap) : trace.kernel.word(weightAt(trace, tap, 0, filter));
    return [[term(cell(at, 0)), "input"], ["·"], [term(weight), "kernel"]];
  });
  const last = bias === null ? [] : [[" + "], [bias, "kernel"]];
  return [...joined(ends(products, trace.terms), " + "), ...last, ...end];
}

/** Returns whether a prediction is right, to two digits; null where it is no number. */
export function judge({ output }, index, typed) {
  const read = (word) => Number(word.trim().replace(/[−–]/g, "-").replace(",", "."));
  if (!typed.trim() || !Number.isFinite(read(typed))) return null;
  return [output.words, output.rough].some((words) => read(words[output.at[index]]) === read(typed));
}

/** Returns where a step is, in words. */
export function position(trace, index) {
  const { filter, row, col } = place(trace, index);
  const step = `step ${index + 1} of ${trace.steps}`;
  if (trace.kind === "dense") return `${step} · unit ${filter + 1}`;
  return trace.kind === "conv1d" ? `${step} · position ${col}` : `${step} · row ${row}, column ${col}`;
}

/** Returns the title, with the feature map's name where there are several. */
export function heading(trace, index) {
  const count = trace.shapes.output[2];
  if (trace.kind === "dense" || count === 1) return trace.title;
  const { filter } = place(trace, index);
  const name = pooling(trace) ? trace.channels[filter] : `filter ${filter + 1} of ${count}`;
  return `${trace.title} · ${name}`;
}

const counted = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** Returns what a pointed-at input cell, weight or output is, in words. */
export function about(trace, at, hidden) {
  if (at.role === "output") return hidden ? "Predict the cells in their order." : position(trace, at.step);
  const dense = trace.kind === "dense";
  if (at.role === "kernel") {
    const change = "Click or press Enter to change it.";
    if (dense) return `This weight meets 1 input. ${change}`;
    const cells = counted(met(trace, at.tap).length, "input cell");
    const padded = [...trace.pads.rows, ...trace.pads.cols].some(Boolean) ? ", padding counted" : "";
    return `This weight meets ${cells}${padded}. ${change}`;
  }
  if (dense) return `Input ${at.col + 1} is used by ${counted(trace.shapes.output[2], "unit")}.`;
  const uses = users(trace, at.row, at.col).length;
  const what = inputAt(trace, at.row, at.col, 0) < 0 ? "Padding at" : "Input";
  const spot = trace.kind === "conv1d" ? `position ${at.col}` : `row ${at.row}, column ${at.col}`;
  return `${what} ${spot} is used by ${uses ? counted(uses, "output") : "no output"}.`;
}

/** Returns the size of the input, padded and not, as the note of its figure. */
export function inputSize({ kind, shapes, pads }) {
  const [height, width] = shapes.input;
  if (kind === "dense") return `${width} numbers`;
  const flat = kind === "conv1d";
  const size = flat ? `${width}` : `${height}×${width}`;
  const [rows, cols] = [height + pads.rows[0] + pads.rows[1], width + pads.cols[0] + pads.cols[1]];
  const padded = flat ? `${cols}` : `${rows}×${cols}`;
  return padded === size ? size : `${size}, padded to ${padded}`;
}

/** Returns the size of the output, as the note of its figure. */
export function outputSize({ kind, shapes }) {
  const [rows, cols, filters] = shapes.output;
  if (kind === "dense") return counted(filters, "unit");
  const size = kind === "conv1d" ? [cols] : [rows, cols];
  return (filters > 1 ? [...size, filters] : size).join("×");
}

/** Returns the name of the figure that shows the output. */
export function resultName({ kind, shapes }) {
  const names = { dense: "Output", max_pool2d: "Pooled", avg_pool2d: "Pooled" };
  return names[kind] ?? (shapes.output[2] > 1 ? "Feature maps" : "Feature map");
}
