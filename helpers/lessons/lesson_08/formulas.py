"""Softmax and categorical cross-entropy of one example, with the numbers written out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.arrays import checked_array
from helpers.core.geometry import whole
from helpers.core.reference import softmax
from helpers.core.text import number


def cross_entropy(probabilities: ArrayLike, target: ArrayLike) -> float:
    """Return −Σ target · ln probabilities of one example.

    Args:
        probabilities: The probability of each class (classes,).
        target: The right share of each class (classes,), such as 1 for one class and 0 else.

    Raises:
        TypeError: An argument does not hold numbers.
        ValueError: The arguments are not two equally long rows, or the right class has the
            probability 0, for which the loss is infinite.

    >>> round(cross_entropy([0.7, 0.2, 0.1], [0, 1, 0]), 3)
    1.609
    """
    p = checked_array("probabilities", probabilities, {1: "(classes,)"})
    y = checked_array("target", target, {1: "(classes,)"})
    if p.shape != y.shape:
        raise ValueError(f"probabilities and target must match; received {p.shape} and {y.shape}")
    # 0 · ln 0 counts as 0, so only the classes with a target above 0 are added up.
    asked = y != 0
    if (p[asked] <= 0).any():
        raise ValueError(f"the right class must have a probability above 0; received {p[asked]}")
    return float(-(y[asked] * np.log(p[asked])).sum())


def softmax_formula(scores: ArrayLike, index: int = 0) -> str:
    """Return the softmax of one class, written out with its numbers.

    Args:
        scores: The score of each class (classes,).
        index: The class, from 0.

    Raises:
        TypeError: ``scores`` does not hold numbers, or ``index`` is not a whole number.
        ValueError: ``scores`` is not a row of numbers, or there is no such class.

    >>> softmax_formula([2, 1, 0])
    'e^2 / (e^2 + e^1 + e^0) = 7.389 / (7.389 + 2.718 + 1.000) = 0.665'
    """
    row = checked_array("scores", scores, {1: "(classes,)"})
    at = checked_class(index, len(row))
    names = [f"e^{number(score)}" for score in row.tolist()]
    powers = [f"{power:.3f}" for power in np.exp(row.astype(float)).tolist()]
    value = softmax(row)[at]
    return (
        f"{names[at]} / ({' + '.join(names)}) = {powers[at]} / ({' + '.join(powers)}) = {value:.3f}"
    )


def loss_formula(probabilities: ArrayLike, target: ArrayLike) -> str:
    """Return the cross-entropy of one example, written out with its numbers.

    The arguments are those of ``cross_entropy``.

    Raises:
        TypeError, ValueError: As ``cross_entropy``.

    >>> loss_formula([0.7, 0.2, 0.1], [0, 1, 0])
    '−(0·ln 0.700 + 1·ln 0.200 + 0·ln 0.100) = −ln 0.200 = 1.609'
    """
    loss = cross_entropy(probabilities, target)
    p, y = np.asarray(probabilities, float), np.asarray(target)
    terms = [f"{number(share)}·ln {probability_text(each)}" for each, share in zip(p, y.tolist())]
    right = float(p[int(np.argmax(y))])
    one_hot = sorted(y.tolist())[-2:] == [0, 1]
    shorter = f" = −ln {probability_text(right)}" if one_hot else ""
    return f"−({' + '.join(terms)}){shorter} = {loss:.3f}"


def probability_text(p: float) -> str:
    """Return a probability with three decimals, or with more where it would be 0.000.

    >>> probability_text(0.25), probability_text(0.000123)
    ('0.250', '0.00012')
    """
    return f"{p:.3f}" if p >= 0.001 else np.format_float_positional(p, 2, fractional=False)


def checked_class(index: int, count: int) -> int:
    """Return the number of a class, if it is one of ``count`` classes.

    Raises:
        TypeError: ``index`` is not a whole number.
        ValueError: ``index`` is not in 0 … ``count`` − 1.
    """
    at = whole("the class", index, 0)
    if at >= count:
        raise ValueError(f"the class must lie in 0 … {count - 1}; received {index}")
    return at
