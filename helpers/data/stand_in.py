"""Drawn pictures in CIFAR-10's format that are NOT CIFAR-10, for a machine without the data.

There are ten classes of textures and shapes. The position, the size and both colours of each
picture are random, so that no single pixel shows the class: a convolutional network learns
the classes, a linear model hardly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Mask = Callable[[Floats, Floats, Floats], NDArray[np.bool_]]
"""Draws N pictures of one class: True (N, 32, 32) where a picture has its second colour.

The arguments have the shape (N, 1, 1) and are in pixels: the offset of the texture or shape along
the rows (0 … 9), its offset along the columns (0 … 9), and its size (5 … 9).
"""

SIDE = 32
"""Height and width of a picture, in pixels."""

_CELLS = np.arange(SIDE, dtype=np.float32)
_ROWS, _COLS = _CELLS[:, None], _CELLS[None, :]


def _stripes(rows: float, cols: float) -> Mask:
    """Return the mask of stripes that follow each other in the direction (rows, cols)."""

    def mask(row_offset: Floats, col_offset: Floats, size: Floats) -> NDArray[np.bool_]:
        periods = (rows * (_ROWS + row_offset) + cols * (_COLS + col_offset)) / size
        return np.asarray(periods % 1 < 0.5)

    return mask


def _checks(row_offset: Floats, col_offset: Floats, size: Floats) -> NDArray[np.bool_]:
    """A mask: squares in two alternating colours."""
    return np.asarray(
        _stripes(1, 0)(row_offset, col_offset, size) ^ _stripes(0, 1)(row_offset, col_offset, size)
    )


def _dots(row_offset: Floats, col_offset: Floats, size: Floats) -> NDArray[np.bool_]:
    """A mask: a grid of discs."""
    rows, cols = (_ROWS + row_offset) % size - size / 2, (_COLS + col_offset) % size - size / 2
    return np.asarray(rows**2 + cols**2 < (size / 3) ** 2)


def _shape(inside: Callable[[Floats, Floats], NDArray[np.bool_]]) -> Mask:
    """Return the mask of one shape.

    Args:
        inside: Returns True for the coordinates (y, x) of points inside the shape. Both
            coordinates are between -1 and 1 in the square around the shape.
    """

    def mask(row_offset: Floats, col_offset: Floats, size: Floats) -> NDArray[np.bool_]:
        # The centre is at 11.5 to 20.5 and the square reaches at most 11.7 from it: a shape fits.
        return inside(
            (_ROWS - 11.5 - row_offset) / size / 1.3, (_COLS - 11.5 - col_offset) / size / 1.3
        )

    return mask


_MASKS: dict[str, Mask] = {
    "horizontal stripes": _stripes(1, 0),
    "vertical stripes": _stripes(0, 1),
    "rising stripes": _stripes(0.75, 0.75),
    "falling stripes": _stripes(0.75, -0.75),
    "checks": _checks,
    "dots": _dots,
    "disc": _shape(lambda y, x: np.asarray(y**2 + x**2 < 1)),
    "ring": _shape(lambda y, x: np.asarray(np.abs(y**2 + x**2 - 0.75) < 0.3)),
    "cross": _shape(lambda y, x: np.asarray((abs(y) < 1) & (abs(x) < 1) & (abs(y * x) < 0.07))),
    "frame": _shape(lambda y, x: np.asarray(np.abs(np.maximum(abs(y), abs(x)) - 0.8) < 0.2)),
}
CLASSES = tuple(_MASKS)
"""The names of the classes; a label is an index into them."""


def pictures(n: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return pictures (n, 32, 32, 3) and labels (n,), both uint8, in random order.

    Args:
        n: Number of pictures. Each class has the same number of them.
        seed: Seed of all random choices; the same seed draws the same pictures.

    Raises:
        ValueError: ``n`` is not a positive multiple of ten.

    >>> x, y = pictures(20, seed=0)
    >>> x.shape, x.dtype, sorted(y.tolist())[:4]
    ((20, 32, 32, 3), dtype('uint8'), [0, 0, 1, 1])
    """
    if n < 1 or n % len(CLASSES):
        raise ValueError(f"n must be a positive multiple of {len(CLASSES)}; received {n}")
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % len(CLASSES)).astype(np.uint8)
    masks = np.empty((n, SIDE, SIDE, 1), bool)
    for label, mask in enumerate(_MASKS.values()):
        chosen = np.flatnonzero(y == label)
        row_offset, col_offset = rng.uniform(0, 9, (2, len(chosen), 1, 1)).astype(np.float32)
        size = rng.uniform(5, 9, (len(chosen), 1, 1)).astype(np.float32)
        masks[chosen, ..., 0] = mask(row_offset, col_offset, size)
    # Either colour may be the lighter one, so that the brightness does not depend on the class.
    first = rng.integers(20, 236, (n, 1, 1, 3))
    second = (first + rng.integers(70, 147, (n, 1, 1, 3)) - 20) % 216 + 20
    x = rng.integers(-20, 21, (n, SIDE, SIDE, 3), dtype=np.int16)  # noise
    x += np.where(masks, second, first).astype(np.int16)
    return x.clip(0, 255).astype(np.uint8), y
