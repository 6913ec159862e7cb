// How one cell is painted: with its number, or as a colour or a bar.
//
// A `box` is [x, y, width, height] in CSS pixels. A `look` says what a cell shows: {kind, text,
// fill, shade}. The kinds are "value", "pale" (a value to come, on a picture), "ignored" (an
// input cell that no window touches), "pad" (padding) and "hidden" (a value to come); `fill` is a colour [r, g, b], `shade` −255 … 255.
// A `style` holds the colours of the style sheet, the size of the font, and whether there are bars.

import { css, ink } from "./look.js";
import { LONGEST_WORD } from "./measures.js";
import { splitSymbol } from "../trace/words.js";

const FONT = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';

const shorten = (word) =>
  word.length > LONGEST_WORD ? `${word.slice(0, LONGEST_WORD - 1)}…` : word;

/** Paints a cell with its number. */
export function paintNumber(context, box, { kind, text = "", fill }, { colours, font }) {
  const [x, y, width, height] = box;
  const border = [x + 0.5, y + 0.5, width - 1, height - 1, 3];
  context.globalAlpha = kind === "ignored" ? 0.5 : 1;
  context.beginPath();
  context.roundRect(...border);
  context.fillStyle = fill ? css(fill) : colours.panel;
  if (kind !== "hidden") context.fill();
  if (kind === "pad") hatch(context, [x, y, width - 1, height - 1], colours.line, 6, 2.5);
  context.setLineDash(kind === "hidden" || kind === "ignored" ? [2, 3] : []);
  context.strokeStyle = colours.line;
  context.beginPath();
  context.roundRect(...border);
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = fill && kind !== "ignored" ? ink(fill) : colours.soft;
  paintWord(context, x + width / 2, y + height / 2, text, font);
  // An ignored number is crossed out.
  if (kind === "ignored") context.fillRect(x + width * 0.2, y + height / 2, width * 0.6, 1.5);
}

/** Writes a word into the middle of a cell; the symbols of a product stand on two lines. */
function paintWord(context, middle, centre, word, font) {
  const [first, second] = word.split("·");
  if (second === undefined) {
    // With its baseline 0.36 of the font size below the middle, a number stands in the middle.
    paintText(context, middle, centre + font * 0.36, shorten(word), font);
    return;
  }
  const small = Math.min(font, 13);
  paintText(context, middle, centre - small * 0.2, first, small);
  paintText(context, middle, centre + small * 0.95, `·${second}`, small);
}

/** Writes a word around a baseline; the index of a symbol is smaller and lower. */
function paintText(context, middle, baseline, word, font) {
  const [letter, index] = splitSymbol(word);
  context.font = `${font}px ${FONT}`;
  if (!index) {
    context.fillText(letter, middle, baseline);
    return;
  }
  const letterWidth = context.measureText(letter).width;
  context.font = `${font * 0.72}px ${FONT}`;
  const indexWidth = context.measureText(index).width;
  context.fillText(index, middle + letterWidth / 2, baseline + font * 0.2);
  context.font = `${font}px ${FONT}`;
  context.fillText(letter, middle - indexWidth / 2, baseline);
}

/** Paints a cell without its number. */
export function paintColour(context, box, { kind, fill, shade = 0 }, { colours, bars }) {
  const [x, y, width, height] = box;
  // Large cells have a gap between them; between small ones it would hide the picture.
  const gap = Math.min(width, height) >= 9 ? 1 : 0;
  const inner = [x, y, width - gap, height - gap];
  if (kind === "hidden" || kind === "pad" || !fill) {
    paintEmpty(context, inner, colours, { hatched: kind === "pad", border: gap && !bars });
    return;
  }
  if (kind === "pale") paintEmpty(context, inner, colours, {});
  context.globalAlpha = { ignored: 0.35, pale: 0.3 }[kind] ?? 1;
  context.fillStyle = css(fill);
  if (bars) context.fillRect(...barBox(box, gap, shade));
  else context.fillRect(...inner);
  context.globalAlpha = 1;
}

function paintEmpty(context, box, colours, { hatched = false, border = false }) {
  const [x, y, width, height] = box;
  context.fillStyle = colours.panel;
  context.fillRect(...box);
  context.strokeStyle = colours.line;
  if (hatched) hatch(context, box, colours.line, 4, 1.5);
  else if (border) context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

/** Returns the box of a bar: from the middle of a cell up for positive, down for negative. */
function barBox([x, y, width, height], gap, shade) {
  const middle = y + height / 2;
  const tall = (Math.abs(shade) / 255) * (height / 2 - 1);
  // A value of zero is a line of one pixel.
  return [x, shade < 0 ? middle : middle - tall, width - gap, Math.max(tall, 1)];
}

/** Hatches a box. The lines of neighbouring boxes meet. */
function hatch(context, [x, y, width, height], strokeStyle, spacing, lineWidth) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  Object.assign(context, { strokeStyle, lineWidth });
  context.beginPath();
  // Along a line, x + y does not change; on the canvas it is a multiple of the spacing.
  const first = Math.floor((x + y) / spacing) * spacing;
  for (let sum = first; sum < x + y + width + height + spacing; sum += spacing) {
    context.moveTo(x - 1, sum - x + 1);
    context.lineTo(x + width + 1, sum - x - width - 1);
  }
  context.stroke();
  context.restore();
}
