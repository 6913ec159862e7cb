"""The look of every matplotlib picture: colours, scales, sizes, and alternative texts.

Colour means the same thing everywhere. Who it is, by text and outline: input blue, kernel
orange-brown, output green. How much it is, by fill: signed values purple, white, orange; pictures
in grey; colour channels in their own hue.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from PIL import Image

from helpers.core.arrays import Array
from helpers.core.files import atomic_write
from helpers.draw import colours, markup
from helpers.draw.colours import INK, INPUT, KERNEL, LINE, NEGATIVE, OUTPUT, POSITIVE, SOFT, ZERO
from helpers.draw.mime import Bundle, bundle, data_address, small_png

SIGNED = LinearSegmentedColormap.from_list("signed", [NEGATIVE, ZERO, POSITIVE])
GREY = mpl.colormaps["gray"]
HUES = tuple(
    LinearSegmentedColormap.from_list(name, [ZERO, colour]) for name, colour in colours.HUES.items()
)

UNIT = 0.4
"""Inches per cell, where the width allows it."""
MARGIN = 0.5
"""Width of the margin around a board's contents, in cells."""
WIDEST = 11.5
"""Width of a notebook's column, in inches."""
DOTS_PER_INCH = 144
POINTS_PER_INCH = 72
PIXELS_PER_INCH = 96
"""Pixels that a browser counts as an inch; a PNG has more, to stay sharp on a projector."""

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "text.color": INK,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.prop_cycle": cycler(color=[INPUT, KERNEL, OUTPUT, NEGATIVE, SOFT]),
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "lines.linewidth": 2.5,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "hatch.color": LINE,
    "hatch.linewidth": 1.5,
}
MAP_SHARE = 0.98
"""Share of a feature map's values that are told apart by colour: outliers do not pale the rest."""


def signed_scale(values: Array, share: float = 1) -> Normalize:
    """Return the scale of ``SIGNED`` for ``values``: 0 is white, the strongest has full colour.

    Args:
        values: Numbers of any shape.
        share: Share (0 … 1) of the values that lie within the scale; stronger ones get the
            full colour, too.
    """
    most = float(np.quantile(np.abs(values), share)) or 1.0
    return Normalize(-most, most)


@dataclass(frozen=True, repr=False)
class Picture:
    """A finished matplotlib figure with a sentence that says what it shows.

    A notebook stores the figure as a PNG; the sentence is its alternative text.

    Args:
        figure: The figure.
        alt: The sentence.
        content: The same picture as HTML, which follows the theme of a live page; "" without it.
        units: The width of that HTML in board units.
    """

    figure: Figure
    alt: str
    content: str = ""
    units: float = 1

    @property
    def png(self) -> bytes:
        """The picture as the bytes of a PNG file."""
        return self._drawn("white")

    def _drawn(self, ground: str) -> bytes:
        """Return the picture as a PNG file with this colour of its ground."""
        drawn = io.BytesIO()
        with mpl.rc_context(STYLE):
            # The format is named: a learner's matplotlibrc may choose another.
            quick: Any = {"format": "png", "pil_kwargs": {"compress_level": 0}}
            self.figure.savefig(drawn, dpi=DOTS_PER_INCH, facecolor=ground, **quick)
        return small_png(Image.open(drawn))

    def _dark_png(self) -> bytes:
        """Return the picture as a PNG file for a dark page: its photographs stay as they are."""
        texts = [each for each in self.figure.findobj(Text) if isinstance(each, Text)]
        inks = [each.get_color() for each in texts]
        try:
            for each, ink in zip(texts, inks):
                each.set_color(markup.dark_colour(to_hex(ink)))
            return self._drawn(colours.DARK["ground"])
        finally:
            for each, ink in zip(texts, inks):
                each.set_color(ink)

    def save(self, path: str | Path) -> Path:
        """Write the picture to ``path``; its ending (.png, .svg, .pdf) chooses the format.

        Raises:
            ValueError: The path has another ending.
            OSError: The file cannot be written; an older file of that name stays as it was.
        """
        path = Path(path)
        if path.suffix not in (".png", ".svg", ".pdf"):
            raise ValueError(f"a picture is saved as .png, .svg or .pdf; received {path.name!r}")
        with atomic_write(path) as aside, mpl.rc_context(STYLE):
            # The words go with it: a browser reads them to whoever cannot see an SVG.
            words = {"Title": self.alt}
            self.figure.savefig(aside, format=path.suffix[1:], dpi=DOTS_PER_INCH, metadata=words)
        return path

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        png = self.png
        return bundle(png, self.alt, self.width, self._live(png))

    @property
    def width(self) -> float:
        """Width of the figure in browser pixels."""
        return float(self.figure.get_figwidth()) * PIXELS_PER_INCH

    @property
    def html(self) -> str:
        """The picture as HTML for a live page, with its sentence as alternative text."""
        return self._live(self.png)

    def _live(self, png: bytes) -> str:
        """Return the picture as HTML; without HTML of its own, it is the PNG."""
        if self.content:
            return markup.still(self.content, self.alt, self.units)
        photographs = any(axes.images for axes in self.figure.axes)
        dark = data_address(self._dark_png()) if photographs else ""
        return markup.image(data_address(png), self.alt, self.width, dark)


def canvas(
    width: float, height: float, rows: int = 1, cols: int = 1, **options: Any
) -> tuple[Figure, Any]:
    """Return a figure of ``width`` x ``height`` inches in the suite's style, and its axes.

    ``options`` go to matplotlib's ``Figure.subplots``.
    """
    with mpl.rc_context(STYLE):
        # The same margin as a board's: pictures below one another begin on one line.
        layout = ConstrainedLayoutEngine(w_pad=MARGIN * UNIT / 2, h_pad=MARGIN * UNIT / 2)
        figure = Figure(figsize=(width, height), layout=layout)
        return figure, figure.subplots(rows, cols, **options)


def board(width: float, height: float, unit: float = UNIT) -> tuple[Figure, Axes]:
    """Return a figure and an axes measured in cells: x to the right, y down, ``unit`` inches each.

    Grids drawn on it are aligned by their cells, whatever the figure's size.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width * unit, height * unit))
        axes = figure.add_axes((0, 0, 1, 1))
        frame(axes, width, height)
    return figure, axes


def frame(axes: Axes, width: float, height: float) -> None:
    """Set an axes to show ``width`` x ``height`` cells and nothing else."""
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.set_axis_off()


def ink_on(colour: tuple[float, ...]) -> str:
    """Return the text colour that reads best on ``colour`` (r, g, b in 0 … 1).

    >>> ink_on((1, 1, 1)), ink_on((0, 0, 0))
    ('#1f2328', '#ffffff')
    """
    return INK if colours.luminance(colour[:3]) > 0.2 else "#ffffff"
