"""Exercises of lesson 04, why convolution works."""

from __future__ import annotations

import numpy as np

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Choice, Exercise

SIDE, KERNEL = 28, 3
OUT = Axis(SIDE, KERNEL).output
_SPARSE = params.conv2d(KERNEL, 1, 1, output_size=(OUT, OUT))
_DENSE = params.dense(SIDE**2, OUT**2)
_COLOUR = params.conv2d(3, 3, 32, output_size=(30, 30))
_COLOUR_DENSE = params.dense(32 * 32 * 3, 30 * 30 * 32)
_OWN = params.conv2d(KERNEL, 1, OUT**2)


def _unroll(kernel: Array, size: int) -> Array:
    """Return the matrix of a convolution, computed in another way than in ``unrolled``."""
    outputs = Axis(size, len(kernel)).output
    rows = [np.pad(kernel, (o, outputs - 1 - o)) for o in range(outputs)]
    return np.stack(rows)


def _ring(kernel: Array, size: int) -> Array:
    """Return a wrong answer: the last rows continue at the beginning of the input."""
    first = np.pad(kernel, (0, size - len(kernel)))
    return np.stack([np.roll(first, o) for o in range(size)])


def _apart(x: Array, kernel: Array, quarters: int = 1) -> Array:
    """Return the feature map of the turned picture minus the turned map of the picture.

    Args:
        x: The picture (H, W).
        kernel: The kernel (kh, kw).
        quarters: By how many quarter turns the second map is turned.
    """
    plain = reference.conv2d(x, kernel)
    return np.asarray(reference.conv2d(np.rot90(x), kernel) - np.rot90(plain, quarters))


products = Exercise(
    "A kernel of 3×3 visits a picture of 28×28. How many multiplications does that take?",
    int(_SPARSE.connections or 0),
    [
        (9, "Those are for one output cell. There are 26·26 of them."),
        (
            9 * SIDE**2,
            "You counted a window for each pixel. Only 26·26 windows lie inside the picture.",
        ),
        (
            _DENSE.connections,
            "That is the dense layer: every input times every output. A window has 9 cells.",
        ),
        (int(_OWN), "A bias is added, not multiplied: nine products for each output."),
        (OUT**2, "Those are the outputs. Each of them is a sum of nine products."),
        (9 * OUT, "That is one row of outputs. There are 26 rows."),
    ],
    "Right: nine for each of the 26·26 outputs.",
    "Count the outputs first (lesson 03), then the products for one of them.",
    working="26·26·9",
)

unshared = Exercise(
    "Each of the 26·26 outputs still sees its window of 3×3 only, but has weights and a bias of "
    "its own. How many parameters is that?",
    int(_OWN),
    [
        (int(_SPARSE), "Those are shared by all places. Here each output has its own ten."),
        (int(_SPARSE.connections or 0), "Those are the weights. Each output has a bias, too."),
        (int(_SPARSE.connections or 0) + 1, "Each output has a bias of its own, not one for all."),
        (int(_DENSE), "That is the dense layer. Here each output sees nine pixels only."),
        (10 * SIDE**2, "There are 26·26 outputs, not 28·28."),
    ],
    "Right: ten for each output. Sparse is good, but it is not all.",
    "Nine weights and a bias, for each of the outputs.",
    working="26·26·(9 + 1)",
)

larger = Exercise(
    "The picture becomes 56×56, twice as high and wide. How many parameters does the "
    "convolution of 3×3 have now, its bias included?",
    int(_SPARSE),
    [
        (
            4 * int(_SPARSE),
            "You let the parameters grow with the picture. There are four times as many places "
            "and products, but the same ten numbers serve them all.",
        ),
        (
            2 * int(_SPARSE),
            "You let the parameters grow with the picture. The same ten numbers serve a picture "
            "of any size.",
        ),
        (9, "Nine weights, yes, and one bias."),
        (10 * Axis(56, 3).output ** 2, "That counts them again at each place. They are shared."),
        (9 * Axis(56, 3).output ** 2, "Those are the multiplications: the work, not the memory."),
        (
            params.conv2d(6, 1, 1),
            "You let the kernel grow with the picture. It stays 3×3, whatever it slides over.",
        ),
    ],
    "Right: the picture's size is not in the formula.",
    "What is there to learn: a kernel and a bias. Do they know how large the picture is?",
    working="3·3 + 1",
)

nonzero = Exercise(
    "A kernel of 3×3, with no 0 in it, slides over a picture of 5×5. It is written as a "
    "matrix, with a row for each output and a column for each pixel. How many of its entries are "
    "not 0?",
    Axis(5, 3).output ** 2 * 9,
    [
        (
            Axis(5, 3).output ** 2 * 25,
            "Those are all entries, 9 rows of 25. A row is not 0 only where its window lies.",
        ),
        (9, "Those are in one row. There is a row for each output."),
        (25, "Those are the columns, one for each pixel. Count row by row."),
        (
            Axis(5, 3).output * 9,
            "That is one row of outputs. There are 3·3 outputs, and each has a row of the matrix.",
        ),
        (Axis(5, 3).output ** 2 * 16, "Those are the zeros."),
    ],
    "Right: nine rows, and nine weights in each.",
    "How many outputs, so how many rows? And how many pixels does one output read?",
    working="9·9",
)

moved = Choice(
    "The picture moves by one pixel to the right. What does its feature map do?",
    "It moves by one cell to the right",
    [
        (
            "It stays the same: a convolution is translation invariant",
            "Invariant would mean that nothing changes. But the map says where something is, and "
            "that has changed: it moves along. The word for it is equivariant.",
        ),
        (
            "All its numbers change, as with a dense layer",
            "In a dense layer each pixel has a weight of its own. Here the same kernel waits at "
            "the next place, and finds there what it found before.",
        ),
        (
            "It moves by one cell to the left",
            "Whatever stood under a window stands under the next one on the right now.",
        ),
    ],
    "Right: shift in, shift out.",
)

turned = Choice(
    "Now the picture is turned by 90°. Is its map the old map, turned by 90°?",
    "No: the kernel itself is not turned",
    [
        (
            "Yes: the window visits every place, whichever way the picture lies",
            "Visiting every place takes care of shifts. But within the window the kernel meets "
            "a turned patch, and it still compares left with right.",
        ),
        (
            "Yes: equivariance holds for every movement",
            "It holds for shifts, because the kernel is shifted over the picture. Nobody turns it.",
        ),
        (
            "No: it does not change at all",
            "Vertical strokes have become horizontal ones. The kernel finds other edges now.",
        ),
    ],
    "Right: this kernel looks for vertical edges, and they are horizontal now.",
)

any_size = Exercise(
    "A kernel of 3×3 was learned on pictures of 28×28. Now it gets one of 40×60. How many rows "
    "and columns does its map have?",
    (Axis(40, 3).output, Axis(60, 3).output),
    [
        (
            (OUT, OUT),
            "That is the map of a picture of 28×28. The kernel does not remember that size.",
        ),
        ((40, 60), "That is the picture's size. A window of 3 has two places less."),
        (
            (28, 28),
            "The picture need not be made smaller first: the kernel visits whatever places it has.",
        ),
        ((Axis(60, 3).output, Axis(40, 3).output), "Rows come first: 40 rows, 60 columns."),
        ((37, 57), "You subtracted 3. The first place counts, too: n − k + 1."),
    ],
    "Right: n − k + 1 along each axis, with the same ten numbers.",
    "Nothing in the kernel knows about 28×28. Along each axis there are n − k + 1 places.",
)

unroll = Exercise(
    "Write unroll(kernel, size): the matrix for which matrix @ x slides a kernel (k,) over x.",
    _unroll,
    [
        (lambda k, n: _unroll(k, n).T, "Rows and columns are swapped: a row for each output."),
        (
            lambda k, n: _unroll(k[::-1], n),
            "You flipped the kernel. Its first weight meets the window's first cell.",
        ),
        (
            _ring,
            "Your last rows run over the end and go on at the beginning. Only n − k + 1 windows "
            "lie inside.",
        ),
        (
            lambda k, n: _unroll(k, n)[:-1],
            "The last row is missing: there are n − k + 1 outputs, not n − k.",
        ),
        (
            lambda k, n: np.zeros_like(_unroll(k, n)),
            "All zeros: put the kernel into row i, from column i on.",
        ),
        (
            lambda k, n: np.stack([np.pad(k, (0, n - len(k)))] * Axis(n, len(k)).output),
            "All rows are the same. Each must be one cell further to the right.",
        ),
        (
            lambda k, n: _unroll(k, n).astype(int),
            "The decimals are cut off: an array of int, as np.zeros(…, int) makes it, holds whole "
            "numbers only. Leave int away.",
        ),
        (
            lambda k, n: (_unroll(k, n) != 0).astype(int),
            "The places are right. Put the weights there, not ones.",
        ),
    ],
    "Right: a convolution is a dense layer with very few numbers, each written many times.",
    "Each row belongs to one output: in it stand the weights, where that output's window lies, "
    "and 0 elsewhere.",
    probes=(
        (np.array([5, -1]), 3),
        (np.array([1, 2, 3]), 6),
        (np.array([0.5, -1.75, 2.125, 1.5]), 5),
        (np.array([4, -3, 2]), 3),
    ),
    code="matrix = np.zeros((size - k + 1, size)), then matrix[row, row:row + k] = kernel",
)

fewer = Exercise(
    "A colour picture of 32×32 becomes 30×30×32 outputs. How many times fewer multiplications "
    "does the convolution need than the dense layer, rounded to a whole number?",
    round((_COLOUR_DENSE.connections or 0) / (_COLOUR.connections or 1)),
    [
        (
            (_COLOUR_DENSE.connections or 0) / (_COLOUR.connections or 1),
            "That is it, but not rounded: round to a whole number.",
        ),
        (
            (_COLOUR_DENSE.connections or 0) // (_COLOUR.connections or 1),
            "You cut the decimals off. Rounded, 113.8 is one more.",
        ),
        (
            round(_COLOUR_DENSE / _COLOUR),
            "That is how many times fewer parameters. The multiplications are not shared.",
        ),
        (
            round(3072 / 9),
            "A filter on a colour picture has three slices: 3·3·3 products for each output.",
        ),
        (
            0,
            "You divided the small number by the large one. Do it the other way.",
        ),
        (
            round(_COLOUR_DENSE / params.conv2d(3, 3, 30 * 30 * 32)),
            "Nearly: those are parameters. Multiplications have no biases.",
        ),
        (round(1024 / 27), "A colour picture of 32×32 has three numbers per pixel."),
    ],
    "Right, and it is simply m / k: 3,072 inputs against the 27 that an output reads.",
    "Divide the connections of one by those of the other. The drawing in round 2 counts both.",
)

place = Exercise(
    "A dot makes the map answer at row 2, column 3. The dot moves two rows down and one column "
    "to the left. In which row and column is the answer now?",
    (4, 2),
    [
        ((2, 3), "That would be invariant. The map is equivariant: its answer moves along."),
        ((0, 4), "Both directions are reversed: down makes the row larger."),
        ((4, 4), "Down is right; left makes the column smaller."),
        ((1, 5), "You moved the column by two and the row by one. Rows come first."),
        ((2, 4), "The row comes first: row 4, column 2."),
    ],
    "Right: the answer moves exactly as the dot does.",
    "Shift in, shift out: the answer moves as the dot does. Down makes the row larger; and left?",
)

gap = Exercise(
    "Write gap(x, kernel): the largest difference between the turned picture's map and the "
    "picture's turned map.",
    lambda x, kernel: abs(_apart(x, kernel)).max(),
    [
        (
            lambda x, k: abs(_apart(x, k, 0)).max(),
            "You turned the picture, but not the other map: np.rot90 it, too.",
        ),
        (lambda x, k: _apart(x, k).max(), "Differences can be negative: take abs before max."),
        (
            lambda x, k: abs(_apart(x, k)).sum(),
            "That is the sum of all differences. Return the largest.",
        ),
        (
            lambda x, k: abs(_apart(x, k, 3)).max(),
            "The map must be turned the same way as the picture: np.rot90 for both.",
        ),
        (
            lambda x, k: 0,
            "You always return 0. Did you turn the kernel as well? Then there never is a "
            "difference; but a layer's kernel stays as it is.",
        ),
        (
            lambda x, k: abs(reference.conv2d(np.rot90(x), k)).max(),
            "That is the largest number in one map. Compare the two.",
        ),
    ],
    "Right. It is 0 exactly where the kernel looks the same after a quarter turn.",
    "Make two maps: turn first and convolve then; convolve first and turn then. Compare them cell "
    "by cell.",
    probes=(
        (np.array([[1, 2, 0], [4, 1, 3], [5, 0, 2]]), np.array([[2, -1], [1, 3]])),
        (np.arange(36).reshape(6, 6) ** 2 % 13, np.array([[0, 1, -1], [-2, 0, 5], [1, 0, 2]])),
        (np.arange(36).reshape(6, 6) ** 2 % 27, np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])),
        (np.arange(25).reshape(5, 5) ** 2 % 17, np.array([[0.5, -1.25], [0.75, 0.125]])),
        (np.arange(24).reshape(4, 6) * 9 % 50 / 8 - 1.5, np.array([[2, 1], [1, 0]])),
        (np.arange(16).reshape(4, 4) ** 2 % 7, np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]])),
    ),
    code="abs(conv(np.rot90(x), kernel) - np.rot90(conv(x, kernel))).max(), with conv = "
    "reference.conv2d",
)
