"""Numbers of parameters as squares whose areas are to scale."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from helpers.core.params import Count
from helpers.draw.colours import INK, KERNEL, SOFT
from helpers.draw.svg import Diagram, box, card, label

LARGEST = 420.0
"""Side of the largest square, in browser pixels."""


def draw_to_scale(counts: Sequence[Count]) -> Diagram:
    """Draw a square for each number of parameters; its area is in proportion to the number.

    Args:
        counts: The numbers of parameters, the largest first.

    Raises:
        ValueError: There are none, or the first is not the largest.

    >>> from helpers.core import params
    >>> draw_to_scale([params.dense(28 * 28, 512), params.dense(28, 5)])
    Squares to scale. dense 784 → 512: 401,920 parameters; dense 28 → 5: 145 parameters
    """
    if not counts or max(counts) != counts[0]:
        raise ValueError(f"counts must begin with the largest; received {list(map(int, counts))}")
    unit, foot = LARGEST / sqrt(counts[0]), LARGEST + 30
    parts, left, descriptions = [], 30.0, []
    for count in counts:
        side, words = unit * sqrt(count), f"{int(count):,} parameters"
        parts += [
            box(left, foot - side, side, side, KERNEL),
            label(left, foot + 26, words, INK, 18, bold=True),
            label(left, foot + 48, count.layer, SOFT, 17),
        ]
        left += max(side, 220) + 60
        descriptions.append(f"{count.layer}: {words}")
    said = f"Squares to scale. {'; '.join(descriptions)}"
    return card(left, foot + 66, said, parts)
