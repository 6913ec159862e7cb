"""How large a trace may be, and what to crop where one is too large."""

from __future__ import annotations

from dataclasses import replace

from helpers.geometry import Axis
from helpers.layer import Array, Layer, cells_inside

MOST_STEPS = 5_000
MOST_NUMBERS = 100_000
"""Input, weights and output together: what a browser still takes in at once."""
MOST_PRODUCTS = 300_000
"""The window's cells, times the steps: a 64x64 picture in colour under a 5x5 kernel has 270,000."""


def check_extent(layer: Layer, maps: Array) -> None:
    """Refuse a batch, and what is too much for a person to step or a browser to show.

    Raises:
        ValueError: with the largest crop that can be stepped through.
    """
    if len(layer.x) != 1:
        raise ValueError(
            f"a trace steps through one x; received a batch of {len(layer.x)}: take one, as x[0]"
        )
    filters = maps.shape[-1]
    if _steppable(layer, layer.rows, layer.cols, filters):
        return
    steps, held, products = _extent(layer, layer.rows, layer.cols, filters)
    raise ValueError(
        f"this trace would have {steps:,} steps, hold {held:,} numbers and form {products:,} "
        f"products; at most {MOST_STEPS:,} steps, {MOST_NUMBERS:,} numbers and "
        f"{MOST_PRODUCTS:,} products can be stepped through. {_smaller(layer, filters)}"
    )


def _extent(layer: Layer, rows: Axis, cols: Axis, filters: int) -> tuple[int, int, int]:
    """Return the steps, the numbers held and the products formed over a picture of that size."""
    channels = layer.x.shape[-1]
    weights = 0 if layer.kernel is None else layer.kernel.size
    steps = rows.output * cols.output * filters
    # A pooling forms no products; but it looks at as many cells, of one channel.
    products = steps * rows.kernel * cols.kernel * (1 if layer.kernel is None else channels)
    return steps, rows.size * cols.size * channels + weights + steps, products


def _steppable(layer: Layer, rows: Axis, cols: Axis, filters: int) -> bool:
    limits = (MOST_STEPS, MOST_NUMBERS, MOST_PRODUCTS)
    return all(had <= most for had, most in zip(_extent(layer, rows, cols, filters), limits))


def _smaller(layer: Layer, filters: int) -> str:
    """Return advice that works: the largest square crop that can be stepped through."""
    _, height, width, _ = layer.x.shape
    for side in range(min(max(height, width) - 1, MOST_NUMBERS), 0, -1):
        try:
            rows = replace(layer.rows, size=min(side, height))
            cols = replace(layer.cols, size=min(side, width))
        except ValueError:
            break
        if not _steppable(layer, rows, cols, filters):
            continue
        # A pooling window of a crop could lie wholly on explicit padding.
        if layer.kernel is not None or min(cells_inside(rows) + cells_inside(cols)) > 0:
            kept = {0: "", 1: rows.size, 2: cols.size}
            crop = ", ".join(f":{kept[axis]}" for axis in kept if axis not in layer.added)
            return f"Crop the input: x[{crop}] works"
    return "Take fewer filters or units, or a smaller input"
