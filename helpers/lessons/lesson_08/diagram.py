"""A stack of layers drawn: its volumes, its counts, and how far its units see on a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, numbers
from helpers.core.layers import Conv2D, Dense, Flatten, Shape, times
from helpers.core.network import Placed, Stack
from helpers.draw.colours import HUES, INK, INPUT, KERNEL, LINE, OUTPUT, RING, SOFT, ZERO
from helpers.draw.svg import Diagram, box, card, label, line
from helpers.draw.theme import GREY, WIDEST, Picture, canvas

LEFT, COLUMN, MIDDLE = 128.0, 112.0, 104.0
"""Where the first column begins, how wide one is, and the height at which the volumes stand."""
SIDE, MOST_SHEETS, SHEET = 74.0, 8, 3.5
"""The side of the largest map, the maps that are drawn, and how far one stands behind the other."""
MOST_DOTS, DOT = 8, 17.0
LINES = {"output": 236.0, "parameters": 262.0, "share of all": 284.0, "one unit sees": 310.0}
STRIP = 352.0


def diagram(stack: Stack) -> Diagram:
    """Draw a stack: what comes out of each layer, its parameters, and what one unit sees.

    >>> from helpers.core.layers import Conv2D, Dense, Flatten
    >>> diagram(Stack((8, 8, 1), [Conv2D(4, 3), Flatten(), Dense(10)]))
    A network in 3 layers, from 8×8×1 to 10, with 1,490 parameters in all. Conv2D: 4 of 3×3, \
output 6×6×4, 40 parameters. Flatten: output 144, 0 parameters. Dense: 10 units, output 10, \
1,450 parameters
    """
    shapes = [stack.input_shape, *(each.output for each in stack.placed)]
    unit = SIDE / max(max(shape[:2]) for shape in shapes if len(shape) == 3)
    xs = [LEFT + COLUMN * (i + 0.5) for i in range(len(shapes))]
    parts = [*_volume(xs[0], stack.input_shape, unit, INPUT, False)]
    parts += _words(xs[0], "Input", "", [times(stack.input_shape), "", "", "1×1"])
    for x, each, share in zip(xs[1:], stack.placed, stack.shares):
        name = type(each.layer).__name__
        shown = _percent(share) if each.count else ""
        said = [each.shape, f"{int(each.count):,}", shown, each.sees]
        parts += _layer(x, each, unit)
        parts += _words(x, name, each.layer.told, said, bool(each.count))
    parts += [label(LEFT - 12, y, name, SOFT, 13, anchor="end") for name, y in LINES.items()]
    width = LEFT + COLUMN * len(shapes) + 20
    parts += _strip(stack, width - LEFT - 20)
    return card(width, STRIP + 48, _alt(stack), parts)


def fields(stack: Stack, picture: ArrayLike) -> Picture:
    """Draw on ``picture`` (H, W) or (H, W, 3) what a unit in the middle of each layer sees.

    Raises:
        TypeError, ValueError: no picture of the stack's size, or no layer with a window.
    """
    image = numbers("picture", picture, {2: "(H, W)", 3: "(H, W, 3)"})
    if image.shape[:2] != stack.input_shape[:2]:
        raise ValueError(
            f"the picture must have the network's size, {times(stack.input_shape[:2])}; "
            f"received {times(image.shape[:2])}"
        )
    shown = [each for each in stack.placed if each.layer.axes(each.given)]
    if not shown:
        raise ValueError("no layer of this network has a window; add a Conv2D or a MaxPooling2D")
    ranges = [_middle(each) for each in shown]
    cells = [[[along.start, along.stop] for along in both] for both in ranges]
    low = np.min([*cells, [[0, 0]] * 2], axis=(0, 2))
    high = np.max([*cells, [[0, side] for side in image.shape[:2]]], axis=(0, 2))
    cols = min(len(shown), 5)
    rows = -(-len(shown) // cols)
    wide = min(2.6, WIDEST / cols)
    figure, grid = canvas(wide * cols, (wide + 0.35) * rows, rows, cols, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    bright = np.clip(image / (255 if image.max() > 1 else 1), 0, 1)
    for number, (axes, each, both) in enumerate(zip(grid.flat, shown, ranges), start=1):
        axes.imshow(_lit(bright, both), cmap=GREY, vmin=0, vmax=1)
        axes.add_patch(_frame(both, RING, 2.5))
        axes.add_patch(_frame((range(image.shape[0]), range(image.shape[1])), LINE, 1))
        axes.set(xlim=(low[1] - 1, high[1]), ylim=(high[0], low[0] - 1))
        name = type(each.layer).__name__.replace("2D", "")
        axes.set_title(f"{number}. {name}: {each.sees}", color=OUTPUT, size=11, weight="bold")
    told = ", ".join(f"{type(each.layer).__name__} {each.sees}" for each in shown)
    return Picture(figure, f"What a unit in the middle of each layer sees of the picture: {told}")


def _middle(each: Placed) -> tuple[range, range]:
    rows, cols = each.fields
    return rows.of(each.output[0] // 2), cols.of(each.output[1] // 2)


def _lit(image: Array, field: tuple[range, range]) -> Array:
    """Return the picture, pale outside the field."""
    inside = [np.isin(np.arange(side), both) for side, both in zip(image.shape, field)]
    seen = np.logical_and.outer(*inside)
    seen = seen if image.ndim == 2 else seen[:, :, np.newaxis]
    return np.where(seen, image, 1 - 0.4 * (1 - image))


def _frame(field: tuple[range, range], colour: str, width: float) -> Rectangle:
    rows, cols = field
    corner = (cols.start - 0.5, rows.start - 0.5)
    return Rectangle(corner, len(cols), len(rows), fill=False, edgecolor=colour, linewidth=width)


def _layer(x: float, each: Placed, unit: float) -> list[str]:
    """Return what a layer gives, and how it hangs together with what it takes."""
    before = x - COLUMN
    windowed = each.layer.axes(each.given)
    passes = each.output == each.given
    if windowed:
        link = _window(before, x, each, windowed[0].kernel, windowed[1].kernel, unit)
    elif passes:
        link = [label(before + COLUMN / 2, MIDDLE + 6, "→", SOFT, 20, anchor="middle")]
    else:
        colour = KERNEL if isinstance(each.layer, Dense) else LINE
        link = [_fan(before, _reach(each.given, unit), x, _reach(each.output, unit), colour)]
    if len(each.output) == 3:
        return [*_volume(x, each.output, unit, OUTPUT, passes), *link]
    if isinstance(each.layer, Flatten):
        tall = MOST_DOTS * DOT
        return [*link, box(x - 6, MIDDLE - tall / 2, 12, tall, ZERO, OUTPUT)]
    return [*link, *_dots(x, each.output[0], passes)]


def _reach(shape: Shape, unit: float) -> tuple[float, float]:
    """Return half the height and half the width of what is drawn of a shape."""
    if len(shape) == 3:
        return max(shape[0] * unit, 4) / 2, max(shape[1] * unit, 4) / 2
    return min(shape[0], MOST_DOTS) * DOT / 2, 9


def _volume(x: float, shape: Shape, unit: float, colour: str, dashed: bool) -> list[str]:
    half, across = _reach(shape, unit)
    count = min(shape[2], MOST_SHEETS)
    hues = list(HUES.values()) if shape[2] == 3 and colour == INPUT else [colour]
    dash = ' stroke-dasharray="3 2"' if dashed else ""
    parts = []
    for i in reversed(range(count)):
        shift = (i - (count - 1) / 2) * SHEET
        parts.append(
            f'<rect x="{x - across + shift:g}" y="{MIDDLE - half - shift:g}" '
            f'width="{2 * across:g}" height="{2 * half:g}" fill="white" '
            f'stroke="{hues[i % len(hues)]}" stroke-width="1.5"{dash}/>'
        )
    return parts


def _front(shape: Shape) -> float:
    """Return how far the front map lies to the left of the middle, and below it."""
    return (min(shape[2], MOST_SHEETS) - 1) / 2 * SHEET


def _window(before: float, x: float, each: Placed, rows: int, cols: int, unit: float) -> list[str]:
    """Return the window on the front map before, and the lines to the one cell that it gives."""
    colour = KERNEL if isinstance(each.layer, Conv2D) else INK
    half, across = _reach(each.given, unit)
    shift, tall, wide = _front(each.given), max(rows * unit, 5), max(cols * unit, 5)
    left = before - shift + across - wide - min(6, across / 3)
    top = MIDDLE + shift - half + min(10, half / 3)
    to_x = x - _front(each.output) - _reach(each.output, unit)[1] * 0.4
    to_y = MIDDLE + _front(each.output) - _reach(each.output, unit)[0] * 0.4
    ends = ((left + wide, top), (left + wide, top + tall))
    lines = [line(*end, to_x, to_y, colour, opacity=1) for end in ends]
    shown = f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" height="{tall:g}" fill="{colour}" '
    dot = f'<circle cx="{to_x:g}" cy="{to_y:g}" r="2.5" fill="{colour}"/>'
    return [f'{shown} fill-opacity="0.25" stroke="{colour}" stroke-width="1.5"/>', *lines, dot]


def _fan(
    before: float, given: tuple[float, float], x: float, out: tuple[float, float], colour: str
) -> str:
    left, right = before + given[1] + 2, x - out[1] - 2
    corners = [
        (left, MIDDLE - given[0]),
        (right, MIDDLE - out[0]),
        (right, MIDDLE + out[0]),
        (left, MIDDLE + given[0]),
    ]
    points = " ".join(f"{a:g},{b:g}" for a, b in corners)
    return f'<polygon points="{points}" fill="{colour}" fill-opacity="0.25"/>'


def _dots(x: float, count: int, dashed: bool) -> list[str]:
    """Return a column of units, a long one as its first and last with dots between them."""
    slots = min(count, MOST_DOTS)
    heights = [MIDDLE + (i - (slots - 1) / 2) * DOT for i in range(slots)]
    between = []
    if count > MOST_DOTS:
        between, heights = [MIDDLE - 7, MIDDLE, MIDDLE + 7], [*heights[:3], *heights[-3:]]
    dash = ' stroke-dasharray="3 2"' if dashed else ""
    return [
        f'<circle cx="{x:g}" cy="{y:g}" r="6.5" fill="white" stroke="{OUTPUT}" '
        f'stroke-width="1.5"{dash}/>'
        for y in heights
    ] + [f'<circle cx="{x:g}" cy="{y:g}" r="1.5" fill="{SOFT}"/>' for y in between]


def _words(x: float, name: str, told: str, said: Sequence[str], learns: bool = False) -> list[str]:
    first, second = name, told
    if name == "GlobalAveragePooling2D":
        first, second = "GlobalAverage", "Pooling2D"
    colour = INPUT if name == "Input" else KERNEL if learns else SOFT
    parts = [
        label(x, 194, first, colour, 13, bold=True, anchor="middle"),
        label(x, 211, second, SOFT, 12, anchor="middle"),
    ]
    sizes = {"output": 13, "parameters": 14, "share of all": 12, "one unit sees": 13}
    for text, (row, y) in zip(said, LINES.items()):
        ink = KERNEL if learns and row in ("parameters", "share of all") else INK
        bold = learns and row == "parameters"
        parts.append(label(x, y, text, ink, sizes[row], bold=bold, anchor="middle"))
    return parts


def _strip(stack: Stack, width: float) -> list[str]:
    """Return the parameters of all layers as parts of one bar, with the names of the large ones."""
    parts = [label(LEFT - 12, STRIP + 17, "all parameters", SOFT, 13, anchor="end")]
    x = LEFT
    for each, share in zip(stack.placed, stack.shares):
        if share:
            parts.append(box(x, STRIP, width * share, 26, f"{KERNEL}33", KERNEL))
            text = f"{type(each.layer).__name__} {each.layer.told}: {_percent(share)}"
            if width * share > 8 * len(text):
                parts.append(
                    label(x + width * share / 2, STRIP + 18, text, INK, 13, anchor="middle")
                )
            x += width * share
    total = f"{stack.total:,} in all"
    return [*parts, label(LEFT + width, STRIP - 10, total, INK, 15, bold=True, anchor="end")]


def _percent(share: float) -> str:
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def _alt(stack: Stack) -> str:
    told = [
        f"{type(each.layer).__name__}: {each.layer.told}{', ' if each.layer.told else ''}"
        f"output {each.shape}, {int(each.count):,} parameters"
        for each in stack.placed
    ]
    ends = f"from {times(stack.input_shape)} to {times(stack.output)}"
    opening = f"A network in {len(told)} layers, {ends}, with {stack.total:,} parameters in all"
    return ". ".join([opening, *told])
