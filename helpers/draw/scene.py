"""Part of one step of a trace: input, window, kernel, products, output, and the sum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.colors import Normalize

from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.core.trace import Step, Trace
from helpers.draw.colours import INK, INPUT, KERNEL, OUTPUT
from helpers.draw.layout import Column, Part, Row, Sign, Space, Sum
from helpers.draw.number_grid import Grid
from helpers.draw.theme import GREY, HUES

MOST_NUMBERED = 16
"""An array with a longer side is shown as a picture; only its window has numbers."""
PICTURE_SIDE = 9.0
"""Longer side of such a picture, in board units."""
MOST_CHANNELS = 4
"""Of a deeper input the first channels are drawn; the sum names all of them."""
SUM_WIDTH = 27.0
"""Width of the widest line of a sum, in board units."""


def page(trace: Trace, step: Step) -> Column:
    """Return the layout of one step with all its parts."""
    stage: Row | Column
    if trace.kind in ("conv1d", "dense"):
        stage = _stacked(trace, step)
    elif trace.operands.pools:
        stage = _pooled(trace, step)
    elif trace.operands.x.shape[-1] > 1:
        stage = _deep(trace, step)
    else:
        stage = _flat(trace, step)
    width = max(stage.width, min(SUM_WIDTH, 0.22 * len(step.text) + 0.8))
    return Column((stage, Sum(step.text, width)), gap=0.5)


def frame(trace: Trace, step: Step, *, numbers: bool = True, secret: bool = False) -> Column:
    """Return the short layout of one step, for a film strip: the input above the output.

    Args:
        trace: The steps.
        step: The step that is shown.
        numbers: Whether numbers are written into the cells.
        secret: Leaves the output empty, for a learner who is still to predict it.
    """
    channel = step.filter if trace.operands.pools else 0
    above, below = input_grid(trace, step, channel), output_grid(trace, step)
    if secret:
        below = replace(below, hidden=np.ones(below.values.shape, bool))
    caption = f"step {step.index + 1} of {len(trace)}"
    return Column(
        (
            replace(above, title=caption, note="", colour=INK, numbers=above.numbers and numbers),
            replace(below, title="", note="", numbers=below.numbers and numbers),
        ),
        gap=0.6,
    )


def input_grid(trace: Trace, step: Step, channel: int, name: str = "Input") -> Grid:
    """Return the grid of one channel of the input, with padding, window and ignored cells."""
    operands = trace.operands
    pads = operands.rows.pads, operands.cols.pads
    values = np.pad(operands.x[0, :, :, channel], pads)
    real = np.pad(np.ones(operands.x.shape[1:3], bool), pads)
    ignored = np.zeros(operands.x.shape[1:3], bool)
    ignored[list(operands.rows.ignored)] = True
    ignored[:, list(operands.cols.ignored)] = True
    size, padded = _size(operands.x.shape[1:3]), _size(values.shape)
    colours = operands.x.shape[-1] == 3
    grid = Grid(
        values,
        name,
        size if real.all() else f"{size}, padded to {padded}",
        INPUT,
        fill=HUES[channel] if colours else None,
        scale=_scale(operands.x, one_sided=colours),
        hatched=~real,
        padding_counts=not operands.pools,
        struck=np.pad(ignored, pads),
        windows=_windows(step, operands.rows, operands.cols),
    )
    return sized(grid)


def output_grid(trace: Trace, step: Step, chosen: int | None = None) -> Grid:
    """Return the grid of a feature map, filled up to the current step.

    ``chosen`` is the number of the map; without it, the map of the step.
    """
    current = step.filter if chosen is None else chosen
    rows, cols, filters = trace.maps.shape
    order = current * rows * cols + np.arange(rows * cols).reshape(rows, cols)
    values, marked = trace.maps[:, :, current], step.out if current == step.filter else None
    name = "Pooled" if trace.operands.pools else "Feature map"
    note = _size((rows, cols)) + (f", {current + 1} of {filters}" if filters > 1 else "")
    if trace.kind == "dense":
        # All units side by side: each is a feature map of one cell.
        values, order, marked = trace.maps[0], np.arange(filters)[np.newaxis], (0, step.filter)
        name, note = "Output", f"{filters} unit{'s' * (filters > 1)}"
    grid = Grid(
        values,
        name,
        note,
        OUTPUT,
        scale=_scale(trace.maps),
        hidden=order > step.index,
        current=marked,
    )
    return sized(grid)


def sized(grid: Grid) -> Grid:
    """Return the grid with numbers in its cells, or as a picture if it is too large for numbers."""
    longest = max(grid.values.shape)
    if longest <= MOST_NUMBERED:
        return replace(grid, cell=1.0 if longest <= 10 else 10 / longest)
    side = PICTURE_SIDE if min(grid.values.shape) > 1 else SUM_WIDTH
    grid = replace(grid, numbers=False, cell=side / longest)
    if grid.colour == INPUT and grid.fill is None and grid.values.min() >= 0:
        return replace(grid, fill=GREY, scale=Normalize(0, float(grid.values.max())))
    return grid


def _flat(trace: Trace, step: Step) -> Row:
    given = input_grid(trace, step, 0)
    parts: list[Part] = [given, Sign("·")]
    if not given.numbers:
        parts = [given, Sign("⊃"), _window(trace, step, 0, "Window"), Sign("·")]
    parts += [_kernel(trace, step, 0, "Kernel"), Sign("="), _products(step, 0, "Products")]
    return Row((*parts, *_summed(trace, step), output_grid(trace, step)))


def _summed(trace: Trace, step: Step) -> tuple[Part, ...]:
    """Return what stands between the products and the output: signs, and the bias in its cell."""
    if trace.operands.bias is None:
        return (Sign("Σ"),)
    return (Sign("Σ +"), _bias(trace, step), Sign("="))


def _bias(trace: Trace, step: Step) -> Grid:
    """Return the cell of the bias."""
    scale = _scale(trace.operands.bias)
    return Grid(np.array([[step.bias]]), "Bias", colour=KERNEL, cell=1.15, scale=scale)


def _deep(trace: Trace, step: Step) -> Row:
    shown = min(trace.operands.x.shape[-1], MOST_CHANNELS)
    lines = []
    for channel in range(shown):
        small = 0.62
        given = input_grid(trace, step, channel, trace.channels[channel])
        parts = (
            replace(given, cell=given.cell * small, note=""),
            Sign("·"),
            replace(_kernel(trace, step, channel, f"slice {channel + 1}"), cell=small),
            Sign("="),
            replace(_products(step, channel, "products"), cell=small),
            Sign("Σ"),
            Grid(step.sums[[channel], np.newaxis], " ", cell=1.1, scale=_scale(step.sums)),
        )
        lines.append(Row(parts, gap=0.2))
    others = [
        replace(output_grid(trace, step, i), title=f"map {i + 1}", note="", cell=0.3, numbers=False)
        for i in range(min(trace.maps.shape[-1], 5))
        if i != step.filter
    ]
    maps = Column((output_grid(trace, step), *([Row(tuple(others))] if others else [])))
    bias: tuple[Part, ...] = (Sign("→"),)
    if trace.operands.bias is not None:
        bias = (Sign("} Σ +"), _bias(trace, step), Sign("="))
    return Row((Column(tuple(lines)), *bias, maps))


def _pooled(trace: Trace, step: Step) -> Row:
    window = _window(trace, step, step.filter, "Window")
    if trace.kind == "max_pool2d":
        row, col = divmod(int(step.weights.argmax()), len(step.cols))
        window = replace(window, winner=(row, col))
    verb = "max" if trace.kind == "max_pool2d" else "mean"
    given = input_grid(trace, step, step.filter)
    return Row((given, Sign("⊃"), window, Sign(verb), output_grid(trace, step)))


def _stacked(trace: Trace, step: Step) -> Column:
    """Return the rows of a signal or a dense layer, one below another, as the player has them."""
    given = input_grid(trace, step, 0)
    weights, products = _kernel(trace, step, 0, "Weights"), _products(step, 0, "Products")
    summed, output = _summed(trace, step), output_grid(trace, step)
    if max(weights.values.shape) > MOST_NUMBERED:
        return Column((given, sized(weights), sized(products), output), gap=0.4)
    first = trace.operands.cols.pads[0] + step.cols[0]
    together = step.cols[-1] - step.cols[0] == len(step.cols) - 1
    # Each weight stands below the input that it is multiplied with, where they have one size.
    aligned = given.numbers and together
    before = (Space(first * given.cell),) if aligned and first else ()
    if aligned:
        weights, products = (replace(each, cell=given.cell) for each in (weights, products))
    terms = Row((*before, products), gap=0)
    sums = Row((terms, *summed[:-1])) if len(summed) > 1 else terms
    return Column((given, Row((*before, weights), gap=0), sums, output), gap=0.4)


def _window(trace: Trace, step: Step, channel: int, title: str) -> Grid:
    values = np.asarray(step.patch).reshape(len(step.rows), len(step.cols), -1)
    pooling = trace.operands.pools
    source = sized(Grid(trace.operands.x[0, :, :, channel], colour=INPUT))
    return Grid(
        values[:, :, 0 if pooling else channel],
        title,
        colour=INPUT,
        cell=1.2,
        fill=source.fill,
        scale=source.scale or _scale(trace.operands.x),
        hatched=~step.inside,
        padding_counts=not pooling,
    )


def _kernel(trace: Trace, step: Step, channel: int, title: str) -> Grid:
    weights = step.weights.reshape(len(step.rows), len(step.cols), -1)[:, :, channel]
    return Grid(
        weights, title, _size(weights.shape), KERNEL, cell=1.15, scale=_scale(trace.operands.kernel)
    )


def _products(step: Step, channel: int, title: str) -> Grid:
    products = step.products.reshape(len(step.rows), len(step.cols), -1)
    return Grid(products[:, :, channel], title, cell=1.15, scale=_scale(products))


def _size(shape: tuple[int, ...]) -> str:
    """Return a shape (H, W) as "H×W"; of one row, its length alone."""
    return str(shape[1]) if shape[0] == 1 else "×".join(map(str, shape))


def _scale(values: Array | None, one_sided: bool = False) -> Normalize:
    most = 1.1 * float(np.abs(values).max()) if values is not None and values.any() else 1.0
    return Normalize(0 if one_sided else -most, most)


def _windows(step: Step, rows: Axis, cols: Axis) -> tuple[tuple[int, int, int, int], ...]:
    """Return the outlines (row, col, height, width), on the padded input, of the cells read."""
    top, left = rows.pads[0], cols.pads[0]
    if rows.dilation == cols.dilation == 1:
        return ((step.rows[0] + top, step.cols[0] + left, len(step.rows), len(step.cols)),)
    return tuple((row + top, col + left, 1, 1) for row in step.rows for col in step.cols)
