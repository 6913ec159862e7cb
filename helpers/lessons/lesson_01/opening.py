"""The moving picture at the start of lesson 01: every pixel joined to every unit, and the price."""

from __future__ import annotations

from math import sqrt

import numpy as np
from matplotlib.colors import to_hex

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.data import samples
from helpers.draw.keyframes import Key, Moving, Part, appearing, counted, moving
from helpers.draw.motion import Motion
from helpers.draw.svg import tag
from helpers.draw.themed import colour, frame, label, polygon

PIXELS, UNITS, RIGHT = 208.0, 398.0, 462.0
"""The middles of the column of pixels and of the column of units, and where the counter begins."""
MIDDLE, HEIGHT = 178.0, 344.0
"""The height on which the network is centred, and the height of the stage."""
CELL, NODE, PITCH, UNIT_PITCH, RADIUS = 28.0, 10.5, 12.4, 64.0, 17.0
"""Sides of a pixel in the picture and in the column; distances of pixels and units; radius."""
LARGEST = 206.0
"""The side of the larger square."""
STARTS = (2.0, 4.2, 5.1, 5.8, 6.4)
"""When the lines of each unit begin to grow."""
TAKES = (1.3, 0.6, 0.5, 0.4, 0.4)
"""The seconds in which they grow."""
SEED = 12
"""The weights are random numbers."""
GROWS = 8.0
"""When the large square grows."""
LARGE = (28 * 28, 512)
"""The pixels and units of the network that the large square stands for."""


def opening(pattern: str = "cross") -> Motion:
    """Return a picture whose pixels are joined to five units, and its weights, drawn to scale.

    Args:
        pattern: One of ``samples.PATTERNS``.
    """
    x = samples.pattern(pattern, 5)
    rng = np.random.default_rng(SEED)
    kernel = rng.choice([-3, -2, -1, 1, 2, 3], (x.size, len(STARTS)))
    outputs = np.maximum(reference.dense(x.reshape(-1), kernel), 0)
    pixels = [(PIXELS, MIDDLE + PITCH * (i - (x.size - 1) / 2)) for i in range(x.size)]
    units = [(UNITS, MIDDLE + UNIT_PITCH * (i - 2)) for i in range(len(STARTS))]
    parts: list[Part] = [
        label(20, MIDDLE - 2.5 * CELL - 14, "picture", "input", anchor="start"),
        *(
            part
            for unit, place in enumerate(units)
            for part in _lines(kernel[:, unit], unit, pixels, place)
        ),
        *_unrolled(x, pixels),
        *(part for unit, place in enumerate(units) for part in _unit(outputs, unit, place)),
        *_price(kernel),
    ]
    alt = (
        f"The pixels of a picture stand in a column. Each is joined to each of {len(units)} units, "
        f"and each line is a weight: {kernel.size} weights are a dot. Beside it, drawn to scale, "
        f"the weights of a layer from {LARGE[0]} pixels to {LARGE[1]} units are a large square"
    )
    return Motion(parts, alt, 11.5, HEIGHT)


def _unrolled(x: Array, pixels: list[tuple[float, float]]) -> list[Moving]:
    """Return the pixels of the picture, and their copies that move into the column.

    Args:
        x: The picture (5, 5), 0 … 9.
        pixels: The middles of the pixels in the column.
    """
    stays, moves = [], []
    for (row, col), value in np.ndenumerate(x):
        index = row * x.shape[1] + col
        start = (20 + CELL * col, MIDDLE + CELL * (row - 2.5))
        goal = (pixels[index][0] - NODE / 2, pixels[index][1] - NODE / 2)
        grey = to_hex((value / 9,) * 3)
        drawn = tag("rect", width=CELL, height=CELL, fill=grey)
        drawn += frame(0, 0, CELL, CELL, "soft", line=1.6, corner=0)
        leaves = 0.5 + 0.03 * index
        small = NODE / CELL
        stays.append(moving(drawn, Key(0, *start)))
        moves.append(
            moving(
                drawn, Key(0, *start), Key(leaves, *start), Key(leaves + 0.6, *goal, small, small)
            )
        )
    return [*stays, *moves]


def _lines(
    weights: Array, unit: int, pixels: list[tuple[float, float]], place: tuple[float, float]
) -> list[Part]:
    """Return the lines from all pixels to a unit, and the numbers that run along the first.

    Args:
        weights: The weights (pixels,) of the unit.
        unit: The number of the unit.
        pixels: The middles of the pixels.
        place: The middle of the unit.
    """
    begins, takes = STARTS[unit], TAKES[unit]
    drawn = ""
    for weight in np.unique(weights).tolist():
        ends = [pixel for pixel, each in zip(pixels, weights.tolist()) if each == weight]
        shade = colour(f"{'less' if weight < 0 else 'more'}{3 * abs(weight)}")
        data = "".join(f"M{x + NODE / 2:g} {y:g}L{place[0]:g} {place[1]:g}" for x, y in ends)
        drawn += tag("path", d=data, stroke=shade, stroke_width=2, fill="none")
    grows = (Key(0, shown=0), Key(begins, shown=0), Key(begins + takes))
    parts: list[Part] = [moving(drawn, *grows, even=True)]
    if unit == 0:
        for x, y in pixels:
            dot = tag("circle", cx=0, cy=0, r=2.8, fill=colour("ink"))
            starts = Key(begins, x + NODE / 2, y)
            keys = (Key(0, starts.x, y, opacity=0), Key(begins, starts.x, y, jump=True))
            end = begins + takes
            parts.append(
                moving(
                    dot, *keys, Key(end, *place), Key(end, *place, opacity=0, jump=True), even=True
                )
            )
    return parts


def _unit(outputs: Array, unit: int, place: tuple[float, float]) -> list[Part]:
    """Return a unit, which fills when the lines have reached it.

    Args:
        outputs: The outputs (units,).
        unit: The number of the unit.
        place: Its middle.
    """
    full = float(outputs[unit] / outputs.max())
    ring: dict[str, str | float] = {
        "cx": place[0],
        "cy": place[1],
        "r": RADIUS,
        "stroke": colour("output"),
    }
    empty = tag("circle", **ring, fill=colour("ground"), stroke_width=4)
    filled = tag("circle", **ring, fill=colour("output"), fill_opacity=full, stroke_width=4)
    return [empty, appearing(filled, STARTS[unit] + TAKES[unit])]


def _price(kernel: Array) -> list[Part]:
    """Return the counter of weights, and the squares that show them and those of a large layer.

    Args:
        kernel: The weights (pixels, units).
    """
    counts = [kernel.shape[0] * (unit + 1) for unit in range(kernel.shape[1])]
    times = [start + takes for start, takes in zip(STARTS, TAKES)]
    side = LARGEST * sqrt(kernel.size / params.dense(*LARGE, bias=False))
    top = 92.0
    texts = [
        label(RIGHT + 16, 50, f"{count} weights", "kernel", 27, anchor="start") for count in counts
    ]
    large = frame(0, 0, LARGEST, LARGEST, "none", "kernel", 0, 0)
    small = Key(0, RIGHT, 46 - side, side / LARGEST, side / LARGEST)
    middle = RIGHT + LARGEST / 2
    words = label(middle, top + 66, f"{LARGE[0]} pixels", "ground", 24)
    words += label(middle, top + 98, f"{LARGE[1]} units", "ground", 24)
    words += label(middle, top + 172, "?", "ground", 72)
    cone = [(RIGHT, 46), (RIGHT + side, 46), (RIGHT + LARGEST, top), (RIGHT, top)]
    grown = (Key(GROWS, small.x, small.y, small.wide, small.high), Key(GROWS + 1.4, RIGHT, top))
    return [
        *counted(texts, times),
        appearing(frame(small.x, small.y, side, side, "none", "kernel", 0, 0), times[-1]),
        moving(
            large,
            Key(0, small.x, small.y, small.wide, small.high, 0),
            Key(GROWS - 0.1, small.x, small.y, small.wide, small.high, 0),
            *grown,
        ),
        appearing(polygon(cone, "kernel", 0.16), GROWS + 1.2),
        appearing(words, GROWS + 1.4),
    ]
