// The player: state, keys and buttons. They only set what is to be seen; `draw` alone draws it.

import { drawStep, identified } from "./draw.js";
import { editor, factsOf, frame } from "./frame.js";
import { chrome, groundOf, luminance, mark, put, spell, tag } from "./look.js";
import { clamp } from "./sizes.js";
import { Stage } from "./stage.js";
import { moved, place, taps, unpack } from "./trace.js";
import { about, caption, heading, judge, position } from "./words.js";

const NEEDS_PYTHON = "This needs Python: run the cell of this player again, then retry.";
const SAVE_EVERY = 200;

class Player {
  constructor({ model, el }) {
    Object.assign(this, { model, el, answers: new Map(), unsaved: new Map(), stop: new AbortController() });
    const go = (step) => this.go(step(this.index));
    this.stage = new Stage({ hear: (part, name) => this.hear(part, name), go });
    Object.assign(this, frame(this.stage.element));
    // Its colours are the host's: that they change says that the theme did, whatever the host.
    this.witness = tag("span", { class: "cnn-player-witness", "aria-hidden": "true" });
    el.append(this.witness, this.root);
    this.listen();
    this.receive();
  }

  listen() {
    const { signal } = this.stop;
    const on = (target, kind, act) => target.addEventListener(kind, act.bind(this), { signal });
    for (const [name, button] of Object.entries(this.buttons)) on(button, "click", () => this.press(name));
    on(this.slider, "input", () => this.go(Number(this.slider.value)));
    on(this.speed, "change", () => this.set("speed", Number(this.speed.value)));
    on(this.ask, "submit", this.answer);
    on(this.root, "keydown", this.key);
    on(this.root, "keyup", this.released);
    on(this.root, "pointerdown", (event) => {
      if (!event.target.closest("button, input, select, .grid")) this.root.focus({ preventScroll: true });
    });
    on(document, "fullscreenchange", () => this.presenting(document.fullscreenElement === this.root));
    on(window.matchMedia("(prefers-color-scheme: dark)"), "change", this.theme);
    on(this.witness, "transitionend", this.theme);
    this.watcher = new ResizeObserver(() => this.resized());
    for (const each of [this.el, this.stage.floor]) this.watcher.observe(each);
    this.heard = {
      "change:payload": () => this.receive(),
      "change:index": () => this.follow(),
      "msg:custom": (content) => this.told(content),
    };
    for (const name of ["predict", "symbols", "speed", "tally"]) {
      this.heard[`change:${name}`] = () => this.switched(name);
    }
    for (const [name, act] of Object.entries(this.heard)) this.model.on(name, act);
  }

  /** Leaves nothing behind: no timer, no listener. */
  close() {
    this.playing = false;
    this.stop.abort();
    this.watcher.disconnect();
    for (const [name, act] of Object.entries(this.heard)) this.model.off(name, act);
    for (const timer of [this.saving, this.waiting, this.settling]) clearTimeout(timer);
    for (const frame of [this.pending, this.ticking]) cancelAnimationFrame(frame);
    this.root.remove();
    this.witness.remove();
  }

  // -- state

  set(name, value) {
    this.unsaved.set(name, value);
    this.model.set(name, value);
    // Python follows a few times a second: no queue grows while playing.
    this.saving ??= setTimeout(() => {
      this.saving = undefined;
      this.unsaved.clear();
      this.model.save_changes();
    }, SAVE_EVERY);
  }

  /** Keeps what was set here and not yet sent, where an echo of something older comes in. */
  kept(name) {
    const newer = this.unsaved.has(name) && this.model.get(name) !== this.unsaved.get(name);
    if (newer) this.model.set(name, this.unsaved.get(name));
    return newer;
  }

  go(index) {
    this.peek = null;
    this.index = clamp(index, 0, this.trace.steps - 1);
    if (this.model.get("index") !== this.index) this.set("index", this.index);
    this.draw();
  }

  follow() {
    if (!this.kept("index") && this.model.get("index") !== this.index) this.go(this.model.get("index"));
  }

  switched(name) {
    if (this.kept(name)) return;
    if (name !== "speed") this.repaint();
    this.draw();
  }

  receive() {
    clearTimeout(this.waiting);
    this.trace = unpack(this.model.get("payload"));
    this.stage.take(this.trace);
    this.answers.clear();
    this.point(null);
    this.longest = 0;
    this.index = clamp(this.model.get("index"), 0, this.trace.steps - 1);
    this.said = "";
    this.facts.replaceChildren(...factsOf(this.trace, (button) => this.copied(button)));
    this.slider.max = this.trace.steps - 1;
    // A new player is not in the page yet: it is laid out once it knows its width.
    if (this.width) this.lay();
  }

  async copied(button) {
    try {
      await navigator.clipboard.writeText(this.trace.keras);
      button.textContent = "copied";
    } catch {
      // Without the right to write to the clipboard: select the code, to be copied by hand.
      window.getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "selected";
    }
    clearTimeout(this.settling);
    this.settling = setTimeout(() => (button.textContent = "copy"), 1500);
  }

  // -- size and theme

  resized() {
    const width = this.el.clientWidth;
    if (!width) return;
    if (width === this.width) {
      if (!this.stage.moved) return;
      this.stage.stand();
      this.theme();
      return;
    }
    this.width = width;
    // Only now does a new player stand in the page, on the ground of its theme.
    this.dark = this.isDark();
    this.lay();
  }

  lay() {
    const present = this.root.classList.contains("present");
    const room = (present ? window.innerWidth - 48 : this.width) - 40;
    const chromeHeight = Math.max(230, this.root.scrollHeight - this.stage.element.offsetHeight);
    const tall = present ? window.innerHeight - chromeHeight : 900;
    this.stage.lay(Math.min(room, present ? Infinity : 1180), tall, present);
    this.longest = 0;
    this.repaint();
    this.draw();
  }

  isDark() {
    return luminance(groundOf(this.el)) < 0.18;
  }

  theme() {
    this.dark = this.isDark();
    this.repaint();
    this.draw();
  }

  repaint() {
    this.root.classList.toggle("dark", Boolean(this.dark));
    const colours = chrome(this.root);
    for (const grid of this.stage.grids) grid.forget(colours);
  }

  // -- drawing

  draw() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.render();
    });
  }

  get shown() {
    return this.peek ?? this.index;
  }

  /** Is the value of a step still to be predicted? */
  hidden(index) {
    return this.model.get("predict") && index >= this.index && !this.answers.has(index);
  }

  render() {
    if (!this.stage.parts) return;
    const { shown, index, dark } = this;
    const [predict, symbols] = [this.model.get("predict"), this.model.get("symbols")];
    const { filter } = place(this.trace, shown);
    const hidden = (step) => this.hidden(step);
    const at = this.pinned ?? this.pointed;
    drawStep(this.stage, { shown, index, filter, symbols, predict, dark, hidden, at });
    this.drawWords(shown, symbols, predict);
    put(this.hint, this.said || (at && at.role !== "bias" ? about(this.trace, at, this.hidden(at.step)) : ""));
  }

  drawWords(shown, symbols, predict) {
    const { trace } = this;
    const hidden = this.hidden(shown);
    for (const live of [this.caption, this.hint]) mark(live, "aria-live", this.playing || this.repeating ? "off" : "polite");
    put(this.title, heading(trace, shown));
    put(this.where, position(trace, shown));
    mark(this.root, "aria-label", heading(trace, shown));
    spell(this.caption, hidden ? [] : caption(trace, shown, symbols));
    this.caption.hidden = hidden;
    this.ask.hidden = !predict;
    this.question.hidden = !hidden;
    put(this.commit, hidden ? "commit" : "next step");
    put(this.verdict, hidden ? "" : this.answers.get(shown) ?? "");
    const [right, tried] = this.model.get("tally");
    put(this.tally, tried ? `${right} of ${tried} right so far` : "");
    if (this.slider.value !== String(this.index)) this.slider.value = this.index;
    mark(this.slider, "aria-valuetext", position(trace, this.index));
    put(this.buttons.play, this.playing ? "❚❚ pause" : "▶ play");
    mark(this.buttons.predict, "aria-pressed", String(predict));
    mark(this.buttons.symbols, "aria-pressed", String(symbols));
    const speed = String(this.model.get("speed"));
    if (this.speed.value !== speed) this.speed.value = speed;
    this.settle(predict);
  }

  /** Holds the sum's height: it grows where it must and never shrinks, so that nothing jumps. */
  settle(predict) {
    const length = this.caption.textContent.length;
    if (length <= this.longest && predict === this.asking) return;
    Object.assign(this, { longest: Math.max(length, this.longest), asking: predict });
    this.sum.classList.remove("held");
    this.sum.style.height = "";
    if (predict) return;
    this.sum.style.height = `${this.sum.offsetHeight}px`;
    this.sum.classList.add("held");
  }

  // -- pointing

  /** Makes a figure answer to the pointer, and take the focus for the keys. */
  hear(part, name) {
    const { element } = part.grid;
    const options = { tabindex: "0", role: "application", "aria-roledescription": "grid" };
    for (const [key, value] of Object.entries({ ...options, "aria-label": name || part.role })) {
      element.setAttribute(key, value);
    }
    const under = (event) => {
      const cell = part.grid.under(event);
      return cell < 0 ? null : identified(this.stage, part, cell, this.shown);
    };
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

  point(at) {
    if (this.pointed?.role === at?.role && this.pointed?.cell === at?.cell && this.pointed?.slot === at?.slot) return;
    this.pointed = at;
    if (at) this.said = "";
    this.peek = at?.role === "output" && !this.playing ? at.step : null;
    this.draw();
  }

  /** A click or Enter: goes to an output, pins an input cell, opens a weight. */
  chosen(part, at) {
    if (at.role === "output") {
      this.pinned = null;
      this.go(at.step);
      return;
    }
    const again = this.pinned?.cell === at.cell && this.pinned?.role === at.role && this.pinned?.slot === at.slot;
    this.pinned = again || at.role === "bias" ? null : at;
    if (at.role !== "input") this.edit(part, at);
    this.draw();
  }

  edit({ grid, role }, at) {
    const label = `new ${role === "bias" ? "bias" : "weight"}`;
    editor(grid, at.cell, label, this.trace[role].word(at.at), (text) => {
      this.pinned = null;
      if (text !== null) this.request({ want: role, at: at.at, text });
      this.draw();
    });
  }

  // -- Python

  /** Asks Python; where none answers, says what to do. */
  request(content) {
    this.say("");
    clearTimeout(this.waiting);
    const wait = this.model.send ? 3000 : 0;
    this.waiting = setTimeout(() => this.say(NEEDS_PYTHON), wait);
    this.model.send?.(content);
  }

  told({ problem, page, name }) {
    clearTimeout(this.waiting);
    if (problem) this.say(problem);
    if (!page) return;
    const link = tag("a", { href: URL.createObjectURL(new Blob([page], { type: "text/html" })), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
    this.say(`Saved as ${name}: it opens in any browser, without a notebook.`);
  }

  say(text) {
    this.said = text;
    this.draw();
  }

  // -- buttons and keys

  press(name) {
    const leads = { first: 0, back: this.index - 1, step: this.index + 1, last: this.trace.steps - 1 };
    if (name in leads) this.go(leads[name]);
    else if (name === "play") this.run(!this.playing);
    else if (name === "present") this.enlarge();
    else if (name === "page") this.request({ want: "page" });
    else {
      this.set(name, !this.model.get(name));
      this.switched(name);
      if (name === "predict") this.focusGuess();
    }
  }

  key(event) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.matches("input:not([type=range]), select")) return;
    const part = target.part_;
    // A key that is held down is not read out step by step.
    if (key === " " && !target.matches("button")) this.run(!this.playing);
    else if (key === "Escape") this.escape();
    else if (part && part.role !== "output" && this.wander(part, key)) this.repeating = event.repeat;
    else {
      const next = moved(this.trace, this.index, key);
      if (next === null) return;
      this.repeating = event.repeat;
      this.go(next);
    }
    event.preventDefault();
  }

  released() {
    if (!this.repeating) return;
    this.repeating = false;
    this.draw();
  }

  escape() {
    this.pinned = null;
    this.point(null);
    this.say("");
    if (this.root.classList.contains("present") && !document.fullscreenElement) this.presenting(false);
  }

  /** Moves within a grid that has the focus; Enter chooses. Returns whether the key was for it. */
  wander(part, key) {
    const { grid, role, slots } = part;
    const [{ row, col }] = taps(this.trace, this.shown);
    const { layout } = this.stage;
    const under = role === "kernel" ? this.stage.tapCell(grid, 0, 0, { row, col }) : 0;
    const first = role === "input" ? layout.inputCell(slots[0], row, col) : under;
    const start = this.pointed?.role === role ? this.pointed.cell : null;
    const known = (cell) => identified(this.stage, part, cell, this.shown);
    if (key === "Enter") {
      const at = known(start ?? first);
      if (at) this.chosen(part, at);
      return true;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.cols, ArrowDown: grid.cols }[key];
    if (by === undefined) return false;
    let cell = start === null ? first : start + by;
    while (cell >= 0 && cell < grid.rows * grid.cols && !known(cell)) cell += by;
    if (cell >= 0 && cell < grid.rows * grid.cols) this.point(known(cell));
    return true;
  }

  // -- predicting

  focusGuess() {
    if (!this.hidden(this.index)) return;
    this.render();
    this.guess.focus({ preventScroll: true });
  }

  answer(event) {
    event.preventDefault();
    if (!this.hidden(this.index)) {
      this.go(this.index + 1);
      this.focusGuess();
      return;
    }
    const typed = this.guess.value;
    const right = judge(this.trace, this.index, typed);
    if (right === null) {
      this.say("Type a number, such as −12 or 0.5.");
      return;
    }
    const [rights, tried] = this.model.get("tally");
    this.answers.set(this.index, right ? "✓ right" : `✗ not ${typed.trim().replace("-", "−")}: see the sum`);
    this.guess.value = "";
    this.say("");
    this.set("tally", [rights + Number(right), tried + 1]);
    this.render();
    this.commit.focus({ preventScroll: true });
  }

  // -- playing

  run(playing) {
    this.playing = playing;
    if (playing && this.index === this.trace.steps - 1) this.go(0);
    this.due = null;
    cancelAnimationFrame(this.ticking);
    if (playing) this.ticking = requestAnimationFrame((now) => this.tick(now));
    this.draw();
  }

  tick(now) {
    if (!this.playing) return;
    const pause = 1000 / this.model.get("speed");
    this.due ??= now + pause;
    // Half a frame early is on time: at 60 steps a second every frame takes one.
    if (now >= this.due - 8) {
      this.due = Math.max(this.due + pause, now);
      this.go(this.index + 1);
      // Drawn in this frame, not in the next.
      cancelAnimationFrame(this.pending);
      this.pending = undefined;
      this.render();
    }
    if (this.index === this.trace.steps - 1 || this.hidden(this.index)) {
      this.run(false);
      return;
    }
    this.ticking = requestAnimationFrame((later) => this.tick(later));
  }

  // -- presenting

  async enlarge() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.root.classList.contains("present")) this.presenting(false);
    else {
      // A frame may forbid it: then at least its whole window.
      await this.root.requestFullscreen().catch(() => this.presenting(true));
    }
  }

  presenting(on) {
    if (on === this.root.classList.contains("present")) return;
    this.root.classList.toggle("present", on);
    this.longest = 0;
    this.theme();
    // The window has its new size only in the next frame.
    requestAnimationFrame(() => {
      this.lay();
      this.root.focus({ preventScroll: true });
    });
  }
}

export default {
  render({ model, el }) {
    const player = new Player({ model, el });
    return () => player.close();
  },
};

/** Shows a player where there is no notebook: in a page of its own. */
export function mount(el, state) {
  const values = { index: 0, speed: 2, predict: false, symbols: false, tally: [0, 0], ...state };
  const model = { get: (name) => values[name], set: (name, value) => (values[name] = value) };
  for (const name of ["on", "off", "save_changes"]) model[name] = () => {};
  return new Player({ model, el });
}
