"""Exercises of lesson 02, why flat fails on images."""

from __future__ import annotations

import numpy as np

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Choice, Exercise

ROW = np.array([0, 0, 3, 0, 0, 0])
WEIGHTS = np.array([1, -2, 4, -5, 0, 2])
SQUARE_CORNERS = 4
PLACES = Axis(28, 3).output ** 2


def _answer(row: Array) -> int:
    return int(reference.dense(row, WEIGHTS[:, np.newaxis])[0])


same = Choice(
    "The pixels of the 3 are shuffled, and the rows of the kernel in the same order. What happens "
    "to the ten outputs?",
    "All ten stay the same, to the last digit",
    [
        (
            "They change: the shape of the 3 is gone",
            "You see a shape, but the layer never did. It multiplies each pixel by its weight and "
            "adds up. A dense layer does not know which pixels are neighbours.",
        ),
        (
            "They stay nearly the same, with small differences",
            "The same products are added in another order, and the sum of whole numbers does not "
            "depend on the order at all.",
        ),
        (
            "The same ten numbers, in another order",
            "Each output belongs to a unit, which is a column of the kernel. Only its rows moved.",
        ),
    ],
    "Right: the same products, added in another order.",
)

harder = Choice(
    "All digits are shuffled in one fixed order. Then a dense network is trained on them, from "
    "random weights. Compared with a network that trains on the digits as they are, it learns …",
    "just as well",
    [
        (
            "worse, because the strokes are gone",
            "For you the shuffle makes the task harder, but a dense network never used the "
            "strokes. It has one weight for each pixel, wherever that pixel lies.",
        ),
        (
            "nothing at all, because the pictures are only noise",
            "They look like noise, but nothing is lost: each pixel has moved to a new place, and "
            "always to the same one. There is still one weight for it.",
        ),
        (
            "as well in the end, but more slowly",
            "Each step of the training is shuffled, too, and otherwise the same. No step is lost.",
        ),
    ],
    "Right: every correction of a weight is the same as before, in its new place.",
)

shift = Exercise(
    "The row moves by one pixel to the right. What does the unit answer now?",
    _answer(np.roll(ROW, 1)),
    [
        (
            _answer(ROW),
            "That is the answer without the shift. The weights stay where they are, so the bright "
            "pixel meets another one.",
        ),
        (_answer(np.roll(ROW, -1)), "That is a shift to the left. To the right, it meets −5."),
        (int(WEIGHTS[3]), "That is the weight. The pixel that meets it has the value 3."),
        (-_answer(np.roll(ROW, 1)), "The size is right, but not the sign: look at the weight."),
        (
            _answer(ROW) + _answer(np.roll(ROW, 1)),
            "The bright pixel has left its old place: there the row is 0 now.",
        ),
    ],
    "Right: it meets the next weight, and that one has never been tied to the first.",
    "Write the shifted row down, multiply pixel by weight, and add up.",
    working="3·(−5)",
)

places = Exercise(
    "In how many places of a picture of 28×28 can an edge of 3×3 pixels stand?",
    PLACES,
    [
        (28**2, "Those are the pixels. The edge is 3 wide and must lie inside the picture."),
        ((28 // 3) ** 2, "Places may overlap: the next one is one pixel on, not three."),
        (25**2, "You subtracted 3. The first place counts too: 28 − 3 + 1 along each side."),
        (27**2, "One less is the answer for an edge of 2×2. An edge of 3×3 loses two."),
        (Axis(28, 3).output, "That is along one side. It can move down as well as across."),
        (2 * Axis(28, 3).output, "Each place across goes with each place down: multiply."),
    ],
    "Right: 28 − 3 + 1 places along each side, and each across goes with each down.",
    "How far can its left side move? Count along one side, then both sides together.",
    working="26·26",
)

corners = Exercise(
    "How many cells of the square's corner map will not be 0?",
    SQUARE_CORNERS,
    [
        (
            20,
            "Those are the cells of one map of edges. Stage two keeps those where both answer.",
        ),
        (
            36,
            "Those are the cells where at least one map answers. Stage two asks for both at once.",
        ),
        (1, "There is one square, but stage two finds corners. How many does it have?"),
        (0, "Somewhere both maps answer: look where a vertical edge meets a horizontal one."),
        (16, "The smaller of the two is 0 where one is 0. Look where both maps answer."),
    ],
    "Right: one cell for each corner of the square.",
    "Go through the cells where the first map answers, and see where the second does, too.",
)

survives = Choice(
    "The edge detector gets the photograph with its pixels shuffled. What does it find?",
    "Edges nearly everywhere: each pixel has other neighbours now",
    [
        (
            "The same edges, each in its new place",
            "That would be true if it compared the pixels that used to be neighbours. It compares "
            "those that lie side by side now. What looks at neighbours, as a convolution does, "
            "does not survive a shuffle.",
        ),
        (
            "The same numbers as before: it is as blind as a dense layer",
            "A dense layer does not care where a pixel lies. This detector compares neighbours, "
            "and the shuffle gives each pixel new ones.",
        ),
        (
            "Nothing: there are no edges left",
            "An edge is a difference between neighbours, and pixels from far apart differ more, "
            "not less.",
        ),
    ],
    "Right. It relies on neighbours, and so the shuffle ruins it.",
)

unshuffle = Exercise(
    "Write unshuffle(pixels, order), which puts pixels = picture[order] back in place.",
    lambda pixels, order: pixels[np.argsort(order)],
    [
        (lambda p, o: p[o], "That shuffles once more. Each pixel must go back to place order[i]."),
        (lambda p, o: p, "Nothing has moved: that is the shuffled picture."),
        (lambda p, o: np.sort(p), "That sorts by brightness. Sort by place instead."),
        (lambda p, o: p[::-1], "That reverses the list. Each pixel has a place of its own."),
        (lambda p, o: o[p], "You exchanged the two: order holds the places."),
    ],
    "Right. The shuffle loses nothing, and it can be undone.",
    "pixels[i] was taken from place order[i] of the picture. Where must it go?",
    probes=(
        (np.array([10, 20, 30]), np.array([1, 2, 0])),
        (np.array([5, 3, 0, 1, 4, 2]), np.array([2, 0, 3, 5, 1, 4])),
        (np.array([0.5, -1.25, 2.75, 0.125, -3.5]), np.array([3, 0, 4, 1, 2])),
    ),
    code="picture = np.empty_like(pixels); picture[order] = pixels; return picture",
)

follow = Exercise(
    "Write follow(kernel, order): the kernel (inputs, units) for pictures shuffled by order.",
    lambda kernel, order: kernel[order],
    [
        (
            lambda k, o: k[:, o],
            "That shuffles the units. Each row of this kernel belongs to a pixel, each column to "
            "a unit: shuffle the rows.",
        ),
        (
            lambda k, o: k[np.argsort(o)],
            "That undoes the shuffle. Row i must be the row of the pixel that has come to i.",
        ),
        (lambda k, o: k, "The pixels have moved; the weights must move along."),
        (lambda k, o: k[::-1], "That reverses the rows. They must follow order."),
        (lambda k, o: k.T[o], "You transposed the kernel. Its shape stays (inputs, units)."),
    ],
    "Right: a pixel and its weight stay together.",
    "Pixels become x[order]. Which axis of the kernel belongs to the pixels?",
    probes=(
        (np.array([[1, 2, -3], [4, -5, 6], [7, 8, 9]]), np.array([1, 2, 0])),
        (np.array([[1, 2], [3, 4], [5, 6]]), np.array([1, 2, 0])),
        (np.arange(16).reshape(4, 4) ** 2 % 11 / 8 - 1, np.array([2, 0, 3, 1])),
    ),
    code="kernel[order]",
)

down = Exercise(
    "Write down(x): each pixel below compared with the one above, without the border.",
    lambda x: abs(x[2:, 1:-1] - x[:-2, 1:-1]),
    [
        (
            lambda x: abs(x[1:-1, 2:] - x[1:-1, :-2]),
            "That compares left with right. Rows come first: x[row, col].",
        ),
        (
            lambda x: x[2:, 1:-1] - x[:-2, 1:-1],
            "An edge counts both ways, from dark to bright and from bright to dark: take abs.",
        ),
        (
            lambda x: x[:-2, 1:-1] - x[2:, 1:-1],
            "An edge counts both ways, from dark to bright and from bright to dark: take abs.",
        ),
        (
            lambda x: abs(x[2:] - x[:-2]),
            "The columns of the border are still there: both maps must have the same size.",
        ),
        (
            lambda x: abs(x[2:, 1:-1] - x[1:-1, 1:-1]),
            "That compares the pixel below with the middle one. Compare it with the one above.",
        ),
        (
            lambda x: abs(x[1:-1, 1:-1] - x[:-2, 1:-1]),
            "That compares the middle one with the one above. Compare the one below with it.",
        ),
        (
            lambda x: x[2:, 1:-1] + x[:-2, 1:-1],
            "A sum is large where both are bright. An edge is a difference.",
        ),
    ],
    "Right, and it is the same comparison at every place.",
    "Cut two pictures of the same size out of x: the pixels below, and those above. The border's "
    "columns belong to neither.",
    probes=(
        (np.array([[1, 2, 3], [4, 0, 6], [7, 9, 5]]),),
        (np.arange(30).reshape(5, 6) ** 2 % 13,),
        (np.arange(35).reshape(7, 5) ** 2 % 23 / 8 - 2,),
    ),
    code="abs(x[2:, 1:-1] - x[:-2, 1:-1])",
)

price = Exercise(
    "A dense layer has one unit for each place of the edge in a picture of 28×28. How many "
    "parameters does the layer have?",
    params.dense(28 * 28, PLACES),
    [
        (
            params.dense(28 * 28, PLACES, bias=False),
            "Those are the weights. Each unit has a bias as well.",
        ),
        (
            PLACES * 10,
            "That gives each unit nine weights. A unit of a dense layer has one for every pixel, "
            "even where it is 0 after training.",
        ),
        (
            PLACES * 9,
            "That gives each unit nine weights. A unit of a dense layer has one for every pixel, "
            "even where it is 0 after training; and a bias.",
        ),
        (params.dense(28 * 28, 1), "That is one unit. There is one for each place."),
        (10, "Ten would do if all places shared them. In a dense layer nothing is shared."),
        (
            params.dense(28 * 28, 28 * 28),
            "That is a unit for each pixel. The edge has fewer places: see round 3.",
        ),
    ],
    "Right: over half a million, for one kind of edge. Lesson 03 does it with ten.",
    "Each unit has 28·28 weights and a bias; there is a unit for each place.",
)
