"""Gradient descent with one weight: the loss as a curve, its slope, and steps down it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from helpers.core.text import number
from helpers.draw.colours import INPUT, KERNEL, OUTPUT, SOFT
from helpers.draw.markup import themed
from helpers.draw.svg import Diagram, card, label, tag
from helpers.draw.theme import Picture
from helpers.explore.live import LiveDrawing

X, TARGET = 2, 4
"""The input of the unit, and the output that it should have."""
START, STEPS = 5.0, 4
"""The weight at first, and how many steps are taken."""
RATES = {"too small": 0.01, "right": 0.05, "too large": 0.26}
"""A learning rate of each kind."""
CHOICES = (0.01, 0.02, 0.05, 0.1, 0.125, 0.15, 0.2, 0.24, 0.25, 0.26)
"""The learning rates on the slider."""
LARGEST = max(CHOICES)
"""With a larger learning rate, the last step would leave the drawing."""

Point = tuple[float, float]
WIDTH, HEIGHT = 304.0, 372.0
"""Size of a panel: the curve, and a table below it."""
LEFT, RIGHT, TOP, FOOT = 38.0, 290.0, 50.0, 262.0
"""Edges of the curve's axes; the loss is 0 a little above the foot."""
WEIGHTS, MOST_LOSS = (-2.4, 6.4), 78.0
"""The smallest and the largest weight on the drawing, and the largest loss."""


def loss(w: float) -> float:
    """Return the squared error of the unit with weight ``w``.

    >>> loss(5), loss(2)
    (36, 0)
    """
    return (w * X - TARGET) ** 2


def slope(w: float) -> float:
    """Return the derivative of the loss by the weight: inner times outer derivative.

    >>> slope(5), slope(2), slope(1)
    (24, 0, -8)
    """
    return 2 * (w * X - TARGET) * X


def walk(rate: float, steps: int = STEPS) -> tuple[float, ...]:
    """Return the weight at first and after each step of gradient descent.

    A step takes the learning rate times the slope off the weight.

    Args:
        rate: The learning rate, above 0 and at most ``LARGEST``.
        steps: How many steps are taken.

    Raises:
        ValueError: The learning rate is out of range.

    >>> walk(0.05, steps=2)
    (5.0, 3.8, 3.08)
    """
    if not 0 < rate <= LARGEST:
        raise ValueError(
            f"the learning rate must be above 0 and at most {LARGEST}, as larger steps leave the "
            f"drawing; received {rate}"
        )
    weights = [START]
    for _ in range(steps):
        weights.append(weights[-1] - rate * slope(weights[-1]))
    return tuple(weights)


def loss_curve() -> Diagram:
    """Draw the loss by the weight, with its slope at the first weight."""
    steep, before = slope(START), START - 1
    here, low = (START, loss(START)), loss(START) - steep
    corner = _place(START, low)
    ends = [(w, loss(START) + steep * (w - START)) for w in (START - 1.4, START + 1.2)]
    parts = [
        *_axes(f"slope at w = {number(START)}: {number(steep)}", OUTPUT),
        _path([_place(before, low), corner, _place(*here)], SOFT, 1.5, "4 4"),
        _path([_place(*end) for end in ends], OUTPUT, 3),
        _dot(_place(*here)),
        label(_place(before, low)[0], corner[1] + 15, "1 to the right", SOFT, 12),
        label(corner[0] + 5, corner[1] - 24, f"{number(steep)} up", SOFT, 12),
    ]
    alt = (
        f"The loss ({X}·w − {TARGET})² by the weight w, a bowl with its lowest point at "
        f"w = {number(TARGET / X)}. At w = {number(START)} the loss is {number(loss(START))} and "
        f"the slope {number(steep)}"
    )
    return _side_by_side([parts], alt, FOOT + 34, 1.4)


def descent() -> Diagram:
    """Draw the same four steps with a learning rate that is too small, right, and too large."""
    walks = {f"{kind}: learning rate {number(rate)}": walk(rate) for kind, rate in RATES.items()}
    panels = [_panel(each, title) for title, each in walks.items()]
    alt = "; ".join(f"{title}, {_words(each)}" for title, each in walks.items())
    return _side_by_side(panels, f"{STEPS} steps down the same curve. {alt}", HEIGHT)


def draw_walk(rate: float) -> Diagram:
    """Draw four steps with one learning rate.

    Raises:
        ValueError: As ``walk``.

    >>> draw_walk(0.125)
    learning rate 0.125: w 5.00, 2.00, 2.00, 2.00, 2.00; loss 36.0, 0.0, 0.0, 0.0, 0.0
    """
    weights, title = walk(rate), f"learning rate {number(rate)}"
    return _side_by_side([_panel(weights, title)], f"{title}: {_words(weights)}", HEIGHT, 1.3)


def explore_descent(rate: float = 0.02) -> LiveDrawing:
    """Return a slider of learning rates, above the drawing of ``draw_walk``.

    Args:
        rate: The learning rate at first, one of ``CHOICES``.
    """
    control = widgets.SelectionSlider(
        options=[(number(each), each) for each in CHOICES],
        value=rate,
        description="learning rate",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="400px", max_width="100%"),
    )
    return LiveDrawing({"rate": control}, draw_walk)


def network_loss(model: Any, x: NDArray[np.uint8], y: NDArray[Any]) -> Picture:
    """Draw the loss against the gradient, and at random; see ``landscape.measure``."""
    from helpers.lessons.lesson_09 import landscape  # loads Keras, which takes seconds

    return landscape.draw(landscape.measure(model, x, y))


def _texts(weights: Sequence[float]) -> tuple[list[str], list[str]]:
    """Return weights and their losses as they are shown."""
    return [f"{w:.2f}".replace("-", "−") for w in weights], [f"{loss(w):.1f}" for w in weights]


def _words(weights: Sequence[float]) -> str:
    """Return weights and their losses in words."""
    shown, losses = _texts(weights)
    return f"w {', '.join(shown)}; loss {', '.join(losses)}"


def _panel(weights: Sequence[float], title: str) -> list[str]:
    """Return the curve with the steps to these weights, and a table of them, as SVG."""
    places = [_place(w, loss(w)) for w in weights]
    parts = [*_axes(title, KERNEL), _path(places, KERNEL, 2)]
    for i, (place, w) in enumerate(zip(places, weights)):
        across, down = _outwards(w)
        x, y = place[0] + 12 * across, place[1] + 13 * down + 4
        parts += [_dot(place), label(x, y, str(i), KERNEL, 13, bold=True, anchor="middle")]
    table = (map(str, range(len(places))), *_texts(weights))
    rows = zip(("step", "w", "loss"), table, (SOFT, KERNEL, INPUT))
    for row, (name, texts, colour) in enumerate(rows):
        y = FOOT + 58 + 22 * row
        parts.append(label(4, y, name, colour, 14, bold=True))
        parts += [
            label(76 + 52 * i, y, text, colour, 14, anchor="end") for i, text in enumerate(texts)
        ]
    return parts


def _axes(title: str, colour: str) -> list[str]:
    """Return a title, the axes and the curve of the loss, as SVG."""
    samples = np.linspace(*WEIGHTS, 80).tolist()
    curve = [_place(w, loss(w)) for w in samples]
    parts = [
        label(4, 22, title, colour, 16, bold=True),
        label(4, TOP - 6, "loss", INPUT, 13, bold=True),
        label(RIGHT, FOOT + 32, "weight w", KERNEL, 13, bold=True, anchor="end"),
        _path([(LEFT, TOP), (LEFT, FOOT), (RIGHT, FOOT)], SOFT, 1),
        _path(curve, INPUT, 2.5),
    ]
    for w in (-2, 0, 2, 4, 6):
        x = _place(w, 0)[0]
        parts.append(label(x, FOOT + 15, number(w), SOFT, 12, anchor="middle"))
    for height in (0, 20, 40, 60):
        y = _place(0, height)[1]
        parts.append(label(LEFT - 6, y + 4, str(height), SOFT, 12, anchor="end"))
    return parts


def _place(w: float, height: float) -> Point:
    """Return the place of a weight and a loss on a panel."""
    low, high = WEIGHTS
    zero = FOOT - 22
    x = LEFT + (RIGHT - LEFT) * (w - low) / (high - low)
    return x, zero - (zero - TOP) * height / MOST_LOSS


def _outwards(w: float) -> Point:
    """Return the direction (right, down), of length 1, that leads out of the bowl at ``w``."""
    (x0, y0), (x1, y1) = _place(w, 0), _place(w + 1, slope(w))
    length = hypot(x1 - x0, y1 - y0)
    return (y0 - y1) / length, (x1 - x0) / length


def _path(points: Sequence[Point], colour: str, width: float, dash: str = "none") -> str:
    """Return a line through points as SVG; ``dash`` is its pattern of strokes and gaps."""
    written = " ".join(f"{x:g},{y:g}" for x, y in points)
    look = {"fill": "none", "stroke": colour, "stroke_dasharray": dash}
    return tag("polyline", points=written, stroke_width=width, **look)


def _dot(place: Point) -> str:
    """Return a dot on the curve, as SVG."""
    return tag("circle", cx=place[0], cy=place[1], r=4.5, fill=KERNEL)


def _side_by_side(
    panels: Sequence[Sequence[str]], alt: str, height: float, zoom: float = 1
) -> Diagram:
    """Return panels side by side; on a narrow page, one below the other.

    Args:
        panels: The parts of each panel, as SVG.
        alt: A sentence that says what they show.
        height: The height of a panel.
        zoom: How much larger than its units a panel is shown.
    """
    pitch = WIDTH + 20
    moved = [
        tag("g", *parts, transform=f"translate({16 + i * pitch:g} 6)")
        for i, parts in enumerate(panels)
    ]
    drawn = card(pitch * len(panels) + 12, height + 12, alt, moved)
    box, size = f"0 0 {WIDTH:g} {height:g}", {"width": zoom * WIDTH}
    figures = [tag("figure", tag("svg", *parts, viewBox=box, **size)) for parts in panels]
    content = themed(tag("div", *figures, class_="row"))
    return replace(drawn, width=zoom * drawn.width, content=content)
