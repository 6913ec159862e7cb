"""Grids of cells on a matplotlib board: the building blocks of ``draw``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.draw.colours import INK, INPUT, KERNEL, LINE, OUTPUT, PANEL, RING, SOFT
from helpers.draw.theme import POINTS_PER_INCH, SIGNED, ink_on

HEAD = 1.0
"""Height of a title, in cells."""
MONO_ADVANCE = 0.602
"""Width of a character of DejaVu Sans Mono, in font sizes."""


EMPTY = (0.965, 0.973, 0.98, 1)


@dataclass(frozen=True)
class Grid:
    """Numbers (H, W) as a grid of cells, ``cell`` board units each, with a title above.

    ``hatched`` cells are padding, ``hidden`` ones not yet computed, ``faded`` ones never read
    (masks of the values' shape); padding that never counts shows no 0. ``windows`` (row, col,
    height, width) are outlined as the current window, ``current`` (row, col) as the current
    output, ``winner`` is circled.
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
        """Width in board units; a title may need more than the cells."""
        letters = 0.27 * len(self.title) + 0.21 * len(self.note)
        return max(float(self.values.shape[1]) * self.cell, letters)

    @property
    def height(self) -> float:
        """Height in board units, title included."""
        return float(self.values.shape[0]) * self.cell + (HEAD if self.title else 0)

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the grid with its upper left corner at (left, top); ``unit`` is inches a cell."""
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
        most = float(np.abs(self.values).max()) or 1.0
        scale = self.scale or Normalize(-most, most)
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
        colours = self._colours()
        for (row, col), value in np.ndenumerate(self.values):
            x, y = left + col * self.cell, top + row * self.cell
            hatched, hidden, faded = (
                mask is not None and bool(mask[row, col])
                for mask in (self.hatched, self.hidden, self.faded)
            )
            gap = 0.03 * self.cell
            box = Rectangle(
                (x + gap, y + gap),
                self.cell - 2 * gap,
                self.cell - 2 * gap,
                facecolor="none" if hidden else PANEL if hatched or faded else colours[row, col],
                edgecolor=LINE,
                linewidth=0.8,
                linestyle=(0, (2, 3)) if hidden else "-",
                hatch="////" if hatched else None,
            )
            axes.add_artist(box)
            if hidden or (hatched and not self.padding_counts):
                continue
            text = number(value.item())
            fit = min(0.4, 1.15 / max(len(text), 2))
            axes.text(
                x + self.cell / 2,
                y + self.cell / 2,
                text,
                ha="center",
                va="center_baseline",
                size=fit * self.cell * unit * POINTS_PER_INCH,
                color=SOFT if hatched or faded else ink_on(tuple(colours[row, col])),
            )

    def _paint_marks(self, axes: Axes, left: float, top: float) -> None:
        cell = self.cell
        # Black would drown in a picture.
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


@dataclass(frozen=True)
class Sign:
    """An operator between two grids."""

    text: str

    @property
    def width(self) -> float:
        """Width in board units."""
        return 0.6 + 0.4 * len(self.text)

    height = HEAD

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the sign in its box."""
        axes.text(
            left + self.width / 2,
            top + self.height,
            self.text,
            ha="center",
            va="center",
            color=SOFT,
            size=0.6 * unit * POINTS_PER_INCH,
        )


@dataclass(frozen=True)
class Row:
    """Parts side by side, centred on one line, ``gap`` board units apart."""

    parts: tuple[Layout, ...]
    gap: float = 0.35

    @property
    def width(self) -> float:
        """Width in board units."""
        return sum(part.width for part in self.parts) + self.gap * (len(self.parts) - 1)

    @property
    def height(self) -> float:
        """Height in board units."""
        return max(part.height for part in self.parts)

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the parts from left to right."""
        for part in self.parts:
            part.paint(axes, left, top + (self.height - part.height) / 2, unit)
            left += part.width + self.gap


@dataclass(frozen=True)
class Column:
    """Parts below one another, flush left, ``gap`` board units apart."""

    parts: tuple[Layout, ...]
    gap: float = 0.3

    @property
    def width(self) -> float:
        """Width in board units."""
        return max(part.width for part in self.parts)

    @property
    def height(self) -> float:
        """Height in board units."""
        return sum(part.height for part in self.parts) + self.gap * (len(self.parts) - 1)

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the parts from top to bottom."""
        for part in self.parts:
            part.paint(axes, left, top, unit)
            top += part.height + self.gap


@dataclass(frozen=True)
class Sum:
    """A line of arithmetic whose terms carry the colours of their cells, wrapped to ``width``."""

    text: str
    width: float
    size: float = 0.36

    @property
    def _letter(self) -> float:
        return self.size * MONO_ADVANCE

    @property
    def _lines(self) -> list[list[str]]:
        room = int((self.width - 0.6) / self._letter)
        lines: list[list[str]] = [[]]
        for word in self.text.split(" "):
            if lines[-1] and len(" ".join([*lines[-1], word])) > room:
                lines.append([])
            lines[-1].append(word)
        return lines

    @property
    def height(self) -> float:
        """Height in board units."""
        return 0.7 * len(self._lines) + 0.3

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the panel and the words on it."""
        axes.add_artist(
            FancyBboxPatch(
                (left, top),
                self.width,
                self.height,
                boxstyle="round,pad=0,rounding_size=0.15",
                facecolor=PANEL,
                edgecolor="none",
            )
        )
        after_equals = False
        for at, line in enumerate(self._lines):
            x, y = left + 0.3, top + 0.5 + 0.7 * at
            for word in line:
                for piece, colour in _coloured(word, after_equals):
                    axes.text(
                        x,
                        y,
                        piece,
                        family="DejaVu Sans Mono",
                        color=colour,
                        va="center_baseline",
                        size=self.size * unit * POINTS_PER_INCH,
                        weight="bold" if after_equals else "normal",
                    )
                    x += len(piece) * self._letter
                x += self._letter
                after_equals = after_equals or word == "="


def _coloured(word: str, after_equals: bool) -> Sequence[tuple[str, str]]:
    if after_equals:
        return [(word, OUTPUT)]
    if "·" in word:
        cell, weight = word.split("·")
        return [(cell, INPUT), ("·", SOFT), (weight, KERNEL)]
    return [(word, INK)]


Layout = Union[Grid, Sign, Sum, Row, Column]
