// How the cells of a step look: which number or name they show, in which colour.

import { HUES, tint } from "./look.js";
import { inputIndex } from "../trace/trace.js";
import { inputName } from "../trace/words.js";

/**
 * The keys of cells that show no value; `pale`, and all below it, of values that are not reached
 * yet. The key of any other value is 0 or more.
 */
export const KEYS = { unknown: -1, padding: -2, asked: -3, blank: -4, pale: -5 };

/** The look of a value that is not known yet. */
export const unknown = () => ({ kind: "hidden", text: "?" });

/**
 * Returns the look of a value: element `at` of the array of a role, as its number or its `name`.
 * `channel` is the input channel or the feature map that it belongs to.
 */
export function valueLook(stage, view, { role, at, channel, name = null, kind = "value" }) {
  const array = stage.trace[role];
  const shade = array.shades[array.at[at]];
  const scale = colourScale(stage, role, channel);
  // The channels of a photograph are lights on a dark ground, in both themes. Behind numbers,
  // the ground is that of the page.
  const dark = view.dark || (!stage.sizes.numbers && scale in HUES);
  return { kind, text: name ?? array.word(at), shade, fill: tint(shade, scale, dark) };
}

/** Returns the colours of a figure: a name of HUES, "grey" or "signed". */
function colourScale({ trace, layout, sizes, positive }, role, channel) {
  const name = trace.channels[channel]?.toLowerCase();
  if (role === "input" && positive && HUES[name]) return name;
  const picture = positive && !sizes.numbers && trace.kind !== "conv1d";
  return picture && (role === "input" || layout.pooled) ? "grey" : "signed";
}

/**
 * Paints the input position {row, col} into a cell of the input or of the window: its value, or
 * padding.
 */
export function paintInput(stage, view, { grid, cell, slot, row, col, kind }) {
  const { trace, layout } = stage;
  const channel = stage.channel(slot, view.filter);
  const at = inputIndex(trace, row, col, channel);
  if (at < 0) {
    // Pooling leaves padding out: it does not count as 0.
    grid.paint(cell, KEYS.padding, () => ({ kind: "pad", text: layout.pooled ? "" : "0" }));
    return;
  }
  const name = view.symbols ? inputName(trace, row, col) : null;
  // Two cells with the same number look the same, but their names differ.
  const key = view.symbols ? at : trace.input.at[at];
  grid.paint(cell, key, () => valueLook(stage, view, { role: "input", at, channel, name, kind }));
}
