"""A grid of numbers in cells, as a part of a matplotlib picture."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.draw.cells import LARGEST, Cell, styled_cells, svg_cell
from helpers.draw.colours import INK, LINE, OUTPUT, RING, SOFT
from helpers.draw.layout import HEAD
from helpers.draw.markup import SMALLEST_FONT, theme_colour, themed
from helpers.draw.pixels import coloured_pixels, sign_marks
from helpers.draw.svg import image, tag
from helpers.draw.theme import POINTS_PER_INCH, SIGNED, signed_scale

EMPTY = (0.965, 0.973, 0.98, 1)
"""PANEL, for cells that are not computed yet in a grid without numbers; a hair lighter, as
matplotlib rounds the parts of a colour down."""
UNKNOWN_PIXEL = (128, 128, 128, 20)
"""A cell that is not computed yet in such a grid on a live page: a little darker or lighter."""
SIDE = 40.0
"""The side of a cell in the units of an SVG drawing."""


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
        faded: Mask (H, W) of cells that stand back.
        struck: Mask (H, W) of cells that no window reads.
        windows: Outlines (row, col, height, width) of the current window.
        current: The current output cell (row, col), which is outlined.
        winner: The largest cell (row, col), which is circled.
        write: How a number is written.
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
    struck: Array | None = None
    windows: tuple[tuple[int, int, int, int], ...] = ()
    current: tuple[int, int] | None = None
    winner: tuple[int, int] | None = None
    write: Callable[[float], str] = number

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

    @property
    def _scale(self) -> Normalize:
        return self.scale or signed_scale(self.values)

    def _colours(self) -> Array:
        return np.asarray((self.fill or SIGNED)(self._scale(self.values)))

    def _cells(self) -> Iterator[Cell]:
        return styled_cells(
            self.values,
            self._colours(),
            hatched=self.hatched,
            hidden=self.hidden,
            faded=self.faded,
            struck=self.struck,
            padding_counts=self.padding_counts,
            write=self.write,
        )

    def _paint_image(self, axes: Axes, left: float, top: float) -> None:
        rows, cols = self.values.shape
        colours = self._colours()
        if self.hidden is not None:
            colours[self.hidden] = EMPTY
        if self.hatched is not None:
            colours[self.hatched] = EMPTY
        right, bottom = left + cols * self.cell, top + rows * self.cell
        limits = axes.axis()
        place = (left, right, bottom, top)
        axes.imshow(colours, extent=place, interpolation="nearest")
        if (signs := self._signs()) is not None:
            axes.imshow(signs, extent=place, interpolation="nearest")
        axes.axis(limits)

    def _signs(self) -> Array | None:
        """Return the marks of numbers below 0 that are known; None where there are no signs."""
        known = self.values
        for mask in (self.hidden, self.hatched):
            known = known if mask is None else np.where(mask, 0, known)
        return sign_marks(known, self.fill or SIGNED, self._scale)

    def _paint_cells(self, axes: Axes, left: float, top: float, unit: float) -> None:
        gap = 0.03 * self.cell
        for cell in self._cells():
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
            if cell.struck:
                across = (x + 0.2 * self.cell, x + 0.8 * self.cell)
                axes.plot(across, [y + self.cell / 2] * 2, color=SOFT, linewidth=1.2)

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

    def html(self) -> str:
        """Return the grid as HTML for a live page, with its title above."""
        rows, cols = self.values.shape
        parts = self._svg_cells() if self.numbers else [self._svg_image()]
        # Where there are no numbers, all cells can be smaller.
        width = f"calc(var(--{'u' if self.numbers else 'v'}) * {cols * self.cell:.4g})"
        if self.numbers:
            # The number with most digits has the smallest font.
            smallest = min((cell.size for cell in self._cells() if cell.text), default=LARGEST)
            least = (cols + 4 / SIDE) * SMALLEST_FONT / smallest
            width = f"max({width}, {least:.0f}px)"
        svg = tag(
            "svg",
            *parts,
            *self._svg_marks(),
            viewBox=f"-2 -2 {cols * SIDE + 4} {rows * SIDE + 4}",
            style=f"width:{width}",
        )
        return tag("figure", self._caption(), themed(svg))

    def _caption(self) -> str:
        """Return the title and the note as HTML; "" where there is no title."""
        if not self.title:
            return ""
        note = tag("small", html.escape(self.note)) if self.note else ""
        colour = theme_colour(self.colour)
        # A title of spaces keeps the height of a title.
        title = html.escape(self.title).strip() or "&nbsp;"
        return tag("figcaption", f"{title} {note}", style=f"color:{colour}")

    def _svg_cells(self) -> list[str]:
        return [part for cell in self._cells() for part in svg_cell(cell, 0, 0, SIDE)]

    def _svg_image(self) -> str:
        """Return the cells without numbers as one image with a thin frame."""
        rows, cols = self.values.shape
        pixels = coloured_pixels(self.values, self.fill or SIGNED, self._scale)
        for mask in (self.hidden, self.hatched):
            if mask is not None:
                pixels[mask] = UNKNOWN_PIXEL
        size = {"width": cols * SIDE, "height": rows * SIDE}
        picture = image(pixels, 0, 0, cols * SIDE, rows * SIDE)
        if (signs := self._signs()) is not None:
            picture += image(signs, 0, 0, cols * SIDE, rows * SIDE, class_="signs")
        thin = {"stroke_width": "1", "vector_effect": "non-scaling-stroke"}
        frame = tag("rect", **size, fill="none", stroke=LINE, **thin)
        return tag("rect", **size, fill="white") + picture + frame

    def _svg_marks(self) -> list[str]:
        """Return the outlines: of the window, of the current cell, of the largest value."""
        marks = [(window, INK if self.numbers else RING) for window in self.windows]
        if self.current is not None:
            marks.append(((*self.current, 1, 1), OUTPUT))
        parts = [
            _svg_outline(row, col, height, width, stroke, wide)
            for (row, col, height, width), colour in marks
            # A wider line in the colour of the page below each outline, as in the player.
            for stroke, wide in (("white", 5.0), (colour, 3.0))
        ]
        if self.winner is not None:
            y, x = ((at + 0.5) * SIDE for at in self.winner)
            ring = {"cx": x, "cy": y, "r": 0.42 * SIDE, "stroke_width": 2.5}
            parts.append(tag("circle", **ring, fill="none", stroke=OUTPUT))
        return parts


def _svg_outline(
    row: int, col: int, height: int, width: int, colour: str, stroke_width: float
) -> str:
    """Return an outline around cells, whose line is as wide however large the drawing is."""
    return tag(
        "rect",
        x=col * SIDE,
        y=row * SIDE,
        width=width * SIDE,
        height=height * SIDE,
        rx=3,
        fill="none",
        stroke=colour,
        stroke_width=stroke_width,
        vector_effect="non-scaling-stroke",
    )
