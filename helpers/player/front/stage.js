// Where the figures of a step stand: built anew where the sizes change, and then only drawn on.

import { Grid, Sheet } from "./grid.js";
import { tag } from "./look.js";
import { few, fewer, fit, needs, plan, range, thick } from "./sizes.js";
import { place, pooling, stepAt } from "./trace.js";
import { inputSize, outputSize, resultName } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const ROLES = ["input", "window", "kernel", "products", "sums", "bias", "output"];

const op = (text) => tag("span", { class: "op", "aria-hidden": "true" }, text);
/** Keeps a sign with the figure after it where a line breaks. */
const signed = (sign, ...figures) => tag("div", { class: "signed" }, op(sign), ...figures);

/** Returns a brace that spans the lines before it. */
function brace() {
  const svg = document.createElementNS(NS, "svg");
  const options = { class: "brace", viewBox: "0 0 20 100", preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(options)) svg.setAttribute(key, value);
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", "M2 1C11 1 9 49 18 50C9 51 11 99 2 99");
  path.setAttribute("vector-effect", "non-scaling-stroke");
  svg.append(path);
  return svg;
}

export class Stage {
  /** `hear` is called with every part that answers to the pointer; `go`, with a map that is chosen. */
  constructor({ hear, go }) {
    this.sheet = new Sheet();
    this.floor = tag("div", { class: "floor" });
    this.element = tag("div", { class: "stage" }, this.floor);
    Object.assign(this, { hear, go });
  }

  /** Takes another trace; its figures stay where they are of the same sizes. */
  take(trace) {
    this.trace = trace;
    this.layout = plan(trace);
    this.positive = trace.input.shades.every((shade) => shade >= 0);
  }

  /** Lays the figures out so that they fit. */
  lay(width, height, present) {
    const need = needs(this.trace, this.layout);
    const { kind, channels, drawn, shapes, pads, taps, bias } = this.trace;
    const longest = ROLES.map((role) => this.trace[role]?.longest);
    const like = { need, kind, channels, drawn, shapes, pads, reach: taps.cols[0], bias: Boolean(bias), longest };
    const known = JSON.stringify([like, width, height, present, window.devicePixelRatio]);
    if (this.known === known) return;
    this.known = known;
    // Fonts differ: where the figures turn out larger than was reckoned, make them smaller.
    for (let [room, tall, tries] = [width, height, 0]; tries < 6; tries += 1) {
      this.sizes = fit(need, room, tall, present);
      this.build();
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.element;
      const [over, below] = [scrollWidth - clientWidth, present ? scrollHeight - clientHeight : 0];
      if (!clientWidth || (over <= 0 && below <= 0)) break;
      // Height first: what is too tall brings a scroll bar, which takes width.
      if (below > 0) tall -= below + 4;
      else room -= over + 4;
    }
  }

  get grids() {
    return [...Object.values(this.parts ?? {}).flat(), ...(this.thumbs ?? [])].map(({ grid }) => grid);
  }

  build() {
    const { trace, sizes } = this;
    this.parts = Object.fromEntries(ROLES.map((role) => [role, []]));
    this.thumbs = [];
    this.aligned = trace.kind === "conv1d" && sizes.numbers;
    this.element.className = `stage${sizes.wrap ? " wrap" : ""}`;
    this.floor.replaceChildren(...this.figures(), ...this.sheet.canvases);
    this.stand();
  }

  /** Gives every grid its place on the sheet: all must be drawn anew. */
  stand() {
    const from = this.floor.getBoundingClientRect();
    this.stood = [this.floor.offsetWidth, this.floor.offsetHeight];
    this.sheet.resize(...this.stood);
    for (const grid of this.grids) grid.stand(this.sheet, from);
  }

  /** Did the figures move since: a font came late, say? */
  get moved() {
    return String(this.stood) !== String([this.floor.offsetWidth, this.floor.offsetHeight]);
  }

  figures() {
    const { trace, layout } = this;
    if (this.aligned) return [this.strips()];
    if (trace.kind === "conv1d") return [this.signal()];
    const flow = tag("div", { class: "flow" }, ...layout.lines.map((slots) => this.line(slots)));
    if (!trace.sums) return [flow, this.result()];
    const bias = trace.bias ? [signed("+", this.bias("bias"))] : [];
    return [flow, brace(), ...bias, signed("=", this.result())];
  }

  line(slots) {
    const { trace, layout, sizes } = this;
    const several = layout.lines.length > 1;
    const name = several ? trace.channels[trace.drawn[slots[0]]] : "Input";
    const line = tag("div", { class: "line" });
    const skipped = several && slots[0] > 0 && trace.drawn[slots[0]] - trace.drawn[slots[0] - 1] > 1;
    if (skipped) line.dataset.skipped = `… ${trace.channels.length - trace.drawn.length} more channels …`;
    line.append(this.figure("input", name, slots, layout.input));
    const patch = !sizes.numbers && trace.kind !== "dense";
    if (patch || layout.pooled) line.append(signed("⊃", this.figure("window", "Window", slots, layout.window)));
    if (layout.pooled) line.append(op(trace.kind === "max_pool2d" ? "max" : "mean"));
    else line.append(...this.products(slots, several));
    return line;
  }

  /** Returns the figures from the kernel to the sum. */
  products(slots, several) {
    const { trace, layout } = this;
    const kernel = trace.kind === "dense" ? "Weights" : several ? `slice ${trace.drawn[slots[0]] + 1}` : "Kernel";
    const products = this.figure("products", several ? "products" : "Products", slots, layout.window);
    const line = [signed("·", this.figure("kernel", kernel, slots, layout.window)), signed("=", products)];
    if (trace.sums) line.push(signed("Σ", this.figure("sums", several ? "sum" : "Sums", slots, [slots.length, 1])));
    else if (trace.bias) line.push(signed("Σ +", this.bias("Bias"), op("=")));
    else line.push(op("Σ"));
    return line;
  }

  bias(name) {
    return this.figure("bias", name, [0], [1, 1]);
  }

  /** Lays a numbered signal out in rows, the kernel under its window. */
  strips() {
    const { trace, layout } = this;
    const strip = (role, name, sign, shape, ...after) => {
      const figure = this.figure(role, name, layout.slots, shape);
      return tag("div", { class: "strip" }, figure.firstChild, op(sign), figure, ...after);
    };
    const after = [op(trace.bias && !trace.sums ? "Σ +" : "Σ")];
    if (trace.sums) after.push(this.figure("sums", "", layout.slots, [layout.slots.length, 1]));
    if (trace.sums && trace.bias) after.push(op("Σ +"));
    if (trace.bias) after.push(this.bias(""));
    return tag(
      "div",
      { class: "strips" },
      strip("input", "Input", "", layout.input),
      strip("kernel", "Kernel", "·", layout.input),
      strip("products", "Products", "=", layout.input, ...after),
      strip("output", resultName(trace), "→", layout.output),
    );
  }

  /** Lays a long signal out: the whole of it, its window in numbers, and the whole output. */
  signal() {
    const { trace, layout } = this;
    const whole = (role, name) => this.figure(role, name, layout.slots, layout[role]);
    const window = this.figure("window", "Window", layout.slots, layout.window);
    const line = tag("div", { class: "line" }, window, ...this.products(layout.slots, false));
    if (trace.sums && trace.bias) line.append(op("Σ +"), this.bias("Bias"));
    return tag("div", { class: "flow" }, whole("input", "Input"), line, whole("output", resultName(trace)));
  }

  result() {
    const { trace, layout } = this;
    const box = tag("div", { class: "result" }, this.figure("output", resultName(trace), [0], layout.output));
    if (layout.maps > 1) box.append(this.thumbnails());
    return box;
  }

  /** Returns a figure of one grid; `parts` remembers which cells it shows. */
  figure(role, name, slots, [rows, cols]) {
    const { trace, layout, sizes } = this;
    const signal = trace.kind === "conv1d";
    const big = role === "input" || role === "output";
    const small = role === "output" && fewer(layout.output) && !signal;
    const numbers = big ? sizes.numbers || small : this.aligned || few([rows, cols]);
    const side = role === "output" && !signal ? sizes.result : big || this.aligned ? sizes.big : sizes.small;
    const words = trace[role === "window" ? "input" : role];
    const options = { rows, cols, width: side, numbers, longest: Math.max(1, words.longest) };
    // A signal is drawn as bars, a signal of several channels as a strip each.
    if (signal && big && !numbers) Object.assign(options, { bars: rows === 1, height: Math.round((thick(rows) / rows) * sizes.strip) });
    const grid = new Grid(options);
    const sized = { input: layout.lines.length > 1 ? "" : inputSize(trace), output: outputSize(trace) };
    const head = tag("figcaption", { class: `${role}-name` }, `${name} `, tag("small", {}, sized[role] ?? ""));
    const part = { grid, slots, role };
    if (["input", "kernel", "output", "bias"].includes(role)) this.hear(part, name);
    this.parts[role].push(part);
    return tag("figure", { class: `${role}-figure` }, head, grid.element);
  }

  thumbnails() {
    const { trace, layout } = this;
    const [rows, cols] = layout.output;
    const width = Math.max(1, Math.floor(60 / Math.max(rows, cols)));
    const box = tag("div", { class: "thumbs" });
    const shown = range(Math.min(layout.maps, 8));
    for (const filter of shown) {
      const grid = new Grid({ rows, cols, width, numbers: false, longest: 1 });
      const name = pooling(trace) ? trace.channels[filter] : `filter ${filter + 1}`;
      const button = tag("button", { type: "button", title: `go to ${name}` }, grid.element, name);
      // A property, not a listener: it goes with the button.
      button.onclick = () => this.go((index) => {
        const { row, col } = place(this.trace, index);
        return stepAt(this.trace, filter, row, col);
      });
      this.thumbs.push({ grid, filter, button });
      box.append(button);
    }
    if (layout.maps > shown.length) box.append(tag("span", {}, `… ${layout.maps - shown.length} more`));
    return box;
  }

  /** Returns which channel a figure's slot shows: a pooled layer shows one at a time. */
  channel(slot, filter) {
    return this.layout.pooled ? filter : this.trace.drawn[slot];
  }

  /** Returns the cell of a tap in the `line`-th row of a figure of the window. */
  tapCell(grid, line, tap, { col }) {
    if (this.trace.kind !== "conv1d") return tap;
    return line * grid.cols + (this.aligned ? col + this.trace.pads.cols[0] : tap);
  }
}
