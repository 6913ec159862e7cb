// Draws a step on the figures of a stage. `view` says what is to be seen:
// {shown, index, filter, symbols, predict, dark, hidden(index), at}; only what is new is painted.

import { HUES, mark, tint } from "./look.js";
import { range, rectangles } from "./sizes.js";
import { inputAt, met, place, taps, users, weightAt } from "./trace.js";
import { inputName, outputName, weightName } from "./words.js";

/** Returns in which colours a figure's cells are: signed, grey or a hue. */
function look({ trace, layout, sizes, positive }, role, channel) {
  const name = trace.channels[channel]?.toLowerCase();
  if (role === "input" && positive && HUES[name]) return name;
  const plain = positive && !sizes.numbers && trace.kind !== "conv1d";
  return plain && (role === "input" || layout.pooled) ? "grey" : "signed";
}

/** Returns a cell that shows a value of an array, by its name where it has one. */
function value(stage, view, role, at, channel, name, kind = "value") {
  const array = stage.trace[role];
  const shade = array.shades[array.at[at]];
  const colours = look(stage, role, channel);
  // A channel of a photograph shines from black, as light does; numbers stand out from the page.
  const dark = view.dark || (!stage.sizes.numbers && colours in HUES);
  return { kind, text: name ?? array.word(at), shade, fill: tint(shade, colours, dark) };
}

const UNKNOWN = () => ({ kind: "hidden", text: "?" });

export function drawStep(stage, view) {
  drawInputs(stage, view);
  drawWindow(stage, view);
  drawOutputs(stage, view);
  drawPointed(stage, view);
  for (const grid of stage.grids) grid.finish();
}

/** Paints a cell of the input or of the window on it: a value, or padding. */
function paintInput(stage, view, grid, cell, { row, col }, slot, kind) {
  const { trace, layout } = stage;
  const channel = stage.channel(slot, view.filter);
  const at = inputAt(trace, row, col, channel);
  if (at < 0) grid.paint(cell, -2, () => ({ kind: "pad", text: layout.pooled ? "" : "0" }));
  else {
    const name = view.symbols ? inputName(trace, row, col) : null;
    const key = view.symbols ? at : trace.input.at[at];
    grid.paint(cell, key, () => value(stage, view, "input", at, channel, name, kind));
  }
}

function drawInputs(stage, view) {
  const { trace, layout, parts } = stage;
  const [height, width] = trace.shapes.input;
  const { rows: above, cols: beside } = trace.pads;
  const ignored = { rows: new Set(trace.ignored.rows), cols: new Set(trace.ignored.cols) };
  const window = taps(trace, view.shown);
  for (const { grid, slots } of parts.input) {
    // A pooled layer shows one channel at a time; otherwise an input does not change with the step.
    const held = layout.pooled ? view.filter : 0;
    if (grid.held !== held || grid.keys[0] === undefined) {
      grid.held = held;
      grid.element.dataset.ignored = ignored.rows.size * width + ignored.cols.size * (height - ignored.rows.size);
      for (const slot of slots) {
        for (let row = -above[0]; row < height + above[1]; row += 1) {
          for (let col = -beside[0]; col < width + beside[1]; col += 1) {
            const kind = ignored.rows.has(row) || ignored.cols.has(col) ? "ignored" : "value";
            paintInput(stage, view, grid, layout.inputCell(slot, row, col), { row, col }, slot, kind);
          }
        }
      }
    }
    const cells = slots.flatMap((slot) => window.map(({ row, col }) => layout.inputCell(slot, row, col)));
    grid.outline("framed", rectangles(cells, grid.cols));
  }
}

function drawWindow(stage, view) {
  const { trace, parts } = stage;
  const { shown, filter, symbols } = view;
  const hidden = view.hidden(shown);
  const window = taps(trace, shown);
  const each = (figures, draw) => {
    for (const { grid, slots } of figures) {
      if (stage.aligned) clearBeside(stage, grid, slots, window);
      slots.forEach((slot, line) => {
        window.forEach((at, tap) => draw(grid, stage.tapCell(grid, line, tap, at), slot, tap, at));
      });
    }
  };
  each(parts.window, (grid, cell, slot, tap, at) => paintInput(stage, view, grid, cell, at, slot));
  each(parts.kernel, (grid, cell, slot, tap) => {
    const channel = trace.drawn[slot];
    const at = weightAt(trace, tap, channel, filter);
    const name = symbols ? weightName(trace, tap, channel) : null;
    grid.paint(cell, trace.kernel.at[at], () => value(stage, view, "kernel", at, channel, name));
  });
  each(parts.products, (grid, cell, slot, tap, { row, col }) => {
    if (hidden) return grid.paint(cell, -1, UNKNOWN);
    const at = (shown * trace.drawn.length + slot) * window.length + tap;
    const name = symbols ? (inputName(trace, row, col) === "0" ? "0" : "·") : null;
    return grid.paint(cell, symbols ? at : trace.products.at[at], () => value(stage, view, "products", at, slot, name));
  });
  for (const { grid, slots } of parts.sums) {
    slots.forEach((slot, cell) => {
      if (hidden) return grid.paint(cell, -1, UNKNOWN);
      const at = shown * trace.summed.length + trace.summed.indexOf(trace.drawn[slot]);
      const name = symbols ? `s${trace.drawn[slot] + 1}` : null;
      return grid.paint(cell, trace.sums.at[at], () => value(stage, view, "sums", at, slot, name));
    });
  }
  for (const { grid } of parts.bias) {
    grid.paint(0, trace.bias.at[filter], () => value(stage, view, "bias", filter, 0, symbols ? "b" : null));
  }
  markWinner(stage, hidden ? -1 : (trace.winners[shown] ?? -1));
}

function markWinner({ trace, parts }, winner) {
  const width = trace.shapes.window[1];
  const marked = winner < 0 ? [] : [[Math.floor(winner / width), winner % width, 1, 1]];
  for (const { grid } of parts.window) grid.outline("winner", marked);
}

/** Leaves the cells of a signal's strip empty that are not under the window. */
function clearBeside(stage, grid, slots, window) {
  const under = new Set(slots.flatMap((_, line) => window.map((at, tap) => stage.tapCell(grid, line, tap, at))));
  for (const cell of range(grid.rows * grid.cols)) {
    if (!under.has(cell)) grid.paint(cell, -4, () => ({ kind: "blank" }));
  }
}

function drawOutputs(stage, view) {
  const { trace, layout, parts, thumbs } = stage;
  const [rows, cols] = trace.shapes.output;
  const paint = (grid, cell, index, symbols) => {
    const { shown } = view;
    const known = (index <= view.index || index === shown) && !view.hidden(index);
    if (!known) {
      const asked = view.predict && index === shown;
      return grid.paint(cell, asked ? -3 : -1, () => ({ kind: "hidden", text: asked ? "?" : "" }));
    }
    const name = symbols ? outputName(trace, index) : null;
    const { filter } = place(trace, index);
    return grid.paint(cell, trace.output.at[index], () => value(stage, view, "output", index, filter, name));
  };
  // Only the steps between the last drawing and this one can look different.
  const show = (grid, first, count, symbols) => {
    if (grid.first !== first || grid.keys[0] === undefined) grid.keys.fill(undefined);
    const fresh = grid.keys[0] === undefined;
    const ends = [view.index, view.shown, ...(grid.last ?? [])].map((index) => index - first);
    const [from, to] = fresh ? [0, count - 1] : [Math.max(0, Math.min(...ends)), Math.min(count - 1, Math.max(...ends))];
    for (let cell = from; cell <= to; cell += 1) paint(grid, cell, first + cell, symbols);
    Object.assign(grid, { first, last: [view.index, view.shown] });
  };
  const whole = layout.maps === undefined;
  const at = place(trace, view.shown);
  for (const { grid } of parts.output) {
    // One map at a time where they are two-dimensional: other cells with another filter.
    show(grid, whole ? 0 : view.filter * rows * cols, whole ? trace.steps : rows * cols, view.symbols);
    const cell = layout.outputCell(at.filter, at.row, at.col);
    grid.outline("current", [[Math.floor(cell / grid.cols), cell % grid.cols, 1, 1]]);
  }
  for (const { grid, filter, button } of thumbs) {
    show(grid, filter * rows * cols, rows * cols, false);
    mark(button, "aria-pressed", String(filter === view.filter));
  }
}

/** Marks what is pointed at: the outputs that use an input cell, the inputs that a weight meets. */
function drawPointed({ trace, layout, parts }, { at, filter }) {
  const marks = { input: [], kernel: [], output: [] };
  if (at?.role === "input") {
    marks.input.push(at.cell);
    const filters = layout.maps === undefined ? range(trace.shapes.output[2]) : [filter];
    for (const { row, col } of users(trace, at.row, at.col)) {
      for (const own of filters) marks.output.push(layout.outputCell(own, row, col));
    }
  } else if (at?.role === "kernel") {
    marks.kernel.push(at.cell);
    for (const { row, col } of met(trace, at.tap)) marks.input.push(layout.inputCell(at.slot, row, col));
  }
  const name = at?.role === "kernel" ? "met" : "used";
  for (const [role, cells] of Object.entries(marks)) {
    for (const { grid, slots } of parts[role]) {
      const mine = role === "output" || layout.pooled || slots.includes(at?.slot) ? cells : [];
      const here = mine.map((cell) => [Math.floor(cell / grid.cols), cell % grid.cols, 1, 1]);
      for (const each of ["met", "used"]) grid.outline(each, each === name ? here : []);
    }
  }
}

/** Returns what a cell of a figure is, or null for a cell that is none. */
export function identified(stage, { grid, slots, role }, cell, shown) {
  const { trace, layout } = stage;
  const { filter, row, col } = place(trace, shown);
  if (role === "bias") return { role, cell, at: filter };
  if (role === "output") {
    const step = layout.maps === undefined ? cell : filter * grid.rows * grid.cols + cell;
    return step < trace.steps ? { role, cell, step, row, col } : null;
  }
  if (role === "kernel") {
    for (const [line, slot] of slots.entries()) {
      for (const [tap, at] of taps(trace, shown).entries()) {
        if (stage.tapCell(grid, line, tap, at) !== cell) continue;
        return { role, cell, slot, tap, at: weightAt(trace, tap, trace.drawn[slot], filter) };
      }
    }
    return null;
  }
  if (trace.kind === "dense") return cell < trace.shapes.input[1] ? { role, cell, slot: 0, row: 0, col: cell } : null;
  const [line, across] = [Math.floor(cell / grid.cols), cell % grid.cols];
  const flat = trace.kind === "conv1d";
  const first = flat ? line : trace.pads.rows[0];
  return { role, cell, slot: flat ? slots[line] : slots[0], row: line - first, col: across - trace.pads.cols[0] };
}
