// Changing a weight or a bias, in a field over its cell.

import { tag } from "../drawing/elements.js";
import { MARGIN } from "../drawing/grid.js";

/** A field is at least this wide, so that a number with a few digits can be typed. */
const NARROWEST = 44;

/** Opens a field over the cell `at` of a part; what is typed is sent to Python. */
export function editWeight(player, { grid, role }, at) {
  const label = `new ${role === "bias" ? "bias" : "weight"}`;
  openEditor(grid, at.cell, label, player.trace[role].word(at.at), (text) => {
    player.pointer.pin(null);
    if (text !== null) player.request({ want: role, at: at.at, text });
    player.draw();
  });
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
