"""A network whose widths are sliders: drawn and counted anew as they move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from helpers.core import params
from helpers.diagrams import dense_network
from helpers.draw.svg import Diagram
from helpers.explore.live import Live, slider

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
