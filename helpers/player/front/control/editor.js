// Changing a weight or a bias, in a field over its cell.

import { tag } from "../drawing/elements.js";
import { MARGIN } from "../drawing/grid.js";
import { readNumbers } from "../typed/read.js";

/** A field is at least this wide, so that a number with a few digits can be typed. */
const NARROWEST = 44;
const NAMES = { kernel: "weight", bias: "bias" };

/** Opens a field over the cell `at` of a part; what is typed is sent to Python. */
export function editWeight(player, { grid, role }, at) {
  const label = `new ${NAMES[role]}`;
  openEditor(grid, at.cell, label, player.trace[role].word(at.at), (text) => {
    player.pointer.pin(null);
    if (text !== null) changeWeight(player, role, at.at, text);
    player.draw();
  });
}

/** Sends a new weight or bias to Python, or says why it cannot be read. */
function changeWeight(player, role, at, text) {
  const number = readWeight(text);
  if (number !== null) player.request({ want: role, at, text: String(number) });
  else player.say(`A ${NAMES[role]} must be a number, such as −2, 0.5 or 1/9: not “${text.trim()}”.`);
}

/**
 * Returns the number that was typed for a weight, or null. Weights are small: of the two readings
 * of "1,234", the one with a decimal comma is meant.
 */
export function readWeight(text) {
  const values = readNumbers(text).filter(({ length }) => length === 1).map(([{ value }]) => value);
  return values.length ? values.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)) : null;
}

/**
 * Opens a field over a cell of a grid, with the number `word` in it. `done` is called with the
 * text that was typed, or with null where nothing was changed.
 */
function openEditor(grid, cell, label, word, done) {
  const field = tag("input", { class: "edit", "aria-label": label });
  field.value = word;
  placeField(field, grid, cell);
  let open = true;
  const close = (text) => {
    // Removing the field takes the focus from it, and that calls `close` again.
    if (!open) return;
    open = false;
    field.remove();
    done(text !== null && text.trim() && text !== word ? text : null);
  };
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    close(event.key === "Enter" ? field.value : null);
    grid.element.focus({ preventScroll: true });
  };
  field.onblur = () => close(field.value);
  grid.element.append(field);
  field.focus({ preventScroll: true });
  field.select();
}

function placeField(field, grid, cell) {
  const [row, col] = [Math.floor(cell / grid.cols), cell % grid.cols];
  const width = Math.max(grid.width, NARROWEST);
  Object.assign(field.style, {
    left: `${col * grid.width + MARGIN - (width - grid.width) / 2}px`,
    top: `${row * grid.height + MARGIN}px`,
    width: `${width}px`,
    height: `${grid.height}px`,
  });
}
