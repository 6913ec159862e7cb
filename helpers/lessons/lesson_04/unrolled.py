"""The dense matrix that a convolution is: mostly zeros, the same numbers along diagonals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers.core import trace
from helpers.core.arrays import Array, numbers
from helpers.core.geometry import Axis
from helpers.core.layers import times
from helpers.draw.colours import INK, INPUT, KERNEL, NEGATIVE, OUTPUT, RING, SOFT
from helpers.draw.svg import Diagram, card, cells, dot, label, line, outline, raster, signed
from helpers.draw.theme import SIGNED
from helpers.explore.live import Live, slider

CELL = 34.0
SHARED = (KERNEL, NEGATIVE, RING)
MOST_NUMBERED = 25
"""A wider matrix is drawn without numbers."""


def matrix(kernel: ArrayLike, size: int | tuple[int, int]) -> Array:
    """Return the matrix (outputs, inputs) that does what sliding ``kernel`` does.

    A kernel (k,) with the length of a signal, or (kh, kw) with the (H, W) of a picture, whose
    rows are written one after the other.

    Raises:
        TypeError, ValueError: not a kernel and a size that belong together, or no window fits.

    >>> matrix([1, 2, 3], 5)
    array([[1, 2, 3, 0, 0],
           [0, 1, 2, 3, 0],
           [0, 0, 1, 2, 3]])
    """
    weights = numbers("kernel", kernel, {1: "(k,)", 2: "(kh, kw)"})
    sizes = size if isinstance(size, tuple) else (size,)
    if len(sizes) != weights.ndim:
        raise ValueError(
            f"a kernel of shape {weights.shape} slides over {weights.ndim} "
            f"{'axis' if weights.ndim == 1 else 'axes'}; received the size {size!r}"
        )
    if weights.ndim == 1:
        weights, sizes = weights[np.newaxis], (1, *sizes)
    rows, cols = (Axis(side, reach) for side, reach in zip(sizes, weights.shape))
    result = np.zeros((rows.output, cols.output, rows.size, cols.size), weights.dtype)
    for row in range(rows.output):
        for col in range(cols.output):
            result[row, col][np.ix_(rows.taps(row), cols.taps(col))] = weights
    return result.reshape(rows.output * cols.output, -1)


def draw_matrix(kernel: ArrayLike, size: int | tuple[int, int]) -> Diagram:
    """Draw the matrix that a convolution is; arguments as for ``matrix``.

    Raises:
        TypeError, ValueError: as ``matrix`` does.
    """
    values = matrix(kernel, size)
    parts, width, height = _matrix(values, 16, "Matrix", "")
    return card(width, height, f"A matrix of {_words(values)}", parts)


def draw_step(picture: ArrayLike, kernel: ArrayLike, output: int = 0) -> Diagram:
    """Draw one output cell twice: as a window on the picture, and as a row of the matrix.

    Raises:
        TypeError, ValueError, IndexError: no such picture, kernel or output.
    """
    walk = trace.conv2d(picture, kernel)
    step, weights = walk[output], np.asarray(kernel)
    values = matrix(weights, np.shape(picture))
    x, y = walk.layer.x[0, :, :, 0], walk.maps[:, :, 0]
    parts, left, tall = [], 16.0, 40 + CELL * len(x)
    for name, colour, array, sign in (
        ("Input", INPUT, x, "·"),
        ("Kernel", KERNEL, weights, "="),
        ("Feature map", OUTPUT, y, ""),
    ):
        parts += [*_head(left, 28, name, times(array.shape), colour), *cells(array, left, 40, CELL)]
        if colour == INPUT:
            window = (left + CELL * step.cols[0], 40 + CELL * step.rows[0])
            parts.append(outline(*window, CELL * weights.shape[1], CELL * weights.shape[0]))
        if colour == OUTPUT:
            at = (left + CELL * step.out[1], 40 + CELL * step.out[0])
            parts.append(outline(*at, CELL, CELL, OUTPUT))
        left += CELL * array.shape[1] + 50
        parts.append(label(left - 25, 40 + CELL * 1.7, sign, SOFT, 26, anchor="middle"))
    top = tall + 26
    below, width, height = _matrix(values, top, "The same as a matrix", f", row {output} outlined")
    reach = CELL * values.shape[1]
    below.append(outline(16, top + 24 + CELL * output, reach, CELL))
    return card(
        max(width, left),
        height,
        f"Output {output} as a window on the picture, and as row {output} of a matrix of "
        f"{_words(values)}: {step.text}",
        parts + below,
    )


def draw_connections(inputs: int = 7, kernel: int = 3) -> Diagram:
    """Draw three layers between the same neurons: dense, sparse, and sparse with shared weights.

    Raises:
        TypeError, ValueError: not whole numbers, or a kernel that is larger than the inputs.

    >>> draw_connections(4, 3)
    Three layers from 4 inputs to 2 outputs. dense: 8 lines, 8 weights; sparse: 6 lines, 6 \
weights; sparse and shared: 6 lines, 3 weights
    """
    axis = Axis(inputs, kernel)
    everywhere = [tuple(range(axis.size))] * axis.output
    windows = [axis.taps(o) for o in range(axis.output)]
    layers = (("dense", everywhere), ("sparse", windows), ("sparse and shared", windows))
    parts: list[str] = []
    told: list[str] = []
    height = 40 + 40 * inputs + 46
    for i, (name, taps) in enumerate(layers):
        left, shared = 30 + 300 * i, i == 2
        lines = sum(len(reached) for reached in taps)
        told.append(f"{name}: {lines} lines, {axis.kernel if shared else lines} weights")
        parts.append(label(left, 26, name, INK, 15, bold=True))
        lift = 20 * (axis.size - axis.output)
        for o, reached in enumerate(taps):
            for j, tap in enumerate(reached):
                colour = SHARED[j % len(SHARED)] if shared else SOFT
                ends = (left + 15, 60 + 40 * tap, left + 195, 60 + lift + 40 * o)
                parts.append(line(*ends, colour, 3 if shared else 1.2))
        parts += [dot(left + 15, 60 + 40 * j, INPUT) for j in range(axis.size)]
        parts += [dot(left + 195, 60 + lift + 40 * o, OUTPUT) for o in range(axis.output)]
        parts.append(label(left, height - 14, told[-1].partition(": ")[2], SOFT, 14))
    sizes = f"Three layers from {axis.size} inputs to {axis.output} outputs"
    return card(900, height, f"{sizes}. {'; '.join(told)}", parts)


def explore_matrix(picture: ArrayLike, kernel: ArrayLike, output: int = 0) -> Live:
    """Return a slider over the outputs of ``draw_step``.

    Raises:
        TypeError, ValueError, IndexError: as ``draw_step`` does.
    """
    most = len(trace.conv2d(picture, kernel)) - 1
    control = slider("output cell", output, 0, most)
    return Live({"output": control}, lambda output: draw_step(picture, kernel, output))


def _matrix(values: Array, top: float, name: str, note: str) -> tuple[list[str], float, float]:
    """Return a titled matrix below ``top``, and the width and height that a card needs for it."""
    rows, cols = values.shape
    numbered = cols <= MOST_NUMBERED
    cell = CELL if numbered else min(12.0, 868 / cols)
    parts = _head(16, top + 12, name, times(values.shape) + note, KERNEL)
    if numbered:
        parts += cells(values, 16, top + 24, cell, faded=values == 0)
    else:
        parts.append(raster(values, 16, top + 24, cell * max(rows, cols), SIGNED, signed(values)))
    width = max(cell * cols, 9.5 * len(name) + 7 * len(times(values.shape) + note)) + 32
    return parts, width, top + 24 + cell * rows + 16


def _head(x: float, y: float, name: str, note: str, colour: str) -> list[str]:
    return [
        label(x, y, name, colour, 15, bold=True),
        label(x + 10 * len(name) + 6, y, note, SOFT, 12),
    ]


def _words(values: Array) -> str:
    rows, cols = values.shape
    kept = int((values != 0).sum())
    return (
        f"{rows} by {cols}, {kept:,} of its {values.size:,} entries not zero, the same numbers "
        "along diagonals"
    )
