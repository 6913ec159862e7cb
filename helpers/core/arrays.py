"""Arrays of numbers: checked as they come in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def numbers(name: str, value: ArrayLike, shapes: dict[int, str] | None = None) -> Array:
    """Return ``value`` as an array of finite numbers whose rank is one of ``shapes``.

    Raises:
        TypeError: it does not hold real numbers.
        ValueError: it is ragged, empty or not finite, or has another number of axes.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be a regular array; its rows have unequal lengths") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers; received dtype {array.dtype}")
    if shapes and array.ndim not in shapes:
        raise ValueError(
            f"{name} must have shape {' or '.join(shapes.values())}; received shape {array.shape}"
        )
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; received shape {array.shape}")
    if array.dtype.kind == "f":
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must hold finite numbers; it holds NaN or infinity")
        return array.astype(np.result_type(array, np.float32), copy=False)
    if array.dtype == np.uint64 and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} must fit into int64; its largest number is {array.max()}")
    return array.astype(np.int64, copy=False)


def checked_bias(bias: ArrayLike | None, units: int) -> Array | None:
    """Return the bias, where there is one, as an array (units,)."""
    if bias is None:
        return None
    array = np.atleast_1d(numbers("bias", bias, {0: "()", 1: "(filters,)"}))
    if len(array) != units:
        raise ValueError(
            f"bias must hold one number for each of the {units} outputs, shape ({units},); "
            f"received shape {np.shape(bias)}"
        )
    return array
