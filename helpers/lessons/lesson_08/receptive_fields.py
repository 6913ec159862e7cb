"""A picture for each layer of a network, with the receptive field of its middle unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from helpers.core import text
from helpers.core.arrays import Array, checked_array
from helpers.core.network import Placed, Stack
from helpers.draw.colours import LINE, OUTPUT, RING
from helpers.draw.markup import theme_colour, themed
from helpers.draw.svg import image as svg_image
from helpers.draw.svg import tag
from helpers.draw.theme import GREY, WIDEST, Picture, canvas

Cells = tuple[range, range]
"""Rows and columns of pixels; those outside the picture are padding."""
GRID = "repeat(auto-fill,minmax(min(100%,166px),1fr))"
"""The columns of the pictures on a live page: as many as are large enough."""
COLUMNS, MOST_WIDTH = 5, 2.6
"""Pictures side by side, and the width of one in inches, at most."""


def fields(stack: Stack, picture: ArrayLike) -> Picture:
    """Draw a picture for each layer with a window, with what the layer's middle unit sees.

    Args:
        stack: The network.
        picture: A picture of the network's size, (H, W) or (H, W, 3).

    Raises:
        TypeError: ``picture`` does not hold numbers.
        ValueError: The picture has not the network's size, or no layer has a window.
    """
    image = _checked_picture(stack, picture)
    shown = [each for each in stack.placed if each.layer.axes(each.given)]
    if not shown:
        raise ValueError("no layer of this network has a window; add a Conv2D or a MaxPooling2D")
    seen = [_seen(each) for each in shown]
    whole = (range(image.shape[0]), range(image.shape[1]))
    rows, cols = (_covered([each[along] for each in [whole, *seen]]) for along in (0, 1))
    across = min(len(shown), COLUMNS)
    down = -(-len(shown) // across)
    width = min(MOST_WIDTH, WIDEST / across)
    figure, grid = canvas(width * across, (width + 0.35) * down, down, across, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    figures = []
    for number, (axes, each, cells) in enumerate(zip(grid.flat, shown, seen), start=1):
        _draw(axes, image, cells)
        axes.set(xlim=(cols.start - 1, cols.stop), ylim=(rows.stop, rows.start - 1))
        title = f"{number}. {_name(each).replace('2D', '')}: {each.sees}"
        axes.set_title(title, color=OUTPUT, size=11, weight="bold")
        figures.append(_figure(title, image, cells, (rows, cols)))
    sizes = ", ".join(f"{_name(each)} {each.sees}" for each in shown)
    alt = f"What a unit in the middle of each layer sees of the picture: {sizes}"
    style = f"color:{theme_colour(OUTPUT)};grid-template-columns:{GRID};width:{across * 190}px"
    return Picture(
        figure, alt, tag("div", *figures, class_="gallery", style=f"{style};max-width:100%")
    )


def _checked_picture(stack: Stack, picture: ArrayLike) -> Array:
    """Return the picture with values of 0 … 1, if it has the network's size."""
    image = checked_array("picture", picture, {2: "(H, W)", 3: "(H, W, 3)"})
    if image.shape[:2] != stack.input_shape[:2]:
        raise ValueError(
            f"the picture must have the network's size, {text.size(stack.input_shape[:2])}; "
            f"received {text.size(image.shape[:2])}"
        )
    return np.clip(image / (255 if image.max() > 1 else 1), 0, 1)


def _name(each: Placed) -> str:
    return type(each.layer).__name__


def _seen(each: Placed) -> Cells:
    """Return the pixels that the unit in the middle of a layer sees."""
    rows, cols = each.fields
    return rows.of(each.output[0] // 2), cols.of(each.output[1] // 2)


def _covered(ranges: Sequence[range]) -> range:
    """Return the smallest range that holds all ``ranges``.

    >>> _covered([range(3), range(-1, 2)])
    range(-1, 3)
    """
    return range(min(each.start for each in ranges), max(each.stop for each in ranges))


def _pale_outside(image: Array, cells: Cells) -> Array:
    """Return a picture (H, W) or (H, W, 3), of 0 … 1, pale outside the cells."""
    inside = [np.isin(np.arange(side), along) for side, along in zip(image.shape, cells)]
    mask = np.logical_and.outer(*inside)
    mask = mask if image.ndim == 2 else mask[:, :, np.newaxis]
    return np.where(mask, image, 1 - 0.4 * (1 - image))


def _draw(axes: Axes, image: Array, cells: Cells) -> None:
    """Draw the picture (H, W) or (H, W, 3), of 0 … 1, pale outside the cells, and their frame."""
    axes.imshow(_pale_outside(image, cells), cmap=GREY, vmin=0, vmax=1)
    axes.add_patch(_frame(cells, RING, 2.5))
    axes.add_patch(_frame((range(image.shape[0]), range(image.shape[1])), LINE, 1))


def _frame(cells: Cells, colour: str, width: float) -> Rectangle:
    rows, cols = cells
    corner = (cols.start - 0.5, rows.start - 0.5)
    return Rectangle(corner, len(cols), len(rows), fill=False, edgecolor=colour, linewidth=width)


def _figure(title: str, image: Array, cells: Cells, shown: Cells) -> str:
    """Return what ``_draw`` draws as HTML, with a title.

    Args:
        title: The title.
        image: The picture (H, W) or (H, W, 3), of 0 … 1.
        cells: The pixels that the unit sees.
        shown: The rows and columns that all pictures show.
    """
    rows, cols = shown
    pixels = np.rint(255 * _pale_outside(image, cells)).astype(np.uint8)
    height, width = image.shape[:2]
    frames = [_svg_frame((range(height), range(width)), LINE, 1), _svg_frame(cells, RING, 2.5)]
    svg = tag(
        "svg",
        svg_image(pixels, 0, 0, width, height),
        *frames,
        viewBox=f"{cols.start - 0.5} {rows.start - 0.5} {len(cols) + 1} {len(rows) + 1}",
        style="width:100%",
    )
    return tag("figure", tag("figcaption", title), themed(svg))


def _svg_frame(cells: Cells, colour: str, width: float) -> str:
    rows, cols = cells
    place = {"x": cols.start, "y": rows.start, "width": len(cols), "height": len(rows)}
    thin: dict[str, str | float] = {"stroke_width": width, "vector_effect": "non-scaling-stroke"}
    return tag("rect", **place, fill="none", stroke=colour, **thin)
