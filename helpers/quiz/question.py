"""A question as a lesson asks it: the words that are shown for each answer. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.quiz.exercise import Choice, Exercise, Verdict
from helpers.quiz.read import read_numbers

OPENING = "Predict."
"""The words before a question, where a lesson gives no others."""


@dataclass(frozen=True, repr=False)
class Correction(Verdict):
    """The verdict on a wrong answer, and the parts of its message.

    Args:
        reason: The message of the exercise: which mistake it is.
        answer: The right answer, as it is shown.
        about: What to look at again.
    """

    reason: str
    answer: str
    about: str


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
        kind = "a number" if self.count == 1 else f"{self.count} numbers, with commas"
        return f"{kind} · {counts}"

    def respond(self, answer: str | None) -> Verdict:
        """Return the verdict on a learner's answer, in the words that are shown.

        An answer that cannot be read gets a verdict with the result "missing".

        Args:
            answer: The text that was typed or the option that was chosen; None if there is none.
        """
        if isinstance(self.exercise, Choice):
            return self.judge(answer, _format(answer or ""))
        return self.judge(read_numbers(answer or "", self.count), answer or "")

    def judge(self, received: Any, typed: str) -> Verdict:
        """Return the verdict on an answer that was read.

        Args:
            received: The value: numbers, or an option; None if the answer could not be read.
            typed: The answer as it is repeated after "You said".
        """
        if received is None:
            return self.ask_again()
        verdict = self.exercise(received)
        return verdict if verdict else self.wrong(verdict.message, typed)

    def wrong(self, message: str, typed: str) -> Correction:
        """Return the verdict on a wrong answer: ``message``, the right answer, what to look at."""
        answer = _format(self.exercise.answer)
        right = f"The answer is {answer}. Look again at {self.about}."
        text = f"You said {typed}. {message} {right}"
        return Correction("wrong", text, message, answer, self.about)

    def ask_again(self) -> Verdict:
        """Return the verdict on an answer that could not be read: what to type or choose."""
        if isinstance(self.exercise, Choice):
            return Verdict("missing", "Choose an answer first.")
        if self.count == 1:
            return Verdict("missing", "Type a number, such as 12.")
        return Verdict("missing", f"Type {self.count} numbers, such as 3, 5.")


def _format(answer: Any) -> str:
    """Return an answer as a message shows it: an option in quotation marks, numbers with commas.

    >>> _format("yes"), _format((-1234, 5))
    ('“yes”', '−1,234, 5')
    """
    if isinstance(answer, str):
        return f"“{answer}”"
    values = [f"{value:,}".replace("-", "−") for value in np.ravel(answer).tolist()]
    return ", ".join(values)
