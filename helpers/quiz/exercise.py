"""Answers to an exercise, checked: one message out of a ladder, and a known mistake by its name.

The ladder: nothing there yet → the wrong type → the wrong shape → this particular mistake → right.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

import numpy as np

from helpers.draw.colours import OUTPUT, RING, SOFT

Result = Literal["right", "wrong", "missing"]
SIGNS = {"right": "✓", "wrong": "✗", "missing": "…"}
COLOURS = {"right": OUTPUT, "wrong": RING, "missing": SOFT}


@dataclass(frozen=True, repr=False)
class Verdict:
    """What there is to say about an answer; true where the answer is right."""

    result: Result
    message: str

    def __bool__(self) -> bool:
        return self.result == "right"

    def __repr__(self) -> str:
        return f"{SIGNS[self.result]} {self.message}"

    def _repr_html_(self) -> str:
        # The text takes the page's own colour, so that it can be read in both themes.
        return (
            f'<div role="status" style="border-left: 5px solid {COLOURS[self.result]}; '
            f'padding: 6px 14px; margin: 4px 0">{html.escape(repr(self))}</div>'
        )


@dataclass(frozen=True)
class Exercise:
    """A question with its right answer and the wrong ones that have a name.

    ``answer`` and each mistake are a number, a tuple or an array; with ``probes`` (tuples of
    arguments) they are functions, and the learner's function is compared with theirs on each
    probe. ``hint`` answers a mistake that nobody foresaw.
    """

    question: str
    answer: Any
    mistakes: Sequence[tuple[Any, str]]
    praise: str
    hint: str
    probes: tuple[tuple[Any, ...], ...] = ()

    def __call__(self, received: Any = None) -> Verdict:
        """Return the verdict on an answer; with None, the question is still open."""
        if received is None or received is Ellipsis or (received is NotImplemented):
            return Verdict("missing", f"{self.question} Write your answer in the cell above.")
        if self.probes:
            return self._check_function(received)
        return self._judge(received, self.answer, [wrong for wrong, _ in self.mistakes])

    def _check_function(self, received: Any) -> Verdict:
        if not callable(received):
            return Verdict(
                "wrong",
                "This exercise wants the function itself: its name, without brackets behind it. "
                f"Received {_described(received)}.",
            )
        for probe in self.probes:
            expected = self.answer(*_copies(probe))
            try:
                result = received(*_copies(probe))
            except Exception as error:  # whatever a learner's code raises is told, not thrown
                return Verdict(
                    "wrong", f"Your function stopped with {type(error).__name__}: {error}"
                )
            if result is None or result is Ellipsis:
                return Verdict("missing", f"{self.question} Your function returns nothing yet.")
            wrongs = [_attempt(wrong, probe) for wrong, _ in self.mistakes]
            verdict = self._judge(result, expected, wrongs)
            if not verdict:
                return verdict
        return Verdict("right", self.praise)

    def _judge(self, received: Any, expected: Any, wrongs: Sequence[Any]) -> Verdict:
        """Climb the ladder: type, this particular mistake, shape, and what is left."""
        complaint = _not_numbers(expected, received)
        if complaint:
            return Verdict("wrong", complaint)
        if _same(expected, received):
            return Verdict("right", self.praise)
        for wrong, (_, message) in zip(wrongs, self.mistakes):
            if wrong is not None and _same(wrong, received):
                return Verdict("wrong", message)
        if np.shape(received) != np.shape(expected) and np.size(received) != np.size(expected):
            wanted, got = _described(expected), _described(received)
            return Verdict("wrong", f"The answer is {wanted}; received {got}.")
        return Verdict("wrong", self.hint)


@dataclass(frozen=True)
class Choice:
    """A question with its answers to choose from; each wrong one has a message of its own.

    ``mistakes`` are (answer, message). The order in which ``options`` stand is fixed by their
    text, so that the right one has no place of its own.

    >>> Choice("2 + 2?", "4", [("22", "That glues digits.")], "Right.")("22")
    ✗ That glues digits.
    """

    question: str
    answer: str
    mistakes: Sequence[tuple[str, str]]
    praise: str

    @property
    def options(self) -> list[str]:
        """Every answer there is to choose from."""
        return sorted([self.answer, *(wrong for wrong, _ in self.mistakes)], key=_shuffled)

    def __call__(self, received: Any = None) -> Verdict:
        """Return the verdict on one of the options; with None, the question is still open."""
        if received is None or received is Ellipsis:
            return Verdict("missing", f"{self.question} Choose an answer.")
        if received == self.answer:
            return Verdict("right", self.praise)
        for wrong, message in self.mistakes:
            if received == wrong:
                return Verdict("wrong", message)
        return Verdict("wrong", f"Choose one of: {'; '.join(self.options)}.")


def _shuffled(text: str) -> int:
    return crc32(text.encode())


def _not_numbers(expected: Any, received: Any) -> str:
    """Say what an answer is, where it is no number or regular array of them; else ''."""
    if isinstance(received, str):
        return f"Write it without quotation marks: {received!r} is text, not a number."
    try:
        numeric = np.asarray(received).dtype.kind in "iuf"
    except ValueError:
        numeric = False
    if not numeric:
        return f"The answer is {_described(expected)}; received {_described(received)}."
    return ""


def _described(value: Any) -> str:
    if callable(value):
        return "a function"
    if isinstance(value, (bool, np.bool_)):
        return repr(bool(value))
    if isinstance(value, (int, float, np.number)):
        return "one number"
    try:
        shape = np.shape(value) if isinstance(value, (tuple, list, np.ndarray)) else ()
    except ValueError:
        return "rows of unequal lengths"
    if len(shape) == 1:
        return f"{shape[0]} numbers"
    return f"an array of shape {shape}" if shape else f"a {type(value).__name__}"


def closeness(expected: Any) -> float:
    """Return how near an answer must come to what is expected, as a part of it.

    Whole numbers are counts, and one too many is wrong; of others only some digits are written.

    >>> closeness(3), closeness(0.5)
    (1e-09, 0.0001)
    """
    return 1e-9 if np.asarray(expected).dtype.kind in "iu" else 1e-4


def _same(expected: Any, received: Any) -> bool:
    close = closeness(expected)
    left, right = np.asarray(expected, float), np.asarray(received, float)
    if left.size == right.size == 1:
        left, right = left.ravel(), right.ravel()
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=close, atol=1e-6))


def _copies(probe: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments anew, so that a function that writes into them harms nobody."""
    return tuple(np.array(value) if isinstance(value, np.ndarray) else value for value in probe)


def _attempt(function: Callable[..., Any], probe: tuple[Any, ...]) -> Any:
    """Return what a wrong function gives; None where it does not get that far."""
    try:
        return function(*_copies(probe))
    except Exception:
        return None
