"""The moving picture at the start of lesson 09: a network learns, for its first epochs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from helpers.core.arrays import Array
from helpers.draw.keyframes import Key, Part, appearing, counted, moving
from helpers.draw.motion import Motion
from helpers.draw.svg import tag
from helpers.draw.themed import colour, frame, label, line, picture
from helpers.training.runs import Run, recorded
from helpers.training.view.filters import filter_colours

LEFT, TOP, SIDE, ACROSS = 20.0, 62.0, 13.2, 4
"""The left and upper edge of the filters, the side of a cell, and filters beside one another."""
CHART, WIDE, HIGH = 258.0, 190.0, 198.0
"""The left edge of the curve, and its width and height."""
DOTS, PITCH, MANY = 486.0, 20.0, 10
"""The left edge of the pictures that are counted, their distance, and how many are in a row."""
NAMES = TOP - 18
"""The line on which all names stand."""
BEGINS, EACH = 0.8, 1.0
"""When the first epoch ends, and the seconds for each epoch."""


def opening(epochs: int = 8) -> Motion:
    """Return the first epochs of the recorded training: filters, loss, and pictures that are right.

    The rest is left open: how it ends is what the lesson asks.

    Args:
        epochs: How many epochs are shown.
    """
    run = recorded()[0]
    times = [BEGINS + EACH * epoch for epoch in range(epochs)]
    tiles = [_tiles(np.asarray(kernel, np.float32)) for kernel in run.filters[:epochs]]
    places = [
        label(CHART + WIDE / 2, TOP + HIGH + 44, f"epoch {epoch + 1}", "ink", 24)
        for epoch in range(epochs)
    ]
    parts: list[Part] = [
        label(LEFT, NAMES, "filters", "kernel", anchor="start"),
        *counted(tiles, [0.0, *times[1:]]),
        label(CHART, NAMES, "loss", "input", anchor="start"),
        *_curve(run, times),
        *_right(run, times),
        *counted(places, times),
    ]
    alt = (
        f"The first {epochs} of {run.epochs} epochs of a training. The filters change, the loss "
        f"falls, and of 100 pictures {_of_100(run, 0)}, then {_of_100(run, epochs - 1)} are named "
        "right. How it goes on is left open"
    )
    return Motion(parts, alt, times[-1] + 3, TOP + HIGH + 66)


def _of_100(run: Run, epoch: int) -> int:
    """Return how many of 100 pictures, of those trained on, were right in an epoch."""
    return round(100 * run.history["accuracy"][epoch])


def _tiles(kernel: Array) -> str:
    """Return some filters of a kernel (kh, kw, 3, filters) as pictures side by side."""
    parts = []
    for index, tile in enumerate(filter_colours(kernel)[: ACROSS**2]):
        row, col = divmod(index, ACROSS)
        step = SIDE * (len(tile) + 1)
        parts.append(picture(tile, LEFT + col * step, TOP + row * step, SIDE))
    return "".join(parts)


def _curve(run: Run, times: list[float]) -> list[Part]:
    """Return the loss, epoch by epoch, with a dot at its end, and a question mark after it.

    Args:
        run: The training.
        times: When each epoch ends.
    """
    losses = run.history["loss"][: len(times)]
    step, most, low = WIDE / run.epochs, max(losses) * 1.05, TOP + HIGH
    points = [(CHART + step * (i + 1), low - HIGH * loss / most) for i, loss in enumerate(losses)]
    parts: list[Part] = [
        line(CHART, TOP, CHART, low, "line"),
        line(CHART, low, CHART + WIDE, low, "line"),
    ]
    for at, (start, end) in zip(times, pairwise(points)):
        drawn = line(*start, *end, "input", 5)
        parts.append(moving(drawn, Key(0, shown=0), Key(at, shown=0), Key(at + EACH), even=True))
    dot = tag("circle", cx=0, cy=0, r=8, fill=colour("input"))
    keys = [Key(at, x, y) for at, (x, y) in zip(times, points)]
    parts.append(moving(dot, Key(0, *points[0]), *keys, even=True))
    middle = (points[-1][0] + CHART + WIDE) / 2
    return [*parts, appearing(label(middle, low - 40, "?", "soft", 84), times[-1] + 0.6)]


def _right(run: Run, times: list[float]) -> list[Part]:
    """Return 100 squares, of which as many are green as the network names pictures of 100 right.

    Args:
        run: The training.
        times: When each epoch ends.
    """
    order = np.random.default_rng(0).permutation(MANY * MANY).tolist()
    counts = [_of_100(run, epoch) for epoch in range(len(times))]
    empty = "".join(_square(place, "line", "panel") for place in order)
    names = [
        label(DOTS, NAMES, f"{count} of 100 right", "output", anchor="start") for count in counts
    ]
    parts: list[Part] = [empty, *counted(names, times)]
    for at, (before, after) in zip(times, pairwise([0, *counts])):
        green = "".join(_square(place, "output", "output") for place in order[before:after])
        parts.append(appearing(green, at))
    return parts


def _square(place: int, stroke: str, fill: str) -> str:
    """Return one of the squares; ``stroke`` and ``fill`` are names of colours."""
    row, col = divmod(place, MANY)
    return frame(DOTS + PITCH * col, TOP + PITCH * row, PITCH - 4, PITCH - 4, stroke, fill, 1, 3)
