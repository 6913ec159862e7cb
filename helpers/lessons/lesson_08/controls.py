"""A stack of layers whose settings are controls: drawn and counted anew as they change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

import ipywidgets as widgets

from helpers.core.layers import Flatten, GlobalAveragePooling2D, Layer
from helpers.core.network import Stack
from helpers.draw.svg import Diagram
from helpers.explore.live import Live, choice, slider
from helpers.lessons.lesson_08.diagram import diagram

MOST = {"filters": 256, "kernel_size": 11, "strides": 4, "pool_size": 6, "units": 1024}
ENDS: dict[str, Layer] = {"Flatten": Flatten(), "GlobalAveragePooling2D": GlobalAveragePooling2D()}
SHORT = {"kernel_size": "kernel", "strides": "stride", "pool_size": "window"}
NAME_WIDTH, ROOM = "150px", 56
"""Of the name of a layer, and pixels for the name of a setting."""


def explore_stack(stack: Stack, left_out: Collection[int] = ()) -> Live:
    """Return a diagram of ``stack`` with a row of controls for each layer.

    Each layer can be left out; those whose numbers (from 0) are in ``left_out`` are, at first.
    What cannot be is explained, and the last good drawing stays.

    Raises:
        TypeError, ValueError: a setting that the controls do not reach, or no such layer.

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

    def draw(**values: Any) -> Diagram:
        built = [_rebuilt(i, layer, values) for i, layer in enumerate(stack.layers)]
        return diagram(Stack(stack.input_shape, [layer for layer in built if layer is not None]))

    live = Live(controls, draw)
    flow = widgets.Layout(flex_flow="row wrap", align_items="center")
    boxes = [widgets.Box(list(row.values()), layout=flow) for row in rows]
    live.children = [widgets.VBox(boxes), live.note, live.view]
    return live


def _row(number: int, layer: Layer, there: bool) -> dict[str, Any]:
    """Return the controls of a layer by names that carry its ``number``."""
    name = type(layer).__name__
    if name in ENDS:
        # A network that ends in dense layers needs one of the two.
        wide = widgets.Layout(width="260px")
        return {f"end_{number}": widgets.Dropdown(options=list(ENDS), value=name, layout=wide)}
    row: dict[str, Any] = {
        f"there_{number}": widgets.Checkbox(
            there, description=name, indent=False, layout=widgets.Layout(width=NAME_WIDTH)
        )
    }
    settings = {field.name: getattr(layer, field.name) for field in fields(layer)}
    for setting, value in settings.items():
        if setting in MOST and value is not None:
            name = SHORT.get(setting, setting)
            row[f"{setting}_{number}"] = slider(name, value, 1, MOST[setting], room=ROOM)
        elif setting == "padding" and "filters" in settings:
            row[f"padding_{number}"] = choice(setting, ["valid", "same"], value)
    return row


def _rebuilt(number: int, layer: Layer, values: dict[str, Any]) -> Layer | None:
    """Return a layer with the settings of its controls; None where it is left out."""
    if f"end_{number}" in values:
        return ENDS[values[f"end_{number}"]]
    if not values[f"there_{number}"]:
        return None
    own = {
        name.rpartition("_")[0]: value
        for name, value in values.items()
        if name.rpartition("_")[2] == str(number) and not name.startswith("there")
    }
    return replace(layer, **own)
