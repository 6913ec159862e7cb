"""What a lesson remembers of its questions: the last answer to each, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from helpers.core import text
from helpers.core.trace import Trace
from helpers.quiz.answers import Answer, fingerprint
from helpers.quiz.exercise import Choice, Exercise, Verdict
from helpers.quiz.memory import memory
from helpers.quiz.question import mistake
from helpers.quiz.review import question_fingerprint


class Recall:
    """The remembered answers to the questions of one lesson.

    Args:
        lesson: The module that holds the questions, such as ``helpers.lessons.lesson_03`` or one
            of its modules.
            Without it, and for questions that it does not hold, nothing is remembered.
    """

    def __init__(self, lesson: ModuleType | None) -> None:
        path = lesson.__name__.partition(".lessons.")[2] if lesson else ""
        self._lesson, _, part = path.partition(".")
        held = vars(lesson) if lesson else {}
        questions = {
            name: each for name, each in held.items() if isinstance(each, Exercise | Choice)
        }
        # By identity: two questions may be equal.
        self._names = {id(each): f"{part}.{name}".lstrip(".") for name, each in questions.items()}

    def last(self, question: Exercise | Choice) -> Answer | None:
        """Return the last answer to a question as it is asked now; None if there is none.

        Once it has turned out that answers cannot be remembered, the reason is printed, one time.
        """
        name = self._names.get(id(question))
        found = name and memory().last(self._lesson, name, question_fingerprint(question))
        if note := memory().new_note():
            text.say(note)
        return found or None

    def add(self, question: Exercise | Choice, typed: str, verdict: Verdict) -> None:
        """Remember an answer.

        Args:
            question: The question that was answered.
            typed: The answer as it was typed or chosen.
            verdict: The verdict on it, "right" or "wrong".
        """
        if not (name := self._names.get(id(question))):
            return
        mark, named = question_fingerprint(question), mistake(question, verdict)
        memory().add(Answer(self._lesson, name, mark, typed, bool(verdict), named))

    def walk(self, about: str, trace: Trace) -> tuple[int, int]:
        """Return how many predictions in a player were right, and how many were made.

        Args:
            about: What the player is about; no other player of the lesson has it.
            trace: What it steps through.
        """
        last = self._lesson and memory().last(self._lesson, f"walk {about}", _walk_mark(trace))
        right, _, made = last.typed.partition(" of ") if last else ("0", "", "0")
        return int(right), int(made)

    def add_walk(self, about: str, trace: Trace, tally: Sequence[int]) -> None:
        """Remember how many predictions were right and made; see ``walk`` for the arguments."""
        if self._lesson:
            right, made = tally
            name, typed = f"walk {about}", f"{right} of {made}"
            memory().add(Answer(self._lesson, name, _walk_mark(trace), typed, right == made))


def _walk_mark(trace: Trace) -> str:
    """Return what changes if a walk changes: a fingerprint of its outputs."""
    return fingerprint(trace.title, repr(trace.maps.tolist()))
