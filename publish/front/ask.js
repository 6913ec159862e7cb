// Predictions in a page. Python wrote the message for every answer: question_state in publish/page_questions.py.

/**
 * Returns the numbers in an answer, null if there are none.
 *
 * It reads as read_numbers in helpers/quiz/read.py does; `count` is how many numbers are asked for.
 */
function readNumbers(text, count) {
  let plain = text.replaceAll("−", "-").trim();
  if (count === 1) {
    plain = plain.replace(/(?<=\d),(?=\d{3}(\D|$))/g, "").replace(/^([-+]?\d+),(\d+)$/, "$1.$2");
  }
  if (!/^[-+\d.eE\s,;×xX*()[\]]+$/.test(plain)) return null;
  const found = plain.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g);
  return found?.map(Number) ?? null;
}

/** Returns { said, counts }: the message for an answer, and whether the answer could be read. */
function judge(question, answer) {
  if (question.options) {
    const said = question.options[answer];
    return { said: said ?? question.again, counts: said !== undefined };
  }
  const numbers = readNumbers(answer, question.count);
  if (!numbers) return { said: question.again, counts: false };
  const close = (value, i, near) => Math.abs(value - numbers[i]) <= 1e-6 + near * Math.abs(numbers[i]);
  const equal = ({ values, near }) => values.length === numbers.length && values.every((value, i) => close(value, i, near));
  const received = numbers.length === 1 ? "one number" : `${numbers.length} numbers`;
  const otherwise = numbers.length === question.count ? question.unknown : question.size.replace("{}", received);
  const said = question.known.find(equal)?.said ?? otherwise;
  return { said: said.replace("{typed}", () => answer), counts: true };
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
