"""The moving picture at the start of lesson 04: a matrix of weights becomes nine numbers."""

from __future__ import annotations

import numpy as np

from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.draw.keyframes import Key, Part, appearing, moving
from helpers.draw.motion import Motion
from helpers.draw.themed import cells, frame, label, tiles
from helpers.lessons.lesson_04.unrolled import matrix

KERNEL = np.array([[2, 3, -1], [4, -4, 1], [-2, -3, 3]])
"""Nine weights, none of them 0, so that each is seen in the matrix."""
SIDE, LEFT, TOP = 13.0, 20.0, 64.0
"""The side of a cell of the matrix, and its left and upper edge."""
PLATE, PLATE_LEFT = 48.0, 546.0
"""The side of a cell of the kernel, and the kernel's left edge."""
SPARSE, SHARED, FLIES = 3.4, 5.6, 7.4
"""When the matrix becomes sparse, when its rows share their weights, and when the weights fly."""


def opening(size: int = 6) -> Motion:
    """Return a matrix of weights that becomes sparse, then shares its weights, then is a kernel.

    Args:
        size: Height and width of the picture that the matrix is for.
    """
    shared = matrix(KERNEL, (size, size))
    inside = shared != 0
    rng = np.random.default_rng(4)
    own = rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], shared.shape)
    rows, cols = shared.shape
    counts = (own.size, int(inside.sum()), KERNEL.size)
    bottom = TOP + SIDE * rows
    parts: list[Part] = [
        label(LEFT, TOP - 16, f"{cols} pixels", "input", anchor="start"),
        label(LEFT + SIDE * cols, TOP - 16, f"{rows} outputs", "output", anchor="end"),
        frame(LEFT, TOP, SIDE * cols, SIDE * rows, "line", "panel", 1, 0),
        moving(_only(own, ~inside), *_wipe(), Key(SPARSE), Key(SPARSE + 1, opacity=0)),
        moving(_only(own, inside), *_wipe(), Key(SHARED), Key(SHARED + 1, opacity=0)),
        appearing(_only(shared, inside), SHARED, over=1),
        frame(PLATE_LEFT, bottom - SIDE * rows / 2 - 72, 144, 144, "line", "panel", 1),
        *_flight(shared, size),
        *_counters(counts, cols, bottom + 46),
    ]
    alt = (
        f"A matrix of {counts[0]} weights, all different, one from each of {cols} pixels to each "
        f"of {rows} outputs. Most of them vanish, {counts[1]} stay. Then all rows take the same "
        f"weights, and the matrix is a kernel of {counts[2]} numbers"
    )
    return Motion(parts, alt, 12, bottom + 68)


def _wipe() -> list[Key]:
    """Return the states of a matrix that is shown column by column."""
    return [Key(0, shown=0), Key(0.6, shown=0), Key(2.2)]


def _only(values: Array, mask: Array) -> str:
    """Return the entries of a matrix (rows, cols) where a mask is set."""
    return tiles(values, 4, LEFT, TOP, SIDE, mask)


def _flight(shared: Array, size: int) -> list[Part]:
    """Return a copy of each weight that flies from the matrix to its place in the kernel.

    Args:
        shared: The matrix (outputs, pixels) of the convolution.
        size: Height and width of the picture.
    """
    parts: list[Part] = []
    reach, grows = len(KERNEL), PLATE / SIDE
    top = TOP + SIDE * len(shared) / 2 - PLATE * reach / 2
    lands = FLIES + 1.2
    for row, col in np.argwhere(shared).tolist():
        # Of an output at (row, col), the weight (i, j) meets the pixel (row + i, col + j).
        out_row, out_col = divmod(row, size - reach + 1)
        i, j = col // size - out_row, col % size - out_col
        start = Key(FLIES, LEFT + SIDE * col, TOP + SIDE * row)
        end = Key(lands, PLATE_LEFT + PLATE * j, top + PLATE * i, grows, grows)
        hidden = (Key(0, start.x, start.y, opacity=0), Key(FLIES, start.x, start.y, jump=True))
        gone = Key(lands + 0.4, end.x, end.y, grows, grows, 0)
        parts.append(
            moving(
                tiles(shared[[row]][:, [col]], 4, 0, 0, SIDE, np.array([[True]])),
                *hidden,
                end,
                gone,
            )
        )
    plate = frame(0, 0, PLATE * reach, PLATE * reach, "kernel", "ground", 5)
    plate += cells(
        KERNEL, 4, 0, 0, PLATE, np.array([[number(w) for w in r] for r in KERNEL.tolist()])
    )
    parts.append(appearing(plate, lands, over=0.4, x=PLATE_LEFT, y=top))
    name = label(PLATE_LEFT + PLATE * reach / 2, top - 18, "kernel", "kernel")
    return [*parts, appearing(name, lands)]


def _counters(counts: tuple[int, int, int], cols: int, y: float) -> list[Part]:
    """Return how many weights there are at first, when sparse, and when shared.

    Args:
        counts: The three numbers.
        cols: The columns of the matrix.
        y: The line on which the numbers stand.
    """
    end = PLATE_LEFT + PLATE * len(KERNEL) / 2
    times = (1.4, SPARSE + 0.8, FLIES + 1.2)
    return [
        appearing(label(LEFT, y, f"{counts[0]} weights", "kernel", 30, anchor="start"), times[0]),
        appearing(label(LEFT + 242, y, "→", "soft", 30), times[1]),
        appearing(label(LEFT + 318, y, f"{counts[1]}", "kernel", 30), times[1]),
        appearing(label(LEFT + SIDE * cols, y, "→", "soft", 30), times[2]),
        appearing(label(end, y, f"{counts[2]}", "kernel", 30), times[2]),
    ]
