"""The moving picture at the start of lesson 03: a window walks, and a map fills."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.core import text, trace
from helpers.core.arrays import Array
from helpers.data import samples
from helpers.draw.keyframes import Key, Moving, Part, moving, revealed, rows_in_time, walk
from helpers.draw.motion import Motion
from helpers.draw.themed import cell, frame, label, picture, polygon, signed

SIDE, PLATE = 10.0, 36.0
"""The sides of a cell of the picture and the map, and of the kernel."""
LEFT, RIGHT, TOP = 20.0, 440.0, 46.0
"""The left edges of the picture and of the map, and the upper edge of the picture."""
SLOW = 2
"""Rows in which the window stays a while at each place."""


def opening(size: int = 28, kernel_name: str = "laplacian") -> Motion:
    """Return a window that slides over a photograph while the feature map fills.

    Args:
        size: Height and width of the photograph in pixels.
        kernel_name: One of ``samples.KERNELS``.
    """
    # Cut out so that the head is at the top: the first rows of the map have something to show.
    x = samples.photograph("photographer", size + 6)[4 : size + 4, 1 : size + 1]
    kernel = samples.KERNELS[kernel_name]
    values = trace.conv2d(x, kernel).maps[:, :, 0]
    times = rows_in_time(len(values), [2.6, 1.6, 0.8], 0.17, start=1.8)
    width = SIDE * len(values)
    parts: list[Part] = [
        label(LEFT, TOP - 14, "picture", "input", anchor="start"),
        picture(x, LEFT, TOP, SIDE),
        label(RIGHT, TOP - 14, "feature map", "output", anchor="start"),
        frame(RIGHT, TOP + SIDE, width, width, "line", "panel", 1, 0),
        *_filling(values, times),
        *_window(kernel, size, times),
    ]
    alt = (
        f"A window of {text.size(kernel.shape)} slides over a photograph. At each place it makes "
        "one cell of a feature map, which fills up row by row and shows the edges"
    )
    return Motion(parts, alt, 12, TOP + SIDE * size + 20)


def _filling(values: Array, times: list[float]) -> list[Moving]:
    """Return the rows of the map, each of which is shown cell by cell.

    Args:
        values: The map (H, W).
        times: When each row begins, and when the last one ends.
    """
    most = float(abs(values).max()) / 2
    rows = []
    for row, line in enumerate(values):
        drawn = signed(line[None], most, RIGHT, TOP + SIDE * (row + 1), SIDE)
        rows.append(revealed(drawn, times[row], times[row + 1], len(line), row < SLOW))
    return rows


def _window(kernel: Array, size: int, times: list[float]) -> list[Part]:
    """Return the kernel, its copy that walks over the picture, and the beam to the output cell.

    Args:
        kernel: The weights (3, 3).
        size: Height and width of the picture.
        times: When each row of the map begins, and when the last one ends.
    """
    reach, small = len(kernel), SIDE / PLATE
    places = walk(times, size - reach + 1, SIDE, SLOW)
    right = LEFT + SIDE * reach
    beam = [(right, TOP), (RIGHT, TOP + SIDE), (RIGHT, TOP + 2 * SIDE), (right, TOP + SIDE * reach)]
    marks = polygon(beam, "kernel", 0.22) + frame(
        RIGHT, TOP + SIDE, SIDE, SIDE, "output", line=3, corner=2
    )
    middle = (LEFT + SIDE * size + RIGHT) / 2, TOP + SIDE * size / 2
    home = Key(0, middle[0] - PLATE * reach / 2, middle[1] - PLATE * reach / 2)
    plate = frame(0, 0, PLATE * reach, PLATE * reach, "kernel", "ground", 5)
    for (i, j), weight in np.ndenumerate(kernel):
        plate += cell(weight, 4, PLATE * j, PLATE * i, PLATE, text.number(weight.item()))
    flight = [replace(home, at=0.8), Key(1.6, LEFT, TOP, small, small)]
    on_picture = [
        replace(key, x=LEFT + key.x, y=TOP + key.y, wide=small, high=small) for key in places
    ]
    begins = replace(places[0], opacity=0, at=0)
    name = label(middle[0], home.y - 14, "kernel", "kernel")
    return [
        name,
        moving(marks, begins, *places, even=True),
        moving(plate, home, *flight, *on_picture, even=True),
        moving(plate, home),
    ]
