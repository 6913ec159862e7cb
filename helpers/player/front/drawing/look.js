// Colours. The signed colours and the hues of the light theme are those of helpers/draw/colours.py.

/** By theme: the colour of zero (`base`), of positive (`more`) and of negative values (`less`). */
export const PALETTE = {
  light: { base: [255, 255, 255], more: [240, 150, 50], less: [128, 90, 190] },
  dark: { base: [24, 28, 34], more: [224, 142, 54], less: [150, 120, 226] },
};
/** The colours of channels with these names: in the light theme, in the dark theme. */
export const HUES = {
  red: [[214, 69, 65], [232, 92, 84]],
  green: [[46, 139, 87], [62, 168, 106]],
  blue: [[52, 101, 184], [84, 136, 224]],
};
/** The darkest and the lightest grey of a picture. */
const GREY = [[22, 24, 28], [252, 252, 252]];
/** How much of its full colour the strongest value gets: its number stays legible on it. */
const STRONGEST = 0.9;

const mix = (from, to, share) => from.map((part, i) => Math.round(part + (to[i] - part) * share));

/**
 * Returns the colour [r, g, b] of a shade −255 … 255. `scale` is "signed", "grey" or a name of
 * HUES.
 */
export function tint(shade, scale, dark) {
  const { base, more, less } = PALETTE[dark ? "dark" : "light"];
  const share = Math.abs(shade) / 255;
  if (scale === "grey") return mix(...GREY, share);
  if (HUES[scale]) return mix(base, HUES[scale][dark ? 1 : 0], share * STRONGEST);
  return mix(base, shade < 0 ? less : more, share * STRONGEST);
}

/** Returns the relative luminance of a colour, 0 … 1 (WCAG 2). */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Returns black or white, whichever is legible on the colour. Black and white have the same
 * contrast on a luminance of 0.179: at least 4.5 to 1.
 */
export const ink = (rgb) => (luminance(rgb) > 0.179 ? "#000" : "#fff");

export const css = (rgb) => `rgb(${rgb.join(" ")})`;

const STYLE_COLOURS = ["ground", "panel", "line", "soft", "ring", "input", "kernel", "output"];

/** Returns the colours that the style sheet gives a player, by their names in the style sheet. */
export function styleColours(root) {
  const style = getComputedStyle(root);
  const read = (name) => [name, style.getPropertyValue(`--${name}`).trim()];
  return Object.fromEntries(STYLE_COLOURS.map(read));
}

/**
 * Returns the colour [r, g, b] behind an element. This works in any notebook program, though
 * each of them has other names for its themes.
 */
export function backgroundOf(element) {
  for (let shown = element; shown; shown = shown.parentElement) {
    const numbers = getComputedStyle(shown).backgroundColor.match(/[\d.]+/g)?.map(Number);
    const [r, g, b, opacity = 1] = numbers ?? [0, 0, 0, 0];
    if (opacity > 0) return [r, g, b];
  }
  return [255, 255, 255];
}
