"""Where the settings of an explorer stand: in columns, with pairs that stay together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from helpers.explore.picture_file import PictureFile

LABEL, COLUMN = 92, 142
"""Pixels of a setting's name, and of a column at least: its name and a number of three digits."""
PAIRS = (
    ("row_stride", "col_stride"),
    ("row_dilation", "col_dilation"),
    ("pool_rows", "pool_cols"),
    ("top", "bottom"),
    ("left", "right"),
    ("before", "after"),
)
"""The names of settings that are read together."""
TWO_COLUMNS = "auto / span 2"
"""The ``grid_area`` of a wide widget: ipywidgets drops ``grid_column`` where that is empty."""


def places(controls: Mapping[str, Any]) -> dict[str, Any]:
    """Return the widget that stands in a place of its own, by the name of each setting.

    That is the control itself or, where two are read together, the box of both.

    Args:
        controls: The controls by the names of the settings. Their widths are set.
    """
    found = dict(controls)
    for control in controls.values():
        control.layout.width = "auto"
        if isinstance(control, widgets.Dropdown):
            control.style.description_width = f"{LABEL}px"
        if isinstance(control, widgets.Dropdown | PictureFile):
            control.layout.grid_area = TWO_COLUMNS
    for pair in PAIRS:
        if all(name in controls for name in pair):
            box = _pair([controls[name] for name in pair])
            found |= dict.fromkeys(pair, box)
    return found


def in_columns(placed: Mapping[str, Any]) -> Any:
    """Return the widgets of ``places`` in as many columns as the page has room for."""
    columns = f"repeat(auto-fill, minmax({COLUMN}px, 1fr))"
    layout = widgets.Layout(grid_template_columns=columns, align_items="center", max_width="1060px")
    return widgets.GridBox(list(dict.fromkeys(placed.values())), layout=layout)


def _pair(both: list[Any]) -> Any:
    """Return two controls side by side, each in half of the width."""
    for control in both:
        control.layout.flex = "1 1 0"
        control.layout.min_width = "0"
    layout = widgets.Layout(grid_area=TWO_COLUMNS, width="auto", flex_flow="row nowrap")
    return widgets.Box(both, layout=layout)
