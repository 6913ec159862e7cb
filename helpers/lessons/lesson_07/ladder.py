"""Four convolutions in one drawing: a signal, a grey and a colour picture, and many filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.core.params import Count
from helpers.draw.colours import HUES, INK, INPUT, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label, tag
from helpers.explore.controls import slider
from helpers.explore.live import LiveDrawing

BLOCK_CELL, SHIFT = 8.0, 6.0
"""The side of a cell, and how far a channel stands behind the one before it, in pixels."""
LEFT, FILTERS_LEFT, OUTPUT_LEFT, RIGHT = 16.0, 158.0, 544.0, 690.0
"""The left edges of the input, the filters and the output, and the right edge of the drawing."""
SHOWN = 960.0
"""Width of the drawing in browser pixels, where the page is wide enough."""
MOST_SIZE, MOST_KERNEL, MOST_FILTERS = 12, 5, 6
NAME_WIDTH = 84
"""Pixels for the name of a slider."""


@dataclass(frozen=True)
class Rung:
    """One layer of the ladder.

    Args:
        name: What it convolves, and with how many filters.
        count: Its parameters.
        x: The shape of its input, (H, W, C).
        kernel: The shape of its kernel, (kh, kw, C, F).
        y: The shape of its output, (H', W', F).
    """

    name: str
    count: Count
    x: tuple[int, int, int]
    kernel: tuple[int, int, int, int]
    y: tuple[int, int, int]

    @property
    def shapes(self) -> tuple[str, str, str]:
        """The shapes of input, kernel and output as NumPy writes them; a signal has no height."""
        axes = slice(1 if self.x[0] == 1 else 0, None)
        return str(self.x[axes]), str(self.kernel[axes]), str(self.y[axes])

    @property
    def height(self) -> float:
        """The height of its drawing without the words."""
        channels = max(self.x[2], self.y[2])
        return self.x[0] * BLOCK_CELL + (channels - 1) * SHIFT


def ladder(size: int = 8, kernel: int = 3, filters: int = 4) -> Diagram:
    """Draw one filter on a signal, on a grey and on a colour picture, and many on a colour one.

    Args:
        size: The length of the signal, and the side of the pictures.
        kernel: The side of the windows.
        filters: The number of filters in the last layer, 1 … 6.

    Raises:
        TypeError: An argument is not a whole number.
        ValueError: The window is larger than the input, or ``filters`` is not in 1 … 6.

    >>> print(str(ladder(8, 3, 4)).splitlines()[-1])
    many filters: (8, 8, 3) ∗ (3, 3, 3, 4) → (6, 6, 4), (3·3·3 + 1)·4 = 112 parameters
    """
    if filters > MOST_FILTERS:
        raise ValueError(f"filters must lie in 1 … {MOST_FILTERS}; received {filters}")
    parts: list[str] = []
    sentences, top = [], 16.0
    for rung in _rungs(size, kernel, filters):
        x, weights, y = rung.shapes
        sentences.append(f"{rung.name}: {x} ∗ {weights} → {y}, {rung.count!r} parameters")
        if parts:
            parts.append(tag("path", d=f"M{LEFT:g} {top - 14:g}H{RIGHT:g}", stroke=LINE))
        parts += _drawn(rung, top)
        top += rung.height + 84
    return card(RIGHT + LEFT, top - 8, "\n".join(sentences), parts, SHOWN)


def explore_ladder(size: int = 8, kernel: int = 3, filters: int = 4) -> LiveDrawing:
    """Return sliders above the drawing of ``ladder``; the arguments are its values at first.

    Raises:
        TypeError, ValueError: As ``ladder``, or a value is out of a slider's range.

    >>> explore_ladder(size=6).values
    {'size': 6, 'kernel': 3, 'filters': 4}
    """
    controls = {
        "size": slider("input size", size, MOST_KERNEL, MOST_SIZE, name_width=NAME_WIDTH),
        "kernel": slider("kernel size", kernel, 1, MOST_KERNEL, name_width=NAME_WIDTH),
        "filters": slider("filters", filters, 1, MOST_FILTERS, name_width=NAME_WIDTH),
    }
    return LiveDrawing(controls, ladder)


def _rungs(size: int, kernel: int, filters: int) -> list[Rung]:
    side = Axis(size, kernel).output
    signal = Rung(
        "a signal, one filter",
        params.conv1d(kernel, 1, 1),
        (1, size, 1),
        (1, kernel, 1, 1),
        (1, side, 1),
    )
    pictures = (
        ("a grey picture, one filter", 1, 1),
        ("a colour picture, one filter", 3, 1),
        ("many filters", 3, filters),
    )
    return [
        signal,
        *(
            Rung(
                name,
                params.conv2d(kernel, channels, count),
                (size, size, channels),
                (kernel, kernel, channels, count),
                (side, side, count),
            )
            for name, channels, count in pictures
        ),
    ]


def _drawn(rung: Rung, top: float) -> list[str]:
    """Return one layer: its name and parameters, its arrays, and their shapes below them."""
    name, foot = rung.name[0].upper() + rung.name[1:], top + rung.height + 58
    parts = [
        label(LEFT, top + 14, name, INK, 15, bold=True),
        label(RIGHT, top + 14, f"{rung.count!r} parameters", INK, 15, bold=True, anchor="end"),
        *_arrays(rung, top + 34 + rung.height / 2),
    ]
    places = zip((LEFT, FILTERS_LEFT, OUTPUT_LEFT), rung.shapes, (INPUT, KERNEL, OUTPUT))
    return [*parts, *(label(x, foot, shape, colour, 15) for x, shape, colour in places)]


def _arrays(rung: Rung, middle: float) -> list[str]:
    """Return the input, the filters and the output, around the height ``middle``."""
    hues = list(HUES.values()) if rung.x[2] == len(HUES) else [INPUT]
    height, width, _, filters = rung.kernel
    step = width * BLOCK_CELL + (len(hues) - 1) * SHIFT + 8
    row, col = min(1, rung.y[0] - 1), min(2, rung.y[1] - 1)
    x = Block(LEFT, middle, rung.x[:2], hues, INPUT)
    parts = [*x.cards(), x.outlined(row, col, height, width)]
    for i in range(filters):
        parts += Block(FILTERS_LEFT + i * step, middle, (height, width), hues, KERNEL).cards()
    y = Block(OUTPUT_LEFT, middle, rung.y[:2], [OUTPUT] * filters, OUTPUT)
    parts += [*y.cards(), y.outlined(row, col, 1, 1)]
    signs = ((FILTERS_LEFT - 16, "∗"), (OUTPUT_LEFT - 18, "→"))
    return [*parts, *(label(x, middle + 7, sign, SOFT, 22, anchor="middle") for x, sign in signs)]


@dataclass(frozen=True)
class Block:
    """An array drawn as one card of cells for each channel, one behind the other.

    Args:
        left: The left edge of the first card, which is in front.
        middle: The height of the block's middle.
        size: Rows and columns of cells.
        hues: The colour of each channel.
        rim: The colour of the cards' outlines.
    """

    left: float
    middle: float
    size: tuple[int, int]
    hues: Sequence[str]
    rim: str

    @property
    def top(self) -> float:
        """The upper edge of the first card."""
        height = self.size[0] * BLOCK_CELL
        return self.middle + (height + (len(self.hues) - 1) * SHIFT) / 2 - height

    def cards(self) -> list[str]:
        """Return the cards, the last channel first, so that the first one is in front."""
        parts = []
        for i, hue in reversed(list(enumerate(self.hues))):
            parts += self._card(self.left + i * SHIFT, self.top - i * SHIFT, hue)
        return parts

    def outlined(self, row: int, col: int, height: int, width: int) -> str:
        """Return an outline around cells of the first card, given in cells."""
        return tag(
            "rect",
            x=self.left + col * BLOCK_CELL,
            y=self.top + row * BLOCK_CELL,
            width=width * BLOCK_CELL,
            height=height * BLOCK_CELL,
            fill="none",
            stroke=INK,
            stroke_width=2.5,
        )

    def _card(self, x: float, y: float, hue: str) -> list[str]:
        rows, cols = self.size
        width, height = cols * BLOCK_CELL, rows * BLOCK_CELL
        rim: dict[str, str | float] = {"stroke": self.rim, "stroke_width": 1.5}
        place = {"x": x, "y": y, "width": width, "height": height}
        gaps = [f"M{x + col * BLOCK_CELL:g} {y:g}v{height:g}" for col in range(1, cols)]
        gaps += [f"M{x:g} {y + row * BLOCK_CELL:g}h{width:g}" for row in range(1, rows)]
        return [
            box(x, y, width, height, "white"),
            tag("rect", **place, fill=hue, fill_opacity=0.3, **rim),
            tag("path", d="".join(gaps), stroke="white", stroke_width=0.8),
        ]
