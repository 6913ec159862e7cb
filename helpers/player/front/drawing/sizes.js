// How large the cells of a step are drawn, so that all figures fit. All lengths are CSS pixels.

import { CHANNEL_HEIGHT, NOTEBOOK, SCREEN, SMALLEST_KERNEL_CELL } from "./measures.js";
import { clamp, hasNumbers, isSmallOutput, legibleSide, signalHeight } from "./measures.js";

/**
 * Returns the sizes with which the figures of a step fit:
 *
 * - `big`, `small`, `result`: sides of the cells of the input, of the window, kernel and products,
 *   and of the output;
 * - `numbers`: whether input and output show numbers;
 * - `wrap`: whether the figures take several lines;
 * - `tight`: whether the gaps between them are small; `below`: whether the output of several
 *   channels stands below them, instead of behind them;
 * - `strip`: height of one channel of a signal that shows no numbers.
 *
 * `need` describes the figures, as `needs` in layout.js returns it. `width` and `height` are the
 * space for them. `present` is true in full screen.
 */
export function fit(need, width, height, present = false) {
  const space = { width, height, present, ...(present ? SCREEN : NOTEBOOK) };
  for (const attempt of attempts(need, space)) {
    const found = largestThatFits(need, space, attempt);
    if (found) return found;
  }
  // Nothing fits: everything is as small as it can be, and the player scrolls sideways.
  const strip = space.smallestChannelHeight;
  return { big: 2, small: SMALLEST_KERNEL_CELL, result: 2, numbers: false, strip, wrap: true };
}

/**
 * Returns the ways to draw the figures, the best first. An attempt holds the `largest` and the
 * `smallest` side of an input cell, whether there are `numbers` in the cells, whether the figures
 * `wrap` into several lines, whether the kernel is `compact`: with the smallest cells, whether the
 * figures are `tight` and the output is `below`, and whether input, kernel and products stay
 * `together` in the first of several lines.
 */
function attempts(need, space) {
  // Cells of less than 3 pixels can hardly be pointed at: only where nothing else is left.
  const smallest = 3;
  const largest = largestPictureCell(need, space);
  const picture = { ...USUAL, largest, smallest };
  const compact = { ...picture, compact: true, tight: space.present };
  const deep = need.channels > 1 && !space.present;
  const small = largestWrappedCell(need, largest);
  const wrapped = { ...picture, largest: small, smallest: 1, wrap: true, compact: deep };
  // A picture that is hardly to be seen is worse than smaller gaps, a smaller kernel, or an output
  // that stands below its channels.
  const seen = { ...picture, smallest: Math.min(largest, space.smallestSeenCell) };
  const tight = { ...seen, tight: true };
  const others = deep ? [seen, ...closer(seen)] : [seen, tight, { ...tight, compact: true }];
  const [numbered, inLines] = attemptsWithNumbers(need, space);
  return [...numbered, ...others, ...inLines, picture, compact, wrapped];
}

const USUAL = {
  numbers: false, wrap: false, compact: false, tight: false, below: false, together: false,
};

/** Returns the ways to draw several channels in less width, none of which loses the brace. */
function closer(attempt) {
  const tight = { ...attempt, tight: true };
  return [tight, { ...tight, below: true }, { ...tight, below: true, compact: true }];
}

/**
 * Returns the attempts with numbers, and those of several channels that take several lines each,
 * which tower: a picture beside a window with numbers is better. No attempts where there are too
 * many cells.
 */
function attemptsWithNumbers(need, space) {
  const { input, output, strips } = need;
  // The rows of a signal are its channels, and they are few: only its length counts.
  const counted = strips ? [input[1]] : input;
  if (!hasNumbers(counted) || !hasNumbers(output)) return [[], []];
  const smallest = smallestNumberedCell(need);
  const largest = Math.max(usualNumberedCell(need, space), smallest);
  const oneLine = { ...USUAL, largest, smallest, numbers: true };
  const tight = { ...oneLine, tight: true };
  // In full screen, a picture in one line is seen better than numbers in several lines.
  if (space.present) return [[oneLine, tight, { ...tight, compact: true }], []];
  const wrapped = { ...oneLine, wrap: true };
  if (need.channels === 1) return [[oneLine, { ...wrapped, together: true }, wrapped], []];
  return [[oneLine, ...closer(oneLine)], [{ ...wrapped, largest: smallest }]];
}

/** Returns the smallest input cell whose number is legible. */
function smallestNumberedCell({ words, strips }) {
  const [input, output] = words.map(legibleCell);
  // A signal and its feature map stand below each other, with cells of the same width.
  return strips ? Math.max(input, output) : input;
}

/** Returns the side of a cell for words of this length: large enough to point at, and not huge. */
const legibleCell = (length) => clamp(legibleSide(length), 20, 60);

function usualNumberedCell({ channels, strips }, space) {
  if (channels > 1) return space.channelCell;
  return strips ? space.signalCell : space.gridCell;
}

/** Returns the largest cell of an input without numbers. */
function largestPictureCell({ input, output, channels, strips }, space) {
  // A signal is limited by its width. Cells of more than 40 pixels no longer look like one signal.
  if (strips) return 40;
  // A small output has larger cells than the input, so that only the input counts.
  const cells = Math.max(...input, isSmallOutput(output) ? 1 : Math.max(...output));
  // In a notebook, 330 pixels leave room for the kernel and the output beside the picture.
  const side = space.present || channels > 1 ? space.height / channels : 330;
  return clamp(side / cells, 2, space.largestPictureCell);
}

/** Returns the largest cell of a picture whose figures wrap: they are to fit on one screen. */
function largestWrappedCell({ input, channels, strips }, largest) {
  const side = channels > 1 ? 150 : 260;
  return strips ? largest : clamp(Math.floor(side / Math.max(...input)), 2, largest);
}

/** Returns the sizes with the largest input cells that fit, or null. */
function largestThatFits(need, space, attempt) {
  for (let big = Math.floor(attempt.largest); big >= Math.floor(attempt.smallest); big -= 1) {
    const found = sizesThatFit(need, space, attempt, big);
    if (found) return found;
  }
  return null;
}

/** Returns the sizes with input cells of the side `big`, or null where the figures do not fit. */
function sizesThatFit(need, space, attempt, big) {
  // The one result of several channels is drawn larger than a channel, where there is room.
  const shares = need.channels > 1 ? [space.resultShare, 1] : [1];
  const sizes = shares.map((share) => sizesWith(need, space, attempt, big, share));
  return sizes.find((each) => fits(need, space, each)) ?? null;
}

/** Returns the sizes with input cells of the side `big`, whether the figures fit or not. */
function sizesWith(need, space, attempt, big, resultShare) {
  const { numbers, tight, below, together } = attempt;
  const small = kernelCell(need, space, attempt, big);
  const result = outputCell(need, numbers, { big, small, resultShare });
  // The figures between a long signal and its output have a line of their own, and may take two.
  const alone = figuresWidth(need, { numbers, small });
  const twoLines = need.strips && !numbers && alone > space.width;
  const strip = channelHeight(need, space, small, twoLines);
  const wrap = attempt.wrap || twoLines;
  return { big, small, result, numbers, strip, wrap, tight, below, together };
}

/** Returns the side of a cell of window, kernel and products. */
function kernelCell(need, space, attempt, big) {
  if (!hasNumbers(need.window)) return big;
  const smallest = Math.max(SMALLEST_KERNEL_CELL, legibleSide(need.words[2]));
  const largest = Math.max(smallest, space.largestKernelCell, attempt.numbers ? big : 0);
  return Math.round(clamp(wantedKernelCell(need, space, attempt, big), smallest, largest));
}

function wantedKernelCell(need, space, { numbers, compact }, big) {
  if (compact) return SMALLEST_KERNEL_CELL;
  if (numbers) return kernelCellBesideNumbers(need, space, big);
  // Beside a picture, cells of 40 pixels are easy to read: in full screen, up to 64 pixels.
  if (!space.present) return 40;
  const heading = 50; // with the gaps above and below the kernel
  return Math.min(64, (space.height / need.channels - heading) / need.window[0]);
}

function kernelCellBesideNumbers({ input, window, channels }, space, big) {
  // A little larger than an input cell: products have more digits than inputs.
  if (channels === 1) return big * 1.12;
  // A channel is taller than its slice of the kernel: there is room to draw the slice larger.
  const asTallAsChannel = (input[0] * big) / window[0];
  return Math.min(space.kernelCellBesideChannel, space.kernelShare * asTallAsChannel);
}

/** Returns the side of a cell of the output. */
function outputCell({ words, output }, numbers, { big, small, resultShare }) {
  const legible = legibleCell(words[1]);
  if (numbers) return Math.max(Math.round(big * resultShare), legible);
  return isSmallOutput(output) ? Math.max(small, legible) : big;
}

/** Returns the width of window, kernel and products in one line, and of the signs between them. */
function figuresWidth(need, { numbers, small, tight = false, below = false }) {
  const { smalls, patch, window, fixed, tightly, beside } = need;
  const count = smalls + (numbers ? 0 : patch);
  return count * window[1] * small + (below ? beside : tight ? tightly : fixed);
}

/** Returns the height of one channel of a signal: in full screen, what the other figures leave. */
function channelHeight({ input, output }, space, small, twoLines) {
  if (!space.present) return CHANNEL_HEIGHT;
  const figures = (twoLines ? 2 : 1) * (input[0] * small + space.heading);
  const gaps = 24; // two, between signal, figures and output
  const left = space.height - (figures + 2 * space.heading + gaps);
  const channels = signalHeight(input[0]) + signalHeight(output[0]);
  return Math.min(CHANNEL_HEIGHT, Math.floor(left / channels));
}

/** Returns whether the figures fit into the space with these sizes. */
function fits(need, space, sizes) {
  if (sizes.together && firstLineWidth(need, sizes) > space.width) return false;
  if (need.strips || sizes.wrap) {
    return widestLine(need, space, sizes) <= space.width && isLowEnough(need, space, sizes);
  }
  return lineWidth(need, sizes) <= space.width && lineHeight(need, space, sizes) <= space.height;
}

/** Returns the width of input, kernel and products, with the two signs between them. */
function firstLineWidth({ input, window, smalls }, { big, small }) {
  const [sign, margin] = [46, 6]; // a sign with its gaps, and the outlines of a figure
  return input[1] * big + smalls * window[1] * small + smalls * (sign + margin) + margin;
}

/** Returns the width of all figures in one line, or of those before the output below them. */
function lineWidth(need, sizes) {
  const { big, result, below } = sizes;
  const behind = need.output[1] * result;
  const line = need.input[1] * big + figuresWidth(need, sizes);
  return below ? Math.max(line, behind) : line + behind;
}

/** Returns the height of all figures in one line: of the channels, or of the output. */
function lineHeight(need, { heading }, { big, small, result, below }) {
  const { input, output, window, channels, maps } = need;
  const kernel = hasNumbers(window) ? window[0] * small : 0;
  const channel = Math.max(input[0] * big, kernel) + heading;
  // Below the output are its heading or, with several feature maps, their thumbnails as well.
  const around = maps > 1 ? 140 : heading;
  const [lines, behind] = [channels * channel, output[0] * result + around];
  return below ? lines + behind : Math.max(lines, behind);
}

/** Returns the width of the input or the output, whichever is wider, each in a line of its own. */
function widestLine(need, { stripNames }, { big, small, result, numbers }) {
  const { input, output, strips, tail } = need;
  const margin = 10; // the outlines of the figure, and the gap beside it
  if (!strips || !numbers) return Math.max(input[1] * big + margin, output[1] * result);
  // The products of a signal have the same width as its input, and the sums behind them: 40
  // pixels for each sign with its gaps, and cells of the size of the kernel's.
  const sums = 40 * tail.ops + tail.cells * small;
  // Behind the output is nothing: its name and the arrow take 130 pixels.
  return Math.max(input[1] * big + stripNames + sums, output[1] * result + 130);
}

/** Returns whether the lines of a signal fit into the height; only the full screen has a limit. */
function isLowEnough({ input, output, strips }, space, { big, result, numbers, strip }) {
  if (!strips || !space.present) return true;
  if (!numbers) return strip >= space.smallestChannelHeight;
  const gaps = 90; // between the lines, and above and below them
  // Input, kernel and products have as many rows as there are channels.
  return 3 * input[0] * big + output[0] * result + gaps <= space.height;
}
