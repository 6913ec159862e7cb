// The player: it holds the state, and puts its parts together. A change of the state only sets
// what is to be seen; `render` draws it.

import { Clock } from "./control/clock.js";
import { Controls } from "./control/controls.js";
import { Display } from "./control/display.js";
import { drawStep } from "./drawing/draw.js";
import { editWeight } from "./control/editor.js";
import { makeFacts, makeFrame } from "./control/frame.js";
import { Link } from "./control/link.js";
import { clamp } from "./drawing/measures.js";
import { Panel } from "./control/panel.js";
import { Pointer } from "./control/pointer.js";
import { Prediction } from "./control/prediction.js";
import { followPython } from "./control/python.js";
import { UNANSWERED } from "./control/requests.js";
import { Stage } from "./drawing/stage.js";
import { unpack } from "./trace/trace.js";
import { viewOf } from "./drawing/view.js";

const NEEDS_PYTHON = "This needs Python: run the cell of this player again, then retry.";

export class Player {
  /** `model` shares its values with Python; `el` is the element in which the player is shown. */
  constructor({ model, el }) {
    this.link = new Link(model, (reason) => this.say(reason === "busy" ? `${UNANSWERED.busy}.` : NEEDS_PYTHON));
    this.clock = new Clock({ step: () => this.playStep(), speed: () => this.link.get("speed") });
    this.stage = new Stage({
      onPart: (part, name) => this.pointer.attach(part, name),
      onMap: (stepFrom) => this.go(stepFrom(this.index)),
    });
    this.pointer = new Pointer(this.stage, {
      shown: () => this.shown,
      onPoint: (at) => this.point(at),
      onChoose: (part, at) => this.choose(part, at),
    });
    this.elements = makeFrame(this.stage.element);
    this.facts = this.elements.facts;
    this.panel = new Panel(this.elements);
    this.prediction = new Prediction(this);
    this.controls = new Controls(this);
    this.display = new Display({
      host: el,
      root: this.elements.root,
      stage: this.stage,
      draw: () => this.draw(),
      forgetHeight: () => this.panel.forgetHeight(),
    });
    el.append(this.display.probe, this.elements.root);
    this.listen();
    this.showTrace();
  }

  listen() {
    this.listening = new AbortController();
    this.controls.listen(this.listening.signal);
    this.display.listen(this.listening.signal);
    followPython(this);
  }

  /** Removes the player, with all its timers and listeners. */
  close() {
    this.clock.run(false);
    this.listening.abort();
    this.display.close();
    this.link.close();
    clearTimeout(this.copyTimer);
    cancelAnimationFrame(this.pending);
    this.elements.root.remove();
  }

  // -- state

  /** Goes to a step; one before the first or behind the last is the first or the last. */
  go(index) {
    this.pointedStep = null;
    this.index = clamp(index, 0, this.trace.steps - 1);
    if (this.link.get("index") !== this.index) this.link.set("index", this.index);
    this.draw();
  }

  /** Switches a setting of this name on or off, "predict" or "symbols". */
  toggle(name) {
    this.link.set(name, !this.link.get(name));
    this.applySetting(name);
    if (name === "predict") this.prediction.focusGuess();
  }

  /** Shows a setting of this name that has changed. */
  applySetting(name) {
    if (name === "predict") this.prediction.askFrom(this.index);
    // Symbols stand in the same cells as numbers: all are painted again.
    if (name !== "speed") this.display.repaint();
    this.draw();
  }

  /** Shows the trace of the model, at the step of the model. */
  showTrace() {
    this.link.answered();
    this.trace = unpack(this.link.get("payload"));
    this.stage.setTrace(this.trace);
    this.pointer.pointAt(null);
    this.panel.forgetHeight();
    this.index = clamp(this.link.get("index"), 0, this.trace.steps - 1);
    this.prediction.restart(this.index);
    this.message = "";
    this.facts.replaceChildren(...makeFacts(this.trace, (button) => this.copied(button)));
    this.elements.slider.max = this.trace.steps - 1;
    this.display.layOut();
  }

  // -- drawing

  /** Draws in the next frame, once for all changes until then. */
  draw() {
    this.pending ??= requestAnimationFrame(() => this.render());
  }

  /** Draws now. */
  render() {
    cancelAnimationFrame(this.pending);
    this.pending = undefined;
    if (!this.stage.parts) return;
    const view = viewOf(this);
    drawStep(this.stage, view);
    this.panel.draw(this.trace, view);
  }

  /** The step that is drawn: the one that is pointed at in the output, or the step reached. */
  get shown() {
    return this.pointedStep ?? this.index;
  }

  // -- pointing

  /** Marks a cell. An output shows its own step while it is pointed at, but not while playing. */
  point(at) {
    if (at) this.message = "";
    this.pointedStep = at?.role === "output" && !this.clock.running ? at.step : null;
    this.draw();
  }

  /** A click or Enter goes to the step of an output, pins an input cell, and edits a weight. */
  choose(part, at) {
    if (at.role === "output") {
      this.pointer.pin(null);
      this.go(at.step);
      return;
    }
    this.pointer.pin(at.role === "bias" ? null : at);
    if (at.role !== "input") editWeight(this, part, at);
    this.draw();
  }

  /** Releases what is pinned, and leaves a window that is filled. */
  escape() {
    this.pointer.pin(null);
    this.pointer.pointAt(null);
    this.say("");
    this.display.leaveWindow();
  }

  // -- playing

  togglePlay() {
    this.run(!this.clock.running);
  }

  /** Plays or pauses. At the end it plays from the start; it waits for a prediction. */
  run(playing) {
    if (playing && this.index === this.trace.steps - 1) this.go(0);
    this.clock.run(playing && !this.prediction.isHidden(this.index));
    this.draw();
  }

  /** Makes a step and draws it in the same frame; returns whether the next step can follow. */
  playStep() {
    this.go(this.index + 1);
    const more = this.index < this.trace.steps - 1 && !this.prediction.isHidden(this.index);
    if (!more) this.run(false);
    this.render();
    return more;
  }

  // -- Python and messages

  /** Sends a request to Python; python.js receives the answer. */
  request(content) {
    this.say("");
    this.link.request(content);
  }

  /** Shows a message below the sum. */
  say(text) {
    this.message = text;
    this.draw();
  }

  /** Copies the Keras code, and says so on the button for a moment. */
  async copied(button) {
    try {
      await navigator.clipboard.writeText(this.trace.keras);
      button.textContent = "copied";
    } catch {
      // The page must not write to the clipboard: the code is selected, to be copied by hand.
      window.getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "selected";
    }
    clearTimeout(this.copyTimer);
    this.copyTimer = setTimeout(() => (button.textContent = "copy"), 1500);
  }
}
