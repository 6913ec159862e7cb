// Predictions in a page. Python wrote the message for every answer: question_state in publish/page_questions.py.
// readNumbers, matches and repeatTyped are in helpers/player/front/typed/read.js, which stands before this file.

/** Returns { said, counts }: the message for an answer, and whether the answer could be read. */
function judge(question, answer) {
  if (question.options) {
    const said = question.options[answer];
    return { said: said ?? question.again, counts: said !== undefined };
  }
  const readings = readNumbers(answer, question.count);
  if (!readings.length) return { said: question.again, counts: false };
  const say = (said, reading) => ({ said: said.replace("{typed}", () => repeatTyped(answer, reading)), counts: true });
  for (const { values, said } of question.known) {
    const found = readings.find((reading) => matches(values, reading));
    if (found) return say(said, found);
  }
  const [first] = readings;
  if (first.length === question.count) return say(question.unknown, first);
  return { said: question.again, counts: false };
}

const scores = new Map(); // for each form that was answered: { right, about }

/** Shows how many predictions were right, in forms and in players, and what to look at again. */
function showTally() {
  const played = players.map(({ link }) => link.get("tally"));
  const answered = [...scores.values()];
  const right = answered.filter(({ right }) => right).length + played.reduce((sum, [right]) => sum + right, 0);
  const given = answered.length + played.reduce((sum, [, given]) => sum + given, 0);
  const again = [...new Set(answered.filter(({ right }) => !right).map(({ about }) => about))];
  if (played.some(([right, given]) => right < given)) again.push("the steps of the player");
  const advice = again.length ? `Look again at ${again.join("; ")}.` : "Nothing to look at again.";
  for (const line of all(".count")) {
    line.dataset.before ??= line.textContent;
    line.textContent = given ? `${right} of ${given} right. ${advice}` : line.dataset.before;
  }
}

/** Shows the message for an answer in a form; returns whether it counts. Such an answer closes the form. */
function showVerdict(form, question, answer) {
  const { said, counts } = judge(question, answer);
  const line = form.querySelector(".said");
  line.textContent = said;
  line.dataset.result = counts ? (said.startsWith("✓") ? "right" : "wrong") : "missing";
  if (!counts) return false;
  all("fieldset input, fieldset button", form).forEach((control) => (control.disabled = true));
  scores.set(form, { right: line.dataset.result === "right", about: question.about });
  return true;
}

/** Judges what was typed or chosen in a form, and keeps an answer that counts. */
function commit(form, question) {
  const answer = form.querySelector("input:checked, input[type=text]")?.value ?? "";
  if (!showVerdict(form, question, answer)) return;
  form.querySelector(".earlier").textContent = keepAnswer(question.mark, answer);
}

/** Shows an answer that was given earlier, and a button to be asked again. */
function recall(form, question) {
  const kept = keptAnswer(question.mark);
  if (!kept) return;
  const fields = all("fieldset input", form);
  const chosen = fields.find((field) => field.type === "text" || field.value === kept.answer);
  if (!chosen || !showVerdict(form, question, kept.answer)) return;
  if (chosen.type === "text") chosen.value = kept.answer;
  else chosen.checked = true;
  const day = new Date(kept.when).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  const again = create("button", { type: "button" }, "ask me again");
  again.addEventListener("click", () => {
    keepAnswer(question.mark, null);
    askAgain(form, fields);
  });
  form.querySelector(".earlier").replaceChildren(`answered on ${day} `, again);
}

/** Opens a form that was answered. */
function askAgain(form, fields) {
  scores.delete(form);
  form.reset();
  form.querySelector(".earlier").replaceChildren();
  form.querySelector(".said").replaceChildren();
  delete form.querySelector(".said").dataset.result;
  all("fieldset input, fieldset button", form).forEach((control) => (control.disabled = false));
  fields[0].focus();
  showTally();
}

for (const form of all("form.predict")) {
  const question = readState(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    commit(form, question);
  });
  recall(form, question);
}
showTally();
// On the document, this runs after a form or a player has counted the answer.
document.addEventListener("submit", showTally);
