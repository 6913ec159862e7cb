"""The explorer of a layer: its settings above a player of its trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from helpers.core.arrays import Array
from helpers.core.trace import Trace
from helpers.draw.mime import Bundle
from helpers.explore.arrangement import in_columns, places
from helpers.explore.controls import side_by_side
from helpers.explore.live import UNCHANGED, Live, alert
from helpers.explore.number_box import NumberBox
from helpers.explore.remedy import Remedy, other_values
from helpers.explore.settings import OWN, TYPED, Values, remark, unused
from helpers.player import payload
from helpers.player.widget import play


class Explorer(Live):
    """The settings of a layer above a player of its trace.

    Settings that are not possible are explained below the controls, with a button that sets a
    control that can change that to the nearest possible value. The player keeps the last possible
    trace.
    Weights that are typed into the player stay while other settings change.

    Attributes:
        player: The player.
        remark: The widget that says what is worth saying of settings that are possible.
        notes: The widget that shows a problem with each control, by the control's name.
        remedies: The button behind each note, by the control's name.

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
        self._good = self.values
        self._made = make(self._good)
        self.player = play(self._made)
        notes = {name: widgets.HTML(layout={"display": "none"}) for name in controls}
        self.remedies = {name: Remedy(control) for name, control in controls.items()}
        rows = places(controls)
        # The notes name their setting. Beside it, they would move it while it is typed into.
        said = [side_by_side([notes[name], self.remedies[name]]) for name in controls]
        self.remark = widgets.HTML()
        children = [in_columns(rows), *said, self.remark, self.player]
        super().__init__(controls, notes, children, unused=unused, rows=rows)
        self.player.observe(self._keep_typed, "payload")
        self.redraw()

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
        values = self.values
        self._made = self._make(values)
        self.player.trace = self._made
        self._good = values

    def redraw(self) -> None:
        """Say what is worth saying; the player draws itself."""
        self.remark.value = alert(remark(self.values))

    def still(self) -> Bundle:
        """Return the still picture of the player."""
        return self.player.still()

    def explain(self, name: str, problem: str) -> None:
        """Show a problem with the control that is to blame for it.

        That is the control that was changed last, or another that can end the problem.

        Args:
            name: The control that was changed last.
            problem: The message of the error.
        """
        chosen, problem, nearest = self._culprit(name, problem)
        for other in self.controls:
            if other != chosen:
                self._set_note(other, "")
        text = self._explanation(chosen, problem, nearest)
        self._set_note(chosen, text, nearest)

    def _culprit(self, name: str, problem: str) -> tuple[str, str, Any]:
        """Return the control to blame, its problem, and the nearest value that ends it, or None.

        Args:
            name: The control that was changed last.
            problem: The message of the error.
        """
        values = self.values
        noted = [other for other, note in self.notes.items() if note.value]
        for each in [name, *noted]:
            if (nearest := self._nearest(each, values)) is not None:
                return each, problem, nearest
        # Several settings are wrong: one is named that would be wrong by itself.
        changed = [each for each in self.controls if values[each] != self._good[each]]
        for each in [name, *changed]:
            alone = {**self._good, each: values[each]}
            if own_problem := self._problem(alone):
                return each, own_problem, self._nearest(each, alone)
        return name, problem, None

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

    def _nearest(self, name: str, values: Values) -> Any:
        """Return the nearest value of a control with which these values are possible, or None."""
        others = other_values(self.controls[name])
        return next((each for each in others if not self._problem({**values, name: each})), None)

    def _problem(self, values: Values) -> str:
        """Return why these values are not possible; "" where they are."""
        try:
            payload.of(self._make(values))
        except self.impossible as error:
            return str(error)
        return ""

    def _keep_typed(self, _: Any) -> None:
        """Take weights that were typed into the player into the settings, so that they stay."""
        trace = self.player.trace
        if trace is self._made or trace.operands.kernel is None:
            return
        self._made = trace
        self._typed = (trace.operands.kernel, trace.operands.bias)
        if self.settings["kernel"].value != TYPED:
            self.settings["kernel"].value = TYPED
