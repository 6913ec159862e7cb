"""Widgets that ask questions of earlier lessons again: two before a lesson, 20 before an exam."""

from __future__ import annotations

import html
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import ModuleType
from typing import Any

import ipywidgets as widgets

from helpers.draw.mime import StoredStill
from helpers.quiz.answers import Answer
from helpers.quiz.memory import memory
from helpers.quiz.prediction import Predictions
from helpers.quiz.review import Asked, Item, choose_exam, pick

Remember = Callable[[Answer], object]
Clock = Callable[[], datetime]


def _now() -> datetime:
    """Return the time, in the zone of this machine: a day ends at the learner's midnight."""
    return datetime.now().astimezone()


def again(lesson: ModuleType) -> Review:
    """Return a widget that asks two questions of earlier lessons, in another form.

    Which two depends on the answers that are remembered on this machine; see ``review.pick``.
    The answers are remembered, too. The lesson's own count of predictions does not change.

    Args:
        lesson: The lesson that begins, such as ``helpers.lessons.lesson_03``.
    """
    asked = pick(_all_items(lesson), memory().all(), _name(lesson), _now())
    return Review(asked, memory().add)


def exam(lesson: ModuleType) -> Exam:
    """Return a self-test of 20 questions of all lessons, which ends with what to look at again.

    Args:
        lesson: Any lesson.
    """
    return Exam(choose_exam(_all_items(lesson), memory().all(), _now()), memory().add)


class Review(StoredStill, widgets.VBox):  # type: ignore[misc]
    """A few questions of earlier lessons. What a notebook stores of it is the same for everybody.

    Args:
        asked: The questions.
        remember: A function that gets each answer once it is committed.
        clock: A function that returns the time of an answer, with its time zone.
    """

    def __init__(self, asked: Sequence[Asked], remember: Remember, clock: Clock = _now) -> None:
        self.asked = list(asked)
        self._remember, self._clock = remember, clock
        # Its own count: the lesson's tally stays as it is.
        guess = Predictions()
        self.questions = [
            guess.ask(each.exercise, _place(each.item), f"{number}.")
            for number, each in enumerate(self.asked, start=1)
        ]
        for number in range(len(self.asked)):
            self._watch(number)
        super().__init__(self.questions)

    def __repr__(self) -> str:
        return "Two short questions from earlier lessons."

    def _watch(self, number: int) -> None:
        """Remember the answer to a question as soon as there is a verdict on it."""

        def answered(change: Any) -> None:
            if change.new is None:  # asked again
                return
            typed = self.questions[number].reply["typed"]
            self._remember(self.asked[number].answered(typed, change.new, self._clock()))
            self._answered()

        self.questions[number].observe(answered, "verdict")

    def _answered(self) -> None:
        """Do what is to be done after each answer: nothing here."""


class Exam(Review):
    """A self-test over all lessons. Its last line counts and lists what to look at again.

    See ``Review`` for the arguments.
    """

    def __init__(self, asked: Sequence[Asked], remember: Remember, clock: Clock = _now) -> None:
        super().__init__(asked, remember, clock)
        self.report = widgets.HTML()
        self.children = [*self.questions, self.report]
        self._answered()

    def __repr__(self) -> str:
        return f"A self-test of {len(self.asked)} questions from all lessons."

    def _answered(self) -> None:
        """Show how many answers are right, and links to the lessons of those that are wrong."""
        verdicts = [made.verdict for made in self.questions]
        missed = [
            each.item
            for each, verdict in zip(self.asked, verdicts)
            if verdict is not None and not verdict
        ]
        given = sum(verdict is not None for verdict in verdicts)
        self.report.value = _report(given, len(self.asked), missed)


def _report(given: int, count: int, missed: Sequence[Item]) -> str:
    """Return the last line of a self-test as HTML.

    Args:
        given: How many questions are answered.
        count: How many questions there are.
        missed: The items that were answered wrong.
    """
    text = f"{given - len(missed)} right of {given} answered; {count - given} to go."
    if given == count:
        text = f"{given - len(missed)} of {count} right."
        text += " Look again at:" if missed else " Nothing to look at again."
    return f'<div role="status"><b>{text}</b>{_links(missed) if missed else ""}</div>'


def _links(items: Iterable[Item]) -> str:
    """Return an HTML list with a link to each lesson, and how many of its questions are missed."""
    pages = [item.page for item in items]
    lines = [
        f'<li><a href="{html.escape(page)}" target="_blank">{_title(page)}</a> '
        f"({pages.count(page)})</li>"
        for page in sorted(set(pages))
    ]
    return f"<ul>{''.join(lines)}</ul>"


def _title(page: str) -> str:
    """Return the name of a lesson's file in words.

    >>> _title("05_padding_and_stride.ipynb")
    'lesson 05, padding and stride'
    """
    number, _, words = page.removesuffix(".ipynb").partition("_")
    return html.escape(f"lesson {number}, {words.replace('_', ' ')}")


def _place(item: Item) -> str:
    """Return what to look at again after a wrong answer."""
    return f"lesson {item.page[:2]}"


def _all_items(lesson: ModuleType) -> list[Item]:
    """Return the items of all lessons, given one of them.

    This room imports no lesson. The package that the lesson stands in knows the others.
    """
    lessons: Any = sys.modules[lesson.__name__.rpartition(".")[0]]
    return list(lessons.review_items())


def _name(lesson: ModuleType) -> str:
    """Return the name of a lesson, such as "lesson_03"."""
    return lesson.__name__.rpartition(".")[2]
