"""A grid of numbers in cells, as a part of a matplotlib picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from helpers.core.arrays import Array
from helpers.draw.cells import styled_cells
from helpers.draw.colours import INK, LINE, OUTPUT, RING, SOFT
from helpers.draw.layout import HEAD
from helpers.draw.theme import POINTS_PER_INCH, SIGNED, signed_scale

EMPTY = (0.965, 0.973, 0.98, 1)
"""PANEL, for cells that are not computed yet in a grid without numbers; a hair lighter, as
matplotlib rounds the parts of a colour down."""


@dataclass(frozen=True)
class Grid:
    """Numbers (H, W) as a grid of cells with a title above.

    Args:
        values: The numbers.
        title: The grid's name, in ``colour``.
        note: More words behind the title, in grey.
        colour: The colour of the title: who the grid is (input, kernel, output).
        cell: The side of a cell in board units.
        fill: The colours of the numbers; signed ones without it.
        scale: The scale that puts the numbers between 0 and 1 for ``fill``.
        numbers: Whether the numbers are written into the cells.
        hatched: Mask (H, W) of padding cells.
        padding_counts: Whether padding cells show their 0; that of a pooling never counts.
        hidden: Mask (H, W) of cells that are not computed yet.
        faded: Mask (H, W) of cells that no window reads.
        windows: Outlines (row, col, height, width) of the current window.
        current: The current output cell (row, col), which is outlined.
        winner: The largest cell (row, col), which is circled.
    """

    values: Array
    title: str = ""
    note: str = ""
    colour: str = INK
    cell: float = 1.0
    fill: Colormap | None = None
    scale: Normalize | None = None
    numbers: bool = True
    hatched: Array | None = None
    padding_counts: bool = True
    hidden: Array | None = None
    faded: Array | None = None
    windows: tuple[tuple[int, int, int, int], ...] = ()
    current: tuple[int, int] | None = None
    winner: tuple[int, int] | None = None

    @property
    def width(self) -> float:
        """Width in board units; a long title can be wider than the cells."""
        letters = 0.27 * len(self.title) + 0.21 * len(self.note)
        return max(float(self.values.shape[1]) * self.cell, letters)

    @property
    def height(self) -> float:
        """Height in board units, with the title."""
        return float(self.values.shape[0]) * self.cell + (HEAD if self.title else 0)

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the grid on ``axes``.

        Args:
            axes: A board, as ``theme.board`` makes it.
            left: The left edge, in board units.
            top: The upper edge, in board units.
            unit: Inches per board unit.
        """
        if self.title:
            size = 0.34 * unit * POINTS_PER_INCH
            label = axes.text(
                left, top + 0.55, self.title, color=self.colour, size=size, weight="bold"
            )
            axes.annotate(
                self.note,
                (1, 0),
                xycoords=label,
                # From the label's bottom to its baseline: the two share one line.
                xytext=(0.3 * size, 0.22 * size),
                textcoords="offset points",
                color=SOFT,
                size=0.8 * size,
            )
            top += HEAD
        if self.numbers:
            self._paint_cells(axes, left, top, unit)
        else:
            self._paint_image(axes, left, top)
        self._paint_marks(axes, left, top)

    def _colours(self) -> Array:
        scale = self.scale or signed_scale(self.values)
        return np.asarray((self.fill or SIGNED)(scale(self.values)))

    def _paint_image(self, axes: Axes, left: float, top: float) -> None:
        rows, cols = self.values.shape
        colours = self._colours()
        if self.hidden is not None:
            colours[self.hidden] = EMPTY
        if self.hatched is not None:
            colours[self.hatched] = EMPTY
        right, bottom = left + cols * self.cell, top + rows * self.cell
        limits = axes.axis()
        axes.imshow(colours, extent=(left, right, bottom, top), interpolation="nearest")
        axes.axis(limits)

    def _paint_cells(self, axes: Axes, left: float, top: float, unit: float) -> None:
        styled = styled_cells(
            self.values,
            self._colours(),
            hatched=self.hatched,
            hidden=self.hidden,
            faded=self.faded,
            padding_counts=self.padding_counts,
        )
        gap = 0.03 * self.cell
        for cell in styled:
            x, y = left + cell.col * self.cell, top + cell.row * self.cell
            box = Rectangle(
                (x + gap, y + gap),
                self.cell - 2 * gap,
                self.cell - 2 * gap,
                facecolor=cell.fill or "none",
                edgecolor=LINE,
                linewidth=0.8,
                linestyle="-" if cell.fill else (0, (2, 3)),
                hatch="////" if cell.hatched else None,
            )
            axes.add_artist(box)
            if cell.text:
                axes.text(
                    x + self.cell / 2,
                    y + self.cell / 2,
                    cell.text,
                    ha="center",
                    va="center_baseline",
                    size=cell.size * self.cell * unit * POINTS_PER_INCH,
                    color=cell.ink,
                )

    def _paint_marks(self, axes: Axes, left: float, top: float) -> None:
        cell = self.cell
        # On a picture a black outline would not be seen.
        boxes = [(window, INK if self.numbers else RING) for window in self.windows]
        if self.current is not None:
            boxes.append(((*self.current, 1, 1), OUTPUT))
        for (row, col, height, width), colour in boxes:
            axes.add_artist(
                FancyBboxPatch(
                    (left + col * cell, top + row * cell),
                    width * cell,
                    height * cell,
                    boxstyle="round,pad=0,rounding_size=0.1",
                    facecolor="none",
                    edgecolor=colour,
                    linewidth=3,
                )
            )
        if self.winner is not None:
            row, col = self.winner
            centre = left + (col + 0.5) * cell, top + (row + 0.5) * cell
            axes.add_artist(
                Circle(centre, 0.42 * cell, fill=False, edgecolor=OUTPUT, linewidth=2.5)
            )
