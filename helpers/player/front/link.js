// What a player shares with Python: the model's values, and requests that Python answers.

const QUIET = 200; // ms after the last change in which Python hears of it
const LONGEST = 1000; // ms that it waits while changes go on

export class Link {
  /** `silent` is called where Python does not answer. */
  constructor(model, silent) {
    Object.assign(this, { model, silent, unsaved: new Map() });
  }

  get(name) {
    return this.model.get(name);
  }

  set(name, value) {
    this.unsaved.set(name, value);
    this.model.set(name, value);
    // Python follows once a second while playing: no queue grows, and no kernel flickers busy.
    const now = performance.now();
    this.since ??= now;
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), Math.min(QUIET, this.since + LONGEST - now));
  }

  save() {
    this.since = undefined;
    this.unsaved.clear();
    this.model.save_changes();
  }

  /** Keeps what was set here and not yet sent, where an echo of something older comes in. */
  kept(name) {
    const newer = this.unsaved.has(name) && this.get(name) !== this.unsaved.get(name);
    if (newer) this.model.set(name, this.unsaved.get(name));
    return newer;
  }

  request(content) {
    this.answered();
    this.waiting = setTimeout(this.silent, this.model.send ? 3000 : 0);
    this.model.send?.(content);
  }

  answered() {
    clearTimeout(this.waiting);
  }

  /** Hears of changes, by the names of backbone's events, until it is closed. */
  hear(acts) {
    this.acts = acts;
    for (const [name, act] of Object.entries(acts)) this.model.on(name, act);
  }

  close() {
    for (const [name, act] of Object.entries(this.acts)) this.model.off(name, act);
    for (const timer of [this.saving, this.waiting]) clearTimeout(timer);
    if (this.unsaved.size) this.save();
  }
}
