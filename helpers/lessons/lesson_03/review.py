"""The questions of lesson 03 in other forms, to be asked again in later lessons."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.core.text import number
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.review import Items, one, rows

ITEMS = Items("03_convolution_step_by_step.ipynb")

_FLIP = "You flipped the kernel. This layer does not flip: top left meets top left."


def _cell(x: Array, kernel: Array, row: int, col: int, bias: int = 0) -> int:
    return int(reference.conv2d(x, kernel)[row, col]) + bias


def _kernel(rng: Generator) -> Array:
    return rng.permutation([1, 2, 3, -1]).reshape(2, 2)


@ITEMS.numbers("cell")
def _(rng: Generator) -> Exercise:
    x, kernel, bias = rng.integers(0, 5, (3, 3)), _kernel(rng), one(rng, [1, 2, 4])
    row, col = one(rng, [(0, 1), (1, 0)])
    return Exercise(
        f"The picture is {rows(x.tolist())}, the kernel {rows(kernel.tolist())} and the bias "
        f"{bias}; / begins a new row. What is the output at row {row}, column {col}, counted "
        "from 0?",
        _cell(x, kernel, row, col, bias),
        [
            (_cell(x, kernel, row, col), "The four products are right; add the bias."),
            (_cell(x, kernel[::-1, ::-1], row, col, bias), _FLIP),
            (_cell(x, kernel.T, row, col, bias), "You read the kernel by columns."),
            (
                _cell(x, kernel, col, row, bias),
                f"That is row {col}, column {row}. The row comes first.",
            ),
            (
                int(x[row : row + 2, col : col + 2].sum()) + bias,
                "You summed the window. Each cell is first multiplied by a weight.",
            ),
        ],
        "Right: four products, one sum, one bias.",
        f"Lay the kernel with its corner on row {row}, column {col}; multiply, sum, add {bias}.",
    )


@ITEMS.reverse("cell")
def _(rng: Generator) -> Exercise:
    x, kernel, bias = rng.integers(0, 5, (2, 2)), _kernel(rng), one(rng, [2, 3, 5, 6])
    y = _cell(x, kernel, 0, 0, bias)
    return Exercise(
        f"The window {rows(x.tolist())} meets the kernel {rows(kernel.tolist())}; / begins a new "
        f"row. The output is {number(y)}. What is the bias?",
        bias,
        [
            (-bias, "The sign: the bias is what must be added to the products."),
            (y - _cell(x, kernel[::-1, ::-1], 0, 0), _FLIP),
            (y - _cell(x, kernel.T, 0, 0), "You read the kernel by columns."),
            (_cell(x, kernel, 0, 0), "That is the sum of the products. What is still missing?"),
            (y - _cell(x, abs(kernel), 0, 0), "One weight is negative: subtract its product."),
        ],
        "Right: the products and the bias add up to the output.",
        "Add up the four products. The bias is the difference between the output and that sum.",
    )


@ITEMS.numbers("size")
def _(rng: Generator) -> Exercise:
    (height, width), kernel = one(rng, [(7, 10), (12, 9), (10, 15)]), one(rng, [3, 4, 5])
    high, wide = Axis(height, kernel).output, Axis(width, kernel).output
    return Exercise(
        f"A picture of {height}×{width} and a kernel of {kernel}×{kernel}, no padding: how many "
        "rows and columns does the output have?",
        (high, wide),
        [
            ((height, width), "That is the input's size. A window has fewer positions."),
            (
                (high - 1, wide - 1),
                f"You subtracted {kernel}. The first position counts too: add 1.",
            ),
            ((height // kernel, width // kernel), "Windows overlap: each moves by one cell."),
            ((wide, high), f"Rows come first: {height} rows, {width} columns."),
            ((kernel, kernel), "That is the kernel's size. How many places does it fit into?"),
        ],
        "Right: n − k + 1 along each axis.",
        "Count the places where the window's upper left corner can stand.",
    )


@ITEMS.reverse("size")
def _(rng: Generator) -> Exercise:
    (height, width), kernel = one(rng, [(8, 11), (10, 7), (9, 14)]), one(rng, [3, 4, 5])
    high, wide = Axis(height, kernel).output, Axis(width, kernel).output
    return Exercise(
        f"A kernel of {kernel}×{kernel} without padding gives an output of {high}×{wide}. How "
        "many rows and columns does the picture have?",
        (height, width),
        [
            ((high, wide), "That is the output. The picture is larger than that."),
            (
                (high + kernel, wide + kernel),
                f"You added {kernel}. One position fewer is needed: add {kernel} − 1.",
            ),
            (
                (high + 1, wide + 1),
                f"That is for a kernel of 2. Here it is {kernel}.",
            ),
            ((width, height), f"Rows come first: the output has {high} of them."),
        ],
        "Right: n − k + 1 is the output, so n is the output plus k − 1.",
        "The last window begins in the last row of the output. How many rows does it need more?",
    )


@ITEMS.numbers("parameters")
def _(rng: Generator) -> Exercise:
    kernel, size = one(rng, [2, 4, 5, 7]), one(rng, [10, 20, 32])
    weights, places = kernel**2, Axis(size, kernel).output ** 2
    return Exercise(
        f"One kernel of {kernel}×{kernel} and its bias slide over a grey picture of "
        f"{size}×{size}. How many parameters is that?",
        int(params.conv2d(kernel, 1, 1)),
        [
            (weights, f"{weights} weights, yes; and the bias is learned too."),
            (weights * places, "You counted the weights again at each position. They are shared."),
            (places, "Those are the positions. What is learned, and used at each of them?"),
            (size**2 + 1, "That is a weight for each pixel: a dense unit."),
            (size**2, "Those are the pixels. A kernel is smaller than the picture."),
        ],
        "Right: the kernel and a bias, whatever the picture's size.",
        "Only what is learned counts: the weights of one window, and a bias.",
    )


@ITEMS.reverse("parameters")
def _(rng: Generator) -> Exercise:
    kernel = one(rng, [2, 4, 5, 6, 7])
    total = int(params.conv2d(kernel, 1, 1))
    return Exercise(
        f"One square kernel and its bias on a grey picture have {total} parameters. How many "
        "cells is a side of the kernel?",
        kernel,
        [
            (total - 1, "Those are all its weights. A side is the square root of that."),
            (total, "That counts all weights and the bias. How many are in one row?"),
            ((total - 1) / 4, "The weights fill a square: take the root, do not divide by 4."),
        ],
        f"Right: {kernel}·{kernel} weights and a bias.",
        "Take off the bias, then take the square root.",
    )


@ITEMS.numbers("nothing")
def _(rng: Generator) -> Exercise:
    kernel, bright = rng.permutation([1, 3, -2, -1]).reshape(2, 2), one(rng, [4, 5, 7])
    if one(rng, [True, False]):
        kernel = np.where(kernel == -2, -3, kernel)
    total = int(kernel.sum())
    return Exercise(
        f"Each pixel of an even patch is {bright}. It meets the kernel {rows(kernel.tolist())}, "
        "with / between the rows. What is the sum of the products?",
        _cell(np.full((2, 2), bright), kernel, 0, 0),
        [
            (bright, "The patch stays as bright as it is only where the weights add up to 1."),
            (4 * bright, "You summed the pixels. Each is first multiplied by its weight."),
            (bright * int(abs(kernel).sum()), "Two weights are negative: subtract them."),
            (total, "That is the sum of the weights. Each of them meets a pixel."),
            (0, "That is so where the weights add up to 0. Add these up."),
        ],
        "Right: the brightness times the sum of the weights.",
        "An even patch gives its brightness times the sum of all weights.",
    )


@ITEMS.reverse("nothing")
def _(rng: Generator) -> Exercise:
    first = rng.permutation([1, 2, -6, 3])[:3]
    missing = -int(first.sum())
    return Exercise(
        f"A kernel of 2×2 turns every even patch into exactly 0. Three of its weights are "
        f"{', '.join(map(number, first.tolist()))}. What is the fourth?",
        missing,
        [
            (-missing, "The sign: all four must add up to 0."),
            (1 - int(first.sum()), "Then they add up to 1: an even patch stays as it is."),
            (0, "Then the sum of the other three is left, times the brightness."),
        ],
        "Right: the four weights add up to 0.",
        "An even patch gives its brightness times the sum of the weights.",
    )


@ITEMS.numbers("vertical")
def _(rng: Generator) -> Exercise:
    dark, bright = one(rng, [1, 2, 3]), one(rng, [5, 7, 9])
    x, kernel = np.array([[dark, dark, bright]] * 3), np.array([[-1, 0, 1]] * 3)
    if one(rng, [True, False]):
        x = x.T
    step = bright - dark
    return Exercise(
        f"The window {rows(x.tolist())} meets the kernel {rows(kernel.tolist())}; / begins a new "
        "row. What is the sum of the products?",
        _cell(x, kernel, 0, 0),
        [
            (step, "That is one row. There are three of them."),
            (-3 * step, "The sign: the left column is subtracted from the right one."),
            (3 * step, "This edge is horizontal: in each row, left and right are equal."),
            (0, "In each row the right pixel is brighter than the left one."),
            (3 * (bright + dark), "The left column has negative weights: subtract it."),
        ],
        "Right: in each row, the right pixel minus the left one.",
        "In each row: right pixel minus left pixel. Add up the three rows.",
    )


@ITEMS.reverse("vertical")
def _(rng: Generator) -> Choice:
    weight = one(rng, [1, 2, 3])
    kernel = np.array([[-weight] * 3, [0] * 3, [weight] * 3])
    return Choice(
        f"To which edges does the kernel {rows(kernel.tolist())} answer? (/ begins a new row.)",
        "horizontal ones, dark above and bright below",
        [
            (
                "vertical ones, dark on the left and bright on the right",
                "It compares rows: below minus above. Along a vertical edge both are the same.",
            ),
            (
                "edges of every direction",
                "Along a vertical edge the row above and the row below are the same: it gives 0.",
            ),
            (
                "none: its weights add up to 0",
                "That makes even patches 0. Where the rows differ, the sum is not 0.",
            ),
        ],
        "Right: it takes the row above away from the row below.",
    )


@ITEMS.numbers("flipped")
def _(rng: Generator) -> Exercise:
    kernel = rng.permutation([2, 4, 5, 7]).reshape(2, 2)
    x = np.zeros((3, 3), int)
    x[1, 1] = 1
    (a, b), (c, d) = kernel.tolist()
    return Exercise(
        f"A picture of 3×3 is 0 but for a 1 in its centre. It meets the kernel "
        f"{rows(kernel.tolist())}; / begins a new row. What is the output at row 0, column 0?",
        _cell(x, kernel, 0, 0),
        [
            (a, "That would be so if the kernel were flipped. Which weight lies on the centre?"),
            (b, "That weight lies on row 0, column 1, where the picture is 0."),
            (c, "That weight lies on row 1, column 0, where the picture is 0."),
            (a + b + c + d, "Only the weight that meets the 1 counts. All others meet a 0."),
            (0, "The first window reaches the centre with one of its weights."),
        ],
        "Right: the first window meets the dot with its last weight.",
        "Lay the kernel on the upper left corner. Which of its weights lies on the centre?",
    )
