"""A remedy: the nearest value of a control with which all settings are possible."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from helpers.explore.number_box import NumberBox
from helpers.explore.settings import OWN, TYPED


class Remedy(widgets.Button):  # type: ignore[misc]
    """A button that sets a control to a value that is offered; hidden while there is none."""

    def __init__(self, control: Any) -> None:
        super().__init__(layout={"display": "none"})
        self._control, self._offered = control, None
        self.on_click(self._apply)

    def offer(self, value: Any) -> None:
        """Show the button with a value; hide it if ``value`` is None."""
        self._offered = value
        self.description = "" if value is None else f"use {value}"
        self.layout.display = "none" if value is None else ""

    def _apply(self, _: Any) -> None:
        if self._offered is None:
            return
        if isinstance(self._control, NumberBox):
            self._control.take(str(self._offered))
        else:
            self._control.value = self._offered


def other_values(control: Any) -> list[Any]:
    """Return the other values that a control can take, the nearest first.

    Only whole numbers and options have any. Options that need more from the learner, such as a
    file, are left out.
    """
    if isinstance(control, widgets.Dropdown):
        if control.value == OWN:
            # A learner who asks for a picture of their own is to choose a file, not another option.
            return []
        return [each for each in control.options if each not in (control.value, OWN, TYPED)]
    if isinstance(control, NumberBox) and control.bounds:
        # The learner wanted the number that was refused, where it was one.
        wanted = next(iter(control.numbers(control.typed)), control.value)
        least, most = control.bounds
        others = set(range(least, most + 1)) - (set() if control.typed else {control.value})
        return sorted(others, key=lambda other: (abs(other - wanted), other))
    return []
