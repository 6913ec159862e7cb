"""Numbers in cells: how each cell looks, and such cells as SVG.

The cells of a matplotlib picture (``layout.Grid``) and those of an SVG drawing look alike: both
painters take fill, ink and font size from ``styled_cells``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import to_hex, to_rgba

from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.draw.colours import LINE, PANEL, SOFT
from helpers.draw.markup import ink_class
from helpers.draw.svg import label, line, tag
from helpers.draw.theme import SIGNED, ink_on, signed_scale

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each 0 … 1."""
HATCHES = ((0, 0.5, 0.5, 0), (0, 1, 1, 0), (0.5, 1, 1, 0.5))
"""The lines (x, y, x, y) that hatch a cell of the side 1."""
LARGEST = 0.4
"""Font size of short numbers, in sides of a cell."""
WIDEST_WORD = 1.4
"""Characters times their font size that fit beside one another, in sides of a cell."""


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
        struck: Whether the number is crossed out, as no window reads it.
    """

    row: int
    col: int
    text: str
    fill: Colour | None
    ink: str
    size: float
    hatched: bool
    struck: bool = False


def styled_cells(
    values: Array,
    colours: Array,
    *,
    hatched: Array | None = None,
    hidden: Array | None = None,
    faded: Array | None = None,
    struck: Array | None = None,
    padding_counts: bool = True,
    largest: float = LARGEST,
    write: Callable[[float], str] = number,
) -> Iterator[Cell]:
    """Yield the cells of a grid, row by row.

    Args:
        values: The numbers (H, W).
        colours: The fill (H, W, 4) of each number.
        hatched: Mask (H, W) of padding cells.
        hidden: Mask (H, W) of cells that are not computed yet: no number, no fill.
        faded: Mask (H, W) of cells that stand back.
        struck: Mask (H, W) of cells that no window reads: they stand back and are crossed out.
        padding_counts: Whether padding cells show their number.
        largest: The font size of short numbers, in sides of a cell.
        write: How a number is written.
    """
    given = (hatched, hidden, faded, struck)
    masks = [np.zeros(values.shape, bool) if mask is None else mask for mask in given]
    for (row, col), value in np.ndenumerate(values):
        padding, unknown, pale, crossed = (bool(mask[row, col]) for mask in masks)
        back = padding or pale or crossed
        fill: Colour = to_rgba(PANEL) if back else tuple(colours[row, col])
        text = write(value.item())
        yield Cell(
            row=row,
            col=col,
            text="" if unknown or (padding and not padding_counts) else text,
            fill=None if unknown else fill,
            ink=SOFT if back else ink_on(tuple(colours[row, col])),
            size=min(largest, WIDEST_WORD / max(len(text), 2)),
            hatched=padding,
            struck=crossed,
        )


def svg_cells(
    values: Array,
    x: float,
    y: float,
    side: float,
    faded: Array | None = None,
    largest: float = 0.42,
) -> list[str]:
    """Return numbers (H, W) in cells as SVG elements, filled by size and sign.

    Args:
        values: The numbers.
        x: The left edge of the first cell.
        y: The upper edge of the first cell.
        side: The side of a cell.
        faded: Mask (H, W) of cells that stand back.
        largest: The font size of short numbers, in sides of a cell.
    """
    colours = np.asarray(SIGNED(signed_scale(values)(values)))
    cells = styled_cells(values, colours, faded=faded, largest=largest)
    return [part for cell in cells for part in svg_cell(cell, x, y, side)]


def svg_cell(cell: Cell, x: float, y: float, side: float) -> list[str]:
    """Return one cell as SVG elements; on a live page its number is legible in every theme.

    Args:
        cell: The cell.
        x: The left edge of the grid.
        y: The upper edge of the grid.
        side: The side of a cell.
    """
    left, top, size = x + cell.col * side, y + cell.row * side, cell.size * side
    fill = to_hex(cell.fill) if cell.fill else None
    edge = {"stroke_dasharray": "2 3"} if fill is None else {}
    place = {"x": left + 1, "y": top + 1, "width": side - 2, "height": side - 2}
    parts = [tag("rect", **place, fill=fill or "none", stroke=LINE, **edge)]
    if cell.hatched:
        parts += [
            line(left + a * side, top + b * side, left + c * side, top + d * side, LINE, 1.5)
            for a, b, c, d in HATCHES
        ]
    if cell.text:
        kind = "" if cell.ink == SOFT else ink_class(fill)
        x_text, y_text = left + side / 2, top + side / 2 + 0.36 * size
        parts.append(label(x_text, y_text, cell.text, cell.ink, size, anchor="middle", class_=kind))
    if cell.struck:
        middle = top + side / 2
        parts.append(line(left + 0.2 * side, middle, left + 0.8 * side, middle, SOFT, 1.5, 1))
    return parts
