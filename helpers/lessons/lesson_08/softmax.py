"""Softmax and categorical cross-entropy on a few classes: written out, drawn, with sliders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.arrays import numbers
from helpers.core.geometry import whole
from helpers.core.reference import softmax
from helpers.core.text import number
from helpers.draw.colours import INK, INPUT, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label
from helpers.explore.live import Live, choice, slider

LOWEST, HIGHEST = -3, 6
"""The scores that a slider reaches."""
ROW, TOP, BAR, LONGEST = 46.0, 66.0, 330.0, 220.0
CURVE = (690.0, 66.0, 190.0, 138.0)
"""The loss curve: left, top, width, height."""
MOST_LOSS = 4.0


def cross_entropy(probabilities: ArrayLike, target: ArrayLike) -> float:
    """Return −Σ target · ln probabilities of one example, both (classes,).

    Raises:
        TypeError, ValueError: not two equally long rows of numbers, or a probability of 0 for
            the right class: its loss has no bound.

    >>> round(cross_entropy([0.7, 0.2, 0.1], [0, 1, 0]), 3)
    1.609
    """
    p = numbers("probabilities", probabilities, {1: "(classes,)"})
    y = numbers("target", target, {1: "(classes,)"})
    if p.shape != y.shape:
        raise ValueError(f"probabilities and target must match; received {p.shape} and {y.shape}")
    # 0 · ln 0 counts as 0: a class that is not asked for adds nothing.
    asked = y != 0
    if (p[asked] <= 0).any():
        raise ValueError(f"the right class must have a probability above 0; received {p[asked]}")
    return float(-(y[asked] * np.log(p[asked])).sum())


def softmax_formula(scores: ArrayLike, index: int = 0) -> str:
    """Write out the softmax of one of ``scores`` (classes,) with its numbers.

    Raises:
        TypeError, ValueError: no row of numbers, or no such class.

    >>> softmax_formula([2, 1, 0])
    'e^2 / (e^2 + e^1 + e^0) = 7.389 / (7.389 + 2.718 + 1.000) = 0.665'
    """
    row = numbers("scores", scores, {1: "(classes,)"})
    at = _class(index, len(row))
    names = [f"e^{number(score)}" for score in row.tolist()]
    powers = [f"{power:.3f}" for power in np.exp(row.astype(float)).tolist()]
    value = softmax(row)[at]
    return (
        f"{names[at]} / ({' + '.join(names)}) = {powers[at]} / ({' + '.join(powers)}) = {value:.3f}"
    )


def loss_formula(probabilities: ArrayLike, target: ArrayLike) -> str:
    """Write out the cross-entropy of one example with its numbers.

    Raises:
        TypeError, ValueError: as ``cross_entropy``.

    >>> loss_formula([0.7, 0.2, 0.1], [0, 1, 0])
    '−(0·ln 0.700 + 1·ln 0.200 + 0·ln 0.100) = −ln 0.200 = 1.609'
    """
    loss = cross_entropy(probabilities, target)
    p, y = np.asarray(probabilities, float), np.asarray(target)
    terms = " + ".join(f"{number(share)}·ln {_share(each)}" for each, share in zip(p, y.tolist()))
    right = float(p[int(np.argmax(y))])
    middle = f" = −ln {_share(right)}" if sorted(y.tolist())[-2:] == [0, 1] else ""
    return f"−({terms}){middle} = {loss:.3f}"


def diagram(scores: ArrayLike, names: Sequence[str], truth: int) -> Diagram:
    """Draw scores turned into probabilities, and the loss where class ``truth`` is right.

    Raises:
        TypeError, ValueError: no row of scores, names that do not match, or no such class.

    >>> diagram([2, 1, 0], ["cat", "dog", "horse"], 1)
    Softmax of cat 2, dog 1, horse 0: 66.5 %, 24.5 %, 9.0 %. The picture shows a dog: loss 1.408
    """
    row = numbers("scores", scores, {1: "(classes,)"})
    if len(names) != len(row):
        raise ValueError(f"there must be a name for each score; received {len(names)} names")
    at, p = _class(truth, len(row)), softmax(row)
    loss = cross_entropy(p, np.eye(len(row), dtype=int)[at])
    heads = (("class", 24.0), ("score z", 130.0), ("eᶻ", 222.0), ("probability", BAR))
    parts = [label(x, 34, text, SOFT, 14) for text, x in heads]
    for i, (name, score, power) in enumerate(zip(names, row.tolist(), np.exp(row * 1.0).tolist())):
        y, right, share = TOP + ROW * i, i == at, float(p[i])
        colour = OUTPUT if right else SOFT
        parts += [
            label(24, y + 19, name, INPUT if right else INK, 16, bold=right),
            label(150, y + 19, number(score), INK, 16, anchor="middle"),
            label(222, y + 19, f"{power:,.2f}", INK, 15),
            box(BAR, y, LONGEST, 26, "white", LINE),
            box(BAR, y, LONGEST * share, 26, colour),
            label(BAR + LONGEST + 10, y + 19, _per_cent(share), colour, 15, bold=right),
        ]
    foot = TOP + ROW * len(row) + 34
    total = f"Σ {np.exp(row * 1.0).sum():,.2f}"
    parts += [
        label(222, foot - 32, total, SOFT, 14),
        label(24, foot + 12, f"The picture shows: {names[at]}", INPUT, 16, bold=True),
        label(BAR, foot + 12, f"loss = −ln {_share(p[at])} = {loss:.3f}", KERNEL, 16, bold=True),
        *_curve(float(p[at]), loss),
    ]
    shares = ", ".join(map(_per_cent, p.tolist()))
    given = ", ".join(f"{name} {number(score)}" for name, score in zip(names, row.tolist()))
    alt = f"Softmax of {given}: {shares}. The picture shows a {names[at]}: loss {loss:.3f}"
    return card(910, max(foot + 34, 262), alt, parts)


def explore_classes(
    scores: Sequence[int] = (2, 1, -1), names: Sequence[str] = ("cat", "dog", "horse")
) -> Live:
    """Return scores as sliders, with their probabilities and the loss redrawn as they move.

    Raises:
        TypeError, ValueError: a score out of the sliders' reach, or names that do not match.

    >>> explore_classes([0, 0], ["cat", "dog"])
    Softmax of cat 0, dog 0: 50.0 %, 50.0 %. The picture shows a cat: loss 0.693
    """
    if len(set(names)) != len(scores):
        raise ValueError(f"each score must have a name of its own; received {list(names)}")
    sliders = {}
    for name, score in zip(names, scores):
        if not LOWEST <= score <= HIGHEST:
            raise ValueError(f"a score must lie in {LOWEST} … {HIGHEST}; received {score}")
        sliders[f"score_{name}"] = slider(name, score, LOWEST, HIGHEST)
    controls = {**sliders, "truth": choice("the picture shows", names, names[0])}

    def draw(truth: str, **values: Any) -> Diagram:
        return diagram(list(values.values()), names, list(names).index(truth))

    return Live(controls, draw)


def _curve(p: float, loss: float) -> list[str]:
    """Return the loss over the probability of the right class, and where we are on it."""
    left, top, width, height = CURVE
    foot = top + height

    def place(x: float, y: float) -> tuple[float, float]:
        return left + width * x, foot - height * min(y, MOST_LOSS) / MOST_LOSS

    lowest = float(np.exp(-MOST_LOSS))
    samples = np.linspace(lowest, 1, 60).tolist()
    points = " ".join("{:g},{:g}".format(*place(x, -float(np.log(x)))) for x in samples)
    x, y = place(p, loss)
    axes = f'<path d="M{left} {top}V{foot}H{left + width}" fill="none" stroke="{SOFT}"/>'
    line = f'<polyline points="{points}" fill="none" stroke="{KERNEL}" stroke-width="2.5"/>'
    dot = f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{KERNEL}" stroke="white" stroke-width="2"/>'
    # A dot at the rim is not on the curve: the reader is told.
    off = [label(x + 14, y + 5, "↑ off the scale", SOFT, 12)] if loss > MOST_LOSS else []
    return [
        label(left, 34, "loss = −ln p", SOFT, 14),
        *(axes, line, dot),
        *off,
        *(label(left - 8, place(0, n)[1] + 5, str(n), SOFT, 12, anchor="end") for n in (0, 2, 4)),
        *(label(place(n, 0)[0], foot + 18, f"{n:g}", SOFT, 12, anchor="middle") for n in (0, 1)),
        label(left + width / 2, foot + 18, "p of the right class", SOFT, 12, anchor="middle"),
    ]


def _share(p: float) -> str:
    """Return a probability with three decimals, or as many as tell it from 0.

    >>> _share(0.25), _share(0.000123)
    ('0.250', '0.00012')
    """
    return f"{p:.3f}" if p >= 0.001 else np.format_float_positional(p, 2, fractional=False)


def _per_cent(p: float) -> str:
    """Return a probability in per cent; a small one is not told as none.

    >>> _per_cent(0.25), _per_cent(0.0002)
    ('25.0 %', '< 0.1 %')
    """
    return f"{100 * p:.1f} %" if p >= 0.0005 else "< 0.1 %"


def _class(index: int, count: int) -> int:
    at = whole("the class", index, 0)
    if at >= count:
        raise ValueError(f"the class must lie in 0 … {count - 1}; received {index}")
    return at
