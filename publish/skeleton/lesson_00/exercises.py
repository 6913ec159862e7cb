"""Exercises of lesson 00: write its subject here."""

from __future__ import annotations

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.quiz.exercise import Choice, Exercise

X, KERNEL = [4, 5, 6, 7, 8], [1, 2, 3]

products = Exercise(
    "The weights 1, 2, 3 lie on the inputs 4, 5, 6. What is the sum of the products?",
    sum(x * weight for x, weight in zip(X, KERNEL)),
    [
        (28, "The kernel was flipped: the first weight belongs to the first input."),
        (21, "That is all six numbers added up. Multiply in pairs first."),
        (90, "That is one sum times the other. Multiply in pairs, then add."),
    ],
    "Right: 4·1 + 5·2 + 6·3.",
    "Multiply each weight with the input under it, then add.",
)

size = Exercise(
    "A window of 3 on 5 inputs: how many places are there?",
    Axis(5, 3).output,
    [
        (2, "That is 5 − 3. The first place counts, too."),
        (5, "At the borders the window would reach beyond the inputs."),
        (1, "Windows may overlap: they move by one input."),
    ],
    "Right: 5 − 3 + 1.",
    "Lay the window on the first three inputs, then move it by one.",
)

stride = Exercise(
    "The same window moves by two inputs at a time. How many places?",
    Axis(5, 3, stride=2).output,
    [
        (3, "That is with steps of one."),
        (1, "After the first place there is room for one more."),
        (2.5, "Only whole windows count: the division rounds down."),
    ],
    "Right: at inputs 0 and 2.",
    "The window starts at 0, then at 2. Does it still fit?",
)

weights = Exercise(
    "How many numbers does a layer with this kernel learn, with its bias?",
    int(params.conv1d(3, 1, 1)),
    [
        (3, "The bias is missing."),
        (12, "They are the same four at each of the three places."),
        (20, "That is a set for each input. There is one kernel."),
    ],
    "Right: three weights and a bias.",
    "The kernel is the same everywhere.",
)

kind = Choice(
    "What is this walk of a kernel along a signal called?",
    "a 1-D convolution",
    [
        ("a dense layer", "That joins every input to every output."),
        ("a pooling", "That has no weights."),
    ],
    "Right.",
)
