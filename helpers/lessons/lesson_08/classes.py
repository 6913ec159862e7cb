"""Scores of a few classes, their probabilities and the loss: a drawing below sliders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_array
from helpers.core.reference import softmax
from helpers.core.text import number, percent
from helpers.draw.colours import INK, INPUT, KERNEL, LINE, OUTPUT, SOFT
from helpers.draw.svg import Diagram, box, card, label, tag, wrapped
from helpers.explore.controls import choice, slider
from helpers.explore.live import LiveDrawing
from helpers.lessons.lesson_08.formulas import checked_class, cross_entropy, probability_text

LOWEST, HIGHEST = -3, 6
"""The scores at the ends of a slider."""
NAME_LEFT, SCORE_LEFT, POWER_LEFT, BAR_LEFT = 24.0, 130.0, 222.0, 330.0
TOP, ROW_HEIGHT, BAR_WIDTH, BAR_HEIGHT = 66.0, 46.0, 220.0, 26.0
CURVE_LEFT, CURVE_WIDTH, CURVE_HEIGHT = 690.0, 190.0, 138.0
CURVE_FOOT = TOP + CURVE_HEIGHT
MOST_LOSS = 4.0
"""The largest loss on the curve."""


def draw_classes(scores: ArrayLike, names: Sequence[str], truth: int) -> Diagram:
    """Draw scores turned into probabilities, and the loss.

    Args:
        scores: The score of each class (classes,).
        names: The name of each class.
        truth: The number of the right class, from 0.

    Raises:
        TypeError: ``scores`` does not hold numbers, or ``truth`` is not a whole number.
        ValueError: ``scores`` is not a row of numbers, there is not one name for each score, or
            no such class.

    >>> draw_classes([2, 1, 0], ["cat", "dog", "horse"], 1)
    Softmax of cat 2, dog 1, horse 0: 66.5 %, 24.5 %, 9.0 %. The picture shows a dog: loss 1.408
    """
    row = checked_array("scores", scores, {1: "(classes,)"})
    if len(names) != len(row):
        raise ValueError(f"there must be a name for each score; received {len(names)} names")
    at, shares = checked_class(truth, len(row)), softmax(row)
    loss, right = cross_entropy(shares, np.eye(len(row), dtype=int)[at]), float(shares[at])
    foot = TOP + ROW_HEIGHT * len(row) + 34
    parts = [
        *_table(row, names, shares, at),
        label(NAME_LEFT, foot + 12, f"The picture shows: {names[at]}", INPUT, 16, bold=True),
        label(BAR_LEFT, foot + 12, _loss_text(right, loss), KERNEL, 16, bold=True),
        *_curve(),
        *_curve_dot(right, loss),
    ]
    percents = ", ".join(map(percent, shares.tolist()))
    named = ", ".join(f"{name} {number(score)}" for name, score in zip(names, row.tolist()))
    alt = f"Softmax of {named}: {percents}. The picture shows a {names[at]}: loss {loss:.3f}"
    # On a narrow page the curve stands below the table.
    return wrapped(card(910, max(foot + 34, 262), alt, parts), CURVE_LEFT - 50)


def explore_classes(
    scores: Sequence[int] = (2, 1, -1), names: Sequence[str] = ("cat", "dog", "horse")
) -> LiveDrawing:
    """Return a slider for each score, above the probabilities and the loss.

    Args:
        scores: The score of each class at first, −3 … 6.
        names: The name of each class.

    Raises:
        TypeError: A score is not a whole number.
        ValueError: A score is not in −3 … 6, or there is not a name of its own for each score.

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
    return LiveDrawing(controls, partial(_draw, list(names)))


def _draw(names: list[str], truth: str, **scores: int) -> Diagram:
    return draw_classes(list(scores.values()), names, names.index(truth))


def _loss_text(p: float, loss: float) -> str:
    return f"loss = −ln {probability_text(p)} = {loss:.3f}"


def _table(scores: Array, names: Sequence[str], shares: Array, at: int) -> list[str]:
    """Return a row for each class: its name, score, power of e, and probability as a bar.

    Args:
        scores: The scores (classes,).
        names: The names of the classes.
        shares: The probabilities (classes,).
        at: The number of the right class.
    """
    powers = np.exp(scores * 1.0)
    heads = ("class", NAME_LEFT), ("score a", SCORE_LEFT), ("eᵃ", POWER_LEFT)
    parts = [label(x, 34, head, SOFT, 14) for head, x in (*heads, ("probability", BAR_LEFT))]
    rows = zip(names, scores.tolist(), powers.tolist(), shares.tolist())
    for i, (name, score, power, share) in enumerate(rows):
        y, right = TOP + ROW_HEIGHT * i, i == at
        colour = OUTPUT if right else SOFT
        end = BAR_LEFT + BAR_WIDTH + 10
        parts += [
            label(NAME_LEFT, y + 19, name, INPUT if right else INK, 16, bold=right),
            label(SCORE_LEFT + 20, y + 19, number(score), INK, 16, anchor="middle"),
            label(POWER_LEFT, y + 19, f"{power:,.2f}", INK, 15),
            box(BAR_LEFT, y, BAR_WIDTH, BAR_HEIGHT, "white", LINE),
            box(BAR_LEFT, y, BAR_WIDTH * share, BAR_HEIGHT, colour),
            label(end, y + 19, percent(share), colour, 15, bold=right),
        ]
    foot = TOP + ROW_HEIGHT * len(names) + 2
    return [*parts, label(POWER_LEFT, foot, f"Σ {powers.sum():,.2f}", SOFT, 14)]


def _curve_point(p: float, loss: float) -> tuple[float, float]:
    """Return the place of a probability and a loss on the curve."""
    height = CURVE_HEIGHT * min(loss, MOST_LOSS) / MOST_LOSS
    return CURVE_LEFT + CURVE_WIDTH * p, CURVE_FOOT - height


def _curve() -> list[str]:
    """Return the loss over the probability of the right class, with its axes."""
    left, right, foot = CURVE_LEFT, CURVE_LEFT + CURVE_WIDTH, CURVE_FOOT
    samples = np.linspace(float(np.exp(-MOST_LOSS)), 1, 60).tolist()
    points = [_curve_point(p, -float(np.log(p))) for p in samples]
    line = " ".join(f"{x:g},{y:g}" for x, y in points)
    parts = [
        label(left, 34, "loss = −ln p", SOFT, 14),
        tag("path", d=f"M{left:g} {TOP:g}V{foot:g}H{right:g}", fill="none", stroke=SOFT),
        tag("polyline", points=line, fill="none", stroke=KERNEL, stroke_width=2.5),
        label((left + right) / 2, foot + 18, "p of the right class", SOFT, 13, anchor="middle"),
    ]
    for loss in (0, 2, 4):
        y = _curve_point(0, loss)[1] + 5
        parts.append(label(left - 8, y, str(loss), SOFT, 13, anchor="end"))
    for p in (0, 1):
        x = _curve_point(p, 0)[0]
        parts.append(label(x, foot + 18, str(p), SOFT, 13, anchor="middle"))
    return parts


def _curve_dot(p: float, loss: float) -> list[str]:
    """Return the dot of this example on the curve; a larger loss than the curve's is noted."""
    x, y = _curve_point(p, loss)
    dot = tag("circle", cx=x, cy=y, r=6, fill=KERNEL, stroke="white", stroke_width=2)
    return [dot, label(x + 14, y + 5, "↑ off the scale", SOFT, 13)] if loss > MOST_LOSS else [dot]
