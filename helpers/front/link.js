// What a player shares with Python: the model's values, and requests that Python answers.

const SAVE_EVERY = 200;

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
    // Python follows a few times a second: no queue grows while playing.
    this.saving ??= setTimeout(() => {
      this.saving = undefined;
      this.unsaved.clear();
      this.model.save_changes();
    }, SAVE_EVERY);
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
  }
}
