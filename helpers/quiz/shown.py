"""Numbers and arrays as a message to a learner shows them."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from helpers.core.arrays import Array

MOST = 9
"""An array of more numbers, or with a side longer than 3, is shown by its shape."""


def as_numbers(value: Any) -> Array | None:
    """Return a value as an array of numbers; None if it holds anything else, such as True.

    >>> as_numbers([1, 2.5]), as_numbers(True), as_numbers("3")
    (array([1. , 2.5]), None, None)
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O" and array.size and all(map(_is_number, array.flat)):
            array = array.astype(float)  # fractions, and integers of more than 64 bits
    except Exception:  # rows of unequal lengths; whatever an object of another library raises
        return None
    return array if array.dtype.kind in "iuf" else None


def same(expected: Any, received: Any) -> bool:
    """Return whether a function's result is the expected one, up to rounding errors of float32.

    One number equals an array of any shape that holds only this number.

    >>> same(3, 3.0), same([1, 2], [[1, 2]]), same(3, 3.01)
    (True, False, False)
    """
    left, right = as_numbers(expected), as_numbers(received)
    if left is None or right is None:
        return False
    if left.size == right.size == 1:
        left, right = left.ravel(), right.ravel()
    return left.shape == right.shape and bool(_close(left, right).all())


def describe(value: Any) -> str:
    """Return a short description of a value for a message to a learner.

    >>> describe(3), describe([3, 4]), describe(np.ones((2, 3))), describe({})
    ('one number', '2 numbers', 'an array of shape (2, 3)', 'a dict')
    """
    if callable(value):
        return "a function"
    if isinstance(value, (bool, np.bool_)):
        return repr(bool(value))
    if isinstance(value, (int, float, np.number)):
        return "one number"
    if value is None or isinstance(value, str):
        return repr(value)
    try:
        array = np.asarray(value) if isinstance(value, (tuple, list, np.ndarray)) else np.empty(())
    except ValueError:
        return "rows of unequal lengths"
    if array.dtype.kind not in "iuf" and array.size:
        return f"{'an array' if isinstance(value, np.ndarray) else 'a list'} of {_kind(array)}"
    if len(array.shape) == 1:
        return f"{len(array)} numbers"
    return f"an array of shape {array.shape}" if array.shape else f"a {type(value).__name__}"


def show(value: Any, decimals: int = 4) -> str:
    """Return the numbers of a small array; a description of any other value.

    Args:
        value: Any value.
        decimals: How many decimals are shown.

    >>> show(np.eye(2)), show((784, 512, 10)), show(1 / 3), show(np.ones((4, 5)))
    ('[[1, 0], [0, 1]]', '(784, 512, 10)', '0.3333', 'an array of shape (4, 5)')
    """
    array = as_numbers(value)
    if array is None or not _is_small(array):
        return describe(value if array is None else array)
    text = _text(array.tolist(), decimals)
    return f"({text[1:-1]})" if isinstance(value, tuple) and array.ndim == 1 else text


def show_arguments(names: list[str], arguments: tuple[Any, ...]) -> str:
    """Return the arguments of a call.

    >>> show_arguments(["x", "size"], (np.ones((4, 5)), 2))
    'x of shape (4, 5), size = 2'
    """
    parts = []
    for name, value in zip(names, arguments):
        array = as_numbers(value)
        large = array is not None and not _is_small(array)
        parts.append(f"{name} of shape {np.shape(value)}" if large else f"{name} = {show(value)}")
    return ", ".join(parts)


def difference(expected: Any, received: Any) -> str:
    """Return how a function's result differs: both values, or the first place, or the shapes.

    >>> difference(8, 6), difference(np.eye(4), np.ones((4, 4)))
    ('expected 8, received 6', 'expected 0 at [0, 1], received 1')
    """
    left, right = np.asarray(expected), as_numbers(received)
    if right is None:
        return f"expected {describe(expected)}, received {describe(received)}"
    place = ""
    if left.shape == right.shape and left.size > 1 and not _is_small(left):
        at = tuple(np.argwhere(~_close(left, right))[0].tolist())
        place, left, right = f" at {list(at)}", left[at], right[at]
    texts = [(show(left, decimals), show(right, decimals)) for decimals in (4, 8)]
    wanted, got = texts[0] if texts[0][0] != texts[0][1] else texts[1]
    return f"expected {wanted}{place}, received {got}"


def _close(expected: Array, received: Array) -> Array:
    """Return where two arrays agree. Integers are counts and must be met exactly."""
    tolerances = (1e-9, 1e-6) if expected.dtype.kind in "iu" else (1e-5, 1e-5)
    return np.asarray(np.isclose(received.astype(float), expected.astype(float), *tolerances))


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def _is_small(array: Array) -> bool:
    if array.ndim < 2:
        return array.size <= MOST
    return array.ndim == 2 and max(array.shape) <= 3


def _kind(array: Array) -> str:
    """Return what an array holds that is not numbers."""
    if array.dtype.kind == "b":
        return "True and False"
    return "None" if any(each is None for each in array.flat) else "what is not numbers"


def _text(value: Any, decimals: int) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_text(each, decimals) for each in value)}]"
    return str(int(value) if float(value).is_integer() else round(value, decimals))
