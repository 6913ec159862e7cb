// The card that asks a question. It shows what Python says, and judges nothing itself.

import { Requests, UNANSWERED } from "../../player/front/control/requests.js";
import { tag } from "../../player/front/drawing/elements.js";

const ANSWER_WITHIN = 1500; // ms that Python has to take an answer, where nothing says it is busy
const THINKING_AFTER = 300; // ms without a verdict, then the card says that Python is at work
const SIGNS = { right: "✓", wrong: "✗", missing: "…" };
const THINKING = "Python is at work …";
const IS_BUSY =
  "Python is busy with another cell. Your answer waits for it; the verdict comes by itself.";
/** Answers that were typed and not judged, by question: cards are made anew when a cell is run. */
const drafts = (globalThis.cnnDrafts ??= new Map());

/** Makes the elements of a card, by name. The attributes of one that is asked stay as they are. */
function makeElements({ opening, question, options, hint }) {
  const id = `cnn-${Math.random().toString(36).slice(2)}`;
  const parts = options.length ? makeOptions(question, options, id) : makeField(id);
  const key = tag("span", { class: "key", "aria-hidden": "true" }, " ↵");
  parts.button = tag("button", { type: "submit", class: "main" }, "commit", key);
  const small = tag("span", { class: "hint", id }, hint);
  const row = tag("div", { class: "row" }, parts.button, small);
  if (options.length) parts.form = tag("form", {}, parts.answer, row);
  else {
    row.prepend(parts.answer);
    parts.form = tag("form", {}, row);
  }
  const asked = opening ? [tag("span", { class: "opening" }, opening), " ", question] : [question];
  parts.note = tag("div", { class: "note" });
  parts.verdict = tag("div", { class: "verdict" });
  // What is said to an answer. It takes the focus, so that the keyboard goes on from here.
  parts.said = tag("div", { class: "said", role: "status", "aria-live": "polite", tabindex: "-1" });
  parts.said.append(parts.verdict, parts.note);
  parts.again = tag("button", { type: "button", class: "again" }, "ask me again");
  parts.root = tag(
    "div",
    { class: "cnn-card", role: "group", "aria-label": `${opening} ${question}`.trim() },
    tag("div", { class: "question" }, ...asked),
    parts.form,
    tag("div", { class: "below" }, parts.said, parts.again),
  );
  return parts;
}

function makeField(id) {
  const text = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  const label = { placeholder: "your answer", "aria-label": "your answer", "aria-describedby": id };
  const field = tag("input", { ...text, ...label });
  return { answer: field, fields: [field] };
}

function makeOptions(question, options, id) {
  const name = `${id}-options`;
  const fields = options.map((value) => tag("input", { type: "radio", name, value }));
  const labels = options.map((text, i) => tag("label", {}, fields[i], tag("span", {}, text)));
  const group = { class: "options", role: "radiogroup", "aria-label": question };
  return { answer: tag("div", group, ...labels), fields };
}

/** Returns the elements that say what an answer was worth. */
function verdictParts({ result, typed, reason, answer, working, about }, { when }) {
  const spoken = { right: "Right: ", wrong: "Wrong: " }[result];
  const sign = tag("span", { "aria-hidden": "true" }, `${SIGNS[result]} `);
  const mark = tag("b", { class: "mark" }, sign, tag("span", { class: "spoken" }, spoken), typed);
  const parts = [tag("div", { class: "row" }, mark, ...(when ? [small(when)] : []))];
  if (reason) parts[0].append(" ", tag("span", { class: "reason" }, reason));
  if (answer) {
    const sum = working ? ` = ${working}.` : ".";
    const right = tag("span", {}, "The answer is ", tag("b", { class: "answer" }, answer), sum);
    const again = about ? [" ", small(`Look again at ${about}.`)] : [];
    parts.push(" ", tag("div", { class: "after" }, right, ...again));
  }
  return parts;
}

const small = (text) => tag("span", { class: "small" }, text);

/** Whether a key typed in the card belongs to the notebook: it runs the cell, leaves or saves. */
function isForNotebook({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (key === "Escape") return true;
  if (key === "Enter") return shiftKey || ctrlKey || metaKey || altKey;
  return (ctrlKey || metaKey) && key.toLowerCase() === "s";
}

class Card {
  /** `model` shares its values with Python; `el` is the element in which the card is shown. */
  constructor({ model, el }) {
    Object.assign(this, { model, waiting: false, problem: "" });
    this.asked = model.get("asked");
    this.elements = makeElements(this.asked);
    const unanswered = (reason) => this.unanswered(reason);
    this.requests = new Requests(model, { within: ANSWER_WITHIN, unanswered });
    this.restoreDraft();
    el.append(this.elements.root);
    this.listen();
    this.show();
  }

  listen() {
    const { root, form, again } = this.elements;
    this.listening = new AbortController();
    const { signal } = this.listening;
    const on = (target, type, listener, more) =>
      target.addEventListener(type, listener, { signal, ...more });
    on(form, "submit", (event) => {
      event.preventDefault();
      this.commit();
    });
    on(form, "input", () => this.keepDraft());
    on(form, "click", (event) => {
      if (this.waiting && event.target.type === "radio") event.preventDefault();
    });
    on(again, "click", () => this.ask({ again: true }));
    on(root, "keydown", (event) => this.keyDown(event));
    // Before any notebook program reads the key: Notebook 7 does so before the card does.
    on(window, "keydown", (event) => this.beforeKey(event), { capture: true });
    this.events = {
      "change:reply": () => this.answered(),
      "change:remembered": () => this.show(),
      "comm_live_update": () => this.connectionChanged(),
      "comm:close": () => this.disconnected(),
    };
    for (const [name, listener] of Object.entries(this.events)) this.model.on(name, listener);
  }

  /** Removes the card, with its timers and listeners. */
  close() {
    this.listening.abort();
    for (const [name, listener] of Object.entries(this.events)) this.model.off(name, listener);
    this.requests.answered();
    clearTimeout(this.thinking);
    this.elements.root.remove();
  }

  // -- the answer

  get isJudged() {
    const { result } = this.model.get("reply");
    return result === "right" || result === "wrong";
  }

  /** The text that was typed, or the option that was chosen; null if there is none. */
  get answer() {
    const { fields } = this.elements;
    if (!this.asked.options.length) return fields[0].value;
    return fields.find((field) => field.checked)?.value ?? null;
  }

  keepDraft() {
    drafts.set(this.asked.question, this.answer);
  }

  restoreDraft() {
    const draft = drafts.get(this.asked.question);
    for (const field of this.elements.fields) {
      if (field.type === "radio") field.checked = field.value === draft;
      else field.value = draft ?? "";
    }
  }

  // -- Python

  commit() {
    if (!this.isJudged) this.ask({ commit: this.answer });
  }

  /** Sends a message to Python; one at a time. */
  ask(message) {
    if (this.waiting) return;
    Object.assign(this, { waiting: true, problem: "" });
    this.thinking = setTimeout(() => this.show(THINKING), THINKING_AFTER);
    this.show();
    this.requests.send(message);
  }

  answered() {
    this.requests.answered();
    this.settle("");
    if (this.isJudged) drafts.delete(this.asked.question);
    this.show();
    if (this.model.get("reply").result === "missing" && this.hasFocus) this.focusAnswer();
  }

  unanswered(reason) {
    if (reason === "busy") {
      clearTimeout(this.thinking);
      this.show(IS_BUSY);
    } else {
      this.settle(reason);
      this.show();
    }
  }

  /** Ends the wait for Python, with the reason why it does not answer or "". */
  settle(problem) {
    clearTimeout(this.thinking);
    Object.assign(this, { waiting: false, problem });
  }

  /** Says at once that Python was restarted, before anything is committed. */
  connectionChanged() {
    this.requests.checkConnection();
    if (this.requests.isGone) this.disconnected();
    else if (this.problem) this.answered();
  }

  /** Nothing is said on a card that is answered: nothing more is asked of Python there. */
  disconnected() {
    if (!this.isJudged) this.unanswered("gone");
  }

  // -- what is shown

  /** Shows the values of the model. `note` stands in the place of what is else said there. */
  show(note = this.note()) {
    const { root, form, said, verdict, note: line, again, fields, button } = this.elements;
    const { isJudged, hasFocus } = this;
    const [reply, remembered] = [this.model.get("reply"), this.model.get("remembered")];
    root.dataset.state = this.problem && !isJudged ? "lost" : isJudged ? reply.result : "asked";
    root.setAttribute("aria-busy", String(this.waiting));
    // The answer stays as it is while Python reads it, and the field keeps the focus.
    if (fields[0].type === "text") fields[0].readOnly = this.waiting;
    button.setAttribute("aria-disabled", String(this.waiting));
    if (line.textContent !== note) line.textContent = note;
    verdict.replaceChildren(...(isJudged ? verdictParts(reply, remembered) : []));
    again.hidden = !(isJudged && remembered.when);
    root.classList.toggle("remembered", !again.hidden);
    const moved = form.hidden !== isJudged && hasFocus;
    // A hidden element loses the focus, and with it the keyboard its place in the page.
    if (moved && isJudged) said.focus({ preventScroll: true });
    form.hidden = isJudged;
    if (moved && !isJudged) this.focusAnswer();
  }

  /** What is to be done next, where an answer has no verdict. */
  note() {
    const { result, reason } = this.model.get("reply");
    if (this.problem) {
      const kept = !this.isJudged && this.answer ? "; your answer is kept" : "";
      return `${UNANSWERED[this.problem]}${kept}.`;
    }
    return result === "missing" && !this.waiting ? `${SIGNS.missing} ${reason}` : "";
  }

  // -- focus and keys

  get hasFocus() {
    return this.elements.root.contains(document.activeElement);
  }

  focusAnswer() {
    const { fields } = this.elements;
    const field = fields.find((each) => each.checked) ?? fields[0];
    field.focus({ preventScroll: true });
    if (field.type === "text") field.select();
  }

  /** Whether keys have a meaning of their own where they are typed. */
  isOurs({ target }) {
    return this.elements.root.contains(target) && target !== this.elements.said;
  }

  /**
   * Makes keys that are for the notebook reach it, and marks the others as none of its shortcuts.
   * A notebook ignores keys that are typed in a field, so the focus leaves the field first.
   */
  beforeKey(event) {
    if (!this.isOurs(event)) return;
    const passes = isForNotebook(event);
    if (passes) delete event.target.dataset.lmSuppressShortcuts;
    else event.target.dataset.lmSuppressShortcuts = "true";
    if (passes && event.key !== "s") this.elements.said.focus({ preventScroll: true });
  }

  keyDown(event) {
    // On a verdict, a second Enter would open the folded code.
    const isOurs = this.isOurs(event) || event.key === "Enter";
    if (isOurs && !isForNotebook(event)) event.stopPropagation();
  }
}

export default {
  /** Called by the notebook program; returns the function that removes the card. */
  render({ model, el }) {
    const card = new Card({ model, el });
    return () => card.close();
  },
};
