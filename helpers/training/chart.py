"""What a training looks like while it runs: curves that grow and filters that change, as HTML.

No matplotlib: a redraw takes about a millisecond, and text and lines take the page's colours.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from helpers.draw.colours import NEGATIVE, POSITIVE, ZERO

Point = tuple[float, float]

WIDTH, HEIGHT = 380, 214
LEFT, RIGHT, TOP, BOTTOM = 52, 66, 12, 184
"""Where a chart's axes end; to the right of them the last values have room."""
APART = 20
"""Units between two values that stand one above the other."""
MOST_TILES, MOST_CELLS = 64, 2304
"""Of filters, and of their weights: more would be much to send, four times a second."""

# The colours are those of the player, for light pages and for dark ones: JupyterLab's, Colab's.
LOOK = """
.cnn-training {
  --ground: #fff; --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --training: #0b6bb0; --validation: #a34a07; --focus: #0969da;
  box-sizing: border-box; max-width: 1240px; margin: 4px 0; padding: 14px 18px 12px;
  border: 1px solid var(--line); border-radius: 10px; background: var(--ground); color: var(--ink);
  font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow: hidden;
  container-type: inline-size }
body[data-jp-theme-light="false"] .cnn-training, html[theme="dark"] .cnn-training {
  --ground: #111418; --ink: #e6edf3; --soft: #9da7b3; --line: #3a424c; --panel: #1a1f26;
  --training: #6cb6ff; --validation: #f2a65a; --focus: #6cb6ff }
.cnn-training .widget-hbox { align-items: center; gap: 14px; overflow: visible }
.cnn-training .widget-html { flex: 1 1 auto; width: auto; min-width: 0; height: auto; margin: 0;
  color: inherit; font: inherit; line-height: inherit; overflow: visible }
.cnn-training .widget-html-content { font: inherit; line-height: inherit; min-width: 0 }
.cnn-training .head { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis }
.cnn-training .head b { margin-right: 10px; color: var(--ink); font-size: 1.15em }
.cnn-training .widget-button { flex: none; width: auto; min-width: 7.5em; height: 2.3em;
  margin: 3px; padding: 0 0.8em; border: 1px solid var(--line); border-radius: 6px;
  background: var(--panel); color: var(--ink); font: inherit; font-size: 0.87em; font-weight: 600;
  line-height: 1; text-align: center; box-shadow: none; opacity: 1; cursor: pointer }
.cnn-training .widget-button:hover { border-color: var(--soft); box-shadow: none }
.cnn-training .widget-button:disabled { color: var(--soft); cursor: default }
.cnn-training .widget-button:focus-visible { outline: 3px solid var(--focus); outline-offset: 0 }
.cnn-training .bar { position: relative; height: 8px; margin: 10px 0 14px; border-radius: 4px;
  background: var(--line); overflow: hidden }
.cnn-training .bar i { display: block; height: 100%; background: var(--focus) }
.cnn-training .bar u { position: absolute; inset: 0 -2px 0 0 }
.cnn-training .figures { display: flex; flex-wrap: wrap; gap: 10px 26px }
.cnn-training figure { flex: 9999 1 300px; min-width: 0; margin: 0; padding: 0 }
.cnn-training figure.filters { flex: 1 1 360px; min-height: 120px }
.cnn-training figcaption { display: flex; flex-wrap: wrap; gap: 0 14px; align-items: baseline;
  height: 26px; overflow: hidden; font-size: 0.93em; font-weight: 600; white-space: nowrap }
.cnn-training figcaption b { font-size: 1.07em }
.cnn-training small { color: var(--soft); font-size: 0.93em; font-weight: 400 }
.cnn-training figcaption span::before { content: ""; display: inline-block; width: 20px;
  margin-right: 6px; border-top: 3px solid; vertical-align: middle }
.cnn-training .training { color: var(--training) }
.cnn-training .validation { color: var(--validation) }
.cnn-training figcaption .validation::before { border-top-style: dashed }
.cnn-training figure > svg { display: block; width: 100%; max-width: 430px;
  height: auto; overflow: visible }
.cnn-training .tick { fill: var(--soft); font-size: 15px }
.cnn-training .value { fill: currentColor; stroke: var(--ground); stroke-width: 5;
  paint-order: stroke; font-size: 17px; font-weight: 700 }
.cnn-training .rule { stroke: var(--line) }
.cnn-training polyline { fill: none; stroke: currentColor; stroke-width: 3; stroke-linejoin: round }
.cnn-training .validation polyline { stroke-dasharray: 7 4 }
.cnn-training polyline.trail { stroke-width: 1.5; opacity: 0.75 }
.cnn-training circle { fill: currentColor; stroke: var(--ground); stroke-width: 1.5 }
.cnn-training .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(36px, 1fr));
  gap: 5px; padding: 6px 1px 1px }
.cnn-training .tiles svg { display: block; width: 100%; outline: 1px solid var(--line) }
.cnn-training .said { min-height: 1.45em; margin-top: 6px; color: var(--soft); font-size: 0.93em }
@container (max-width: 900px) { .cnn-training .said { min-height: 2.9em } }
"""


def bar(share: float, epochs: int, words: str) -> str:
    """Return a progress bar with a gap after each epoch; ``words`` say where it stands."""
    percent = round(100 * share, 1)
    part = 100 / epochs
    gaps = (
        f'<u style="background:repeating-linear-gradient(to right,transparent 0 calc({part:.4f}% - '
        f'2px),var(--ground) calc({part:.4f}% - 2px) {part:.4f}%)"></u>'
    )
    return (
        f'<div class="bar" role="progressbar" aria-label="training" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{percent:g}" aria-valuetext="{html.escape(words)}">'
        f'<i style="width:{percent:g}%"></i>{gaps if 1 < epochs <= 60 else ""}</div>'
    )


def chart(
    title: str,
    written: str,
    epochs: int,
    top: float,
    training: Sequence[Point],
    validation: Sequence[Point],
    trail: Sequence[Point] = (),
) -> str:
    """Return the curves of one measure, with room for all ``epochs``, as a figure.

    Points are (epochs done, value). ``written`` is how a value is written, ``top`` the axis's end,
    and ``trail`` what was measured since the last whole epoch. What is no number is left out.
    """
    lines = {
        name: [(x, y) for x, y in points if math.isfinite(y)]
        for name, points in (("training", training), ("validation", validation), ("trail", trail))
    }
    parts, tips = [_axes(epochs, top, written)], {}
    for name in ("validation", "training"):
        if points := lines[name]:
            tips[name] = points[-1]
            going = name == "training" and lines["trail"]
            line = _polyline(points, epochs, top) + ("" if going else _dot(points[-1], epochs, top))
            parts.append(f'<g class="{name}">{line}</g>')
    if lines["trail"]:
        tips["training"] = lines["trail"][-1]
        parts.append(_trail(lines["training"][-1:] + lines["trail"], epochs, top))
    parts += _values(tips, epochs, top, written)
    said = ", ".join(f"{name} {written.format(tips[name][1])}" for name in sorted(tips))
    measured = ("training", "validation") if validation or not training else ("training",)
    named = "".join(f'<span class="{name}">{name}</span>' for name in measured)
    return (
        f"<figure><figcaption><b>{title}</b>{named}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title} by epoch: '
        f'{said or "nothing measured yet"}">{"".join(parts)}</svg></figure>'
    )


def tiles(filters: NDArray[np.float32] | None, words: str) -> str:
    """Return filters (kh, kw, in_channels, filters) as small pictures on one scale.

    Three channels are red, green and blue, with grey for 0; other numbers of them are averaged and
    shown in the suite's colours of signed numbers. Without filters, ``words`` stand there.
    """
    if filters is None:
        said = f"<small>{words}</small>"
        return f'<figure class="filters"><figcaption><b>Filters</b>{said}</figcaption></figure>'
    height, width, channels, count = filters.shape
    most = min(MOST_TILES, max(1, MOST_CELLS // (height * width)))
    colours = _colours(filters[..., :most])
    pictures = (
        f'<svg viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
        + "".join(
            f'<path fill="#{r:02x}{g:02x}{b:02x}" d="M{col} {row}h1v1h-1z"/>'
            for row, line in enumerate(tile)
            for col, (r, g, b) in enumerate(line)
        )
        + "</svg>"
        for tile in colours.tolist()
    )
    deep = f"×{channels}" if channels > 1 else ""
    which = f"{most} of {count}" if count > most else "first convolution"
    small = f"{which}, {height}×{width}{deep}; 0 is {'grey' if channels == 3 else 'white'}"
    return (
        f'<figure class="filters"><figcaption><b>Filters</b><small>{small}</small></figcaption>'
        f'<div class="tiles" role="img" aria-label="{len(colours)} filters of the first '
        f'convolution">{"".join(pictures)}</div></figure>'
    )


def ceiling(values: Sequence[float]) -> float:
    """Return where an axis ends that has room for these values: 1, 2, 3, 4, 5, 6 or 8 times 10ⁿ.

    >>> ceiling([2.31, 1.7]), ceiling([0.041]), ceiling([])
    (3.0, 0.05, 1.0)
    """
    most = max((value for value in values if math.isfinite(value)), default=0.0)
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(round(n * power, 12) for n in (1, 2, 3, 4, 5, 6, 8, 10) if n * power >= most)


def epoch_ticks(epochs: int) -> list[int]:
    """Return the epochs that are written at an axis: few, the first and the last among them.

    >>> epoch_ticks(20), epoch_ticks(12), epoch_ticks(3)
    ([1, 5, 10, 15, 20], [1, 5, 12], [1, 2, 3])
    """
    steps = (n * 10**power for power in range(9) for n in (1, 2, 5))
    step = next(step for step in steps if epochs <= 5 * step)
    between = [n for n in range(step, epochs, step) if n > 1 and epochs - n > step / 2]
    return sorted({1, *between, epochs})


def _at(point: Point, epochs: int, top: float) -> Point:
    """Return where on a chart a point is; what is too large is drawn at the upper end."""
    x = LEFT + point[0] / epochs * (WIDTH - RIGHT - LEFT)
    return x, BOTTOM - min(max(point[1] / top, 0), 1) * (BOTTOM - TOP)


def _polyline(points: Sequence[Point], epochs: int, top: float, style: str = "") -> str:
    at = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(point, epochs, top) for point in points))
    return f'<polyline{style} points="{at}"/>'


def _dot(point: Point, epochs: int, top: float) -> str:
    x, y = _at(point, epochs, top)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>'


def _trail(points: Sequence[Point], epochs: int, top: float) -> str:
    """Return what this epoch brought until now: thin, with a dot at its end."""
    thin = _polyline(points, epochs, top, ' class="trail"')
    return f'<g class="training">{thin}{_dot(points[-1], epochs, top)}</g>'


def _axes(epochs: int, top: float, written: str) -> str:
    parts = []
    for value in (0.0, top / 2, top):
        _, y = _at((0, value), epochs, top)
        text = written.format(value).replace(".0%", "%") if "%" in written else f"{value:g}"
        parts.append(f'<path class="rule" d="M{LEFT} {y:g}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text class="tick" x="{LEFT - 8}" y="{y + 5:g}" text-anchor="end">{text}</text>'
        )
    for epoch in epoch_ticks(epochs):
        x, _ = _at((epoch, 0), epochs, top)
        parts.append(f'<path class="rule" d="M{x:.1f} {BOTTOM}v5"/>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{BOTTOM + 22}" text-anchor="middle">{epoch}</text>'
        )
    # The row of numbers begins with its name.
    parts.append(f'<text class="tick" x="0" y="{BOTTOM + 22}">epoch</text>')
    return "".join(parts)


def _values(tips: dict[str, Point], epochs: int, top: float, written: str) -> list[str]:
    """Return the last values, one below the other at the end of the longer line."""
    if not tips:
        return []
    at = {name: _at(tip, epochs, top) for name, tip in tips.items()}
    x = max(place[0] for place in at.values()) + 10
    names = sorted(at, key=lambda name: at[name][1])
    heights = [at[name][1] for name in names]
    if len(names) == 2 and (near := APART - (heights[1] - heights[0])) > 0:
        heights = [heights[0] - near / 2, heights[1] + near / 2]
        beyond = max(TOP - heights[0], 0) - max(heights[1] - BOTTOM, 0)
        heights = [height + beyond for height in heights]
    return [
        f'<g class="{name}"><text class="value" x="{x:.1f}" y="{y + 6:.1f}">'
        f"{written.format(tips[name][1])}</text></g>"
        for name, y in zip(names, heights)
    ]


def _colours(filters: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the colours (filters, kh, kw, 3) of filters (kh, kw, in_channels, filters)."""
    channels = filters.shape[2]
    shown = np.nan_to_num(filters if channels == 3 else filters.mean(2, keepdims=True))
    share = np.moveaxis(shown / (float(np.abs(shown).max()) or 1.0), 3, 0)
    if channels == 3:
        mixed = 0.5 + share / 2
    else:
        ends = np.where(share < 0, to_rgb(NEGATIVE), to_rgb(POSITIVE))
        mixed = np.asarray(to_rgb(ZERO)) + np.abs(share) * (ends - to_rgb(ZERO))
    return np.rint(255 * mixed).astype(np.uint8)
