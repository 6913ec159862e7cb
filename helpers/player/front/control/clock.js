// Plays the steps one after another, at the speed that is set.

/** How many milliseconds early a step may be: half a frame at 60 frames a second. */
const EARLY = 8;

export class Clock {
  /**
   * `step` makes a step and returns whether there is another one. `speed` returns the number of
   * steps a second.
   */
  constructor({ step, speed }) {
    Object.assign(this, { step, speed, running: false });
  }

  /** Starts or stops. */
  run(running) {
    this.running = running;
    this.due = null;
    cancelAnimationFrame(this.frame);
    if (running) this.wait();
  }

  wait() {
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    const pause = 1000 / this.speed();
    this.due ??= now + pause;
    // Without EARLY, a speed of 60 steps a second would miss every other frame.
    if (now >= this.due - EARLY) {
      this.due = Math.max(this.due + pause, now);
      if (!this.step()) return;
    }
    this.wait();
  }
}
