"""Checks of the arrays that a layer is given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def checked_array(name: str, value: ArrayLike, shapes: dict[int, str] | None = None) -> Array:
    """Return ``value`` as an array of finite numbers: int64, or float32 or wider.

    Args:
        name: What the array is called in the error message.
        value: A number, nested lists or an array of any real dtype; booleans become integers.
        shapes: The numbers of axes that are accepted, each with its shape in words, such as
            ``{2: "(H, W)", 3: "(H, W, C)"}``; None accepts any.

    Raises:
        TypeError: ``value`` does not hold real numbers.
        ValueError: ``value`` is ragged, empty or not finite, or has another number of axes.
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


def checked_bias(bias: ArrayLike | None, filters: int) -> Array | None:
    """Return the bias as an array (filters,), or None where there is no bias.

    Raises:
        TypeError, ValueError: ``bias`` does not hold one finite number for each filter.
    """
    if bias is None:
        return None
    array = np.atleast_1d(checked_array("bias", bias, {0: "()", 1: "(filters,)"}))
    if len(array) != filters:
        raise ValueError(
            f"bias must hold one number for each of the {filters} outputs, shape ({filters},); "
            f"received shape {np.shape(bias)}"
        )
    return array


def read_only(array: Array) -> Array:
    """Return a copy of ``array`` that cannot be changed."""
    copy = array.copy()
    copy.setflags(write=False)
    return copy
