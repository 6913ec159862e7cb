// Predictions in a page: the first answer counts. What is said to each was written by Python.

/** Returns the numbers that were typed, as `predictions.numbers` reads them; null where there are none. */
function numbersIn(text, count) {
  let plain = text.replaceAll("−", "-").trim();
  if (count === 1) {
    plain = plain.replace(/(?<=\d),(?=\d{3}(\D|$))/g, "").replace(/^([-+]?\d+),(\d+)$/, "$1.$2");
  }
  if (!/^[-+\d.eE\s,;×xX*()[\]]+$/.test(plain)) return null;
  const found = plain.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g);
  return found?.map(Number) ?? null;
}

/** Returns what there is to say to an answer, and whether it counts. */
function judged(asked, answer) {
  if (asked.options) {
    const said = asked.options[answer];
    return { said: said ?? asked.again, counts: said !== undefined };
  }
  const numbers = numbersIn(answer, asked.count);
  if (!numbers) return { said: asked.again, counts: false };
  const close = (value, i, near) => Math.abs(value - numbers[i]) <= 1e-6 + near * Math.abs(numbers[i]);
  const same = ({ values, near }) => values.length === numbers.length && values.every((value, i) => close(value, i, near));
  const received = numbers.length === 1 ? "one number" : `${numbers.length} numbers`;
  const otherwise = numbers.length === asked.count ? asked.unknown : asked.size.replace("{}", received);
  const said = asked.known.find(same)?.said ?? otherwise;
  return { said: said.replace("{typed}", () => answer), counts: true };
}

const scores = new Map();

/** Says how the predictions add up, those of the players among them. */
function tally() {
  const made = players.map(({ link }) => link.get("tally"));
  const asked = [...scores.values()];
  const right = asked.filter(({ right }) => right).length + made.reduce((sum, [good]) => sum + good, 0);
  const tried = asked.length + made.reduce((sum, [, tries]) => sum + tries, 0);
  const again = [...new Set(asked.filter(({ right }) => !right).map(({ about }) => about))];
  if (made.some(([good, tries]) => good < tries)) again.push("the steps of the player");
  const advice = again.length ? `Look again at ${again.join(", ")}.` : "Nothing to look at again.";
  if (tried) all(".count").forEach((line) => (line.textContent = `You predicted ${right} of ${tried}. ${advice}`));
}

function commit(form, asked) {
  const field = form.querySelector("input:checked, input[type=text]");
  const { said, counts } = judged(asked, field?.value ?? "");
  const line = form.querySelector(".said");
  line.textContent = said;
  line.dataset.result = counts ? (said.startsWith("✓") ? "right" : "wrong") : "missing";
  if (!counts) return;
  all("input, button", form).forEach((each) => (each.disabled = true));
  scores.set(form, { right: line.dataset.result === "right", about: asked.about });
}

for (const form of all("form.predict")) {
  const asked = stateOf(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    commit(form, asked);
  });
}
// A player hears of its own answers first.
document.addEventListener("submit", tally);
