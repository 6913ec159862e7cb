"""The questions of lesson 00 in other forms, to be asked again in later lessons."""

from __future__ import annotations

from numpy.random import Generator

from helpers.core.geometry import Axis
from helpers.quiz.exercise import Exercise
from helpers.quiz.review import Items, one

ITEMS = Items("00_my_subject.ipynb")


@ITEMS.numbers("size")
def _(rng: Generator) -> Exercise:
    inputs, window = one(rng, [7, 9, 12]), one(rng, [2, 3, 4])
    return Exercise(
        f"A window of {window} on {inputs} inputs: how many places are there?",
        Axis(inputs, window).output,
        [
            (inputs - window, f"That is {inputs} − {window}. The first place counts, too."),
            (inputs, "At the borders the window would reach beyond the inputs."),
        ],
        f"Right: {inputs} − {window} + 1.",
        "Lay the window on the first inputs, then move it by one.",
    )


@ITEMS.reverse("size")
def _(rng: Generator) -> Exercise:
    inputs, window = one(rng, [7, 9, 12]), one(rng, [2, 3, 4])
    places = Axis(inputs, window).output
    return Exercise(
        f"A window of {window} has {places} places. How many inputs are there?",
        inputs,
        [
            (places + window, "The first place uses a whole window: count it once less."),
            (places, "The window reaches further than its first input."),
        ],
        f"Right: {places} + {window} − 1.",
        "Draw the first place and the last one, and count the inputs from end to end.",
    )
