"""Exercises of lesson 03, convolution step by step."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Choice, Exercise


def _conv(x: Array, kernel: Array) -> Array:
    return reference.conv2d(x, kernel)


def _padded_conv(x: Array, kernel: Array) -> Array:
    return reference.conv2d(x, kernel, padding="same")


def _matrix_product(x: Array, kernel: Array) -> Array:
    """Return a wrong answer: the sum of the matrix product of each window with the kernel."""
    windows = sliding_window_view(x, kernel.shape)
    return np.asarray((windows @ kernel).sum(axis=(2, 3)))


def _by_columns(x: Array, kernel: Array) -> Array:
    """Return a wrong answer: the transposed kernel lies on each window, if it is square."""
    windows = sliding_window_view(x, kernel.shape)
    return np.asarray((windows * kernel.T).sum(axis=(2, 3)))


def _one_cell(x: Array, kernel: Array, row: int, col: int, bias: int = 0) -> int:
    return int(reference.conv2d(x, kernel)[row, col]) + bias


PICTURE = np.array(
    [
        [0, 1, 2, 1, 0],
        [1, 3, 5, 3, 1],
        [2, 5, 9, 4, 2],
        [1, 3, 4, 3, 1],
        [0, 1, 2, 0, 0],
    ]
)
KERNEL = np.array([[1, 0, -1], [2, 1, -2], [0, 3, 2]])
BIAS = 2
ROW, COL = 1, 2
_AROUND = sum([1, 2, 1, 2, 2, 1, 2, 1])

_FLIP = (
    "You flipped the kernel, as mathematicians do in a convolution. This layer does not flip: "
    "top left meets top left."
)
_TRANSPOSE = "You read the kernel by columns. Rows meet rows: kernel[0] lies on the top row."

cell = Exercise(
    "What is the output cell at row 1, column 2, for the picture, kernel and bias above?",
    _one_cell(PICTURE, KERNEL, ROW, COL, BIAS),
    [
        (_one_cell(PICTURE, KERNEL, ROW, COL), "The nine products are right; add the bias."),
        (_one_cell(PICTURE, KERNEL[::-1, ::-1], ROW, COL, BIAS), _FLIP),
        (_one_cell(PICTURE, KERNEL[::-1, ::-1], ROW, COL), _FLIP + " And add the bias."),
        (_one_cell(PICTURE, KERNEL.T, ROW, COL, BIAS), _TRANSPOSE),
        (
            _one_cell(PICTURE, KERNEL, COL, ROW, BIAS),
            "That is row 2, column 1. The row comes first: one down, two to the right.",
        ),
        (
            _one_cell(PICTURE, KERNEL, ROW - 1, COL - 1, BIAS),
            "Your window is centred on row 1, column 2, or you counted from 1. Its upper left "
            "corner must lie there, counted from 0.",
        ),
        (
            int(PICTURE[ROW : ROW + 3, COL : COL + 3].sum()) + BIAS,
            "You summed the window. Each of its cells is first multiplied by a weight.",
        ),
    ],
    "Right: nine products, one sum, one bias. The computer does this for every position.",
    "Lay the kernel with its corner on row 1, column 2; multiply cell by cell, sum, add 2.",
)

size = Exercise(
    "A picture of 6×8 and a kernel of 3×3: how many rows and columns does the output have?",
    (Axis(6, 3).output, Axis(8, 3).output),
    [
        ((6, 8), "That is the input's size. A window must fit: it has fewer positions."),
        ((5, 7), "One less is the answer for a kernel of 2. A kernel of 3 loses 2."),
        ((3, 5), "You subtracted 3. The first position counts too: 6 − 3 + 1."),
        ((2, 2), "The windows overlap: each moves by one cell, not by three."),
        ((2, 3), "The windows overlap: each moves by one cell, not by three."),
        ((3, 3), "That is the kernel's size. How many places does it fit into?"),
        ((6, 4), "Rows come first: 6 rows, 8 columns."),
    ],
    "Right: n − k + 1 along each axis.",
    "Count the places where the window's left edge can stand: 0, 1, … and so on.",
)

parameters = Exercise(
    "One kernel of 3×3 and its bias slide over a grey picture of 28×28. How many parameters are "
    "there to learn?",
    params.conv2d(3, 1, 1),
    [
        (params.conv2d(3, 1, 1, bias=False), "Nine weights, yes; and the bias is learned too."),
        (
            params.conv2d(3, 1, 1, bias=False) * Axis(28, 3).output ** 2,
            "You counted the weights again at each position. It is the same nine every time.",
        ),
        (
            params.conv2d(3, 1, 1) * Axis(28, 3).output ** 2,
            "You counted the parameters again at each position. It is the same ten every time.",
        ),
        (
            params.conv2d(3, 1, 1, bias=False) * 28**2,
            "You counted the weights again at each pixel. It is the same nine every time.",
        ),
        (28**2 + 1, "That is a weight for each pixel: a dense unit. This kernel has 3×3."),
        (28**2, "That is a weight for each pixel: a dense unit. This kernel has 3×3."),
        (
            Axis(28, 3).output ** 2,
            "Those are the positions: 26·26. What is learned, and used at each of them?",
        ),
    ],
    "Right: 9 weights and a bias, whatever the picture's size.",
    "Only what is learned counts: the weights of one window, and a bias.",
    working="3·3 + 1",
)

nothing = Choice(
    "Which of the seven kernels turn an evenly bright patch into exactly 0?",
    "sobel x, sobel y and laplacian",
    [
        (
            "blur",
            "The blur takes the mean of nine equal pixels: the brightness stays as it is.",
        ),
        (
            "identity",
            "The identity leaves every picture as it is, and an even one, too.",
        ),
        (
            "sobel x, sobel y, laplacian and emboss",
            "Three of these four do. The weights of emboss add up to 1, not to 0: its centre is 1.",
        ),
        ("none of them", "Add up the weights of sobel x. What do they give?"),
    ],
    "Right: their weights add up to 0, so an even patch adds up to nothing.",
)

vertical = Choice(
    "Which kernel answers to vertical edges, dark on the left and bright on the right, but not to "
    "horizontal ones?",
    "sobel x",
    [
        (
            "sobel y",
            "Sobel y compares the row below with the row above: along a vertical edge both are "
            "the same. It answers to horizontal edges.",
        ),
        (
            "laplacian",
            "The laplacian answers to edges of every direction, and to dots: to horizontal edges "
            "as well as to vertical ones.",
        ),
        ("blur", "The blur takes the mean of nine pixels: it makes edges weaker."),
    ],
    "Right: its right column is positive and its left one negative. It compares along x.",
)

flipped = Choice(
    "A picture of a single bright pixel meets the kernel 1 2 3 / 4 5 6 / 7 8 9. How do its "
    "numbers stand in the output?",
    "turned by 180°: 9 8 7 on top",
    [
        (
            "as in the kernel: 1 2 3 on top",
            "They would if the kernel were flipped, as a mathematician does. Here the first window "
            "has the dot at its lower right, and there the kernel has its last weight.",
        ),
        (
            "mirrored, left and right: 3 2 1 on top",
            "Left and right are exchanged, yes; and so are top and bottom.",
        ),
        (
            "not at all: every cell is the sum of all nine",
            "All pixels but one are 0, so each window keeps only the weight that meets the dot.",
        ),
    ],
    "Right: the window comes from the left, so the dot meets the kernel's last column first.",
)

conv2d = Exercise(
    "Write conv2d(x, kernel) with two loops; no padding, no bias.",
    _conv,
    [
        (lambda x, k: _conv(x, k[::-1, ::-1]), _FLIP),
        (_by_columns, _TRANSPOSE),
        (
            _padded_conv,
            "The output is as large as the input. Without padding it has n − k + 1 rows.",
        ),
        (
            lambda x, k: _conv(x, np.ones_like(k)),
            "You summed the windows. Multiply each window by the kernel first.",
        ),
        (
            _matrix_product,
            "@ is the product of two matrices. A window is multiplied cell by cell: write *.",
        ),
        (lambda x, k: _conv(x, k).T, "Rows and columns of your output are swapped."),
        (
            lambda x, k: _conv(x, k)[:-1, :-1],
            "The last row and column are missing: there are n − k + 1 positions, not n − k.",
        ),
        (
            lambda x, k: _conv(x, k).astype(int),
            "The decimals are cut off: an array of int, as np.zeros(…, int) makes it, holds whole "
            "numbers only. Leave int away.",
        ),
        (
            lambda x, k: np.zeros_like(_conv(x, k)),
            "Your output is all zeros: is each sum written into y[row, col]?",
        ),
    ],
    "Right, for square pictures and others. That is the whole operation.",
    "How many windows fit below each other, and side by side? For each of them: cut it out of x, "
    "multiply it by the kernel cell by cell, and add up.",
    probes=(
        (np.array([[1, 2, 0], [3, 1, 4], [0, 5, 2]]), np.array([[1, 2], [-1, 3]])),
        (PICTURE, KERNEL),
        (np.arange(24).reshape(4, 6) ** 2 % 7, KERNEL[:2]),
        (np.arange(30).reshape(6, 5) ** 2 % 11 - 4, KERNEL[1:, :2] / 4 + 0.125),
        (PICTURE / 8 - 0.75, KERNEL),
    ),
    code="y[row, col] = (x[row:row + kh, col:col + kw] * kernel).sum(), for every row and col",
)

mover = Exercise(
    "Write a kernel of 3×3 that moves the picture by one pixel to the right.",
    np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]]),
    [
        (
            [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
            "That one reads its right neighbour, so the picture moves to the left. (With a "
            "flipped kernel you would be right; this layer does not flip.)",
        ),
        (
            [[0, 1, 0], [0, 0, 0], [0, 0, 0]],
            "That one reads its upper neighbour, so the picture moves down.",
        ),
        (
            [[0, 0, 0], [0, 0, 0], [0, 1, 0]],
            "That one reads its lower neighbour, so the picture moves up.",
        ),
        ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], "That is the identity: nothing moves."),
        (
            [[1, 0, 0], [1, 0, 0], [1, 0, 0]],
            "That adds up three neighbours on the left. One of them is enough.",
        ),
        (
            [[0, 0, 0], [1, 1, 0], [0, 0, 0]],
            "That adds the picture itself to the moved one. The centre must be 0.",
        ),
    ],
    "Right: it reads its left neighbour, and so the picture moves to the right.",
    "A single 1 among zeros. Where must it lie, to read the cell left of the centre?",
)

even = Exercise(
    "For which a does an evenly bright patch give exactly 0?",
    -_AROUND,
    [
        (_AROUND, "The sign: the weights must add up to 0, and the others add up to +12."),
        (0, "With a = 0 the weights add up to 12: an even patch becomes 12 times as bright."),
        (1 - _AROUND, "Then the weights add up to 1: an even patch stays as it is."),
        (-8, "Eight neighbours, but they do not all weigh 1. Add up their weights."),
        (-4, "Four corners weigh 1 and four sides weigh 2. Add up all eight."),
    ],
    "Right: the weights add up to 0, so only changes show.",
    "An even patch gives its brightness times the sum of all nine weights.",
)
