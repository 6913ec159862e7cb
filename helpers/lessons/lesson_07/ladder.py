"""The ladder of convolutions in one view: a signal, a grey and a colour picture, many filters."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.core.params import Count
from helpers.draw.colours import HUES, INK, INPUT, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, label
from helpers.explore.live import Live, slider

CELL, DEPTH = 11.0, 8.0
"""Side of a cell, and how far the next channel stands behind, in pixels."""
LEFT, FILTERS, OUT, RIGHT = 30.0, 230.0, 765.0, 930.0
MOST_SIZE, MOST_KERNEL, MOST_FILTERS = 12, 5, 6
NAME = 84
"""Pixels for the name of a slider."""


@dataclass(frozen=True)
class Rung:
    """One layer of the ladder: what it sees (H, W, C), its filters, and what it gives."""

    name: str
    count: Count
    x: tuple[int, int, int]
    kernel: tuple[int, int, int, int]
    y: tuple[int, int, int]

    @property
    def shapes(self) -> tuple[str, str, str]:
        """The shapes as NumPy has them; what is one cell high has no height."""
        flat = self.x[0] == 1
        all_three: tuple[tuple[int, ...], ...] = (self.x, self.kernel, self.y)
        first, second, third = (str(each[flat:]) for each in all_three)
        return first, second, third


def ladder(size: int = 8, kernel: int = 3, filters: int = 4) -> Diagram:
    """Draw one filter on a signal, on a grey and on a colour picture, and many on a colour one.

    ``size`` is the length of the signal and the side of the pictures, ``kernel`` the side of the
    windows, ``filters`` how many there are on the last rung.

    Raises:
        TypeError, ValueError: not whole numbers, a window that does not fit, or too many filters.

    >>> print(str(ladder(8, 3, 4)).splitlines()[-1])
    many filters: (8, 8, 3) ∗ (3, 3, 3, 4) → (6, 6, 4), (3·3·3 + 1)·4 = 112 parameters
    """
    if filters > MOST_FILTERS:
        raise ValueError(f"filters must lie in 1 … {MOST_FILTERS}; received {filters}")
    rungs, top, parts = _rungs(size, kernel, filters), 16.0, []
    for rung in rungs:
        tall = rung.x[0] * CELL + (max(rung.x[2], rung.y[2]) - 1) * DEPTH
        parts += [*_header(rung, top), *_decks(rung, top + 34 + tall / 2), *_feet(rung, top, tall)]
        top += tall + 84
        parts.append(f'<path d="M{LEFT} {top - 14:g}H{RIGHT}" stroke="{LINE}"/>')
    alt = "\n".join(
        f"{rung.name}: {given} ∗ {weights} → {made}, {rung.count!r} parameters"
        for rung in rungs
        for given, weights, made in [rung.shapes]
    )
    return card(RIGHT + LEFT, top - 8, alt, parts[:-1])


def explore_ladder(size: int = 8, kernel: int = 3, filters: int = 4) -> Live:
    """Return the ladder with sliders for the input's size, the window and the filters.

    Raises:
        TypeError, ValueError: as ``ladder`` does.

    >>> explore_ladder(size=6).values
    {'size': 6, 'kernel': 3, 'filters': 4}
    """
    settings = {
        "size": slider("input size", size, MOST_KERNEL, MOST_SIZE, room=NAME),
        "kernel": slider("kernel size", kernel, 1, MOST_KERNEL, room=NAME),
        "filters": slider("filters", filters, 1, MOST_FILTERS, room=NAME),
    }
    return Live(settings, ladder)


def _rungs(size: int, kernel: int, filters: int) -> list[Rung]:
    side = Axis(size, kernel).output
    rungs = [
        Rung(
            "a signal, one filter",
            params.conv1d(kernel, 1, 1),
            (1, size, 1),
            (1, kernel, 1, 1),
            (1, side, 1),
        )
    ]
    for name, depth, many in (
        ("a grey picture, one filter", 1, 1),
        ("a colour picture, one filter", 3, 1),
        ("many filters", 3, filters),
    ):
        count = params.conv2d(kernel, depth, many)
        x, y = (size, size, depth), (side, side, many)
        rungs.append(Rung(name, count, x, (kernel, kernel, depth, many), y))
    return rungs


def _header(rung: Rung, top: float) -> list[str]:
    name = rung.name[0].upper() + rung.name[1:]
    return [
        label(LEFT, top + 14, name, INK, 15, bold=True),
        label(RIGHT, top + 14, f"{rung.count!r} parameters", INK, 15, bold=True, anchor="end"),
    ]


def _decks(rung: Rung, middle: float) -> list[str]:
    """Return the input, the filters and the output, each as deep as it is."""
    hues = list(HUES.values()) if rung.x[2] == len(HUES) else [INPUT]
    height, width, _, filters = rung.kernel
    step = width * CELL + (len(hues) - 1) * DEPTH + 10
    at = min(1, rung.y[0] - 1), min(2, rung.y[1] - 1)
    parts = _deck(LEFT, middle, rung.x[:2], hues, INPUT, (*at, height, width))
    for f in range(filters):
        parts += _deck(FILTERS + f * step, middle, (height, width), hues, KERNEL)
    parts += _deck(OUT, middle, rung.y[:2], [OUTPUT] * filters, OUTPUT, (*at, 1, 1))
    sign = middle + 7
    signs = ((208, "∗"), (738, "→"))
    return [*parts, *(label(x, sign, text, SOFT, 22, anchor="middle") for x, text in signs)]


def _feet(rung: Rung, top: float, tall: float) -> list[str]:
    places = zip((LEFT, FILTERS, OUT), rung.shapes, (INPUT, KERNEL, OUTPUT))
    return [label(x, top + tall + 58, shape, colour, 15) for x, shape, colour in places]


def _deck(
    left: float,
    middle: float,
    size: tuple[int, int],
    hues: list[str],
    stroke: str,
    window: tuple[int, int, int, int] | None = None,
) -> list[str]:
    """Return cards of cells behind one another; the first is in front and carries the window."""
    rows, cols = size
    wide, high = cols * CELL, rows * CELL
    behind = (len(hues) - 1) * DEPTH
    bottom = middle + (high + behind) / 2
    parts = []
    for i, hue in reversed(list(enumerate(hues))):
        x, y = left + i * DEPTH, bottom - high - i * DEPTH
        cells = [f"M{x + c * CELL:g} {y:g}v{high:g}" for c in range(1, cols)]
        cells += [f"M{x:g} {y + r * CELL:g}h{wide:g}" for r in range(1, rows)]
        box = f'x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}"'
        parts += [
            f'<rect {box} fill="white"/>',
            f'<rect {box} fill="{hue}" fill-opacity="0.3" stroke="{stroke}" stroke-width="1.5"/>',
            f'<path d="{"".join(cells)}" stroke="white" stroke-width="0.8"/>',
        ]
    if window is not None:
        row, col, tall, broad = window
        parts.append(
            f'<rect x="{left + col * CELL:g}" y="{bottom - high + row * CELL:g}" '
            f'width="{broad * CELL:g}" height="{tall * CELL:g}" fill="none" stroke="{INK}" '
            'stroke-width="2.5"/>'
        )
    return parts
