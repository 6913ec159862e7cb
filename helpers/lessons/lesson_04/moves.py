"""Drawings that compare: move a picture and convolve it, or convolve it and move the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.colors import Colormap, Normalize
from numpy.typing import ArrayLike

from helpers.core import reference, text
from helpers.core.arrays import Array, checked_array
from helpers.data.samples import shifted
from helpers.draw.colours import INK, INPUT, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, label, raster, tag, two_widths
from helpers.draw.theme import GREY, SIGNED, signed_scale
from helpers.explore.controls import choice, slider
from helpers.explore.live import LiveDrawing

Move = Callable[[Array], Array]

SHIFT, TURN, MIRROR, DOUBLE = "shift", "turn by 90°", "mirror", "double the size"
MOVES = (SHIFT, TURN, MIRROR, DOUBLE)
MARGIN, SIDE, GAP, TOP = 16.0, 200.0, 22.0, 50.0


def on_black(picture: ArrayLike, margin: int) -> Array:
    """Return the picture (H, W) with ``margin`` cells of 0 on each side, so that it can be moved.

    >>> on_black([[5]], 1)
    array([[0, 0, 0],
           [0, 5, 0],
           [0, 0, 0]])
    """
    return np.pad(checked_array("picture", picture, {2: "(H, W)"}), margin)


def doubled(picture: ArrayLike) -> Array:
    """Return the picture (H, W) twice as high and twice as wide; each pixel becomes four.

    >>> doubled([[1, 2]])
    array([[1, 1, 2, 2],
           [1, 1, 2, 2]])
    """
    return checked_array("picture", picture, {2: "(H, W)"}).repeat(2, 0).repeat(2, 1)


def both_ways(picture: ArrayLike, kernel: ArrayLike, move: Move) -> tuple[Array, Array]:
    """Return the feature map of the moved picture, and the moved feature map of the picture.

    The first can be larger, as a doubled picture loses less at its border. Then it is cropped, so
    that both show the same places.

    Args:
        picture: The picture (H, W).
        kernel: The kernel (kh, kw).
        move: Takes a picture, and returns it moved.

    Raises:
        TypeError, ValueError: The picture and the kernel do not fit.

    >>> both_ways([[1, 2], [3, 4]], [[1, -1]], np.fliplr)
    (array([[1],
           [1]]), array([[-1],
           [-1]]))
    """
    x = checked_array("picture", picture, {2: "(H, W)"})
    first = reference.conv2d(move(x), kernel)
    second = move(reference.conv2d(x, kernel))
    top, left = ((a - b) // 2 for a, b in zip(first.shape, second.shape))
    return first[top : top + second.shape[0], left : left + second.shape[1]], second


def draw_move(
    picture: ArrayLike, kernel: ArrayLike, move: str = SHIFT, right: int = 1, down: int = 0
) -> Diagram:
    """Draw a moved picture, its feature map, the moved map of the picture, and the difference.

    Args:
        picture: The picture (H, W).
        kernel: The kernel (kh, kw).
        move: One of ``MOVES``.
        right: Cells of a shift to the right.
        down: Cells of a shift downwards.

    Raises:
        TypeError, ValueError: There is no such move, or the picture and the kernel do not fit.
    """
    x = checked_array("picture", picture, {2: "(H, W)"})
    way = _way(move, right, down)
    moved, (first, second) = way(x), both_ways(x, kernel, way)
    difference = first - second
    count = int((difference != 0).sum())
    verdict = f"{count} of {difference.size} cells differ" if count else "no cell differs"
    bright, scale = Normalize(0, float(x.max())), signed_scale(second)
    sizes = [text.size(values.shape) for values in (moved, first, second)]
    panels = [
        _panel("Picture", f"{move}, {sizes[0]}", INPUT, moved, GREY, bright),
        _panel("Move, then convolve", sizes[1], OUTPUT, first, SIGNED, scale),
        _panel("Convolve, then move", sizes[2], OUTPUT, second, SIGNED, scale),
        _panel("Difference", verdict, INK, difference, SIGNED, scale),
    ]
    amount = f" by {right} to the right and {down} down" if move == SHIFT else ""
    alt = (
        f"A picture moved ({move}{amount}): its feature map, the moved feature map of the "
        f"picture as it was, and their difference: {verdict}"
    )
    return two_widths(_side_by_side(panels, 4, alt), _side_by_side(panels, 2, alt))


def _side_by_side(panels: Sequence[str], across: int, alt: str) -> Diagram:
    """Return panels in lines of ``across``."""
    width, height = SIDE + GAP, TOP + SIDE
    parts = []
    for number, panel in enumerate(panels):
        line, place = divmod(number, across)
        parts.append(tag("g", panel, transform=f"translate({place * width:g} {line * height:g})"))
    return card(MARGIN + across * width, len(panels) / across * height + 16, alt, parts)


def explore_moves(
    picture: ArrayLike, kernel: ArrayLike, move: str = SHIFT, reach: int = 6
) -> LiveDrawing:
    """Return controls above the drawing of ``draw_move``.

    Args:
        picture: The picture (H, W).
        kernel: The kernel (kh, kw).
        move: The move at first, one of ``MOVES``.
        reach: Cells of a shift at most, in each direction.

    Raises:
        TypeError, ValueError: As ``draw_move``.
    """
    controls = {
        "move": choice("move", MOVES, move),
        "right": slider("to the right", 1, -reach, reach),
        "down": slider("down", 0, -reach, reach),
    }
    return LiveDrawing(controls, partial(draw_move, picture, kernel), unused=_unused)


def _unused(values: dict[str, Any]) -> set[str]:
    """Return the names of the controls that have no effect: only a shift has directions."""
    return set() if values["move"] == SHIFT else {"right", "down"}


def _way(move: str, right: int, down: int) -> Move:
    """Return the function that moves a picture; ``right`` and ``down`` are for a shift."""
    if move not in MOVES:
        raise ValueError(f"move must be one of {', '.join(MOVES)}; received {move!r}")
    if move == SHIFT:
        return partial(shifted, down=down, right=right)
    others: dict[str, Move] = {TURN: np.rot90, MIRROR: np.fliplr, DOUBLE: doubled}
    return others[move]


def _panel(
    title: str,
    note: str,
    colour: str,
    values: Array,
    fill: Colormap,
    scale: Normalize,
) -> str:
    """Return numbers as a picture, with a title and a note above it.

    Args:
        title: The title.
        note: The words below the title.
        colour: The colour of the title.
        values: The numbers (H, W).
        fill: The colours of the numbers.
        scale: The scale that puts the numbers between 0 and 1 for ``fill``.
    """
    parts = [
        label(MARGIN, 22, title, colour, 15, bold=True),
        label(MARGIN, 41, note, SOFT, 13),
        raster(values, MARGIN, TOP, SIDE, fill, scale),
    ]
    return "".join(parts)
