"""Dense against convolution, in numbers: the layers between the same inputs and outputs."""

from __future__ import annotations

from math import ceil, log10

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.core.params import Count
from helpers.draw.colours import INK, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label
from helpers.explore.live import Live, slider

NAMES = ("dense", "sparse, not shared", "convolution")
WIDTH, LEFT, ROW = 900.0, 190.0, 92.0
NAME = 120
"""Pixels for the name of a slider: where they take two lines, they stand below one another."""


def rivals(side: int, kernel: int, channels: int = 1, filters: int = 1) -> tuple[Count, ...]:
    """Count three layers that make the same outputs out of a picture (side, side, channels).

    A dense layer; one whose units see a window each, with weights of their own; a convolution.

    Raises:
        TypeError, ValueError: a size that is no whole number above 0, or a kernel that is
            larger than the picture.

    >>> rivals(28, 3)
    (784·676 + 676 = 530,660, (3·3·1 + 1)·676 = 6,760, (3·3·1 + 1)·1 = 10)
    """
    out = Axis(side, kernel).output
    shared = params.conv2d(kernel, channels, filters, output_size=(out, out))
    units = out * out * filters
    own = params.conv2d(kernel, channels, units)
    return (
        params.dense(side * side * channels, units),
        Count(own, "sparse, not shared", own.formula, shared.connections),
        shared,
    )


def compare(side: int = 28, kernel: int = 3, channels: int = 1, filters: int = 1) -> Diagram:
    """Draw what the three layers of ``rivals`` store and multiply, on a scale of powers of ten.

    Raises:
        TypeError, ValueError: as ``rivals`` does.

    >>> compare(28, 3)  # doctest: +ELLIPSIS
    A picture of 28×28×1 into 26×26×1 outputs. dense: 530,660 parameters, 529,984 ...
    """
    counts = rivals(side, kernel, channels, filters)
    out = Axis(side, kernel).output
    decades = ceil(log10(max(counts[0], counts[0].connections or 0)))
    unit = (WIDTH - LEFT - 120) / decades
    head = f"{side}×{side}×{channels} into {out}×{out}×{filters} outputs, kernel {kernel}×{kernel}"
    parts = [label(16, 28, head, INK, 16, bold=True)]
    bottom = 78 + ROW * len(counts)
    for power in range(decades + 1):
        x = LEFT + power * unit
        parts.append(box(x, 62, 0.8, bottom - 66, LINE))
        parts.append(label(x, 54, _power(power), SOFT, 13, anchor="middle"))
    for i, (name, count) in enumerate(zip(NAMES, counts)):
        top = 74 + i * ROW
        edges = count.connections or 0
        colour = OUTPUT if i == 2 else INK
        parts.append(label(16, top + 18, name, colour, 15, bold=True))
        for shift, number, noun, fill in (
            (0, int(count), f"parameters: {count.formula}", KERNEL),
            (38, edges, "multiplications", SOFT),
        ):
            long = log10(number) * unit
            parts.append(box(LEFT, top + shift, long, 20, fill))
            parts.append(label(LEFT + max(long, 1) + 6, top + shift + 15, f"{number:,}", halo=True))
            parts.append(label(LEFT + 2, top + shift + 34, noun, SOFT, 12))
    said = [
        f"{name}: {int(count):,} parameters, {count.connections:,} multiplications"
        for name, count in zip(NAMES, counts)
    ]
    sizes = f"A picture of {side}×{side}×{channels} into {out}×{out}×{filters} outputs"
    return card(WIDTH, bottom + 4, f"{sizes}. {'; '.join(said)}", parts)


def explore_counts(side: int = 28, kernel: int = 3, channels: int = 1, filters: int = 1) -> Live:
    """Return sliders over ``compare``.

    Raises:
        TypeError, ValueError: as ``rivals`` does.
    """
    controls = {
        "side": slider("side of the picture", side, 4, 256, room=NAME),
        "kernel": slider("kernel", kernel, 1, 15, room=NAME),
        "channels": slider("channels", channels, 1, 4, room=NAME),
        "filters": slider("filters", filters, 1, 64, room=NAME),
    }
    return Live(controls, compare)


def _power(exponent: int) -> str:
    digits = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return {0: "1", 1: "10"}.get(exponent, f"10{digits}")
