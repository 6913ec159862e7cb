"""Parts of a matplotlib picture: signs, equations, rows and columns of parts.

Lengths are in board units: the side of a grid's cell is 1, unless the grid says otherwise.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from helpers.draw.colours import INK, INPUT, KERNEL, OUTPUT, PANEL, SOFT
from helpers.draw.markup import theme_colour
from helpers.draw.svg import tag
from helpers.draw.theme import POINTS_PER_INCH

HEAD = 1.0
"""Height of a title, in board units."""
MONO_ADVANCE = 0.602
"""Width of a character of DejaVu Sans Mono, in font sizes."""


class Part(Protocol):
    """A part of a picture that can be measured and painted."""

    @property
    def width(self) -> float:
        """Width of the part, in board units."""

    @property
    def height(self) -> float:
        """Height of the part, in board units."""

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Paint the part on ``axes``.

        Args:
            axes: A board, as ``theme.board`` makes it.
            left: The left edge, in board units.
            top: The upper edge, in board units.
            unit: Inches per board unit.
        """

    def html(self) -> str:
        """Return the part as HTML for a live page."""


@dataclass(frozen=True)
class Sign:
    """An operator between two grids, such as · or =."""

    text: str

    @property
    def width(self) -> float:
        """Width of the part, in board units."""
        return 0.6 + 0.4 * len(self.text)

    height = HEAD

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the sign in the middle of its place."""
        axes.text(
            left + self.width / 2,
            top + self.height,
            self.text,
            ha="center",
            va="center",
            color=SOFT,
            size=0.6 * unit * POINTS_PER_INCH,
        )

    def html(self) -> str:
        """Return the sign as HTML."""
        return tag("div", html.escape(self.text), class_="sign")


@dataclass(frozen=True)
class Space:
    """Room of a width before a part that stands below the middle of another."""

    width: float
    height = 0.0

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw nothing."""

    def html(self) -> str:
        """Return an empty element of this width."""
        return tag("div", "", style=f"flex:none;width:calc(var(--u) * {self.width:.4g})")


@dataclass(frozen=True)
class Row:
    """Parts side by side, centred on one line, with ``gap`` board units between them."""

    parts: tuple[Part, ...]
    gap: float = 0.35

    @property
    def width(self) -> float:
        """Width of the part, in board units."""
        return sum(part.width for part in self.parts) + self.gap * (len(self.parts) - 1)

    @property
    def height(self) -> float:
        """Height of the part, in board units."""
        return max(part.height for part in self.parts)

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the parts from left to right."""
        for part in self.parts:
            part.paint(axes, left, top + (self.height - part.height) / 2, unit)
            left += part.width + self.gap

    def html(self) -> str:
        """Return the parts as HTML: they wrap, but a sign stays with the part after it."""
        pieces, signs = [], ""
        for part in self.parts:
            if isinstance(part, Sign):
                signs += part.html()
            else:
                pieces.append(
                    tag("div", signs + part.html(), class_="pair") if signs else part.html()
                )
                signs = ""
        gap = f"column-gap:calc(var(--v) * {self.gap:.3g})"
        return tag("div", *pieces, signs, class_="row", style=gap)


@dataclass(frozen=True)
class Column:
    """Parts below one another, aligned to the left, with ``gap`` board units between them."""

    parts: tuple[Part, ...]
    gap: float = 0.3

    @property
    def width(self) -> float:
        """Width of the part, in board units."""
        return max(part.width for part in self.parts)

    @property
    def height(self) -> float:
        """Height of the part, in board units."""
        return sum(part.height for part in self.parts) + self.gap * (len(self.parts) - 1)

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the parts from top to bottom."""
        for part in self.parts:
            part.paint(axes, left, top, unit)
            top += part.height + self.gap

    def html(self) -> str:
        """Return the parts as HTML."""
        return tag("div", *(part.html() for part in self.parts), class_="column")


@dataclass(frozen=True)
class Sum:
    """An equation whose terms have the colours of their cells; it wraps.

    Args:
        text: The equation.
        width: The width of a line, in board units.
        size: The font size, in board units.
    """

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
        """Height of the part, in board units."""
        return 0.7 * len(self._lines) + 0.3

    def paint(self, axes: Axes, left: float, top: float, unit: float) -> None:
        """Draw the panel and the equation on it."""
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

    def html(self) -> str:
        """Return the equation as HTML; it wraps between its terms."""
        words, after_equals = [], False
        for word in self.text.split(" "):
            pieces = (
                tag("span", html.escape(piece), style=f"color:{theme_colour(colour)}")
                for piece, colour in _coloured(word, after_equals)
            )
            words.append(tag("b" if after_equals else "span", *pieces))
            after_equals = after_equals or word == "="
        return tag("div", " ".join(words), class_="sum")


def _coloured(word: str, after_equals: bool) -> Sequence[tuple[str, str]]:
    if after_equals:
        return [(word, OUTPUT)]
    if "·" in word:
        cell, weight = word.split("·")
        return [(cell, INPUT), ("·", SOFT), (weight, KERNEL)]
    return [(word, INK)]
