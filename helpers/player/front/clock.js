// Time: one step after another, at the speed that is set.

export class Clock {
  /** `step` makes a step and returns whether there is another; `speed` is in steps a second. */
  constructor({ step, speed }) {
    Object.assign(this, { step, speed, running: false });
  }

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
    // Half a frame early is on time: at 60 steps a second every frame takes one.
    if (now >= this.due - 8) {
      this.due = Math.max(this.due + pause, now);
      if (!this.step()) return;
    }
    this.wait();
  }
}
