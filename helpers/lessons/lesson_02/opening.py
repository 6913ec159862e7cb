"""The moving picture at the start of lesson 02: a digit moves, and its template does not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from helpers.core import reference
from helpers.core.arrays import Array
from helpers.data import samples
from helpers.draw.keyframes import Key, Moving, Part, moving
from helpers.draw.motion import Motion
from helpers.draw.svg import tag
from helpers.draw.themed import colour, frame, label, line, picture, tiles
from helpers.lessons.lesson_02.digit_layer import digits, templates

SIDE, TOP = 28.0, 62.0
"""The side of a pixel, and the upper edge of picture and weights."""
LEFT, WEIGHTS = 20.0, 268.0
"""The left edges of the picture and of the weights."""
BARS, RIGHT = 518.0, 704.0
"""The left edge of the names of the units, and the end of the longest bar."""
STEP = 22.4
"""The distance from one bar to the next."""
UNIT = 100.0
"""The length of a bar before it is scaled: long, as a short one would be blurred."""
TIMES = (0.0, 2.2, 3.2, 5.0, 6.0)
"""When the picture rests and when it moves, in turns."""


def opening(digit: int = 3, shift: int = 2) -> Motion:
    """Return a digit that moves to the right, the weights of its unit, and the ten outputs.

    Args:
        digit: The digit.
        shift: How many pixels it moves, one at a time.
    """
    x = samples.digit(digit)
    kernel, bias = templates(*digits())
    shown = [samples.shifted(x, right=right) for right in range(shift + 1)]
    outputs = np.array([reference.dense(each.reshape(-1), kernel, bias) for each in shown])
    weights = kernel[:, digit].reshape(x.shape)
    width = SIDE * len(x)
    everything = np.ones_like(x, bool)
    slide = _slide(shift)
    parts: list[Part] = [
        picture(np.zeros((1, 1)), LEFT, TOP, width),
        moving(picture(255 * x / x.max(), LEFT, TOP, SIDE), *slide),
        frame(
            LEFT + width,
            TOP - 2,
            WEIGHTS - LEFT - width + SIDE * shift,
            width + 4,
            "none",
            "ground",
            0,
            0,
        ),
        tiles(weights, float(abs(weights).max()), WEIGHTS, TOP, SIDE, everything),
        frame(WEIGHTS, TOP, width, width, "line", line=1, corner=0),
        moving(_dots(x, shift), *slide),
        label(LEFT, TOP - 16, "picture", "input", anchor="start"),
        label(WEIGHTS, TOP - 16, f"weights of unit {digit}", "kernel", anchor="start"),
        *_bars(outputs, digit),
    ]
    winners = outputs.argmax(axis=1).tolist()
    alt = (
        f"A handwritten {digit} lies on the weights of its unit and fits, and unit {winners[0]} of "
        f"ten has the largest output. The {digit} moves by {shift} pixels to the right, the "
        f"weights stay, and now unit {winners[-1]} has the largest output"
    )
    return Motion(parts, alt, 9, TOP + width + 24)


def _slide(shift: int) -> list[Key]:
    """Return the states of what moves with the digit: to the right, one pixel at a time."""
    keys = [Key(0)]
    for right in range(shift):
        rests, ends = TIMES[2 * right + 1 : 2 * right + 3]
        keys += [Key(rests, SIDE * right), Key(ends, SIDE * (right + 1))]
    return keys


def _dots(x: Array, shift: int) -> str:
    """Return the ink of the digit as dots over the weights, larger where there is more ink.

    Args:
        x: The digit (H, W).
        shift: How many pixels it will move; what would leave the weights is left out.
    """
    return "".join(
        tag(
            "circle",
            cx=WEIGHTS + SIDE * (col + 0.5),
            cy=TOP + SIDE * (row + 0.5),
            r=0.36 * SIDE * float(np.sqrt(value / x.max())),
            fill=colour("ink"),
        )
        for (row, col), value in np.ndenumerate(x)
        if value and col + shift < x.shape[1]
    )


def _bars(outputs: Array, digit: int) -> list[Part]:
    """Return a bar for each unit, which follows its output; the largest is green.

    Args:
        outputs: The outputs (shifts, units).
        digit: The unit whose weights are shown.
    """
    lowest, highest = float(outputs.min()), float(outputs.max())
    unit = (RIGHT - BARS - 26) / (highest - lowest)
    zero = RIGHT - unit * highest
    winners = outputs.argmax(axis=1)
    parts: list[Part] = [label(BARS, TOP - 16, "outputs", "output", anchor="start")]
    parts.append(line(zero, TOP - 4, zero, TOP + STEP * outputs.shape[1] + 2, "line"))
    first = int(winners[0])
    was = (zero, TOP + STEP * first, unit * float(outputs[0, first]), STEP - 7)
    parts.append(frame(*was, "output", line=1.5, corner=0))
    for number in range(outputs.shape[1]):
        y = TOP + STEP * number
        bar = (0, y, UNIT, STEP - 7)
        lengths = (unit * outputs[:, number]).tolist()
        parts.append(
            label(BARS + 8, y + 16, f"{number}", "kernel" if number == digit else "soft", 19)
        )
        parts.append(moving(frame(*bar, "none", "soft", 0, 0, 0.55), *_lengths(lengths, zero)))
        if number in winners:
            parts.append(_winner(number, _lengths(lengths, zero), winners, y))
    return parts


def _lengths(lengths: list[float], zero: float) -> list[Key]:
    """Return the states of a bar that grows from ``zero``, with a length for each shift."""
    keys = [Key(0, zero, wide=lengths[0] / UNIT)]
    for i in range(1, len(lengths)):
        rests, ends = TIMES[2 * i - 1 : 2 * i + 1]
        keys += [
            Key(rests, zero, wide=lengths[i - 1] / UNIT),
            Key(ends, zero, wide=lengths[i] / UNIT),
        ]
    return keys


def _winner(number: int, keys: list[Key], winners: Array, y: float) -> Moving:
    """Return the green bar of a unit, seen while its output is the largest.

    Args:
        number: The unit.
        keys: The states of its bar.
        winners: The unit with the largest output, for each shift.
        y: The upper edge of the bar.
    """
    seen = [float(winner == number) for winner in winners.tolist()]
    shown = [seen[0]]
    for before, after in pairwise(seen):
        shown += [before, after]
    states = [
        Key(key.at, key.x, wide=key.wide, opacity=opacity) for key, opacity in zip(keys, shown)
    ]
    return moving(frame(0, y, UNIT, STEP - 7, "none", "output", 0, 0), *states)
