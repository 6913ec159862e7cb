"""The moving picture at the start of lesson 06: of four cells one stays, and the map shrinks."""

from __future__ import annotations

import numpy as np

from helpers.core import reference, trace
from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.data import samples
from helpers.draw.keyframes import Key, Moving, Part, appearing, moving
from helpers.draw.motion import Motion
from helpers.draw.themed import cell, cells, frame, label, polygon, signed

SIDE, LARGE = 5.5, 40.0
"""The sides of a cell of the maps, and of the cells that are shown enlarged."""
MIDDLE = 182.0
"""The height on which the maps are centred."""
LEFT, CLOSE, SMALL = 20.0, 304.0, 486.0
"""The left edges of the map, of the enlarged cells, and of the pooled map."""
ROW, COL = 8, 12
"""The first of the enlarged cells."""
STARTS = (1.7, 3.0, 3.9, 4.6)
"""When each of the four windows is looked at."""
POOLS, AGAIN = 5.6, 8.4
"""When the whole map is pooled, and when the pooled map is."""


def opening(size: int = 48) -> Motion:
    """Return a feature map of a photograph that is pooled twice, and four windows close up.

    Args:
        size: Height and width of the feature map.
    """
    x = samples.photograph("photographer", size + 2)
    found = np.maximum(150 - reference.conv2d(x, samples.KERNELS["blur"]), 0)
    values = np.rint(9 * np.minimum(found / np.quantile(found, 0.93), 1)).astype(int)
    once = trace.max_pool2d(values, 2)
    twice = trace.max_pool2d(once.maps[:, :, 0], 2)
    right = SMALL + SIDE * size / 2 + 20
    top = MIDDLE - SIDE * size / 2
    parts: list[Part] = [
        label(LEFT, top - 14, "feature map", "input", anchor="start"),
        signed(values, 9, LEFT, top, SIDE),
        frame(LEFT, top, SIDE * size, SIDE * size, "line", line=1, corner=0),
        *_close_up(values[ROW : ROW + 4, COL : COL + 4], top),
        *_pooled(once, LEFT, SMALL, POOLS, 0.1),
        *_pooled(twice, SMALL, right, AGAIN, 0.12),
        appearing(
            label(SMALL, MIDDLE - SIDE * size / 4 - 14, "pooled", "output", anchor="start"),
            POOLS,
        ),
        appearing(
            label(right, MIDDLE - SIDE * size / 8 - 14, "again", "output", anchor="start"),
            AGAIN,
        ),
    ]
    alt = (
        "Of each four neighbouring cells of a feature map, only the largest stays. The map becomes "
        "half as high and half as wide, then once more, and the figure in it can still be seen"
    )
    return Motion(parts, alt, 11.5, top + SIDE * size + 20)


def _close_up(values: Array, top: float) -> list[Part]:
    """Return some cells of the map, enlarged, and the largest of each window that moves down.

    Args:
        values: The cells (4, 4).
        top: The upper edge of the map.
    """
    ring = (LEFT + SIDE * COL, top + SIDE * ROW, SIDE * 4, SIDE * 4)
    far, bottom = ring[0] + ring[2], top + 4 * LARGE
    cone = [(far, ring[1]), (CLOSE, top), (CLOSE, bottom), (far, ring[1] + ring[3])]
    texts = np.array([[number(value) for value in line] for line in values.tolist()])
    shown = cells(values, 9, CLOSE, top, LARGE, texts)
    zoom = frame(*ring, "ink", line=3, corner=2) + polygon(cone, "soft", 0.18)
    goal = (CLOSE + LARGE, bottom + 26)
    parts: list[Part] = [
        appearing(zoom + shown + frame(CLOSE, top, 4 * LARGE, 4 * LARGE, "ink"), 0.6, over=0.5),
        appearing(frame(*goal, 2 * LARGE, 2 * LARGE, "output"), STARTS[0]),
    ]
    for step, at in zip(trace.max_pool2d(values, 2), STARTS):
        parts += _window(step, at, top, goal)
    return parts


def _window(step: trace.Step, at: float, top: float, goal: tuple[float, float]) -> list[Moving]:
    """Return the outline of a window, and its largest value, which moves to the pooled cells.

    Args:
        step: The step that pools it.
        at: When it is looked at.
        top: The upper edge of the enlarged cells.
        goal: The left and upper edge of the pooled cells.
    """
    i, j = np.argwhere(step.weights.reshape(2, 2))[0].tolist()
    x, y = CLOSE + LARGE * step.cols[0], top + LARGE * step.rows[0]
    quick = 1 if at == STARTS[0] else 0.55
    start = Key(at + 0.45 * quick, x + LARGE * j, y + LARGE * i)
    end = Key(at + 1.1 * quick, goal[0] + LARGE * step.out[1], goal[1] + LARGE * step.out[0])
    winner = cell(step.value, 9, 0, 0, LARGE, number(step.value))
    winner += frame(1, 1, LARGE - 2, LARGE - 2, "output", line=4)
    before = Key(0, start.x, start.y, opacity=0)
    appears = Key(at + 0.2 * quick, start.x, start.y, jump=True)
    window = frame(x, y, 2 * LARGE, 2 * LARGE, "ink", line=5)
    marked = frame(start.x + 1, start.y + 1, LARGE - 2, LARGE - 2, "output", line=4)
    return [
        appearing(marked, at + 0.2 * quick, over=0),
        appearing(window, at, at + 1.1 * quick, over=0.1),
        moving(winner, before, appears, start, end),
    ]


def _pooled(
    walk: trace.Trace, source: float, left: float, begins: float, each: float
) -> list[Part]:
    """Return a pooled map that fills up row by row, and the mark of the rows that it is made of.

    Args:
        walk: The pooling.
        source: The left edge of the map that is pooled.
        left: The left edge of the pooled map.
        begins: When the first row appears.
        each: The seconds from one row to the next.
    """
    values = walk.maps[:, :, 0]
    rows, cols = values.shape
    top, above = MIDDLE - SIDE * rows / 2, MIDDLE - SIDE * rows
    ends = begins + each * rows
    band = frame(0, 0, SIDE * 2 * cols, SIDE * 2, "output", "output", 2, 0, 0.3)
    places = (Key(begins, source, above), Key(ends, source, above + SIDE * 2 * (rows - 1)))
    gone = Key(ends, places[1].x, places[1].y, opacity=0, jump=True)
    start = Key(0, source, above, opacity=0)
    return [
        appearing(frame(left, top, SIDE * cols, SIDE * rows, "line", "panel", 1, 0), begins - 0.3),
        moving(
            signed(values, 9, left, top, SIDE),
            Key(0, down=0),
            Key(begins, down=0),
            Key(ends),
            even=True,
        ),
        moving(band, start, Key(begins, source, above, jump=True), *places[1:], gone, even=True),
    ]
