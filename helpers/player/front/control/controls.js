// Buttons, slider and keys. They only call methods of the player.

import { stepAfterKey } from "../trace/trace.js";

/** A click on one of these does not move the focus to the player. */
const KEEP_FOCUS = "button, input, select, .grid";
/** In these, keys have a meaning of their own. */
const FIELDS = "input:not([type=range]), select";
/** A number, or a sum in brackets, begins with one of these. */
const BEGINS_NUMBER = /^[-−+.,(\d]$/;

export class Controls {
  constructor(player) {
    // `repeating`: whether a key is held down. Its steps go by too fast to be read out.
    Object.assign(this, { player, repeating: false });
  }

  /** Listens until `signal` is aborted. */
  listen(signal) {
    const { player } = this;
    const { root, buttons, slider, speed, ask } = player.elements;
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    for (const name of Object.keys(buttons)) on(buttons[name], "click", () => this.press(name));
    on(slider, "input", () => player.go(Number(slider.value)));
    on(speed, "change", () => player.link.set("speed", Number(speed.value)));
    on(ask, "submit", (event) => {
      event.preventDefault();
      player.prediction.submit();
    });
    on(root, "keydown", (event) => this.keyDown(event));
    on(root, "keyup", () => this.keyUp());
    on(root, "pointerdown", ({ target }) => {
      if (!target.closest(KEEP_FOCUS)) root.focus({ preventScroll: true });
    });
  }

  /** Handles a click on the button of this name. */
  press(name) {
    const { player } = this;
    const { index, trace } = player;
    const steps = { first: 0, back: index - 1, step: index + 1, last: trace.steps - 1 };
    if (name in steps) player.go(steps[name]);
    else if (name === "play") player.togglePlay();
    else if (name === "present") player.display.togglePresent();
    else if (name === "page") player.request({ want: "page" });
    else player.toggle(name);
  }

  keyDown(event) {
    const { player } = this;
    const { target, key, ctrlKey, metaKey, altKey, repeat } = event;
    event.stopPropagation();
    if (ctrlKey || metaKey || altKey || target.matches(FIELDS)) return;
    if (BEGINS_NUMBER.test(key)) player.prediction.focusGuess();
    else if (this.command(target, key) || this.move(target, key, repeat)) event.preventDefault();
  }

  /** Handles the keys that do not move anything; returns whether it was one. */
  command(target, key) {
    const { player } = this;
    if (key === "Escape") player.escape();
    // On a button, a space is a click.
    else if (key === " " && !target.matches("button")) player.togglePlay();
    else return false;
    return true;
  }

  /** Moves to another cell of a figure or to another step; returns whether the key does so. */
  move(target, key, repeat) {
    const { player } = this;
    const part = player.pointer.partOf(target);
    // In the output, the cells are the steps.
    const inFigure = part && part.role !== "output" && player.pointer.handleKey(part, key);
    const next = inFigure ? null : stepAfterKey(player.trace, player.index, key);
    if (!inFigure && next === null) return false;
    this.repeating = repeat;
    if (next !== null) player.go(next);
    return true;
  }

  keyUp() {
    if (!this.repeating) return;
    this.repeating = false;
    this.player.draw();
  }
}
