// Grids of cells. All grids of a player are painted on one canvas, and their outlines on a second
// canvas above it: two canvases for each grid would take the browser longer than all painting.

import { paintColour, paintNumber } from "./cells.js";
import { tag } from "./elements.js";
import { CHARACTER_WIDTH, clamp, LONGEST_WORD, range } from "./measures.js";

export const MARGIN = 3; // pixels around the cells, for outlines
/** The kinds of outlines: the name of their colour in the style sheet, and their width. */
const OUTLINES = {
  framed: ["ring", 3],
  current: ["output", 3.5],
  winner: ["output", 3.5],
  used: ["input", 2.5],
  met: ["kernel", 2.5],
};

/** The two canvases over the figures, with a drawing context each: for cells and for outlines. */
export class Sheet {
  constructor() {
    this.canvases = range(2).map(() => tag("canvas", { class: "sheet", "aria-hidden": "true" }));
    [this.cells, this.outlines] = this.canvases.map((canvas) => canvas.getContext("2d"));
  }

  /** Sets the size in CSS pixels. This deletes all that was drawn. */
  resize(width, height) {
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of this.canvases) {
      const pixels = { width: Math.ceil(width * ratio), height: Math.ceil(height * ratio) };
      Object.assign(canvas, pixels);
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    for (const context of [this.cells, this.outlines]) context.scale(ratio, ratio);
    Object.assign(this.cells, { textAlign: "center", lineWidth: 1 });
    this.outlines.lineJoin = "round";
  }
}

export class Grid {
  /**
   * `width` and `height` are those of a cell, `longest` is the length of the longest word in a
   * cell. A grid without `numbers` shows colours only, or bars.
   */
  constructor({ rows, cols, width, height = width, numbers, longest, bars = false }) {
    Object.assign(this, { rows, cols, width, height, numbers, bars });
    Object.assign(this, { keys: [], outlines: new Map() });
    const characters = Math.min(longest, LONGEST_WORD);
    // A cell has 5 pixels for its border and gaps, and more height than its text.
    const fitting = (width - 5) / (CHARACTER_WIDTH * characters);
    this.font = clamp(fitting, 7, Math.min(0.42 * height, 34));
    [this.fullWidth, this.fullHeight] = [cols * width + 2 * MARGIN, rows * height + 2 * MARGIN];
    const kind = numbers || bars ? "grid" : "grid framed";
    this.element = tag("div", { class: kind, "data-rows": rows, "data-cols": cols });
    const size = { width: `${this.fullWidth}px`, height: `${this.fullHeight}px` };
    Object.assign(this.element.style, size);
  }

  /** Finds its position on a sheet. `box` is the rectangle of the sheet in the window. */
  placeOn(sheet, box) {
    const own = this.element.getBoundingClientRect();
    // A host can show the whole player larger or smaller than its CSS pixels.
    const scale = this.fullWidth / (own.width || this.fullWidth);
    this.left = Math.round((own.left - box.left) * scale + MARGIN);
    this.top = Math.round((own.top - box.top) * scale + MARGIN);
    this.sheet = sheet;
  }

  /** Makes every cell be painted again, in these colours of the style sheet. */
  forget(colours) {
    this.colours = colours;
    this.keys.fill(undefined);
    this.outlinesChanged = true;
  }

  /** Is nothing painted yet? */
  get isBlank() {
    return this.keys[0] === undefined;
  }

  /**
   * Paints a cell if its `key` is another than before. `describe` is called only then, and returns
   * its look, as cells.js takes it; with the kind "blank" the cell is left empty.
   */
  paint(cell, key, describe) {
    if (this.keys[cell] === key) return;
    this.keys[cell] = key;
    const x = this.left + (cell % this.cols) * this.width;
    const y = this.top + Math.floor(cell / this.cols) * this.height;
    const box = [x, y, this.width, this.height];
    this.sheet.cells.clearRect(...box);
    const look = describe();
    if (look.kind === "blank") return;
    const paintCell = this.numbers ? paintNumber : paintColour;
    paintCell(this.sheet.cells, box, look, this);
  }

  /** Sets the outlines of a kind, a name of OUTLINES, around rectangles [row, col, rows, cols]. */
  outline(kind, rectangles) {
    const known = this.outlines.get(kind) ?? [];
    if (String(known) === String(rectangles)) return;
    this.outlines.set(kind, rectangles);
    this.outlinesChanged = true;
    // The browser tests count these outlines. The others change at every step, where setting an
    // attribute would take too long.
    if (kind === "used" || kind === "met") this.element.dataset[kind] = rectangles.length;
  }

  /** Draws the outlines again where one has changed. */
  drawOutlines() {
    if (!this.outlinesChanged) return;
    this.outlinesChanged = false;
    const { left, top, fullWidth, fullHeight } = this;
    this.sheet.outlines.clearRect(left - MARGIN, top - MARGIN, fullWidth, fullHeight);
    for (const [kind, rectangles] of this.outlines) {
      const [colour, lineWidth] = OUTLINES[kind];
      // A wider line in the colour of the page below each outline: visible on every picture.
      this.strokeRectangles(rectangles, this.colours.ground, 6, 0.85);
      this.strokeRectangles(rectangles, this.colours[colour], lineWidth, 1);
    }
  }

  strokeRectangles(rectangles, strokeStyle, lineWidth, globalAlpha) {
    const { left, top, width, height } = this;
    const context = Object.assign(this.sheet.outlines, { strokeStyle, lineWidth, globalAlpha });
    for (const [row, col, rows, cols] of rectangles) {
      context.strokeRect(left + col * width, top + row * height, cols * width, rows * height);
    }
  }

  /** Returns the cell under the pointer, or −1. */
  cellUnder(event) {
    const box = this.element.getBoundingClientRect();
    const scale = this.fullWidth / box.width;
    const col = Math.floor(((event.clientX - box.left) * scale - MARGIN) / this.width);
    const row = Math.floor(((event.clientY - box.top) * scale - MARGIN) / this.height);
    const inside = row >= 0 && row < this.rows && col >= 0 && col < this.cols;
    return inside ? row * this.cols + col : -1;
  }
}
