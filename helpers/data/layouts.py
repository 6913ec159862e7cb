"""Pictures and labels as people store them, brought into the one layout that the suite uses."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

SHAPE = (32, 32, 3)
"""A picture of CIFAR-10: height, width, channels."""

CLASSES = 10


def pictures(name: str, x: Any, count: int) -> NDArray[np.uint8]:
    """Return pictures (count, 32, 32, 3) as uint8.

    Channels may come last or first, or a picture may be a row of 3,072 numbers with channels
    first, as in the original files. The numbers may be of any type: 0 … 255, or 0 … 1.

    Args:
        name: What the array is called, for messages.
        x: The array.
        count: How many pictures there must be.

    Raises:
        ValueError: The shape or the numbers are not those of such pictures.
    """
    x = np.asarray(x)
    found = f"{name} is {x.dtype} of shape {x.shape}"
    if x.ndim == 2 and x.shape[1] == np.prod(SHAPE):
        x = x.reshape(-1, 3, 32, 32)
    if x.shape[1:] == (3, 32, 32):
        x = x.transpose(0, 2, 3, 1)
    if x.shape != (count, *SHAPE):
        raise ValueError(
            f"{found}; expected are {count:,} pictures: ({count}, 32, 32, 3), or channels first"
        )
    if x.dtype == np.uint8:
        return np.ascontiguousarray(x)
    if x.dtype.kind not in "iuf":
        raise ValueError(f"{found}; expected are numbers from 0 to 255, or from 0 to 1")
    least, most = float(x.min()), float(x.max())
    if not 0 <= least <= most <= 255:  # False for NaN, too
        raise ValueError(
            f"{found}, with values from {least:g} to {most:g}; expected are 0 to 255, or 0 to 1"
        )
    scale = 255 if x.dtype.kind == "f" and most <= 1 else 1
    return np.ascontiguousarray(np.rint(x * scale).astype(np.uint8))


def labels(name: str, y: Any, count: int) -> NDArray[np.uint8]:
    """Return labels (count,) from 0 to 9 as uint8.

    They may be of any type of whole numbers, of shape (count, 1), or one-hot: (count, 10).

    Args:
        name: What the array is called, for messages.
        y: The array.
        count: How many labels there must be.

    Raises:
        ValueError: The shape or the numbers are not those of such labels, or the classes do not
            have equally many pictures.
    """
    y = np.asarray(y)
    found = f"{name} is {y.dtype} of shape {y.shape}"
    if y.dtype.kind not in "iufb":
        raise ValueError(f"{found}; expected are whole numbers from 0 to 9")
    if y.shape == (count, CLASSES) and (np.sort(y, axis=1) == [0] * 9 + [1]).all():
        y = y.argmax(axis=1)
    if y.shape == (count, 1):
        y = y[:, 0]
    if y.shape != (count,):
        raise ValueError(f"{found}; expected are {count:,} labels: ({count},) or ({count}, 1)")
    if not np.isin(y, np.arange(CLASSES)).all():
        odd = sorted(set(y[~np.isin(y, np.arange(CLASSES))].tolist()))[:3]
        raise ValueError(f"{found}, with {', '.join(map(str, odd))}; expected are 0 to 9")
    whole: NDArray[np.uint8] = y.astype(np.uint8)
    by_class = np.bincount(whole, minlength=CLASSES).tolist()
    if by_class != [count // CLASSES] * CLASSES:
        raise ValueError(
            f"{name} has {by_class} of the classes, expected {count // CLASSES} of each"
        )
    return whole
