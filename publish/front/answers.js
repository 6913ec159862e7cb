// Answers that this browser keeps: each under a key of its own, so that two open pages lose none.

const STORED = "learn-convnets/1/";
const NOT_KEPT = "This browser keeps no answers for this page: they are gone when it is closed.";
let isTold = false;

/** Returns { answer, when } of a question, by its mark; null where there is none. */
function keptAnswer(mark) {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED + mark));
    return typeof kept?.answer === "string" ? kept : null;
  } catch {
    // Storage is forbidden, or holds what is no answer.
    return null;
  }
}

/** Keeps an answer, or forgets it where it is null; returns what is to be said, once, if that fails. */
function keepAnswer(mark, answer) {
  try {
    if (answer === null) localStorage.removeItem(STORED + mark);
    else localStorage.setItem(STORED + mark, JSON.stringify({ answer, when: new Date().toISOString() }));
    return "";
  } catch {
    const first = !isTold;
    isTold = true;
    return first ? NOT_KEPT : "";
  }
}

/** Forgets all answers of the course. */
function forgetAnswers() {
  try {
    const marks = Object.keys(localStorage).filter((key) => key.startsWith(STORED));
    marks.forEach((key) => localStorage.removeItem(key));
  } catch {
    // Where nothing can be kept, nothing is to be forgotten.
  }
}

/** Says in the list of lessons what was answered, and in which lesson to go on. */
function showAnswered(list) {
  const lessons = all("li[data-marks]", list).map((item) => {
    const marks = item.dataset.marks.split(" ").filter(Boolean);
    return { item, marks, answered: marks.filter(keptAnswer).length };
  });
  const begun = lessons.filter(({ answered }) => answered);
  if (!begun.length) return;
  for (const { item, marks, answered } of begun) {
    item.querySelector(".answered").textContent = ` · ${answered} of ${marks.length} answered`;
  }
  const last = begun.at(-1);
  const isDone = last.answered === last.marks.length;
  const next = isDone ? lessons[lessons.indexOf(last) + 1] : last;
  const line = create("p", { className: "going" });
  if (next) {
    const { href, title } = next.item.querySelector("a");
    const name = next.item.querySelector("h2").textContent;
    line.append(create("a", { href, title, className: "go" }, `Go on: ${name} ▶`), " ");
  }
  const forget = create("button", { type: "button" }, "forget my answers");
  forget.addEventListener("click", () => {
    forgetAnswers();
    line.remove();
    begun.forEach(({ item }) => (item.querySelector(".answered").textContent = ""));
  });
  line.append(forget);
  list.before(line);
}

all("ol.lessons").forEach(showAnswered);
