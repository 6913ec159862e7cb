// The player: state, keys and buttons. They only set what is to be seen; `draw` alone draws it.

import { Clock } from "./clock.js";
import { drawStep } from "./draw.js";
import { editor, factsOf, frame } from "./frame.js";
import { chrome, groundOf, luminance, mark, put, spell, tag } from "./look.js";
import { Link } from "./link.js";
import { Pointer } from "./pointer.js";
import { clamp } from "./sizes.js";
import { Stage } from "./stage.js";
import { moved, place, unpack } from "./trace.js";
import { about, caption, heading, judge, position } from "./words.js";

const NEEDS_PYTHON = "This needs Python: run the cell of this player again, then retry.";

class Player {
  constructor({ model, el }) {
    Object.assign(this, { el, answers: new Map(), stop: new AbortController() });
    this.link = new Link(model, () => this.say(NEEDS_PYTHON));
    this.clock = new Clock({ step: () => this.play(), speed: () => this.link.get("speed") });
    const go = (step) => this.go(step(this.index));
    this.stage = new Stage({ hear: (part, name) => this.pointer.hear(part, name), go });
    this.pointer = new Pointer(this.stage, {
      shown: () => this.shown,
      moved: (at) => this.pointed(at),
      chosen: (part, at) => this.chosen(part, at),
    });
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
    on(this.speed, "change", () => this.link.set("speed", Number(this.speed.value)));
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
    const named = (name) => [`change:${name}`, () => this.switched(name)];
    this.link.hear({
      "change:payload": () => this.receive(),
      "change:index": () => this.follow(),
      "msg:custom": (content) => this.told(content),
      ...Object.fromEntries(["predict", "symbols", "speed", "tally"].map(named)),
    });
  }

  /** Leaves nothing behind: no timer, no listener. */
  close() {
    this.clock.run(false);
    this.stop.abort();
    this.watcher.disconnect();
    this.link.close();
    clearTimeout(this.settling);
    cancelAnimationFrame(this.pending);
    this.root.remove();
    this.witness.remove();
  }

  // -- state

  go(index) {
    this.peek = null;
    this.index = clamp(index, 0, this.trace.steps - 1);
    if (this.link.get("index") !== this.index) this.link.set("index", this.index);
    this.draw();
  }

  follow() {
    if (!this.link.kept("index") && this.link.get("index") !== this.index) this.go(this.link.get("index"));
  }

  switched(name) {
    if (this.link.kept(name)) return;
    if (name === "predict") this.asked = this.index;
    if (name !== "speed") this.repaint();
    this.draw();
  }

  receive() {
    this.link.answered();
    this.trace = unpack(this.link.get("payload"));
    this.stage.take(this.trace);
    this.answers.clear();
    this.pointer.point(null);
    this.longest = 0;
    this.index = clamp(this.link.get("index"), 0, this.trace.steps - 1);
    // What was shown before stays so; from here on, values are asked for.
    this.asked = this.index;
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
    return this.link.get("predict") && index >= this.asked && !this.answers.has(index);
  }

  render() {
    if (!this.stage.parts) return;
    const { shown, index, dark } = this;
    const [predict, symbols] = [this.link.get("predict"), this.link.get("symbols")];
    const { filter } = place(this.trace, shown);
    const hidden = (step) => this.hidden(step);
    const at = this.pointer.at;
    drawStep(this.stage, { shown, index, filter, symbols, predict, dark, hidden, at });
    this.drawWords(shown, symbols, predict);
    put(this.hint, this.said || (at && at.role !== "bias" ? about(this.trace, at, this.hidden(at.step)) : ""));
  }

  drawWords(shown, symbols, predict) {
    const { trace } = this;
    const hidden = this.hidden(shown);
    for (const live of [this.caption, this.hint]) mark(live, "aria-live", this.clock.running || this.repeating ? "off" : "polite");
    put(this.title, heading(trace, shown));
    put(this.where, position(trace, shown));
    mark(this.root, "aria-label", heading(trace, shown));
    spell(this.caption, hidden ? [] : caption(trace, shown, symbols));
    this.caption.hidden = hidden;
    this.ask.hidden = !predict;
    this.question.hidden = !hidden;
    put(this.commit, hidden ? "commit" : "next step");
    put(this.verdict, hidden ? "" : this.answers.get(shown) ?? "");
    const [right, tried] = this.link.get("tally");
    put(this.tally, tried ? `${right} of ${tried} right so far` : "");
    if (this.slider.value !== String(this.index)) this.slider.value = this.index;
    mark(this.slider, "aria-valuetext", position(trace, this.index));
    put(this.buttons.play, this.clock.running ? "❚❚ pause" : "▶ play");
    mark(this.buttons.predict, "aria-pressed", String(predict));
    mark(this.buttons.symbols, "aria-pressed", String(symbols));
    const speed = String(this.link.get("speed"));
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

  pointed(at) {
    if (at) this.said = "";
    this.peek = at?.role === "output" && !this.clock.running ? at.step : null;
    this.draw();
  }

  /** A click or Enter: goes to an output, pins an input cell, opens a weight. */
  chosen(part, at) {
    if (at.role === "output") {
      this.pointer.pin(null);
      this.go(at.step);
      return;
    }
    this.pointer.pin(at.role === "bias" ? null : at);
    if (at.role !== "input") this.edit(part, at);
    this.draw();
  }

  edit({ grid, role }, at) {
    const label = `new ${role === "bias" ? "bias" : "weight"}`;
    editor(grid, at.cell, label, this.trace[role].word(at.at), (text) => {
      this.pointer.pin(null);
      if (text !== null) this.request({ want: role, at: at.at, text });
      this.draw();
    });
  }

  // -- Python

  request(content) {
    this.say("");
    this.link.request(content);
  }

  told({ problem, page, name }) {
    this.link.answered();
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
    else if (name === "play") this.run(!this.clock.running);
    else if (name === "present") this.enlarge();
    else if (name === "page") this.request({ want: "page" });
    else {
      this.link.set(name, !this.link.get(name));
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
    if (key === " " && !target.matches("button")) this.run(!this.clock.running);
    else if (key === "Escape") this.escape();
    else if (part && part.role !== "output" && this.pointer.wander(part, key)) this.repeating = event.repeat;
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
    this.pointer.pin(null);
    this.pointer.point(null);
    this.say("");
    if (this.root.classList.contains("present") && !document.fullscreenElement) this.presenting(false);
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
    const [rights, tried] = this.link.get("tally");
    this.answers.set(this.index, right ? "✓ right" : `✗ not ${typed.trim().replace("-", "−")}: see the sum`);
    this.guess.value = "";
    this.say("");
    this.link.set("tally", [rights + Number(right), tried + 1]);
    this.render();
    this.commit.focus({ preventScroll: true });
  }

  // -- playing

  run(playing) {
    if (playing && this.index === this.trace.steps - 1) this.go(0);
    // It waits for a prediction.
    this.clock.run(playing && !this.hidden(this.index));
    this.draw();
  }

  /** Makes a step in a frame of the clock, and draws it in the same; returns whether to go on. */
  play() {
    this.go(this.index + 1);
    const more = this.index < this.trace.steps - 1 && !this.hidden(this.index);
    if (!more) this.run(false);
    cancelAnimationFrame(this.pending);
    this.pending = undefined;
    this.render();
    return more;
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
