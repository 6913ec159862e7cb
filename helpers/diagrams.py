"""Drawings of networks as SVG: sharp at any size, and light enough to redraw as a slider moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import matplotlib

from helpers import params
from helpers.colours import INK, INPUT, LINE, OUTPUT, SOFT
from helpers.style import Bundle, bundle

MOST_DRAWN = 8
"""A wider layer is drawn as its first and last neurons with dots between them."""
LAYER_GAP, NEURON_GAP, RADIUS, MARGIN = 150.0, 46.0, 15.0, 30.0
SHARPNESS = 2
FONT = "DejaVu Sans, system-ui, sans-serif"


@dataclass(frozen=True, repr=False)
class Diagram:
    """A drawing with a sentence that says what it shows."""

    svg: str
    alt: str
    width: float

    def __repr__(self) -> str:
        return self.alt

    @property
    def png(self) -> bytes:
        """The drawing as a PNG, for places that show no SVG: untrusted notebooks, nbviewer."""
        import resvg_py

        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        files = [str(fonts / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=self.svg, zoom=SHARPNESS, font_files=files, skip_system_fonts=True
            )
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return bundle(self.png, self.alt, self.width)


def dense_network(widths: Sequence[int]) -> Diagram:
    """Draw a fully connected network and count its connections term by term.

    Wide layers are drawn in short; the count is always of all neurons.

    Raises:
        TypeError, ValueError: fewer than two widths, or one that is no whole number above 0.

    >>> dense_network([2, 3, 1])
    A fully connected network 2 → 3 → 1 with 2·3 + 3·1 = 9 connections
    """
    count = params.fully_connected(widths)
    sizes = [int(width) for width in widths]
    tallest = min(max(sizes), MOST_DRAWN)
    width = 2 * MARGIN + LAYER_GAP * (len(sizes) - 1) + 4 * RADIUS
    height = tallest * NEURON_GAP + 3 * MARGIN + 66
    middle = MARGIN + 20 + tallest * NEURON_GAP / 2
    places = [
        [(MARGIN + 2 * RADIUS + i * LAYER_GAP, y) for y in _column(size, middle)]
        for i, size in enumerate(sizes)
    ]
    edges = [_line(a, b) for before, after in pairwise(places) for a in before for b in after]
    parts = [*edges]
    for i, (size, column) in enumerate(zip(sizes, places)):
        colour = INPUT if i == 0 else OUTPUT if i == len(sizes) - 1 else SOFT
        parts += [_neuron(x, y, colour) for x, y in column]
        x = column[0][0]
        parts += _dots(x, middle) if len(column) < size else []
        parts.append(_text(x, MARGIN, f"{size:,}", colour, 17, bold=True))
    foot = middle + tallest * NEURON_GAP / 2 + 24
    for i, (before, after) in enumerate(pairwise(sizes)):
        x = places[i][0][0] + LAYER_GAP / 2
        parts.append(_text(x, foot, f"{before}·{after}", SOFT, 15))
        parts.append(_text(x, foot + 22, f"{before * after:,}", INK, 15))
    total = f"{count!r} connections"
    width = max(width, 9 * len(total) + 2 * MARGIN)
    parts.append(_text(width / 2, foot + 56, total, INK, 16, bold=True))
    arrows = " → ".join(f"{size:,}" for size in sizes)
    alt = f"A fully connected network {arrows} with {total}"
    return Diagram(_svg(width, height, alt, parts), alt, width)


def _column(size: int, middle: float) -> list[float]:
    """Return the heights of the neurons drawn; a short form leaves room for the dots."""
    slots = min(size, MOST_DRAWN)
    heights = [middle + (i - (slots - 1) / 2) * NEURON_GAP for i in range(slots)]
    return heights if size <= MOST_DRAWN else [*heights[:3], *heights[-3:]]


def _line(a: tuple[float, float], b: tuple[float, float]) -> str:
    return (
        f'<line x1="{a[0]:g}" y1="{a[1]:g}" x2="{b[0]:g}" y2="{b[1]:g}" '
        f'stroke="{SOFT}" stroke-opacity="0.45"/>'
    )


def _neuron(x: float, y: float, colour: str) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS:g}" fill="white" stroke="{colour}" '
        'stroke-width="3"/>'
    )


def _dots(x: float, middle: float) -> list[str]:
    return [
        f'<circle cx="{x:g}" cy="{middle + shift:g}" r="3" fill="{SOFT}"/>'
        for shift in (-16, 0, 16)
    ]


def _text(x: float, y: float, text: str, colour: str, size: int, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="{size}" fill="{colour}"'
        f"{weight}>{text}</text>"
    )


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    """Return the drawing on a white card, which can be read on a dark page, too."""
    card = f'<rect width="{width:g}" height="{height:g}" fill="white" stroke="{LINE}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FONT}" role="img" '
        f'aria-label="{title}"><title>{title}</title>{card}{"".join(parts)}</svg>'
    )
