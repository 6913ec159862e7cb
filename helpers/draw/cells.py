"""Numbers in cells: how each cell looks, and such cells as SVG.

The cells of a matplotlib picture (``layout.Grid``) and those of an SVG drawing look alike: both
painters take fill, ink and font size from ``styled_cells``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import to_hex, to_rgba

from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.draw.colours import LINE, PANEL, SOFT
from helpers.draw.svg import box, label
from helpers.draw.theme import SIGNED, ink_on, signed_scale

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each 0 … 1."""
LARGEST = 0.4
"""Font size of short numbers, in sides of a cell."""


@dataclass(frozen=True)
class Cell:
    """One cell of a grid, as it is to be painted.

    Args:
        row: The row, from 0.
        col: The column, from 0.
        text: The number as it is written; "" where nothing is.
        fill: The colour of the cell; None for a cell without one.
        ink: The colour of the text.
        size: The font size, in sides of the cell.
        hatched: Whether the cell is padding.
    """

    row: int
    col: int
    text: str
    fill: Colour | None
    ink: str
    size: float
    hatched: bool


def styled_cells(
    values: Array,
    colours: Array,
    *,
    hatched: Array | None = None,
    hidden: Array | None = None,
    faded: Array | None = None,
    padding_counts: bool = True,
    largest: float = LARGEST,
) -> Iterator[Cell]:
    """Yield the cells of a grid, row by row.

    Args:
        values: The numbers (H, W).
        colours: The fill (H, W, 4) of each number.
        hatched: Mask (H, W) of padding cells.
        hidden: Mask (H, W) of cells that are not computed yet: no number, no fill.
        faded: Mask (H, W) of cells that stand back.
        padding_counts: Whether padding cells show their number.
        largest: The font size of short numbers, in sides of a cell.
    """
    masks = [np.zeros(values.shape, bool) if m is None else m for m in (hatched, hidden, faded)]
    for (row, col), value in np.ndenumerate(values):
        padding, unknown, pale = (bool(mask[row, col]) for mask in masks)
        back = padding or pale
        fill: Colour = to_rgba(PANEL) if back else tuple(colours[row, col])
        text = number(value.item())
        yield Cell(
            row=row,
            col=col,
            text="" if unknown or (padding and not padding_counts) else text,
            fill=None if unknown else fill,
            ink=SOFT if back else ink_on(tuple(colours[row, col])),
            size=min(largest, 1.15 / max(len(text), 2)),
            hatched=padding,
        )


def svg_cells(
    values: Array, x: float, y: float, side: float, faded: Array | None = None
) -> list[str]:
    """Return numbers (H, W) in cells as SVG elements, filled by size and sign.

    Args:
        values: The numbers.
        x: The left edge of the first cell.
        y: The upper edge of the first cell.
        side: The side of a cell.
        faded: Mask (H, W) of cells that stand back.
    """
    colours = np.asarray(SIGNED(signed_scale(values)(values)))
    parts = []
    for cell in styled_cells(values, colours, faded=faded, largest=0.42):
        left, top, size = x + cell.col * side, y + cell.row * side, cell.size * side
        fill = to_hex(cell.fill) if cell.fill else "none"
        middle = left + side / 2, top + side / 2 + 0.36 * size
        parts += [
            box(left + 1, top + 1, side - 2, side - 2, fill, LINE),
            label(*middle, cell.text, cell.ink, size, anchor="middle"),
        ]
    return parts
