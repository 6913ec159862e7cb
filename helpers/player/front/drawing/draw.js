// Draws a step on the figures of a stage. Only what has changed since the last step is painted.

import { updateAttribute } from "./elements.js";
import { cellRectangle, rectangles } from "./layout.js";
import { range } from "./measures.js";
import { inputsMeeting, locate, outputsUsing, pairs, taps } from "../trace/trace.js";
import { KEYS, paintInput, valueLook } from "./values.js";
import { drawWindow } from "./window.js";
import { outputName } from "../trace/words.js";

/** Draws a step on the figures of a stage; `view` is what `viewOf` in view.js returns. */
export function drawStep(stage, view) {
  drawInputs(stage, view);
  drawWindow(stage, view);
  drawOutputs(stage, view);
  outlinePointed(stage, view);
  for (const grid of stage.grids) grid.drawOutlines();
}

/** Returns the cells of these positions in the figure of an input. */
const inputCells = (layout, slot, positions) =>
  positions.map(({ row, col }) => layout.inputCell(slot, row, col));

/** Draws the input, and the frame around the window on it. */
function drawInputs(stage, view) {
  const { trace, layout, parts } = stage;
  const window = taps(trace, view.shown);
  for (const { grid, slots } of parts.input) {
    drawInput(stage, view, { grid, slots });
    const cells = slots.flatMap((slot) => inputCells(layout, slot, window));
    grid.outline("framed", rectangles(cells, grid.cols));
  }
}

function drawInput(stage, view, { grid, slots }) {
  const { trace, layout } = stage;
  // A pooled layer shows one channel at a time. Any other input is the same at every step.
  const channel = layout.pooled ? view.filter : 0;
  if (grid.channel === channel && !grid.isBlank) return;
  grid.channel = channel;
  grid.element.dataset.ignored = countIgnored(trace);
  const positions = inputPositions(trace);
  for (const slot of slots) {
    for (const { row, col, kind } of positions) {
      const cell = layout.inputCell(slot, row, col);
      paintInput(stage, view, { grid, cell, slot, row, col, kind });
    }
  }
}

/** Returns the number of input cells that no window covers. */
function countIgnored({ shapes, ignored }) {
  const [height, width] = shapes.input;
  const { rows, cols } = ignored;
  return rows.length * width + cols.length * (height - rows.length);
}

/** Returns all positions {row, col, kind} of the input and the padding around it, row by row. */
function inputPositions({ shapes, pads, ignored }) {
  const [rows, cols] = [padded(shapes.input[0], pads.rows), padded(shapes.input[1], pads.cols)];
  return pairs(rows, cols).map(({ row, col }) => {
    const isIgnored = ignored.rows.includes(row) || ignored.cols.includes(col);
    return { row, col, kind: isIgnored ? "ignored" : "value" };
  });
}

/** Returns the positions along one axis; those before the first input cell are negative. */
const padded = (size, [before, after]) =>
  range(before + size + after).map((position) => position - before);

/** Draws the output up to the step that is reached, and the thumbnails of all feature maps. */
function drawOutputs(stage, view) {
  const { trace, layout, parts, thumbs } = stage;
  const [rows, cols] = trace.shapes.output;
  const count = rows * cols;
  const oneMap = layout.maps !== undefined;
  for (const { grid } of parts.output) {
    const steps = oneMap ? { first: view.filter * count, count } : { first: 0, count: trace.steps };
    paintOutputs(stage, view, grid, steps);
    const { filter, row, col } = locate(trace, view.shown);
    grid.outline("current", [cellRectangle(layout.outputCell(filter, row, col), grid.cols)]);
  }
  for (const { grid, filter, button } of thumbs) {
    // Names would not be legible in a thumbnail.
    paintOutputs(stage, { ...view, symbols: false }, grid, { first: filter * count, count });
    updateAttribute(button, "aria-pressed", String(filter === view.filter));
  }
}

/** Paints the outputs of `count` steps, from the step `first` on, into the cells of a grid. */
function paintOutputs(stage, view, grid, { first, count }) {
  if (grid.first !== first) grid.keys.fill(undefined);
  // Only the outputs between the last drawing and this one can have changed.
  const changed = [view.index, view.shown, ...(grid.lastSteps ?? [])].map((step) => step - first);
  const from = grid.isBlank ? 0 : Math.max(0, Math.min(...changed));
  const to = grid.isBlank ? count - 1 : Math.min(count - 1, Math.max(...changed));
  for (let cell = from; cell <= to; cell += 1) paintOutput(stage, view, grid, cell, first + cell);
  Object.assign(grid, { first, lastSteps: [view.index, view.shown] });
}

function paintOutput(stage, view, grid, cell, index) {
  const { trace } = stage;
  const known = (index <= view.index || index === view.shown) && !view.hidden(index);
  if (!known && isForeseen(grid, view)) {
    // Below 0, as the keys of what is unknown: the same value has another look when it is reached.
    const pale = { role: "output", at: index, channel: locate(trace, index).filter, kind: "pale" };
    grid.paint(cell, KEYS.pale - trace.output.at[index], () => valueLook(stage, view, pale));
    return;
  }
  if (!known) {
    const asked = view.predict && index === view.shown;
    const look = { kind: "hidden", text: asked ? "?" : "" };
    grid.paint(cell, asked ? KEYS.asked : KEYS.unknown, () => look);
    return;
  }
  const name = view.symbols ? outputName(trace, index) : null;
  const { filter } = locate(trace, index);
  const value = { role: "output", at: index, channel: filter, name };
  grid.paint(cell, trace.output.at[index], () => valueLook(stage, view, value));
}

/**
 * Returns whether values that are not reached yet are seen, pale: on a picture, where a step is
 * one of a thousand, and only if nothing is to be predicted.
 */
const isForeseen = (grid, view) => !grid.numbers && !grid.bars && !view.predict;

/**
 * Outlines the cell that is pointed at and those that belong to it: the outputs that use an input
 * cell, or the inputs that a weight is multiplied with.
 */
function outlinePointed(stage, view) {
  const { layout, parts } = stage;
  const { at } = view;
  const cells = pointedCells(stage, view);
  const kind = at?.role === "kernel" ? "met" : "used";
  for (const role of ["input", "kernel", "output"]) {
    for (const { grid, slots } of parts[role]) {
      const here = role === "output" || layout.pooled || slots.includes(at?.slot);
      const outlined = here ? cells[role].map((cell) => cellRectangle(cell, grid.cols)) : [];
      grid.outline("met", kind === "met" ? outlined : []);
      grid.outline("used", kind === "used" ? outlined : []);
    }
  }
}

/** Returns the cells of one position in the feature maps of these filters. */
const outputCells = (layout, filters, { row, col }) =>
  filters.map((filter) => layout.outputCell(filter, row, col));

/** Returns the cells to outline, by the roles of their figures. */
function pointedCells({ trace, layout }, { at, filter }) {
  const none = { input: [], kernel: [], output: [] };
  if (at?.role === "kernel") {
    const input = inputCells(layout, at.slot, inputsMeeting(trace, at.tap));
    return { ...none, kernel: [at.cell], input };
  }
  if (at?.role === "input") {
    const filters = layout.maps === undefined ? range(trace.shapes.output[2]) : [filter];
    const users = outputsUsing(trace, at.row, at.col);
    const output = users.flatMap((position) => outputCells(layout, filters, position));
    return { ...none, input: [at.cell], output };
  }
  return none;
}
