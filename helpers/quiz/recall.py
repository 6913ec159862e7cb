"""What a lesson remembers of its questions: the last answer to each, and new ones."""

from __future__ import annotations

from types import ModuleType

from helpers.core import text
from helpers.quiz.answers import Answer
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
