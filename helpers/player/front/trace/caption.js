// The sum of a step, written out.

import { inputIndex, isPooling, locate, taps, weightIndex } from "./trace.js";
import { biasName, inputName, outputName, weightName } from "./words.js";

/**
 * Returns the sum of a step as pieces [text, role]. The role, where there is one, gives the piece
 * the colour of the input, the kernel or the output. All texts together are the same as the text
 * of the step in Python. `symbols` shows names in place of numbers.
 */
export function caption(trace, index, symbols = false) {
  const value = symbols ? outputName(trace, index) : trace.output.word(index);
  return [...leftSide(trace, index, symbols), [" = "], [value, "output"]];
}

function leftSide(trace, index, symbols) {
  if (isPooling(trace)) return pooledValues(trace, index, symbols);
  if (trace.shapes.input[2] > 1) return channelSums(trace, index, symbols);
  return productSum(trace, index, symbols);
}

/** Returns the maximum or the mean of the values under the window, without padding. */
function pooledValues(trace, index, symbols) {
  const { filter } = locate(trace, index);
  const inside = taps(trace, index).filter((at) => inputIndex(trace, at.row, at.col, filter) >= 0);
  const words = inside.map((at) => inputWord(trace, at, filter, symbols));
  if (trace.kind === "max_pool2d") return [["max("], ...inputList(trace, words, ", "), [")"]];
  const terms = inputList(trace, words.map(inParentheses), " + ");
  // The sum of one cell needs no parentheses.
  return words.length === 1 ? [...terms, [" / 1"]] : [["("], ...terms, [`) / ${words.length}`]];
}

function inputList(trace, words, sign) {
  const terms = words.map((word) => [[word, "input"]]);
  return join(abbreviate(terms, trace.terms), sign);
}

/** Returns one sum for each input channel, and the bias. */
function channelSums(trace, index, symbols) {
  const sums = trace.summed.map((channel, i) => [
    [`${trace.channels[channel]} `, "input"],
    [symbols ? `s${channel + 1}` : inParentheses(trace.sums.word(index * trace.summed.length + i))],
  ]);
  // Python leaves the sums in the middle out: a null stands for them.
  if (sums.length < trace.shapes.input[2]) sums.splice(trace.terms[1], 0, null);
  const bias = biasWord(trace, index, symbols);
  const last = bias === null ? [] : [[" + "], ["bias ", "kernel"], [bias]];
  return [...join(sums, " + "), ...last];
}

/** Returns the products of inputs and weights, and the bias. */
function productSum(trace, index, symbols) {
  const { filter } = locate(trace, index);
  const terms = taps(trace, index).map((at, tap) => {
    const input = inputWord(trace, at, 0, symbols);
    const number = trace.kernel.word(weightIndex(trace, tap, 0, filter));
    const weight = symbols ? weightName(trace, tap, 0, filter) : number;
    return [[inParentheses(input), "input"], ["·"], [inParentheses(weight), "kernel"]];
  });
  const bias = biasWord(trace, index, symbols);
  const last = bias === null ? [] : [[" + "], [bias, "kernel"]];
  return [...join(abbreviate(terms, trace.terms), " + "), ...last];
}

function inputWord(trace, { row, col }, channel, symbols) {
  if (symbols) return inputName(trace, row, col);
  const index = inputIndex(trace, row, col, channel);
  return index < 0 ? "0" : trace.input.word(index);
}

function biasWord(trace, index, symbols) {
  if (!trace.bias) return null;
  const { filter } = locate(trace, index);
  return symbols ? biasName(trace, filter) : inParentheses(trace.bias.word(filter));
}

/** Returns a negative number in parentheses, any other word as it is. */
const inParentheses = (word) => (word.startsWith("−") ? `(${word})` : word);

/**
 * Returns the list, or of more than `most` entries the `first` and the `last` ones with null
 * between.
 */
export function abbreviate(list, [most, first, last]) {
  return list.length <= most ? list : [...list.slice(0, first), null, ...list.slice(-last)];
}

/** Returns the pieces of all groups with `sign` between the groups, and "…" for a null. */
const join = (groups, sign) =>
  groups.flatMap((group, i) => [...(i ? [[sign]] : []), ...(group ?? [["…"]])]);
