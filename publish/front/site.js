// The course site: its theme, its players, and what makes a page pleasant to read.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const stateOf = (element) => JSON.parse(element.querySelector("script[type='application/json']").textContent);

/** Returns an element with its properties and children. */
function made(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// -- theme: the system's, until another is chosen here

const system = window.matchMedia("(prefers-color-scheme: dark)");

function theme() {
  return document.documentElement.dataset.theme || (system.matches ? "dark" : "light");
}

function sayTheme() {
  const other = theme() === "dark" ? "light" : "dark";
  all("button.theme").forEach((button) => (button.textContent = `${other === "dark" ? "☾" : "☀"} ${other}`));
  all("button.theme").forEach((button) => button.setAttribute("aria-label", `Switch to the ${other} theme`));
}

function switchTheme() {
  const other = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = other;
  try {
    localStorage.setItem("theme", other);
  } catch {
    // Storage can be forbidden: then the choice holds for this page.
  }
  sayTheme();
}

// -- players: made when they come near, each from the state beside its still

const players = [];
let program;

/** Loads the player's program, once: a page without players never asks for it. */
function loaded() {
  program ??= new Promise((done, failed) => {
    document.head.append(made("script", { src: "player.js", onload: done, onerror: failed }));
  });
  return program;
}

async function enliven(box) {
  await loaded();
  const host = made("div", { className: "host" });
  box.prepend(host);
  const player = window.mountPlayer(host, stateOf(box));
  // Here no cell can be run again: say where this can be done.
  player.link.silent = () => player.say("This needs Python: open the lesson in Colab or on Binder.");
  players.push(player);
}

function watchPlayers() {
  const near = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        enliven(target);
      }
    },
    { rootMargin: "400px" },
  );
  all(".live").forEach((box) => near.observe(box));
}

// -- code to copy, and boxes that scroll

function offerCopies() {
  for (const box of all(".code, article .highlight:not(.code .highlight)")) {
    const button = made("button", { type: "button", className: "copy-code", textContent: "copy" });
    button.onclick = async () => {
      const code = box.querySelector("pre");
      try {
        await navigator.clipboard.writeText(code.textContent.trimEnd());
        button.textContent = "copied";
      } catch {
        // Without the right to write to the clipboard: select it, to be copied by hand.
        window.getSelection().selectAllChildren(code);
        button.textContent = "selected";
      }
      setTimeout(() => (button.textContent = "copy"), 1500);
    };
    box.append(button);
  }
}

/** Lets the keyboard reach what scrolls sideways, and nothing else. */
function reachScrolled() {
  const watcher = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  all(".scroll, article pre").forEach((box) => watcher.observe(box));
}

all("button.theme").forEach((button) => (button.onclick = switchTheme));
system.addEventListener("change", sayTheme);
sayTheme();
watchPlayers();
offerCopies();
reachScrolled();
