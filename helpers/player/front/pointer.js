// What is pointed at, by mouse or by keys: a cell of a figure.

import { identified } from "./draw.js";
import { taps } from "./trace.js";

const same = (one, other) => one?.role === other?.role && one?.cell === other?.cell && one?.slot === other?.slot;

export class Pointer {
  /** `shown` gives the step that is shown; `moved` hears of each change, `chosen` of a click. */
  constructor(stage, { shown, moved, chosen }) {
    Object.assign(this, { stage, shown, moved, chosen, pointed: null, pinned: null });
  }

  get at() {
    return this.pinned ?? this.pointed;
  }

  /** Makes a figure answer to the pointer, and take the focus for the keys. */
  hear(part, name) {
    const { element } = part.grid;
    const options = { tabindex: "0", role: "application", "aria-roledescription": "grid" };
    for (const [key, value] of Object.entries({ ...options, "aria-label": name || part.role })) {
      element.setAttribute(key, value);
    }
    const under = (event) => this.known(part, part.grid.under(event));
    element.part_ = part;
    // Properties, not listeners: they go with the figure.
    element.onpointermove = (event) => this.point(under(event));
    element.onpointerleave = element.onblur = () => this.point(null);
    element.onpointerdown = () => element.focus({ preventScroll: true });
    element.onclick = (event) => {
      const at = under(event);
      if (at) this.chosen(part, at);
    };
  }

  known(part, cell) {
    const { rows, cols } = part.grid;
    return cell >= 0 && cell < rows * cols ? identified(this.stage, part, cell, this.shown()) : null;
  }

  point(at) {
    if (same(this.pointed, at)) return;
    this.pointed = at;
    this.moved(at);
  }

  /** Keeps a cell marked when the pointer leaves it; a second time lets it go. */
  pin(at) {
    this.pinned = same(this.pinned, at) ? null : at;
  }

  /** Moves within a figure that has the focus; Enter chooses. Returns whether the key was for it. */
  wander(part, key) {
    const { grid, role, slots } = part;
    const { layout } = this.stage;
    const [{ row, col }] = taps(this.stage.trace, this.shown());
    const under = role === "kernel" ? this.stage.tapCell(grid, 0, 0, { row, col }) : 0;
    const first = role === "input" ? layout.inputCell(slots[0], row, col) : under;
    const start = this.pointed?.role === role ? this.pointed.cell : null;
    if (key === "Enter") {
      const at = this.known(part, start ?? first);
      if (at) this.chosen(part, at);
      return true;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.cols, ArrowDown: grid.cols }[key];
    if (by === undefined) return false;
    let cell = start === null ? first : start + by;
    while (cell >= 0 && cell < grid.rows * grid.cols && !this.known(part, cell)) cell += by;
    const at = this.known(part, cell);
    if (at) this.point(at);
    return true;
  }
}
