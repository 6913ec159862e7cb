// The words of a step, apart from its sum: names of cells, positions, titles, sizes, hints.

import { agree, readNumbers } from "../typed/read.js";
import { inputIndex, inputsMeeting, isPooling, locate, outputsUsing } from "./trace.js";

/**
 * Returns the name of a weight as the lecture slides number it: the bottom row comes first. In a
 * dense layer it has two numbers, that of the unit (`filter`) and that of the input.
 */
export function weightName({ shapes, kind }, tap, channel = 0, filter = 0) {
  if (kind === "dense") return `w${filter + 1},${tap + 1}`;
  const [height, width] = shapes.window;
  const fromTop = Math.floor(tap / width);
  const row = kind === "conv2d" ? height - 1 - fromTop : fromTop;
  return `w${channel * height * width + row * width + (tap % width) + 1}`;
}

/** Returns the name of an input cell; padding is called by its value, 0. */
export const inputName = (trace, row, col) =>
  inputIndex(trace, row, col, 0) < 0 ? "0" : cellName(trace, trace.kind === "dense" ? "z" : "x", row, col);

/** Returns the name of the bias of a filter or a unit. */
export const biasName = ({ kind }, filter) => (kind === "dense" ? `b${filter + 1}` : "b");

/** Returns the name of the output cell that a step computes. */
export function outputName(trace, index) {
  const { filter, row, col } = locate(trace, index);
  return trace.kind === "dense" ? `a${filter + 1}` : cellName(trace, "y", row, col);
}

function cellName({ kind }, letter, row, col) {
  if (kind === "dense") return `${letter}${col + 1}`;
  return kind === "conv1d" ? `${letter}${col}` : `${letter}${row},${col}`;
}

/** Returns a symbol's letter and index, such as ["w", "7"]; any other word with an empty index. */
export function splitSymbol(word) {
  const [, letter, index] = /^(·?[abswxyz])(\d[\d,]*)$/.exec(word) ?? [];
  return letter ? [letter, index] : [word, ""];
}

/** Returns the readings of a prediction as one number; none where it cannot be read as one. */
export function readPrediction(typed) {
  const readings = readNumbers(typed);
  return readings.filter(({ length }) => length === 1).map(([number]) => number);
}

/**
 * Returns whether a number, as `readPrediction` returns it, is the output of a step. Where the
 * player shows a rounded number, it is right if it is a rounding of that to two digits or more, or
 * if it is rounded to that itself.
 */
export function checkPrediction({ output }, index, number) {
  const word = output.at[index];
  const [[shown]] = readNumbers(output.words[word]);
  if (agree(shown.value, number)) return true;
  if (!output.rounded[word]) return false;
  // The player shows three digits, and a number of more than three without decimals.
  const size = Math.floor(Math.log10(Math.abs(shown.value)));
  const step = Math.max(10 ** Math.min(0, size - 2), number.digits < 2 ? 0 : number.step);
  return Math.abs(shown.value - number.value) <= (step / 2) * (1 + 1e-9);
}

/** Returns the number of a step and the position of its output. */
export function position(trace, index) {
  const { filter, row, col } = locate(trace, index);
  const step = `step ${index + 1} of ${trace.steps}`;
  if (trace.kind === "dense") return `${step} · unit ${filter + 1}`;
  if (trace.kind === "conv1d") return `${step} · position ${col}`;
  return `${step} · row ${row}, column ${col}`;
}

/** Returns the title, with the name of the step's feature map where there are several. */
export function heading(trace, index) {
  const count = trace.shapes.output[2];
  if (trace.kind === "dense" || count === 1) return trace.title;
  const { filter } = locate(trace, index);
  const name = isPooling(trace) ? trace.channels[filter] : `filter ${filter + 1} of ${count}`;
  return `${trace.title} · ${name}`;
}

const plural = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

/**
 * Returns what the cell `at` is that is pointed at: an input cell, a weight or an output. `hidden`
 * says that the value of this output must still be predicted.
 */
export function describe(trace, at, hidden) {
  if (at.role === "kernel") return describeWeight(trace, at);
  if (at.role === "input") return describeInput(trace, at);
  return hidden ? "Predict the cells in their order." : position(trace, at.step);
}

function describeWeight(trace, { tap }) {
  const change = "Click or press Enter to change it.";
  if (trace.kind === "dense") return `This weight meets 1 input. ${change}`;
  const cells = plural(inputsMeeting(trace, tap).length, "input cell");
  const padded = [...trace.pads.rows, ...trace.pads.cols].some(Boolean) ? ", padding counted" : "";
  return `This weight meets ${cells}${padded}. ${change}`;
}

function describeInput(trace, { row, col }) {
  const units = trace.shapes.output[2];
  if (trace.kind === "dense") return `Input ${col + 1} is used by ${plural(units, "unit")}.`;
  const uses = outputsUsing(trace, row, col).length;
  const what = inputIndex(trace, row, col, 0) < 0 ? "Padding at" : "Input";
  const where = trace.kind === "conv1d" ? `position ${col}` : `row ${row}, column ${col}`;
  return `${what} ${where} is used by ${uses ? plural(uses, "output") : "no output"}.`;
}

/** Returns the size of the input without and with padding. */
export function inputSize({ kind, shapes, pads }) {
  const [height, width] = shapes.input;
  if (kind === "dense") return `${width} numbers`;
  const text = (rows, cols) => (kind === "conv1d" ? `${cols}` : `${rows}×${cols}`);
  const size = text(height, width);
  const padded = text(height + pads.rows[0] + pads.rows[1], width + pads.cols[0] + pads.cols[1]);
  return padded === size ? size : `${size}, padded to ${padded}`;
}

/** Returns the size of the output, with the number of feature maps where there are several. */
export function outputSize({ kind, shapes }) {
  const [rows, cols, filters] = shapes.output;
  if (kind === "dense") return plural(filters, "unit");
  const size = kind === "conv1d" ? [cols] : [rows, cols];
  return (filters > 1 ? [...size, filters] : size).join("×");
}

/** Returns the name of the figure that shows the output. */
export function outputTitle({ kind, shapes }) {
  const names = { dense: "Output", max_pool2d: "Pooled", avg_pool2d: "Pooled" };
  return names[kind] ?? (shapes.output[2] > 1 ? "Feature maps" : "Feature map");
}
