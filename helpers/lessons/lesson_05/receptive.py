"""The receptive field of a unit, drawn as a tree: all cells of each layer that it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from helpers.core.geometry import Axis
from helpers.core.network import receptive_field
from helpers.draw.colours import INPUT, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label, line
from helpers.explore.controls import slider
from helpers.explore.live import LiveDrawing

TAPS = 3
"""Weights of each kernel in a tree."""
MOST_CELLS = 33
"""Cells of a layer that are drawn, at most."""
LEFT, TOP, COLUMN_WIDTH, ROW_HEIGHT = 112.0, 16.0, 22.0, 62.0
"""Left and upper edge of the cells, and the distances from one cell to the next."""
BELOW = 22.0
"""From the upper edge of a cell to where the lines to the next layer begin."""


def seen(dilations: Sequence[int], size: int) -> list[set[int]]:
    """Return the cells of each layer that a unit depends on, from the unit down to the input.

    The unit is the middle one of the last layer, and the first set holds only this unit.

    Args:
        dilations: The dilation of each layer, from the layer next to the input to the last.
        size: The number of cells in each layer; cells outside are padding.

    Raises:
        TypeError, ValueError: A dilation or the size is not a whole number of at least 1.

    >>> seen([1, 2], 9)
    [{4}, {2, 4, 6}, {1, 2, 3, 4, 5, 6, 7}]
    """
    levels = [{size // 2}]
    for dilation in reversed(dilations):
        axis = Axis(size, TAPS, dilation=dilation, padding="same")
        taps = {tap for unit in levels[-1] for tap in axis.taps(unit)}
        levels.append({tap for tap in taps if 0 <= tap < size})
    return levels


def field_tree(dilations: Sequence[int] = (1, 2, 4), columns: int = 0) -> Diagram:
    """Draw the cells that a unit depends on, through layers of 3 taps.

    Args:
        dilations: The dilation of each layer, from the layer next to the input to the last.
        columns: Cells of a layer that are drawn, at least.

    Raises:
        TypeError: A dilation is not a whole number.
        ValueError: There are no layers, a dilation is below 1, or the field is too wide to draw.

    >>> field_tree([2, 2])
    Layers of 3 taps, dilations 2, 2: a receptive field of 1 + 4 + 4 = 9 cells, of which 5 are read
    """
    field = receptive_field([(TAPS, 1, dilation) for dilation in dilations]).size
    size = max(field + 2, columns)
    if not dilations or size > MOST_CELLS:
        raise ValueError(
            f"a tree has layers and a field of at most {MOST_CELLS - 2} cells; "
            f"received dilations {list(dilations)}, with a field of {field}"
        )
    levels = seen(dilations, size)
    parts = _edges(dilations, levels, size)
    for depth, cells in enumerate(levels):
        parts += _level(depth, dilations, cells, size)
    words = _size_in_words(dilations, field, len(levels[-1]))
    left, foot = _left(min(levels[-1])), TOP + ROW_HEIGHT * len(dilations) + BELOW
    width = field * COLUMN_WIDTH
    parts += [
        box(left, foot + 4, width, 3, INPUT),
        label(left + width / 2, foot + 26, words, INPUT, 17, bold=True, anchor="middle"),
    ]
    chain = ", ".join(map(str, dilations))
    alt = f"Layers of {TAPS} taps, dilations {chain}: a receptive field of {words}"
    return card(LEFT + size * COLUMN_WIDTH + 16, foot + 42, alt, parts)


def explore_field(dilations: Sequence[int] = (1, 2, 4), most: int = 4) -> LiveDrawing:
    """Return a slider for the dilation of each layer, above the tree of ``field_tree``.

    Args:
        dilations: The dilations at first, from the layer next to the input to the last.
        most: The largest dilation of a slider.

    Raises:
        TypeError, ValueError: As ``field_tree``, or a dilation is larger than ``most``.
    """
    widest = receptive_field([(TAPS, 1, most)] * len(dilations)).size + 2
    controls = {
        f"layer {i}": slider(f"dilation of layer {i}", dilation, 1, most)
        for i, dilation in enumerate(dilations, start=1)
    }
    return LiveDrawing(controls, lambda **chosen: field_tree(list(chosen.values()), widest))


def _size_in_words(dilations: Sequence[int], field: int, read: int) -> str:
    """Return the size of the field as a sum, one term for each layer.

    Args:
        dilations: The dilation of each layer.
        field: The size of the field.
        read: How many of its cells the unit depends on; a dilated kernel leaves gaps.
    """
    terms = ["1", *(str(dilation * (TAPS - 1)) for dilation in dilations)]
    gaps = f", of which {read} are read" if read < field else ""
    return f"{' + '.join(terms)} = {field} cells{gaps}"


def _left(column: int) -> float:
    return LEFT + column * COLUMN_WIDTH


def _edges(dilations: Sequence[int], levels: Sequence[set[int]], size: int) -> list[str]:
    """Return a line from each cell of ``levels`` to each cell that it reads."""
    parts = []
    for depth, (units, _) in enumerate(pairwise(levels)):
        axis = Axis(size, TAPS, dilation=dilations[-1 - depth], padding="same")
        top, bottom = TOP + depth * ROW_HEIGHT + BELOW - 4, TOP + (depth + 1) * ROW_HEIGHT + 4
        for unit in sorted(units):
            start = _left(unit) + COLUMN_WIDTH / 2
            for tap in axis.taps(unit):
                end = _left(tap) + COLUMN_WIDTH / 2
                parts.append(line(start, top, end, bottom, SOFT, 1.5, opacity=1))
    return parts


def _level(depth: int, dilations: Sequence[int], cells: set[int], size: int) -> list[str]:
    """Return one row of cells with its name.

    Args:
        depth: The number of the row: 0 for the last layer, ``len(dilations)`` for the input.
        dilations: The dilation of each layer.
        cells: The cells to fill.
        size: The number of cells in a row.
    """
    y, layer = TOP + depth * ROW_HEIGHT, len(dilations) - depth
    colour = INPUT if layer == 0 else OUTPUT
    row = [label(16, y + 16, f"layer {layer}" if layer else "input", colour, 16, bold=True)]
    if layer:
        row.append(label(16, y + 35, f"dilation {dilations[layer - 1]}", SOFT, 16))
    side = COLUMN_WIDTH - 6
    for cell in range(size):
        fill = colour if cell in cells else "white"
        row.append(box(_left(cell) + 3, y + 3, side, side, fill, LINE))
    return row
