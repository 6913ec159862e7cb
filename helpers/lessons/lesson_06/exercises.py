"""Exercises of lesson 06, pooling."""

from __future__ import annotations

import numpy as np

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.core.network import receptive_field
from helpers.quiz.exercise import Choice, Exercise

_ROWS = ("172504", "641320", "310261", "084213", "259044", "103672")
PICTURE = np.array([list(map(int, row)) for row in _ROWS])
ROW, COL = 1, 0
_MAX, _MEAN = reference.max_pool2d(PICTURE, 2), reference.avg_pool2d(PICTURE, 2)
_PATCH = PICTURE[2 * ROW : 2 * ROW + 2, 2 * COL : 2 * COL + 2]

largest = Exercise(
    "Max pooling with windows of 2×2 and stride 2: what is the output at row 1, column 0?",
    int(_MAX[ROW, COL]),
    [
        (int(_PATCH.sum()), "That is the sum. Max pooling keeps one value and drops the others."),
        (int(_PATCH.mean()), "That is the average. Max pooling keeps the largest value."),
        (int(_PATCH.min()), "That is the smallest of the four. It is the largest that stays."),
        (
            int(reference.max_pool2d(PICTURE, 2, stride=1)[ROW, COL]),
            "Your window moved down by one row. With stride 2 it moves by two.",
        ),
        (
            int(_MAX[COL, ROW]),
            "That is row 0, column 1. The row comes first: one window down, none to the right.",
        ),
        (
            int(_MAX[0, 0]),
            "That is the first window, row 0. Rows count from 0, so row 1 is one further down.",
        ),
    ],
    "Right: the largest of 3, 1, 0 and 8. The other three are dropped.",
    "The window covers rows 2 and 3, columns 0 and 1. Which of the four values is the largest?",
)

mean = Exercise(
    "The same window, but average pooling: what is the output there?",
    int(_MEAN[ROW, COL]),
    [
        (int(_PATCH.max()), "That is the largest. Now all four values count alike."),
        (int(_PATCH.sum()), "That is the sum. Divide it by the number of cells."),
        (int(_PATCH.sum()) // 2, "You divided by 2, the window's side. It has 2·2 cells."),
        (
            int(np.median(_PATCH)),
            "That is the median. The average is the sum, divided by 4.",
        ),
        (int(_PATCH.sum()) // 3, "You divided by 3. The 0 is a cell, too."),
    ],
    "Right: (3 + 1 + 0 + 8) / 4.",
    "Add up the four values and divide by 4.",
    working="(3 + 1 + 0 + 8)/4",
)

parameters = Exercise(
    "layers.MaxPooling2D(2) on 32 feature maps: how many parameters does it learn?",
    0,
    [
        (
            2 * 2,
            "That is a weight for each cell of the window. Nothing is weighted here: the "
            "largest value is passed on as it is.",
        ),
        (2 * 2 + 1, "Those are four weights and a bias. Pooling has neither."),
        (2 * 2 * 32, "That is a window of weights for each map. Pooling has no weights."),
        ((2 * 2 + 1) * 32, "That is a convolution's count. Pooling has neither weights nor bias."),
        (1, "Not even one: its size and stride are chosen by you, and not learned."),
    ],
    "Right: none. Its size and its stride are chosen, and nothing is learned.",
    "What would there be to learn in “take the largest”?",
)

shape = Exercise(
    "Feature maps (30, 30, 32) go through layers.MaxPooling2D(2): "
    "what is the shape (height, width, channels) of the output?",
    (Axis(30, 2, 2).output, Axis(30, 2, 2).output, 32),
    [
        ((15, 15, 1), "Pooling does not mix channels. Each of the 32 maps is pooled by itself."),
        ((15, 15, 16), "The window is 2×2 in height and width; channels are not halved."),
        ((30, 30, 16), "It is height and width that are halved. The channels stay."),
        ((29, 29, 32), "That is stride 1. Not given, a pooling's stride is its window's size."),
        ((28, 28, 32), "That is a 3×3 convolution. This window is 2×2, with stride 2."),
        ((15, 15), "And how many channels?"),
    ],
    "Right: half the height, half the width, and as many channels as before.",
    "Height and width: windows of 2 with stride 2. Channels: each is pooled by itself.",
)

overlap = Exercise(
    "Maps of 55×55, windows of 3×3, stride 2: how many rows does the output have?",
    Axis(55, 3, 2).output,
    [
        (
            Axis(55, 3, 3).output,
            "That is stride 3, side by side: Keras's default for a window of "
            "3. Here the stride is 2.",
        ),
        (Axis(55, 3).output, "That is stride 1."),
        (
            Axis(55, 3, 2, padding="same").output,
            "That is with padding='same'. Without it, the last window must fit.",
        ),
        ((55 - 3) // 2, "The first position counts, too: add 1."),
        (27.5, "First take off the window's size, then divide, then add 1."),
    ],
    "Right: the formula of lesson 05 holds for every window.",
    "⌊(n − window) / stride⌋ + 1.",
    working="(55 − 3)/2 + 1",
)

_SIXES = np.full((3, 3), 6)

corner = Exercise(
    "A picture of 3×3, every cell 6; average pooling 2×2, stride 2, padding='same'. "
    "The last window holds one cell of the picture and three of padding. What does it "
    "give?",
    int(reference.avg_pool2d(_SIXES, 2, padding="same")[-1, -1]),
    [
        (6 / 4, "You counted three zeros of padding. 'same' does not: only real cells count."),
        (6 / 2, "That would count one cell of padding. None of them is counted."),
        (0, "Padding does not count at all."),
    ],
    "Right: 6 / 1. Padding is not counted, so an even picture stays even up to its border.",
    "Only the cells of the picture count: add them up, and divide by how many they are.",
    working="6/1",
)

shift = Choice(
    "A digit moves one pixel to the right. What becomes of its max-pooled map (2×2, stride 2)?",
    "Some of its values change, others stay",
    [
        (
            "Nothing: pooling makes it shift-invariant",
            "Within a window a value may move and nothing changes. But what stood at a window's "
            "right edge has moved into the next window, and there it counts anew.",
        ),
        (
            "All of it moves by one cell",
            "A cell of the map stands for two pixels. One pixel is half a cell, and there are no "
            "half cells: the values are computed anew.",
        ),
        (
            "Every value in it changes",
            "The background stays, and so does each window whose largest value has not left it.",
        ),
    ],
    "Right. How many change depends on where the edges of the windows lie.",
)

two = Choice(
    "And if the digit moves by two pixels: what becomes of its max-pooled map (2×2, stride 2)?",
    "The same values, one cell further to the right",
    [
        (
            "The map stays as it is: two pixels are within the window",
            "Two pixels are a whole window. Each value is now in the next one.",
        ),
        (
            "The same values, two cells further to the right",
            "Two pixels are one window, and one window is one cell of the map.",
        ),
        (
            "Some values change, others stay, as with one pixel",
            "Two is the stride. The windows now cut the digit at the very same places.",
        ),
    ],
    "Right: a shift by a whole stride moves the map, as in a convolution.",
)


def _max_pool(x: Array, size: int, stride: int) -> Array:
    return reference.max_pool2d(x, size, stride=stride)


max_pool = Exercise(
    "Write max_pool(x, size, stride).",
    _max_pool,
    [
        (
            lambda x, size, stride: reference.avg_pool2d(x, size, stride=stride),
            "That is average pooling. Take the largest value of each window.",
        ),
        (
            lambda x, size, stride: reference.max_pool2d(x, size, stride=1),
            "Your window moves by one cell. Let it move by the stride.",
        ),
        (
            lambda x, size, stride: reference.max_pool2d(x, size),
            "You took the window's size for the stride. They differ where windows overlap.",
        ),
        (
            lambda x, size, stride: reference.max_pool2d(x, size, stride=stride, padding="same"),
            "Your last windows reach over the border. Only whole windows count.",
        ),
        (
            lambda x, size, stride: np.maximum(_max_pool(x, size, stride), 0),
            "You began with 0 as the largest value so far. A window may hold negative values only.",
        ),
        (
            lambda x, size, stride: _max_pool(x, size, stride).astype(int),
            "The decimals are cut off: an array of int, as np.zeros(…, int) makes it, holds whole "
            "numbers only. Leave int away.",
        ),
        (
            lambda x, size, stride: -_max_pool(-x, size, stride),
            "That is the smallest value of each window.",
        ),
    ],
    "Right, for windows side by side and overlapping, for positive and negative values.",
    "Where does the window of output cell (row, col) start? And how many windows fit along each "
    "axis? Lesson 05 has the formula.",
    probes=(
        (np.array([[1, 2, 0], [3, -1, 4], [0, 5, 2]]), 2, 1),
        (PICTURE[:, :5], 2, 2),
        (PICTURE[:5], 3, 2),
        (PICTURE - 9, 2, 2),
        (PICTURE / 4 - 1.375, 2, 3),
        (PICTURE[:, ::-1], 1, 2),
        (PICTURE[:5, :4], 2, 2),
    ),
    code="y[row, col] = x[r:r + size, c:c + size].max(), with r = row * stride, c = col * stride",
)

head = Exercise(
    "Feature maps (15, 15, 32), global average pooling, a dense layer of 10 units with biases: "
    "how many parameters?",
    params.dense(32, 10),
    [
        (
            params.dense(15 * 15 * 32, 10),
            "That is without the pooling: 7,200 values flattened. Of each map only one is left.",
        ),
        (
            params.dense(32, 10, bias=False),
            "The weights are right. Each of the 10 units has a bias.",
        ),
        (
            params.dense(15 * 15, 10),
            "You averaged over the channels. What is left is a number for each of the 32 maps.",
        ),
        (params.dense(1, 10), "You averaged over everything. Each map is averaged by itself."),
    ],
    "Right: 32 averages, 10 units, 10 biases.",
    "How many numbers does global average pooling leave? Those are the dense layer's inputs.",
)

field = Exercise(
    "Convolution 3×3, convolution 3×3, pooling 2×2 with stride 2, convolution 3×3: "
    "how many pixels wide is the receptive field of a unit at the end?",
    receptive_field([3, 3, (2, 2), 3]).size,
    [
        (
            receptive_field([3, 3, 3]).size,
            "That is without the pooling. After it, a step of one cell is a step of two pixels.",
        ),
        (
            receptive_field([3, 3, 2, 3]).size,
            "You added 1 for the pooling, but from then on a cell is two pixels wide: the last "
            "layer adds 2·2.",
        ),
        (3, "That is the kernel's size. Walk back through all the layers."),
        (3 + 3 + 2 + 3, "You added up the windows. Each adds its size less 1, times the step."),
        (2 + 2 + 1 + 2 * 2, "Each layer's part is right. Add the pixel that you start from."),
    ],
    "Right: 1 + 2 + 2 + 1 + 2·2. Each pooling doubles what the layers after it add.",
    "Start from 1. Each layer adds (window − 1) · step. The step is the distance between two cells "
    "of its input, in pixels.",
)
