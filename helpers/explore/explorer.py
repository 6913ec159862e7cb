"""The explorer of a layer: its settings above a player of its trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from helpers.core.arrays import Array
from helpers.core.trace import Trace
from helpers.draw.mime import Bundle
from helpers.explore.controls import side_by_side
from helpers.explore.live import UNCHANGED, Live, alert
from helpers.explore.number_box import NumberBox
from helpers.explore.remedy import Remedy, other_values
from helpers.explore.settings import OWN, TYPED, Values, unused
from helpers.player import payload
from helpers.player.widget import play


class Explorer(Live):
    """The settings of a layer above a player of its trace.

    Settings that are not possible are explained beside a control that can change that, with a
    button that sets it to the nearest possible value. The player keeps the last possible trace.
    Weights that are typed into the player stay while other settings change.

    Attributes:
        player: The player.
        notes: The widget beside each control that shows a problem, by the control's name.
        remedies: The button beside each control, by the control's name.

    Args:
        controls: The controls by the names of the settings.
        make: Takes the settings' values, and returns the trace of the layer.

    Raises:
        TypeError, ValueError: The first settings are not possible.
    """

    impossible = (TypeError, ValueError)

    def __init__(self, controls: dict[str, Any], make: Callable[[Values], Trace]) -> None:
        self.controls, self._make = dict(controls), make
        self._typed: tuple[Array, Array | None] | None = None
        # The last trace that was made of the settings; any other in the player has typed weights.
        self._made = make(self.values)
        self.player = play(self._made)
        notes = {name: widgets.HTML(layout={"display": "none"}) for name in controls}
        self.remedies = {name: Remedy(control) for name, control in controls.items()}
        rows = {
            name: side_by_side([control, notes[name], self.remedies[name]])
            for name, control in controls.items()
        }
        children = [side_by_side(rows.values()), self.player]
        super().__init__(controls, notes, children, unused=unused, rows=rows)
        self.player.observe(self._keep_typed, "payload")

    def __repr__(self) -> str:
        return f"explorer of {self.player.payload['title']}"

    @property
    def settings(self) -> dict[str, Any]:
        """The control of every setting by its name."""
        return self.controls

    @property
    def values(self) -> dict[str, Any]:
        """Every setting by its name; as "typed", the kernel and the bias typed into the player."""
        return {**super().values, "typed": self._typed}

    def compute(self) -> None:
        """Make the trace, and show it in the player."""
        # Kept before the player has it: `_keep_typed` runs while the player takes it.
        self._made = self._make(self.values)
        self.player.trace = self._made

    def still(self) -> Bundle:
        """Return the still picture of the player."""
        return self.player.still()

    def explain(self, name: str, problem: str) -> None:
        """Show a problem beside a control that can end it.

        That is the control that was changed last, or one that has a note already.

        Args:
            name: The control that was changed last.
            problem: The message of the error.
        """
        noted = [other for other, note in self.notes.items() if note.value]
        nearest = {each: self._nearest(each) for each in [name, *noted]}
        chosen = next((each for each, value in nearest.items() if value is not None), name)
        for other in self.controls:
            if other != chosen:
                self._set_note(other, "")
        text = self._explanation(chosen, problem, nearest[chosen])
        self._set_note(chosen, text, nearest[chosen])

    def clear_notes(self) -> None:
        """Empty all notes, and hide all buttons."""
        for name in self.controls:
            self._set_note(name, "")

    def _set_note(self, name: str, text: str, value: Any = None) -> None:
        """Set the note beside a control, as HTML, and the value that its button offers."""
        self.notes[name].value = text
        self.notes[name].layout.display = "" if text else "none"
        self.remedies[name].offer(value)

    def _explanation(self, name: str, problem: str, nearest: Any) -> str:
        """Return the note beside a control: what was set, the problem, and what to do."""
        if self.values.get("picture") == OWN and not self.values["own"]:
            # The button for a file has only just appeared: this is no mistake.
            return alert(f"No file has been chosen yet: use the button. {UNCHANGED}")
        control = self.controls[name]
        value = (isinstance(control, NumberBox) and control.typed) or control.value
        asked = "This file" if name == "own" else f"“{control.description}: {value}”"
        advice = "Change another setting."
        if nearest is not None:
            advice = f"The nearest possible: {nearest}."
        return alert(f"⚠ {asked} is not possible: {problem}. {advice} {UNCHANGED}")

    def _nearest(self, name: str) -> Any:
        """Return the nearest value of one control with which all settings are possible, or None."""
        for value in other_values(self.controls[name]):
            try:
                payload.of(self._make({**self.values, name: value}))
            except self.impossible:
                continue
            return value
        return None

    def _keep_typed(self, _: Any) -> None:
        """Take weights that were typed into the player into the settings, so that they stay."""
        trace = self.player.trace
        if trace is self._made or trace.operands.kernel is None:
            return
        self._made = trace
        self._typed = (trace.operands.kernel, trace.operands.bias)
        if self.settings["kernel"].value != TYPED:
            self.settings["kernel"].value = TYPED
