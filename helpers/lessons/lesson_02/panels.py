"""The parts of the drawings of lesson 02: a picture, the weights of a unit, and dense outputs."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.colors import Normalize, to_hex

from helpers.core.arrays import Array
from helpers.draw.colours import INK, INPUT, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import box, label, raster
from helpers.draw.theme import GREY, SIGNED, signed_scale

WIDTH, HEIGHT = 900.0, 300.0
MARGIN, SIDE, GAP, TOP = 16.0, 232.0, 28.0, 46.0
RIGHT = WIDTH - MARGIN
CUT = MARGIN + 2 * (SIDE + GAP) - 10
"""Where the outputs begin: on a narrow page they stand below the rest."""
BAR_STEP = 22.0
"""The distance from one bar to the next."""


def picture_panel(values: Array, note: str, original: Array, side: float = SIDE) -> list[str]:
    """Return a picture on the left of the drawing.

    Args:
        values: The picture (H, W) to show.
        note: The words above it, on the right.
        original: The picture whose largest value is white.
        side: The length of the longer side.
    """
    scale = Normalize(0, float(original.max()) or 1.0)
    return [
        *_heading("Picture", note, MARGIN, side, INPUT),
        raster(values, MARGIN, TOP, side, GREY, scale),
    ]


def weights_panel(values: Array, unit: int, kernel: Array) -> list[str]:
    """Return the weights of a unit as a picture, beside the picture panel.

    Args:
        values: The weights (H, W).
        unit: The number of the unit, from 0.
        kernel: The weights of all units, which share one scale.
    """
    left = MARGIN + SIDE + GAP
    return [
        *_heading(f"Weights of unit {unit}", "", left, SIDE, KERNEL),
        raster(values, left, TOP, SIDE, SIGNED, signed_scale(kernel)),
    ]


def outputs_panel(outputs: Array, before: Array, note: str) -> list[str]:
    """Return the outputs of a dense layer as bars, on the right of the drawing.

    Args:
        outputs: The outputs (units,).
        before: The outputs (units,) for the original picture, shown as ticks.
        note: The words above the bars, on the right.
    """
    left = MARGIN + 2 * (SIDE + GAP) + 8
    names = [str(i) for i in range(len(outputs))]
    foot = TOP + BAR_STEP * len(outputs) + 24
    return [
        *_heading("Dense outputs", note, left, RIGHT - left, OUTPUT),
        *bars(outputs, before, names, left, TOP + 4, RIGHT - left),
        label(left, foot, "tick: the output before", SOFT, 13),
    ]


def bars(
    values: Array, marks: Array, names: Sequence[str], x: float, y: float, width: float
) -> list[str]:
    """Return signed bars below one another; the name of the largest value is green.

    Args:
        values: The numbers (n,) that the bars show, 22 units below one another.
        marks: Numbers (n,) to compare them with, shown as ticks.
        names: A name for each bar.
        x: The left edge of the names.
        y: The upper edge of the first bar.
        width: The width of names, bars and numbers together.
    """
    low = min(0.0, float(values.min()), float(marks.min()))
    high = max(0.0, float(values.max()), float(marks.max()))
    unit = (width - 100) / ((high - low) or 1.0)
    zero, best = x + 26 - low * unit, int(values.argmax())
    scale = Normalize(-max(-low, high, 1), max(-low, high, 1))
    parts = [box(zero, y - 4, 0.8, BAR_STEP * len(values) + 4, SOFT)]
    for i, (value, mark) in enumerate(zip(values.tolist(), marks.tolist())):
        top, start = y + BAR_STEP * i, zero + min(value, 0) * unit
        colour, bold = (OUTPUT, True) if i == best else (INK, False)
        number = f"{value:,}".replace("-", "−")
        parts += [
            label(x, top + 13, names[i], colour, 14, bold=bold),
            box(start, top + 1, abs(value) * unit, 15, to_hex(SIGNED(scale(value))), LINE),
            box(zero + mark * unit - 1.5, top - 2, 3, 21, INK),
            label(x + width, top + 13, number, colour, 13, bold=bold, anchor="end"),
        ]
    return parts


def _heading(title: str, note: str, left: float, width: float, colour: str) -> list[str]:
    return [
        label(left, 30, title, colour, 16, bold=True),
        label(left + width, 30, note, SOFT, 13, anchor="end"),
    ]
