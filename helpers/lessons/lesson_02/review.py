"""The questions of lesson 02 in other forms, to be asked again in later lessons."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from helpers.core import reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.lessons.lesson_02.exercises import SQUARE_CORNERS
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.review import Items, listed, one

ITEMS = Items("02_why_flat_fails_on_images.ipynb")


def _answer(row: Array, weights: Array) -> int:
    return int(reference.dense(row, weights[:, np.newaxis])[0])


def _places(size: int, window: int) -> int:
    return Axis(size, window).output ** 2


@ITEMS.numbers("shift")
def _(rng: Generator) -> Exercise:
    value, place = one(rng, [2, 3, 4, 5]), one(rng, [1, 2, 3])
    weights = rng.permutation([3, -2, 4, -5, 6])
    row = np.zeros(5, int)
    row[place] = value
    right, left = np.roll(row, 1), np.roll(row, -1)
    return Exercise(
        f"The pixels {listed(row.tolist())} meet the weights {listed(weights.tolist())}. The row "
        "moves by one pixel to the right. What does the unit answer now?",
        _answer(right, weights),
        [
            (
                _answer(row, weights),
                "That is the answer without the shift. The weights stay where they are.",
            ),
            (_answer(left, weights), "That is a shift to the left."),
            (int(weights[place + 1]), f"That is the weight. The pixel has the value {value}."),
            (-_answer(right, weights), "The size is right, but not the sign: look at the weight."),
            (_answer(row + right, weights), "The pixel has left its old place: it is 0 there."),
        ],
        "Right: it meets the next weight, which has nothing to do with the first.",
        "Write the shifted row down, multiply pixel by weight, and add up.",
    )


@ITEMS.reverse("shift")
def _(rng: Generator) -> Exercise:
    value, place = one(rng, [2, 3, 4]), one(rng, [0, 1, 3, 4])
    weights = rng.permutation([3, -2, 4, -5, 7])
    row = np.zeros(5, int)
    row[place] = value
    return Exercise(
        f"A row of five pixels is 0 but for one pixel of value {value}. It meets the weights "
        f"{listed(weights.tolist())}, and the unit answers {_minus(_answer(row, weights))}. At "
        "which position is the pixel, counted from 0?",
        place,
        [
            (place + 1, "You counted from 1. Here the first position is 0."),
            (int(weights[place]), "That is the weight that the pixel meets. Where does it stand?"),
            (4 - place, "You counted from the right. Position 0 is the first on the left."),
        ],
        "Right: the answer tells which weight the pixel has met.",
        f"Divide the answer by {value}: that is the weight. Find its position.",
    )


def _minus(value: int) -> str:
    return f"{value}".replace("-", "−")


@ITEMS.numbers("places")
def _(rng: Generator) -> Exercise:
    size, window = one(rng, [8, 10, 12, 20]), one(rng, [2, 3, 4])
    side = Axis(size, window).output
    return Exercise(
        f"In how many places of a picture of {size}×{size} can a pattern of {window}×{window} "
        "pixels stand?",
        _places(size, window),
        [
            (size**2, "Those are the pixels. The whole pattern must lie inside the picture."),
            ((size // window) ** 2, "Places may overlap: the next one is one pixel further."),
            ((side - 1) ** 2, f"You subtracted {window}. The first place counts too: add 1."),
            (side, "That is along one side. It can move down as well as across."),
            (2 * side, "Each place across goes with each place down: multiply."),
        ],
        f"Right: {size} − {window} + 1 places along each side, and their product in all.",
        "How far can its left side move? Count along one side, then both sides together.",
    )


@ITEMS.reverse("places")
def _(rng: Generator) -> Exercise:
    size, window = one(rng, [6, 7, 9, 12]), one(rng, [3, 4])
    side = Axis(size, window).output
    return Exercise(
        f"A pattern of {window}×{window} pixels can stand in {_places(size, window)} places of a "
        "square picture. How many pixels is a side of the picture?",
        size,
        [
            (side, "Those are the places along one side. The picture is larger than that."),
            (size + 1, f"{side} places need {side} + {window} − 1 pixels."),
            (side * window, "Places overlap: the next one is one pixel further."),
            (_places(size, window), "Those are all places. First take the square root."),
        ],
        f"Right: {side} places along a side, and {window} − 1 pixels more.",
        f"The square root is the number of places along a side. The last one needs {window} cells.",
    )


@ITEMS.numbers("same")
def _(rng: Generator) -> Exercise:
    x, weights = rng.permutation([2, 0, 5]), rng.permutation([1, 4, -1])
    order = np.array(one(rng, [[2, 0, 1], [1, 2, 0]]))
    return Exercise(
        f"The pixels {listed(x.tolist())} meet the weights {listed(weights.tolist())}. Now both "
        f"are shuffled: first comes number {order[0] + 1}, then {order[1] + 1}, then "
        f"{order[2] + 1}, of the pixels and of the weights. What does the unit answer?",
        _answer(x[order], weights[order]),
        [
            (_answer(x[order], weights), "You shuffled the pixels only. The weights move along."),
            (_answer(x, weights[order]), "You shuffled the weights only. The pixels move along."),
            (int(x.sum()), "Those are the pixels. Each is multiplied by its weight."),
            (int(x.sum() * weights.sum()), "Multiply each pixel by its weight, then add."),
        ],
        "Right: the same products, added in another order.",
        "Each pixel keeps its weight. Do the products change?",
    )


@ITEMS.numbers("harder")
def _(rng: Generator) -> Choice:
    what = one(rng, ["digits", "letters", "photographs"])
    return Choice(
        f"The pixels of many {what} are shuffled, each picture in an order of its own. A "
        "dense network is trained on them. Compared with the pictures as they are, it learns …",
        "far worse: a weight meets another pixel in each picture",
        [
            (
                "just as well: a dense layer does not know which pixels are neighbours",
                "That holds where all pictures are shuffled in one order. Here, what a weight "
                "learns from one picture is of no use for the next.",
            ),
            (
                "better: it sees each pixel in many places",
                "It cannot tell which pixel it sees. What it learned at a place holds nowhere.",
            ),
        ],
        "Right: one fixed order loses nothing. A new order for each picture loses the pattern.",
    )


@ITEMS.numbers("corners")
def _(rng: Generator) -> Exercise:
    squares = one(rng, [2, 3, 5, 6])
    return Exercise(
        f"A picture shows {squares} squares, which do not touch. A first stage finds vertical "
        "and horizontal edges, a second one keeps the cells where both answer. How many cells are "
        "kept?",
        SQUARE_CORNERS * squares,
        [
            (squares, "Those are the squares. The second stage finds their corners."),
            (SQUARE_CORNERS, "That is one square."),
            (0, "At each corner a vertical edge meets a horizontal one: both answer."),
            (2 * squares, "The two kinds of edges meet at all corners of a square, not at two."),
        ],
        "Right: one cell for each corner of each square.",
        "Both answer where a vertical edge meets a horizontal one. How often is that in a square?",
    )


@ITEMS.reverse("survives")
def _(rng: Generator) -> Choice:
    what = one(rng, ["digits", "photographs", "X-ray pictures"])
    return Choice(
        f"The pixels of all {what} are shuffled in one fixed order, and everything is trained "
        "anew. What does worse than before?",
        "a layer that looks at windows of neighbouring pixels",
        [
            (
                "a dense layer",
                "It has one weight for each pixel, wherever that lies: it learns as before.",
            ),
            (
                "neither a dense layer nor one that looks at windows of neighbours",
                "The dense layer learns as before. But in a window there are other pixels now.",
            ),
            (
                "a dense layer and one that looks at windows of neighbours",
                "Only what uses neighbours suffers. A dense layer never used them.",
            ),
        ],
        "Right: it uses neighbours, and the shuffle separates them.",
    )
