"""The outputs of a network's layers as drawings: feature maps, units, and links between them."""

from __future__ import annotations

from helpers.core.layer_base import Shape
from helpers.core.layers import Conv2D, Dense, Flatten
from helpers.core.network import Placed
from helpers.draw.colours import HUES, INK, INPUT, KERNEL, OUTPUT, SOFT, ZERO
from helpers.draw.svg import box, label, line, tag

COLUMN_WIDTH, MIDDLE = 112.0, 104.0
"""From the middle of one layer's drawing to the next, and the height at which they stand."""
MAP_SIDE, MOST_MAPS, MAP_SHIFT = 74.0, 8, 3.5
"""The side of the largest map, the maps that are drawn at most, and how far each is shifted."""
MOST_UNITS, UNIT_GAP = 8, 17.0
"""The units of a column that are drawn at most, and the distance from one to the next."""


def picture_volume(x: float, shape: Shape, cell: float) -> list[str]:
    """Return the network's input; a picture of three channels has their colours.

    Args:
        x: The middle of the drawing.
        shape: The shape of the picture (H, W, C).
        cell: The side of a cell.
    """
    return _maps(x, shape, cell, list(HUES.values()) if shape[2] == 3 else [INPUT], dashed=False)


def layer_volume(x: float, each: Placed, cell: float, begins: bool = False) -> list[str]:
    """Return a layer's output, and the link to the output of the layer before it.

    Dashes mean that the layer changes no shape.

    Args:
        x: The middle of the drawing.
        each: The layer.
        cell: The side of a cell.
        begins: Whether it is the first of its line: the layer before it stands above.
    """
    dashed = each.output == each.given
    link = [_arrow(x)] if begins else _link(x - COLUMN_WIDTH, x, each, cell)
    if len(each.output) == 3:
        return [*_maps(x, each.output, cell, [OUTPUT], dashed), *link]
    if isinstance(each.layer, Flatten):
        height = MOST_UNITS * UNIT_GAP
        return [*link, box(x - 6, MIDDLE - height / 2, 12, height, ZERO, OUTPUT)]
    return [*link, *_units(x, each.output[0], dashed)]


def _link(before: float, x: float, each: Placed, cell: float) -> list[str]:
    """Return what connects a layer with the one before it: a window, an arrow or a band."""
    if each.layer.axes(each.given):
        return _window(before, x, each, cell)
    if isinstance(each.layer, Dense):
        return [_band(before, x, each, cell)]
    return [_arrow(x)]


def _arrow(x: float) -> str:
    """Return an arrow that leads to the drawing with the middle ``x``."""
    return label(x - COLUMN_WIDTH / 2, MIDDLE + 6, "→", SOFT, 20, anchor="middle")


def _half_size(shape: Shape, cell: float) -> tuple[float, float]:
    """Return half the height and half the width of an output's drawing."""
    if len(shape) == 3:
        return max(shape[0] * cell, 4) / 2, max(shape[1] * cell, 4) / 2
    return min(shape[0], MOST_UNITS) * UNIT_GAP / 2, 9


def _front(shape: Shape) -> float:
    """Return how far the map in front lies to the left of the middle, and below it."""
    return (min(shape[2], MOST_MAPS) - 1) / 2 * MAP_SHIFT


def _dashes(dashed: bool) -> dict[str, str | float]:
    return {"stroke_dasharray": "3 2"} if dashed else {}


def _maps(x: float, shape: Shape, cell: float, colours: list[str], dashed: bool) -> list[str]:
    """Return feature maps one behind the other; their outlines take turns with the colours."""
    half_height, half_width = _half_size(shape, cell)
    count = min(shape[2], MOST_MAPS)
    parts = []
    for i in reversed(range(count)):
        shift = (i - (count - 1) / 2) * MAP_SHIFT
        parts.append(
            tag(
                "rect",
                x=x - half_width + shift,
                y=MIDDLE - half_height - shift,
                width=2 * half_width,
                height=2 * half_height,
                fill="white",
                stroke=colours[i % len(colours)],
                stroke_width=1.5,
                **_dashes(dashed),
            )
        )
    return parts


def _units(x: float, count: int, dashed: bool) -> list[str]:
    """Return a column of units; in a long one, dots stand for those that are not drawn."""
    slots = min(count, MOST_UNITS)
    heights = [MIDDLE + (i - (slots - 1) / 2) * UNIT_GAP for i in range(slots)]
    dots = []
    if count > MOST_UNITS:
        heights = [*heights[:3], *heights[-3:]]
        dots = [_dot(x, MIDDLE + shift, 1.5, SOFT) for shift in (-7, 0, 7)]
    rim: dict[str, str | float] = {"stroke": OUTPUT, "stroke_width": 1.5, **_dashes(dashed)}
    return [*(tag("circle", cx=x, cy=y, r=6.5, fill="white", **rim) for y in heights), *dots]


def _window(before: float, x: float, each: Placed, cell: float) -> list[str]:
    """Return the window on the front map before, and the lines to the cell that it gives."""
    rows, cols = each.layer.axes(each.given)
    colour = KERNEL if isinstance(each.layer, Conv2D) else INK
    half_height, half_width = _half_size(each.given, cell)
    height, width = max(rows.kernel * cell, 5), max(cols.kernel * cell, 5)
    shift = _front(each.given)
    right = before - shift + half_width - min(6, half_width / 3)
    top = MIDDLE + shift - half_height + min(10, half_height / 3)
    shift = _front(each.output)
    half_height, half_width = _half_size(each.output, cell)
    to_x, to_y = x - shift - half_width * 0.4, MIDDLE + shift - half_height * 0.4
    place = {"x": right - width, "y": top, "width": width, "height": height}
    return [
        tag("rect", **place, fill=colour, fill_opacity=0.25, stroke=colour, stroke_width=1.5),
        line(right, top, to_x, to_y, colour, opacity=1),
        line(right, top + height, to_x, to_y, colour, opacity=1),
        _dot(to_x, to_y, 2.5, colour),
    ]


def _band(before: float, x: float, each: Placed, cell: float) -> str:
    """Return a band between two outputs: each number of the second depends on all of the first."""
    half_height, half_width = _half_size(each.given, cell)
    other_height, other_width = _half_size(each.output, cell)
    left, right = before + half_width + 2, x - other_width - 2
    corners = [
        (left, MIDDLE - half_height),
        (right, MIDDLE - other_height),
        (right, MIDDLE + other_height),
        (left, MIDDLE + half_height),
    ]
    points = " ".join(f"{a:g},{b:g}" for a, b in corners)
    return tag("polygon", points=points, fill=KERNEL, fill_opacity=0.25)


def _dot(x: float, y: float, radius: float, colour: str) -> str:
    return tag("circle", cx=x, cy=y, r=radius, fill=colour)
