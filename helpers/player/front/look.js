// Colours, and the elements of a page.

const PALETTE = {
  light: { base: [255, 255, 255], more: [240, 146, 40], less: [122, 84, 188] },
  dark: { base: [24, 28, 34], more: [224, 142, 54], less: [150, 120, 226] },
};
export const HUES = {
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

export const css = (rgb) => `rgb(${rgb.join(" ")})`;

const CHROME = ["ground", "panel", "line", "soft", "ink", "ring", "input", "kernel", "output"];

/** Returns the colours of a player's own style, by their names in the style sheet. */
export function chrome(root) {
  const style = getComputedStyle(root);
  return Object.fromEntries(CHROME.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Returns the colour that an element stands on, whoever set it: every host names its themes anew. */
export function groundOf(element) {
  for (let shown = element; shown; shown = shown.parentElement) {
    const parts = getComputedStyle(shown).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    if ((parts[3] ?? 1) > 0) return parts.slice(0, 3);
  }
  return [255, 255, 255];
}

/** Returns an element with its attributes and children. */
export function tag(name, options = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Changes a text in place where it is new: hosts watch for elements that come and go, not for text. */
export function put(node, text) {
  if (node.firstChild?.nodeType !== Node.TEXT_NODE) node.prepend(text);
  else if (node.firstChild.data !== text) node.firstChild.data = text;
}

/** Sets an attribute where it is new. */
export function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Returns a symbol's letter and index, such as w and 7; other words whole. */
export function spelled(word) {
  const [, letter, index] = /^([bswxy])(\d[\d,]*)$/.exec(word) ?? [];
  return letter ? [letter, index] : [word, ""];
}

/** Writes pieces [text, role] into a line; a symbol's index is set low. */
export function spell(line, pieces) {
  while (line.childElementCount > pieces.length) line.lastChild.remove();
  while (line.childElementCount < pieces.length) line.append(tag("span", {}, "", tag("sub", {}, "")));
  pieces.forEach(([text, role = ""], i) => {
    const [letter, index] = spelled(text.replace(/^\((.*)\)$/, "$1"));
    const part = line.children[i];
    put(part, index ? letter : text);
    put(part.lastChild, index);
    mark(part, "class", role && `${role}-name`);
  });
}
