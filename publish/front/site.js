// The scripts of the course site: theme, players, buttons that copy code, scrolling by keyboard.

/** Returns a list of the elements that match a CSS selector. */
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
/** Returns the state that the page stores as JSON inside an element. */
const readState = (element) => JSON.parse(element.querySelector("script[type='application/json']").textContent);

/** Returns a new element with these properties and children. */
function create(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// -- theme: that of the system, until the reader chooses one

const system = window.matchMedia("(prefers-color-scheme: dark)");

function currentTheme() {
  return document.documentElement.dataset.theme || (system.matches ? "dark" : "light");
}

/** Writes on the theme buttons which theme a click will choose. */
function labelThemeButtons() {
  const other = currentTheme() === "dark" ? "light" : "dark";
  all("button.theme").forEach((button) => (button.textContent = `${other === "dark" ? "☾" : "☀"} ${other}`));
  all("button.theme").forEach((button) => button.setAttribute("aria-label", `Switch to the ${other} theme`));
}

function switchTheme() {
  const other = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = other;
  try {
    localStorage.setItem("theme", other);
  } catch {
    // A browser may forbid storage. Then the choice is kept for this page only.
  }
  labelThemeButtons();
}

// -- players: each is made when the reader scrolls near it, from the state beside its still picture

const players = [];
let playerScript;

/** Loads the script of the players, once; resolves when it has run. */
function loadPlayerScript() {
  playerScript ??= new Promise((resolve, reject) => {
    document.head.append(create("script", { src: "player.js", onload: resolve, onerror: reject }));
  });
  return playerScript;
}

/** Adds a live player to a box that holds its state and its still picture. */
async function addPlayer(box) {
  await loadPlayerScript();
  const host = create("div", { className: "host" });
  box.prepend(host);
  const player = window.mountPlayer(host, readState(box));
  // In a notebook, a player without Python asks to run its cell again. A page has no cells.
  player.link.requests.unanswered = () => player.say("This needs Python: open the lesson in Colab or on Binder.");
  players.push(player);
}

/** Adds each player when its box is less than 400 pixels outside the window. */
function watchPlayers() {
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        addPlayer(target);
      }
    },
    { rootMargin: "400px" },
  );
  all(".live").forEach((box) => observer.observe(box));
}

// -- buttons that copy code, and boxes that scroll

/** Copies code to the clipboard, and shows on the button that this was done. */
async function copyCode(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent.trimEnd());
    button.textContent = "copied";
  } catch {
    // The browser does not allow writing to the clipboard: select the code instead.
    window.getSelection().selectAllChildren(code);
    button.textContent = "selected";
  }
  setTimeout(() => (button.textContent = "copy"), 1500);
}

function addCopyButtons() {
  for (const box of all(".code, article .highlight:not(.code .highlight)")) {
    const button = create("button", { type: "button", className: "copy-code", textContent: "copy" });
    button.onclick = () => copyCode(box.querySelector("pre"), button);
    box.append(button);
  }
}

/** Lets the keyboard focus boxes whose content is wider than they are, and no others. */
function watchScrollingBoxes() {
  const observer = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  all(".scroll, article pre").forEach((box) => observer.observe(box));
}

all("button.theme").forEach((button) => (button.onclick = switchTheme));
system.addEventListener("change", labelThemeButtons);
labelThemeButtons();
watchPlayers();
addCopyButtons();
watchScrollingBoxes();
