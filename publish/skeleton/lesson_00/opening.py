"""The moving picture at the start of lesson 00: write what it shows here."""

from __future__ import annotations

import numpy as np

from helpers.draw.keyframes import Key, Part, moving
from helpers.draw.motion import Motion
from helpers.draw.themed import cells, frame, label
from publish.skeleton.lesson_00.exercises import KERNEL, X

SIDE, LEFT, TOP = 64.0, 200.0, 60.0
"""The side of a cell, and the left and upper edge of the inputs."""


def opening() -> Motion:
    """Return weights that come to lie under the first inputs."""
    inputs, weights = np.array([X]), np.array([KERNEL])
    window = cells(weights, 8, 0, 0, SIDE, weights)
    window += frame(0, 0, SIDE * weights.size, SIDE, "kernel")
    parts: list[Part] = [
        label(LEFT, TOP - 16, "inputs", "input", anchor="start"),
        cells(inputs, 8, LEFT, TOP, SIDE, inputs),
        moving(
            window,
            Key(0, LEFT, TOP + 2.4 * SIDE, opacity=0),
            Key(1, LEFT, TOP + 2.4 * SIDE),
            Key(3, LEFT, TOP + 1.2 * SIDE),
        ),
    ]
    alt = f"{weights.size} weights come to lie under the first of {inputs.size} inputs"
    return Motion(parts, alt, 5, TOP + 3.6 * SIDE)
