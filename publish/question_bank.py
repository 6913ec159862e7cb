"""Questions for other systems: the answers that a question knows, each with its message."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from helpers.quiz.exercise import Choice, Exercise

KNOWN_DIGITS = 5
"""Significant digits from which on every rounding of a number lies within its tolerance."""


@dataclass(frozen=True)
class Known:
    """An answer that a question knows: the right one, or a mistake.

    Args:
        value: A number, lists of numbers, or the text of an option.
        message: The praise, or what went wrong.
        right: Whether it is the right answer.
    """

    value: Any
    message: str
    right: bool


@dataclass(frozen=True)
class BankQuestion:
    """A question as another system is given it.

    Args:
        name: A name that no other question has, such as "lesson_05/five".
        category: The lesson that it belongs to, such as "Lesson 05: Padding and stride".
        place: Where it is asked, such as "Lesson 05, round 1".
        again: What to look at again after a wrong answer.
        asked: The text of the question.
        known: The right answer and the mistakes; of a choice, in the order of its options.
        hint: The message for other wrong answers; "" for a choice, which has none.
    """

    name: str
    category: str
    place: str
    again: str
    asked: str
    known: tuple[Known, ...]
    hint: str

    @property
    def kind(self) -> str:
        """How it is answered: "choice", "number", or "numbers" if an answer has several."""
        if isinstance(self.known[0].value, str):
            return "choice"
        return "numbers" if any(np.ndim(each.value) for each in self.known) else "number"

    @property
    def text(self) -> str:
        """The place, the question, and how to write several numbers; each in a line."""
        lines = [f"{self.place}.", self.asked]
        if self.kind == "numbers":
            lines.append(_how_to_type(next(each.value for each in self.known if each.right)))
        return "\n".join(lines)


def bank_question(asked: Exercise | Choice, name: str, **where: str) -> BankQuestion:
    """Return a question of a lesson for other systems.

    Args:
        asked: An exercise that is answered by numbers, or a choice.
        name: The name of the question.
        where: Its ``category``, ``place`` and ``again``.

    >>> sum_ = Exercise("3 + 4?", 7, [(12, "You multiplied.")], "Yes.", "Count on.")
    >>> bank_question(sum_, "sums/one", category="Sums", place="Sums", again="sums").known[1]
    Known(value=12, message='You multiplied.', right=False)
    """
    right = Known(_plain(asked.answer), asked.praise, True)
    known = [right, *(Known(_plain(wrong), said, False) for wrong, said in asked.mistakes)]
    if isinstance(asked, Choice):
        known.sort(key=lambda each: asked.options.index(each.value))
    hint = asked.hint if isinstance(asked, Exercise) else ""
    return BankQuestion(name, asked=asked.question, known=tuple(known), hint=hint, **where)


def number_rows(question: BankQuestion) -> list[tuple[str, str, Known]]:
    """Return what is compared with a typed number, in this order: number, tolerance, answer.

    The first number within whose tolerance the typed one lies decides. A whole number has the
    tolerance 0. Another one is also right as rounded to two, three or four significant digits;
    from five on, its tolerance does that. A wider tolerance would not do: for 0.8, half a unit of
    the second digit takes in 0.797, which is a mistake.

    Args:
        question: A question of the kind "number".

    >>> half = Exercise("1 / 8?", 0.125, [(8, "Turned over.")], "Yes.", "Divide.")
    >>> bank = bank_question(half, "eighth", category="", place="", again="")
    >>> [row[:2] for row in number_rows(bank)]
    [('0.125', '0.000005'), ('0.13', '0'), ('8', '0')]
    """
    rows = [(_exact(each.value), _tolerance(each.value), each) for each in question.known]
    for each in question.known:
        for digits in range(2, KNOWN_DIGITS) if isinstance(each.value, float) else ():
            rounded = _round(each.value, digits)
            if all(abs(rounded - number) > near for number, near, _ in rows):
                rows.append((rounded, Decimal(0), each))
    rows.sort(key=lambda row: question.known.index(row[2]))
    return [(f"{number:f}", f"{near:f}", each) for number, near, each in rows]


def text_rows(question: BankQuestion) -> list[tuple[str, Known]]:
    """Return the texts that are compared with several typed numbers, each with its answer.

    Args:
        question: A question of the kind "numbers".

    >>> size = Exercise("Which size?", (4, 6), [((6, 4), "Turned.")], "Yes.", "Rows first.")
    >>> rows = text_rows(bank_question(size, "size", category="", place="", again=""))
    >>> [text for text, each in rows if each.right][:6]
    ['4, 6', '4,6', '4 6', '4; 6', '4x6', '4 x 6']
    """
    return [(text, each) for each in question.known for text in _spellings(each.value)]


def _spellings(value: Any) -> list[str]:
    """Return the ways in which people write an answer of one or more numbers.

    >>> _spellings([[1, 0], [0, -1]])[-3:]
    ['[1, 0, 0, −1]', '[[1, 0], [0, −1]]', '1, 0; 0, −1']
    """
    numbers = [f"{_exact(number):f}" for number in np.ravel(value).tolist()]
    if len(numbers) == 1:
        return numbers
    separators = [", ", ",", " ", "; "]
    if len(numbers) <= 3:  # a size, such as 4×6
        separators += ["x", " x ", "×", " × "]
    found = [separator.join(numbers) for separator in separators]
    found += [f"({', '.join(numbers)})", f"({','.join(numbers)})", f"[{', '.join(numbers)}]"]
    if np.ndim(value) == 2:
        rows = [", ".join(f"{_exact(number):f}" for number in row) for row in value]
        found += [f"[[{'], ['.join(rows)}]]", "; ".join(rows)]
    if any(number.startswith("-") for number in numbers):
        found += [text.replace("-", "−") for text in found]
    return found


def _how_to_type(value: Any) -> str:
    """Return how to write an answer of one or more numbers.

    >>> _how_to_type([4, 6]), _how_to_type([[1, 0], [0, 1]])
    ('Type 2 numbers, such as 11, 12.', 'Type 4 numbers, row by row, such as 11, 12, 13, 14.')
    """
    count = np.size(value)
    if count == 1:
        return "Type a number, such as 12."
    rows = ", row by row" if np.ndim(value) == 2 else ""
    return f"Type {count} numbers{rows}, such as {', '.join(map(str, range(11, 11 + count)))}."


def _plain(value: Any) -> Any:
    """Return an answer in Python's own types: a text, a number, or lists of numbers.

    >>> _plain(np.float64(3)), _plain((0.5, 1.0)), _plain("yes")
    (3, [0.5, 1], 'yes')
    """
    if isinstance(value, str):
        return value
    if np.ndim(value):
        return [_plain(each) for each in value]
    number = np.asarray(value).item()
    return int(number) if float(number).is_integer() else number


def _exact(number: float) -> Decimal:
    """Return a number with the digits that a learner is shown: whole, or seven significant ones.

    >>> _exact(1_228_800_000), _exact(0.1 + 0.2)
    (Decimal('1228800000'), Decimal('0.3'))
    """
    whole = float(number).is_integer()
    return Decimal(int(number)) if whole else Decimal(repr(float(f"{number:.7g}")))


def _tolerance(number: float) -> Decimal:
    """Return half a unit of the last of ``KNOWN_DIGITS`` digits of a number; 0 for an integer."""
    if isinstance(number, int):
        return Decimal(0)
    return Decimal(5).scaleb(_exact(number).adjusted() - KNOWN_DIGITS)


def _round(number: float, digits: int) -> Decimal:
    """Return a number rounded to significant digits, a half away from zero, as at school.

    >>> f"{_round(1228.8, 2):f}", f"{_round(0.125, 2):f}"
    ('1200', '0.13')
    """
    exact = Decimal(repr(number))
    unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return exact.quantize(unit, ROUND_HALF_UP)
