"""Controls: widgets that hold one value each, with its name beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets as widgets

from helpers.core.geometry import whole
from helpers.explore.number_box import NumberBox


def slider(name: str, value: int, least: int, most: int, step: int = 1, name_width: int = 0) -> Any:
    """Return a slider of whole numbers, which reports every value while it is dragged.

    Args:
        name: The name before the slider.
        value: The first value.
        least: The smallest value.
        most: The largest value.
        step: The difference between neighbouring values.
        name_width: Pixels for the name: with equal ones, sliders below one another are aligned.
            With 0, the name takes the width of its text.

    Raises:
        TypeError: ``value`` is not a whole number.
        ValueError: ``value`` is not in ``least`` … ``most``.
    """
    value = whole(name, value, least)
    if value > most:
        raise ValueError(f"{name} must lie in {least} … {most}; received {value}")
    width = name_width + 188 if name_width else 260 + 8 * len(name)
    return widgets.IntSlider(
        value,
        min=least,
        max=most,
        step=step,
        description=name,
        style={"description_width": f"{name_width}px" if name_width else "initial"},
        layout=widgets.Layout(width=f"{width}px", max_width="100%"),
    )


def choice(name: str, options: Sequence[str], value: str) -> Any:
    """Return a drop-down list of ``options``, as wide as its longest option."""
    return widgets.Dropdown(
        options=list(options),
        value=value,
        description=name,
        style={"description_width": "initial"},
        layout=widgets.Layout(width="max-content"),
    )


def integer_box(name: str, value: int, least: int, most: int) -> NumberBox:
    """Return a field for a whole number in ``least`` … ``most``; it is as wide as other boxes.

    Raises:
        ValueError: ``value`` is not in ``least`` … ``most``.
    """
    return NumberBox(name, value, (least, most))


def number_box(name: str, value: float) -> NumberBox:
    """Return a field for any number; it is as wide as other boxes."""
    return NumberBox(name, value)


def option_box(name: str, options: Sequence[str], value: str) -> Any:
    """Return a drop-down list of ``options``; it is as wide as other boxes.

    Raises:
        ValueError: ``value`` is not among ``options``.
    """
    if value not in options:
        raise ValueError(f"{name} must be one of {', '.join(options)}; received {value!r}")
    return widgets.Dropdown(options=options, value=value, **_box_look(name))


def side_by_side(children: Iterable[Any]) -> Any:
    """Return a box of widgets in a row, which continues on the next line where it is too long."""
    flow = widgets.Layout(flex_flow="row wrap", align_items="center")
    return widgets.Box(list(children), layout=flow)


def _box_look(name: str) -> dict[str, Any]:
    """Return the name and the widths that all boxes have in common."""
    style = {"description_width": "92px"}
    return {"description": name, "layout": widgets.Layout(width="225px"), "style": style}
