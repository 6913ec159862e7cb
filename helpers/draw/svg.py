"""The pieces of SVG that drawings are made of which follow a slider: light to draw anew."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.colors import Colormap, Normalize, to_hex
from PIL import Image

from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.draw.colours import INK, LINE, OUTPUT, PANEL, SOFT
from helpers.draw.mime import Bundle, bundle
from helpers.draw.theme import SIGNED, ink_on

RASTER_SIDE = 320
"""Pixels at least: what makes a small picture larger must not blur it."""


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
        """The drawing as a PNG of 256 colours, for places that show no SVG, such as nbviewer."""
        import resvg_py

        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        files = [str(fonts / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
        drawn = resvg_py.svg_to_bytes(
            svg_string=self.svg, zoom=SHARPNESS, font_files=files, skip_system_fonts=True
        )
        small = io.BytesIO()
        with Image.open(io.BytesIO(bytes(drawn))) as image:
            few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
            few.save(small, format="png", optimize=True)
        return small.getvalue()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return bundle(self.png, self.alt, self.width)


def card(width: float, height: float, alt: str, parts: Sequence[str]) -> Diagram:
    """Return ``parts`` on a white card, which can be read on a dark page, too."""
    # A last row of pixels that is covered in part would be a grey line below the picture.
    width, height, name = ceil(width), ceil(height), html.escape(alt)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FONT}" role="img" '
        f'style="max-width:100%;height:auto" aria-label="{name}"><title>{name}</title>'
        f'<rect width="{width:g}" height="{height:g}" fill="white"/>{"".join(parts)}</svg>'
    )
    return Diagram(svg, alt, width)


def label(
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    size: float = 14,
    *,
    bold: bool = False,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    """Return a line of text that stands on ``y``; ``anchor`` is "start", "middle" or "end".

    With ``halo`` it stays legible on lines that it crosses.
    """
    extra = ' font-weight="700"' if bold else ""
    extra += ' stroke="white" stroke-width="4" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size:g}" '
        f'fill="{colour}"{extra}>{html.escape(text)}</text>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> str:
    """Return a rectangle; one that is no wider than nothing is still seen."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{max(width, 0.8):g}" height="{height:g}" '
        f'fill="{fill}" stroke="{stroke}"/>'
    )


def raster(values: Array, x: float, y: float, side: float, fill: Colormap, scale: Normalize) -> str:
    """Return numbers (H, W) as a picture whose longer side is ``side``, with a thin outline."""
    height, width = values.shape
    colours = np.asarray(fill(scale(values), bytes=True))[:, :, :3]
    times = -(-RASTER_SIDE // max(height, width))
    pixels = png(colours.repeat(times, 0).repeat(times, 1))
    cell = side / max(height, width)
    return (
        f'<image x="{x:g}" y="{y:g}" width="{width * cell:g}" height="{height * cell:g}" '
        f'preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="{address(pixels)}"/>'
    ) + box(x, y, width * cell, height * cell, "none", LINE)


def png(pixels: Array) -> bytes:
    """Return pixels (H, W, 3) of 0 … 255 as the bytes of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    return file.getvalue()


def address(content: bytes) -> str:
    """Return a PNG file as the address of an image: one that needs no other file."""
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"


def signed(values: Array) -> Normalize:
    """Return the scale on which 0 is white and the strongest of ``values`` has the full colour."""
    most = float(np.abs(values).max()) or 1.0
    return Normalize(-most, most)


def bars(
    values: Array, marks: Array, names: Sequence[str], x: float, y: float, width: float
) -> list[str]:
    """Return signed bars below one another, the longest value's name in green.

    ``values`` (n,) are the bars, ``marks`` (n,) are ticks to compare them with; 22 units a bar.
    """
    low = min(0.0, float(values.min()), float(marks.min()))
    high = max(0.0, float(values.max()), float(marks.max()))
    unit, first = (width - 100) / ((high - low) or 1.0), x + 26
    zero, best = first - low * unit, int(values.argmax())
    scale = Normalize(-max(-low, high, 1), max(-low, high, 1))
    parts = [box(zero, y - 4, 0.8, 22 * len(values) + 4, SOFT)]
    for i, (value, mark) in enumerate(zip(values.tolist(), marks.tolist())):
        top, won = y + 22 * i, i == best
        start = zero + min(value, 0) * unit
        parts += [
            label(x, top + 13, names[i], OUTPUT if won else INK, 14, bold=won),
            box(start, top + 1, abs(value) * unit, 15, to_hex(SIGNED(scale(value))), LINE),
            box(zero + mark * unit - 1.5, top - 2, 3, 21, INK),
            label(
                x + width,
                top + 13,
                f"{value:,}".replace("-", "−"),
                OUTPUT if won else INK,
                13,
                bold=won,
                anchor="end",
            ),
        ]
    return parts


def cells(values: Array, x: float, y: float, cell: float, faded: Array | None = None) -> list[str]:
    """Return numbers (H, W) in cells, filled by size and sign; ``faded`` ones stand back."""
    scale, parts = signed(values), []
    for (row, col), value in np.ndenumerate(values):
        back = faded is not None and bool(faded[row, col])
        colour = SIGNED(scale(value))
        text = number(value.item())
        left, top = x + col * cell, y + row * cell
        size = min(0.42, 1.15 / max(len(text), 2)) * cell
        ink = SOFT if back else ink_on(colour)
        parts += [
            box(left + 1, top + 1, cell - 2, cell - 2, PANEL if back else to_hex(colour), LINE),
            label(left + cell / 2, top + cell / 2 + 0.36 * size, text, ink, size, anchor="middle"),
        ]
    return parts


def outline(x: float, y: float, width: float, height: float, colour: str = INK) -> str:
    """Return a strong outline with rounded corners."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" fill="none" '
        f'stroke="{colour}" stroke-width="3.5"/>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, opacity: float = 0.75
) -> str:
    """Return a straight line, a little transparent where lines cross."""
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" '
        f'stroke-width="{width:g}" stroke-opacity="{opacity:g}"/>'
    )


def dot(x: float, y: float, colour: str, radius: float = 12) -> str:
    """Return a neuron."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="white" stroke="{colour}" '
        'stroke-width="3"/>'
    )
