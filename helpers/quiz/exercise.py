"""Exercises: a right answer, known mistakes with a message each, and the verdict on an answer.

An answer is compared in this order: missing, wrong type, right, a known mistake, wrong size. A
value that is left gets the exercise's hint. A function that is left is told what was expected and
received; from the second wrong try on also the hint, and from the third on a line of code.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from zlib import crc32

import numpy as np

from helpers.core.typed import compare
from helpers.core.typed.arithmetic import Typed
from helpers.draw.colours import OUTPUT, RING, SOFT
from helpers.quiz.calls import (
    Outcome,
    agree,
    arity_problem,
    call,
    error_message,
    one_line,
    parameter_names,
)
from helpers.quiz.shown import as_numbers, describe, difference, same, show_arguments

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


@dataclass
class Attempts:
    """How many wrong answers in a row one exercise was given."""

    wrong: int = 0


@dataclass(frozen=True)
class Exercise:
    """A question that is answered by numbers, or by a function that the learner writes.

    Args:
        question: The text of the question.
        answer: The right answer: a number, tuple or array; with ``probes``, a function.
        mistakes: Pairs of a known wrong answer, of the same kind as ``answer``, and its message.
        praise: The message for the right answer.
        hint: The message for a wrong answer that is not among ``mistakes``; it gives no code.
        probes: Tuples of arguments. If there are any, the learner answers with a function. It is
            right, or one of ``mistakes``, if it gives the same results on all of them.
        code: With ``probes``, a line of code that is shown from the third wrong try on.
        working: The sum that gives the answer, with this question's numbers; it is shown behind
            the answer after a wrong one.
    """

    question: str
    answer: Any
    mistakes: Sequence[tuple[Any, str]]
    praise: str
    hint: str
    probes: tuple[tuple[Any, ...], ...] = ()
    code: str = ""
    working: str = ""
    attempts: Attempts = field(default_factory=Attempts, init=False, repr=False, compare=False)

    def __call__(self, received: Any = None) -> Verdict:
        """Return the verdict on an answer: "missing" for None, Ellipsis and NotImplemented."""
        if received is None or received is Ellipsis or (received is NotImplemented):
            return Verdict("missing", f"{self.question} Write your answer in the cell above.")
        verdict = self._check_function(received) if self.probes else self._check_value(received)
        if verdict.result != "missing":
            self.attempts.wrong = 0 if verdict else self.attempts.wrong + 1
        return verdict

    def _check_value(self, received: Any) -> Verdict:
        """Return the verdict on a value; a comma that should be a point is named."""
        wrongs = [wrong for wrong, _ in self.mistakes]
        verdict = self._compare(received, self.answer, wrongs)
        meant = _without_comma(self.answer, received)
        if verdict or not meant or verdict.message in (message for _, message in self.mistakes):
            return verdict
        # Read so, it is a number that the exercise knows: then the comma was meant so.
        if self._compare(float(meant), self.answer, wrongs).message == self.hint:
            return verdict
        return Verdict("wrong", f"A comma makes a pair of numbers: write {meant}.")

    def _check_function(self, received: Any) -> Verdict:
        """Return the verdict on a function, from its results on all probes."""
        if not callable(received):
            return Verdict(
                "wrong",
                "This exercise wants the function itself: its name, without brackets behind it. "
                f"Received {describe(received)}.",
            )
        if problem := arity_problem(received, parameter_names(self.answer)):
            return Verdict("wrong", problem)
        right, outcomes = self._right, self._results(received)
        if all(each.is_empty for each in outcomes):
            return self._nothing_returned(outcomes[0].printed)
        differing = [i for i, each in enumerate(outcomes) if not same(right[i].value, each.value)]
        # The learner's own printing was held back; that of one call is enough.
        print(outcomes[differing[0] if differing else 0].printed, end="")
        if not differing:
            return Verdict("right", self.praise)
        for wrong, (_, message) in zip(self._wrong, self.mistakes):
            if agree(wrong, outcomes):
                return Verdict("wrong", message)
        problem = rounding_problem(right, outcomes)
        return self._unforeseen(problem or self._problem(received, differing[0], right, outcomes))

    @cached_property
    def _right(self) -> list[Outcome]:
        """What the answer does with each of the probes."""
        return self._results(self.answer)

    @cached_property
    def _wrong(self) -> list[list[Outcome]]:
        """What each of the mistakes does with each of the probes."""
        return [self._results(wrong) for wrong, _ in self.mistakes]

    def _results(self, function: Callable[..., Any]) -> list[Outcome]:
        """Return what a function does with each of the probes."""
        return [call(function, arguments) for arguments in self.probes]

    def _nothing_returned(self, printed: str) -> Verdict:
        """Return the verdict on a function that returns nothing on any probe."""
        if printed.strip():
            text = f"Your function prints {one_line(printed)} but returns nothing: "
            return Verdict("wrong", text + "write “return …” where it says “print(…)”.")
        return Verdict("missing", f"{self.question} Your function returns nothing yet.")

    def _problem(
        self, function: Any, probe: int, right: list[Outcome], outcomes: list[Outcome]
    ) -> str:
        """Return what a function does wrong on one probe: an error, nothing, other numbers."""
        names, outcome = parameter_names(self.answer), outcomes[probe]
        inputs = f"With {show_arguments(names, self.probes[probe])}"
        if outcome.error is not None:
            return f"{inputs}: {error_message(function, outcome.error)}."
        if outcome.is_empty:
            return f"{inputs}: your function returns nothing."
        return f"{inputs}: {difference(right[probe].value, outcome.value)}."

    def _unforeseen(self, problem: str) -> Verdict:
        """Return the verdict on an unknown mistake: more help with each wrong try."""
        tries = self.attempts.wrong + 1
        parts = [problem]
        if tries >= 2:
            parts.append(self.hint)
        if tries >= 3 and self.code:
            parts.append(f"One way to write it: {self.code}")
        return Verdict("wrong", " ".join(parts))

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
        if _equal(expected, received) or _is_rounding(expected, received):
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


def wrong_form(expected: Any, received: str) -> str:
    """Return the message for an answer of the wrong type or size.

    Args:
        expected: The right answer.
        received: A description of the learner's answer, as ``describe`` makes it.

    >>> wrong_form((3, 5), "one number")
    'The answer is 2 numbers; received one number.'
    >>> wrong_form(98.7, "2 numbers")
    'The answer is one number, with a decimal point, such as 0.5; received 2 numbers.'
    """
    wanted = describe(expected)
    if np.ndim(expected) == 0 and float(expected) != int(expected):
        wanted += ", with a decimal point, such as 0.5"
    return f"The answer is {wanted}; received {received}."


def rounding_problem(right: Sequence[Outcome], received: Sequence[Outcome]) -> str:
    """Return a message if a learner's function rounds the right results; else "".

    >>> rounding_problem([Outcome(2.345)], [Outcome(2.3)])
    'Your results are right, but rounded to 1 decimal: return them as they are.'
    """
    for decimals in (3, 2, 1, 0):
        if all(_same_rounded(a.value, b.value, decimals) for a, b in zip(right, received)):
            digits = f"{decimals} decimal{'s' * (decimals > 1)}" if decimals else "whole numbers"
            return f"Your results are right, but rounded to {digits}: return them as they are."
    return ""


def relative_tolerance(expected: Any) -> float:
    """Return how far an answer may lie from the expected value, as a fraction of that value.

    Integers are counts and must be met exactly; of other numbers, learners write a few digits.

    >>> relative_tolerance(3), relative_tolerance(0.5)
    (1e-09, 0.0001)
    """
    return 1e-9 if np.asarray(expected).dtype.kind in "iu" else 1e-4


def _equal(expected: Any, received: Any) -> bool:
    """Return whether two values agree within the tolerance, in shapes that agree.

    Axes of length 1 do not count: one number equals an array that holds only this number.
    """
    tolerance = relative_tolerance(expected)
    # A row in one more pair of brackets is as good: [[-1, 2, -1]] for [-1, 2, -1].
    left = np.atleast_1d(np.squeeze(np.asarray(expected, float)))
    right = np.atleast_1d(np.squeeze(np.asarray(received, float)))
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=tolerance, atol=1e-6))


def _type_problem(expected: Any, received: Any) -> str:
    """Return the message for an answer that is not a number or an array of numbers; else ""."""
    if isinstance(received, str):
        return f"Write it without quotation marks: {received!r} is text, not a number."
    return "" if as_numbers(received) is not None else wrong_form(expected, describe(received))


def _is_rounding(expected: Any, received: Any) -> bool:
    """Return whether a number is the expected one, rounded as a typed answer may be.

    >>> _is_rounding(2.302585, 2.3), _is_rounding(2.302585, 2), _is_rounding(12, 12.0)
    (True, False, True)
    """
    if np.size(expected) != 1 or np.size(received) != 1:
        return False
    exact, value = float(np.ravel(expected)[0]), float(np.ravel(received)[0])
    whole, _, decimals = f"{abs(value):f}".rstrip("0").partition(".")
    digits = len((whole + decimals).lstrip("0"))
    return compare.agree(exact, Typed(value, 10.0 ** -len(decimals), digits))


def _same_rounded(expected: Any, received: Any, decimals: int) -> bool:
    """Return whether a result is the expected one, rounded to this many decimals."""
    exact = as_numbers(expected)
    return exact is not None and same(np.round(exact.astype(float), decimals), received)


def _without_comma(expected: Any, received: Any) -> str:
    """Return the one number that a learner meant who wrote a comma in it, such as 98,7; else ""."""
    parts = received if isinstance(received, tuple) and np.ndim(expected) == 0 else ()
    if len(parts) < 2 or not all(type(part) is int and part >= 0 for part in parts):
        return ""
    if float(expected) != int(expected):
        return f"{parts[0]}.{parts[1]}" if len(parts) == 2 else ""
    first, *groups = map(str, parts)
    grouped = "".join(group.zfill(3) for group in groups)
    return first + grouped if len(grouped) == 3 * len(groups) else ""


def _checksum(text: str) -> int:
    """Return a number by which options are sorted: it depends on nothing but their text."""
    return crc32(text.encode())
