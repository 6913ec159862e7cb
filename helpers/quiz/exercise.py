"""Exercises: a right answer, known mistakes with a message each, and the verdict on an answer.

An answer is compared in this order: missing, wrong type, right, a known mistake, wrong size. What
is left gets the exercise's hint.
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
    """The result of checking an answer, with a message; true if the answer is right."""

    result: Result
    message: str

    def __bool__(self) -> bool:
        return self.result == "right"

    def __repr__(self) -> str:
        return f"{SIGNS[self.result]} {self.message}"

    def _repr_html_(self) -> str:
        # The text has the page's own colour, so that it is legible in light and dark themes.
        return (
            f'<div role="status" style="border-left: 5px solid {COLOURS[self.result]}; '
            f'padding: 6px 14px; margin: 4px 0">{html.escape(repr(self))}</div>'
        )


@dataclass(frozen=True)
class Exercise:
    """A question that is answered by numbers, or by a function that the learner writes.

    Args:
        question: The text of the question.
        answer: The right answer: a number, tuple or array; with ``probes``, a function.
        mistakes: Pairs of a known wrong answer, of the same kind as ``answer``, and its message.
        praise: The message for the right answer.
        hint: The message for a wrong answer that is not among ``mistakes``.
        probes: Tuples of arguments. If there are any, the learner answers with a function, and
            its result on each of them is compared with the results of ``answer`` and
            ``mistakes``.
    """

    question: str
    answer: Any
    mistakes: Sequence[tuple[Any, str]]
    praise: str
    hint: str
    probes: tuple[tuple[Any, ...], ...] = ()

    def __call__(self, received: Any = None) -> Verdict:
        """Return the verdict on an answer: "missing" for None, Ellipsis and NotImplemented."""
        if received is None or received is Ellipsis or (received is NotImplemented):
            return Verdict("missing", f"{self.question} Write your answer in the cell above.")
        if self.probes:
            return self._check_function(received)
        return self._compare(received, self.answer, [wrong for wrong, _ in self.mistakes])

    def _check_function(self, received: Any) -> Verdict:
        """Return the verdict on a function: the first one that is not "right", if any."""
        if not callable(received):
            return Verdict(
                "wrong",
                "This exercise wants the function itself: its name, without brackets behind it. "
                f"Received {describe(received)}.",
            )
        for arguments in self.probes:
            verdict = self._check_call(received, arguments)
            if not verdict:
                return verdict
        return Verdict("right", self.praise)

    def _check_call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Verdict:
        """Return the verdict on the learner's function for one tuple of arguments."""
        expected = self.answer(*_copy(arguments))
        try:
            result = function(*_copy(arguments))
        except Exception as error:  # any error in a learner's code becomes a message
            return Verdict("wrong", f"Your function stopped with {type(error).__name__}: {error}")
        if result is None or result is Ellipsis:
            return Verdict("missing", f"{self.question} Your function returns nothing yet.")
        wrongs = [_result_or_none(wrong, arguments) for wrong, _ in self.mistakes]
        return self._compare(result, expected, wrongs)

    def _compare(self, received: Any, expected: Any, wrongs: Sequence[Any]) -> Verdict:
        """Return the verdict on a value.

        Args:
            received: The learner's value.
            expected: The right value.
            wrongs: The value of each mistake, in the order of ``mistakes``; None for one that
                has no value.
        """
        problem = _type_problem(expected, received)
        if problem:
            return Verdict("wrong", problem)
        if _equal(expected, received):
            return Verdict("right", self.praise)
        for wrong, (_, message) in zip(wrongs, self.mistakes):
            if wrong is not None and _equal(wrong, received):
                return Verdict("wrong", message)
        if np.shape(received) != np.shape(expected) and np.size(received) != np.size(expected):
            return Verdict("wrong", wrong_form(expected, describe(received)))
        return Verdict("wrong", self.hint)


@dataclass(frozen=True)
class Choice:
    """A question with a list of possible answers.

    Args:
        question: The text of the question.
        answer: The right answer.
        mistakes: Pairs of a wrong answer and its message.
        praise: The message for the right answer.

    >>> Choice("2 + 2?", "4", [("22", "That glues digits.")], "Right.")("22")
    ✗ That glues digits.
    """

    question: str
    answer: str
    mistakes: Sequence[tuple[str, str]]
    praise: str

    @property
    def options(self) -> list[str]:
        """All answers, right and wrong, in a fixed order that does not show the right one."""
        return sorted([self.answer, *(wrong for wrong, _ in self.mistakes)], key=_checksum)

    def __call__(self, received: Any = None) -> Verdict:
        """Return the verdict on one of the options: "missing" for None and Ellipsis."""
        if received is None or received is Ellipsis:
            return Verdict("missing", f"{self.question} Choose an answer.")
        if received == self.answer:
            return Verdict("right", self.praise)
        for wrong, message in self.mistakes:
            if received == wrong:
                return Verdict("wrong", message)
        return Verdict("wrong", f"Choose one of: {'; '.join(self.options)}.")


def describe(value: Any) -> str:
    """Return a short description of a value for a message to a learner.

    >>> describe(3), describe([3, 4]), describe(np.ones((2, 3))), describe({})
    ('one number', '2 numbers', 'an array of shape (2, 3)', 'a dict')
    """
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


def wrong_form(expected: Any, received: str) -> str:
    """Return the message for an answer of the wrong type or size.

    Args:
        expected: The right answer.
        received: A description of the learner's answer, as ``describe`` makes it.

    >>> wrong_form((3, 5), "one number")
    'The answer is 2 numbers; received one number.'
    """
    return f"The answer is {describe(expected)}; received {received}."


def relative_tolerance(expected: Any) -> float:
    """Return how far an answer may lie from the expected value, as a fraction of that value.

    Integers are counts and must be met exactly; of other numbers, learners write a few digits.

    >>> relative_tolerance(3), relative_tolerance(0.5)
    (1e-09, 0.0001)
    """
    return 1e-9 if np.asarray(expected).dtype.kind in "iu" else 1e-4


def _equal(expected: Any, received: Any) -> bool:
    """Return whether two values have the same shape and agree within the tolerance.

    One number equals an array of any shape that holds only this number.
    """
    tolerance = relative_tolerance(expected)
    left, right = np.asarray(expected, float), np.asarray(received, float)
    if left.size == right.size == 1:
        left, right = left.ravel(), right.ravel()
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=tolerance, atol=1e-6))


def _type_problem(expected: Any, received: Any) -> str:
    """Return the message for an answer that is not a number or an array of numbers; else ""."""
    if isinstance(received, str):
        return f"Write it without quotation marks: {received!r} is text, not a number."
    try:
        numeric = np.asarray(received).dtype.kind in "iuf"
    except ValueError:  # rows of unequal lengths
        numeric = False
    return "" if numeric else wrong_form(expected, describe(received))


def _checksum(text: str) -> int:
    """Return a number by which options are sorted: it depends on nothing but their text."""
    return crc32(text.encode())


def _copy(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments with copies of the arrays: a learner's function may write into them."""
    return tuple(np.array(value) if isinstance(value, np.ndarray) else value for value in arguments)


def _result_or_none(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Return the result of a known wrong function; None where it raises an error."""
    try:
        return function(*_copy(arguments))
    except Exception:
        return None
