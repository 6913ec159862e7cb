"""SVG drawings: a card with an alternative text, and the elements that stand on it.

They are light to draw anew, so they are what follows a slider; numbers in cells stand in ``cells``.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from pathlib import Path

import matplotlib
from matplotlib.colors import Colormap, Normalize
from PIL import Image

from helpers.core.arrays import Array
from helpers.draw.colours import INK, LINE
from helpers.draw.markup import still, themed
from helpers.draw.mime import Bundle, bundle, data_address, small_png
from helpers.draw.pixels import coloured_pixels, png, sign_marks

SHARPNESS = 2
"""Pixels of a PNG per unit of the drawing, so that it stays sharp on a projector."""
RASTER_SIDE = 320
"""Pixels that a small picture has at least, so that a browser does not blur it when enlarged."""
FONT = "DejaVu Sans, system-ui, sans-serif"


@dataclass(frozen=True, repr=False)
class Diagram:
    """A finished SVG drawing with a sentence that says what it shows.

    Args:
        svg: The whole drawing, as one element.
        alt: The sentence, for whoever cannot see the drawing.
        width: The width in browser pixels.
        sharpness: Pixels of its PNG per unit of the drawing.
        quick: Whether its PNG is made quickly; see ``small_png``.
        content: The same as HTML that wraps on a narrow page; "": the drawing itself is shown.
        units: The width of that HTML in board units.
    """

    svg: str
    alt: str
    width: float
    sharpness: float = SHARPNESS
    quick: bool = False
    content: str = ""
    units: float = 1

    def __repr__(self) -> str:
        return self.alt

    @property
    def png(self) -> bytes:
        """The drawing as a PNG file, for places that show no SVG, such as nbviewer."""
        import resvg_py

        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        files = [str(fonts / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
        drawn = resvg_py.svg_to_bytes(
            svg_string=self.svg, zoom=self.sharpness, font_files=files, skip_system_fonts=True
        )
        with Image.open(io.BytesIO(bytes(drawn))) as image:
            return small_png(image, self.quick)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return bundle(self.png, self.alt, self.width, self.html)

    @property
    def html(self) -> str:
        """The drawing as HTML for a live page: it follows the theme."""
        return still(self.content or themed(self.svg), self.alt, self.units)


def tag(name: str, *children: str, **attributes: str | float) -> str:
    """Return an SVG or HTML element.

    Args:
        name: The element's name, such as "rect".
        children: What stands inside, as markup: text must be escaped already.
        attributes: Numbers are shortened to 6 digits, text is escaped. An underscore in a name
            stands for a dash (``stroke_width``), one at its end for nothing (``class_``).

    >>> tag("text", "1 &lt; 2", x=1.50, font_size=14, fill="<red>")
    '<text x="1.5" font-size="14" fill="&lt;red&gt;">1 &lt; 2</text>'
    >>> tag("rect", width=2)
    '<rect width="2"/>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="'
        f'{html.escape(value) if isinstance(value, str) else format(value, "g")}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def card(width: float, height: float, alt: str, parts: Sequence[str], shown: float = 0) -> Diagram:
    """Return a drawing of ``parts`` on a white card, which can be read on a dark page, too.

    Args:
        width: The width of the drawing in its own units. A narrow page shows a unit smaller than
            a pixel: at 1024 pixels with the side bar open it has room for 530.
        height: The height of the drawing.
        alt: A sentence that says what it shows.
        parts: The elements.
        shown: The width in browser pixels where the page is wide enough; 0: ``width``.
    """
    # A last row of pixels that is covered in part would be a grey line below the picture.
    width, height = ceil(width), ceil(height)
    shown = shown or width
    svg = tag(
        "svg",
        tag("title", html.escape(alt)),
        tag("rect", width=width, height=height, fill="white"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        width=shown,
        viewBox=f"0 0 {width} {height}",
        font_family=FONT,
        role="img",
        style="max-width:100%;height:auto",
        aria_label=alt,
    )
    return Diagram(svg, alt, shown)


def two_widths(wide: Diagram, narrow: Diagram) -> Diagram:
    """Return a drawing that is shown in another form where the page is narrow.

    Elsewhere than on a live page it is the wide one.

    Args:
        wide: The drawing.
        narrow: The same for a page too narrow for ``wide``.
    """
    forms = {"wide": wide.svg, "narrow": narrow.svg}
    content = "".join(tag("div", themed(svg), class_=name) for name, svg in forms.items())
    return replace(wide, content=content)


def wrapped(drawing: Diagram, *cuts: float) -> Diagram:
    """Return a drawing whose parts stand below one another where the page is narrow.

    Args:
        drawing: The drawing.
        cuts: Where it is cut, from left to right, in its own units.
    """
    box_ = re.search(r'width="[^"]*" viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing.svg)
    assert box_
    edges = [0.0, *cuts, float(box_[1])]
    pieces = [
        drawing.svg.replace(
            box_[0],
            f'width="{right - left:g}" viewBox="{left:g} 0 {right - left:g} {box_[2]}"',
            1,
        ).replace("height:auto", "height:auto;overflow:hidden", 1)
        for left, right in pairwise(edges)
    ]
    return two_widths(drawing, replace(drawing, svg="".join(pieces)))


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
    class_: str = "",
) -> str:
    """Return a line of text.

    Args:
        x: The place of the text's start, middle or end; see ``anchor``.
        y: The line on which the letters stand.
        text: The words; they are escaped.
        colour: The colour of the letters.
        size: The font size, in units of the drawing.
        bold: Whether the letters are bold.
        anchor: Which part of the text stands at ``x``: "start", "middle" or "end".
        halo: A white rim around the letters, which keeps them legible on lines.
        class_: The class of the element, for the style sheet of a live page.
    """
    extra: dict[str, str | float] = {"font_weight": 700} if bold else {}
    extra |= {"class_": class_} if class_ else {}
    if halo:
        extra |= {"stroke": "white", "stroke_width": 4, "paint_order": "stroke"}
    return tag(
        "text",
        html.escape(text),
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        fill=colour,
        **extra,
    )


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> str:
    """Return a rectangle; one of no width is drawn 0.8 wide, so that it is seen."""
    return tag("rect", x=x, y=y, width=max(width, 0.8), height=height, fill=fill, stroke=stroke)


def raster(values: Array, x: float, y: float, side: float, fill: Colormap, scale: Normalize) -> str:
    """Return numbers (H, W) as a picture with a thin outline.

    Args:
        values: The numbers, one per pixel.
        x: The left edge.
        y: The upper edge.
        side: The length of the picture's longer side.
        fill: The colours of the numbers.
        scale: The scale that puts the numbers between 0 and 1 for ``fill``.
    """
    height, width = values.shape
    colours = coloured_pixels(values, fill, scale)
    times = -(-RASTER_SIDE // max(height, width))
    cell = side / max(height, width)
    size = width * cell, height * cell
    pixels = image(colours.repeat(times, 0).repeat(times, 1), x, y, *size)
    marks = sign_marks(values, fill, scale)
    signs = "" if marks is None else image(marks, x, y, *size, class_="signs")
    return box(x, y, *size, "white") + pixels + signs + box(x, y, *size, "none", LINE)


def image(pixels: Array, x: float, y: float, width: float, height: float, class_: str = "") -> str:
    """Return pixels, as ``png`` takes them, as an image that is stretched without smoothing.

    The class "signs" is for marks that a live page shows only where it is printed.
    """
    named: dict[str, str | float] = {"class_": class_} if class_ else {}
    return tag(
        "image",
        **named,
        x=x,
        y=y,
        width=width,
        height=height,
        preserveAspectRatio="none",
        style="image-rendering:pixelated",
        href=data_address(png(pixels)),
    )


def outline(x: float, y: float, width: float, height: float, colour: str = INK) -> str:
    """Return a strong outline with rounded corners, without a fill."""
    place = {"x": x, "y": y, "width": width, "height": height}
    return tag("rect", **place, rx=4, fill="none", stroke=colour, stroke_width=3.5)


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, opacity: float = 0.75
) -> str:
    """Return a straight line; it is a little transparent, so that crossing lines can be told."""
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return tag("line", **ends, stroke=colour, stroke_width=width, stroke_opacity=opacity)


def dot(x: float, y: float, colour: str, radius: float = 12) -> str:
    """Return a white circle with a coloured rim: a neuron."""
    return tag("circle", cx=x, cy=y, r=radius, fill="white", stroke=colour, stroke_width=3)
