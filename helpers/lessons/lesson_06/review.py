"""The questions of lesson 06 in other forms, to be asked again in later lessons."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from helpers.core import params, reference
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Exercise
from helpers.quiz.review import Items, listed, one, rows

ITEMS = Items("06_pooling.ipynb")


@ITEMS.numbers("largest")
def _(rng: Generator) -> Exercise:
    x = rng.permutation([0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 2, 3, 5, 6]).reshape(4, 4)
    row, col = one(rng, [(0, 1), (1, 0)])
    patch = x[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
    pooled = reference.max_pool2d(x, 2)
    return Exercise(
        f"The picture is {rows(x.tolist())}; / begins a new row. Max pooling with windows of 2×2 "
        f"and stride 2: what is the output at row {row}, column {col}, counted from 0?",
        int(pooled[row, col]),
        [
            (int(patch.sum()), "That is the sum. Max pooling keeps one value."),
            (float(patch.mean()), "That is the average. Max pooling keeps the largest value."),
            (int(patch.min()), "That is the smallest of the four."),
            (int(pooled[col, row]), f"That is row {col}, column {row}. The row comes first."),
            (
                int(reference.max_pool2d(x, 2, stride=1)[row, col]),
                "Your window moved by one cell. With stride 2 it moves by two.",
            ),
        ],
        "Right: the largest of four. The other three are dropped.",
        "With stride 2, row 1 of the output reads rows 2 and 3 of the picture.",
    )


@ITEMS.numbers("parameters")
def _(rng: Generator) -> Exercise:
    filters, window = one(rng, [4, 8, 10]), one(rng, [2, 3])
    layer = int(params.conv2d(3, 1, filters))
    return Exercise(
        f"A grey picture goes through {filters} filters of 3×3 with biases, then through max "
        f"pooling with windows of {window}×{window}. How many parameters do both layers have "
        "together?",
        layer,
        [
            (layer + window**2, "The pooling has no weights: the largest value is passed on."),
            (layer + window**2 + 1, "The pooling has neither weights nor a bias."),
            (layer + window**2 * filters, "The pooling has no weights, for none of the maps."),
            (9 * filters, "The filters' biases are missing."),
            (0, "That is the pooling alone. The filters do learn."),
        ],
        "Right: the filters learn, and the pooling does not.",
        "Count the filters. What would there be to learn in “take the largest”?",
    )


@ITEMS.numbers("mean")
def _(rng: Generator) -> Exercise:
    cells = rng.permutation(one(rng, [(9, 2, 0, 5), (8, 4, 7, 1), (6, 6, 0, 0), (10, 2, 3, 1)]))
    total = int(cells.sum())
    return Exercise(
        f"A window of 2×2 holds {listed(cells.tolist())}. What does average pooling give?",
        int(reference.avg_pool2d(cells.reshape(2, 2), 2)[0, 0]),
        [
            (int(cells.max()), "That is the largest. Now all four values count alike."),
            (total, "That is the sum. Divide it by the number of cells."),
            (total / 2, "You divided by 2, the window's side. It has 2·2 cells."),
            (float(np.median(cells)), "That is the median."),
            (total / int((cells != 0).sum()), "A 0 is a cell, too: divide by 4."),
        ],
        "Right: the sum of the four cells, divided by 4.",
        "Add up the four values and divide by 4.",
    )


@ITEMS.reverse("mean")
def _(rng: Generator) -> Exercise:
    first = rng.permutation(one(rng, [(1, 4, 3), (0, 5, 2), (6, 1, 1), (2, 7, 0)]))
    missing = 4 * one(rng, [3, 4, 5]) - int(first.sum())
    mean = int(reference.avg_pool2d(np.append(first, missing).reshape(2, 2), 2)[0, 0])
    return Exercise(
        f"Average pooling of a window of 2×2 gives {mean}. Three of its cells are "
        f"{listed(first.tolist())}. What is the fourth?",
        missing,
        [
            (mean, "That is the average. Which number makes the four cells add up to 4 times it?"),
            (3 * mean - int(first.sum()), "You took three cells. There are four."),
            (4 * mean, "That is the sum of all four cells. Subtract the three from it."),
            (mean - int(first.sum()), f"The four cells add up to 4·{mean}, not to {mean}."),
        ],
        f"Right: the four cells add up to 4·{mean}.",
        "The four cells add up to four times the average.",
    )


@ITEMS.numbers("shape")
def _(rng: Generator) -> Exercise:
    (height, width), maps = one(rng, [(12, 20), (24, 18), (30, 36)]), one(rng, [8, 16, 64])
    window = one(rng, [2, 3])
    high, wide = Axis(height, window, window).output, Axis(width, window, window).output
    return Exercise(
        f"Feature maps of shape ({height}, {width}, {maps}) go through "
        f"layers.MaxPooling2D({window}). What is the shape (height, width, channels) of the "
        "output?",
        (high, wide, maps),
        [
            ((high, wide, 1), f"Pooling does not mix channels: each of the {maps} is kept."),
            ((high, wide, maps // window), "Only height and width become smaller."),
            ((height, width, maps // window), "It is height and width that become smaller."),
            (
                (Axis(height, window).output, Axis(width, window).output, maps),
                "That is stride 1. Not given, a pooling's stride is its window's size.",
            ),
            ((high, wide), "And how many channels?"),
        ],
        "Right: smaller in height and width, and as many channels as before.",
        "Each channel is pooled by itself, with a stride as large as the window.",
    )


@ITEMS.reverse("shape")
def _(rng: Generator) -> Exercise:
    (height, width), maps = one(rng, [(16, 24), (28, 20), (32, 48)]), one(rng, [4, 16, 64])
    high, wide = Axis(height, 2, 2).output, Axis(width, 2, 2).output
    return Exercise(
        f"layers.MaxPooling2D(2) gives feature maps of shape ({high}, {wide}, {maps}), and no "
        "cell was left over. Which shape (height, width, channels) went in?",
        (height, width, maps),
        [
            ((height, width, 2 * maps), "Channels are not halved: as many went in as came out."),
            ((high, wide, 2 * maps), "It is height and width that were halved."),
            ((high + 1, wide + 1, maps), "That is stride 1. Here the stride is 2."),
            ((high, wide, maps), "That came out. Height and width were larger before."),
            ((width, height, maps), "Height comes first."),
        ],
        "Right: twice the height, twice the width, and as many channels.",
        "Height and width were halved. What happened to the channels?",
    )


@ITEMS.numbers("overlap")
def _(rng: Generator) -> Exercise:
    size, window = one(rng, [13, 21, 27, 31]), one(rng, [3, 5])
    return Exercise(
        f"Maps of {size}×{size}, pooling windows of {window}×{window}, stride 2, no padding: how "
        "many rows does the output have?",
        Axis(size, window, 2).output,
        [
            (Axis(size, window, window).output, f"That is stride {window}. Here it is 2."),
            (Axis(size, window).output, "That is stride 1."),
            (Axis(size, window, 2).output - 1, "The first position counts, too: add 1."),
            (Axis(size, window, 2, padding="same").output, "That is with padding='same'."),
            (size / 2, "First take off the window's size, then divide, then add 1."),
        ],
        "Right: the formula for a convolution holds for every window.",
        f"⌊({size} − {window}) / 2⌋ + 1.",
    )


@ITEMS.reverse("overlap")
def _(rng: Generator) -> Exercise:
    output, window = one(rng, [6, 10, 14]), one(rng, [3, 5])
    size = 2 * (output - 1) + window
    return Exercise(
        f"Pooling windows of {window}×{window} with stride 2 and no padding give "
        f"{Axis(size, window, 2).output} rows, and no row is left over. How many rows went in?",
        size,
        [
            (2 * output, f"The last window reaches {window} rows down, not 2."),
            (window * output, f"The windows overlap: each is 2 rows further, not {window}."),
            (output + window - 1, "That is stride 1. Here it is 2."),
            (size + 2, f"There are {output} − 1 steps from the first window to the last."),
        ],
        f"Right: {output} − 1 steps of 2, and the {window} rows of the last window.",
        f"How far does the last window begin from the first one? Then add its {window} rows.",
    )


@ITEMS.numbers("corner")
def _(rng: Generator) -> Exercise:
    first, second = one(rng, [(4, 8), (6, 2), (9, 3), (10, 4)])
    x = np.zeros((3, 3), int)
    x[:2, 2] = first, second
    return Exercise(
        "Average pooling with windows of 2×2, stride 2 and padding='same'. A window at the right "
        f"border holds the cells {first} and {second} of the picture, and two of padding. What "
        "does it give?",
        int(reference.avg_pool2d(x, 2, padding="same")[0, 1]),
        [
            ((first + second) / 4, "You counted two zeros of padding. Only real cells count."),
            (first + second, "That is the sum. Divide it by the number of real cells."),
            (0, "Padding does not count at all."),
            (max(first, second), "That is max pooling."),
            ((first + second) / 3, "You counted one cell of padding. None of them is counted."),
        ],
        f"Right: ({first} + {second}) / 2. Padding is not counted.",
        "Only the cells of the picture count: add them up, and divide by how many they are.",
    )


@ITEMS.numbers("shift")
def _(rng: Generator) -> Exercise:
    row = np.zeros(8, int)
    start, length = one(rng, [1, 2, 3]), one(rng, [1, 2, 3])
    row[start : start + length] = one(rng, [4, 5, 7])
    moved = np.roll(row, 1)
    before, after = (reference.max_pool2d(each[np.newaxis], (1, 2))[0] for each in (row, moved))
    return Exercise(
        f"The row {listed(row.tolist())} is max-pooled with windows of 2 and stride 2. Then it "
        "moves by one cell to the right. How many of the 4 pooled values change?",
        int(np.count_nonzero(before != after)),
        [
            (0, "A value that leaves its window counts in the next one."),
            (4, "The windows with nothing but background stay 0."),
            (
                int(np.count_nonzero(row != moved)),
                "That is how many cells of the row change. Pool both rows first.",
            ),
            (
                int(np.count_nonzero(before)) + int(np.count_nonzero(after)),
                "Compare window by window: where both are equal, nothing changes.",
            ),
        ],
        "Right. How many change depends on where the edges of the windows lie.",
        "Pool the row before and after the shift, and compare the four values.",
    )


@ITEMS.numbers("two")
def _(rng: Generator) -> Exercise:
    stride, cells = one(rng, [(2, 2), (2, 3), (3, 2), (3, 3), (4, 2)])
    return Exercise(
        f"Max pooling with windows of {stride}×{stride} and stride {stride}. The picture moves by "
        f"{stride * cells} pixels to the right. By how many cells does the pooled map move?",
        cells,
        [
            (stride * cells, f"{stride} pixels are one window, and that is one cell of the map."),
            (0, "That is more than one window: the values are in other cells now."),
            (cells + 1, "The map moves by whole windows: divide the shift by the stride."),
            (stride * cells - stride, f"A cell of the map stands for {stride} pixels: divide."),
        ],
        "Right: a shift by whole strides moves the map.",
        f"One cell of the map stands for {stride} pixels.",
    )


@ITEMS.reverse("two")
def _(rng: Generator) -> Exercise:
    stride, cells = one(rng, [(2, 2), (2, 3), (3, 2), (3, 4), (4, 2)])
    return Exercise(
        f"Max pooling with windows of {stride}×{stride} and stride {stride}. The pooled map holds "
        f"the same values as before, {cells} cells further to the right. By how many pixels did "
        "the picture move?",
        stride * cells,
        [
            (cells, f"A cell of the map stands for {stride} pixels."),
            (cells / stride, f"A cell of the map stands for {stride} pixels: multiply."),
            (stride * cells - 1, "Then some values would have left their windows and others not."),
            (stride + cells, f"Each of the {cells} cells stands for {stride} pixels: multiply."),
        ],
        f"Right: {cells} windows of {stride} pixels.",
        f"One cell of the map stands for {stride} pixels.",
    )
