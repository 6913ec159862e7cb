"""Move a picture then convolve, and the other way round: whether both give the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.colors import Normalize
from numpy.typing import ArrayLike

from helpers.core import reference
from helpers.core.arrays import Array, numbers
from helpers.core.layers import times
from helpers.data.samples import shifted
from helpers.draw.colours import INK, INPUT, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, label, raster, signed
from helpers.draw.theme import GREY, SIGNED
from helpers.explore.live import Live, choice, slider

SHIFT, TURN, MIRROR, DOUBLE = "shift", "turn by 90°", "mirror", "double the size"
MOVES = (SHIFT, TURN, MIRROR, DOUBLE)
SIDE, GAP, TOP = 200.0, 22.0, 50.0


def on_black(picture: ArrayLike, margin: int) -> Array:
    """Return the picture (H, W) with ``margin`` cells of 0 on each side: room to move.

    >>> on_black([[5]], 1)
    array([[0, 0, 0],
           [0, 5, 0],
           [0, 0, 0]])
    """
    return np.pad(numbers("picture", picture, {2: "(H, W)"}), margin)


def doubled(picture: ArrayLike) -> Array:
    """Return the picture (H, W) twice as high and wide, each pixel four times.

    >>> doubled([[1, 2]])
    array([[1, 1, 2, 2],
           [1, 1, 2, 2]])
    """
    return numbers("picture", picture, {2: "(H, W)"}).repeat(2, 0).repeat(2, 1)


def both_ways(
    picture: ArrayLike, kernel: ArrayLike, move: Callable[[Array], Array]
) -> tuple[Array, Array]:
    """Return the map of the moved picture, and the moved map of the picture.

    Where the first is larger (a doubled picture loses less at its border), it is cropped to the
    second, so that both show the same places.

    Raises:
        TypeError, ValueError: not a picture and a kernel that fit.

    >>> both_ways([[1, 2], [3, 4]], [[1, -1]], np.fliplr)
    (array([[1],
           [1]]), array([[-1],
           [-1]]))
    """
    x = numbers("picture", picture, {2: "(H, W)"})
    first = reference.conv2d(move(x), kernel)
    second = move(reference.conv2d(x, kernel))
    top, left = ((a - b) // 2 for a, b in zip(first.shape, second.shape))
    return first[top : top + second.shape[0], left : left + second.shape[1]], second


def compare(
    picture: ArrayLike, kernel: ArrayLike, move: str = SHIFT, right: int = 1, down: int = 0
) -> Diagram:
    """Draw a moved picture, its map, the moved map of the picture as it was, and what differs.

    Raises:
        TypeError, ValueError: no such move, or not a picture and a kernel that fit.
    """
    x = numbers("picture", picture, {2: "(H, W)"})
    ways: dict[str, Callable[[Array], Array]] = {
        SHIFT: lambda z: shifted(z, down, right),
        TURN: np.rot90,
        MIRROR: np.fliplr,
        DOUBLE: doubled,
    }
    if move not in ways:
        raise ValueError(f"move must be one of {', '.join(ways)}; received {move!r}")
    first, second = both_ways(x, kernel, ways[move])
    apart = first - second
    differ = int((apart != 0).sum())
    scale = signed(second)
    said = "no cell differs" if not differ else f"{differ} of {apart.size} cells differ"
    moved = ways[move](x)
    bright = Normalize(0, float(x.max()))
    panels = (
        ("Picture", f"{move}, {times(moved.shape)}", INPUT, moved, GREY, bright),
        ("Move, then convolve", "", OUTPUT, first, SIGNED, scale),
        ("Convolve, then move", "", OUTPUT, second, SIGNED, scale),
        ("Difference", said, INK, apart, SIGNED, scale),
    )
    parts = []
    for i, (title, note, colour, values, fill, norm) in enumerate(panels):
        left = 16 + i * (SIDE + GAP)
        parts += [
            label(left, 22, title, colour, 15, bold=True),
            label(left, 41, note or times(values.shape), SOFT, 12),
            raster(values, left, TOP, SIDE, fill, norm),
        ]
    amount = f" by {right} to the right and {down} down" if move == SHIFT else ""
    alt = (
        f"A picture moved ({move}{amount}): its feature map, the moved feature map of the "
        f"picture as it was, and their difference: {said}"
    )
    return card(16 + 4 * (SIDE + GAP), TOP + SIDE + 16, alt, parts)


def explore_moves(picture: ArrayLike, kernel: ArrayLike, move: str = SHIFT, reach: int = 2) -> Live:
    """Return controls over ``compare``; shifts go up to ``reach`` cells.

    Raises:
        TypeError, ValueError: as ``compare`` does.
    """
    controls = {
        "move": choice("move", MOVES, move),
        "right": slider("to the right", 1, -reach, reach),
        "down": slider("down", 0, -reach, reach),
    }
    shown = Live(controls, lambda move, right, down: compare(picture, kernel, move, right, down))

    def fit(_: object = None) -> None:
        # A slider that changes nothing is out of sight.
        for name in ("right", "down"):
            controls[name].layout.display = "" if controls["move"].value == SHIFT else "none"

    controls["move"].observe(fit, "value")
    fit()
    return shown
