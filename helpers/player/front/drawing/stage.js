// The part of a player that holds the figures of a step: their sizes and their places.

import { tag } from "./elements.js";
import { isBlank, makeFigures } from "./figures.js";
import { Sheet } from "./grid.js";
import { needs, plan } from "./layout.js";
import { fit } from "./sizes.js";

const ROLES = ["input", "window", "kernel", "products", "sums", "bias", "output"];
/** How often the figures are made smaller because they turn out larger than computed. */
const MOST_TRIES = 6;

export class Stage {
  /**
   * `onPart(part, name)` is called with every new figure that can be pointed at: a part is {grid,
   * slots, role}. `onMap(stepFrom)` is called when a thumbnail is clicked: `stepFrom(index)`
   * returns the step at the same position of its feature map.
   */
  constructor({ onPart, onMap }) {
    this.sheet = new Sheet();
    this.figures = tag("div", { class: "figures" });
    this.element = tag("div", { class: "stage" }, this.figures);
    Object.assign(this, { onPart, onMap });
  }

  /** Sets another trace. Its figures are made by `layOut`, and only if their sizes change. */
  setTrace(trace) {
    this.trace = trace;
    this.layout = plan(trace);
    this.positive = trace.input.shades.every((shade) => shade >= 0);
  }

  /** Makes the figures so that they fit into this space. */
  layOut(width, height, present) {
    const ratio = window.devicePixelRatio;
    const settings = JSON.stringify([this.shape(), width, height, present, ratio]);
    if (this.settings === settings) return;
    this.settings = settings;
    let space = { width, height };
    for (let tries = 0; space && tries < MOST_TRIES; tries += 1) {
      const need = needs(this.trace, this.layout);
      this.sizes = fit(need, space.width, space.height, present);
      this.rebuild();
      // Fonts differ, so figures can turn out larger than computed.
      space = this.smallerSpace(space, present, tries + 1);
    }
  }

  /** Returns all on which the number and the sizes of the figures depend. */
  shape() {
    const { kind, channels, drawn, shapes, pads, taps, bias } = this.trace;
    const need = needs(this.trace, this.layout);
    const longest = ROLES.map((role) => this.trace[role]?.longest);
    const reach = taps.cols[0];
    const known = { bias: Boolean(bias), blank: isBlank(this.trace.output) };
    return { need, kind, channels, drawn, shapes, pads, reach, longest, ...known };
  }

  /**
   * Returns a smaller space where the figures do not fit into the element, or null. The more
   * tries there were, the smaller it is: the same figures can fit into a little less by the rules.
   */
  smallerSpace({ width, height }, present, tries) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.element;
    const tooWide = scrollWidth - clientWidth;
    const tooHigh = present ? scrollHeight - clientHeight : 0;
    if (!clientWidth || (tooWide <= 0 && tooHigh <= 0)) return null;
    // Height first: figures that are too high bring a scroll bar, which takes some of the width.
    if (tooHigh > 0) return { width, height: height - tooHigh - 4 };
    return { width: width - (tooWide + 4) * tries, height };
  }

  /** Whether the figures are higher than the element in which they are shown. */
  get isTooHigh() {
    return this.element.scrollHeight > this.element.clientHeight;
  }

  rebuild() {
    this.parts = Object.fromEntries(ROLES.map((role) => [role, []]));
    this.thumbs = [];
    // The cells of kernel and products stand below the input cells that they belong to.
    this.aligned = this.trace.kind === "conv1d" && this.sizes.numbers;
    const kinds = ["wrap", "tight", "below"].filter((kind) => this.sizes[kind]);
    this.element.className = ["stage", ...kinds].join(" ");
    this.figures.replaceChildren(...makeFigures(this), ...this.sheet.canvases);
    this.placeGrids();
  }

  /** Places all grids on the sheet. Then every cell must be painted again. */
  placeGrids() {
    const box = this.figures.getBoundingClientRect();
    this.placedSize = this.size;
    this.sheet.resize(...this.placedSize);
    for (const grid of this.grids) grid.placeOn(this.sheet, box);
  }

  get size() {
    return [this.figures.offsetWidth, this.figures.offsetHeight];
  }

  /** Has the size of the figures changed since they were placed, for example by a late font? */
  get hasMoved() {
    return String(this.placedSize) !== String(this.size);
  }

  get grids() {
    const all = [...Object.values(this.parts ?? {}).flat(), ...(this.thumbs ?? [])];
    return all.map(({ grid }) => grid);
  }

  /** Returns which channel a slot shows: in a pooled layer, the channel of the feature map. */
  channel(slot, filter) {
    return this.layout.pooled ? filter : this.trace.drawn[slot];
  }

  /**
   * Returns the cell of a tap in a figure of the window: `line` is the row of the figure, `col`
   * the column of the input under this tap.
   */
  tapCell(grid, line, tap, col) {
    if (this.trace.kind !== "conv1d") return tap;
    return line * grid.cols + (this.aligned ? col + this.trace.pads.cols[0] : tap);
  }
}
