// Search: finds the sections that hold every word of the query. The index is loaded when needed.

const MOST_RESULTS = 12;
const EXCERPT = 70; // characters of text shown before a word that was found; after it, twice as many

let index;

/** Loads the index, once: a list of sections [page, lesson, anchor, heading, text]. */
function loadIndex() {
  index ??= new Promise((resolve, reject) => {
    const onload = () => resolve(window.courseIndex);
    document.head.append(create("script", { src: "search.js", onload, onerror: reject }));
  });
  return index;
}

/** Returns the sections that hold every word of the query, those with the highest score first. */
function findSections(sections, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const scored = [];
  for (const [page, lesson, anchor, heading, text] of sections) {
    const [title, body] = [`${lesson} ${heading}`.toLowerCase(), text.toLowerCase()];
    // A word in the heading counts ten times; in the text, each occurrence counts once, up to nine.
    const counts = words.map((word) => 10 * title.includes(word) + Math.min(9, body.split(word).length - 1));
    if (counts.every(Boolean)) {
      const score = counts.reduce((sum, count) => sum + count, 0);
      scored.push({ page, lesson, anchor, heading, text, words, score });
    }
  }
  return scored.sort((one, other) => other.score - one.score);
}

/** Returns an element with the text around the first word of the query, all its words marked. */
function excerpt({ text, words }) {
  const found = words.map((word) => text.toLowerCase().indexOf(word)).filter((at) => at >= 0);
  const first = found.length ? Math.min(...found) : 0;
  const start = first > EXCERPT ? text.indexOf(" ", first - EXCERPT) + 1 : 0;
  const cut = text.slice(start, first + 2 * EXCERPT);
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = cut.split(new RegExp(`(${escaped.join("|")})`, "i"));
  const pieces = parts.map((part, i) => (i % 2 ? create("mark", { textContent: part }) : part));
  return create("span", {}, start ? "… " : "", ...pieces, start + cut.length < text.length ? " …" : "");
}

/** Shows the sections that fit what is typed in the search field. */
async function search() {
  const [field, found] = [document.getElementById("query"), document.getElementById("found")];
  const sections = field.value.trim() ? findSections(await loadIndex(), field.value) : [];
  found.hidden = !field.value.trim();
  const count = sections.length === 1 ? "1 section" : `${sections.length} sections`;
  const list = sections.slice(0, MOST_RESULTS).map((section) => {
    const href = `${section.page}#${section.anchor}`;
    const heading = create("b", { textContent: section.heading });
    return create("li", {}, create("a", { href }, heading, create("i", { textContent: section.lesson }), excerpt(section)));
  });
  const status = create("p", { textContent: sections.length ? count : "Nothing found: try fewer, or shorter, words." });
  status.setAttribute("role", "status");
  found.replaceChildren(status, create("ol", {}, ...list));
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
