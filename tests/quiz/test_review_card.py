"""The widgets that ask questions of earlier lessons again."""

from __future__ import annotations

import pkgutil
from datetime import datetime, timezone
from pathlib import Path

import pytest

from helpers import lessons, quiz
from helpers.lessons import lesson_02, lesson_05, lesson_09, review_items
from helpers.quiz import review_card
from helpers.quiz.answers import Answer
from helpers.quiz.exercise import Choice
from helpers.quiz.memory import Memory
from helpers.quiz.prediction import Prediction, Predictions
from helpers.quiz.review import choose_exam, pick
from helpers.quiz.review_card import Exam, Review

NOW = datetime(2024, 5, 6, 12, tzinfo=timezone.utc)
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def reply(made: Prediction, right: bool) -> str:
    """Answer a question as a learner does; return what was typed or chosen."""
    exercise = made.question.exercise
    value = exercise.answer if right else exercise.mistakes[0][0]
    if isinstance(exercise, Choice):
        typed = value
    else:
        typed = str(value) if isinstance(value, (int, float)) else ", ".join(map(str, value))
    made.commit(typed)
    assert bool(made.verdict) is right
    return typed


@pytest.fixture
def remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """An empty memory in place of the kernel's own."""
    memory = Memory(tmp_path)
    monkeypatch.setattr(review_card, "memory", lambda: memory)
    return memory


def test_what_is_stored_is_the_same_for_everybody(remembered: Memory) -> None:
    stored = "Two short questions from earlier lessons."
    before = quiz.again(lesson_05)
    assert repr(before) == stored
    assert before.still() == ({"text/plain": stored}, {})
    remembered.add(Answer("lesson_01", "neuron", "f", "5", False))
    after = quiz.again(lesson_05)
    assert repr(after) == stored
    assert [made.question.text for made in after.questions] != [
        made.question.text for made in before.questions
    ]
    reply(after.questions[0], right=False)
    assert repr(after) == stored


def test_a_missed_question_returns_and_its_answer_is_remembered(remembered: Memory) -> None:
    remembered.add(Answer("lesson_01", "neuron", "f", "5", False, when=NOW))
    shown = quiz.again(lesson_05)
    assert shown.asked[0].item.question == "neuron"
    assert len(shown.questions) == 2
    assert {each.item.lesson for each in shown.asked} == {"lesson_01", "lesson_04"}
    typed = reply(shown.questions[0], right=False)
    shown.questions[0].commit("1")  # only the first answer counts
    answer = remembered.all()[-1]
    assert len(remembered.all()) == 2
    assert (answer.lesson, answer.question) == ("lesson_01", shown.asked[0].name)
    assert (answer.typed, answer.right) == (typed, False)
    assert answer.mistake == shown.asked[0].exercise.mistakes[0][1]
    reply(shown.questions[1], right=True)
    assert remembered.all()[-1].right
    assert remembered.all()[-1].mistake == ""


def test_nothing_is_remembered_before_an_answer_counts(remembered: Memory) -> None:
    shown = quiz.again(lesson_02)
    shown.questions[0].commit("what?")
    assert remembered.all() == []


def test_the_lessons_own_count_stays_as_it_is(remembered: Memory) -> None:
    guess = Predictions()
    own = guess.ask(lesson_05.once, "round 1: padding on both sides")
    shown = quiz.again(lesson_05)
    for made in shown.questions:
        reply(made, right=False)
    assert "No prediction yet" in repr(guess.tally())
    own.commit("12")
    assert repr(guess.tally()) == "1 of 1 right. Nothing to look at again."


def test_a_wrong_answer_says_where_to_look(remembered: Memory) -> None:
    shown = quiz.again(lesson_02)
    reply(shown.questions[0], right=False)
    assert "Look again at lesson 01." in str(shown.questions[0].verdict)


def test_what_can_be_remembered_is_up_to_the_caller() -> None:
    answers: list[Answer] = []
    shown = Review(pick(review_items(), [], "lesson_03", NOW), answers.append, lambda: NOW)
    reply(shown.questions[1], right=True)
    assert [(answer.lesson, answer.when) for answer in answers] == [("lesson_02", NOW)]


def test_exam_has_twenty_questions_of_all_lessons(remembered: Memory) -> None:
    shown = quiz.exam(lesson_09)
    assert len(shown.questions) == len({made.question.text for made in shown.questions}) == 20
    assert {each.item.lesson for each in shown.asked} == {f"lesson_{n:02}" for n in range(1, 10)}
    assert repr(shown) == "A self-test of 20 questions from all lessons."
    reply(shown.questions[0], right=True)
    assert remembered.all()[0].right


def test_exam_ends_with_links_to_what_to_look_at_again() -> None:
    answers: list[Answer] = []
    shown = Exam(choose_exam(review_items(), [], NOW), answers.append, lambda: NOW)
    assert "0 right of 0 answered; 20 to go." in shown.report.value
    assert "href" not in shown.report.value
    wrong = [number for number, each in enumerate(shown.asked) if each.item.page[:2] in "03 07"]
    for number, made in enumerate(shown.questions):
        reply(made, right=number not in wrong)
    assert len(answers) == 20
    assert f"{20 - len(wrong)} of 20 right. Look again at:" in shown.report.value
    for page in ("03_convolution_step_by_step.ipynb", "07_multiple_filters.ipynb"):
        assert f'href="{page}"' in shown.report.value
        assert (NOTEBOOKS / page).exists()
    assert shown.report.value.count("<li>") == 2
    assert "lesson 03, convolution step by step</a> (2)" in shown.report.value
    assert shown.children[-1] is shown.report


def test_exam_without_a_mistake() -> None:
    shown = Exam(choose_exam(review_items(), [], NOW), lambda _: None)
    for made in shown.questions:
        reply(made, right=True)
    assert "20 of 20 right. Nothing to look at again." in shown.report.value


def test_a_lesson_without_other_forms_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fork's own lesson need not have them."""
    pages = pkgutil.iter_modules(lessons.__path__)
    assert {module.name for module in pages if module.ispkg} == {
        item.lesson for item in review_items()
    }
    real = pkgutil.iter_modules
    monkeypatch.setattr(
        pkgutil,
        "iter_modules",
        lambda path: [m for m in real(path) if m.name != "review" or "lesson_04" not in path[0]],
    )
    assert "lesson_04" not in {item.lesson for item in review_items()}
