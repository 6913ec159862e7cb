// What the sizes of cells depend on: what is legible, and the space that a player has. All lengths
// are CSS pixels.

/** More cells than this in a row or a column are drawn without numbers: they would be too small. */
const MOST_NUMBERED = 16;
/** The smallest font that is legible. */
const SMALLEST_FONT = 8.5;
/** The width of a character as a share of the font size, in the fonts of the player. */
export const CHARACTER_WIDTH = 0.63;
/** Longer words are cut at this number of characters. */
export const LONGEST_WORD = 9;
/** The smallest cell of a kernel: three characters fit well, such as −12. */
export const SMALLEST_KERNEL_CELL = 26;
/** The height of one channel of a long signal, which is drawn without numbers. */
export const CHANNEL_HEIGHT = 22;

/** A notebook is read from a desk, and scrolls: height is no problem there. */
export const NOTEBOOK = {
  heading: 32, // the name above a figure, and the gap below it
  largestKernelCell: 48, // every word fits into it: a larger kernel would only take room
  resultShare: 1.3, // the result of several channels: its cells, compared with those of a channel
  kernelShare: 0.6, // a kernel beside several channels: its height, compared with a channel's
  kernelCellBesideChannel: 34, // the largest cell of such a kernel
  gridCell: 36, // the largest cell with a number, where there is one channel
  channelCell: 28, // the same, where several channels stand below each other
  signalCell: 44, // the same for a signal, which has few rows
  largestPictureCell: 14, // a cell without a number: small cells look more like a picture
  stripNames: 128, // what stands before the rows of a signal: their names and signs
  smallestChannelHeight: CHANNEL_HEIGHT,
  smallestSeenCell: 5, // a cell without a number in which a picture is seen well
};

/** Full screen is read from the last row of a lecture hall; what is cut off cannot be seen. */
export const SCREEN = {
  heading: 42,
  largestKernelCell: 110,
  resultShare: 1.7,
  kernelShare: 0.9,
  kernelCellBesideChannel: Infinity,
  gridCell: 96,
  channelCell: 96,
  signalCell: 96,
  largestPictureCell: 40,
  stripNames: 190,
  smallestSeenCell: 6,
  smallestChannelHeight: 4, // bars that are lower look like a line
};

export const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
export const range = (count) => Array.from({ length: count }, (_, i) => i);

/** Returns the side of a cell in which a word of this many characters is legible. */
export function legibleSide(length) {
  const margin = 6; // the border of the cell, and a little room beside the word
  return Math.ceil(Math.min(length, LONGEST_WORD) * CHARACTER_WIDTH * SMALLEST_FONT + margin);
}

/** Returns whether a figure [rows, cols] has so few cells that it shows numbers. */
export const hasNumbers = (shape) => Math.max(...shape) <= MOST_NUMBERED;

/** Returns whether an output [rows, cols] shows numbers even where its input does not. */
export const isSmallOutput = (shape) => Math.max(...shape) * 2 <= MOST_NUMBERED;

/**
 * Returns the height of a long signal, counted in channels. A single channel is drawn as bars,
 * which go up or down from the middle: they need more height than a row of colours.
 */
export const signalHeight = (channels) => (channels === 1 ? 3.6 : channels);
