"""The diagram of a network below controls of its layers: it follows as they change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from functools import partial
from typing import Any

import ipywidgets as widgets

from helpers.core.layer_base import Layer
from helpers.core.layers import Flatten, GlobalAveragePooling2D
from helpers.core.network import Stack
from helpers.draw.svg import Diagram
from helpers.explore.controls import choice, side_by_side, slider
from helpers.explore.live import LiveDrawing
from helpers.lessons.lesson_08.diagram import draw_stack

Controls = dict[str, Any]

LARGEST = {"filters": 256, "kernel_size": 11, "strides": 4, "pool_size": 6, "units": 1024}
"""The settings that have a slider, and the largest value of each."""
SHORT_NAMES = {"kernel_size": "kernel", "strides": "stride", "pool_size": "window"}
LAYER_NAME_WIDTH, SETTING_NAME_WIDTH, SLIDER_WIDTH = 124, 54, 206
"""Pixels for the name of a layer, for the name of a slider, and for a slider with its name."""
FLATTENING: dict[str, Layer] = {
    "Flatten": Flatten(),
    "GlobalAveragePooling2D": GlobalAveragePooling2D(),
}
"""The layers between feature maps and dense layers; a network needs one of the two."""


def explore_stack(stack: Stack, left_out: Collection[int] = ()) -> LiveDrawing:
    """Return the controls of each layer of a network, above the network's diagram.

    Args:
        stack: The network at first. Every layer can be left out, except Flatten and
            GlobalAveragePooling2D, which can replace each other.
        left_out: The numbers, from 0, of the layers that are left out at first.

    Raises:
        TypeError: A setting is not a whole number, such as a kernel of 3×1.
        ValueError: A setting is larger than its slider allows, or there is no such layer.

    >>> from helpers.core.layers import Conv2D, Dense
    >>> explore_stack(Stack((8, 8, 1), [Conv2D(4, 3), Flatten(), Dense(10)]), left_out=[0])
    A network in 2 layers, from 8×8×1 to 10, with 650 parameters in all. Flatten: output 64, \
0 parameters. Dense: 10 units, output 10, 650 parameters
    """
    unknown = set(left_out) - set(range(len(stack.layers)))
    if unknown:
        raise ValueError(f"left_out must be among 0 … {len(stack.layers) - 1}; received {unknown}")
    rows = [_row(i, layer, i not in left_out) for i, layer in enumerate(stack.layers)]
    controls = {name: control for row in rows for name, control in row.items()}
    # Layers of few settings share a line: the controls and the diagram are to fit on one screen.
    panel = side_by_side(side_by_side(row.values()) for row in rows)
    return LiveDrawing(controls, partial(_draw, stack), panel=panel)


def _draw(stack: Stack, **values: Any) -> Diagram:
    """Return the diagram of the network with the controls' values."""
    layers = [_changed(i, layer, values) for i, layer in enumerate(stack.layers)]
    return draw_stack(Stack(stack.input_shape, [layer for layer in layers if layer is not None]))


def _row(number: int, layer: Layer, there: bool) -> Controls:
    """Return the controls of a layer; their names end with its ``number``.

    Args:
        number: The number of the layer, from 0.
        layer: The layer.
        there: Whether the layer is in the network at first.
    """
    name = type(layer).__name__
    if name in FLATTENING:
        layout = widgets.Layout(width="260px")
        options = list(FLATTENING)
        return {f"end_{number}": widgets.Dropdown(options=options, value=name, layout=layout)}
    layout = widgets.Layout(width=f"{LAYER_NAME_WIDTH}px")
    there_box = widgets.Checkbox(there, description=name, indent=False, layout=layout)
    row: Controls = {f"there_{number}": there_box}
    settings = {field.name: getattr(layer, field.name) for field in fields(layer)}
    for setting, value in settings.items():
        if setting in LARGEST and value is not None:
            short, largest = SHORT_NAMES.get(setting, setting), LARGEST[setting]
            control = slider(short, value, 1, largest, name_width=SETTING_NAME_WIDTH)
            control.layout.width = f"{SLIDER_WIDTH}px"
            row[f"{setting}_{number}"] = control
        elif setting == "padding" and "filters" in settings:
            row[f"padding_{number}"] = choice(setting, ["valid", "same"], value)
    return row


def _changed(number: int, layer: Layer, values: dict[str, Any]) -> Layer | None:
    """Return a layer with the values of its controls; None if it is left out."""
    if f"end_{number}" in values:
        return FLATTENING[values[f"end_{number}"]]
    if not values[f"there_{number}"]:
        return None
    settings = {}
    for name, value in values.items():
        setting, _, at = name.rpartition("_")
        if at == str(number) and setting != "there":
            settings[setting] = value
    return replace(layer, **settings)
