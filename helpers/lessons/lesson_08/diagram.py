"""The diagram of a network: the output of each layer, its parameters, and what one unit sees."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.core import text
from helpers.core.network import Placed, Stack
from helpers.draw.colours import INK, INPUT, KERNEL, SOFT
from helpers.draw.svg import Diagram, box, card, label, tag, two_widths
from helpers.lessons.lesson_08.volumes import (
    COLUMN_WIDTH,
    MAP_SIDE,
    layer_volume,
    picture_volume,
)

LEFT = 128.0
"""Where the first column begins; the names of the lines stand to its left."""
LINES = {"output": 236.0, "parameters": 262.0, "share of all": 284.0, "one unit sees": 310.0}
"""The lines of words below the drawings, and the height of each."""
LINE_SIZES = {"output": 13, "parameters": 14, "share of all": 13, "one unit sees": 13}
LINE_HEIGHT, NARROW = 314.0, 4
"""The height of a line of layers, and the layers in a line on a narrow page."""
BAR_TOP, BAR_HEIGHT = 352.0, 26.0
LONG_NAMES = {"GlobalAveragePooling2D": ("GlobalAverage", "Pooling2D")}
"""Names that take two lines."""


def draw_stack(stack: Stack) -> Diagram:
    """Draw a network: the output of each layer, its parameters, and what one unit sees.

    >>> from helpers.core.layers import Conv2D, Dense, Flatten
    >>> draw_stack(Stack((8, 8, 1), [Conv2D(4, 3), Flatten(), Dense(10)]))
    A network in 3 layers, from 8×8×1 to 10, with 1,490 parameters in all. Conv2D: 4 of 3×3, \
output 6×6×4, 40 parameters. Flatten: output 144, 0 parameters. Dense: 10 units, output 10, \
1,450 parameters
    """
    return two_widths(_drawing(stack, len(stack.placed) + 1), _drawing(stack, NARROW))


def _drawing(stack: Stack, across: int) -> Diagram:
    """Return the drawing with at most so many layers in a line, the picture among them."""
    shapes = [stack.input_shape, *(each.output for each in stack.placed)]
    cell = MAP_SIDE / max(max(shape[:2]) for shape in shapes if len(shape) == 3)
    columns = [_picture_column(stack, LEFT + COLUMN_WIDTH / 2, cell)]
    for number, (each, share) in enumerate(zip(stack.placed, stack.shares), start=1):
        place = number % across
        columns.append(_column(each, share, LEFT + COLUMN_WIDTH * (place + 0.5), cell, place == 0))
    parts = []
    for first in range(0, len(columns), across):
        names = [label(LEFT - 12, y, name, SOFT, 13, anchor="end") for name, y in LINES.items()]
        line = [part for column in columns[first : first + across] for part in column]
        parts.append(
            tag("g", *names, *line, transform=f"translate(0 {LINE_HEIGHT * first / across:g})")
        )
    width = COLUMN_WIDTH * min(len(columns), across)
    down = LINE_HEIGHT * (len(parts) - 1)
    parts.append(tag("g", *_bar(stack, width), transform=f"translate(0 {down:g})"))
    return card(LEFT + width + 20, down + BAR_TOP + 48, _alt(stack), parts)


def _picture_column(stack: Stack, x: float, cell: float) -> list[str]:
    """Return the picture that the network takes, with its words below it."""
    words = [text.size(stack.input_shape), "", "", "1×1"]
    parts = picture_volume(x, stack.input_shape, cell)
    return [*parts, *_names(x, "Input", "", INPUT), *_words(x, words, learns=False)]


def _column(each: Placed, share: float, x: float, cell: float, begins: bool) -> list[str]:
    """Return a layer, with its words below it.

    Args:
        each: The layer.
        share: Its share of all parameters.
        x: The middle of the column.
        cell: The side of a cell.
        begins: Whether it is the first of its line.
    """
    learns = bool(each.count)
    percent = text.percent(share) if learns else ""
    words = [each.shape, f"{int(each.count):,}", percent, each.sees]
    parts = layer_volume(x, each, cell, begins)
    parts += _names(x, _name(each), each.layer.settings, KERNEL if learns else SOFT)
    return [*parts, *_words(x, words, learns)]


def _name(each: Placed) -> str:
    return type(each.layer).__name__


def _names(x: float, name: str, settings: str, colour: str) -> list[str]:
    """Return the name and the settings of a layer, below its drawing."""
    first, second = LONG_NAMES.get(name, (name, settings))
    return [
        label(x, 194, first, colour, 13, bold=True, anchor="middle"),
        label(x, 211, second, SOFT, 13, anchor="middle"),
    ]


def _words(x: float, words: Sequence[str], learns: bool) -> list[str]:
    """Return the texts under one layer as SVG, one for each entry of ``LINES``.

    Args:
        x: The middle of the texts.
        words: The texts, in the order of ``LINES``.
        learns: Whether the layer has parameters. Then their number is bold, and it and its share
            of all parameters have the kernel's colour.
    """
    parts = []
    for said, (name, y) in zip(words, LINES.items()):
        colour = KERNEL if learns and name in ("parameters", "share of all") else INK
        bold = learns and name == "parameters"
        parts.append(label(x, y, said, colour, LINE_SIZES[name], bold=bold, anchor="middle"))
    return parts


def _bar(stack: Stack, width: float) -> list[str]:
    """Return all parameters as one bar; a part that is wide enough has the name of its layer."""
    parts = [label(LEFT - 12, BAR_TOP + 17, "all parameters", SOFT, 13, anchor="end")]
    x = LEFT
    for each, share in zip(stack.placed, stack.shares):
        if not share:
            continue
        length = width * share
        parts.append(box(x, BAR_TOP, length, BAR_HEIGHT, f"{KERNEL}33", KERNEL))
        words = f"{_name(each)} {each.layer.settings}: {text.percent(share)}"
        if length > 8 * len(words):
            parts.append(label(x + length / 2, BAR_TOP + 18, words, INK, 13, anchor="middle"))
        x += length
    total = f"{stack.total:,} in all"
    return [*parts, label(LEFT + width, BAR_TOP - 10, total, INK, 15, bold=True, anchor="end")]


def _alt(stack: Stack) -> str:
    """Return the network in words: its shapes, and a sentence for each layer."""
    layers = [
        f"{_name(each)}: {each.layer.settings}{', ' if each.layer.settings else ''}"
        f"output {each.shape}, {int(each.count):,} parameters"
        for each in stack.placed
    ]
    ends = f"from {text.size(stack.input_shape)} to {text.size(stack.output)}"
    opening = f"A network in {len(layers)} layers, {ends}, with {stack.total:,} parameters in all"
    return ". ".join([opening, *layers])
