"""The moving picture at the start of lesson 07: several filters, and a map for each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.core import trace
from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.data import samples
from helpers.draw.keyframes import Key, Part, moving, rows_in_time, walk
from helpers.draw.motion import Motion
from helpers.draw.themed import cells, frame, label, picture, signed

NAMES = ("sobel x", "sobel y", "laplacian", "emboss")
"""The kernels, of ``samples.KERNELS``."""
SIDE, PLATE, BADGE = 8.6, 36.0, 17.0
"""The sides of a cell of the picture, and of a kernel at work and at rest."""
LEFT, TOP = 20.0, 58.0
"""The left and upper edge of the picture."""
HOME = (287.0, 133.0)
"""The left and upper edge of the kernel that is at work."""
MAPS, PITCH, CELL = (418.0, 48.0), 152.0, 5.0
"""The left and upper edge of the first map, the distance of two, and the side of a cell."""
BEGINS, EACH = 1.0, 2.5
"""When the first filter begins, and the seconds for each filter."""


def opening(size: int = 30) -> Motion:
    """Return four kernels that walk over a photograph, and the stack of maps that they make.

    Args:
        size: Height and width of the photograph.
    """
    grey = samples.photograph("coffee", 3 * size // 2, grey=True)
    x = grey[:size, (grey.shape[1] - size) // 2 :][:, :size]
    parts: list[Part] = [
        label(LEFT, 30, "picture", "input", anchor="start"),
        picture(x, LEFT, TOP, SIDE),
        label(MAPS[0], 30, "feature maps", "output", anchor="start"),
    ]
    for place, name in enumerate(NAMES):
        parts += _filter(x, samples.KERNELS[name], place)
    alt = (
        f"{len(NAMES)} kernels walk over the same photograph, one after the other. Each makes a "
        "feature map of its own, in which other edges stand out"
    )
    return Motion(parts, alt, BEGINS + EACH * len(NAMES) + 2, TOP + SIDE * size + 34)


def _filter(x: Array, kernel: Array, place: int) -> list[Part]:
    """Return a kernel, its walk over the picture, and its map.

    Args:
        x: The picture (H, W).
        kernel: The weights (3, 3).
        place: The number of the filter, from 0.
    """
    values = trace.conv2d(x, kernel).maps[:, :, 0]
    rows, cols = values.shape
    starts = BEGINS + EACH * place
    begins, ends = starts + 0.5, starts + 2.1
    left, top = (edge + PITCH * step for edge, step in zip(MAPS, (place % 2, place // 2)))
    rest = (HOME[0] + (HOME[1] - TOP) * 0.76 * (place % 2), TOP + (place // 2) * 207)
    texts = np.array([[number(weight) for weight in line] for line in kernel.tolist()])
    plate = frame(0, 0, 3 * PLATE, 3 * PLATE, "ground", "ground")
    plate += cells(kernel, float(abs(kernel).max()), 0, 0, PLATE, texts)
    plate += frame(0, 0, 3 * PLATE, 3 * PLATE, "kernel", line=5)
    small, home = BADGE / PLATE, Key(0, *HOME)
    window = frame(0, 0, 3 * SIDE, 3 * SIDE, "kernel", "kernel", 3, 2, 0.35)
    times = rows_in_time(rows, [], (ends - begins) / rows, begins)
    places = [replace(key, x=key.x + LEFT, y=key.y + TOP) for key in walk(times, cols, SIDE)]
    first, last = places[0], places[-1]
    hidden = (replace(first, at=0, opacity=0), replace(last, at=ends, opacity=0, jump=True))
    flat = signed(values, float(abs(values).max()) * 0.5, left, top, CELL)
    flat += frame(left, top, CELL * cols, CELL * rows, "line", line=1, corner=0)
    return [
        moving(flat, Key(0, down=0), Key(begins, down=0), Key(ends), even=True),
        moving(window, hidden[0], *places, hidden[1], even=True),
        moving(
            plate,
            replace(home, opacity=0),
            replace(home, at=starts, opacity=0),
            replace(home, at=starts + 0.3),
            replace(home, at=ends),
            Key(ends + 0.4, *rest, small, small),
        ),
    ]
