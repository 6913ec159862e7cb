"""The progress bar and the curves of the live view, as HTML and SVG.

They are drawn without matplotlib: drawing takes about a millisecond, and text and lines take the
colours of the page.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
"""Epochs done, with a fraction within an epoch, and the value that was measured then."""

WIDTH, HEIGHT = 380, 214
LEFT, RIGHT, TOP, BOTTOM = 52, 66, 12, 184
"""The plot area: its left edge, the margin on its right (for the last values), its upper and its
lower edge."""
VALUE_DISTANCE = 20
"""Smallest vertical distance of the two last values."""


def progress_bar(share: float, epochs: int, text: str) -> str:
    """Return a progress bar as HTML, with a gap after each epoch.

    Args:
        share: Part of the training that is done, 0 to 1.
        epochs: Number of epochs.
        text: Says how far the training is, for screen readers.
    """
    percent = round(100 * share, 1)
    part = 100 / epochs
    gaps = (
        f'<u style="background:repeating-linear-gradient(to right,transparent 0 calc({part:.4f}% - '
        f'2px),var(--ground) calc({part:.4f}% - 2px) {part:.4f}%)"></u>'
    )
    return (
        f'<div class="bar" role="progressbar" aria-label="training" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{percent:g}" aria-valuetext="{html.escape(text)}">'
        f'<i style="width:{percent:g}%"></i>{gaps if 1 < epochs <= 60 else ""}</div>'
    )


@dataclass(frozen=True)
class Axes:
    """The axes of a chart, both of which start at 0.

    Args:
        epochs: End of the horizontal axis.
        top: End of the vertical axis.
        value_format: Format string for a value, such as ``"{:.3f}"``.
    """

    epochs: int
    top: float
    value_format: str

    def write(self, value: float) -> str:
        """Return a value as text."""
        return self.value_format.format(value)

    def position(self, point: Point) -> Point:
        """Return the SVG coordinates of a point; a value above the axis is drawn at its end."""
        x = LEFT + point[0] / self.epochs * (WIDTH - RIGHT - LEFT)
        return x, BOTTOM - min(max(point[1] / self.top, 0), 1) * (BOTTOM - TOP)

    def line(self, points: Sequence[Point], *, dot: bool = True, attributes: str = "") -> str:
        """Return an SVG line through the points, with a dot at the last; "" without points."""
        if not points:
            return ""
        places = [self.position(point) for point in points]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        x, y = places[-1]
        end = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>' if dot else ""
        return f'<polyline{attributes} points="{joined}"/>{end}'

    def ticks(self) -> str:
        """Return the ruled lines, and the numbers on both axes, as SVG."""
        parts = []
        for value in (0.0, self.top / 2, self.top):
            _, y = self.position((0, value))
            percent = "%" in self.value_format
            text = self.write(value).replace(".0%", "%") if percent else f"{value:g}"
            parts.append(f'<path class="rule" d="M{LEFT} {y:g}H{WIDTH - RIGHT}"/>')
            parts.append(
                f'<text class="tick" x="{LEFT - 8}" y="{y + 5:g}" text-anchor="end">{text}</text>'
            )
        for epoch in epoch_ticks(self.epochs):
            x, _ = self.position((epoch, 0))
            parts.append(f'<path class="rule" d="M{x:.1f} {BOTTOM}v5"/>')
            parts.append(
                f'<text class="tick" x="{x:.1f}" y="{BOTTOM + 22}" '
                f'text-anchor="middle">{epoch}</text>'
            )
        parts.append(f'<text class="tick" x="0" y="{BOTTOM + 22}">epoch</text>')
        return "".join(parts)


def curves(
    title: str,
    axes: Axes,
    training: Sequence[Point],
    validation: Sequence[Point],
    current: Sequence[Point] = (),
) -> str:
    """Return the curves of one measure as an HTML figure.

    Values that are not finite are left out.

    Args:
        title: Name of the measure, such as "Loss".
        axes: The axes of the chart.
        training: One point for each finished epoch.
        validation: The same for the held-out pictures; empty where there are none.
        current: Points of the unfinished epoch, drawn as a thin line.
    """
    named = ("training", "validation") if validation or not training else ("training",)
    legend = "".join(f'<span class="{name}">{name}</span>' for name in named)
    training, validation, current = map(_finite, (training, validation, current))
    thin = [*training[-1:], *current] if current else []
    lines = (
        ("validation", axes.line(validation)),
        ("training", axes.line(training, dot=not current)),
        ("training", axes.line(thin, attributes=' class="trail"')),
    )
    drawn = "".join(f'<g class="{name}">{line}</g>' for name, line in lines if line)
    ends = (("validation", validation), ("training", current or training))
    last = {name: points[-1] for name, points in ends if points}
    alt = ", ".join(f"{name} {axes.write(last[name][1])}" for name in sorted(last))
    return (
        f"<figure><figcaption><b>{title}</b>{legend}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title} by epoch: '
        f'{alt or "nothing measured yet"}">{axes.ticks()}{drawn}{_last_values(last, axes)}'
        "</svg></figure>"
    )


def axis_end(values: Sequence[float]) -> float:
    """Return the end of an axis with room for all values: 1, 2, 3, 4, 5, 6 or 8 times 10ⁿ.

    Values that are not finite are left out; without a value above 0 the end is 1.

    >>> axis_end([2.31, 1.7]), axis_end([0.041]), axis_end([])
    (3.0, 0.05, 1.0)
    """
    largest = max((value for value in values if math.isfinite(value)), default=0.0)
    if largest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(round(n * power, 12) for n in (1, 2, 3, 4, 5, 6, 8, 10) if n * power >= largest)


def epoch_ticks(epochs: int) -> list[int]:
    """Return the epochs to write on the axis: about five, with the first and the last.

    >>> epoch_ticks(20), epoch_ticks(12), epoch_ticks(3)
    ([1, 5, 10, 15, 20], [1, 5, 12], [1, 2, 3])
    """
    steps = (n * 10**power for power in range(9) for n in (1, 2, 5))
    step = next(step for step in steps if epochs <= 5 * step)
    between = [n for n in range(step, epochs, step) if n > 1 and epochs - n > step / 2]
    return sorted({1, *between, epochs})


def _finite(points: Sequence[Point]) -> list[Point]:
    """Return the points whose value is finite."""
    return [(x, y) for x, y in points if math.isfinite(y)]


def _last_values(last: dict[str, Point], axes: Axes) -> str:
    """Return the last value of each curve as SVG text, to the right of the longer curve.

    Values that would overlap are moved apart, and kept within the height of the chart.

    Args:
        last: Last point by name of the curve, "training" or "validation".
        axes: The axes of the chart.
    """
    if not last:
        return ""
    at = {name: axes.position(point) for name, point in last.items()}
    x = max(place[0] for place in at.values()) + 10
    names = sorted(at, key=lambda name: at[name][1])
    heights = [at[name][1] for name in names]
    if len(names) == 2 and (missing := VALUE_DISTANCE - (heights[1] - heights[0])) > 0:
        heights = [heights[0] - missing / 2, heights[1] + missing / 2]
        shift = max(TOP - heights[0], 0) - max(heights[1] - BOTTOM, 0)
        heights = [height + shift for height in heights]
    return "".join(
        f'<g class="{name}"><text class="value" x="{x:.1f}" y="{y + 6:.1f}">'
        f"{axes.write(last[name][1])}</text></g>"
        for name, y in zip(names, heights)
    )
