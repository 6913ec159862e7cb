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
  return say(question.size.replace("{}", first.length === 1 ? "one number" : `${first.length} numbers`), first);
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
  const advice = again.length ? `Look again at ${again.join(", ")}.` : "Nothing to look at again.";
  if (given) all(".count").forEach((line) => (line.textContent = `You predicted ${right} of ${given}. ${advice}`));
}

/** Shows the message for the answer in a form. An answer that counts closes the form. */
function commit(form, question) {
  const field = form.querySelector("input:checked, input[type=text]");
  const { said, counts } = judge(question, field?.value ?? "");
  const line = form.querySelector(".said");
  line.textContent = said;
  line.dataset.result = counts ? (said.startsWith("✓") ? "right" : "wrong") : "missing";
  if (!counts) return;
  all("input, button", form).forEach((control) => (control.disabled = true));
  scores.set(form, { right: line.dataset.result === "right", about: question.about });
}

for (const form of all("form.predict")) {
  const question = readState(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    commit(form, question);
  });
}
// On the document, this runs after a form or a player has counted the answer.
document.addEventListener("submit", showTally);
