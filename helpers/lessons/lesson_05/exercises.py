"""Exercises of lesson 05, padding and stride."""

from __future__ import annotations

import numpy as np

from helpers.core.geometry import Axis
from helpers.core.network import receptive_field
from helpers.quiz.exercise import Choice, Exercise

_ROWS = ("1021031", "0210120", "3102201", "1013012", "0220101", "2101320", "1012011")
PICTURE = np.array([list(map(int, row)) for row in _ROWS])
NEIGHBOURS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
"""A kernel that adds up four neighbours, so that outputs are easy to compute by hand."""

_NO_ONE = "You have not counted the first position. Add 1 at the end."
_ONCE = "You counted the padding once. It lies on both sides: before and after."


def _after(layers: int, kernel: int = 3) -> int:
    size = 28
    for _ in range(layers):
        size = Axis(size, kernel).output
    return size


five = Exercise(
    "A picture of 28×28 goes through five layers with padding='valid' and kernels of 3×3. "
    "How many rows does the last feature map have?",
    _after(5),
    [
        (28, "That would need a cell of padding on each side. 'valid' adds none at all."),
        (_after(1), "That is after one layer. Each of the five takes 2 more."),
        (_after(5, kernel=2), "You took off 1 a layer. A kernel of 3 loses one cell on each side."),
        (28 - 5 * 3, "You took off 3 a layer. A kernel of 3 loses 2: n − 3 + 1."),
    ],
    "Right: each layer takes 2, one cell on each side, and five layers take 10.",
    "Each layer with a 3×3 kernel takes off 3 − 1 = 2. There are five of them.",
    working="28 − 5·2",
)

once = Exercise(
    "Size 10, kernel 3, two cells of padding on each side: how many rows does the output have?",
    Axis(10, 3, padding=(2, 2)).output,
    [
        (Axis(10, 3, padding=(2, 0)).output, _ONCE),
        (Axis(10, 3).output, "That is without padding. Here, there are 4 cells more."),
        (10 + 2 + 2, "That is the padded input. A kernel of 3 then takes 2 off it."),
        (10 + 2 + 2 - 3, _NO_ONE),
        (
            Axis(10, 3, padding=(4, 4)).output,
            "You padded by 4 on each side. It is 2 before and 2 after: 4 in all.",
        ),
    ],
    "Right: 10 + 2 + 2 cells, less 3 − 1.",
    "First the padded size, with both sides; then take off 3 − 1.",
    working="10 + 2·2 − 3 + 1",
)

strided = Exercise(
    "Size 7, kernel 3, stride 2, padding='valid': how many rows does the output have?",
    Axis(7, 3, stride=2).output,
    [
        (Axis(7, 3).output, "That is with stride 1. Now every second position is skipped."),
        (
            Axis(7, 3, stride=2, padding=(1, 1)).output,
            "That is with one cell of padding on each side. 'valid' pads nothing.",
        ),
        ((7 - 3) // 2, _NO_ONE),
        (3.5, "You divided the size by the stride. First take the kernel's width off."),
        (2.5, "You halved the 5 positions. The first one stays: count every second of 0 … 4."),
    ],
    "Right: the window starts at 0, 2 and 4.",
    "The window starts at 0, then at 2, … How often does it fit?",
    working="(7 − 3)/2 + 1",
)

third = Choice(
    "In Keras, what does layers.Conv2D(64, 3, 3) make of a picture of 32×32?",
    f"64 maps of {Axis(32, 3, stride=3).output}×{Axis(32, 3, stride=3).output}",
    [
        (
            f"64 maps of {Axis(32, 3).output}×{Axis(32, 3).output}",
            "You read 3, 3 as a 3×3 kernel. The second argument alone is the kernel, 3 for both "
            "sides; the third argument is the stride. Write (3, 3), or strides=….",
        ),
        (
            "64 maps of 32×32",
            "That would be padding='same' with stride 1. Not given, the padding is 'valid', and "
            "the third argument is the stride.",
        ),
        (
            f"3 maps of {Axis(32, 3).output}×{Axis(32, 3).output}",
            "The first argument, 64, is the number of filters, and each makes one map. The third "
            "argument is the stride.",
        ),
    ],
    "Right: 64 filters, a kernel of 3×3, and a stride of 3.",
)

exact = Choice(
    "Size 8, kernel 3, stride 2: the last window ends at cell 6. What happens to the last cell, "
    "number 7?",
    "No window reads it: the layer works, and the output has 3 cells",
    [
        (
            "The layer refuses: (8 − 3) / 2 is not a whole number",
            "Division need not be exact. It rounds down, and every framework takes these settings.",
        ),
        (
            "A smaller window reads it: the output has 4 cells",
            "A window is always whole. Where it does not fit any more, the walk ends.",
        ),
        (
            "A cell of padding is added: the output has 4 cells",
            "That is what padding='same' does. Without padding nothing is added.",
        ),
    ],
    "Right: the division rounds down, and what is left over is ignored. That is legal.",
)

uneven = Exercise(
    "Size 6, kernel 3, stride 2, padding='same': what are the pads (before, after)?",
    Axis(6, 3, stride=2, padding="same").pads,
    [
        (
            (1, 1),
            "That is right for stride 1. Here, three windows start at 0, 2 and 4, and reach 7 "
            "cells: one more than there are, not two.",
        ),
        ((1, 0), "One cell in all is right. Keras puts the odd one after, not before."),
        ((0, 0), "Without padding there are 2 windows. 'same' promises 6 / 2 = 3."),
        ((0, 2), "With two, the last cell of padding would be read by no window. One will do."),
        ((2, 2), "With two cells on each side there are 4 windows. 'same' promises 6 / 2 = 3."),
        ((0.5, 0.5), "There are no half cells. One side gets the odd cell: which?"),
    ],
    "Right: one cell is missing, and the odd one goes after.",
    "'same' promises 3 outputs. How many cells do three windows of 3 with stride 2 reach over?",
)

span = Exercise(
    "Three taps with dilation 2: over how many cells does the kernel reach, gaps included?",
    Axis(9, 3, dilation=2).span,
    [
        (3 * 2, "You multiplied 3 by 2. Three taps have only two steps between them."),
        (3, "That is the number of taps. Count the cells between them, too."),
        (
            Axis(9, 3, dilation=3).span,
            "You left two cells free between taps. Dilation 2 is the step: it leaves one free.",
        ),
        (4, "Two steps of 2 cells: that is the distance. The first tap has a cell of its own."),
    ],
    "Right: (3 − 1) · 2 + 1.",
    "Draw it: a tap, a gap, a tap, a gap, a tap.",
    working="(3 − 1)·2 + 1",
)

_ORDINARY = receptive_field([(3, 1, 1)] * 3).size
_DILATED = [(3, 1, 1), (3, 1, 2), (3, 1, 4)]
field = Exercise(
    "Three layers of 3 taps, with dilation 1, 2 and 4, stride 1: "
    "how many input cells wide is the receptive field of one unit at the top?",
    receptive_field(_DILATED).size,
    [
        (_ORDINARY, "That is with dilation 1 throughout. The spans here are 3, 5 and 9."),
        (
            Axis(20, 3, dilation=4).span,
            "That is what the top layer reaches over in the map below it. Each cell there sees "
            "more than one cell of the input.",
        ),
        (3, "That is the kernel's size. A unit at the top sees through two more layers."),
        (3 * 3 * 3, "You multiplied the taps. Their fields overlap: add up the spans less 1."),
        (3 + 5 + 9, "You added up the spans. Each layer adds its span less 1."),
        (2 + 4 + 8, "Each layer's part is right. Add the one cell that you start from."),
    ],
    "Right: 1 + 2 + 4 + 8. It doubles with each layer, and each still has 3 weights.",
    "Start from one cell. Each layer adds its span less 1.",
    working="1 + 2·1 + 2·2 + 2·4",
)


def _output_size(n: int, kernel: int, stride: int, before: int, after: int) -> int:
    return Axis(n, kernel, stride, padding=(before, after)).output


output_size = Exercise(
    "Write output_size(n, kernel, stride, before, after).",
    _output_size,
    [
        (lambda n, k, s, before, after: (n + before - k) // s + 1, _ONCE),
        (
            lambda n, k, s, before, after: (n + 2 * before - k) // s + 1,
            "You counted the padding before twice. The two sides may differ: add before and after.",
        ),
        (
            lambda n, k, s, before, after: (n + before + after - k + 1) // s,
            "You added 1 before you divided. The first position is not divided: add 1 last.",
        ),
        (lambda n, k, s, before, after: (n + before + after - k) // s, _NO_ONE),
        (
            lambda n, k, s, before, after: (n + before + after - k) / s + 1,
            "The division must round down: write // instead of /.",
        ),
        (
            lambda n, k, s, before, after: -(-(n + before + after - k) // s) + 1,
            "You rounded up. A window that does not fit whole is not counted: round down.",
        ),
        (
            lambda n, k, s, before, after: round((n + before + after - k) / s) + 1,
            "You rounded to the nearest. A window that does not fit whole is not counted: round "
            "down.",
        ),
    ],
    "Right, for even pads and uneven, with and without a remainder.",
    "How many cells are there, padding included? How far can the window move, and how many steps "
    "is that? The first position needs no step.",
    probes=(
        (8, 3, 2, 0, 0),
        (10, 3, 1, 2, 1),
        (9, 4, 3, 1, 0),
        (6, 3, 2, 0, 1),
        (6, 3, 2, 1, 2),
        (10, 2, 3, 0, 0),
        (10, 3, 2, 0, 0),
        (11, 4, 4, 3, 1),
        (5, 5, 2, 0, 0),
    ),
    code="(n + before + after - kernel) // stride + 1",
)

ordinary = Exercise(
    "Which (stride, dilation) make an ordinary convolution: nothing skipped, no gaps?",
    (1, 1),
    [
        (
            (0, 0),
            "Both count steps: from a window to the next, from a tap to the next. A step of 0 "
            "does not move. The next cell is 1.",
        ),
        (
            (0, 1),
            "The dilation is right. A stride of 0 would never leave the first window; "
            "no skipping is stride 1.",
        ),
        (
            (1, 0),
            "The stride is right. A dilation of 0 would put all taps on one cell; taps that "
            "touch are dilation 1. (Some notes count the gap and call that 0; Keras does not.)",
        ),
        ((1, 2), "Dilation 2 leaves a gap of one cell between taps."),
        ((2, 1), "Stride 2 skips every second position."),
    ],
    "Right: both count steps, and the shortest step is 1.",
    "Both count cells from one to the next. Which step leads to the very next cell?",
)

halve = Exercise(
    "Size 32, kernel 5, stride 2, padding='same': what are the pads (before, after)?",
    Axis(32, 5, stride=2, padding="same").pads,
    [
        (
            (2, 2),
            "That gives 16 outputs, too, and some frameworks pad so. But no window reads the last "
            "cell of padding, and 'same' adds no more than it needs.",
        ),
        ((2, 1), "Three in all is right. The odd one goes after, at the bottom and right."),
        ((0, 0), "That is 'valid': 14 outputs. 'same' promises 32 / 2 = 16."),
        ((3, 3), "Three is the sum of both sides. Divide it between them."),
        ((0, 3), "Three in all is right. Each side gets one; only the odd one goes after."),
    ],
    "Right: 15 · 2 + 5 = 35 cells are needed, 3 are missing, and the odd one goes after.",
    "Sixteen windows, 2 apart, 5 wide: over how many cells do they reach? Divide what is missing "
    "between the two sides.",
)
