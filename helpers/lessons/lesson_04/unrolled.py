"""The matrix of a convolution: mostly zeros, with the same numbers along its diagonals."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from helpers.core import text, trace
from helpers.core.arrays import Array, checked_array
from helpers.core.geometry import Axis
from helpers.draw.cells import svg_cells
from helpers.draw.colours import INK, INPUT, KERNEL, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, label, outline, raster
from helpers.draw.theme import SIGNED, signed_scale
from helpers.explore.controls import slider
from helpers.explore.live import LiveDrawing

MARGIN, TOP, CELL, NUMBER_CELL = 16.0, 40.0, 34.0, 22.0
"""The left edge of a drawing, the top of its grids, the side of their cells, and of a matrix's."""
NUMBER_SIZE = 0.56
"""Font size of a number in a matrix, in sides of its cell."""
WIDEST, SHOWN = 548.0, 860.0
"""Width of a matrix at most, and width in browser pixels where the page is wide enough."""
MOST_NUMBERED = 25
"""Columns of a matrix that is drawn with numbers, at most."""


def matrix(kernel: ArrayLike, size: int | tuple[int, int]) -> Array:
    """Return the matrix (outputs, inputs) whose product with an input is its convolution.

    Args:
        kernel: The kernel, (k,) or (kh, kw).
        size: The length of the signal, or the (H, W) of the picture. The rows of a picture are
            written one after the other.

    Raises:
        TypeError: ``kernel`` does not hold numbers, or ``size`` is not of whole numbers.
        ValueError: Kernel and size have different numbers of axes, or no window fits.

    >>> matrix([1, 2, 3], 5)
    array([[1, 2, 3, 0, 0],
           [0, 1, 2, 3, 0],
           [0, 0, 1, 2, 3]])
    """
    weights = checked_array("kernel", kernel, {1: "(k,)", 2: "(kh, kw)"})
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
    """Draw the matrix of a convolution; the arguments are those of ``matrix``.

    Raises:
        TypeError, ValueError: As ``matrix``.
    """
    values = matrix(kernel, size)
    parts, width, height = _matrix(values, 16, "Matrix", "")
    alt = f"A matrix of {_description(values)}"
    return card(width, height, alt, parts, min(1.5 * width, SHOWN))


def draw_step(picture: ArrayLike, kernel: ArrayLike, output: int = 0) -> Diagram:
    """Draw one output cell twice: as a window on the picture, and as a row of the matrix.

    Above the matrix stands the flattened picture, each pixel above the column that it meets.

    Args:
        picture: The picture (H, W).
        kernel: The kernel (kh, kw).
        output: The number of the output cell, counted row by row from 0.

    Raises:
        TypeError, ValueError: The picture and the kernel do not fit.
        IndexError: There is no such output.
    """
    walk = trace.conv2d(picture, kernel)
    values = matrix(kernel, np.shape(picture))
    grids, right = _grids(walk, output)
    top = TOP + CELL * len(walk.operands.x[0]) + 26
    flat = walk.operands.x[0, :, :, 0].reshape(1, -1)
    parts = _heading(MARGIN, top + 12, "The picture, flattened", f"{flat.size} numbers", INPUT)
    parts += svg_cells(flat, MARGIN, top + 24, NUMBER_CELL, largest=NUMBER_SIZE)
    top += 24 + NUMBER_CELL + 20
    below, width, height = _matrix(values, top, "The same as a matrix", f", row {output} outlined")
    parts += below
    row = top + 24 + NUMBER_CELL * output
    parts.append(outline(MARGIN, row, NUMBER_CELL * values.shape[1], NUMBER_CELL))
    alt = (
        f"Output {output} as a window on the picture, and as row {output} of a matrix of "
        f"{_description(values)}: {walk[output].text}"
    )
    return card(max(width, right), height, alt, grids + parts, SHOWN)


def explore_matrix(picture: ArrayLike, kernel: ArrayLike, output: int = 0) -> LiveDrawing:
    """Return a slider over the output cells, above the drawing of ``draw_step``.

    The arguments are those of ``draw_step``; ``output`` is the cell at first.

    Raises:
        TypeError, ValueError: As ``draw_step``, or there is no such output.
    """
    last = len(trace.conv2d(picture, kernel)) - 1
    control = slider("output cell", output, 0, last)
    return LiveDrawing({"output": control}, partial(draw_step, picture, kernel))


def _grids(walk: trace.Trace, output: int) -> tuple[list[str], float]:
    """Return input, kernel and feature map side by side, and the right edge of the drawing.

    The window of an output cell and the cell itself are outlined.
    """
    step, weights = walk[output], walk.kernel
    grids = (
        ("Input", INPUT, walk.operands.x[0, :, :, 0], "·"),
        ("Kernel", KERNEL, weights, "="),
        ("Feature map", OUTPUT, walk.maps[:, :, 0], ""),
    )
    parts, lefts, left = [], [], MARGIN
    for name, colour, values, sign in grids:
        lefts.append(left)
        parts += _heading(left, 28, name, text.size(values.shape), colour)
        parts += svg_cells(values, left, TOP, CELL)
        left += CELL * values.shape[1] + 50
        parts.append(label(left - 25, TOP + CELL * 1.7, sign, SOFT, 26, anchor="middle"))
    parts += [
        _outlined(lefts[0], step.rows[0], step.cols[0], weights.shape, INK),
        _outlined(lefts[-1], *step.out, (1, 1), OUTPUT),
    ]
    return parts, left


def _outlined(left: float, row: int, col: int, shape: tuple[int, ...], colour: str) -> str:
    """Return an outline around cells of a grid.

    Args:
        left: The left edge of the grid.
        row: The first row.
        col: The first column.
        shape: How many rows and columns.
        colour: The colour of the outline.
    """
    x, y = left + CELL * col, TOP + CELL * row
    return outline(x, y, CELL * shape[1], CELL * shape[0], colour)


def _matrix(values: Array, top: float, name: str, note: str) -> tuple[list[str], float, float]:
    """Return a titled matrix, and the width and height that a card needs for it.

    Args:
        values: The numbers (H, W).
        top: The upper edge.
        name: The title.
        note: Words after the size of the matrix.
    """
    rows, cols = values.shape
    size = text.size(values.shape) + note
    parts = _heading(MARGIN, top + 12, name, size, KERNEL)
    if cols <= MOST_NUMBERED:
        side = NUMBER_CELL
        zeros = values == 0
        parts += svg_cells(values, MARGIN, top + 24, side, faded=zeros, largest=NUMBER_SIZE)
    else:
        side = min(12.0, WIDEST / cols)
        longer = side * max(rows, cols)
        parts.append(raster(values, MARGIN, top + 24, longer, SIGNED, signed_scale(values)))
    width = max(side * cols, 9.5 * len(name) + 8 * len(size)) + 32
    return parts, width, top + 24 + side * rows + 16


def _heading(x: float, y: float, name: str, note: str, colour: str) -> list[str]:
    return [
        label(x, y, name, colour, 15, bold=True),
        label(x + 10 * len(name) + 6, y, note, SOFT, 13),
    ]


def _description(values: Array) -> str:
    """Return the shape of the matrix and the number of its weights, in words."""
    rows, cols = values.shape
    nonzero = int((values != 0).sum())
    return (
        f"{rows} by {cols}, {nonzero:,} of its {values.size:,} entries not zero, the same numbers "
        "along diagonals"
    )
