"""Live views: controls above a view that follows them."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets

from helpers.draw.mime import Bundle, StoredStill, stored_bundle
from helpers.draw.svg import Diagram, tag
from helpers.draw.theme import Picture
from helpers.explore.controls import side_by_side
from helpers.explore.number_box import NumberBox
from helpers.explore.watch import Watch

UNCHANGED = "The last good picture stays."
"""The end of every note about a problem."""


class Live(StoredStill, widgets.VBox):  # type: ignore[misc]
    """Controls above a view that is computed anew when one of them changes.

    Where the controls' values are not possible, a note says why, and the view stays as it was.
    A subclass says what the view is, by ``compute``, ``redraw`` and ``still``.

    Args:
        controls: The controls by the names of their values.
        notes: The widget that shows a problem with a control, by the control's name. Several
            controls may share one widget.
        children: The widgets below one another: those of the controls, the notes and the view.
        unused: Takes the controls' values by name, and returns the names of the controls that
            have no effect at these values. They are hidden. None: all have an effect.
        rows: The widget to hide in place of a control, by the control's name; by default the
            control itself.
    """

    impossible: tuple[type[Exception], ...] = (ValueError,)
    """What ``compute`` raises where the controls' values are not possible.

    No other error is caught: it is a mistake in the code, and the learner sees its traceback.
    """

    def __init__(
        self,
        controls: Mapping[str, Any],
        notes: Mapping[str, Any],
        children: Sequence[Any],
        *,
        unused: Callable[[dict[str, Any]], Collection[str]] | None = None,
        rows: Mapping[str, Any] | None = None,
    ) -> None:
        self.controls, self.notes = dict(controls), dict(notes)
        self._unused, self._rows = unused, rows or self.controls
        for name, control in self.controls.items():
            control.observe(partial(self._changed, name), "value")
            if isinstance(control, NumberBox):
                control.on_refused(partial(self._refused, name))
        # Between the controls and the view.
        super().__init__([children[0], Watch(), *children[1:]])
        self._hide_unused()

    @property
    def values(self) -> dict[str, Any]:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def compute(self) -> None:
        """Compute what the view shows at the controls' values.

        Raises:
            One of ``impossible``: The values are not possible. Then the view has not changed.
        """

    def redraw(self) -> None:
        """Show in the page what ``compute`` made."""

    def explain(self, name: str, problem: str) -> None:
        """Show why the controls' values are not possible.

        Args:
            name: The control that was changed last.
            problem: The message of the error.
        """
        self.notes[name].value = alert(f"⚠ {problem}. {UNCHANGED}")

    def clear_notes(self) -> None:
        """Empty all notes."""
        for note in self.notes.values():
            note.value = ""

    def _changed(self, name: str, _: Any) -> None:
        self._hide_unused()
        try:
            self.compute()
        except self.impossible as error:
            self.explain(name, str(error))
        else:
            for other, control in self.controls.items():
                if other != name and isinstance(control, NumberBox) and control.typed:
                    control.restore()  # its note goes, so the number that is shown comes back
            self.clear_notes()
            self.redraw()

    def _refused(self, name: str, problem: str) -> None:
        """Say why what was typed for a control is refused; without a problem, draw anew."""
        if problem:
            self.explain(name, problem)
        else:
            self._changed(name, None)

    def _hide_unused(self) -> None:
        if self._unused is None:
            return
        unused = self._unused(self.values)
        for name, row in self._rows.items():
            row.layout.display = "none" if name in unused else ""


class LiveDrawing(Live):
    """Controls above a drawing, with one note between them. A notebook stores the drawing.

    Attributes:
        drawn: The drawing.
        view: The widget that shows it.
        note: The widget that shows a problem.

    Args:
        controls: The controls by the names of ``draw``'s arguments.
        draw: Returns the drawing; it raises a ValueError where the values are not possible.
        panel: The widget that holds the controls; by default they stand in a row.
        unused: As in ``Live``.

    Raises:
        ValueError: The first values are not possible.
    """

    def __init__(
        self,
        controls: Mapping[str, Any],
        draw: Callable[..., Diagram | Picture],
        *,
        panel: Any = None,
        unused: Callable[[dict[str, Any]], Collection[str]] | None = None,
    ) -> None:
        self.controls, self._draw = dict(controls), draw
        self.compute()
        self.note, self.view = widgets.HTML(), widgets.HTML()
        self.redraw()
        panel = panel or side_by_side(self.controls.values())
        notes = dict.fromkeys(self.controls, self.note)
        super().__init__(controls, notes, [panel, self.note, self.view], unused=unused)

    def __repr__(self) -> str:
        return self.drawn.alt

    def compute(self) -> None:
        """Make the drawing."""
        self.drawn = self._draw(**self.values)

    def redraw(self) -> None:
        """Show the drawing that ``compute`` made."""
        self.view.value = self.drawn.html

    def still(self) -> Bundle:
        """Return the drawing as it is now."""
        return stored_bundle(self.drawn)


def alert(text: str) -> str:
    """Return text as HTML that a screen reader reads out at once; "" for no text."""
    return tag("span", html.escape(text), role="alert") if text else ""
