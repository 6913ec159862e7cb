// What a learner types: the numbers in it, whether they are right, and how they are repeated.
//
// It does what the files fold, arithmetic, read and compare in helpers/quiz do, in the same order;
// tests/core/typed.json holds cases that both must read alike. The course site uses it, too.

const LONGEST = 200;
const [LARGEST, LARGEST_POWER, DEEPEST] = [1e300, 300, 30];

// -- plain signs

const SIGNS = {
  "-": "−–—‐‑‒―﹣⁻➖",
  "+": "➕⁺",
  "*": "·⋅•∙∗",
  "×": "×✕✖⨯⨉",
  "/": "÷⁄∕➗",
  "'": "’‘ʼʹ′`´٬",
  ".": "٫。",
  ",": "،、﹐",
  ";": "؛﹔",
  "=": "≈~∼≃≅≒",
  " ": "\t\n\r\v\f\u2028\u2029\u1680\u180e",
  z: "₀₁₂₃₄₅₆₇₈₉",
};
const CHARACTERS = new Map([["π", "pi"], ["√", "sqrt "]]);
for (const [sign, same] of Object.entries(SIGNS)) for (const each of same) CHARACTERS.set(each, sign);

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
const toExponent = (found) => {
  const digits = [...found].map((each) => "0123456789+-"[SUPERSCRIPTS.indexOf(each)]);
  return `^(${digits.join("")})`;
};

/** Patterns, and what stands in their place, in this order. */
const PLAIN = [
  [/\bminus\b/g, "-"],
  [/\bplus\b/g, "+"],
  [/\btimes\b/g, "*"],
  [/\bdivided by\b/g, "/"],
  [/\bby\b/g, "×"],
  [/\band\b|&/g, ";"],
  [/\bper ?cent\b|\bpercent\b|\bpct\b/g, "%"],
  [/\*\*/g, "^"],
  [/[[{]/g, "("],
  [/[\]}]/g, ")"],
  [/=+/g, "="],
  [/ +/g, " "],
  [/([0-9]+)\(\+([0-9]+\/[0-9]+)\)/g, "($1+$2)"],
  [/([0-9.)]) ?x ?(?=[-+0-9.(])/g, "$1×"],
  [/[.?]+ *$/, ""],
];

const isDecimal = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));

/** Returns the value of a digit of any script: a script has its digits side by side, from 0. */
function digitOf(character) {
  const code = character.codePointAt(0);
  let zero = code;
  while (isDecimal(zero - 1)) zero -= 1;
  return String((code - zero) % 10);
}

function plainCharacter(typed) {
  const wide = typed >= "！" && typed <= "～";
  const character = wide ? String.fromCharCode(typed.charCodeAt(0) - 0xfee0) : typed;
  if (CHARACTERS.has(character)) return CHARACTERS.get(character);
  if (character <= "\x7f") return character >= " " && character < "\x7f" ? character : "\0";
  if (/\p{Nd}/u.test(character)) return digitOf(character);
  const fraction = /^([0-9]+)⁄([0-9]+)$/.exec(character.normalize("NFKC"));
  if (fraction) return `(+${fraction[1]}/${fraction[2]})`;
  if (/[\p{L}\p{M}]/u.test(character)) return "zz";
  if (/\p{Z}/u.test(character)) return " ";
  return /\p{Cf}/u.test(character) ? "" : "\0";
}

const trimSpaces = (text) => text.replace(/^ +| +$/g, "");

function foldText(text) {
  const raised = text.replace(/[⁰¹²³⁴-⁹⁺⁻]+/g, toExponent);
  const lower = [...raised].map(plainCharacter).join("").toLowerCase();
  return trimSpaces(PLAIN.reduce((folded, [pattern, sign]) => folded.replace(pattern, sign), lower));
}

// -- arithmetic

const numeralPattern = (group, point) =>
  `([1-9][0-9]{0,2}(?:([ '_${group}])[0-9]{3}(?:\\2[0-9]{3})*)(?![0-9])` +
  `|[1-9][0-9]?(?:${group}[0-9]{2})+${group}[0-9]{3}(?![0-9])|[0-9]+|(?=${point}[0-9]))` +
  `(?:${point}([0-9]*))?(?:e([-+]?[0-9]+))?`;
const NUMERALS = { ".": numeralPattern(",", "\\."), ",": numeralPattern("\\.", ",") };
/** What may stand in front of a number or a bracket; log is natural, as in NumPy. */
const FUNCTIONS = { ln: Math.log, log: Math.log, log10: Math.log10, log2: Math.log2, sqrt: Math.sqrt };
const FUNCTION = /(log(?:10|2)(?![0-9.,])|log(?!(?:10|2)(?![0-9.,]))|ln|sqrt) ?(?=[0-9.,(])/y;
/** In front of these, a sign of multiplication may be left out. */
const IMPLIED = ["(", "l", "s"];
const SCIENTIFIC = /^([-+]? ?[0-9.,' _]*[0-9][.,]?) ?\* ?10 ?\^ ?\(?([-+]?[0-9]+)\)?$/;

const onlyDigits = (text) => text.replace(/[^0-9]/g, "");
const valueOf = ([, whole, , decimals, power]) =>
  Number(`${onlyDigits(whole) || 0}.${decimals || 0}e${power || 0}`);

/** Returns { value, step, digits } for a text of digits and signs, or null. */
function compute(typed, point) {
  const text = trimSpaces(typed).replace(SCIENTIFIC, "$1e$2");
  const signed = text[0] === "+" || text[0] === "-";
  const found = new RegExp(`^(?:${NUMERALS[point]})$`).exec(signed ? trimSpaces(text.slice(1)) : text);
  if (found) return literalOf(found, text[0] === "-" ? -1 : 1);
  try {
    const value = new SumParser(text, point).result();
    return Math.abs(value) <= LARGEST ? { value: value + 0, step: 0, digits: 0 } : null;
  } catch (error) {
    if (error instanceof NotArithmetic) return null;
    throw error;
  }
}

function literalOf(found, sign) {
  const value = valueOf(found);
  const decimals = found[3] || "";
  const power = Number(found[4] || 0) - decimals.length;
  if (!(value <= LARGEST) || Math.abs(power) > LARGEST_POWER) return null;
  const digits = (onlyDigits(found[1]) + decimals).replace(/^0+/, "").length;
  return { value: sign * value + 0, step: Number(`1e${power}`), digits };
}

class NotArithmetic extends Error {}

function refuse() {
  throw new NotArithmetic();
}

/** A parser by recursive descent: one method for each level of the grammar. */
class SumParser {
  constructor(text, point) {
    Object.assign(this, { text, at: 0, depth: 0, numeral: new RegExp(NUMERALS[point], "y") });
  }

  result() {
    const value = this.sum();
    return this.peek() ? refuse() : value;
  }

  peek() {
    while (this.text[this.at] === " ") this.at += 1;
    return this.text[this.at] || "";
  }

  take(signs) {
    const sign = this.peek();
    if (!sign || !signs.includes(sign)) return "";
    this.at += 1;
    return sign;
  }

  sum() {
    let value = this.product();
    for (let sign = this.take("+-"); sign; sign = this.take("+-")) {
      value = sign === "+" ? value + this.product() : value - this.product();
    }
    return value;
  }

  product() {
    let value = this.signed();
    for (let sign = this.factorSign(); sign; sign = this.factorSign()) {
      const factor = this.signed();
      if (sign !== "*" && factor === 0) refuse();
      value = sign === "*" ? value * factor : value / factor;
    }
    return value;
  }

  factorSign() {
    return this.take("*/:") || (IMPLIED.includes(this.peek()) ? "*" : "");
  }

  signed() {
    this.depth += 1;
    if (this.depth > DEEPEST) refuse();
    const sign = this.take("+-");
    const value = sign ? this.signed() : this.power();
    this.depth -= 1;
    return sign === "-" ? -value : value;
  }

  power() {
    const base = this.atom();
    return this.take("^") ? raise(base, this.signed()) : base;
  }

  atom() {
    this.peek();
    const name = this.match(FUNCTION);
    if (name) return functionValue(FUNCTIONS[name[1]](this.atom()));
    if (this.take("(")) {
      const value = this.sum();
      return this.take(")") ? value : refuse();
    }
    return valueOf(this.match(this.numeral) || refuse());
  }

  /** Returns what a pattern finds here, and goes past it; null if it finds nothing. */
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

/** Returns a number rounded to 13 digits: in the last one, Python and browsers may differ. */
const functionValue = (value) => (Number.isFinite(value) ? Number(value.toPrecision(13)) : refuse());

function raise(base, exponent) {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > LARGEST_POWER) refuse();
  let value = 1;
  for (let i = Math.abs(exponent); i > 0; i -= 1) value *= base;
  if (exponent >= 0) return value;
  return value === 0 ? refuse() : 1 / value;
}

// -- one number, with its name and its unit

const SCALES = {
  "%": [1, 0.01],
  k: [1e3],
  thousand: [1e3],
  million: [1e6, 1],
  millions: [1e6, 1],
  mio: [1e6, 1],
  mln: [1e6, 1],
  billion: [1e9, 1],
};
const NAME = /^([a-z][a-z0-9,]*(?: [a-z][a-z0-9]*){0,4}) ?[=:](?=.)/;
const OPENING = new RegExp(
  "^(?:(?:i|it's|its|it|is|the|about|approximately|approx|ca|circa|around|roughly|nearly" +
    "|almost|exactly|answer|result|value|total|guess|think|say|maybe|probably|equals|so)" +
    "\\b[.,:]? ?)+",
);
const UNIT = /^(.*[0-9.)]) ?((?:%|[a-z]+(?:\^\(?[0-9]\)?)?)(?: [a-z]+){0,3})$/;
const NOT_A_NAME = new Set(
  (
    "lambda import from def class for while if else return print eval exec not or ln log exp " +
    "sqrt sin cos tan"
  ).split(" "),
);
const NOT_A_UNIT = new Set([
  ...NOT_A_NAME,
  ...(
    "no nor than least most in to squared cubed factorial half halves third thirds quarter " +
    "quarters fifth fifths tenth tenths hundred hundreds dozen pi mod out of"
  ).split(" "),
]);

function withoutName(text) {
  const found = NAME.exec(text);
  if (!found || found[1].split(" ").some((word) => NOT_A_NAME.has(word))) return text;
  return trimSpaces(text.slice(found[0].length));
}

function readPart(typed, point) {
  const named = withoutName(typed).replace(/^[= ]+/, "").replace(OPENING, "");
  const [, text, unit] = UNIT.exec(named) || [named, named, ""];
  const words = unit ? unit.split(" ") : [];
  const factors = words.length ? (SCALES.hasOwnProperty(words[0]) ? SCALES[words[0]] : []) : [1];
  const names = factors.length ? words.slice(1) : words;
  if (names.some((word) => word.length === 1 || NOT_A_UNIT.has(word))) return [];
  const number = lastOfChain(text.replace(/×/g, "*"), point);
  return number ? (factors.length ? factors : [1]).map((factor) => scaled(number, factor)) : [];
}

function lastOfChain(text, point) {
  const mixed = /^([-+]?) ?([0-9]+) ([0-9]+\/[0-9]+)$/;
  const numbers = text.split("=").map((each) => compute(trimSpaces(each).replace(mixed, "$1($2+$3)"), point));
  const last = numbers[numbers.length - 1];
  return numbers.every((number) => number && last && agree(number.value, last)) ? last : null;
}

function scaled({ value, step, digits }, factor) {
  return { value: factor === 0.01 ? value / 100 : value * factor, step: step * factor, digits };
}

// -- several numbers

const SEPARATORS = [";", ",", "×", " ", ";,", ";,×", ";,× ", "*"];
const depthChange = (sign) => (sign === "(" ? 1 : 0) - (sign === ")" ? 1 : 0);

function unwrap(typed) {
  let text = typed;
  while (text.startsWith("(") && text.endsWith(")")) {
    let depth = 0;
    for (const sign of text.slice(0, -1)) {
      depth += depthChange(sign);
      if (depth < 1) return text;
    }
    text = trimSpaces(text.slice(1, -1));
  }
  return text;
}

function piecesOf(text, separators) {
  let pieces = [""];
  let depth = 0;
  for (const sign of text) {
    depth += depthChange(sign);
    if (depth === 0 && separators.includes(sign)) pieces.push("");
    else pieces[pieces.length - 1] += sign;
  }
  if (separators.includes(" ")) pieces = pieces.filter(Boolean);
  if (pieces.length > 1 && !trimSpaces(pieces[pieces.length - 1])) pieces.pop();
  return pieces.length ? pieces : [""];
}

function splitText(text, separators) {
  const part = unwrap(trimSpaces(text));
  const pieces = piecesOf(part, separators);
  return pieces.length === 1 ? [part] : [].concat(...pieces.map((piece) => splitText(piece, separators)));
}

function listsIn(typed) {
  const text = typed.replace(/\) ?\(/g, ");(");
  if (/[;,×] ?[;,×]/.test(text)) return [];
  const lists = [];
  for (const plain of new Set([text.replace(/, /g, ";"), text])) {
    for (const separators of SEPARATORS) {
      const parts = splitText(plain, separators);
      if (parts.length < 2) continue;
      for (const point of ".,") {
        const numbers = parts.map((part) => readPart(part, point));
        const fewest = Math.min(...numbers.map((found) => found.length));
        for (let i = 0; i < fewest; i += 1) lists.push(numbers.map((found) => found[i]));
      }
    }
  }
  return unique(lists);
}

function unique(readings) {
  const byText = new Map(readings.map((reading) => [JSON.stringify(reading), reading]));
  return [...byText.values()];
}

/**
 * Returns all readings of an answer, the most likely one first: arrays of { value, step, digits }.
 * `count` is how many numbers are asked for; a reading has another size only where none has this.
 */
export function readNumbers(text, count = 1) {
  const plain = [...text].length <= LONGEST ? foldText(text) : "";
  if (!plain) return [];
  const single = unique([...readPart(plain, "."), ...readPart(plain, ",")].map((number) => [number]));
  if (count === 1 && single.length) return single;
  const lists = listsIn(withoutName(plain));
  const fitting = lists.filter((list) => list.length === count);
  if (fitting.length) return fitting;
  return single.length ? single : lists.slice(0, 1);
}

// -- right or wrong

/** Returns whether a number is the true one, rounded to the two or more digits that were typed. */
export function agree(right, { value, step, digits }) {
  const distance = Math.abs(right - value);
  if (distance <= 1e-9 * Math.abs(right) + 1e-12) return true;
  const rounded = digits >= 2 && !Number.isInteger(right);
  return rounded && distance <= (step / 2) * (1 + 1e-9) + 1e-12 * Math.abs(right);
}

/** Returns whether a reading has these numbers, and no others. */
export const matches = (expected, reading) =>
  expected.length === reading.length && expected.every((right, i) => agree(right, reading[i]));

const significant = (text) => onlyDigits(text).replace(/^0+|0+$/g, "");
/** Returns the decimals behind each point, without zeros at their end. */
const decimalsIn = (text) =>
  [...text.matchAll(/[.]([0-9]+)/g)].map((found) => found[1].replace(/0+$/, "")).filter(Boolean).join();
const roundedNumber = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

function spellNumber(value) {
  const [whole, ...decimals] = String(roundedNumber(value)).replace("-", "−").split(".");
  return [whole.replace(/\B(?=([0-9]{3})+$)/g, ","), ...decimals].join(".");
}

/** Returns what was typed, with the numbers that it was read as where they look different. */
export function repeatTyped(text, reading) {
  const typed = trimSpaces(text);
  const shown = reading.map(({ value }) => spellNumber(value)).join(", ");
  const sizes = reading.map(({ value }) => Math.abs(value));
  const extreme = sizes.some((size) => size !== 0 && !(size >= 1e-4 && size < 1e15));
  if (extreme || typed.endsWith(shown)) return typed;
  if (significant(typed) === significant(shown)) {
    const otherPoint = typed.includes(",") && decimalsIn(typed) !== decimalsIn(shown);
    return otherPoint ? `${typed} (read as ${shown})` : typed;
  }
  const exact = reading.every(({ value }) => roundedNumber(value) === value);
  return `${typed} ${exact ? "=" : "≈"} ${shown}`;
}
