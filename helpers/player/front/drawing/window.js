// Draws what belongs to one window: its values, the kernel, the products, their sums, the bias.

import { cellRectangle } from "./layout.js";
import { range } from "./measures.js";
import { taps, weightIndex } from "../trace/trace.js";
import { KEYS, paintInput, unknown, valueLook } from "./values.js";
import { biasName, inputName, weightName } from "../trace/words.js";

/** Draws the figures of the window of the step that is shown. */
export function drawWindow(stage, view) {
  const { parts } = stage;
  const step = { ...view, window: taps(stage.trace, view.shown) };
  paintTaps(stage, step, parts.window, (tap) => paintInput(stage, step, tap));
  paintTaps(stage, step, parts.kernel, (tap) => paintWeight(stage, step, tap));
  paintTaps(stage, step, parts.products, (tap) => paintProduct(stage, step, tap));
  for (const part of parts.sums) paintSums(stage, step, part);
  for (const { grid } of parts.bias) paintBias(stage, step, grid);
  outlineMaximum(stage, step);
}

/** Calls `paint` with every cell of these figures under the window. */
function paintTaps(stage, { window }, figures, paint) {
  for (const { grid, slots } of figures) {
    const cells = slots.flatMap((slot, line) => tapsOf(stage, { grid, slot, line }, window));
    if (stage.aligned) clearOthers(grid, cells);
    cells.forEach(paint);
  }
}

/** Returns the cells under the window in a line of a figure: {grid, slot, cell, tap, row, col}. */
const tapsOf = (stage, { grid, slot, line }, window) =>
  window.map(({ row, col }, tap) => {
    const cell = stage.tapCell(grid, line, tap, col);
    return { grid, slot, cell, tap, row, col };
  });

/** Empties the cells of a row of a signal that are not under the window. */
function clearOthers(grid, cells) {
  const used = new Set(cells.map(({ cell }) => cell));
  const others = range(grid.rows * grid.cols).filter((cell) => !used.has(cell));
  for (const cell of others) grid.paint(cell, KEYS.blank, () => ({ kind: "blank" }));
}

function paintWeight(stage, step, { grid, slot, cell, tap }) {
  const { trace } = stage;
  const channel = trace.drawn[slot];
  const at = weightIndex(trace, tap, channel, step.filter);
  const name = step.symbols ? weightName(trace, tap, channel, step.filter) : null;
  const look = () => valueLook(stage, step, { role: "kernel", at, channel, name });
  grid.paint(cell, step.symbols ? at : trace.kernel.at[at], look);
}

function paintProduct(stage, step, { grid, slot, cell, tap, row, col }) {
  if (step.secret) {
    grid.paint(cell, KEYS.unknown, unknown);
    return;
  }
  const { trace } = stage;
  const at = (step.shown * trace.drawn.length + slot) * step.window.length + tap;
  const weight = weightName(trace, tap, trace.drawn[slot], step.filter);
  const name = step.symbols ? productName(trace, row, col, weight) : null;
  const look = () => valueLook(stage, step, { role: "products", at, channel: slot, name });
  grid.paint(cell, step.symbols ? at : trace.products.at[at], look);
}

/** Returns what is multiplied, such as "x0,1·w8"; a product with padding is 0. */
function productName(trace, row, col, weight) {
  const input = inputName(trace, row, col);
  return input === "0" ? "0" : `${input}·${weight}`;
}

/** Paints the sum of each channel that is drawn. */
function paintSums(stage, step, { grid, slots }) {
  const { trace } = stage;
  for (const [cell, slot] of slots.entries()) {
    const channel = trace.drawn[slot];
    const at = step.shown * trace.summed.length + trace.summed.indexOf(channel);
    const name = step.symbols ? `s${channel + 1}` : null;
    const look = () => valueLook(stage, step, { role: "sums", at, channel: slot, name });
    if (step.secret) grid.paint(cell, KEYS.unknown, unknown);
    else grid.paint(cell, trace.sums.at[at], look);
  }
}

function paintBias(stage, step, grid) {
  const name = step.symbols ? biasName(stage.trace, step.filter) : null;
  const value = { role: "bias", at: step.filter, channel: 0, name };
  const key = step.symbols ? step.filter : stage.trace.bias.at[step.filter];
  grid.paint(0, key, () => valueLook(stage, step, value));
}

/** Outlines the largest value of the window where the layer takes the maximum. */
function outlineMaximum({ trace, parts }, step) {
  const winner = step.secret ? -1 : (trace.winners[step.shown] ?? -1);
  const cells = winner < 0 ? [] : [cellRectangle(winner, trace.shapes.window[1])];
  for (const { grid } of parts.window) grid.outline("winner", cells);
}
