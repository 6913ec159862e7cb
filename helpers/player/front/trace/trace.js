// A trace that Python computed. The browser looks values up, as words and shades of colour; it
// computes with positions only, never with values.

const decodeBase64 = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/**
 * Returns an array of the payload, decoded: element `i` has the word number `at[i]`, which is the
 * text `word(i)` and the shade `shades[at[i]]`. `longest` is the length of its longest word.
 */
function decodeArray({ at, words, shades, ...more }) {
  const raw = decodeBase64(at).buffer;
  // Python writes 16 bits per element, or 32 bits where there are too many words for 16.
  const numbers = words.length <= 65536 ? new Uint16Array(raw) : new Uint32Array(raw);
  const longest = Math.max(0, ...words.map((word) => word.length));
  return { words, shades, at: numbers, longest, word: (i) => words[numbers[i]], ...more };
}

/** Returns the payload with its arrays decoded, and its number of steps as `steps`. */
export function unpack(payload) {
  const trace = { ...payload };
  for (const name of ["input", "kernel", "bias", "output", "products", "sums"]) {
    if (payload[name]) trace[name] = decodeArray(payload[name]);
  }
  trace.steps = trace.output.at.length;
  return trace;
}

export const isPooling = (trace) => trace.kind.endsWith("pool2d");

/** Returns which feature map, row and column a step computes. */
export function locate({ shapes }, index) {
  const [rows, cols] = shapes.output;
  const cell = index % (rows * cols);
  const filter = Math.floor(index / (rows * cols));
  return { filter, row: Math.floor(cell / cols), col: cell % cols };
}

/** Returns the index of the step that computes an output cell. */
export const stepAt = ({ shapes }, filter, row, col) =>
  (filter * shapes.output[0] + row) * shapes.output[1] + col;

/** Returns the index of an input cell in the input's array; −1 is padding. */
export function inputIndex({ shapes }, row, col, channel) {
  const [rows, cols, channels] = shapes.input;
  const inside = row >= 0 && row < rows && col >= 0 && col < cols;
  return inside ? (row * cols + col) * channels + channel : -1;
}

/** Returns the input positions {row, col} under a step's window, row by row. */
export function taps(trace, index) {
  const { row, col } = locate(trace, index);
  return pairs(trace.taps.rows[row], trace.taps.cols[col]);
}

/** Returns the index of a weight in the kernel's array. */
export function weightIndex({ shapes }, tap, channel, filter) {
  return (tap * shapes.input[2] + channel) * shapes.output[2] + filter;
}

/** Returns the output positions {row, col} whose windows cover an input cell. */
export function outputsUsing(trace, row, col) {
  return pairs(indicesWith(trace.taps.rows, row), indicesWith(trace.taps.cols, col));
}

/** Returns the input positions {row, col} that a weight is multiplied with, padding included. */
export function inputsMeeting(trace, tap) {
  const width = trace.shapes.window[1];
  const rows = trace.taps.rows.map((positions) => positions[Math.floor(tap / width)]);
  const cols = trace.taps.cols.map((positions) => positions[tap % width]);
  return pairs(rows, cols);
}

/** Returns every combination {row, col} of these rows and columns, row by row. */
export function pairs(rows, cols) {
  const all = [];
  for (const row of rows) for (const col of cols) all.push({ row, col });
  return all;
}

/** Returns the indices of the lists that contain a value. */
const indicesWith = (lists, value) =>
  lists.flatMap((list, i) => (list.includes(value) ? [i] : []));

/** Returns the step that a key leads to, or null where the key does not move the player. */
export function stepAfterKey(trace, index, key) {
  const [rows, cols] = trace.shapes.output;
  // A single row has no cell below: there, up and down go to the next feature map.
  const down = rows === 1 ? rows * cols : cols;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -down, ArrowDown: down }[key];
  if (key === "Home") return 0;
  if (key === "End") return trace.steps - 1;
  if (by === undefined) return null;
  const next = index + by;
  return next < 0 || next >= trace.steps ? index : next;
}
