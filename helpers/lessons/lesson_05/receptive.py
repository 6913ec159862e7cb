"""The receptive field of a unit, drawn as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from helpers.core.geometry import Axis
from helpers.core.network import receptive_field
from helpers.draw.colours import INPUT, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label
from helpers.explore.live import Live, slider

TAPS = 3
"""Weights of each kernel in a tree."""
MOST_CELLS = 33
"""Input cells that a tree is wide at most."""
CELL, LEVEL, NAMES, TOP = 22.0, 62.0, 178.0, 16.0


def seen(dilations: Sequence[int], size: int) -> list[set[int]]:
    """Return which of ``size`` cells a unit in the middle sees, layer by layer, down to the input.

    The first set is the unit itself. The first dilation is of the layer next to the input.

    Raises:
        TypeError, ValueError: a dilation or size that cannot be.

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
    """Draw all that reaches one unit through layers of 3 taps, the first next to the input.

    ``columns`` is how many cells wide the drawing is at least.

    Raises:
        TypeError, ValueError: no layers, a dilation that cannot be, or a field too wide to draw.

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
    spans = [Axis(size, TAPS, dilation=dilation).span for dilation in dilations]
    said = f"{' + '.join(['1', *(str(span - 1) for span in spans)])} = {field} cells"
    if len(levels[-1]) < field:
        said += f", of which {len(levels[-1])} are read"
    parts = [*_edges(dilations, levels, size)]
    for depth, used in enumerate(levels):
        parts += _level(depth, dilations, used, size)
    foot, first = TOP + LEVEL * len(dilations) + CELL, _left(min(levels[-1]))
    parts.append(box(first, foot + 4, field * CELL, 3, INPUT))
    middle = first + field * CELL / 2
    parts.append(label(middle, foot + 26, said, INPUT, 15, bold=True, anchor="middle"))
    alt = (
        f"Layers of {TAPS} taps, dilations {', '.join(map(str, dilations))}: "
        f"a receptive field of {said}"
    )
    return card(NAMES + size * CELL + 16, foot + 42, alt, parts)


def explore_field(dilations: Sequence[int] = (1, 2, 4), most: int = 4) -> Live:
    """Return a slider for each layer's dilation, 1 … ``most``, over ``field_tree``.

    Raises:
        TypeError, ValueError: as ``field_tree`` does.
    """
    widest = receptive_field([(TAPS, 1, most)] * len(dilations)).size + 2
    controls = {
        f"layer {i}": slider(f"dilation of layer {i}", dilation, 1, most)
        for i, dilation in enumerate(dilations, start=1)
    }
    return Live(controls, lambda **chosen: field_tree(list(chosen.values()), widest))


def _left(column: int) -> float:
    return NAMES + column * CELL


def _edges(dilations: Sequence[int], levels: Sequence[set[int]], size: int) -> list[str]:
    """Return the lines from each unit that counts to the cells that it reads."""
    lines = []
    for depth, (units, _) in enumerate(pairwise(levels)):
        axis = Axis(size, TAPS, dilation=dilations[-1 - depth], padding="same")
        top = TOP + depth * LEVEL + CELL
        lines += [
            f'<line x1="{_left(unit) + CELL / 2:g}" y1="{top - 4:g}" '
            f'x2="{_left(tap) + CELL / 2:g}" y2="{top + LEVEL - CELL + 4:g}" '
            f'stroke="{SOFT}" stroke-width="1.5"/>'
            for unit in sorted(units)
            for tap in axis.taps(unit)
        ]
    return lines


def _level(depth: int, dilations: Sequence[int], used: set[int], size: int) -> list[str]:
    """Return one row of cells with its name; those in ``used`` are filled."""
    y, layer = TOP + depth * LEVEL, len(dilations) - depth
    fill = INPUT if layer == 0 else OUTPUT
    name = f"layer {layer}, dilation {dilations[layer - 1]}" if layer else "input"
    row = [label(16, y + 16, name, fill, 14, bold=True)]
    for cell in range(size):
        inside = fill if cell in used else "white"
        row.append(box(_left(cell) + 3, y + 3, CELL - 6, CELL - 6, inside, LINE))
    return row
