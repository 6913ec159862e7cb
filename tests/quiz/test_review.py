"""Which questions of earlier lessons return, in which form."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.lessons import review_items
from helpers.quiz.answers import Answer, due
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.question import Question
from helpers.quiz.review import EXAM, Asked, Item, Kind, Make, choose_exam, pick

NOW = datetime(2024, 5, 6, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)
KINDS: tuple[Kind, ...] = ("other numbers", "reverse")


def make(page: int, question: str, kind: Kind) -> Make:
    """A question that tells which item it is, and one number of three."""

    def drawn(rng: np.random.Generator) -> Exercise:
        number = int(rng.integers(3))
        mistakes = [(number + 1, "One too many."), (number - 1, "One too few.")]
        return Exercise(f"{page} {question} {kind} {number}?", number, mistakes, "Right.", "Count.")

    return drawn


def item(page: int, question: str, kind: Kind) -> Item:
    return Item(f"{page:02}_lesson.ipynb", question, kind, make(page, question, kind))


def answer(asked: Asked, typed: str, when: datetime) -> Answer:
    """What is remembered of an answer."""
    return asked.answered(typed, Question(asked.exercise, "again").respond(typed), when)


ITEMS = [
    item(page, question, kind)
    for page in range(1, 7)
    for question in ("first", "second", "third", "fourth")
    for kind in KINDS
]


def said(page: int, question: str, right: bool, days: float = 0, kind: str = "") -> Answer:
    """An answer given some days ago; with a kind, to a question that was asked again."""
    name = f"{question}/{kind}" if kind else question
    return Answer(f"lesson_{page:02}", name, "f", "1", right, when=NOW - days * DAY)


def keys(asked: list[Asked]) -> list[str]:
    return [f"{each.item.page[:2]} {each.item.question}" for each in asked]


def test_without_answers_come_the_first_questions_of_the_lesson_before() -> None:
    assert keys(pick(ITEMS, [], "lesson_04", NOW)) == ["03 first", "03 second"]
    assert keys(pick(ITEMS, [], "lesson_04", NOW, 5))[4:] == ["02 first"]
    assert pick(ITEMS, [], "lesson_01", NOW) == []
    assert len(pick(ITEMS, [], "lesson_02", NOW, 99)) == 4


def test_missed_questions_come_first_then_those_that_are_due() -> None:
    answers = [
        said(1, "third", True, days=2),
        said(2, "second", True, days=0.5),
        said(1, "fourth", False, days=0.1),
        said(5, "first", False, days=0.1),
    ]
    assert keys(pick(ITEMS, answers, "lesson_04", NOW, 3)) == ["01 fourth", "01 third", "03 first"]
    assert keys(pick(ITEMS, answers, "lesson_06", NOW, 2)) == ["01 fourth", "05 first"]


def test_a_question_is_missed_until_it_is_right_in_any_form() -> None:
    missed = [said(2, "third", False, days=3)]
    assert keys(pick(ITEMS, missed, "lesson_03", NOW))[0] == "02 third"
    missed_again = [*missed, said(2, "third", False, days=2, kind="reverse")]
    assert keys(pick(ITEMS, missed_again, "lesson_03", NOW))[0] == "02 third"
    right = [*missed_again, said(2, "third", True, days=0.2, kind="other numbers")]
    assert "02 third" not in keys(pick(ITEMS, right, "lesson_03", NOW))
    assert keys(pick(ITEMS, right, "lesson_03", NOW + DAY))[0] == "02 third"  # it is due


def test_the_interval_grows_over_all_forms() -> None:
    """Right in the lesson, and right in another form a day later: due after three more days."""
    answers = [said(1, "first", True, days=1), said(1, "first", True, kind="reverse")]
    answers += [said(1, question, True) for question in ("second", "third", "fourth")]
    others = ["01 second", "01 third", "01 fourth"]
    after = {days: keys(pick(ITEMS, answers, "lesson_02", NOW + days * DAY, 4)) for days in (2, 3)}
    assert after[2] == [*others, "01 first"]
    assert after[3] == ["01 first", *others]


def test_when_nothing_is_due_the_oldest_answers_return() -> None:
    answers = [
        said(1, question, True, days=0.1) for question in ("third", "first", "fourth", "second")
    ]
    assert keys(pick(ITEMS, answers, "lesson_02", NOW)) == ["01 third", "01 first"]


def test_answers_to_questions_without_another_form_do_not_count() -> None:
    answers = [said(1, "no such question", False), said(9, "first", False)]
    assert keys(pick(ITEMS, answers, "lesson_03", NOW)) == ["02 first", "02 second"]


def test_the_form_changes_from_day_to_day() -> None:
    answers = [said(1, "first", False)]
    forms = []
    for day in range(6):
        now = NOW + day * DAY
        (asked,) = pick(ITEMS, answers, "lesson_02", now, 1)
        later = pick(ITEMS, answers, "lesson_02", now + timedelta(hours=3), 1)
        assert asked.fingerprint == later[0].fingerprint
        answers.append(answer(asked, "99", now))
        (same_day,) = pick(ITEMS, answers, "lesson_02", now + timedelta(hours=3), 1)
        assert same_day.fingerprint == asked.fingerprint
        forms.append(asked)
    assert [form.item.kind for form in forms] == [*KINDS] * 3
    alone = [each for each in ITEMS if each.kind == "reverse"]
    answers, numbers = [], []
    for day in range(8):
        (asked,) = pick(alone, answers, "lesson_02", NOW + day * DAY, 1)
        answers.append(answer(asked, "99", NOW + day * DAY))
        numbers.append(asked.exercise.answer)
    assert all(left != right for left, right in pairwise(numbers))


def test_a_day_ends_at_the_learners_midnight() -> None:
    zone = timezone(timedelta(hours=9))
    evening = datetime(2024, 5, 6, 23, 30, tzinfo=zone)
    (asked,) = pick(ITEMS, [], "lesson_02", evening, 1)
    answers = [answer(asked, "99", evening.astimezone(timezone.utc))]
    (late,) = pick(ITEMS, answers, "lesson_02", evening + timedelta(minutes=20), 1)
    (next_day,) = pick(ITEMS, answers, "lesson_02", evening + timedelta(minutes=40), 1)
    assert late.fingerprint == asked.fingerprint != next_day.fingerprint


def test_the_answer_names_the_mistake() -> None:
    (asked,) = pick(ITEMS, [], "lesson_02", NOW, 1)
    assert isinstance(asked.exercise, Exercise)
    right = asked.exercise.answer
    missed = answer(asked, str(right + 1), NOW)
    assert missed.mistake == "One too many."
    assert (missed.lesson, missed.question) == ("lesson_01", "first/other numbers")
    assert missed.fingerprint == asked.fingerprint
    assert answer(asked, "99", NOW).mistake == ""
    assert answer(asked, str(right), NOW).mistake == ""


given_answers = st.lists(
    st.builds(
        said,
        st.integers(1, 7),
        st.sampled_from(["first", "second", "third", "fourth", "gone"]),
        st.booleans(),
        st.floats(0, 40),
        st.sampled_from(["", *KINDS]),
    ),
    max_size=30,
)


def same_question(answer: Answer) -> str:
    return f"{answer.lesson[-2:]} {answer.question.partition('/')[0]}"


@given(given_answers, st.integers(1, 7), st.integers(0, 8))
def test_rules(answers: list[Answer], page: int, count: int) -> None:
    asked = pick(ITEMS, answers, f"lesson_{page:02}", NOW, count)
    found = keys(asked)
    assert len(found) == len(set(found)) == min(count, 4 * (page - 1))
    assert all(int(key[:2]) < page for key in found)
    assert found == keys(pick(ITEMS, list(answers), f"lesson_{page:02}", NOW, count))
    last = {same_question(answer): answer for answer in answers}
    possible = {key for key in last if int(key[:2]) < page and "gone" not in key}
    missed = {key for key in possible if not last[key].right}
    head = found[: len(missed)]
    assert set(head) <= missed
    assert len(head) == min(count, len(missed))
    # Of those after them, what was never asked comes before what was right and is not due.
    plain = [
        Answer(each.lesson, same_question(each), "any", each.typed, each.right, when=each.when)
        for each in answers
    ]
    waiting = {each.question for each in due(plain, NOW)} & possible
    ranks = [0 if k in missed else 1 if k in waiting else 2 if k not in last else 3 for k in found]
    assert ranks == sorted(ranks)


@given(given_answers)
def test_exam_mixes_all_lessons(answers: list[Answer]) -> None:
    asked = choose_exam(ITEMS, answers, NOW)
    found = keys(asked)
    assert len(found) == len(set(found)) == EXAM
    lessons = [key[:2] for key in found]
    assert set(lessons) == {f"{page:02}" for page in range(1, 7)}
    last = {same_question(answer): answer for answer in answers}
    missed = {key for key, answer in last.items() if not answer.right} & set(
        keys([Asked(each, each.exercise(0)) for each in ITEMS])
    )
    # Five questions may be needed for lessons in which none was missed.
    assert len(missed & set(found)) >= min(len(missed), EXAM - 5)
    counts = Counter(lessons)
    most = max(counts.values())
    assert lessons[:6] == sorted(set(lessons))
    assert most <= 4


def test_exam_asks_with_other_numbers_than_the_lessons_of_the_day_and_has_choices() -> None:
    every = list(review_items())
    asked = choose_exam(every, [], NOW)
    assert sum(isinstance(each.exercise, Choice) for each in asked) >= 4
    pages = [f"lesson_{number:02}" for number in range(2, 11)]
    warm = {each.exercise.question for page in pages for each in pick(every, [], page, NOW, 99)}
    assert not warm & {each.exercise.question for each in asked}
    assert asked == choose_exam(every, [], NOW), "the same for a day"


def test_exam_of_a_new_learner_takes_as_many_from_each_lesson() -> None:
    counts = Counter(each.item.page for each in choose_exam(ITEMS, [], NOW))
    assert sorted(counts.values()) == [3, 3, 3, 3, 4, 4]
    assert len(choose_exam(ITEMS[:6], [], NOW)) == 3


def test_time_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pick(ITEMS, [], "lesson_03", datetime(2024, 5, 6))
