"""The questions of lesson 04 in other forms, to be asked again in later lessons."""

from __future__ import annotations

from numpy.random import Generator

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.review import Items, one

ITEMS = Items("04_why_convolution_works.ipynb")


def _products(size: int, kernel: int) -> int:
    """Return how many multiplications one kernel takes on a square grey picture."""
    out = Axis(size, kernel).output
    return int(params.conv2d(kernel, 1, 1, output_size=(out, out)).multiplications or 0)


@ITEMS.numbers("products")
def _(rng: Generator) -> Exercise:
    size, kernel = one(rng, [8, 10, 12, 22]), one(rng, [2, 3, 5])
    out = Axis(size, kernel).output
    return Exercise(
        f"A kernel of {kernel}×{kernel} visits a picture of {size}×{size}, without padding. How "
        "many multiplications does that take?",
        _products(size, kernel),
        [
            (kernel**2, f"Those are for one output cell. There are {out}·{out} of them."),
            (kernel**2 * size**2, f"Only {out}·{out} windows lie inside the picture."),
            (out**2, f"Those are the outputs. Each is a sum of {kernel**2} products."),
            (kernel**2 * out, f"That is one row of outputs. There are {out} rows."),
            (
                int(params.conv2d(kernel, 1, out**2)),
                "A bias is added, not multiplied.",
            ),
        ],
        f"Right: {kernel**2} for each of the {out}·{out} outputs.",
        "Count the outputs first, then the products for one of them.",
    )


@ITEMS.reverse("products")
def _(rng: Generator) -> Exercise:
    out, kernel = one(rng, [4, 6, 9, 10]), one(rng, [2, 3, 5])
    size = out + kernel - 1
    return Exercise(
        f"A kernel of {kernel}×{kernel} takes {_products(size, kernel):,} multiplications on a "
        "square picture, without padding. How many rows does its output have?",
        Axis(size, kernel).output,
        [
            (out**2, "Those are all the outputs. How many are in one column?"),
            (size, "That is the picture. The output is smaller."),
            (kernel * out, f"One output takes {kernel}·{kernel} products, not {kernel}."),
        ],
        f"Right: {out}·{out} outputs, and {kernel**2} products for each.",
        f"Divide by the {kernel**2} products of one output. Then take the square root.",
    )


@ITEMS.numbers("unshared")
def _(rng: Generator) -> Exercise:
    out, kernel = one(rng, [4, 5, 10]), one(rng, [2, 3, 4])
    outputs = out**2
    return Exercise(
        f"A layer makes {out}×{out} outputs. Each of them sees a window of {kernel}×{kernel} in a "
        "grey picture, with weights and a bias of its own. How many parameters is that?",
        int(params.conv2d(kernel, 1, outputs)),
        [
            (int(params.conv2d(kernel, 1, 1)), "That is one output. Here nothing is shared."),
            (kernel**2 * outputs, "Those are the weights. Each output has a bias, too."),
            (kernel**2 * outputs + 1, "Each output has a bias of its own, not one for all."),
            (kernel**2 + outputs, "Each output has weights of its own: multiply."),
        ],
        "Right: the weights of a window and a bias, for each output.",
        "How many numbers does one output need? Then count the outputs.",
    )


@ITEMS.numbers("larger")
def _(rng: Generator) -> Exercise:
    size, kernel, factor = one(rng, [10, 20, 32]), one(rng, [2, 4, 5]), one(rng, [2, 3])
    total = int(params.conv2d(kernel, 1, 1))
    return Exercise(
        f"One kernel of {kernel}×{kernel} with a bias was used on grey pictures of {size}×{size}. "
        f"Now the pictures are {size * factor}×{size * factor}. How many parameters are there now?",
        total,
        [
            (factor**2 * total, "There are more places, but the same numbers serve them all."),
            (factor * total, "There are more places, but the same numbers serve them all."),
            (kernel**2, "Those are the weights. There is a bias, too."),
            (
                int(params.conv2d(kernel * factor, 1, 1)),
                "The kernel does not grow with the picture.",
            ),
            (
                total * Axis(size * factor, kernel).output ** 2,
                "That counts them again at each place. They are shared.",
            ),
        ],
        "Right: the picture's size is not in the formula.",
        "What is learned: a kernel and a bias. Do they depend on the picture's size?",
    )


@ITEMS.numbers("nonzero")
def _(rng: Generator) -> Exercise:
    size, kernel = one(rng, [4, 6, 7]), one(rng, [2, 3])
    outputs, pixels, weights = Axis(size, kernel).output ** 2, size**2, kernel**2
    return Exercise(
        f"A kernel of {kernel}×{kernel}, with no 0 in it, slides over a picture of {size}×{size}. "
        "It is written as a matrix, with a row for each output and a column for each pixel. How "
        "many of its entries are not 0?",
        _products(size, kernel),
        [
            (outputs * pixels, "Those are all entries. Most pixels lie outside a window."),
            (weights, "Those are in one row. There is a row for each output."),
            (pixels, "Those are the columns, one for each pixel. Count row by row."),
            (outputs, "Those are the rows. Each has several entries that are not 0."),
            (outputs * (pixels - weights), "Those are the zeros."),
            (pixels * weights, "There is a row for each output, and there are fewer outputs."),
        ],
        f"Right: {outputs} rows, and {weights} weights in each.",
        "How many outputs, so how many rows? And how many pixels does one output read?",
    )


@ITEMS.reverse("nonzero")
def _(rng: Generator) -> Exercise:
    size, kernel = one(rng, [5, 6, 8]), one(rng, [2, 3])
    outputs = Axis(size, kernel).output ** 2
    return Exercise(
        f"A kernel of {kernel}×{kernel}, with no 0 in it, slides over a square picture, without "
        f"padding. Its matrix has {_products(size, kernel)} entries that are not 0. How many rows "
        "does the matrix have?",
        outputs,
        [
            (size**2, "Those are the columns: one for each pixel."),
            (Axis(size, kernel).output, "That is the side of the output. Each output has a row."),
            (_products(size, kernel) // kernel, f"In a row there are {kernel}·{kernel} weights."),
        ],
        f"Right: {kernel**2} entries in each row that are not 0.",
        "How many entries of one row are not 0? Divide by that.",
    )


@ITEMS.numbers("moved")
def _(rng: Generator) -> Exercise:
    row, col = one(rng, [3, 4, 5]), one(rng, [4, 6, 7])
    down, left = one(rng, [1, 2]), one(rng, [1, 3])
    return Exercise(
        f"A dot makes a feature map answer at row {row}, column {col}. The dot moves {down} "
        f"{_cells(down)} down and {left} to the left. At which row and column is the answer now?",
        (row + down, col - left),
        [
            (
                (row, col),
                "That would be invariant. The map is equivariant: it moves along.",
            ),
            ((row - down, col + left), "Both are reversed: down makes the row larger."),
            ((row + down, col + left), "Down is right; left makes the column smaller."),
            ((row - left, col + down), "You exchanged rows and columns. Rows come first."),
            ((col - left, row + down), "The row comes first."),
        ],
        "Right: the answer moves exactly as the dot does.",
        "Shift in, shift out: down is +, to the left is −. The row comes first.",
    )


def _cells(count: int) -> str:
    return "cell" if count == 1 else "cells"


@ITEMS.reverse("moved")
def _(rng: Generator) -> Exercise:
    row, col = one(rng, [1, 2, 3]), one(rng, [2, 4])
    down, right = one(rng, [1, 3, 4]), one(rng, [2, 5])
    return Exercise(
        f"The answer in a feature map was at row {row}, column {col}. Now it is at row "
        f"{row + down}, column {col + right}. By how many pixels did the picture move down, and by "
        "how many to the right?",
        (down, right),
        [
            ((-down, -right), "The map moves in the same direction as the picture."),
            ((right, down), "The row comes first: down, then to the right."),
            ((0, 0), "A convolution is not invariant: the map moves because the picture did."),
            ((row + down, col + right), "That is the new place. By how much did it change?"),
        ],
        "Right: shift in, shift out.",
        "The map moves as the picture does. Subtract the old place from the new one.",
    )


@ITEMS.numbers("turned")
def _(rng: Generator) -> Choice:
    middle = one(rng, [4, 5, 8])
    return Choice(
        f"The kernel is 0 1 0 / 1 −{middle} 1 / 0 1 0, with / between its rows. The picture is "
        "turned by 90°. Is its map the old map, turned by 90°?",
        "Yes: this kernel looks the same after a quarter turn",
        [
            (
                "No: a convolution follows shifts only, whatever the kernel",
                "For most kernels that is so. But this one, turned by 90°, is the same kernel.",
            ),
            (
                "Yes: every convolution follows turns",
                "A kernel that compares left with right does not. This one treats all sides alike.",
            ),
            (
                "No: the map stays as it was",
                "The picture has changed its places, and the map is computed from them.",
            ),
        ],
        "Right: it treats its four neighbours alike, so a quarter turn changes nothing for it.",
    )


@ITEMS.numbers("any_size")
def _(rng: Generator) -> Exercise:
    learned, kernel = one(rng, [16, 28, 32]), one(rng, [3, 5])
    height, width = one(rng, [(10, 20), (50, 40), (24, 100)])
    high, wide = Axis(height, kernel).output, Axis(width, kernel).output
    old = Axis(learned, kernel).output
    return Exercise(
        f"A kernel of {kernel}×{kernel} was learned on pictures of {learned}×{learned}. Now it "
        f"gets one of {height}×{width}, without padding. How many rows and columns does its map "
        "have?",
        (high, wide),
        [
            (
                (old, old),
                "That is the old pictures' map. The kernel does not know their size.",
            ),
            ((height, width), "That is the picture's size. A window has fewer places."),
            ((learned, learned), "The picture need not be made smaller first."),
            ((wide, high), f"Rows come first: {height} rows, {width} columns."),
            ((high - 1, wide - 1), f"You subtracted {kernel}. The first place counts, too."),
        ],
        "Right: n − k + 1 along each axis, with the same numbers as before.",
        "Along each axis there are n − k + 1 places.",
    )
