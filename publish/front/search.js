// Search: every word must be in a section. The index comes with the first letter that is typed.

const MOST = 12; // sections that are listed
const AROUND = 70; // letters of the text before and after a word that was found

let index;

function loadIndex() {
  index ??= new Promise((done, failed) => {
    const script = made("script", { src: "search.js", onload: () => done(window.courseIndex), onerror: failed });
    document.head.append(script);
  });
  return index;
}

/** Returns the sections that hold every word of the query, the best first. */
function find(sections, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const scored = [];
  for (const [page, lesson, anchor, heading, text] of sections) {
    const [title, body] = [`${lesson} ${heading}`.toLowerCase(), text.toLowerCase()];
    // A word in a heading says what a section is about; in the text it counts as often as it stands there.
    const counts = words.map((word) => 10 * title.includes(word) + Math.min(9, body.split(word).length - 1));
    if (counts.every(Boolean)) {
      const score = counts.reduce((sum, count) => sum + count, 0);
      scored.push({ page, lesson, anchor, heading, text, words, score });
    }
  }
  return scored.sort((one, other) => other.score - one.score);
}

/** Returns the text around the first word that was found, with the words marked. */
function excerpt({ text, words }) {
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const at = places.length ? Math.min(...places) : 0;
  const start = at > AROUND ? text.indexOf(" ", at - AROUND) + 1 : 0;
  const cut = text.slice(start, at + 2 * AROUND);
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = cut.split(new RegExp(`(${escaped.join("|")})`, "i"));
  const pieces = parts.map((part, i) => (i % 2 ? made("mark", { textContent: part }) : part));
  return made("span", {}, start ? "… " : "", ...pieces, start + cut.length < text.length ? " …" : "");
}

async function search() {
  const [field, found] = [document.getElementById("query"), document.getElementById("found")];
  const sections = field.value.trim() ? find(await loadIndex(), field.value) : [];
  found.hidden = !field.value.trim();
  const count = sections.length === 1 ? "1 section" : `${sections.length} sections`;
  const list = sections.slice(0, MOST).map((section) => {
    const href = `${section.page}#${section.anchor}`;
    const heading = made("b", { textContent: section.heading });
    return made("li", {}, made("a", { href }, heading, made("i", { textContent: section.lesson }), excerpt(section)));
  });
  const status = made("p", { textContent: sections.length ? count : "Nothing found: try fewer, or shorter, words." });
  status.setAttribute("role", "status");
  found.replaceChildren(status, made("ol", {}, ...list));
  if (!list.length) found.lastChild.remove();
}

function closeSearch() {
  document.getElementById("found").hidden = true;
}

function listenForSearches() {
  const [form, field] = [document.querySelector("form.search"), document.getElementById("query")];
  const found = document.getElementById("found");
  field.addEventListener("input", search);
  field.addEventListener("focus", () => field.value && search());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await search();
    found.querySelector("a")?.click();
  });
  found.addEventListener("click", (event) => event.target.closest("a") && closeSearch());
  document.addEventListener("click", (event) => event.target.closest("header") || closeSearch());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSearch();
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    field.focus();
  });
}

listenForSearches();
