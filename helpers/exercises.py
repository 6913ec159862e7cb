"""The exercises of every lesson: questions, right answers, and the wrong ones that have a name.

Right answers are computed by ``params``, ``geometry`` and ``reference``, never typed.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from helpers import params, reference
from helpers.checks import Exercise
from helpers.geometry import Axis
from helpers.layer import Array

WIDTHS = (5, 4, 5, 4, 5, 1)

X = np.array([1, -2, -3])
W = np.array([[2, 0], [1, -1], [0, 1]])
B = np.array([1, -7])


def _layer(x: Array, kernel: Array, bias: Array) -> Array:
    return reference.relu(reference.dense(x, kernel, bias))


_NEURON_X, _NEURON_W, _NEURON_B = np.array([2, 1, 3]), np.array([1, -2, 3]), 2

lesson_01 = SimpleNamespace(
    neuron=Exercise(
        "A neuron has the inputs z = (2, 1, 3), the weights w = (1, −2, 3) and the bias 2. "
        "What is a, before the activation?",
        int(reference.dense(_NEURON_X, _NEURON_W[:, np.newaxis], [_NEURON_B])[0]),
        [
            (int(_NEURON_X @ _NEURON_W), "Those are the three products; the bias is missing."),
            (
                int(_NEURON_X @ abs(_NEURON_W)) + _NEURON_B,
                "One weight is −2: its product counts against the others.",
            ),
            (
                int(_NEURON_X.sum() + _NEURON_W.sum()) + _NEURON_B,
                "You added inputs and weights. Each input is multiplied by its own weight first.",
            ),
            (
                int(_NEURON_X.sum() * _NEURON_W.sum()) + _NEURON_B,
                "You summed first and multiplied then. Multiply each pair, then sum the products.",
            ),
        ],
        "Right: three products, one sum, one bias. The whole network is made of this step.",
        "Multiply each input by its weight, add the three products, then add the bias.",
    ),
    connections=Exercise(
        "How many connections has the network 5-4-5-4-5-1? Leave out the biases.",
        params.fully_connected(WIDTHS),
        [
            (
                params.fully_connected(WIDTHS, bias=True),
                "That counts the biases too: a bias is a parameter, but no connection.",
            ),
            (
                int(np.prod(WIDTHS)),
                "You multiplied all widths together. Only neighbouring layers are connected: "
                "multiply each pair, then add the products.",
            ),
            (sum(WIDTHS), "Those are the neurons. A connection joins two of them."),
            (sum(WIDTHS[1:]), "Those are the neurons. A connection joins two of them."),
            (
                sum(width**2 for width in WIDTHS[1:]),
                "You squared each width. A layer of 4 after a layer of 5 has 5·4 connections.",
            ),
            (
                sum(width**2 for width in WIDTHS),
                "You squared each width. A layer of 4 after a layer of 5 has 5·4 connections.",
            ),
        ],
        "Right: each pair of neighbouring layers adds the product of its widths.",
        "Add one product for each pair of neighbouring layers: 5·4 + 4·5 + and so on.",
    ),
    digits=Exercise(
        "A picture of 28×28 pixels feeds a dense layer of 512 units. How many parameters?",
        params.dense(28 * 28, 512),
        [
            (
                params.dense(28 * 28, 512, bias=False),
                "Those are the weights. Each of the 512 units has a bias as well.",
            ),
            (
                params.dense(28 * 28, 512, bias=False) + 28 * 28,
                "You gave each input a bias. It is the units that have one: add 512.",
            ),
            (params.dense(28 * 28, 512, bias=False) + 1, "Each unit has a bias of its own: 512."),
            (28 * 28 + 512, "Those are the cells and units. Each cell is joined to each unit."),
            (
                params.dense(28, 512),
                "The picture has 28·28 pixels, not 28: all of them are inputs.",
            ),
            (512**2, "Its inputs are the 28·28 pixels, not another 512 units."),
        ],
        "Right: 784 weights for each unit, and a bias for each.",
        "Multiply the inputs, 28·28, by the units, then add a bias for each unit.",
    ),
    colour=Exercise(
        "A colour picture of 32×32 pixels feeds 28,800 units. How many parameters?",
        params.dense(32 * 32 * 3, 28_800),
        [
            (
                params.dense(32 * 32 * 3, 28_800, bias=False),
                "Those are the weights. Each of the 28,800 units has a bias as well.",
            ),
            (
                params.dense(32 * 32, 28_800),
                "A colour picture holds three numbers a pixel: red, green and blue.",
            ),
            (
                params.dense(32 * 32, 28_800, bias=False),
                "A colour picture holds three numbers a pixel, and each unit has a bias.",
            ),
            (params.conv2d(3, 3, 32), "That is the small convolution. Here the layer is dense."),
        ],
        "Right, and it is 88 million for one layer. Remember the number: a convolution that gives "
        "as many outputs will need 896.",
        "Count the inputs first, 32·32·3, then weights and biases as before.",
    ),
    layer=Exercise(
        "Write layer(x, kernel, bias), which returns relu(x · kernel + bias).",
        _layer,
        [
            (lambda x, k, b: reference.relu(x @ k), "The bias is missing: add it to x @ kernel."),
            (
                lambda x, k, b: x @ k + b,
                "The activation is missing: what is negative must become 0.",
            ),
            (lambda x, k, b: x @ k, "Both the bias and the activation are missing."),
            (
                lambda x, k, b: reference.relu(x @ k) + b,
                "You added the bias after the activation; it belongs inside.",
            ),
            (
                lambda x, k, b: abs(x @ k + b),
                "abs turns negative numbers round. relu sets them to 0.",
            ),
            (
                lambda x, k, b: reference.relu(k @ x + b),
                "kernel @ x has the two the wrong way round: the kernel's shape is "
                "(inputs, units), so x comes first.",
            ),
        ],
        "Right. Two of these in a row are a network.",
        "np.maximum(x @ kernel + bias, 0) is one way to write it.",
        probes=((np.array([1, 2]), np.array([[1, -3], [-1, 1]]), np.array([2, 2])), (X, W, B)),
    ),
)


def _conv(x: Array, kernel: Array) -> Array:
    return reference.conv2d(x, kernel)


def _padded_conv(x: Array, kernel: Array) -> Array:
    return reference.conv2d(x, kernel, padding="same")


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

_FLIP = (
    "You flipped the kernel, as mathematicians do in a convolution. This layer does not flip: "
    "top left meets top left."
)
_TRANSPOSE = "You read the kernel by columns. Rows meet rows: kernel[0] lies on the top row."

lesson_03 = SimpleNamespace(
    cell=Exercise(
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
                "Your window is centred on row 1, column 2, or you counted from 1. Counting from "
                "0, its upper left corner lies there.",
            ),
            (
                int(PICTURE[ROW : ROW + 3, COL : COL + 3].sum()) + BIAS,
                "You summed the window. Each of its cells is first multiplied by a weight.",
            ),
        ],
        "Right: nine products, one sum, one bias. The computer does this for every position.",
        "Lay the kernel with its corner on row 1, column 2; multiply cell by cell, sum, add 2.",
    ),
    size=Exercise(
        "A picture of 6×8 and a kernel of 3×3: how many rows and columns has the output?",
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
    ),
    parameters=Exercise(
        "One kernel of 3×3 and its bias on a grey picture of 28×28: how many parameters?",
        params.conv2d(3, 1, 1),
        [
            (params.conv2d(3, 1, 1, bias=False), "Nine weights, yes; and the bias is learned too."),
            (
                params.conv2d(3, 1, 1, bias=False) * Axis(28, 3).output ** 2,
                "You counted the weights anew at each position. It is the same nine every time.",
            ),
            (
                params.conv2d(3, 1, 1) * Axis(28, 3).output ** 2,
                "You counted the parameters anew at each position. It is the same ten every time.",
            ),
            (
                params.conv2d(3, 1, 1, bias=False) * 28**2,
                "You counted the weights anew at each pixel. It is the same nine every time.",
            ),
            (28**2 + 1, "That is a weight for each pixel: a dense unit. This kernel has 3×3."),
            (28**2, "That is a weight for each pixel: a dense unit. This kernel has 3×3."),
            (
                Axis(28, 3).output ** 2,
                "Those are the positions: 26·26. What is learned, and reused?",
            ),
        ],
        "Right: 9 weights and a bias, whatever the picture's size.",
        "Only what is learned counts: the weights of one window, and a bias.",
    ),
    conv2d=Exercise(
        "Write conv2d(x, kernel) with two loops; no padding, no bias.",
        _conv,
        [
            (lambda x, k: _conv(x, k[::-1, ::-1]), _FLIP),
            (lambda x, k: _conv(x, k.T), _TRANSPOSE),
            (
                _padded_conv,
                "The output is as large as the input. Without padding it has n − k + 1 rows.",
            ),
            (
                lambda x, k: _conv(x, np.ones_like(k)),
                "You summed the windows. Multiply each window by the kernel first.",
            ),
            (lambda x, k: _conv(x, k).T, "Rows and columns of your output are swapped."),
            (
                lambda x, k: _conv(x, k)[:-1, :-1],
                "The last row and column are missing: there are n − k + 1 positions, not n − k.",
            ),
            (
                lambda x, k: np.zeros_like(_conv(x, k)),
                "Your output is all zeros: is each sum written into y[row, col]?",
            ),
        ],
        "Right, on square and oblong pictures alike. That is the whole operation.",
        "y[row, col] = (x[row:row+kh, col:col+kw] * kernel).sum(), for every row and col.",
        probes=((PICTURE, KERNEL), (np.arange(24).reshape(4, 6) ** 2 % 7, KERNEL[:2])),
    ),
)
