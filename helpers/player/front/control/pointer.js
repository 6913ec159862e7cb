// What is pointed at, with the mouse or with keys: a cell of a figure.

import { locate, taps, weightIndex } from "../trace/trace.js";

const isSame = (one, other) =>
  one?.role === other?.role && one?.cell === other?.cell && one?.slot === other?.slot;

/**
 * Returns what a cell of a figure is, or null for a cell that is empty. It is {role, cell} and
 *
 * - of an output: its `step`;
 * - of an input: its `slot`, `row` and `col`;
 * - of a weight: its `slot`, its `tap` and its index in the kernel's array, `at`;
 * - of a bias: its index in the array of biases, `at`.
 *
 * `shown` is the step that is shown.
 */
export function identify(stage, part, cell, shown) {
  const { role } = part;
  if (role === "bias") return { role, cell, at: locate(stage.trace, shown).filter };
  if (role === "output") return identifyOutput(stage, part, cell, shown);
  return role === "kernel"
    ? identifyWeight(stage, part, cell, shown)
    : identifyInput(stage, part, cell);
}

function identifyOutput({ trace, layout }, { grid, role }, cell, shown) {
  const { filter } = locate(trace, shown);
  const first = layout.maps === undefined ? 0 : filter * grid.rows * grid.cols;
  const step = first + cell;
  return step < trace.steps ? { role, cell, step } : null;
}

function identifyWeight(stage, { grid, role, slots }, cell, shown) {
  const { trace } = stage;
  const { filter } = locate(trace, shown);
  const window = taps(trace, shown);
  for (const [line, slot] of slots.entries()) {
    const tap = window.findIndex(({ col }, i) => stage.tapCell(grid, line, i, col) === cell);
    if (tap < 0) continue;
    return { role, cell, slot, tap, at: weightIndex(trace, tap, trace.drawn[slot], filter) };
  }
  return null;
}

function identifyInput({ trace }, { grid, role, slots }, cell) {
  if (trace.kind === "dense") {
    return cell < trace.shapes.input[1] ? { role, cell, slot: 0, row: 0, col: cell } : null;
  }
  const line = Math.floor(cell / grid.cols);
  const col = (cell % grid.cols) - trace.pads.cols[0];
  // The rows of a signal are its channels.
  if (trace.kind === "conv1d") return { role, cell, slot: slots[line], row: 0, col };
  return { role, cell, slot: slots[0], row: line - trace.pads.rows[0], col };
}

export class Pointer {
  /**
   * `shown` returns the step that is shown. `onPoint(at)` is called when another cell is pointed
   * at, and `onChoose(part, at)` when a cell is chosen, by a click or the Enter key.
   */
  constructor(stage, { shown, onPoint, onChoose }) {
    Object.assign(this, { stage, shown, onPoint, onChoose, pointed: null, pinned: null });
    this.parts = new WeakMap();
  }

  /** The cell that is marked: the pinned one or, if there is none, the one that is pointed at. */
  get at() {
    return this.pinned ?? this.pointed;
  }

  /** Lets a figure be pointed at with the mouse, and get the focus for the keys. */
  attach(part, name) {
    const { element } = part.grid;
    const attributes = { tabindex: "0", role: "application", "aria-roledescription": "grid" };
    for (const [key, value] of Object.entries({ ...attributes, "aria-label": name || part.role })) {
      element.setAttribute(key, value);
    }
    this.parts.set(element, part);
    // Properties instead of listeners: nobody has to remove them when the figure is thrown away.
    element.onpointermove = (event) => this.pointAt(this.cellUnder(part, event));
    element.onpointerleave = element.onblur = () => this.pointAt(null);
    element.onpointerdown = () => element.focus({ preventScroll: true });
    element.onclick = (event) => this.choose(part, this.cellUnder(part, event));
  }

  /** Returns the part whose figure is this element, or undefined. */
  partOf(element) {
    return this.parts.get(element);
  }

  cellUnder(part, event) {
    return this.identify(part, part.grid.cellUnder(event));
  }

  identify(part, cell) {
    const { rows, cols } = part.grid;
    if (cell < 0 || cell >= rows * cols) return null;
    return identify(this.stage, part, cell, this.shown());
  }

  choose(part, at) {
    if (at) this.onChoose(part, at);
  }

  pointAt(at) {
    if (isSame(this.pointed, at)) return;
    this.pointed = at;
    this.onPoint(at);
  }

  /** Keeps a cell marked when the pointer leaves it. Pinning it again releases it, as does null. */
  pin(at) {
    this.pinned = isSame(this.pinned, at) ? null : at;
  }

  /**
   * Handles a key in a figure that has the focus: arrows move to other cells, Enter chooses one.
   * Returns whether the key is one of these.
   */
  handleKey(part, key) {
    const { rows, cols } = part.grid;
    const start = this.pointed?.role === part.role ? this.pointed.cell : null;
    if (key === "Enter") {
      this.choose(part, this.identify(part, start ?? this.firstCell(part)));
      return true;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -cols, ArrowDown: cols }[key];
    if (by === undefined) return false;
    let cell = start === null ? this.firstCell(part) : start + by;
    // Empty cells are skipped.
    while (cell >= 0 && cell < rows * cols && !this.identify(part, cell)) cell += by;
    const at = this.identify(part, cell);
    if (at) this.pointAt(at);
    return true;
  }

  /** Returns the cell at which the keys start: the first one of the window. */
  firstCell({ grid, role, slots }) {
    const [{ row, col }] = taps(this.stage.trace, this.shown());
    if (role === "input") return this.stage.layout.inputCell(slots[0], row, col);
    return role === "kernel" ? this.stage.tapCell(grid, 0, 0, col) : 0;
  }
}
