"""The moving picture at the start of lesson 02: a digit moves off the weights it fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.core import reference
from helpers.core.arrays import Array
from helpers.data import samples
from helpers.draw.keyframes import Key, Part, appearing, moving
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
TIMES = (4.8, 5.8, 6.6, 7.6)
"""When the digit begins to move and when it rests, in turns."""
LAID, DOWN, GROWN = 0.8, 2.4, 3.6
"""When the digit is laid on the weights, when it lies there, and when the outputs are seen."""


def opening(digit: int = 3, shift: int = 2) -> Motion:
    """Return a digit on the weights of its unit, and the ten outputs; then the digit moves.

    What its move does to the outputs is left open: the lesson asks for that.

    Args:
        digit: The digit.
        shift: How many pixels it moves, one at a time.
    """
    x = samples.digit(digit)
    kernel, bias = templates(*digits())
    outputs = reference.dense(x.reshape(-1), kernel, bias)
    weights = kernel[:, digit].reshape(x.shape)
    width = SIDE * len(x)
    gone = WEIGHTS - LEFT - width + SIDE * shift
    middle = (BARS + RIGHT) / 2
    parts: list[Part] = [
        picture(np.zeros((1, 1)), LEFT, TOP, width),
        moving(picture(255 * x / x.max(), LEFT, TOP, SIDE), Key(0), *_slide(shift)),
        frame(LEFT + width, TOP - 2, gone, width + 4, "none", "ground", 0, 0),
        tiles(weights, float(abs(weights).max()), WEIGHTS, TOP, SIDE, np.ones_like(x, bool)),
        frame(WEIGHTS, TOP, width, width, "line", line=1, corner=0),
        moving(_dots(x, shift), *_laid(), *_slide(shift)),
        label(LEFT, TOP - 16, "picture", "input", anchor="start"),
        label(WEIGHTS, TOP - 16, f"weights of unit {digit}", "kernel", anchor="start"),
        *_bars(outputs, digit),
        appearing(label(middle, TOP + width / 2 + 30, "?", "soft", 96), TIMES[-1]),
    ]
    alt = (
        f"A handwritten {digit} is laid on the weights of its unit and fits: of ten units, unit "
        f"{outputs.argmax()} has the largest output. Then the {digit} moves by {shift} pixels to "
        "the right, and the weights stay. Which output is the largest now is left open"
    )
    return Motion(parts, alt, 10, TOP + width + 24)


def _laid() -> list[Key]:
    """Return the states of what comes from the picture and is laid on the weights."""
    away = LEFT - WEIGHTS
    return [Key(0, away, opacity=0), Key(LAID - 0.3, away, opacity=0), Key(LAID, away), Key(DOWN)]


def _slide(shift: int) -> list[Key]:
    """Return the states of what moves with the digit: to the right, one pixel at a time."""
    keys = []
    for right in range(shift):
        begins, ends = TIMES[2 * right : 2 * right + 2]
        keys += [Key(begins, SIDE * right), Key(ends, SIDE * (right + 1))]
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
    """Return a bar for each unit, seen until the digit moves; the largest is green.

    Its outline stays, so that one sees what it was.

    Args:
        outputs: The outputs (units,).
        digit: The unit whose weights are shown.
    """
    unit = (RIGHT - BARS - 26) / float(outputs.max() - outputs.min())
    zero = RIGHT - unit * float(outputs.max())
    winner = int(outputs.argmax())
    parts: list[Part] = [
        label(BARS, TOP - 16, "outputs", "output", anchor="start"),
        line(zero, TOP - 4, zero, TOP + STEP * len(outputs) + 2, "line"),
    ]
    for number, output in enumerate(outputs.tolist()):
        y, length = TOP + STEP * number, unit * output
        name = label(BARS + 8, y + 16, f"{number}", "kernel" if number == digit else "soft", 19)
        fill = ("output", 1.0) if number == winner else ("soft", 0.55)
        bar = frame(0, y, UNIT, STEP - 7, "none", fill[0], 0, 0, fill[1])
        parts += [name, moving(bar, *_length(length / UNIT, zero))]
    was = frame(zero, TOP + STEP * winner, unit * float(outputs.max()), STEP - 7, "output")
    return [*parts, appearing(was, GROWN)]


def _length(wide: float, zero: float) -> list[Key]:
    """Return the states of a bar that grows from ``zero``, and goes when the digit moves."""
    grown, gone = Key(GROWN, zero, wide=wide), TIMES[0]
    return [
        Key(0, zero, wide=0),
        Key(DOWN, zero, wide=0),
        grown,
        replace(grown, at=gone),
        replace(grown, at=gone + 0.4, opacity=0),
    ]
