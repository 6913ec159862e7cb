"""Pictures in CIFAR-10's format that are NOT CIFAR-10, for a machine that cannot have the data.

Ten classes of textures and shapes. Place, size, phase and both colours are drawn at random, so
that no pixel tells the class by itself: a convolution learns these, a linear model hardly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Mask = Callable[[Floats, Floats, Floats], NDArray[np.bool_]]

SIDE = 32
_CELLS = np.arange(SIDE, dtype=np.float32)
_ROWS, _COLS = _CELLS[:, None], _CELLS[None, :]


def _waves(rows: float, cols: float) -> Mask:
    """Return stripes that run across the direction (rows, cols)."""

    def mask(phase: Floats, across: Floats, size: Floats) -> NDArray[np.bool_]:
        turns = (rows * (_ROWS + phase) + cols * (_COLS + across)) / size
        return np.asarray(turns % 1 < 0.5)

    return mask


def _checks(phase: Floats, across: Floats, size: Floats) -> NDArray[np.bool_]:
    return np.asarray(_waves(1, 0)(phase, across, size) ^ _waves(0, 1)(phase, across, size))


def _dots(phase: Floats, across: Floats, size: Floats) -> NDArray[np.bool_]:
    down, right = (_ROWS + phase) % size - size / 2, (_COLS + across) % size - size / 2
    return np.asarray(down**2 + right**2 < (size / 3) ** 2)


def _shape(inside: Callable[[Floats, Floats], NDArray[np.bool_]]) -> Mask:
    """Return one shape, given in coordinates that run from -1 to 1 over its width and height."""

    def mask(down: Floats, right: Floats, size: Floats) -> NDArray[np.bool_]:
        # The same three numbers as a texture's: two places within 9 cells, and a size of 5 to 9.
        return inside((_ROWS - 11.5 - down) / size / 1.3, (_COLS - 11.5 - right) / size / 1.3)

    return mask


_MASKS: dict[str, Mask] = {
    "horizontal stripes": _waves(1, 0),
    "vertical stripes": _waves(0, 1),
    "rising stripes": _waves(0.75, 0.75),
    "falling stripes": _waves(0.75, -0.75),
    "checks": _checks,
    "dots": _dots,
    "disc": _shape(lambda y, x: np.asarray(y**2 + x**2 < 1)),
    "ring": _shape(lambda y, x: np.asarray(np.abs(y**2 + x**2 - 0.75) < 0.3)),
    "cross": _shape(lambda y, x: np.asarray((abs(y) < 1) & (abs(x) < 1) & (abs(y * x) < 0.07))),
    "frame": _shape(lambda y, x: np.asarray(np.abs(np.maximum(abs(y), abs(x)) - 0.8) < 0.2)),
}
CLASSES = tuple(_MASKS)


def pictures(n: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw ``n`` pictures (n, 32, 32, 3) and labels (n,), equally many of each class, shuffled.

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
        down, right = rng.uniform(0, 9, (2, len(chosen), 1, 1)).astype(np.float32)
        size = rng.uniform(5, 9, (len(chosen), 1, 1)).astype(np.float32)
        masks[chosen, ..., 0] = mask(down, right, size)
    # Either colour may be the lighter one: a class has no brightness of its own.
    back = rng.integers(20, 236, (n, 1, 1, 3))
    front = (back + rng.integers(70, 147, (n, 1, 1, 3)) - 20) % 216 + 20
    x = rng.integers(-20, 21, (n, SIDE, SIDE, 3), dtype=np.int16)
    x += np.where(masks, front, back).astype(np.int16)
    return x.clip(0, 255).astype(np.uint8), y
