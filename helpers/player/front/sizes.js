// How a step's numbers are laid out, and how large: apart from any drawing.

import { pooling } from "./trace.js";

const MOST_NUMBERED = 16;
const STRIP = 22;
export const CHAR = 0.63;

export const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
export const range = (count) => Array.from({ length: count }, (_, i) => i);

/** Returns the side of a cell in which a word of this length is legible. */
export const roomFor = (length) => Math.ceil(Math.min(length, 9) * CHAR * 8.5 + 6);

/** Returns how many strips high so many rows of a long signal are: one alone is drawn as bars. */
export const thick = (rows) => (rows === 1 ? 3.6 : rows);

export const few = (shape) => Math.max(...shape) <= MOST_NUMBERED;
/** Does a small output of a large input show its numbers all the same? */
export const fewer = (shape) => Math.max(...shape) * 2 <= MOST_NUMBERED;

/**
 * Returns cell sizes that fit: `big` for input and output, `small` for the window's figures and
 * `result` for the output, whether the big ones show `numbers`, and whether the figures `wrap`.
 * `need` gives sizes in cells [rows, cols] and the lengths of the longest `words` of input, output and the rest.
 */
export function fit(need, width, height, present = false) {
  const { input, output, window, channels, smalls, patch, fixed, words, strips, tail } = need;
  const [room, resultRoom] = words.map((length) => clamp(roomFor(length), 20, 60));
  // A signal and its feature map stand below each other, cell by cell.
  const legible = strips ? Math.max(room, resultRoom) : room;
  const sizes = (big, numbers, wrap, compact, share = channels > 1 ? (present ? 1.7 : 1.3) : 1) => {
    const least = Math.max(26, roomFor(words[2]));
    const most = Math.max(least, present ? 110 : 48, numbers ? big : 0);
    // Beside tall channels there is room for a larger kernel.
    const slice = (input[0] * big) / window[0];
    const beside = channels === 1 ? big * 1.12 : present ? 0.9 * slice : Math.min(34, 0.6 * slice);
    const wanted = numbers ? beside : compact ? 26 : present ? Math.min(64, (height / channels - 50) / window[0]) : 40;
    const small = few(window) ? Math.round(clamp(wanted, least, most)) : big;
    const result = numbers ? Math.max(Math.round(big * share), resultRoom) : fewer(output) ? Math.max(small, resultRoom) : big;
    const figures = smalls + (numbers ? 0 : patch);
    const line = input[1] * big + output[1] * result + figures * window[1] * small + fixed;
    const side = Math.max(input[0] * big, few(window) ? window[0] * small : 0);
    const head = present ? 42 : 32;
    const tall = Math.max(channels * (side + head), output[0] * result + (need.maps > 1 ? 140 : head));
    // In rows: a signal, its kernel and products below it, cell by cell, names before and sums behind.
    const behind = strips && numbers ? (present ? 190 : 128) + 40 * tail.ops + tail.cells * small : 10;
    const widest = Math.max(input[1] * big + behind, output[1] * result + 130 * Boolean(strips && numbers));
    // The window's figures of a long signal stand on lines of their own, and may take two.
    const broken = strips && !numbers && figures * window[1] * small + fixed > width;
    const shown = (broken ? 2 : 1) * (input[0] * small + head) + 2 * head + 24;
    // On a screen its strips take what height is left, up to their usual.
    const strip = present ? Math.min(STRIP, Math.floor((height - shown) / (thick(input[0]) + thick(output[0])))) : STRIP;
    const low = !strips || !present || (numbers ? 3 * input[0] * big + output[0] * result + 90 <= height : strip >= 4);
    const fits = strips || wrap ? widest <= width && low : line <= width && tall <= height;
    if (fits) return { big, small, result, numbers, strip, wrap: wrap || broken };
    // The result of several channels is drawn larger than they are, where there is room.
    return share > 1 ? sizes(big, numbers, wrap, compact, 1) : null;
  };
  const tries = (most, least, numbers, wrap, compact = false) => {
    for (let big = Math.floor(most); big >= Math.floor(least); big -= 1) {
      const found = sizes(big, numbers, wrap, compact);
      if (found) return found;
    }
    return null;
  };
  const numbered = few([input[strips ? 1 : 0], input[1]]) && few(output);
  const usual = channels > 1 ? 28 : strips ? 44 : 36;
  const largest = Math.max(present ? 96 : usual, legible);
  const cells = Math.max(...input, fewer(output) ? 1 : Math.max(...output));
  const picture = strips ? 40 : clamp((present ? height / channels : 330) / cells, 2, present ? 40 : 14);
  return (
    (numbered && tries(largest, legible, true, false)) ||
    (numbered && !present && tries(largest, legible, true, true)) ||
    tries(picture, 3, false, false) ||
    tries(picture, 3, false, false, true) ||
    tries(picture, 1, false, true) || { big: 2, small: 26, result: 2, numbers: false, strip: present ? 4 : STRIP, wrap: true }
  );
}

/** Returns cells as rectangles for an outline: one where they fill it, else one each. */
export function rectangles(cells, cols) {
  if (!cells.length) return [];
  const rows = cells.map((cell) => Math.floor(cell / cols));
  const columns = cells.map((cell) => cell % cols);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const [tall, wide] = [Math.max(...rows) - top + 1, Math.max(...columns) - left + 1];
  if (tall * wide === cells.length) return [[top, left, tall, wide]];
  return cells.map((cell) => [Math.floor(cell / cols), cell % cols, 1, 1]);
}

/** Returns how a step's numbers are laid out: what each figure holds, apart from any drawing. */
export function plan(trace) {
  const [height, width, deep] = trace.shapes.input;
  const [kh, kw] = trace.shapes.window;
  const [rows, cols, filters] = trace.shapes.output;
  const { rows: above, cols: beside } = trace.pads;
  const common = { pooled: pooling(trace), slots: pooling(trace) ? [0] : trace.drawn.map((_, i) => i) };
  if (trace.kind === "dense") {
    const across = width > MOST_NUMBERED ? Math.ceil(Math.sqrt(width)) : 1;
    const wide = filters > MOST_NUMBERED ? Math.ceil(Math.sqrt(filters)) : 1;
    return {
      ...common,
      input: [Math.ceil(width / across), across],
      window: [Math.ceil(width / across), across],
      output: [Math.ceil(filters / wide), wide],
      inputCell: (_, __, col) => col,
      outputCell: (filter) => filter,
      lines: [[0]],
    };
  }
  if (trace.kind === "conv1d") {
    const reach = width + beside[0] + beside[1];
    return {
      ...common,
      input: [common.slots.length, reach],
      window: [common.slots.length, kw],
      output: [filters, cols],
      inputCell: (slot, _, col) => slot * reach + col + beside[0],
      outputCell: (filter, _, col) => filter * cols + col,
      lines: [common.slots],
    };
  }
  const reach = width + beside[0] + beside[1];
  return {
    ...common,
    input: [height + above[0] + above[1], reach],
    window: [kh, kw],
    output: [rows, cols],
    inputCell: (_, row, col) => (row + above[0]) * reach + col + beside[0],
    outputCell: (_, row, col) => row * cols + col,
    lines: common.slots.map((slot) => [slot]),
    maps: filters,
    deep: deep > 1 && !common.pooled,
  };
}

/** Returns what `fit` needs to know of a trace. */
export function needs(trace, layout) {
  const deep = Boolean(trace.sums);
  const weights = layout.pooled ? 1 : 2;
  const products = layout.pooled ? trace.input.longest : Math.max(trace.kernel.longest, trace.products.longest);
  const ops = (layout.pooled ? 2 : 3) + (trace.bias && !deep ? 2 : 0);
  return {
    ...layout,
    channels: layout.lines.length,
    strips: trace.kind === "conv1d",
    tail: { ops: deep && trace.bias ? 2 : 1, cells: Number(deep) + Number(Boolean(trace.bias)) },
    smalls: weights,
    patch: layout.pooled || trace.kind === "dense" ? 0 : 1,
    fixed: 34 * ops + 20 * (weights + 2) + (deep ? 190 : 0) + (trace.bias ? 44 : 0),
    words: [trace.input.longest, trace.output.longest, products],
  };
}
