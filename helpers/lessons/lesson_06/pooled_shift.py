"""Max and average pooling of a shifted picture: which pooled values change."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from helpers.core import reference
from helpers.core.arrays import Array, checked_array
from helpers.core.geometry import whole
from helpers.data.samples import shifted
from helpers.draw.cells import svg_cells
from helpers.draw.colours import INPUT, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, label, outline, wrapped
from helpers.explore.controls import choice, slider
from helpers.explore.live import LiveDrawing

POOLINGS: dict[str, Callable[[Array], Array]] = {
    "max 2×2": lambda x: reference.max_pool2d(x, 2),
    "average 2×2": lambda x: reference.avg_pool2d(x, 2),
    "max 3×3, stride 2": lambda x: reference.max_pool2d(x, 3, stride=2),
    "global average": lambda x: reference.avg_pool2d(x, x.shape),
}
SIDE, TOP, MARGIN = 27.0, 52.0, 16.0
"""The side of a cell, the top of the grids, and the space around them."""


def changed(picture: ArrayLike, right: int, pooling: str = "max 2×2") -> tuple[Array, Array, Array]:
    """Return the pooled picture, the pooled shifted picture, and a mask of where they differ.

    Args:
        picture: The picture (H, W). The cells that come in from outside are 0.
        right: Cells of the shift to the right, at least 0.
        pooling: One of ``POOLINGS``.

    Raises:
        TypeError: The picture does not hold numbers, or ``right`` is not a whole number.
        ValueError: The picture is not (H, W), ``right`` is below 0, or there is no such pooling.

    >>> changed([[0, 0, 1, 1, 0, 0], [0, 0, 1, 1, 0, 0]], 1)
    (array([[0, 1, 0]]), array([[0, 1, 1]]), array([[False, False,  True]]))
    """
    x, right = checked_array("picture", picture, {2: "(H, W)"}), whole("right", right, 0)
    if pooling not in POOLINGS:
        raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}; received {pooling!r}")
    before, after = POOLINGS[pooling](x), POOLINGS[pooling](shifted(x, right=right))
    return before, after, ~np.isclose(before, after)


def share_changed(picture: ArrayLike, right: int, pooling: str = "max 2×2") -> float:
    """Return the share of the pooled values that change with a shift, in 0 … 1.

    Values that are 0 before and after the shift are left out. The arguments are those of
    ``changed``.

    Raises:
        TypeError, ValueError: As ``changed``, or all values are left out.

    >>> share_changed([[0, 0, 1, 1, 0, 0], [0, 0, 1, 1, 0, 0]], 1)
    0.5
    """
    before, after, differ = changed(picture, right, pooling)
    counted = (before != 0) | (after != 0)
    if not counted.any():
        raise ValueError("all values are 0 before and after the shift; take a picture with others")
    return float(differ[counted].mean())


def cells_further(before: ArrayLike, after: ArrayLike) -> int:
    """Return by how many cells a map was moved to the right; 0 if it is not a moved copy.

    Args:
        before: The map (H, W). Its last columns may be lost, and what comes in is 0.
        after: The map that is compared with it, of the same shape.

    >>> cells_further([[5, 7, 0]], [[0, 5, 7]]), cells_further([[5, 7, 0]], [[5, 6, 7]])
    (1, 0)
    """
    old, new = checked_array("before", before), checked_array("after", after)
    found = (by for by in range(1, old.shape[1]) if np.allclose(shifted(old, right=by), new))
    return next(found, 0) if not np.allclose(old, new) else 0


def draw_shift(picture: ArrayLike, right: int = 1, pooling: str = "max 2×2") -> Diagram:
    """Draw a shifted picture, and the pooled picture before and after.

    Values that changed are outlined, but not those of a map that is as before, some cells further.
    The arguments are those of ``changed``.

    Raises:
        TypeError, ValueError: As ``changed``.
    """
    before, after, differ = changed(picture, right, pooling)
    moved = shifted(checked_array("picture", picture), right=right)
    count = f"{int(differ.sum())} of {differ.size} values changed"
    if by := cells_further(before, after):
        count = f"the same values, {by} cell{'s' if by > 1 else ''} further"
    panels = (
        ("Picture", f"moved by {right}", INPUT, moved),
        ("Pooled, not moved", pooling, OUTPUT, before),
        ("Pooled, moved", count, OUTPUT, after),
    )
    parts, left, lefts = [], MARGIN, []
    for title, note, colour, values in panels:
        parts += [
            label(left, 22, title, colour, 15, bold=True),
            label(left, 42, note, SOFT, 13),
            *svg_cells(values, left, TOP, SIDE),
        ]
        lefts.append(left)
        left += max(values.shape[1] * SIDE, 170) + 28
    for row, col in np.argwhere(differ).tolist() if not by else []:
        parts.append(outline(lefts[-1] + col * SIDE, TOP + row * SIDE, SIDE, SIDE))
    alt = f"A picture moved to the right by {right}, and its {pooling} pooling: {count}"
    drawn = card(left, TOP + moved.shape[0] * SIDE + MARGIN, alt, parts)
    return wrapped(drawn, lefts[1] - MARGIN)


def explore_shift(picture: ArrayLike, right: int = 1, most: int = 3) -> LiveDrawing:
    """Return controls of the shift and the pooling, above the drawing of ``draw_shift``.

    Args:
        picture: The picture (H, W).
        right: Cells of the shift at first.
        most: Cells of the shift at most.

    Raises:
        TypeError, ValueError: As ``draw_shift``, or ``right`` is larger than ``most``.
    """
    controls = {
        "right": slider("moved to the right by", right, 0, most),
        "pooling": choice("pooling", list(POOLINGS), "max 2×2"),
    }
    return LiveDrawing(controls, partial(draw_shift, picture))
