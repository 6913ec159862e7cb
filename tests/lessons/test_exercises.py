"""Every exercise: the right answer passes, and each named wrong one gets its own message."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from helpers import lessons
from helpers.quiz.exercise import Choice, Exercise


def named(kind: type) -> Iterator[tuple[str, Any]]:
    for module in pkgutil.walk_packages(lessons.__path__, "helpers.lessons."):
        if module.name.endswith((".exercises", ".self_test")):
            place = module.name.removeprefix("helpers.lessons.").removesuffix(".exercises")
            for name, thing in vars(importlib.import_module(module.name)).items():
                if isinstance(thing, kind):
                    yield f"{place}.{name}", thing


ALL: dict[str, Exercise] = dict(named(Exercise))
CHOICES: dict[str, Choice] = dict(named(Choice))
each = pytest.mark.parametrize("name", ALL)


@each
def test_right_answer_passes_in_every_form(name: str) -> None:
    exercise = ALL[name]
    forms = [exercise.answer]
    if not exercise.probes and np.ndim(exercise.answer) == 0:
        forms += [float(exercise.answer), np.float64(exercise.answer), np.array([exercise.answer])]
        if float(exercise.answer).is_integer():
            forms += [int(exercise.answer), np.int64(exercise.answer)]
    elif not exercise.probes:
        forms += [list(exercise.answer), np.array(exercise.answer, float)]
    for form in forms:
        verdict = exercise(form)
        assert verdict, f"{name} refuses {form!r}: {verdict}"
        assert verdict.message == exercise.praise


@each
def test_each_wrong_answer_gets_its_own_message(name: str) -> None:
    exercise = ALL[name]
    assert len(exercise.mistakes) >= 3
    for wrong, message in exercise.mistakes:
        verdict = exercise(wrong)
        assert not verdict, f"{name} accepts the wrong answer {wrong!r}"
        assert verdict.message == message, f"{name}, {wrong!r}: {verdict}"


@each
def test_open_question_is_asked_again(name: str) -> None:
    for nothing in (None, ...):
        verdict = ALL[name](nothing)
        assert verdict.result == "missing"
        assert ALL[name].question in verdict.message


@each
def test_unforeseen_answers_are_wrong(name: str) -> None:
    exercise = ALL[name]
    for answer in ("12", "what?", True, [[1, 2], [3]], -987, [1, 2, 3, 4, 5], object(), 3 + 4j):
        verdict = exercise(answer)
        assert verdict.result == "wrong", f"{name} takes {answer!r}: {verdict}"
        assert verdict.message
    if exercise.probes:
        assert not exercise(lambda *args: -987)
        assert exercise(lambda *args: None).result == "missing"
        assert "ZeroDivisionError" in exercise(lambda *args: 1 / 0).message


def test_the_text_of_a_number_is_not_the_number() -> None:
    assert "quotation marks" in ALL["lesson_03.parameters"]("10").message


def test_verdicts_show_in_a_notebook_without_breaking_it() -> None:
    verdict = ALL["lesson_01.layer"](lambda *args: int("<b>"))
    assert "<b>" not in verdict._repr_html_()
    assert "&lt;b&gt;" in verdict._repr_html_()


@pytest.mark.parametrize("name", CHOICES)
def test_choices(name: str) -> None:
    choice = CHOICES[name]
    assert len(choice.mistakes) >= 2
    assert len(set(choice.options)) == len(choice.mistakes) + 1
    assert choice(choice.answer).message == choice.praise
    for wrong, message in choice.mistakes:
        assert repr(choice(wrong)) == f"✗ {message}"
    assert choice().result == "missing"
    assert choice("what?").result == "wrong"
