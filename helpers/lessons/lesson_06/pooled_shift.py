"""How many pooled values change when the picture is shifted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.core import reference
from helpers.core.arrays import Array, numbers
from helpers.core.geometry import whole
from helpers.data.samples import shifted
from helpers.draw.colours import INPUT, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, cells, label, outline
from helpers.explore.live import Live, choice, slider

POOLINGS: dict[str, Callable[[Array], Array]] = {
    "max 2×2": lambda x: reference.max_pool2d(x, 2),
    "average 2×2": lambda x: reference.avg_pool2d(x, 2),
    "max 3×3, stride 2": lambda x: reference.max_pool2d(x, 3, stride=2),
    "global average": lambda x: reference.avg_pool2d(x, x.shape),
}
GRID, HEAD = 27.0, 52.0


def changed(picture: ArrayLike, right: int, pooling: str = "max 2×2") -> tuple[Array, Array, Array]:
    """Return the pooled picture (H, W), the pooled moved picture, and where the two differ.

    What comes in from outside is 0.

    Raises:
        TypeError, ValueError: not a picture, or no such pooling.

    >>> changed([[0, 0, 1, 1, 0, 0], [0, 0, 1, 1, 0, 0]], 1)
    (array([[0, 1, 0]]), array([[0, 1, 1]]), array([[False, False,  True]]))
    """
    x, right = numbers("picture", picture, {2: "(H, W)"}), whole("right", right, 0)
    if pooling not in POOLINGS:
        raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}; received {pooling!r}")
    before, after = POOLINGS[pooling](x), POOLINGS[pooling](shifted(x, right=right))
    return before, after, ~np.isclose(before, after)


def compare(picture: ArrayLike, right: int = 1, pooling: str = "max 2×2") -> Diagram:
    """Draw a picture moved to the right, and pooled before and after; what changed is outlined.

    Raises:
        TypeError, ValueError: as ``changed`` does.
    """
    before, after, differ = changed(picture, right, pooling)
    moved = shifted(numbers("picture", picture), right=right)
    count = int(differ.sum())
    said = f"{count} of {differ.size} values changed"
    panels = (
        ("Picture", f"moved by {right}", INPUT, moved),
        ("Pooled, not moved", pooling, OUTPUT, before),
        ("Pooled, moved", said, OUTPUT, after),
    )
    parts, left = [], 16.0
    for title, note, colour, values in panels:
        parts += [
            label(left, 22, title, colour, 15, bold=True),
            label(left, 42, note, SOFT, 13),
            *cells(values, left, HEAD, GRID),
        ]
        if values is after:
            for row, col in np.argwhere(differ).tolist():
                parts.append(outline(left + col * GRID, HEAD + row * GRID, GRID, GRID))
        left += max(values.shape[1] * GRID, 170) + 28
    alt = f"A picture moved to the right by {right}, and its {pooling} pooling: {said}"
    return card(left, HEAD + moved.shape[0] * GRID + 16, alt, parts)


def explore_shift(picture: ArrayLike, right: int = 1, most: int = 3) -> Live:
    """Return a slider for the shift, 0 … ``most``, and the kinds of pooling, over ``compare``.

    Raises:
        TypeError, ValueError: as ``compare`` does.
    """
    controls = {
        "right": slider("moved to the right by", right, 0, most),
        "pooling": choice("pooling", list(POOLINGS), "max 2×2"),
    }
    return Live(controls, lambda right, pooling: compare(picture, right, pooling))
