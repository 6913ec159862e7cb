// Grids of cells, all of a stage on one canvas, and their outlines on another above it: a canvas
// each would cost the browser more than all that is drawn on them.

import { css, ink, spelled, tag } from "./look.js";
import { CHAR, clamp, range } from "./sizes.js";

const FACE = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
const EDGE = 3; // outlines reach over the cells by this much
const OUTLINES = {
  framed: ["ring", 3],
  current: ["output", 3.5],
  winner: ["output", 3.5],
  used: ["input", 2.5],
  met: ["kernel", 2.5],
};

const shortened = (word) => (word.length > 9 ? `${word.slice(0, 8)}…` : word);

/** Two canvases over the figures of a stage. */
export class Sheet {
  constructor() {
    this.canvases = range(2).map(() => tag("canvas", { class: "sheet", "aria-hidden": "true" }));
    [this.pen, this.marker] = this.canvases.map((canvas) => canvas.getContext("2d"));
  }

  /** Takes a size in CSS pixels, whatever the screen's; all that was drawn is gone. */
  resize(across, down) {
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of this.canvases) {
      Object.assign(canvas, { width: Math.ceil(across * ratio), height: Math.ceil(down * ratio) });
      Object.assign(canvas.style, { width: `${across}px`, height: `${down}px` });
    }
    for (const pen of [this.pen, this.marker]) pen.scale(ratio, ratio);
    Object.assign(this.pen, { textAlign: "center", lineWidth: 1 });
    this.marker.lineJoin = "round";
  }
}

export class Grid {
  constructor({ rows, cols, width, height = width, numbers, longest, bars = false }) {
    Object.assign(this, { rows, cols, width, height, numbers, bars, keys: [], outlines: new Map() });
    this.font = clamp((width - 5) / (CHAR * Math.min(longest, 9)), 7, Math.min(0.42 * height, 34));
    [this.across, this.down] = [cols * width + 2 * EDGE, rows * height + 2 * EDGE];
    this.element = tag("div", { class: "grid", "data-rows": rows, "data-cols": cols });
    Object.assign(this.element.style, { width: `${this.across}px`, height: `${this.down}px` });
  }

  /** Takes its place on a sheet, whose own box is `from`. */
  stand(sheet, from) {
    const box = this.element.getBoundingClientRect();
    const scale = this.across / (box.width || this.across);
    [this.left, this.top] = [(box.left - from.left) * scale + EDGE, (box.top - from.top) * scale + EDGE].map(Math.round);
    Object.assign(this, { pen: sheet.pen, marker: sheet.marker });
  }

  /** Makes every cell new, in the colours of a player's style. */
  forget(chrome) {
    this.chrome = chrome;
    this.keys.fill(undefined);
    this.stale = true;
  }

  /** Paints a cell if its key is new; `look` is called for how: {kind, text, fill, shade}. */
  paint(i, key, look) {
    if (this.keys[i] === key) return;
    this.keys[i] = key;
    const { width: w, height: h } = this;
    const [x, y] = [this.left + (i % this.cols) * w, this.top + Math.floor(i / this.cols) * h];
    this.pen.clearRect(x, y, w, h);
    const cell = look();
    if (cell.kind === "blank") return;
    if (this.numbers) this.write(x, y, cell);
    else this.fill(x, y, cell);
  }

  write(x, y, { kind, text = "", fill }) {
    const { pen, chrome, width: w, height: h } = this;
    pen.globalAlpha = kind === "ignored" ? 0.5 : 1;
    pen.beginPath();
    pen.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 3);
    pen.fillStyle = fill ? css(fill) : chrome.panel;
    if (kind !== "hidden") pen.fill();
    if (kind === "pad") this.stripe(x, y, w - 1, h - 1, 6, 2.5);
    const dotted = kind === "hidden" || kind === "ignored";
    pen.setLineDash(dotted ? [2, 3] : []);
    pen.strokeStyle = chrome.line;
    pen.beginPath();
    pen.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 3);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.fillStyle = fill && kind !== "ignored" ? ink(fill) : chrome.soft;
    const [letter, index] = spelled(shortened(text));
    this.letters(x + w / 2, y + h / 2 + this.font * 0.36, letter, index);
    if (kind === "ignored") pen.fillRect(x + w * 0.2, y + h / 2, w * 0.6, 1.5);
  }

  /** Writes a word about a middle, a symbol's index low behind it. */
  letters(middle, base, letter, index) {
    const { pen, font } = this;
    pen.font = `${font}px ${FACE}`;
    if (!index) {
      pen.fillText(letter, middle, base);
      return;
    }
    const first = pen.measureText(letter).width;
    pen.font = `${font * 0.72}px ${FACE}`;
    const second = pen.measureText(index).width;
    pen.fillText(index, middle + first / 2, base + font * 0.2);
    pen.font = `${font}px ${FACE}`;
    pen.fillText(letter, middle - second / 2, base);
  }

  fill(x, y, { kind, fill, shade = 0 }) {
    const { pen, chrome, width: w, height: h } = this;
    const gap = Math.min(w, h) >= 9 ? 1 : 0;
    if (kind === "hidden" || kind === "pad" || !fill) {
      pen.fillStyle = chrome.panel;
      pen.fillRect(x, y, w - gap, h - gap);
      pen.strokeStyle = chrome.line;
      if (kind === "pad") this.stripe(x, y, w - gap, h - gap, 4, 1.5);
      else if (gap && !this.bars) pen.strokeRect(x + 0.5, y + 0.5, w - gap - 1, h - gap - 1);
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

  /** Hatches a cell; the stripes of neighbours meet. */
  stripe(x, y, w, h, pace, thick) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(x, y, w, h);
    pen.clip();
    Object.assign(pen, { strokeStyle: this.chrome.line, lineWidth: thick });
    pen.beginPath();
    const from = Math.floor((x + y) / pace) * pace;
    for (let sum = from; sum < x + y + w + h + pace; sum += pace) {
      pen.moveTo(x - 1, sum - x + 1);
      pen.lineTo(x + w + 1, sum - x - w - 1);
    }
    pen.stroke();
    pen.restore();
  }

  /** Outlines rectangles [row, col, rows, cols] of cells, in the manner of a name of OUTLINES. */
  outline(name, rectangles) {
    const known = this.outlines.get(name) ?? [];
    if (String(known) === String(rectangles)) return;
    this.outlines.set(name, rectangles);
    this.stale = true;
    // What is pointed at can be counted from outside, and only that: an attribute costs a layout.
    if (name === "used" || name === "met") this.element.dataset[name] = rectangles.length;
  }

  /** Draws the outlines where one is new; a halo keeps each visible on every picture. */
  finish() {
    if (!this.stale) return;
    this.stale = false;
    const { marker, chrome, left, top, width: w, height: h } = this;
    marker.clearRect(left - EDGE, top - EDGE, this.across, this.down);
    for (const [name, rectangles] of this.outlines) {
      const [colour, thick] = OUTLINES[name];
      for (const [stroke, wide, alpha] of [[chrome.ground, 6, 0.85], [chrome[colour], thick, 1]]) {
        Object.assign(marker, { strokeStyle: stroke, lineWidth: wide, globalAlpha: alpha });
        for (const [row, col, rows, cols] of rectangles) {
          marker.strokeRect(left + col * w, top + row * h, cols * w, rows * h);
        }
      }
    }
  }

  /** Returns the cell under a pointer, or −1. */
  under(event) {
    const box = this.element.getBoundingClientRect();
    const scale = (this.cols * this.width + 2 * EDGE) / box.width;
    const col = Math.floor(((event.clientX - box.left) * scale - EDGE) / this.width);
    const row = Math.floor(((event.clientY - box.top) * scale - EDGE) / this.height);
    const inside = row >= 0 && row < this.rows && col >= 0 && col < this.cols;
    return inside ? row * this.cols + col : -1;
  }
}
