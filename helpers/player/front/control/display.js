// The size and the theme of a player, and full screen.

import { tag } from "../drawing/elements.js";
import { backgroundOf, luminance, styleColours } from "../drawing/look.js";

/** A background with less luminance than this is dark: white is easier to read on it than black. */
const DARK = 0.18;
/** The largest width of the figures in a notebook, and the height that they may take there. */
const NOTEBOOK_SPACE = { width: 1180, height: 900 };
/** In full screen, the texts and buttons take at least this share of the height. */
const LEAST_FOR_TEXTS = 0.2;

export class Display {
  /**
   * `host` is the element in which the player is, `root` its own element. `draw` is called where
   * all must be drawn again, and `forgetHeight` where the size of the texts has changed.
   */
  constructor({ host, root, stage, draw, forgetHeight }) {
    Object.assign(this, { host, root, stage, draw, forgetHeight });
    // An element with the colours of the host: a change of its colours is a change of the theme,
    // in any notebook program.
    this.probe = tag("span", { class: "cnn-player-theme", "aria-hidden": "true" });
  }

  /** Listens to changes of size and theme, until `signal` is aborted and `close` is called. */
  listen(signal) {
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    const isFull = () => document.fullscreenElement === this.root;
    on(document, "fullscreenchange", () => this.present(isFull()));
    on(window.matchMedia("(prefers-color-scheme: dark)"), "change", () => this.updateTheme());
    on(this.probe, "transitionend", () => this.updateTheme());
    this.observer = new ResizeObserver(() => this.resized());
    const { element: stage, figures } = this.stage;
    for (const element of [this.host, stage, figures]) this.observer.observe(element);
  }

  close() {
    this.observer.disconnect();
    this.probe.remove();
  }

  resized() {
    const width = this.host.clientWidth;
    if (!width) return;
    if (width !== this.width) {
      this.width = width;
      // A new player is in the page only now, and the background behind it is known.
      this.dark = this.isDark();
      this.layOut();
    } else if (this.isPresenting && this.stage.isTooHigh) {
      // A longer sum has taken some of the screen.
      this.layOut();
    } else if (this.stage.hasMoved) {
      this.stage.placeGrids();
      this.updateTheme();
    }
  }

  /** Makes the figures fit into the space that there is now. */
  layOut() {
    // A new player is not in the page yet; `resized` is called when it is.
    if (!this.width) return;
    const { width, height } = this.isPresenting ? this.screenSpace() : this.notebookSpace();
    this.stage.layOut(width, height, this.isPresenting);
    this.forgetHeight();
    this.repaint();
    this.draw();
  }

  /** The space for figures in a notebook: 40 pixels less, for borders and gaps beside them. */
  notebookSpace() {
    const { width, height } = NOTEBOOK_SPACE;
    return { width: Math.min(this.width - 40, width), height };
  }

  /** The space for figures in full screen: without its padding of 48 pixels, borders and gaps. */
  screenSpace() {
    const texts = this.root.scrollHeight - this.stage.element.offsetHeight;
    const height = window.innerHeight - Math.max(LEAST_FOR_TEXTS * window.innerHeight, texts);
    return { width: window.innerWidth - 48 - 40, height };
  }

  isDark() {
    return luminance(backgroundOf(this.host)) < DARK;
  }

  updateTheme() {
    this.dark = this.isDark();
    this.repaint();
    this.draw();
  }

  /** Makes every cell be painted again, in the colours of the theme. */
  repaint() {
    this.root.classList.toggle("dark", Boolean(this.dark));
    const colours = styleColours(this.root);
    for (const grid of this.stage.grids) grid.forget(colours);
  }

  get isPresenting() {
    return this.root.classList.contains("present");
  }

  /** Enters or leaves full screen. */
  async togglePresent() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.isPresenting) this.present(false);
    else {
      // Where the page forbids full screen, the player fills the window instead.
      await this.root.requestFullscreen().catch(() => this.present(true));
    }
  }

  /** Leaves the window that is filled; the browser itself leaves full screen with Escape. */
  leaveWindow() {
    if (this.isPresenting && !document.fullscreenElement) this.present(false);
  }

  present(on) {
    if (on === this.isPresenting) return;
    this.root.classList.toggle("present", on);
    this.forgetHeight();
    this.updateTheme();
    // The window has its new size only in the next frame.
    requestAnimationFrame(() => {
      this.layOut();
      this.root.focus({ preventScroll: true });
    });
  }
}
