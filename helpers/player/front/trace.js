// A trace that Python computed, by position. Values arrive as the words that are shown and as
// shades: nothing here adds or multiplies them; only positions are reckoned with.

const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** Returns an array of the payload as words, shades and places, one per cell. */
function decoded({ at, words, shades, ...more }) {
  const raw = bytes(at).buffer;
  const places = words.length <= 65536 ? new Uint16Array(raw) : new Uint32Array(raw);
  const longest = Math.max(0, ...words.map((word) => word.length));
  return { words, shades, at: places, longest, word: (i) => words[places[i]], ...more };
}

/** Returns the payload with its arrays decoded, and its number of steps. */
export function unpack(payload) {
  const trace = { ...payload };
  for (const name of ["input", "kernel", "bias", "output", "products", "sums"]) {
    if (payload[name]) trace[name] = decoded(payload[name]);
  }
  trace.steps = trace.output.at.length;
  return trace;
}

export const pooling = (trace) => trace.kind.endsWith("pool2d");

/** Returns which feature map, row and column a step computes. */
export function place({ shapes }, index) {
  const [rows, cols] = shapes.output;
  const cell = index % (rows * cols);
  return { filter: Math.floor(index / (rows * cols)), row: Math.floor(cell / cols), col: cell % cols };
}

/** Returns the step that computes an output cell. */
export const stepAt = ({ shapes }, filter, row, col) =>
  (filter * shapes.output[0] + row) * shapes.output[1] + col;

/** Returns the place of an input cell in the input's array; −1 is padding. */
export function inputAt({ shapes }, row, col, channel) {
  const [rows, cols, channels] = shapes.input;
  const inside = row >= 0 && row < rows && col >= 0 && col < cols;
  return inside ? (row * cols + col) * channels + channel : -1;
}

/** Returns the taps of a step's window, in reading order. */
export function taps(trace, index) {
  const { row, col } = place(trace, index);
  return trace.taps.rows[row].flatMap((r) => trace.taps.cols[col].map((c) => ({ row: r, col: c })));
}

/** Returns the place of a weight in the kernel's array. */
export function weightAt({ shapes }, tap, channel, filter) {
  return (tap * shapes.input[2] + channel) * shapes.output[2] + filter;
}

/** Returns the outputs (row, col) that use an input cell. */
export function users(trace, row, col) {
  const along = (taps, cell) => taps.flatMap((tap, i) => (tap.includes(cell) ? [i] : []));
  const cols = along(trace.taps.cols, col);
  return along(trace.taps.rows, row).flatMap((r) => cols.map((c) => ({ row: r, col: c })));
}

/** Returns the input cells (row, col) that a weight meets, padding among them. */
export function met(trace, tap) {
  const width = trace.shapes.window[1];
  const i = Math.floor(tap / width);
  return trace.taps.rows.flatMap((r) => trace.taps.cols.map((c) => ({ row: r[i], col: c[tap % width] })));
}

/** Returns the step that a key leads to, or null where it is not a key of the player. */
export function moved(trace, index, key) {
  const [rows, cols] = trace.shapes.output;
  const down = rows === 1 ? rows * cols : cols;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -down, ArrowDown: down }[key];
  if (key === "Home") return 0;
  if (key === "End") return trace.steps - 1;
  if (by === undefined) return null;
  const next = index + by;
  return next < 0 || next >= trace.steps ? index : next;
}
