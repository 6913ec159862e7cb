"""A network whose widths are sliders: drawn and counted anew as they move."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain, pairwise
from typing import Any

import ipywidgets as widgets

from helpers.core import params
from helpers.draw.colours import INK, INPUT, KERNEL, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, dot, label, line
from helpers.explore.live import Live, slider

MOST_DRAWN = 8
"""A wider layer is drawn as its first and last neurons with dots between them."""
LAYER_GAP, NEURON_GAP, RADIUS, MARGIN = 150.0, 46.0, 15.0, 30.0
_label = partial(label, anchor="middle")


def dense_network(widths: Sequence[int], *, bias: bool = False, count: bool = True) -> Diagram:
    """Draw a fully connected network and count its connections term by term.

    With ``bias`` each layer gets one more input that is always 1, and the count is of the
    parameters; without ``count`` the lines are left to be counted. Wide layers are drawn in
    short; the count is always of all neurons.

    Raises:
        TypeError, ValueError: fewer than two widths, or one that is no whole number above 0.

    >>> dense_network([2, 3, 1])
    A fully connected network 2 → 3 → 1 with 2·3 + 3·1 = 9 connections
    >>> dense_network([2, 1], bias=True)
    A fully connected network 2 → 1 with biases: (2·1 + 1) = 3 parameters
    >>> dense_network([2, 3, 1], count=False)
    A fully connected network 2 → 3 → 1
    """
    total = params.fully_connected(widths, bias)
    sizes = [int(width) for width in widths]
    tall = min(max(sizes), MOST_DRAWN) * NEURON_GAP
    middle = MARGIN + 20 + tall / 2
    xs = [MARGIN + 2 * RADIUS + i * LAYER_GAP for i in range(len(sizes))]
    places = [[(x, y) for y in _column(size, middle)] for x, size in zip(xs, sizes)]
    ones = [[(column[0][0], column[-1][1] + NEURON_GAP)] * bias for column in places[:-1]]
    foot = middle + tall / 2 + NEURON_GAP * bias + 24
    parts = [
        line(*a, *b, colour, opacity=0.45)
        for sources, colour in ((places, SOFT), (ones, KERNEL))
        for before, after in zip(sources, places[1:])
        for a in before
        for b in after
    ]
    for i, (size, column) in enumerate(zip(sizes, places)):
        colour = INPUT if i == 0 else OUTPUT if i == len(sizes) - 1 else SOFT
        parts += [dot(x, y, colour, RADIUS) for x, y in column]
        parts += _dots(xs[i], middle) if len(column) < size else []
        parts.append(_label(xs[i], MARGIN, f"{size:,}", colour, 17, bold=True))
    for x, y in chain.from_iterable(ones):
        parts += [dot(x, y, KERNEL, RADIUS), _label(x, y + 5, "1", KERNEL, 15, bold=True)]
    width, alt = xs[-1] + 2 * RADIUS + MARGIN, f"A fully connected network {_arrows(sizes)}"
    if count:
        told = f"{total!r} {'parameters' if bias else 'connections'}"
        width = max(width, 9 * len(told) + 2 * MARGIN)
        parts += _terms(sizes, xs, foot, bias)
        parts.append(_label(width / 2, foot + 56, told, INK, 16, bold=True))
        alt += f" with {'biases: ' if bias else ''}{told}"
    return card(width, foot + (86 if count else 0), alt, parts)


def _arrows(sizes: Sequence[int]) -> str:
    return " → ".join(f"{size:,}" for size in sizes)


def _terms(sizes: Sequence[int], xs: Sequence[float], foot: float, bias: bool) -> list[str]:
    """Return what each pair of neighbouring layers adds, under the lines between them."""
    parts = []
    for x, (before, after) in zip(xs, pairwise(sizes)):
        layer = params.dense(before, after, bias)
        parts.append(_label(x + LAYER_GAP / 2, foot, layer.formula, SOFT, 15))
        parts.append(_label(x + LAYER_GAP / 2, foot + 22, f"{int(layer):,}", INK, 15))
    return parts


def _column(size: int, middle: float) -> list[float]:
    """Return the heights of the neurons drawn; a short form leaves room for the dots."""
    slots = min(size, MOST_DRAWN)
    heights = [middle + (i - (slots - 1) / 2) * NEURON_GAP for i in range(slots)]
    return heights if size <= MOST_DRAWN else [*heights[:3], *heights[-3:]]


def _dots(x: float, middle: float) -> list[str]:
    return [
        f'<circle cx="{x:g}" cy="{middle + shift:g}" r="3" fill="{SOFT}"/>'
        for shift in (-16, 0, 16)
    ]


MOST_LAYERS, WIDEST = 7, 12
NAME = 60
"""Pixels for the name of a slider: one that comes or goes moves no other."""


def explore_network(widths: Sequence[int] = (5, 4, 5, 4, 5, 1), *, bias: bool = False) -> Live:
    """Return a fully connected network whose widths are sliders, its count redrawn with them.

    Raises:
        TypeError, ValueError: not 2 … 7 widths of 1 … 12 neurons.

    >>> explore_network([2, 3, 1])
    A fully connected network 2 → 3 → 1 with 2·3 + 3·1 = 9 connections
    """
    params.fully_connected(widths)
    if len(widths) > MOST_LAYERS:
        raise ValueError(f"widths must name 2 … {MOST_LAYERS} layers; received {len(widths)}")
    padded = [*widths, *[1] * (MOST_LAYERS - len(widths))]
    sliders = {
        f"layer {i}": slider(f"layer {i}", width, 1, WIDEST, room=NAME)
        for i, width in enumerate(padded)
    }
    layers = slider("layers", len(widths), 2, MOST_LAYERS, room=NAME)
    biases = widgets.Checkbox(
        bias,
        description="biases, too",
        indent=False,
        layout=widgets.Layout(width=sliders["layer 0"].layout.width),
    )

    def draw(**values: Any) -> Diagram:
        for i, control in enumerate(sliders.values()):
            control.layout.display = "" if i < values["layers"] else "none"
        shown = [values[name] for name in list(sliders)[: values["layers"]]]
        return dense_network(shown, bias=values["biases"])

    return Live({"layers": layers, "biases": biases, **sliders}, draw)
