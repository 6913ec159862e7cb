"""Pieces of SVG whose colours follow the theme of the page; they are used by name.

A colour is written as ``var(--name)``; ``palette`` has what each name stands for in a theme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from helpers.core.arrays import Array
from helpers.draw.svg import image, tag
from helpers.draw.theme import ink_on

NAMES = ("input", "kernel", "output", "ink", "soft", "line", "panel", "ground", "focus")
"""The colours that may be used by their names in ``helpers.draw.colours``."""
SHADES = 10
"""Shades of a signed colour on each side of zero."""


def colour(name: str) -> str:
    """Return a colour by its name, as an SVG attribute takes it: it follows the page's theme.

    >>> colour("input")
    'var(--input)'
    """
    return f"var(--{name})"


def shades(values: Array, most: float) -> Array:
    """Return the number (-SHADES … SHADES) of the shade of each signed value.

    Args:
        values: Numbers of any shape.
        most: The value that gets the full colour; stronger ones get it, too.
    """
    share = np.clip(np.asarray(values, float) / (most or 1.0), -1, 1)
    return np.rint(SHADES * share).astype(int)


def signed(values: Array, most: float, x: float, y: float, side: float) -> str:
    """Return numbers (H, W) as cells without gaps, coloured by size and sign.

    Args:
        values: The numbers.
        most: The value that gets the full colour.
        x: The left edge.
        y: The upper edge.
        side: The side of a cell.
    """
    numbers = shades(values, most)
    height, width = numbers.shape
    ground = tag("path", d=f"M0 0h{width}v{height}h-{width}z", fill=colour(_shade_name(0)))
    paths = [
        tag("path", d=_runs(numbers == number), fill=colour(_shade_name(number)))
        for number in np.unique(numbers[numbers != 0]).tolist()
    ]
    place = f"translate({x:g} {y:g}) scale({side:g})"
    return tag("g", ground, *paths, transform=place, shape_rendering="crispEdges")


def tiles(values: Array, most: float, x: float, y: float, side: float, mask: Array) -> str:
    """Return the numbers (H, W) where a mask is set as tiles with gaps, by size and sign.

    Args:
        values: The numbers.
        most: The value that gets the full colour.
        x: The left edge.
        y: The upper edge.
        side: The side of a tile and its gap.
        mask: Which numbers are drawn (H, W).
    """
    numbers = shades(values, most)
    paths = []
    for number in np.unique(numbers[mask]).tolist():
        places = np.argwhere(mask & (numbers == number)).tolist()
        data = "".join(f"M{col} {row}h.9v.9h-.9z" for row, col in places)
        paths.append(tag("path", d=data, fill=colour(_shade_name(number))))
    return tag("g", *paths, transform=f"translate({x:g} {y:g}) scale({side:g})")


def cell(value: float, most: float, x: float, y: float, side: float, text: str = "") -> str:
    """Return one number as a cell with a thin outline.

    Args:
        value: The number, for the fill.
        most: The value that gets the full colour.
        x: The left edge.
        y: The upper edge.
        side: The side of the cell.
        text: What is written into it.
    """
    number = int(shades(np.asarray(value), most))
    inner = side - 2
    size = min(0.46, 1.2 / max(len(text), 2)) * side
    parts = [frame(x + 1, y + 1, inner, inner, "line", _shade_name(number), 1, 3)]
    if text:
        ink = f"ink{number}" if number else "ink"
        parts.append(label(x + side / 2, y + side / 2 + 0.36 * size, text, ink, size, bold=False))
    return "".join(parts)


def frame(
    x: float,
    y: float,
    width: float,
    height: float,
    stroke: str,
    fill: str = "none",
    line: float = 3,
    corner: float = 4,
    opacity: float = 1,
) -> str:
    """Return a rectangle with rounded corners; ``stroke`` and ``fill`` are names of colours."""
    return tag(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        rx=corner,
        stroke="none" if stroke == "none" else colour(stroke),
        fill="none" if fill == "none" else colour(fill),
        stroke_width=line,
        fill_opacity=opacity,
    )


def label(
    x: float,
    y: float,
    text: str,
    ink: str = "ink",
    size: float = 21,
    *,
    anchor: str = "middle",
    bold: bool = True,
) -> str:
    """Return a line of text.

    Args:
        x: The place of the text's middle, or of its start or end; see ``anchor``.
        y: The line on which the letters stand.
        text: The words.
        ink: The name of a colour.
        size: The font size.
        anchor: "start", "middle" or "end".
        bold: Whether the letters are bold.
    """
    weight: dict[str, str | float] = {"font_weight": 700} if bold else {}
    return tag(
        "text",
        # Pages that take SVG out of what they do not trust leave its text behind, but not this.
        f"<![CDATA[{text}]]>",
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        fill=colour(ink),
        **weight,
    )


def picture(values: Array, x: float, y: float, side: float) -> str:
    """Return a picture as cells without gaps; it looks the same in both themes.

    Args:
        values: Grey (H, W) or colours (H, W, 3), 0 … 255.
        x: The left edge.
        y: The upper edge.
        side: The side of a cell.
    """
    pixels = np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)
    pixels = pixels if pixels.ndim == 3 else pixels[..., np.newaxis].repeat(3, -1)
    height, width = pixels.shape[:2]
    return image(pixels, x, y, width * side, height * side)


def palette(colours: Mapping[str, str]) -> dict[str, str]:
    """Return all colours of a motion by name: those of NAMES, the shades, and the ink on them.

    Args:
        colours: ``LIGHT`` or ``DARK`` of ``helpers.draw.colours``.
    """
    found = {name: colours[name] for name in NAMES}
    zero = np.array(to_rgb(colours["zero"]))
    for number in range(-SHADES, SHADES + 1):
        end = np.array(to_rgb(colours["negative" if number < 0 else "positive"]))
        mixed = zero + abs(number) / SHADES * (end - zero)
        found[_shade_name(number)] = to_hex(mixed)
        if number:
            found[f"ink{number}"] = ink_on(tuple(mixed))
    return found


def declarations(colours: Mapping[str, str]) -> str:
    """Return the colours of ``palette`` as declarations of CSS variables."""
    return "".join(f"--{name}:{value};" for name, value in palette(colours).items())


def _runs(mask: Array) -> str:
    """Return the cells of a mask (H, W) as the data of an SVG path, neighbours joined.

    >>> _runs(np.array([[True, True, False], [False, False, True]]))
    'M0 0h2v1h-2zM2 1h1v1h-1z'
    """
    parts = []
    for row, line in enumerate(mask.tolist()):
        start = None
        for col, there in enumerate([*line, False]):
            if there and start is None:
                start = col
            elif not there and start is not None:
                parts.append(f"M{start} {row}h{col - start}v1h-{col - start}z")
                start = None
    return "".join(parts)


def _shade_name(number: int) -> str:
    """Return the name of a shade.

    >>> _shade_name(-3), _shade_name(0), _shade_name(3)
    ('less3', 'zero', 'more3')
    """
    return f"{'less' if number < 0 else 'more'}{abs(number)}" if number else "zero"


def polygon(points: Sequence[tuple[float, float]], fill: str, opacity: float) -> str:
    """Return an area with corners at ``points``; ``fill`` is the name of a colour."""
    corners = " ".join(f"{x:g},{y:g}" for x, y in points)
    return tag("polygon", points=corners, fill=colour(fill), fill_opacity=opacity)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 2) -> str:
    """Return a straight line; ``stroke`` is the name of a colour."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour(stroke), stroke_width=width)


def cells(
    values: Array, most: float, x: float, y: float, side: float, texts: Array | None = None
) -> str:
    """Return numbers (H, W) as cells with thin outlines.

    Args:
        values: The numbers.
        most: The value that gets the full colour.
        x: The left edge.
        y: The upper edge.
        side: The side of a cell.
        texts: What is written into each cell (H, W); None: nothing.
    """
    return "".join(
        cell(
            value,
            most,
            x + side * col,
            y + side * row,
            side,
            "" if texts is None else str(texts[row, col]),
        )
        for (row, col), value in np.ndenumerate(values)
    )
