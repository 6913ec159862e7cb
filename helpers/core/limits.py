"""How large a trace may be, and what to crop where one is too large."""

from __future__ import annotations

from dataclasses import replace

from helpers.core.geometry import Axis
from helpers.core.reference import Operands

MOST_STEPS = 5_000
MOST_NUMBERS = 100_000
"""Input, weights and output together: what a browser still takes in at once."""
MOST_PRODUCTS = 300_000
"""The window's cells, times the steps: a 64x64 picture in colour under a 5x5 kernel has 270,000."""


class TooLargeError(ValueError):
    """A trace would be too large.

    Args:
        reason: Which number is too large, and what it may be at most.
        advice: What works.
    """

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}. {advice}")
        self.reason = reason


def check_extent(given: Operands) -> None:
    """Refuse a batch, and what is too much for a person to step or a browser to show.

    Raises:
        ValueError: It is a batch.
        TooLargeError: The message names the largest crop that can be stepped through.
    """
    if len(given.x) != 1:
        raise ValueError(
            f"a trace steps through one x; received a batch of {len(given.x)}: take one, as x[0]"
        )
    if _steppable(given, given.rows, given.cols):
        return
    limits = (MOST_STEPS, MOST_NUMBERS, MOST_PRODUCTS)
    words = ("take {} steps", "hold {} numbers", "form {} products")
    for had, most, word in zip(_extent(given, given.rows, given.cols), limits, words):
        if had > most:
            reason = (
                f"it would {word.format(f'{had:,}')}, and at most {most:,} can be stepped through"
            )
            raise TooLargeError(reason, _advice(given))


def _extent(given: Operands, rows: Axis, cols: Axis) -> tuple[int, int, int]:
    """Return the number of steps, of numbers held and of products, for an input of this size."""
    channels = given.x.shape[-1]
    weights = 0 if given.kernel is None else given.kernel.size
    steps = rows.output * cols.output * given.filters
    # A pooling forms no products; but it looks at as many cells, of one channel.
    products = steps * rows.kernel * cols.kernel * (1 if given.pools else channels)
    return steps, rows.size * cols.size * channels + weights + steps, products


def _steppable(given: Operands, rows: Axis, cols: Axis) -> bool:
    limits = (MOST_STEPS, MOST_NUMBERS, MOST_PRODUCTS)
    return all(had <= most for had, most in zip(_extent(given, rows, cols), limits))


def _advice(given: Operands) -> str:
    """Return advice that works: the largest square crop that can be stepped through."""
    _, height, width, _ = given.x.shape
    for side in range(min(max(height, width) - 1, MOST_NUMBERS), 0, -1):
        try:
            rows = replace(given.rows, size=min(side, height))
            cols = replace(given.cols, size=min(side, width))
        except ValueError:
            break
        if not _steppable(given, rows, cols):
            continue
        # A pooling window of a crop could lie wholly on explicit padding.
        if not given.pools or min(rows.cells_inside + cols.cells_inside) > 0:
            kept = {0: "", 1: rows.size, 2: cols.size}
            crop = ", ".join(f":{kept[axis]}" for axis in kept if axis not in given.added)
            return f"Crop the input: x[{crop}] works"
    return "Take fewer filters or units, or a smaller input"
