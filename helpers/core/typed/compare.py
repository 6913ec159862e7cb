"""Compare typed numbers with the true ones, and repeat them. No other file decides what is right.

The browser's copy is in helpers/player/front/typed/read.js.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from helpers.core.typed.arithmetic import Typed, whole

Reading = tuple[Typed, ...]
"""Numbers that an answer can be read as, in the order in which they were typed."""


def agree(true: float, typed: Typed) -> bool:
    """Return whether a typed number is the true one, rounded to the digits that were typed.

    A whole number must be met exactly. Others may be rounded to two significant digits or more;
    where the next digit is a 5 and nothing else, up and down are both right.

    >>> [agree(2.302585, Typed(value, 0.01, 3)) for value in (2.30, 2.31)]
    [True, False]
    >>> agree(2.302585, Typed(2, 1, 1)), agree(89_000_123, Typed(89e6, 1e6, 2))
    (False, False)
    """
    distance = abs(true - typed.value)
    if distance <= 1e-9 * abs(true) + 1e-12:
        return True
    rounded = typed.digits >= 2 and not float(true).is_integer()
    return rounded and distance <= typed.step / 2 * (1 + 1e-9) + 1e-12 * abs(true)


def matches(expected: Any, reading: Reading) -> bool:
    """Return whether an answer has as many numbers as expected, and each is right.

    Args:
        expected: A number, or a tuple or array of numbers, which are compared row by row.
        reading: The numbers that were typed.

    >>> matches((3, 5), (Typed(3, 1, 1), Typed(5, 1, 1))), matches(3, (Typed(4, 1, 1),))
    (True, False)
    """
    values = np.ravel(expected).tolist()
    return len(values) == len(reading) and all(map(agree, values, reading))


def repeat(typed: str, reading: Reading) -> str:
    """Return what was typed, with the numbers that it was read as where they look different.

    >>> repeat("9+2", (Typed(11),)), repeat("0,5", (Typed(0.5, 0.1, 1),))
    ('9+2 = 11', '0,5 (read as 0.5)')
    """
    typed = typed.strip(" ")
    shown = ", ".join(_spell(number.value) for number in reading)
    extreme = any(number.value and not 1e-4 <= abs(number.value) < 1e15 for number in reading)
    if extreme or typed.endswith(shown):
        return typed
    if _digits(typed) == _digits(shown):
        other_point = "," in typed and _decimals(typed) != _decimals(shown)
        return f"{typed} (read as {shown})" if other_point else typed
    exact = all(_rounded(number.value) == number.value for number in reading)
    return f"{typed} {'=' if exact else '≈'} {shown}"


def _digits(text: str) -> str:
    """Return the digits of a text, without zeros at its start and end."""
    return re.sub("[^0-9]", "", text).strip("0")


def _decimals(text: str) -> list[str]:
    """Return the decimals behind each point, without zeros at their end."""
    found = [decimals.rstrip("0") for decimals in re.findall("[.]([0-9]+)", text)]
    return [decimals for decimals in found if decimals]


def _rounded(value: float) -> int | float:
    """Return a number rounded to six digits, unless it is whole."""
    return whole(float(value if float(value).is_integer() else f"{value:.6g}"))


def _spell(value: float) -> str:
    """Return a number as it is shown to learners."""
    return f"{_rounded(value):,}".replace("-", "−")
