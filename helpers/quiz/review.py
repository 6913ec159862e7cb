"""Questions of earlier lessons in another form, and the choice of those to ask. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar
from zlib import crc32

import numpy as np

from helpers.core.text import number
from helpers.quiz.answers import Answer, due, fingerprint
from helpers.quiz.exercise import Choice, Exercise, Verdict
from helpers.quiz.question import mistake

Kind = Literal["other numbers", "reverse"]
"""The same question for another case, or one that asks for what was given in the lesson."""

Key = tuple[str, str]
"""A lesson's name and the name of a question in it."""

Make = Callable[[np.random.Generator], Exercise | Choice]
Value = TypeVar("Value")

MARK = "/"
"""Stands between the name of a question and the kind of the item, in a remembered answer."""

EXAM = 20
"""How many questions the self-test has."""

CHOICES = 4
"""How many of them are choices at least, where the learner has missed few others."""

TRIES = 100
"""How often numbers are drawn at most, to find a question that differs from the last one."""


def one(rng: np.random.Generator, values: Sequence[Value]) -> Value:
    """Return one of the values, drawn at random.

    >>> one(np.random.default_rng(1), [4, 6, 8])
    6
    """
    return values[int(rng.integers(len(values)))]


def listed(values: Iterable[float]) -> str:
    """Return numbers in parentheses.

    >>> listed([2, -1])
    '(2, −1)'
    """
    return f"({', '.join(map(number, values))})"


def rows(values: Iterable[Iterable[float]]) -> str:
    """Return the rows of a grid of numbers, with / between them.

    >>> rows([[1, -2], [3, 0]])
    '1 −2 / 3 0'
    """
    return " / ".join(" ".join(map(number, row)) for row in values)


@dataclass(frozen=True)
class Item:
    """A question of a lesson in another form than the lesson asks it in.

    Args:
        page: The file of the lesson, such as "03_convolution_step_by_step.ipynb".
        question: The name that the question has in the lesson's exercises.
        kind: "other numbers", or "reverse": what was given there is asked for here.
        make: A function that draws numbers and returns the question with them.
    """

    page: str
    question: str
    kind: Kind
    make: Make

    @property
    def lesson(self) -> str:
        """The lesson's name, such as "lesson_03"."""
        return f"lesson_{self.page[:2]}"

    @property
    def key(self) -> Key:
        """The lesson's name and the question's."""
        return self.lesson, self.question

    def exercise(self, seed: int) -> Exercise | Choice:
        """Return the question with the numbers that belong to a seed.

        A mistake that gives the right answer with these numbers, or the same as a mistake before
        it, is left out.

        >>> item = Item("01_sums.ipynb", "sum", "other numbers", lambda rng: Exercise(
        ...     "2 · 2?", 4, [(4, "You added."), (22, "That glues digits.")], "Right.", "Count."))
        >>> item.exercise(0).mistakes
        [(22, 'That glues digits.')]
        """
        made = self.make(np.random.default_rng([seed, crc32(f"{self.key} {self.kind}".encode())]))
        return made if isinstance(made, Choice) else _without_doubles(made)


class Items:
    """The items of one lesson, in the order in which a learner without answers gets them.

    Its methods are decorators of the functions that make the questions.

    Args:
        page: The file of the lesson.
    """

    def __init__(self, page: str) -> None:
        self.page = page
        self._items: list[Item] = []

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def numbers(self, question: str) -> Callable[[Make], Make]:
        """Add a question that is asked with other numbers."""
        return self._adder(question, "other numbers")

    def reverse(self, question: str) -> Callable[[Make], Make]:
        """Add a question that asks for what was given in the lesson."""
        return self._adder(question, "reverse")

    def _adder(self, question: str, kind: Kind) -> Callable[[Make], Make]:
        def add(make: Make) -> Make:
            self._items.append(Item(self.page, question, kind, make))
            return make

        return add


@dataclass(frozen=True)
class Asked:
    """An item with the numbers that it is asked with."""

    item: Item
    exercise: Exercise | Choice

    @property
    def name(self) -> str:
        """The question's name in remembered answers, such as "size/reverse"."""
        return f"{self.item.question}{MARK}{self.item.kind}"

    @property
    def fingerprint(self) -> str:
        """What changes if the question changes."""
        return question_fingerprint(self.exercise)

    def answered(self, typed: str, verdict: Verdict, now: datetime) -> Answer:
        """Return the answer to be remembered.

        Args:
            typed: The answer as it was typed or chosen.
            verdict: The verdict on it.
            now: The time, with its time zone.
        """
        named, right = mistake(self.exercise, verdict), bool(verdict)
        return Answer(self.item.lesson, self.name, self.fingerprint, typed, right, named, now)


def question_fingerprint(exercise: Exercise | Choice) -> str:
    """Return the fingerprint of a question: of its words, its options and its right answer."""
    options = exercise.options if isinstance(exercise, Choice) else []
    return fingerprint(exercise.question, *options, repr(np.ravel(exercise.answer).tolist()))


def pick(
    items: Iterable[Item], answers: Iterable[Answer], lesson: str, now: datetime, count: int = 2
) -> list[Asked]:
    """Return the questions of earlier lessons with which a lesson opens.

    First come the questions that were missed the last time, then those that are due again (see
    ``answers.due``). If these are too few, questions without an answer follow, those of the lesson
    just before first, and last those that were answered the longest ago. No two are forms of the
    same question.

    The form of a question depends on how often it was answered before today: it stays the same
    for a day, and then changes.

    Args:
        items: The items of all lessons.
        answers: The remembered answers, in the order in which they were given.
        lesson: The name of the lesson that opens, such as "lesson_03".
        now: The time, with its time zone.
        count: How many questions are wanted; there are fewer where the lessons have no more.
    """
    earlier = [item for item in items if item.lesson < lesson]
    given = list(answers)
    return [_form(earlier, key, given, now) for key in _ranked(earlier, given, now)[:count]]


def choose_exam(
    items: Iterable[Item], answers: Iterable[Answer], now: datetime, count: int = EXAM
) -> list[Asked]:
    """Return the questions of a self-test over all lessons.

    The first question of each lesson is chosen, and then the others, by the rule of ``pick``;
    after what was missed or is due come some that can be asked as a choice, and then questions
    from all lessons in turn. Two questions of one lesson follow each other only where no other
    lesson has any left. The numbers are others than those of the same day's questions of ``pick``.

    Args:
        items: The items of all lessons.
        answers: The remembered answers, in the order in which they were given.
        now: The time, with its time zone.
        count: How many questions are wanted; there are fewer where the lessons have no more.
    """
    every, given = list(items), list(answers)
    ranked = _ranked(every, given, now)
    urgent = set(_urgent(given, now))
    turns = _in_turn(ranked)
    lessons = len({lesson for lesson, _ in ranked})
    first = turns[:lessons]
    choices = [key for key in ranked if any(map(_is_choice, _forms(every, key)))]
    others = [key for key in ranked if key in urgent] + choices[:CHOICES] + turns
    chosen = list(dict.fromkeys([*first, *others]))[:count]
    return [_exam_form(every, key, given, now) for key in _in_turn(sorted(chosen))]


def _ranked(items: Sequence[Item], answers: Sequence[Answer], now: datetime) -> list[Key]:
    """Return the questions that have items, those to be asked first at the beginning."""
    by_lesson = sorted(items, key=lambda item: item.lesson, reverse=True)  # stable within a lesson
    known = dict.fromkeys(item.key for item in by_lesson)
    # From the latest to the earliest: each question stands where its last answer stands.
    last = list(dict.fromkeys(_key(answer) for answer in reversed(answers)))
    never = [key for key in known if key not in last]
    order = [*_urgent(answers, now), *never, *reversed(last)]
    return [key for key in dict.fromkeys(order) if key in known]


def _urgent(answers: Iterable[Answer], now: datetime) -> list[Key]:
    """Return the questions that were missed, then those that are due."""
    # A question counts as one, in whatever form it was asked.
    same = [replace(answer, question=_key(answer)[1], fingerprint="any form") for answer in answers]
    return [(answer.lesson, answer.question) for answer in due(same, now)]


def _key(answer: Answer) -> Key:
    """Return the lesson and the name of the question that an answer belongs to, in any form."""
    return answer.lesson, answer.question.partition(MARK)[0]


def _in_turn(keys: Iterable[Key]) -> list[Key]:
    """Return the keys with the lessons in turn, each lesson's in their order.

    >>> _in_turn([("a", "1"), ("a", "2"), ("a", "3"), ("b", "1")])
    [('a', '1'), ('b', '1'), ('a', '2'), ('a', '3')]
    """
    seen: dict[str, int] = {}
    rounds = []
    for key in keys:
        rounds.append((seen.get(key[0], 0), key))
        seen[key[0]] = rounds[-1][0] + 1
    # Sorted by the number of the round only: the order within a round stays.
    return [key for _, key in sorted(rounds, key=lambda pair: pair[0])]


def _form(items: Iterable[Item], key: Key, answers: Iterable[Answer], now: datetime) -> Asked:
    """Return a question in another form than it was last answered in before today."""
    today = now.date()
    before = [
        answer
        for answer in answers
        if _key(answer) == key and answer.when.astimezone(now.tzinfo).date() != today
    ]
    last = before[-1].fingerprint if before else ""
    forms = _forms(items, key)
    kinds = [f"{item.question}{MARK}{item.kind}" for item in forms]
    earlier = [kinds.index(answer.question) for answer in before if answer.question in kinds]
    item = forms[(earlier[-1] + 1) % len(forms)] if earlier else forms[0]
    return _drawn(item, len(before), last)


def _exam_form(items: Iterable[Item], key: Key, answers: Iterable[Answer], now: datetime) -> Asked:
    """Return a question in another form than it opens a lesson in today; as a choice if it can."""
    every = list(items)
    today = _form(every, key, answers, now)
    item = next(filter(_is_choice, _forms(every, key)), today.item)
    return _drawn(item, now.toordinal(), today.fingerprint)


def _forms(items: Iterable[Item], key: Key) -> list[Item]:
    """Return the items of a question."""
    return [item for item in items if item.key == key]


def _is_choice(item: Item) -> bool:
    """Return whether an item is answered by a choice."""
    return isinstance(item.exercise(0), Choice)


def _drawn(item: Item, first: int, other: str) -> Asked:
    """Return an item with numbers that belong to the first seed that makes another question.

    Args:
        item: The item.
        first: The first seed that is tried.
        other: The fingerprint of the question that it is to differ from.
    """
    for seed in range(first, first + TRIES):
        asked = Asked(item, item.exercise(seed))
        if asked.fingerprint != other:
            break
    return asked


def _without_doubles(exercise: Exercise) -> Exercise:
    """Return the exercise without mistakes whose value cannot be told from another answer."""
    kept: list[tuple[Any, str]] = []
    for wrong, message in exercise.mistakes:
        verdict = replace(exercise, mistakes=kept)(wrong)
        if not verdict and verdict.message not in [said for _, said in kept]:
            kept.append((wrong, message))
    return replace(exercise, mistakes=kept)
