"""A question as a lesson asks it: the words that are shown for each answer. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.core.typed.compare import Reading, matches, repeat
from helpers.core.typed.read import read_numbers
from helpers.quiz.exercise import Choice, Exercise, Verdict

OPENING = "Predict."
"""The words before a question, where a lesson gives no others."""


@dataclass(frozen=True, repr=False)
class Judged(Verdict):
    """The verdict on an answer that could be read.

    Args:
        typed: The answer as it is repeated: what was typed, and the numbers it was read as.
    """

    typed: str


@dataclass(frozen=True, repr=False)
class Correction(Judged):
    """The verdict on a wrong answer, and the parts of its message.

    Args:
        reason: The message of the exercise: which mistake it is.
        answer: The right answer, as it is shown.
        about: What to look at again; "" where the question stands there.
        working: The sum that gives the right answer; "" if there is none.
    """

    reason: str
    answer: str
    about: str
    working: str


@dataclass(frozen=True)
class Question:
    """An exercise or choice to be answered in the page.

    Args:
        exercise: The question with its right answer and messages.
        about: What to look at again after a wrong answer, such as "round 1: sums".
        opening: The words before the question.

    Raises:
        TypeError: ``exercise`` is neither an Exercise nor a Choice, or it is an Exercise that is
            answered by a function.

    >>> sum_ = Exercise("3 + 4?", 7, [(12, "You multiplied.")], "Yes.", "Count on.")
    >>> Question(sum_, "sums").respond("12")
    ✗ You said 12. You multiplied. The answer is 7.
    >>> Question(sum_, "sums", "1.").respond("12")
    ✗ You said 12. You multiplied. The answer is 7. Look again at sums.
    """

    exercise: Exercise | Choice
    about: str
    opening: str = OPENING

    def __post_init__(self) -> None:
        asked = self.exercise
        if not (isinstance(asked, Choice) or (isinstance(asked, Exercise) and not asked.probes)):
            raise TypeError(f"ask takes a question answered by numbers; received {asked!r}")

    @property
    def text(self) -> str:
        """The opening and the question, in one line."""
        return f"{self.opening} {self.exercise.question}"

    @property
    def count(self) -> int:
        """How many numbers the right answer has; 1 for a choice."""
        return int(np.size(self.exercise.answer))

    @property
    def hint(self) -> str:
        """What stands beside the field: which kind of answer it takes."""
        counts = "your first answer counts"
        if isinstance(self.exercise, Choice):
            return counts
        kind = (
            "a number or a sum"
            if self.count == 1
            else f"{_in_words(self.count)} numbers, with commas"
        )
        return f"{kind} · {counts}"

    def respond(self, answer: str | None) -> Verdict:
        """Return the verdict on a learner's answer, in the words that are shown.

        An answer that cannot be read gets a verdict with the result "missing".

        Args:
            answer: The text that was typed or the option that was chosen; None if there is none.
        """
        if isinstance(self.exercise, Choice):
            return self._choose(answer)
        readings = read_numbers(answer or "", self.count)
        return self._judge(readings, answer or "") if readings else self.ask_again()

    @property
    def known(self) -> list[Any]:
        """The values that have a message of their own: the right answer, then the mistakes."""
        return [self.exercise.answer, *(wrong for wrong, _ in self.exercise.mistakes)]

    def verdict(self, which: int, typed: str) -> Verdict:
        """Return the verdict on one of the known values.

        Args:
            which: Its index in ``known``; 0 is the right answer.
            typed: The answer as it is repeated after "You said".
        """
        if which == 0:
            return Judged("right", self.exercise.praise, typed)
        return self.wrong(self.exercise.mistakes[which - 1][1], typed)

    def _choose(self, option: str | None) -> Verdict:
        """Return the verdict on an option of a choice."""
        if option is None:
            return self.ask_again()
        verdict = self.exercise(option)
        return verdict if verdict else self.wrong(verdict.message, option)

    def _judge(self, readings: Sequence[Reading], answer: str) -> Verdict:
        """Return the verdict on numbers: that of the first known value which a reading has.

        More or fewer numbers than are asked for are no answer yet.
        """
        assert isinstance(self.exercise, Exercise)
        for which, value in enumerate(self.known):
            for reading in readings:
                if matches(value, reading):
                    return self.verdict(which, repeat(answer, reading))
        first = readings[0]
        typed = repeat(answer, first)
        if len(first) == self.count:
            return self.wrong(self.exercise.hint, typed)
        return self.ask_again()

    def wrong(self, message: str, typed: str) -> Correction:
        """Return the verdict on a wrong answer: ``message``, the right answer, what to look at.

        What to look at again is said where a question is asked again, outside its round.
        """
        answer = _format(self.exercise.answer)
        working = "" if isinstance(self.exercise, Choice) else self.exercise.working
        sum_ = f" = {working}" if working else ""
        # In the round itself, this would send the learner to where they are.
        about = "" if self.opening == OPENING else self.about
        again = f" Look again at {about}." if about else ""
        right = f"The answer is {answer}{sum_}.{again}"
        said = _format(typed) if isinstance(self.exercise, Choice) else typed
        text = f"You said {said}. {message} {right}"
        return Correction("wrong", text, typed, message, answer, about, working)

    def ask_again(self) -> Verdict:
        """Return the verdict on an answer that could not be read: what to type or choose."""
        if isinstance(self.exercise, Choice):
            return Verdict("missing", "Choose an answer first.")
        if self.count == 1:
            return Verdict("missing", "Type a number or a sum, such as 12 or 3*3+1.")
        example = ", ".join(map(str, range(3, 3 + 2 * self.count, 2)))
        return Verdict("missing", f"Type {_in_words(self.count)} numbers, such as {example}.")


def mistake(exercise: Exercise | Choice, verdict: Verdict) -> str:
    """Return the message of the known mistake that an answer made; "" if there is none.

    >>> sum_ = Exercise("3 + 4?", 7, [(12, "You multiplied.")], "Yes.", "Count on.")
    >>> [mistake(sum_, Question(sum_, "sums").respond(typed)) for typed in ("12", "13", "7")]
    ['You multiplied.', '', '']
    """
    reason = verdict.reason if isinstance(verdict, Correction) else ""
    return reason if reason in {message for _, message in exercise.mistakes} else ""


def _in_words(count: int) -> str:
    """Return a small number in words, and a larger one in digits.

    >>> _in_words(2), _in_words(9)
    ('two', '9')
    """
    return {2: "two", 3: "three", 4: "four"}.get(count, str(count))


def _format(answer: Any) -> str:
    """Return an answer as a message shows it: an option in quotation marks, numbers with commas.

    >>> _format("yes"), _format((-1234, 5))
    ('“yes”', '−1,234, 5')
    """
    if isinstance(answer, str):
        return f"“{answer}”"
    values = [f"{value:,}".replace("-", "−") for value in np.ravel(answer).tolist()]
    return ", ".join(values)
