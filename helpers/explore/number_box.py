"""A field for a number, which reads what is typed in it as the answer to a question is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from helpers.core import text
from helpers.core.typed.read import read_numbers
from helpers.player.widget import FRONT as PLAYER
from helpers.player.widget import join_scripts

FRONT = Path(__file__).parent / "front"


class NumberBox(anywidget.AnyWidget):
    """A field for a number, with its name before it.

    What is typed and cannot be taken is no value: it stays in the field, and the function given
    to ``on_refused`` gets the reason. The page sends ``{"typed": text}`` or ``{"step": 1 or -1}``.

    Args:
        name: The name before the field.
        value: The first number.
        bounds: The smallest and the largest whole number that can be typed; None: any number.

    Raises:
        ValueError: ``value`` is not possible.

    >>> box = NumberBox("size", 3, (1, 5))
    >>> box.take("2 + 2")
    >>> box.value
    4
    """

    _esm = join_scripts([PLAYER / "drawing" / "elements.js", FRONT / "number_box.js"])
    _css = (FRONT / "number_box.css").read_text("utf-8")

    value = traitlets.Any()
    description = traitlets.Unicode().tag(sync=True)
    # The text in the field, whether it was refused, and how many messages were heard.
    field = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, value: float, bounds: tuple[int, int] | None = None) -> None:
        self.bounds = bounds
        self._refused: Callable[[str], Any] = _ignore
        self.typed = ""  # what was typed and cannot be taken
        super().__init__(description=name, value=value, field={"heard": 0})
        self._show(text.number(value))
        self.observe(lambda _: self.restore(), "value")
        self.on_msg(_handle_message)

    @traitlets.validate("value")
    def _check_value(self, proposal: dict[str, Any]) -> Any:
        """Refuse a value that is out of bounds."""
        value = proposal["value"]
        if not self._fits(value):
            raise ValueError(f"{self.wanted}; received {value}")
        return value

    @property
    def wanted(self) -> str:
        """Which numbers the field takes, as a sentence without its point."""
        if self.bounds is None:
            return f"{self.description} takes a number, such as 2, −1.5 or 1/9"
        least, most = self.bounds
        return f"{self.description} takes a whole number from {least} to {most}"

    def on_refused(self, refused: Callable[[str], Any]) -> None:
        """Call a function with the reason when a typed text is refused, with "" when it is gone."""
        self._refused = refused

    def take(self, typed: str) -> None:
        """Take what was typed: a number or a sum; or keep the value, and say why."""
        had_problem = bool(self.typed)
        for number in self.numbers(typed):
            if self._fits(number):
                self.typed = ""
                if number != self.value:
                    self.value = number
                else:
                    self.restore()
                    if had_problem:
                        self._refused("")
                return
        self.typed = typed.strip() or "nothing"
        self._show(typed, refused=True)
        self._refused(self.wanted)

    def step(self, by: int) -> None:
        """Go to a neighbouring number, unless it is out of bounds."""
        if self._fits(self.value + by):
            self.value += by

    def numbers(self, typed: str) -> list[int | float]:
        """Return the numbers as which a text can be read, the most likely one first."""
        return [reading[0].value for reading in read_numbers(typed) if len(reading) == 1]

    def restore(self) -> None:
        """Show the value in the field again."""
        self.typed = ""
        self._show(text.number(self.value))

    def _fits(self, value: Any) -> bool:
        if self.bounds is None:
            return isinstance(value, (int, float))
        return isinstance(value, int) and self.bounds[0] <= value <= self.bounds[1]

    def _show(self, shown: str, refused: bool = False) -> None:
        self.field = {"text": shown, "refused": refused, "heard": self.field["heard"] + 1}


def _ignore(_: str) -> None:
    """Do nothing with a reason, until ``on_refused`` names a function."""


def _handle_message(box: NumberBox, content: dict[str, Any], _: Any) -> None:
    """Do what the page asks for."""
    if "typed" in content:
        box.take(str(content["typed"]))
    elif "step" in content:
        box.step(int(content["step"]))
