"""The questions of lesson 08 in other forms, to be asked again in later lessons."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.core.layers import Conv2D, Flatten, MaxPooling2D
from helpers.core.network import Stack, receptive_field
from helpers.core.reference import softmax
from helpers.core.text import number
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.review import Items, listed, one

ITEMS = Items("08_convolutional_networks.ipynb")

POWERS = {2: 7.39, 1: 2.72, 0: 1, -1: 0.37}
"""e to the power of a score, to two decimals: for a pocket calculator without that key."""


_SHARED = "You took shares of the scores themselves. First take e^a of each."


@ITEMS.numbers("shape")
def _(rng: Generator) -> Exercise:
    size, filters, kernel = one(rng, [12, 20, 28]), one(rng, [6, 8, 10]), one(rng, [3, 5])
    side = Axis(size, kernel).output
    rows, cols, channels = Stack((size, size, 1), [Conv2D(filters, kernel), MaxPooling2D(2)]).output
    return Exercise(
        f"A grey picture of {size}×{size}, a convolution with {filters} filters of "
        f"{kernel}×{kernel} and no padding, a relu, a max pooling of 2×2. How many rows, columns "
        "and channels come out?",
        (rows, cols, channels),
        [
            ((size // 2, size // 2, filters), "The convolution takes k − 1 off first."),
            ((side, side, filters), "That is after the convolution. The pooling halves it."),
            ((rows, cols, 1), f"Each of the {filters} filters makes a feature map."),
            ((rows, cols, filters // 2), "The pooling does not change the channels."),
            ((rows - 1, cols - 1, filters), "The relu changes no size."),
        ],
        f"Right: {size} − {kernel} + 1, half of it, and a map for each filter.",
        "First the convolution: n − k + 1 along each axis. Then the pooling halves that.",
    )


@ITEMS.reverse("shape")
def _(rng: Generator) -> Exercise:
    size, kernel = one(rng, [16, 20, 32]), one(rng, [3, 5, 7])
    rows = Stack((size, size, 1), [Conv2D(4, kernel), MaxPooling2D(2)]).output[0]
    return Exercise(
        f"A convolution of {kernel}×{kernel} without padding and a max pooling of 2×2, with no "
        f"row left over, make {rows} rows of a square picture. How many rows does the picture "
        "have?",
        size,
        [
            (2 * rows, f"That is before the pooling. The convolution took {kernel} − 1 off."),
            (2 * rows + kernel, f"The convolution took {kernel} − 1 off, not {kernel}."),
            (2 * (rows + kernel - 1), "The pooling came last: undo it first."),
            (rows + kernel - 1, "The pooling has halved the rows: undo that, too."),
        ],
        f"Right: twice {rows}, and {kernel} − 1 more.",
        "Go backwards: how many rows went into the pooling, and how many into the convolution?",
    )


@ITEMS.numbers("percent")
def _(rng: Generator) -> Exercise:
    scores = rng.permutation(one(rng, [(2, 0, -1), (1, 0, -1), (2, 1, 0), (2, 0, 0)]))
    shares = [round(100 * share) for share in softmax(scores).tolist()]
    first = int(scores[0])
    total = int(scores.sum())
    # Scores that add up to 0 have no shares.
    shared = [(round(100 * first / total), _SHARED)] if total else []
    powers = ", ".join(
        f"e to the power of {number(score)} is {POWERS[score]}"
        for score in sorted(set(scores.tolist()), reverse=True)
    )
    return Exercise(
        f"The scores of cat, dog and horse are {listed(scores.tolist())}. Rounded: {powers}. How "
        "probable is the cat, in whole per cent?",
        shares[0],
        [
            *shared,
            (shares[1], "That is the dog's."),
            (shares[2], "That is the horse's."),
            (round(100 * POWERS[first]), "That is the power. Divide it by the sum of all three."),
            (33, "The classes are not equally probable: their scores differ."),
        ],
        "Right: the powers are all positive, and their shares add up to 1.",
        "Divide the cat's power by the sum of the three, and write the share in per cent.",
    )


@ITEMS.numbers("shifted")
def _(rng: Generator) -> Exercise:
    gap, more = one(rng, [1, 2]), one(rng, [5, 10, 100])
    share = round(100 * softmax(np.array([gap, 0])).tolist()[0])
    grown = round(100 * (gap + more) / (gap + 2 * more))
    return Exercise(
        f"The scores {gap} and 0 give the probabilities {share} % and {100 - share} %. Now both "
        f"scores grow by {more}: {gap + more} and {more}. How many per cent is the first now?",
        round(100 * softmax(np.array([gap + more, more])).tolist()[0]),
        [
            (grown, _SHARED),
            (50, "The scores look more alike, but softmax sees only their difference."),
            (100, "Multiplying would drive it to 100 %. Adding the same to both changes nothing."),
            (100 - share, "That is the second. The first score is still the larger one."),
        ],
        "Right: only the difference of the scores counts.",
        "Both powers grow by the same factor. What becomes of their shares?",
    )


@ITEMS.numbers("two_losses")
def _(rng: Generator) -> Exercise:
    losses = {0.5: 0.69, 0.3: 1.2, 0.2: 1.61}
    cat, dog, horse = rng.permutation(list(losses)).tolist()
    names = {"cat": cat, "dog": dog, "horse": horse}
    right = one(rng, list(names))
    others = [share for name, share in names.items() if name != right]
    exact = float(np.round(-np.log(names[right]), 2))
    return Exercise(
        f"A network says cat {cat}, dog {dog}, horse {horse}. The picture shows a {right}. "
        "Rounded: −ln 0.5 = 0.69, −ln 0.3 = 1.20, −ln 0.2 = 1.61. What is the "
        "cross-entropy loss, to two decimals?",
        exact,
        [
            (losses[others[0]], "That is the −ln of another class. Only the right one counts."),
            (losses[others[1]], "That is the −ln of another class. Only the right one counts."),
            (
                float(np.round(sum(losses.values()), 2)),
                "You added up all classes. Those that are wrong are multiplied by 0.",
            ),
            (names[right], "That is the probability. The loss is −ln of it."),
            (-exact, "The sign: a loss is not negative."),
        ],
        "Right: −ln of the probability of the right class, and nothing else.",
        "Which class is the right one, and what is −ln of its probability?",
    )


@ITEMS.numbers("flat")
def _(rng: Generator) -> Exercise:
    size, filters = one(rng, [10, 12, 22]), one(rng, [4, 5, 8])
    stack = Stack((size, size, 3), [Conv2D(filters, 3), MaxPooling2D(2), Flatten()])
    side, pooled = stack.placed[0].output[0], stack.placed[1].output[0]
    return Exercise(
        f"The picture is {size}×{size}×3. A convolution with {filters} filters of 3×3 and no "
        "padding, then a max pooling of 2×2. How many numbers does Flatten put in its row?",
        stack.output[0],
        [
            (pooled**2, f"That is one feature map. There are {filters}."),
            (side**2 * filters, "That is before the pooling: it keeps one of four cells."),
            ((size // 2) ** 2 * filters, "The convolution without padding takes 2 off first."),
            (pooled**2 * 3, f"After the convolution there are {filters} channels, not 3."),
            (pooled**2 * filters * 3, "The 3 colours went into each sum: they are gone."),
        ],
        f"Right: {pooled}·{pooled}·{filters}.",
        "Rows × columns × channels of what the pooling gives.",
    )


@ITEMS.reverse("flat")
def _(rng: Generator) -> Exercise:
    side, filters = one(rng, [5, 7, 8, 10]), one(rng, [4, 6, 16])
    numbers = Stack((side, side, filters), [Flatten()]).output[0]
    return Exercise(
        f"Flatten makes a row of {numbers} numbers of feature maps of {side}×{side}. How many maps "
        "are there?",
        filters,
        [
            (numbers / side, f"A map has {side}·{side} cells."),
            (numbers / (2 * side), f"A map has {side}·{side} cells: multiply, do not add."),
            (numbers - side**2, "All maps have the same size: divide."),
            (1, "Flatten puts all maps into one row, cell by cell."),
        ],
        f"Right: {side}·{side} numbers for each map.",
        "How many numbers does one map have? Divide by that.",
    )


@ITEMS.numbers("most")
def _(rng: Generator) -> Choice:
    maps, filters = one(rng, [16, 32]), one(rng, [32, 64])
    return Choice(
        f"A convolution of 3×3 makes {filters} maps from {maps}. The mean over each map follows, "
        "then Dense with 10 units. Where do most of the parameters sit?",
        f"Conv2D, {filters} filters",
        [
            (
                "Dense, 10 units",
                f"After the mean there are only {filters} inputs: {params.dense(filters, 10)!r}. "
                f"The convolution has {params.conv2d(3, maps, filters)!r}.",
            ),
            (
                "the mean over each map",
                "A mean has no parameters: nothing in it is learned.",
            ),
        ],
        "Right: with a mean in place of Flatten, the dense layer is small.",
    )


@ITEMS.numbers("same")
def _(rng: Generator) -> Exercise:
    size, filters = one(rng, [8, 12, 20]), one(rng, [3, 5, 10])
    before, after = (
        Stack(
            (size, size, 1), [Conv2D(filters, 3, padding=padding), MaxPooling2D(2), Flatten()]
        ).output[0]
        for padding in ("valid", "same")
    )
    return Exercise(
        f"A grey picture of {size}×{size}, a convolution with {filters} filters of 3×3, a max "
        f"pooling of 2×2, Flatten: {before} numbers. Now the convolution gets padding='same'. How "
        "many numbers does Flatten pass on?",
        after,
        [
            (before, "With padding='same' the maps are larger."),
            (size**2 * filters, "The pooling still halves the rows and columns."),
            ((size // 2) ** 2, f"That is one map. There are {filters}."),
            ((size // 2 + 1) ** 2 * filters, "'same' keeps the picture's size; it adds no more."),
        ],
        f"Right: the maps stay {size}×{size}, and the pooling halves that.",
        f"With 'same' the maps are {size}×{size}. Then comes the pooling.",
    )


@ITEMS.numbers("field")
def _(rng: Generator) -> Exercise:
    first, last = one(rng, [(3, 3), (3, 5), (5, 5), (7, 3)])
    size = receptive_field([first, (2, 2), last]).size
    return Exercise(
        f"A convolution of {first}×{first}, a max pooling of 2×2, and a convolution of "
        f"{last}×{last}. One unit at the end depends on a square of the picture: how many pixels "
        "is its side?",
        size,
        [
            (last, "That is the last kernel. Each of its inputs sees more than one pixel."),
            (receptive_field([first, last]).size, "The pooling widens the view, too."),
            (
                receptive_field([first, 2, last]).size,
                "Neighbours after the pooling are 2 pixels apart, not 1.",
            ),
            (first * last, "You multiplied the kernels. Neighbouring windows overlap."),
            (2 * first * last, "You multiplied all sizes. Neighbouring windows overlap."),
            (size**2, "That is the whole square. The question is its side."),
        ],
        f"Right: {last} pooled cells are {2 * last} cells of the first maps.",
        f"Go backwards: {last} cells after the pooling, how many before it, and how many pixels?",
    )
