// What a player shares with Python: the model's values, and requests that Python answers.

import { Requests } from "./requests.js";

const SAVE_AFTER = 200; // ms without a change, then the changes are sent to Python
const SAVE_AT_LEAST = 1000; // ms: they are sent this often while changes go on
const ANSWER_WITHIN = 3000; // ms that Python has to answer a request

export class Link {
  /** `unanswered` is called where Python does not answer a request. */
  constructor(model, unanswered) {
    Object.assign(this, { model, unsaved: new Map() });
    this.requests = new Requests(model, { within: ANSWER_WITHIN, unanswered });
  }

  get(name) {
    return this.model.get(name);
  }

  set(name, value) {
    this.unsaved.set(name, value);
    this.model.set(name, value);
    // While playing, Python gets one change a second: no queue of messages grows, and the kernel
    // is not shown as busy all the time.
    const now = performance.now();
    this.since ??= now;
    clearTimeout(this.saving);
    const wait = Math.min(SAVE_AFTER, this.since + SAVE_AT_LEAST - now);
    this.saving = setTimeout(() => this.save(), wait);
  }

  save() {
    this.since = undefined;
    this.unsaved.clear();
    this.model.save_changes();
  }

  /**
   * Restores a value that was set here and is not sent yet, where Python's answer to an earlier
   * change has overwritten it. Returns whether it had to.
   */
  keepUnsaved(name) {
    const overwritten = this.unsaved.has(name) && this.get(name) !== this.unsaved.get(name);
    if (overwritten) this.model.set(name, this.unsaved.get(name));
    return overwritten;
  }

  /** Sends a request; `answered` must be called when the answer comes. */
  request(content) {
    this.requests.send(content);
  }

  answered() {
    this.requests.answered();
  }

  /** Calls functions on the model's events, by the names of the events, until `close`. */
  listen(listeners) {
    this.listeners = listeners;
    for (const [name, listener] of Object.entries(listeners)) this.model.on(name, listener);
  }

  close() {
    for (const [name, listener] of Object.entries(this.listeners)) this.model.off(name, listener);
    clearTimeout(this.saving);
    this.answered();
    if (this.unsaved.size) this.save();
  }
}
