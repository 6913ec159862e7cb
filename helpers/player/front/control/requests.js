// Requests to Python, and what it means where no answer comes.

const AFTER_IDLE = 250; // ms for an answer to arrive after Python has done with the request
const ENDED = ["restarting", "autorestarting", "terminating", "dead"];
const RUN_AGAIN = "un the set-up cell, then this one";
/** What is said where Python does not answer, by the reason that `Requests` gives. */
export const UNANSWERED = {
  gone: `Python was restarted. R${RUN_AGAIN}`,
  silent: `Python does not answer. If it was restarted, r${RUN_AGAIN}`,
  busy: "Python is busy with another cell: this comes after it",
};

export class Requests {
  /**
   * `unanswered(reason)` is called where Python does not answer. The reason is
   *
   * - "gone": Python does not know this widget any more, as after a restart;
   * - "busy": Python runs other code, and reads the request after that;
   * - "silent": nothing came within so many ms, and the notebook program does not say why.
   */
  constructor(model, { within, unanswered }) {
    Object.assign(this, { model, within, unanswered, count: 0, lost: false });
  }

  /** Whether Python does not know this widget any more, as far as is known. */
  get isGone() {
    return this.lost || !this.model.send;
  }

  /** Called where the connection of the widget has changed: notes whether it was lost. */
  checkConnection() {
    // Where Python's state is not known: only JupyterLab restores a connection that was lost.
    this.lost = ENDED.includes(this.status ?? "dead");
  }

  /** What Python does, as far as the notebook program says it: "idle", "busy", "restarting" … */
  get status() {
    return this.model.widget_manager?.kernel?.status;
  }

  /** Sends a request; `answered` must be called when the answer comes. */
  send(content) {
    this.answered();
    const number = this.count;
    const fail = (reason) => number === this.count && this.fail(reason);
    if (this.isGone) {
      fail("gone");
      return;
    }
    this.waiting = setInterval(
      () => fail(this.status === "busy" ? "busy" : "silent"),
      this.within,
    );
    const status = ({ content: { execution_state: state } }) => {
      if (number !== this.count) return;
      // Python has the request now: however long it takes, it is not silent.
      clearInterval(this.waiting);
      if (state === "idle") this.waiting = setTimeout(() => fail("gone"), AFTER_IDLE);
    };
    try {
      this.model.send(content, { iopub: { status } });
    } catch {
      // The notebook program has closed the connection of this widget.
      fail("gone");
    }
  }

  fail(reason) {
    // Python will answer when it is no longer busy, unless it ends before.
    if (reason !== "busy") this.answered();
    this.unanswered(reason);
  }

  /** Ends the wait for an answer. */
  answered() {
    clearInterval(this.waiting);
    this.count += 1;
  }
}
