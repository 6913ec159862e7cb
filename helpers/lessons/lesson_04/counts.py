"""Three layers between the same inputs and outputs, counted: dense, sparse, convolution."""

from __future__ import annotations

from math import ceil, log10

from helpers.core import params
from helpers.core.geometry import Axis, whole
from helpers.core.params import Count
from helpers.draw.colours import INK, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label
from helpers.explore.controls import slider
from helpers.explore.live import LiveDrawing

NAMES = ("dense", "sparse, not shared", "convolution")
"""The layers of ``rivals``, in this order."""
WIDTH, LEFT, TOP, ROW = 620.0, 16.0, 66.0, 112.0
"""Width of the drawing, left edge of the bars, top of the first layer, and height of a layer."""
SHOWN = 860.0
"""Width of the drawing in browser pixels, where the page is wide enough."""
NUMBER_WIDTH = 160.0
"""Space for a number of thirteen digits behind the longest bar."""
NAME_WIDTH = 120
"""Pixels for the name of a slider: sliders in two lines then stand below one another."""


def rivals(side: int, kernel: int, channels: int = 1, filters: int = 1) -> tuple[Count, ...]:
    """Count the parameters of three layers that make the same outputs of a picture.

    They are a dense layer; a layer whose units see a window each, with weights of their own; and
    a convolution.

    Args:
        side: The height and width of the picture.
        kernel: The height and width of the window.
        channels: The channels of the picture.
        filters: The channels of the outputs.

    Raises:
        TypeError: A size is not a whole number.
        ValueError: A size is below 1, or the kernel is larger than the picture.

    >>> rivals(28, 3)
    (784·676 + 676 = 530,660, (3·3·1 + 1)·676 = 6,760, (3·3·1 + 1)·1 = 10)
    """
    if whole("kernel", kernel, 1) > whole("side", side, 1):
        # Axis would offer padding, which is for lesson 05.
        raise ValueError(
            f"a kernel of {kernel}×{kernel} does not fit into a picture of {side}×{side}; "
            "make the kernel smaller or the picture larger"
        )
    out = Axis(side, kernel).output
    shared = params.conv2d(kernel, channels, filters, output_size=(out, out))
    units = out * out * filters
    own = params.conv2d(kernel, channels, units)
    return (
        params.dense(side * side * channels, units),
        Count(own, "sparse, not shared", own.formula, shared.connections),
        shared,
    )


def draw_counts(side: int = 28, kernel: int = 3, channels: int = 1, filters: int = 1) -> Diagram:
    """Draw the parameters and multiplications of three layers on a scale of powers of ten.

    The arguments are those of ``rivals``.

    Raises:
        TypeError, ValueError: As ``rivals``.

    >>> draw_counts(28, 3)  # doctest: +ELLIPSIS
    A picture of 28×28×1 into 26×26×1 outputs. dense: 530,660 parameters, 529,984 ...
    """
    counts = rivals(side, kernel, channels, filters)
    out = Axis(side, kernel).output
    decades = ceil(log10(max(counts[0], _multiplications(counts[0]))))
    decade = (WIDTH - LEFT - NUMBER_WIDTH) / decades
    bottom = TOP + 4 + ROW * len(counts)
    sizes = f"{side}×{side}×{channels} into {out}×{out}×{filters} outputs"
    parts = [label(16, 28, f"{sizes}, kernel {kernel}×{kernel}", INK, 16, bold=True)]
    parts += _scale(decades, decade, bottom)
    for i, (name, count) in enumerate(zip(NAMES, counts)):
        top, colour = TOP + i * ROW, OUTPUT if i == 2 else INK
        parts.append(label(LEFT, top + 18, name, colour, 15, bold=True, halo=True))
        parts += _bar(top + 26, decade, int(count), f"parameters: {count.formula}", KERNEL)
        parts += _bar(top + 66, decade, _multiplications(count), "multiplications", SOFT)
    numbers = "; ".join(
        f"{name}: {int(count):,} parameters, {_multiplications(count):,} multiplications"
        for name, count in zip(NAMES, counts)
    )
    return card(WIDTH, bottom + 4, f"A picture of {sizes}. {numbers}", parts, SHOWN)


def explore_counts(
    side: int = 28, kernel: int = 3, channels: int = 1, filters: int = 1
) -> LiveDrawing:
    """Return sliders above the drawing of ``draw_counts``; the arguments are those of ``rivals``.

    Raises:
        TypeError, ValueError: As ``rivals``.
    """
    controls = {
        "side": slider("side of the picture", side, 4, 256, name_width=NAME_WIDTH),
        "kernel": slider("kernel", kernel, 1, 15, name_width=NAME_WIDTH),
        "channels": slider("channels", channels, 1, 4, name_width=NAME_WIDTH),
        "filters": slider("filters", filters, 1, 64, name_width=NAME_WIDTH),
    }
    return LiveDrawing(controls, draw_counts)


def _multiplications(count: Count) -> int:
    """Return how often a layer multiplies: once for each connection."""
    return count.connections or 0


def _scale(decades: int, decade: float, bottom: float) -> list[str]:
    """Return the vertical lines of the scale as SVG, with a power of ten above each.

    Args:
        decades: The exponent of the last line; the first line is 10⁰.
        decade: The distance from one line to the next.
        bottom: The y at which the last layer ends; the lines end a little above it.
    """
    parts = []
    for power in range(decades + 1):
        x = LEFT + power * decade
        parts.append(box(x, 62, 0.8, bottom - 66, LINE))
        anchor = "middle" if power else "start"
        parts.append(label(x, 54, _power(power), SOFT, 13, anchor=anchor))
    return parts


def _bar(top: float, decade: float, number: int, noun: str, colour: str) -> list[str]:
    """Return a number as a bar on the scale, with the number beside it and ``noun`` below it."""
    length = log10(number) * decade
    return [
        box(LEFT, top, length, 20, colour),
        label(LEFT + max(length, 1) + 6, top + 15, f"{number:,}", halo=True),
        label(LEFT + 2, top + 35, noun, SOFT, 13, halo=True),
    ]


def _power(exponent: int) -> str:
    """Return a power of ten as it is written.

    >>> _power(0), _power(1), _power(12)
    ('1', '10', '10¹²')
    """
    digits = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return {0: "1", 1: "10"}.get(exponent, f"10{digits}")
