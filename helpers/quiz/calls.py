"""Call a learner's function, and say what kept it from an answer."""

from __future__ import annotations

import inspect
import io
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.quiz.shown import as_numbers, same

LONGEST = 160
"""How many characters of an error's text, or of what was printed, are repeated."""


@dataclass(frozen=True)
class Outcome:
    """The result of a call.

    Args:
        value: What the function returned; None if it stopped with an error.
        printed: What it printed.
        error: The error with which it stopped, if any.
    """

    value: Any = None
    printed: str = ""
    error: Exception | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the function has returned nothing, and without an error."""
        nothing = self.value is None or self.value is Ellipsis or self.value is NotImplemented
        return nothing and self.error is None


def call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    """Call a function with copies of the arguments, as it may write into them.

    >>> call(abs, (-3,))
    Outcome(value=3, printed='', error=None)
    """
    copies = [np.array(value) if isinstance(value, np.ndarray) else value for value in arguments]
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            value = function(*copies)
    except Exception as error:  # any error in a learner's code becomes a message
        return Outcome(None, printed.getvalue(), error)
    return Outcome(value, printed.getvalue())


def agree(known: Sequence[Outcome], received: Sequence[Outcome]) -> bool:
    """Return whether a learner's function does on all probes what a known function does.

    Where the known function stops with an error, the learner's must stop with the same kind of
    error; but on one probe at least there must be numbers to compare.

    >>> agree([Outcome(3), Outcome(4)], [Outcome(3.0), Outcome(5)])
    False
    """
    if all(as_numbers(each.value) is None for each in known):
        return False
    return all(map(_same_outcome, known, received))


def parameter_names(function: Callable[..., Any]) -> list[str]:
    """Return the names of a function's parameters.

    >>> parameter_names(lambda x, size: x)
    ['x', 'size']
    """
    return list(inspect.signature(function).parameters)


def arity_problem(function: Callable[..., Any], names: Sequence[str]) -> str:
    """Return what is wrong with the number of a function's parameters; "" if nothing is.

    >>> arity_problem(lambda x: x, ["x", "kernel"])
    'Your function takes (x); it is called with 2 arguments: (x, kernel).'
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions do not tell
        return ""
    try:
        signature.bind(*names)
    except TypeError:
        count = "1 argument" if len(names) == 1 else f"{len(names)} arguments"
        taken = ", ".join(map(str, signature.parameters.values()))
        return f"Your function takes ({taken}); it is called with {count}: ({', '.join(names)})."
    return ""


def error_message(function: Callable[..., Any], error: Exception) -> str:
    """Return in one line where a learner's function stopped, and with which error.

    >>> error_message(abs, ValueError("no number"))
    'your function stopped with ValueError: no number'
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and frame.filename == code.co_filename]
    where = f" in line {own[-1].lineno}" if own else ""
    if own and own[-1].line:
        where += f", “{own[-1].line.strip()}”,"
    text = one_line(str(error)).rstrip(".")
    return f"your function stopped{where} with {type(error).__name__}{': ' * bool(text)}{text}"


def one_line(text: str) -> str:
    """Return a text without line breaks, cut where it is longer than a message should be.

    >>> one_line("a    b ")
    'a b'
    """
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _same_outcome(known: Outcome, received: Outcome) -> bool:
    if known.error is not None or received.error is not None:
        return type(known.error) is type(received.error)
    return same(known.value, received.value)
