"""Exercises of lesson 07, multiple filters and convolution in general."""

from __future__ import annotations

import numpy as np

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Choice, Exercise

RED = [[1, 0, 2, 1], [3, 1, 0, 2], [0, 2, 1, 1]]
GREEN = [[0, 2, 1, 0], [1, 1, 3, 1], [2, 0, 1, 2]]
BLUE = [[2, 1, 0, 1], [0, 1, 1, 3], [1, 0, 2, 0]]
VOLUME = np.stack([RED, GREEN, BLUE], axis=-1)
"""A colour picture (3, 4, 3), small enough to compute with by hand."""
FILTER = np.stack([[[1, 0], [0, 1]], [[0, -1], [2, 0]], [[1, 1], [0, -1]]], axis=-1)
"""One filter (2, 2, 3)."""
BIAS = 1
ROW, COL = 1, 0
STEP = np.array([0, 0, 0, 0, 9, 9, 9, 9])
SLOPE = np.array([-1, 0, 1])

_STACK = FILTER[..., np.newaxis]
_ALONE = [
    int(reference.conv2d(VOLUME[:, :, c], FILTER[:, :, c])[ROW, COL])
    for c in range(VOLUME.shape[-1])
]
_ONE_SUM = int(reference.conv2d(VOLUME, _STACK, [BIAS])[ROW, COL, 0])
_LAYER = params.conv2d(3, 3, 32)
_rows, _cols = Axis(6, 3).output, Axis(8, 3).output


def _volume(x: Array, kernel: Array, bias: Array) -> Array:
    return reference.conv2d(x, kernel, bias)


def _one_by_one(x: Array, kernel: Array, channel: int) -> Array:
    """Return a wrong answer: the convolution of one channel only."""
    return reference.conv2d(x[:, :, [channel]], kernel[:, :, [channel]])


maps = Exercise(
    "Four kernels of 3×3 on a grey picture of 6×8. What is the shape of the output: rows, "
    "columns, feature maps?",
    (_rows, _cols, 4),
    [
        ((6, 8, 4), "Four maps, yes; but each has lost a ring of cells: n − k + 1."),
        ((_rows, _cols, 1), "Nothing is added up here: each kernel makes a map of its own."),
        ((4, _rows, _cols), "The right numbers. Here the maps come last: rows, columns, maps."),
        (
            (_rows * 4, _cols, 1),
            "The maps do not lie below one another. They get an axis of their own.",
        ),
        ((_rows, _cols, 3), "The 3 is the kernel's side. Each of the four kernels makes a map."),
        ((_rows, _cols), "That is one map. There are four: the output has a third axis."),
    ],
    "Right: every kernel makes one feature map, and they are stacked along the last axis.",
    "First the size of one map, as in lesson 03. Then ask how many maps there are.",
)

depth = Choice(
    "One filter with a window of 3×3 looks at a colour picture. What is it made of?",
    "27 weights: 3×3 for each of the three channels, and one sum of them all",
    [
        (
            "9 weights: the same 3×3 for all three channels",
            "A filter is not flat: each of its three slices has weights of its own. With equal "
            "slices it could not tell red from green.",
        ),
        (
            "9 weights: it looks at one of the channels, and the other two need more filters",
            "That is one filter per channel. In a convolution every filter sees all the channels: "
            "it is as deep as the picture.",
        ),
        (
            "27 weights: 3×3 for each of the three channels, and three feature maps",
            "The weights are right. But the three sums are added up: one filter, one feature map.",
        ),
    ],
    "Right: a filter is as deep as its input, and it still makes one number at each position.",
)

cell = Exercise(
    "What is the output cell at row 1, column 0?",
    _ONE_SUM,
    [
        (_ONE_SUM - BIAS, "The twelve products are right; add the bias."),
        (
            _ONE_SUM + 2 * BIAS,
            "You added the bias for each channel. A filter has one bias: add it once.",
        ),
        (
            _ALONE[0] + BIAS,
            "That is red alone. The filter is not flat: its green and blue slices count, too.",
        ),
        (_ALONE[0], "That is red alone. Green, blue and the bias are missing."),
        (
            tuple(_ALONE),
            "Three sums, all right. But one filter gives one number: add them up, and the bias.",
        ),
        (
            tuple(one + BIAS for one in _ALONE),
            "One filter gives one number, not one per channel: add the three sums, and one bias.",
        ),
        (
            sum(_ALONE) / len(_ALONE) + BIAS,
            "You took the mean of the channels. They are added up, and nothing is divided.",
        ),
        (
            int(reference.conv2d(VOLUME, _STACK, [BIAS])[COL, ROW, 0]),
            "That is row 0, column 1. The row comes first.",
        ),
    ],
    "Right: three slices, three sums, one number.",
    "Four products in each channel make three sums. Add the three, then the bias.",
)

ten = Exercise(
    "A layer has 10 filters of 3×3 and sees a colour picture. How many feature maps does it make?",
    reference.conv2d(np.ones((3, 3, 3)), np.ones((3, 3, 3, 10))).shape[-1],
    [
        (
            3 * 10,
            "There are 3×10 = 30 slices. But the three slices of a filter belong together: their "
            "sums are added up to one map.",
        ),
        (3, "That would be one filter per channel. Every filter sees all three channels."),
        (1, "The channels of one filter are added up. The filters are not: each has its map."),
        (13, "Channels and filters do not add up. How many numbers stand at one position?"),
        (90, "Those are the weights of ten flat kernels. The question is how many maps."),
    ],
    "Right: as many maps as filters, however deep the input is.",
    "Ask how many numbers one filter makes at one position. Then count the filters.",
)

parameters = Exercise(
    "A layer has 32 filters of 3×3 and sees a colour picture of 32×32. How many parameters does it "
    "have?",
    _LAYER,
    [
        (params.conv2d(3, 3, 32, bias=False), "Those are the weights. Each filter has a bias."),
        (
            params.conv2d(3, 1, 32),
            "You took the filters to be flat. On a colour picture each is three slices deep.",
        ),
        (
            params.conv2d(3, 1, 32, bias=False),
            "You took the filters to be flat, and forgot the biases. Each filter has three slices.",
        ),
        (
            params.conv2d(3, 1, 3 * 32),
            "You gave each slice a bias. A filter of three slices has one.",
        ),
        (params.conv2d(3, 3, 1), "That is one filter. There are 32."),
        (params.conv2d(3, 3, 32, bias=False) + 1, "Each of the 32 filters has a bias of its own."),
        (params.conv2d(3, 3, 3), "That would be one filter per channel. There are 32 filters."),
        (
            _LAYER * Axis(32, 3).output ** 2,
            "You counted again at each position. The picture's size is not in the formula.",
        ),
        (
            params.dense(32 * 32 * 3, 32),
            "That is a dense layer of 32 units, which sees the whole picture at once.",
        ),
    ],
    "Right: (3·3·3 + 1)·32. One filter has 28, and there are 32 filters.",
    "Count one filter first: three slices of 3×3, and a bias. Then all 32.",
    working="(3·3·3 + 1)·32",
)

equal = Choice(
    "All three slices of a filter are the same sobel x. What does it answer at the border "
    "between pure red (9, 0, 0) and pure green (0, 9, 0)?",
    "0: the red sum and the green sum cancel",
    [
        (
            "a large number: the border is as sharp as can be",
            "Red falls from 9 to 0 there and green rises from 0 to 9. With equal slices one sum is "
            "the negative of the other.",
        ),
        (
            "three numbers: one for each channel",
            "There are three sums, but a filter adds them up to one number.",
        ),
        (
            "0, because sobel x is made for grey pictures",
            "It works in every channel. Work the red sum out, and the green one: neither is 0.",
        ),
    ],
    "Right: equal slices see brightness, not colour. Other slices will see the border.",
)

changes = Exercise(
    "The signal is 0 0 0 0 9 9 9 9, the kernel −1 0 1. How many of the output's numbers are not 0?",
    int(np.count_nonzero(reference.conv1d(STEP, SLOPE))),
    [
        (4, "Where the signal is high and stays high, right minus left is 0. Only changes count."),
        (1, "One step, yes; but more than one window of 3 reaches across it."),
        (3, "Three windows touch the middle? Count those that see both a 0 and a 9."),
        (
            Axis(len(STEP), len(SLOPE)).output,
            "Those are all the positions. Where both ends of the window are equal it gives 0.",
        ),
        (0, "The weights add up to 0, so an even stretch gives 0. Is the signal even everywhere?"),
    ],
    "Right: two windows see both a 0 and a 9.",
    "Slide the window along: its value is the right end minus the left end.",
)

grows = Choice(
    "The picture grows from 8×8 to 80×80. What do the parameters of its four filters do?",
    "they stay as they are",
    [
        (
            "they grow a hundredfold, as the pixels do",
            "The parameters do not depend on the picture's size. Only the positions become more, "
            "and with them the work: the same weights are used at each.",
        ),
        (
            "they grow tenfold, as the sides do",
            "Neither the height nor the width of the picture is in the formula, only its depth.",
        ),
        (
            "it depends on the padding",
            "Padding changes the output's size. No weight is added by it.",
        ),
    ],
    "Right: the window's size, the depth and the number of filters count, and nothing else.",
)

count = Exercise(
    "Write count(kh, kw, channels, filters), which returns the number of parameters.",
    lambda kh, kw, channels, filters: int(params.conv2d((kh, kw), channels, filters)),
    [
        (lambda h, w, c, f: h * w * c * f, "Those are the weights. Each filter has a bias, too."),
        (
            lambda h, w, c, f: (h * w + 1) * f,
            "That is a flat filter. A filter is as deep as its input: the channels are missing.",
        ),
        (
            lambda h, w, c, f: (h * w + 1) * c * f,
            "You gave each slice a bias of its own. A filter has one.",
        ),
        (
            lambda h, w, c, f: h * w * c * f + 1,
            "Each filter has a bias of its own, not one in all.",
        ),
        (lambda h, w, c, f: (h * w * c + 1) * c, "That is one filter per channel. There are more."),
        (lambda h, w, c, f: (h * h * c + 1) * f, "The window need not be square: kh and kw."),
        (lambda h, w, c, f: (w * w * c + 1) * f, "The window need not be square: kh and kw."),
        (lambda h, w, c, f: h * w * c + 1, "That is one filter. How many are there?"),
    ],
    "Right, for every window, depth and number of filters.",
    "Count one filter first: it is as deep as its input. How many biases does it have?",
    probes=((2, 3, 1, 1), (3, 3, 3, 32), (5, 2, 4, 7), (1, 1, 64, 10)),
    code="(kh * kw * channels + 1) * filters",
)

volume = Exercise(
    "Write conv2d(x, kernel, bias) for x (H, W, C), kernel (kh, kw, C, F), bias (F,).",
    _volume,
    [
        (lambda x, k, b: reference.conv2d(x, k), "The bias is missing: each map has its own."),
        (
            lambda x, k, b: _one_by_one(x, k, 0) + b,
            "Your output is what the first channel alone gives. Sum over all of them.",
        ),
        (
            lambda x, k, b: reference.conv2d(x, k) + b[0],
            "You added the first bias to every map. Map f gets bias[f].",
        ),
        (
            lambda x, k, b: np.stack(
                [_one_by_one(x, k, c)[:, :, 0] for c in range(x.shape[-1])], axis=-1
            ),
            "You made one map per channel. Each filter sums over the channels, and makes one map.",
        ),
        (
            lambda x, k, b: reference.conv2d(x, k[..., :1], b[:1]),
            "That is the first feature map. There is one for each filter: kernel[..., f].",
        ),
        (
            lambda x, k, b: np.moveaxis(_volume(x, k, b), -1, 0),
            "The maps come first in your output. Here they come last: y[row, col, f].",
        ),
        (
            lambda x, k, b: _volume(x, k, b).sum(axis=-1),
            "You added up the feature maps. They stay apart: y[row, col, f].",
        ),
        (
            lambda x, k, b: _volume(x, k, b).astype(int),
            "The decimals are cut off: an array of int, as np.zeros(…, int) makes it, holds whole "
            "numbers only. Leave int away.",
        ),
        (
            lambda x, k, b: np.zeros_like(_volume(x, k, b)),
            "Your output is all zeros: is each sum written into y[row, col, f]?",
        ),
    ],
    "Right: whatever the depth and the number of filters, that is the whole layer.",
    "A window of x is a volume, and so is a filter: multiply cell by cell, and add everything up. "
    "Each filter has its own map and its own bias.",
    probes=(
        (VOLUME, np.stack([FILTER, FILTER[::-1], FILTER[:, ::-1] ** 2], -1), np.array([1, 5, -2])),
        (
            VOLUME[:, :, :2] / 8,
            np.stack([FILTER[:1, :, :2], 3 - FILTER[1:, :, 1:]], -1),
            np.array([4, 0]),
        ),
        (
            np.arange(40).reshape(4, 5, 2) ** 2 % 11 - 3,
            np.arange(36).reshape(3, 2, 2, 3) ** 2 % 13 / 4 - 1.125,
            np.array([0.5, -1.375, 2]),
        ),
    ),
    code="y[row, col, f] = (x[row:row + kh, col:col + kw] * kernel[..., f]).sum() + bias[f]",
)

_SECOND = params.conv2d(3, 32, 64)
second = Exercise(
    f"A layer has 64 filters of 3×3 and {int(_SECOND):,} parameters. How deep is its input?",
    32,
    [
        (3, "Three is the depth of a colour picture. This layer comes after another one."),
        (
            int(_SECOND) / 64 / 9,
            "A depth is a whole number. Each filter has a bias: take it off first.",
        ),
        (64, "That is how many filters it has, and how deep its output is."),
        (
            int(_SECOND) // 64,
            "That is one filter, its bias included. How many slices does it have?",
        ),
        (int(_SECOND) // 64 - 1, "Those are the weights of one filter. A slice has nine of them."),
    ],
    "Right: the layer before it has 32 filters. What it makes is what this one sees.",
    "How many parameters does one of the 64 filters have? What does it have besides its slices?",
)

bend = Exercise(
    "Write a kernel of 3 that gives 0 on every straight line, rising, falling or level, and 2 "
    "where a single 1 among zeros stands under its centre.",
    np.array([-1, 2, -1]),
    [
        ([-1, 0, 1], "That one measures the slope: on a rising line it gives twice the step."),
        ([1, -2, 1], "0 on every line, yes; but a peak gives −2. Change all signs."),
        ([0, 2, 0], "That doubles the signal. On a level line of 5 it gives 10."),
        ([-2, 2, 0], "0 on a level line, but on a rising one it gives twice the step."),
        ([0, 2, -2], "0 on a level line, but on a rising one it gives minus twice the step."),
        ([1, 2, 1], "A level line of 5 gives 20. The weights must add up to 0."),
        ([-0.5, 1, -0.5], "The right shape; but a peak of 1 gives 1, and it must give 2."),
    ],
    "Right: it compares the centre with the mean of its neighbours. In two dimensions, with its "
    "sign changed, it is called the Laplacian.",
    "Which weight does the single 1 meet? And what must the weights add up to, for a level line?",
)
