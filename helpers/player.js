// Draws a trace that Python computed. Values arrive as the words that are shown and as shades:
// nothing here adds or multiplies them; only positions are reckoned with.

// ---------------------------------------------------------------- the trace, by position

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

// ---------------------------------------------------------------- words

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
    return max
      ? [["max("], ...inner, [")"], ...end]
      : [["("], ...inner, [`) / ${cells.length}`], ...end];
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

// ---------------------------------------------------------------- colours

const PALETTE = {
  light: { base: [255, 255, 255], more: [240, 146, 40], less: [122, 84, 188] },
  dark: { base: [24, 28, 34], more: [224, 142, 54], less: [150, 120, 226] },
};
const HUES = {
  red: [[214, 69, 65], [232, 92, 84]],
  green: [[46, 139, 87], [62, 168, 106]],
  blue: [[52, 101, 184], [84, 136, 224]],
};
const GREY = [[22, 24, 28], [252, 252, 252]];

const mixed = (from, to, share) => from.map((part, i) => Math.round(part + (to[i] - part) * share));

/** Returns the colour of a shade −255 … 255: "signed", "grey" or a hue of HUES. */
export function tint(shade, look, dark) {
  const { base, more, less } = PALETTE[dark ? "dark" : "light"];
  const share = Math.abs(shade) / 255;
  if (look === "grey") return mixed(...GREY, share);
  if (HUES[look]) return mixed(base, HUES[look][dark ? 1 : 0], share * 0.9);
  return mixed(base, shade < 0 ? less : more, share * 0.9);
}

/** Returns the relative luminance of a colour (WCAG 2). */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Returns black or white, whichever is legible on the colour: at least 4.5 to 1 on any. */
export const ink = (rgb) => (luminance(rgb) > 0.179 ? "#000" : "#fff");

const css = (rgb) => `rgb(${rgb.join(" ")})`;

// ---------------------------------------------------------------- sizes

const MOST_NUMBERED = 16;
const CHAR = 0.63;

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
const range = (count) => Array.from({ length: count }, (_, i) => i);

/** Returns the side of a cell in which a word of this length is legible. */
export const roomFor = (length) => Math.ceil(Math.min(length, 9) * CHAR * 8.5 + 6);

const few = (shape) => Math.max(...shape) <= MOST_NUMBERED;
/** Does a small output of a large input show its numbers all the same? */
const fewer = (shape) => Math.max(...shape) * 2 <= MOST_NUMBERED;

/**
 * Returns cell sizes that fit: `big` for input and output, `small` for the window's figures and
 * `result` for the output, whether the big ones show `numbers`, and whether the figures `wrap`.
 * `need` gives sizes in cells [rows, cols] and `words`, the longest of the big and small figures.
 */
export function fit(need, width, height, present = false) {
  const { input, output, window, channels, smalls, patch, fixed, words, strips } = need;
  const legible = clamp(roomFor(words[0]), 20, 60);
  const sizes = (big, numbers, wrap, compact, share = channels > 1 ? (present ? 1.7 : 1.3) : 1) => {
    const least = Math.max(26, roomFor(words[1]));
    const most = Math.max(least, present ? 110 : 48, numbers ? big : 0);
    const beside = channels > 1 && present ? (0.9 * input[0] * big) / window[0] : big * 1.12;
    const wanted = numbers ? beside : present ? Math.min(64, (height / channels - 50) / window[0]) : compact ? 26 : 40;
    const small = few(window) ? Math.round(clamp(wanted, least, most)) : big;
    const result = numbers ? Math.round(big * share) : fewer(output) ? Math.max(small, legible) : big;
    const figures = smalls + (numbers ? 0 : patch);
    const line = input[1] * big + output[1] * result + figures * window[1] * small + fixed;
    const side = Math.max(input[0] * big, few(window) ? window[0] * small : 0);
    const head = present ? 42 : 32;
    const tall = Math.max(channels * (side + head), output[0] * result + (need.maps > 1 ? 140 : head));
    const widest = Math.max(input[1] * big, output[1] * result) + (strips && numbers ? 190 : 10);
    const fits = strips || wrap ? widest <= width : line <= width && tall <= height;
    if (fits) return { big, small, result, numbers, wrap };
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
    tries(picture, 1, false, true) || { big: 2, small: 26, result: 2, numbers: false, wrap: true }
  );
}

// ---------------------------------------------------------------- drawing

const NS = "http://www.w3.org/2000/svg";
let made = 0;

/** Returns an element; `options` are attributes, and `on…` are not among them. */
function tag(name, options = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function shape(name, options = {}, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(options)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Changes a text in place where it is new: hosts watch for elements that come and go, not for text. */
function put(node, text) {
  if (node.firstChild?.nodeType !== Node.TEXT_NODE) node.prepend(text);
  else if (node.firstChild.data !== text) node.firstChild.data = text;
}

function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Returns a symbol's letter and index, such as w and 7; other words whole. */
const spelled = (word) => {
  const [, letter, index] = /^([bswxy])(\d[\d,]*)$/.exec(word) ?? [];
  return letter ? [letter, index] : [word, ""];
};

const shortened = (word) => (word.length > 9 ? `${word.slice(0, 8)}…` : word);

/** A grid of cells: SVG where they show numbers, a canvas where there are many; outlines above. */
class Grid {
  constructor({ rows, cols, width, height = width, numbers, longest, bars = false }) {
    Object.assign(this, { rows, cols, width, height, numbers, bars, keys: [], outlines: {} });
    this.font = clamp((width - 5) / (CHAR * Math.min(longest, 9)), 7, Math.min(0.42 * height, 34));
    const [across, down] = [cols * width, rows * height];
    this.hatch = `cnn-hatch-${(made += 1)}`;
    const view = { width: across + 6, height: down + 6, viewBox: `-3 -3 ${across + 6} ${down + 6}` };
    this.lines = shape("svg", { ...view, class: "lines", "aria-hidden": "true" });
    this.element = tag("div", { class: "grid", "data-rows": rows, "data-cols": cols });
    this.element.style.width = `${across + 6}px`;
    this.element.style.height = `${down + 6}px`;
    if (numbers) {
      this.cells = shape("svg", { ...view, "aria-hidden": "true" }, this.pattern());
      this.drawn = range(rows * cols).map((i) => this.vector(i));
    } else {
      this.cells = tag("canvas", { "aria-hidden": "true" });
      this.resolve(across, down);
    }
    this.element.append(this.cells, this.lines);
  }

  pattern() {
    const line = shape("path", { d: "M0 0V6", class: "hatching" });
    const turned = { id: this.hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
    return shape("defs", {}, shape("pattern", turned, shape("rect", { width: 6, height: 6, class: "ground" }), line));
  }

  vector(i) {
    const [x, y] = [(i % this.cols) * this.width, Math.floor(i / this.cols) * this.height];
    const side = { width: this.width - 1, height: this.height - 1, rx: 3 };
    const rect = shape("rect", { x: x + 0.5, y: y + 0.5, ...side });
    const middle = { x: x + this.width / 2, y: y + this.height / 2 + this.font * 0.36 };
    const low = shape("tspan", { dy: this.font * 0.2, "font-size": this.font * 0.72 }, "");
    const text = shape("text", { ...middle, "font-size": this.font }, "", low);
    this.cells.append(rect, text);
    return { rect, text, low };
  }

  resolve(across, down) {
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.cells, { width: across * ratio, height: down * ratio });
    Object.assign(this.cells.style, { width: `${across}px`, height: `${down}px` });
    this.pen = this.cells.getContext("2d");
    this.pen.scale(ratio, ratio);
  }

  /** Paints a cell if its key is new; `look` is called for how: {kind, text, fill, shade}. */
  paint(i, key, look) {
    if (this.keys[i] === key) return;
    this.keys[i] = key;
    if (this.numbers) this.write(this.drawn[i], look());
    else this.fill(i, look());
  }

  write({ rect, text, low }, { kind, text: word = "", fill }) {
    mark(rect, "class", kind);
    rect.style.fill = kind === "pad" ? `url(#${this.hatch})` : fill ? css(fill) : "";
    mark(text, "class", kind);
    text.style.fill = fill ? ink(fill) : "";
    const [letter, index] = spelled(shortened(word));
    put(text, letter);
    put(low, index);
  }

  fill(i, { kind, fill, shade = 0 }) {
    const { pen, width: w, height: h } = this;
    const [x, y] = [(i % this.cols) * w, Math.floor(i / this.cols) * h];
    const gap = Math.min(w, h) >= 9 ? 1 : 0;
    pen.clearRect(x, y, w, h);
    if (kind === "blank") return;
    if (kind === "hidden" || kind === "pad" || !fill) {
      pen.fillStyle = this.chrome.panel;
      pen.fillRect(x, y, w - gap, h - gap);
      if (kind === "pad") this.stripe(x, y, w - gap, h - gap);
      else if (gap && !this.bars) {
        pen.strokeStyle = this.chrome.line;
        pen.strokeRect(x + 0.5, y + 0.5, w - gap - 1, h - gap - 1);
      }
      return;
    }
    pen.globalAlpha = kind === "ignored" ? 0.35 : 1;
    pen.fillStyle = css(fill);
    if (this.bars) {
      const tall = (Math.abs(shade) / 255) * (h / 2 - 1);
      pen.fillRect(x, shade < 0 ? y + h / 2 : y + h / 2 - tall, w - gap, Math.max(tall, 1));
    } else pen.fillRect(x, y, w - gap, h - gap);
    pen.globalAlpha = 1;
  }

  stripe(x, y, w, h) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(x, y, w, h);
    pen.clip();
    pen.strokeStyle = this.chrome.line;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (let at = -h + ((x + y) % 4); at < w + 4; at += 4) {
      pen.moveTo(x + at, y + h);
      pen.lineTo(x + at + h, y);
    }
    pen.stroke();
    pen.restore();
  }

  /** Outlines rectangles [row, col, rows, cols] of cells, in the manner of a CSS class. */
  outline(name, rectangles) {
    const { width: w, height: h } = this;
    const d = rectangles
      .map(([row, col, rows, cols]) => `M${col * w} ${row * h}h${cols * w}v${rows * h}h${-cols * w}z`)
      .join("");
    const known = (this.outlines[name] ??= this.stroke(name));
    if (known.d === d) return;
    known.d = d;
    for (const path of known.paths) path.setAttribute("d", d);
  }

  stroke(name) {
    // A halo in the background's colour keeps an outline visible on every picture.
    const paths = ["halo", name].map((kind) => shape("path", { class: kind }));
    this.lines.append(...paths);
    return { d: null, paths };
  }

  forget(chrome) {
    this.chrome = chrome;
    this.keys.fill(undefined);
  }

  /** Returns the cell under a pointer, or −1. */
  under(event) {
    const box = this.lines.getBoundingClientRect();
    const scale = (this.cols * this.width + 6) / box.width;
    const col = Math.floor(((event.clientX - box.left) * scale - 3) / this.width);
    const row = Math.floor(((event.clientY - box.top) * scale - 3) / this.height);
    const inside = row >= 0 && row < this.rows && col >= 0 && col < this.cols;
    return inside ? row * this.cols + col : -1;
  }
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

// ---------------------------------------------------------------- where the figures stand

const op = (text) => tag("span", { class: "op", "aria-hidden": "true" }, text);
/** Keeps a sign with the figure after it where a line breaks. */
const signed = (sign, ...figures) => tag("div", { class: "signed" }, op(sign), ...figures);

/** Returns how a step's numbers are laid out: what each figure holds, apart from any drawing. */
export function plan(trace) {
  const [height, width, deep] = trace.shapes.input;
  const [kh, kw] = trace.shapes.window;
  const [rows, cols, filters] = trace.shapes.output;
  const { rows: above, cols: beside } = trace.pads;
  const sheet = { pooled: pooling(trace), slots: pooling(trace) ? [0] : trace.drawn.map((_, i) => i) };
  if (trace.kind === "dense") {
    const across = width > MOST_NUMBERED ? Math.ceil(Math.sqrt(width)) : 1;
    const wide = filters > MOST_NUMBERED ? Math.ceil(Math.sqrt(filters)) : 1;
    return {
      ...sheet,
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
      ...sheet,
      input: [sheet.slots.length, reach],
      window: [sheet.slots.length, kw],
      output: [filters, cols],
      inputCell: (slot, _, col) => slot * reach + col + beside[0],
      outputCell: (filter, _, col) => filter * cols + col,
      lines: [sheet.slots],
    };
  }
  const reach = width + beside[0] + beside[1];
  return {
    ...sheet,
    input: [height + above[0] + above[1], reach],
    window: [kh, kw],
    output: [rows, cols],
    inputCell: (_, row, col) => (row + above[0]) * reach + col + beside[0],
    outputCell: (_, row, col) => row * cols + col,
    lines: sheet.slots.map((slot) => [slot]),
    maps: filters,
    deep: deep > 1 && !sheet.pooled,
  };
}

/** Returns what `fit` needs to know of a trace. */
export function needs(trace, sheet) {
  const deep = Boolean(trace.sums);
  const weights = sheet.pooled ? 1 : 2;
  const products = sheet.pooled ? trace.input.longest : Math.max(trace.kernel.longest, trace.products.longest);
  const ops = (sheet.pooled ? 2 : 3) + (trace.bias && !deep ? 2 : 0);
  return {
    ...sheet,
    channels: sheet.lines.length,
    strips: trace.kind === "conv1d",
    smalls: weights,
    patch: sheet.pooled || trace.kind === "dense" ? 0 : 1,
    fixed: 34 * ops + 20 * (weights + 2) + (deep ? 190 : 0) + (trace.bias ? 44 : 0),
    words: [Math.max(trace.input.longest, trace.output.longest), products],
  };
}

// ---------------------------------------------------------------- the player

const BUTTONS = {
  first: ["|◀", "first step (Home)"],
  back: ["◀ back", "one step back (left arrow)"],
  play: ["▶ play", "play or pause (space)"],
  step: ["step ▶", "one step (right arrow)"],
  last: ["▶|", "last step (End)"],
};
const TOOLS = {
  predict: ["Predict", "hide each value until you have said what it will be"],
  symbols: ["Symbols", "names in place of numbers"],
  present: ["Present", "fill the screen (Escape leaves)"],
  page: ["Export", "save as a page that needs no notebook"],
};
const SPEEDS = [1, 2, 5, 15, 60];
const NEEDS_PYTHON = "This needs Python: run the cell of this player again, then retry.";

class Player {
  constructor({ model, el }) {
    Object.assign(this, { model, el, answers: new Map(), unsaved: new Map(), stop: new AbortController() });
    this.root = tag("div", { class: "cnn-player", role: "group", tabindex: "-1" });
    // JupyterLab then leaves the keys that are pressed in here alone.
    this.root.dataset.lmSuppressShortcuts = "true";
    this.frame();
    // Its colours are the host's: that they change says that the theme did, whatever the host.
    this.witness = tag("span", { class: "cnn-player-witness", "aria-hidden": "true" });
    el.append(this.witness, this.root);
    this.listen();
    this.receive();
  }

  // -- the parts that stay

  frame() {
    this.buttons = {};
    const button = (name, [text, title]) =>
      (this.buttons[name] = tag("button", { type: "button", title, class: name }, text));
    const group = (buttons) => Object.entries(buttons).map(([name, words]) => button(name, words));
    this.title = tag("b");
    this.where = tag("span", { class: "where" });
    this.stage = tag("div", { class: "stage" });
    this.caption = tag("div", { class: "caption", "aria-live": "polite", "aria-atomic": "true" });
    this.guess = tag("input", { size: 8, inputmode: "text", "aria-label": "your prediction", autocomplete: "off" });
    this.commit = tag("button", { type: "submit" }, "commit");
    this.verdict = tag("span", { class: "verdict", role: "status" });
    this.tally = tag("span", { class: "tally" });
    this.question = tag("label", {}, "What will this cell be? ", this.guess);
    this.ask = tag("form", { class: "ask" }, this.question, this.commit, this.verdict, this.tally);
    this.hint = tag("div", { class: "hint", role: "status" });
    this.facts = tag("div", { class: "facts" });
    this.slider = tag("input", { type: "range", min: 0, step: 1, "aria-label": "step" });
    const speeds = SPEEDS.map((speed) => tag("option", { value: speed }, `${speed}/s`));
    this.speed = tag("select", { "aria-label": "speed, in steps a second" }, ...speeds);
    const tools = tag("span", { class: "tools" }, ...group(TOOLS));
    const speed = tag("label", { class: "speed" }, "speed ", this.speed);
    this.root.append(
      tag("div", { class: "head" }, this.title, this.where, tools),
      this.stage,
      tag("div", { class: "sum" }, this.caption, this.ask),
      this.hint,
      this.facts,
      tag("div", { class: "bar" }, ...group(BUTTONS), this.slider, speed),
    );
  }

  listen() {
    const { signal } = this.stop;
    const on = (target, kind, act) => target.addEventListener(kind, act.bind(this), { signal });
    for (const [name, button] of Object.entries(this.buttons)) on(button, "click", () => this.press(name));
    on(this.slider, "input", () => this.go(Number(this.slider.value)));
    on(this.speed, "change", () => this.set("speed", Number(this.speed.value)));
    on(this.ask, "submit", this.answer);
    on(this.root, "keydown", this.key);
    on(this.root, "keyup", this.released);
    on(this.root, "pointerdown", (event) => {
      if (!event.target.closest("button, input, select, .grid")) this.root.focus({ preventScroll: true });
    });
    on(document, "fullscreenchange", () => this.presenting(document.fullscreenElement === this.root));
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    on(dark, "change", this.theme);
    on(this.witness, "transitionend", this.theme);
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.el);
    this.heard = {
      "change:payload": () => this.receive(),
      "change:index": () => this.follow(),
      "change:predict": () => this.switched("predict"),
      "change:symbols": () => this.switched("symbols"),
      "change:speed": () => this.switched("speed"),
      "change:tally": () => this.switched("tally"),
      "msg:custom": (content) => this.told(content),
    };
    for (const [name, act] of Object.entries(this.heard)) this.model.on(name, act);
  }

  /** Leaves nothing behind: no timer, no listener. */
  close() {
    this.playing = false;
    this.stop.abort();
    this.sizes.disconnect();
    for (const [name, act] of Object.entries(this.heard)) this.model.off(name, act);
    for (const timer of [this.saving, this.waiting, this.settling]) clearTimeout(timer);
    for (const frame of [this.pending, this.ticking]) cancelAnimationFrame(frame);
    this.root.remove();
    this.witness.remove();
  }

  // -- state: everything below only sets it, and draws

  set(name, value) {
    this.unsaved.set(name, value);
    this.model.set(name, value);
    // Python follows ten times a second at most: no queue grows while playing.
    this.saving ??= setTimeout(() => {
      this.saving = undefined;
      this.unsaved.clear();
      this.model.save_changes();
    }, 100);
  }

  /** Keeps what was set here and not yet sent, where an echo of something older comes in. */
  kept(name) {
    const newer = this.unsaved.has(name) && this.model.get(name) !== this.unsaved.get(name);
    if (newer) this.model.set(name, this.unsaved.get(name));
    return newer;
  }

  go(index) {
    this.peek = null;
    this.index = clamp(index, 0, this.trace.steps - 1);
    if (this.model.get("index") !== this.index) this.set("index", this.index);
    this.draw();
  }

  follow() {
    if (!this.kept("index") && this.model.get("index") !== this.index) this.go(this.model.get("index"));
  }

  switched(name) {
    if (this.kept(name)) return;
    this.repaint();
    this.draw();
  }

  receive() {
    clearTimeout(this.waiting);
    this.trace = unpack(this.model.get("payload"));
    this.sheet = plan(this.trace);
    this.positive = this.trace.input.shades.every((shade) => shade >= 0);
    this.answers.clear();
    this.point(null);
    this.state = null;
    this.settleHeight();
    this.index = clamp(this.model.get("index"), 0, this.trace.steps - 1);
    this.say("");
    this.fillFacts();
    this.lay();
    this.theme();
  }

  // -- layout

  resized() {
    const width = this.el.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.settleHeight();
    this.lay();
    // Only now does a new player stand in the page, on the ground of its theme.
    this.theme();
  }

  lay() {
    const present = this.root.classList.contains("present");
    const room = (present ? window.innerWidth - 48 : (this.el.clientWidth || 900)) - 40;
    const tall = present ? window.innerHeight - this.chromeHeight() : 900;
    const need = needs(this.trace, this.sheet);
    let width = Math.min(room, present ? Infinity : 1180);
    // Fonts differ: where the figures turn out wider than was reckoned, make them smaller.
    for (let tries = 0; tries < 4; tries += 1) {
      this.sizesNow = fit(need, width, tall, present);
      this.build();
      const over = this.stage.scrollWidth - this.stage.clientWidth;
      if (over <= 0 || !this.stage.clientWidth) break;
      width -= over + 4;
    }
    this.repaint();
  }

  chromeHeight() {
    return Math.max(230, this.root.scrollHeight - this.stage.offsetHeight);
  }

  build() {
    const { trace, sheet, sizesNow: sizes } = this;
    this.parts = { input: [], window: [], kernel: [], products: [], sums: [], bias: [], output: [] };
    this.thumbs = [];
    this.stage.replaceChildren();
    this.stage.className = `stage${sizes.wrap ? " wrap" : ""}`;
    this.aligned = trace.kind === "conv1d" && sizes.numbers;
    if (this.aligned) return this.buildStrips();
    if (trace.kind === "conv1d") return this.buildSignal();
    const flow = tag("div", { class: "flow" }, ...sheet.lines.map((slots) => this.line(slots)));
    this.stage.append(flow);
    if (trace.sums) this.stage.append(this.brace());
    if (trace.sums && trace.bias) this.stage.append(signed("+", this.biasFigure("bias")));
    this.stage.append(trace.sums ? signed("=", this.result()) : this.result());
    return undefined;
  }

  line(slots) {
    const { trace, sheet, sizesNow: sizes } = this;
    const line = tag("div", { class: "line" });
    const several = sheet.lines.length > 1;
    const channel = trace.channels[trace.drawn[slots[0]]];
    const name = several ? channel : "Input";
    const skipped = several && slots[0] > 0 && trace.drawn[slots[0]] - trace.drawn[slots[0] - 1] > 1;
    if (skipped) line.dataset.skipped = `… ${trace.channels.length - trace.drawn.length} more channels …`;
    line.append(this.figure("input", name, slots, sheet.input));
    const patch = !sizes.numbers && trace.kind !== "dense";
    if (patch || sheet.pooled) line.append(signed("⊃", this.figure("window", "Window", slots, sheet.window)));
    if (sheet.pooled) line.append(op(trace.kind === "max_pool2d" ? "max" : "mean"));
    else line.append(...this.products(slots, several));
    return line;
  }

  /** Returns the figures from the kernel to the sum. */
  products(slots, several) {
    const { trace, sheet } = this;
    const kernel = trace.kind === "dense" ? "Weights" : several ? `slice ${trace.drawn[slots[0]] + 1}` : "Kernel";
    const products = this.figure("products", several ? "products" : "Products", slots, sheet.window);
    const line = [signed("·", this.figure("kernel", kernel, slots, sheet.window)), signed("=", products)];
    if (trace.sums) {
      const sums = this.figure("sums", several ? "sum" : "Sums", slots, [slots.length, 1]);
      line.push(signed("Σ", sums));
    } else if (trace.bias) line.push(signed("Σ +", this.biasFigure("Bias"), op("=")));
    else line.push(op("Σ"));
    return line;
  }

  biasFigure(name) {
    return this.figure("bias", name, [0], [1, 1]);
  }

  /** Lays a numbered signal out in rows, the kernel under its window. */
  buildStrips() {
    const { trace, sheet } = this;
    const strip = (role, name, sign, ...after) => {
      const figure = this.figure(role, name, sheet.slots, this.stripShape(role));
      const slide = tag("div", { class: `slide ${role}s` }, figure, ...after);
      return tag("div", { class: "strip" }, figure.firstChild, op(sign), slide);
    };
    const after = [op(trace.bias && !trace.sums ? "Σ +" : "Σ")];
    if (trace.sums) after.push(this.figure("sums", "", sheet.slots, [sheet.slots.length, 1]));
    if (trace.sums && trace.bias) after.push(op("Σ +"));
    if (trace.bias) after.push(this.biasFigure(""));
    const maps = trace.shapes.output[2] > 1 ? "Feature maps" : "Feature map";
    const rows = [
      strip("input", "Input", ""),
      strip("kernel", "Kernel", "·"),
      strip("products", "Products", "=", ...after),
      strip("output", maps, "→"),
    ];
    this.stage.append(tag("div", { class: "strips" }, ...rows));
  }

  /** Lays a long signal out: the whole of it, its window in numbers, and the whole output. */
  buildSignal() {
    const { trace, sheet } = this;
    const whole = (role, name) => this.figure(role, name, sheet.slots, sheet[role]);
    const maps = trace.shapes.output[2] > 1 ? "Feature maps" : "Feature map";
    const window = this.figure("window", "Window", sheet.slots, sheet.window);
    const line = tag("div", { class: "line" }, window, ...this.products(sheet.slots, false));
    if (trace.sums && trace.bias) line.append(op("Σ +"), this.biasFigure("Bias"));
    this.stage.append(tag("div", { class: "flow" }, whole("input", "Input"), line, whole("output", maps)));
  }

  stripShape(role) {
    const { trace, sheet } = this;
    if (role === "input" || role === "output") return sheet[role];
    const reach = trace.taps.cols[0];
    return [sheet.slots.length, reach[reach.length - 1] - reach[0] + 1];
  }

  result() {
    const { trace, sheet } = this;
    const several = sheet.maps > 1;
    const names = { dense: "Output", max_pool2d: "Pooled", avg_pool2d: "Pooled" };
    const name = names[trace.kind] ?? (several || trace.shapes.output[2] > 1 ? "Feature maps" : "Feature map");
    const box = tag("div", { class: "result" }, this.figure("output", name, [0], sheet.output));
    if (several) box.append(this.thumbnails());
    return box;
  }

  /** Returns a figure of one grid; `parts` remembers which cells it shows. */
  figure(role, name, slots, [rows, cols]) {
    const { trace, sheet, sizesNow: sizes } = this;
    const signal = trace.kind === "conv1d";
    const big = role === "input" || role === "output";
    const numbers = role === "input" ? sizes.numbers : role === "output" ? sizes.numbers || (fewer(sheet.output) && !signal) : few([rows, cols]);
    const side = role === "output" && !signal ? sizes.result : big || this.aligned ? sizes.big : sizes.small;
    const words = trace[role === "window" ? "input" : role];
    const options = { rows, cols, width: side, numbers, longest: Math.max(1, words.longest) };
    // A signal is drawn as bars, a signal of several channels as a strip each.
    if (signal && big && !numbers) Object.assign(options, { bars: rows === 1, height: rows === 1 ? 80 : 22 });
    const grid = new Grid(options);
    const note = { input: this.inputSize(), output: this.outputSize() }[role] ?? "";
    const small = tag("small", {}, sheet.lines.length > 1 && role === "input" ? "" : note);
    const head = tag("figcaption", { class: role }, `${name} `, small);
    const figure = tag("figure", { class: role }, head, grid.element);
    if (["input", "kernel", "output", "bias"].includes(role)) this.hear(grid, role, slots, name);
    this.parts[role].push({ grid, slots, role });
    return figure;
  }

  inputSize() {
    const { trace } = this;
    const [height, width] = trace.shapes.input;
    const { rows, cols } = trace.pads;
    const size = trace.shapes.input.slice(trace.kind === "conv1d" || trace.kind === "dense" ? 1 : 0, 2).join("×");
    const padded = [height + rows[0] + rows[1], width + cols[0] + cols[1]];
    const any = [...rows, ...cols].some(Boolean);
    if (trace.kind === "dense") return `${width} numbers`;
    return any ? `${size}, padded to ${trace.kind === "conv1d" ? padded[1] : padded.join("×")}` : size;
  }

  outputSize() {
    const [rows, cols, filters] = this.trace.shapes.output;
    if (this.trace.kind === "dense") return filters === 1 ? "1 unit" : `${filters} units`;
    const size = this.trace.kind === "conv1d" ? [cols] : [rows, cols];
    return (filters > 1 ? [...size, filters] : size).join("×");
  }

  brace() {
    const d = "M2 1C11 1 9 49 18 50C9 51 11 99 2 99";
    const path = shape("path", { d, "vector-effect": "non-scaling-stroke" });
    return shape("svg", { class: "brace", viewBox: "0 0 20 100", preserveAspectRatio: "none", "aria-hidden": "true" }, path);
  }

  thumbnails() {
    const { trace, sheet } = this;
    const [rows, cols] = sheet.output;
    const width = Math.max(1, Math.floor(60 / Math.max(rows, cols)));
    const box = tag("div", { class: "thumbs" });
    const shown = range(Math.min(sheet.maps, 8));
    for (const filter of shown) {
      const grid = new Grid({ rows, cols, width, numbers: false, longest: 1 });
      const name = pooling(trace) ? trace.channels[filter] : `filter ${filter + 1}`;
      const button = tag("button", { type: "button", title: `go to ${name}` }, grid.element, name);
      button.addEventListener("click", () => {
        const { row, col } = place(trace, this.index);
        this.go(stepAt(trace, filter, row, col));
      }, { signal: this.stop.signal });
      this.thumbs.push({ grid, filter, button });
      box.append(button);
    }
    if (sheet.maps > shown.length) box.append(tag("span", {}, `… ${sheet.maps - shown.length} more`));
    return box;
  }

  settleHeight() {
    this.caption.style.minHeight = "";
    this.longest = 0;
  }

  fillFacts() {
    const { trace } = this;
    const { height, width } = trace.formulas;
    const fact = (name, text) => tag("span", {}, `${name} `, tag("code", {}, text));
    const facts = [];
    if (trace.kind === "conv1d") facts.push(fact("length", width));
    else if (trace.kind !== "dense") {
      if (height === width) facts.push(fact("height and width", height));
      else facts.push(fact("height", height), fact("width", width));
    }
    facts.push(fact("parameters", trace.parameters));
    const copy = tag("button", { type: "button", class: "copy" }, "copy");
    copy.addEventListener("click", () => this.copied(copy), { signal: this.stop.signal });
    const keras = fact("in Keras", trace.keras);
    keras.append(" ", copy);
    facts.push(keras, ...trace.notes.map((note) => tag("span", { class: "note" }, note)));
    this.facts.replaceChildren(...facts);
    this.slider.max = trace.steps - 1;
  }

  async copied(button) {
    try {
      await navigator.clipboard.writeText(this.trace.keras);
      button.textContent = "copied";
    } catch {
      // Without the right to write to the clipboard: select the code, to be copied by hand.
      window.getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "selected";
    }
    clearTimeout(this.settling);
    this.settling = setTimeout(() => (button.textContent = "copy"), 1500);
  }

  // -- theme

  theme() {
    let shown = this.el;
    let [r, g, b, alpha] = [255, 255, 255, 0];
    // The colour that the player stands on, whoever set it: every host names its themes anew.
    for (; shown && !alpha; shown = shown.parentElement) {
      const parts = getComputedStyle(shown).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
      alpha = parts.length > 3 ? parts[3] : 1;
      if (alpha) [r, g, b] = parts;
    }
    this.dark = luminance([r, g, b]) < 0.18;
    this.root.classList.toggle("dark", this.dark);
    this.repaint();
    this.draw();
  }

  repaint() {
    const style = getComputedStyle(this.root);
    const chrome = Object.fromEntries(["panel", "line"].map((name) => [name, style.getPropertyValue(`--${name}`)]));
    for (const { grid } of [...Object.values(this.parts ?? {}).flat(), ...(this.thumbs ?? [])]) grid.forget(chrome);
    this.state = null;
  }

  // -- drawing

  draw() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.render();
    });
  }

  get symbols() {
    return this.model.get("symbols");
  }

  get shown() {
    return this.peek ?? this.index;
  }

  /** Is the value of a step still to be predicted? */
  hidden(index) {
    return this.model.get("predict") && index >= this.index && !this.answers.has(index);
  }

  render() {
    const { trace, shown } = this;
    const { filter } = place(trace, shown);
    this.drawInputs(shown, filter);
    this.drawWindow(shown, filter);
    this.drawOutputs(shown, filter);
    this.drawWords(shown);
    this.drawPointed(shown, filter);
  }

  channel(slot, filter) {
    return this.sheet.pooled ? filter : this.trace.drawn[slot];
  }

  look(role, channel) {
    const { trace } = this;
    const name = trace.channels[channel]?.toLowerCase();
    if (role === "input" && this.positive && HUES[name]) return name;
    const plain = this.positive && !this.sizesNow.numbers && trace.kind !== "conv1d";
    return plain && (role === "input" || this.sheet.pooled) ? "grey" : "signed";
  }

  value(array, at, role, channel, kind = "value", name = null) {
    const shade = array.shades[array.at[at]];
    return { kind, text: name ?? array.word(at), shade, fill: tint(shade, this.look(role, channel), this.dark) };
  }

  drawInputs(shown, filter) {
    const { trace, sheet } = this;
    const [height, width] = trace.shapes.input;
    const { rows: above, cols: beside } = trace.pads;
    const held = `${this.sheet.pooled ? filter : 0}`;
    const window = taps(trace, shown);
    for (const { grid, slots } of this.parts.input) {
      if (grid.held !== held || grid.keys[0] === undefined) {
        grid.held = held;
        const ignored = { rows: new Set(trace.ignored.rows), cols: new Set(trace.ignored.cols) };
        for (const slot of slots) {
          const channel = this.channel(slot, filter);
          for (let row = -above[0]; row < height + above[1]; row += 1) {
            for (let col = -beside[0]; col < width + beside[1]; col += 1) {
              const at = inputAt(trace, row, col, channel);
              const cell = sheet.inputCell(slot, row, col);
              if (at < 0) grid.paint(cell, -2, () => ({ kind: "pad", text: sheet.pooled ? "" : "0" }));
              else {
                const kind = ignored.rows.has(row) || ignored.cols.has(col) ? "ignored" : "value";
                const name = this.symbols ? inputName(trace, row, col) : null;
                grid.paint(cell, trace.input.at[at], () => this.value(trace.input, at, "input", channel, kind, name));
              }
            }
          }
        }
      }
      const cells = slots.flatMap((slot) => window.map(({ row, col }) => sheet.inputCell(slot, row, col)));
      grid.outline("framed", rectangles(cells, grid.cols));
    }
  }

  /** Returns the cell of a tap in a figure of the window's shape. */
  tapCell(grid, slot, tap) {
    const taps = this.trace.kind === "conv1d" ? this.trace.taps.cols[0] : null;
    if (!taps) return tap;
    return slot * grid.cols + (this.aligned ? taps[tap] - taps[0] : tap);
  }

  drawWindow(shown, filter) {
    const { trace } = this;
    const window = taps(trace, shown);
    const hidden = this.hidden(shown);
    const unknown = (grid, cell) => grid.paint(cell, -1, () => ({ kind: "hidden", text: "?" }));
    const { window: patches, kernel, products, sums, bias } = this.parts;
    const each = (figures, draw) => {
      for (const { grid, slots } of figures) {
        slots.forEach((slot, line) => {
          window.forEach((at, tap) => draw(grid, slot, tap, this.tapCell(grid, line, tap), at));
        });
      }
    };
    each(patches, (grid, slot, tap, cell, { row, col }) => {
      const channel = this.channel(slot, filter);
      const at = inputAt(trace, row, col, channel);
      if (at < 0) return grid.paint(cell, -2, () => ({ kind: "pad", text: this.sheet.pooled ? "" : "0" }));
      const name = this.symbols ? inputName(trace, row, col) : null;
      const key = this.symbols ? at : trace.input.at[at];
      return grid.paint(cell, key, () => this.value(trace.input, at, "input", channel, "value", name));
    });
    each(kernel, (grid, slot, tap, cell) => {
      const channel = trace.drawn[slot];
      const at = weightAt(trace, tap, channel, filter);
      const name = this.symbols ? weightName(trace, tap, channel) : null;
      grid.paint(cell, trace.kernel.at[at], () => this.value(trace.kernel, at, "kernel", channel, "value", name));
    });
    each(products, (grid, slot, tap, cell, { row, col }) => {
      if (hidden) return unknown(grid, cell);
      const at = (shown * trace.drawn.length + slot) * window.length + tap;
      const key = this.symbols ? at : trace.products.at[at];
      const pixel = inputName(trace, row, col);
      const name = this.symbols ? (pixel === "0" ? "0" : "·") : null;
      return grid.paint(cell, key, () => this.value(trace.products, at, "products", slot, "value", name));
    });
    for (const { grid, slots } of sums) {
      slots.forEach((slot, cell) => {
        if (hidden) return unknown(grid, cell);
        const at = shown * trace.summed.length + trace.summed.indexOf(trace.drawn[slot]);
        const name = this.symbols ? `s${trace.drawn[slot] + 1}` : null;
        return grid.paint(cell, trace.sums.at[at], () => this.value(trace.sums, at, "sums", slot, "value", name));
      });
    }
    const name = this.symbols ? "b" : null;
    for (const { grid } of bias) {
      grid.paint(0, trace.bias.at[filter], () => this.value(trace.bias, filter, "bias", 0, "value", name));
    }
    const winner = trace.winners.length && !hidden ? trace.winners[shown] : -1;
    const width = trace.shapes.window[1];
    const marked = winner < 0 ? [] : [[Math.floor(winner / width), winner % width, 1, 1]];
    for (const { grid } of patches) grid.outline("winner", marked);
    if (!this.aligned) return;
    const from = trace.taps.cols[place(trace, shown).col][0] + trace.pads.cols[0];
    for (const { grid } of [...kernel, ...products]) {
      grid.element.closest(".slide").style.transform = `translateX(${from * this.sizesNow.big}px)`;
    }
  }

  drawOutputs(shown, filter) {
    const { trace, sheet } = this;
    const [rows, cols] = trace.shapes.output;
    const [predict, named] = [this.model.get("predict"), this.symbols];
    // Asked for every cell at every step: no look-up in here but of the cell itself.
    const paint = (grid, cell, index, symbols) => {
      const known = index < this.index || ((index === this.index || index === shown) && !this.hidden(index));
      if (!known) {
        const asked = predict && index === shown;
        return grid.paint(cell, asked ? -3 : -1, () => ({ kind: "hidden", text: asked ? "?" : "" }));
      }
      const name = symbols ? outputName(trace, index) : null;
      return grid.paint(cell, trace.output.at[index], () =>
        this.value(trace.output, index, "output", place(trace, index).filter, "value", name));
    };
    const whole = sheet.maps === undefined;
    for (const { grid } of this.parts.output) {
      // One map at a time where they are two-dimensional: other cells with another filter.
      const first = whole ? 0 : filter * rows * cols;
      if (grid.first !== first) grid.keys.fill(undefined);
      grid.first = first;
      for (let i = 0; i < (whole ? trace.steps : rows * cols); i += 1) paint(grid, i, first + i, named);
      const at = place(trace, shown);
      const cell = sheet.outputCell(at.filter, at.row, at.col);
      grid.outline("current", [[Math.floor(cell / grid.cols), cell % grid.cols, 1, 1]]);
    }
    for (const { grid, filter: own, button } of this.thumbs) {
      for (let i = 0; i < rows * cols; i += 1) paint(grid, i, own * rows * cols + i, false);
      mark(button, "aria-pressed", String(own === filter));
    }
  }

  drawWords(shown) {
    const { trace } = this;
    const hidden = this.hidden(shown);
    const predict = this.model.get("predict");
    const quiet = this.playing || this.repeating;
    for (const live of [this.caption, this.hint]) mark(live, "aria-live", quiet ? "off" : "polite");
    put(this.title, heading(trace, shown));
    put(this.where, position(trace, shown));
    mark(this.root, "aria-label", heading(trace, shown));
    spell(this.caption, hidden ? [] : caption(trace, shown, this.symbols));
    this.caption.hidden = hidden;
    this.ask.hidden = !predict;
    this.question.hidden = !hidden;
    put(this.commit, hidden ? "commit" : "next step");
    put(this.verdict, hidden ? "" : this.answers.get(shown) ?? "");
    const [right, tried] = this.model.get("tally");
    put(this.tally, tried ? `${right} of ${tried} right so far` : "");
    const { slider } = this;
    if (slider.value !== String(this.index)) slider.value = this.index;
    mark(slider, "aria-valuetext", position(trace, this.index));
    put(this.buttons.play, this.playing ? "❚❚ pause" : "▶ play");
    mark(this.buttons.predict, "aria-pressed", String(predict));
    mark(this.buttons.symbols, "aria-pressed", String(this.symbols));
    const speed = String(this.model.get("speed"));
    if (this.speed.value !== speed) this.speed.value = speed;
    // It grows where it must, but does not shrink: nothing jumps up and down while playing.
    const length = this.caption.textContent.length;
    if (length <= this.longest) return;
    this.longest = length;
    this.caption.style.minHeight = `${this.caption.offsetHeight}px`;
  }

  // -- pointing: at an input cell, a weight or an output

  drawPointed(shown, filter) {
    const { trace, sheet } = this;
    const at = this.pinned ?? this.pointed;
    const marks = { input: [], kernel: [], output: [] };
    const mark = (role, cell) => marks[role].push(cell);
    if (at?.role === "input") {
      mark("input", at.cell);
      for (const { row, col } of users(trace, at.row, at.col)) {
        const filters = sheet.maps === undefined ? range(trace.shapes.output[2]) : [filter];
        for (const own of filters) mark("output", sheet.outputCell(own, row, col));
      }
    } else if (at?.role === "kernel") {
      mark("kernel", at.cell);
      for (const { row, col } of met(trace, at.tap)) mark("input", sheet.inputCell(at.slot, row, col));
    }
    for (const [role, cells] of Object.entries(marks)) {
      for (const { grid, slots } of this.parts[role]) {
        const mine = !at || role === "output" || slots.includes(at.slot) || sheet.pooled ? cells : [];
        const here = mine.map((cell) => [Math.floor(cell / grid.cols), cell % grid.cols, 1, 1]);
        grid.outline(at?.role === "kernel" ? "met" : "used", here);
      }
    }
    put(this.hint, this.said || (at ? this.about(at) : ""));
  }

  /** Returns what is pointed at, in words. */
  about(at) {
    const { trace } = this;
    const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
    const spot = trace.kind === "conv1d" ? `position ${at.col}` : `row ${at.row}, column ${at.col}`;
    if (at.role === "output") return this.hidden(at.step) ? "Predict the cells in their order." : position(trace, at.step);
    if (at.role === "kernel") {
      if (trace.kind === "dense") return `This weight meets 1 input. Click or press Enter to change it.`;
      const cells = count(met(trace, at.tap).length, "input cell");
      return `Weight ${weightName(trace, at.tap, trace.drawn[at.slot])} meets ${cells}, padding counted. Click or press Enter to change it.`;
    }
    const uses = users(trace, at.row, at.col).length * (trace.kind === "dense" ? trace.shapes.output[2] : 1);
    const each = trace.kind === "dense" ? "unit" : "output";
    if (trace.kind === "dense") return `Input ${at.col + 1} is used by ${count(uses, each)}.`;
    const what = inputAt(trace, at.row, at.col, 0) < 0 ? "Padding at" : "Input";
    return `${what} ${spot} is used by ${uses ? count(uses, each) : "no output"}.`;
  }

  /** Returns what a cell of a figure is, or null for a cell that is none. */
  identified({ grid, slots, role }, cell) {
    const { trace, sheet } = this;
    const { filter, row, col } = place(trace, this.shown);
    if (role === "bias") return { role, cell, at: filter };
    if (role === "output") {
      const step = sheet.maps === undefined ? cell : filter * grid.rows * grid.cols + cell;
      return step < trace.steps ? { role, cell, step, row, col } : null;
    }
    if (role === "kernel") {
      for (const [line, slot] of slots.entries()) {
        for (const [tap] of taps(trace, this.shown).entries()) {
          if (this.tapCell(grid, line, tap) !== cell) continue;
          return { role, cell, slot, tap, at: weightAt(trace, tap, trace.drawn[slot], filter) };
        }
      }
      return null;
    }
    if (trace.kind === "dense") return cell < trace.shapes.input[1] ? { role, cell, slot: 0, row: 0, col: cell } : null;
    const [line, across] = [Math.floor(cell / grid.cols), cell % grid.cols];
    const flat = trace.kind === "conv1d";
    const [first, left] = [flat ? line : trace.pads.rows[0], trace.pads.cols[0]];
    return { role, cell, slot: flat ? slots[line] : slots[0], row: line - first, col: across - left };
  }

  /** Makes a grid answer to the pointer, and take the focus for the keys. */
  hear(grid, role, slots, name) {
    const part = { grid, role, slots };
    const { signal } = this.stop;
    const on = (kind, act) => grid.element.addEventListener(kind, act, { signal });
    const options = { tabindex: "0", role: "application", "aria-roledescription": "grid", "aria-label": name || role };
    for (const [key, value] of Object.entries(options)) grid.element.setAttribute(key, value);
    grid.element.part_ = part;
    on("pointermove", (event) => this.point(this.identified(part, grid.under(event))));
    on("pointerleave", () => this.point(null));
    on("pointerdown", () => grid.element.focus({ preventScroll: true }));
    on("click", (event) => {
      const cell = grid.under(event);
      const at = cell < 0 ? null : this.identified(part, cell);
      if (at) this.chosen(part, at);
    });
    on("blur", () => this.point(null));
  }

  point(at) {
    if (this.pointed?.role === at?.role && this.pointed?.cell === at?.cell && this.pointed?.slot === at?.slot) return;
    this.pointed = at;
    if (at) this.said = "";
    this.peek = at?.role === "output" && !this.playing ? at.step : null;
    this.draw();
  }

  /** A click or Enter: goes to an output, pins an input cell, opens a weight. */
  chosen(part, at) {
    if (at.role === "output") {
      this.pinned = null;
      this.go(at.step);
      return;
    }
    const again = this.pinned?.cell === at.cell && this.pinned?.role === at.role && this.pinned?.slot === at.slot;
    this.pinned = again || at.role === "bias" ? null : at;
    if (at.role !== "input") this.edit(part, at);
    this.draw();
  }

  // -- changing a weight

  edit({ grid, role }, at) {
    const { signal } = this.stop;
    const word = this.trace[role].word(at.at);
    const field = tag("input", { class: "edit", "aria-label": `new ${role === "bias" ? "bias" : "weight"}`, value: word });
    const [row, col] = [Math.floor(at.cell / grid.cols), at.cell % grid.cols];
    const wide = Math.max(grid.width, 44);
    Object.assign(field.style, {
      left: `${col * grid.width + 3 - (wide - grid.width) / 2}px`,
      top: `${row * grid.height + 3}px`,
      width: `${wide}px`,
      height: `${grid.height}px`,
    });
    let open = true;
    const close = (text) => {
      // Taking a field away takes the focus from it, which would close it again.
      if (!open) return;
      open = false;
      field.remove();
      this.pinned = null;
      if (text !== null && text.trim() && text !== word) this.request({ want: role, at: at.at, text });
      this.draw();
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (!["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      close(event.key === "Enter" ? field.value : null);
      grid.element.focus({ preventScroll: true });
    }, { signal });
    field.addEventListener("blur", () => close(field.value), { signal });
    grid.element.append(field);
    field.focus({ preventScroll: true });
    field.select();
  }

  /** Asks Python; where none answers, says what to do. */
  request(content) {
    this.say("");
    clearTimeout(this.waiting);
    const wait = this.model.send ? 3000 : 0;
    this.waiting = setTimeout(() => this.say(NEEDS_PYTHON), wait);
    this.model.send?.(content);
  }

  told({ problem, page, name }) {
    clearTimeout(this.waiting);
    if (problem) this.say(problem);
    if (!page) return;
    const link = tag("a", { href: URL.createObjectURL(new Blob([page], { type: "text/html" })), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
    this.say(`Saved as ${name}: it opens in any browser, without a notebook.`);
  }

  say(text) {
    this.said = text;
    this.draw();
  }

  // -- buttons and keys

  press(name) {
    const { trace } = this;
    const leads = { first: 0, back: this.index - 1, step: this.index + 1, last: trace.steps - 1 };
    if (name in leads) this.go(leads[name]);
    else if (name === "play") this.run(!this.playing);
    else if (name === "present") this.enlarge();
    else if (name === "page") this.request({ want: "page" });
    else {
      this.set(name, !this.model.get(name));
      this.switched(name);
      if (name === "predict") this.focusGuess();
    }
  }

  focusGuess() {
    if (this.hidden(this.index)) {
      this.render();
      this.guess.focus({ preventScroll: true });
    }
  }

  key(event) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.matches("input:not([type=range]), select")) return;
    const part = target.part_;
    if (key === " " && !target.matches("button")) this.run(!this.playing);
    else if (key === "Escape") this.escape();
    else if (part && part.role !== "output" && this.wander(part, key)) this.quieten(event.repeat);
    else {
      const next = moved(this.trace, this.index, key);
      if (next === null) return;
      this.quieten(event.repeat);
      this.go(next);
    }
    event.preventDefault();
  }

  /** A key that is held down is not read out step by step. */
  quieten(repeating) {
    this.repeating = repeating;
  }

  released() {
    if (!this.repeating) return;
    this.repeating = false;
    this.draw();
  }

  escape() {
    this.pinned = null;
    this.point(null);
    this.say("");
    if (this.root.classList.contains("present") && !document.fullscreenElement) this.presenting(false);
  }

  /** Moves within a grid that has the focus; Enter chooses. Returns whether the key was for it. */
  wander(part, key) {
    const { grid } = part;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.cols, ArrowDown: grid.cols }[key];
    const start = this.pointed?.role === part.role ? this.pointed.cell : null;
    if (key === "Enter") {
      const at = this.identified(part, start ?? this.firstCell(part));
      if (at) this.chosen(part, at);
      return true;
    }
    if (by === undefined) return false;
    for (let cell = start === null ? this.firstCell(part) : start + by; cell >= 0 && cell < grid.rows * grid.cols; cell += by) {
      const at = this.identified(part, cell);
      if (!at) continue;
      this.point(at);
      break;
    }
    return true;
  }

  firstCell({ role, slots }) {
    const [{ row, col }] = taps(this.trace, this.shown);
    return role === "input" ? this.sheet.inputCell(slots[0], row, col) : 0;
  }

  // -- predicting

  answer(event) {
    event.preventDefault();
    if (!this.hidden(this.index)) {
      this.go(this.index + 1);
      this.focusGuess();
      return;
    }
    const typed = this.guess.value;
    const right = judge(this.trace, this.index, typed);
    if (right === null) {
      this.say("Type a number, such as −12 or 0.5.");
      return;
    }
    const [rights, tried] = this.model.get("tally");
    this.answers.set(this.index, right ? "✓ right" : `✗ not ${typed.trim().replace("-", "−")}: see the sum`);
    this.guess.value = "";
    this.say("");
    this.set("tally", [rights + Number(right), tried + 1]);
    this.render();
    this.commit.focus({ preventScroll: true });
  }

  // -- playing

  run(playing) {
    this.playing = playing;
    if (playing && this.index === this.trace.steps - 1) this.go(0);
    this.due = null;
    cancelAnimationFrame(this.ticking);
    if (playing) this.ticking = requestAnimationFrame((now) => this.tick(now));
    this.draw();
  }

  tick(now) {
    if (!this.playing) return;
    const pause = 1000 / this.model.get("speed");
    this.due ??= now + pause;
    // Half a frame early is on time: at 60 steps a second every frame takes one.
    if (now >= this.due - 8) {
      this.due = Math.max(this.due + pause, now);
      this.go(this.index + 1);
    }
    if (this.index === this.trace.steps - 1 || this.hidden(this.index)) {
      this.run(false);
      return;
    }
    this.ticking = requestAnimationFrame((later) => this.tick(later));
  }

  // -- presenting

  async enlarge() {
    if (document.fullscreenElement) {
      await document.exitFullscreen();
      return;
    }
    if (this.root.classList.contains("present")) {
      this.presenting(false);
      return;
    }
    try {
      await this.root.requestFullscreen();
    } catch {
      // A frame may forbid it: then at least its whole window.
      this.presenting(true);
    }
  }

  presenting(on) {
    if (on === this.root.classList.contains("present")) return;
    this.root.classList.toggle("present", on);
    this.settleHeight();
    this.theme();
    // The window has its new size only in the next frame.
    requestAnimationFrame(() => {
      this.lay();
      this.draw();
      this.root.focus({ preventScroll: true });
    });
  }
}

/** Writes pieces into a line; a symbol's index is set low. */
function spell(line, pieces) {
  while (line.childElementCount > pieces.length) line.lastChild.remove();
  while (line.childElementCount < pieces.length) line.append(tag("span", {}, "", tag("sub", {}, "")));
  pieces.forEach(([text, role = ""], i) => {
    const [letter, index] = spelled(text.replace(/^\((.*)\)$/, "$1"));
    const part = line.children[i];
    put(part, index ? letter : text);
    put(part.lastChild, index);
    mark(part, "class", role);
  });
}

export default {
  render({ model, el }) {
    const player = new Player({ model, el });
    return () => player.close();
  },
};

/** Shows a player where there is no notebook: in a page of its own. */
export function mount(el, state) {
  const values = { index: 0, speed: 2, predict: false, symbols: false, tally: [0, 0], ...state };
  const model = { get: (name) => values[name], set: (name, value) => (values[name] = value) };
  for (const name of ["on", "off", "save_changes"]) model[name] = () => {};
  return new Player({ model, el });
}
