"""Drawings that follow their controls, and are stored as still pictures."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from helpers.core.geometry import whole
from helpers.draw.mime import Bundle, Worded
from helpers.draw.svg import Diagram, address
from helpers.draw.theme import Picture


class Live(Worded, widgets.VBox):  # type: ignore[misc]
    """Controls above a drawing that is made anew when one of them changes.

    ``draw`` takes the controls' values by their names. Where it raises a ValueError, its message
    is shown and the last good drawing stays. Without a kernel, a still picture is shown.

    Raises:
        ValueError: the first values cannot be drawn.
    """

    def __init__(self, controls: Mapping[str, Any], draw: Callable[..., Diagram | Picture]) -> None:
        self.controls, self._draw = dict(controls), draw
        self.drawn = draw(**self.values)
        self.view, self.note = widgets.HTML(_html(self.drawn)), widgets.HTML()
        for control in self.controls.values():
            control.observe(self._changed, "value")
        flow = widgets.Layout(flex_flow="row wrap", align_items="center")
        super().__init__([widgets.Box(list(controls.values()), layout=flow), self.note, self.view])

    @property
    def values(self) -> dict[str, Any]:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def __repr__(self) -> str:
        return self.drawn.alt

    def _changed(self, _: Any) -> None:
        try:
            self.drawn = self._draw(**self.values)
        except ValueError as error:
            text = f"{error}. The last good picture stays."
            self.note.value = f'<span role="alert">⚠ {html.escape(text)}</span>'
        else:
            self.note.value, self.view.value = "", _html(self.drawn)

    def still(self) -> Bundle:
        """Return the drawing as it is now."""
        return self.drawn._repr_mimebundle_()


def slider(name: str, value: int, least: int, most: int, step: int = 1, room: int = 0) -> Any:
    """Return a slider of whole numbers that tells every value on its way.

    ``room`` are the pixels for its name: equal ones align sliders below one another.

    Raises:
        TypeError, ValueError: ``value`` is no whole number from ``least`` to ``most``.
    """
    value = whole(name, value, least)
    if value > most:
        raise ValueError(f"{name} must lie in {least} … {most}; received {value}")
    return widgets.IntSlider(
        value,
        min=least,
        max=most,
        step=step,
        description=name,
        style={"description_width": f"{room}px" if room else "initial"},
        layout=widgets.Layout(
            width=f"{room + 188 if room else 260 + 8 * len(name)}px", max_width="100%"
        ),
    )


def choice(name: str, options: Sequence[str], value: str) -> Any:
    """Return a list of ``options`` to choose from."""
    return widgets.Dropdown(
        options=list(options),
        value=value,
        description=name,
        style={"description_width": "initial"},
        layout=widgets.Layout(width="max-content"),
    )


def _html(drawing: Diagram | Picture) -> str:
    if isinstance(drawing, Diagram):
        return drawing.svg
    data, metadata = drawing._repr_mimebundle_()
    return (
        f'<img alt="{html.escape(drawing.alt)}" width="{metadata["image/png"]["width"]}" '
        f'style="max-width:100%;height:auto" src="{address(data["image/png"])}">'
    )
