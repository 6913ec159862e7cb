"""Every answer of the lessons, right or a known mistake, as people of several countries type it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from test_exercises import ALL

from helpers.core.typed.compare import matches
from helpers.core.typed.read import read_numbers
from helpers.quiz.exercise import Exercise
from helpers.quiz.question import Question

NUMBERS = {name: each for name, each in ALL.items() if not each.probes}


def spellings(values: list[float]) -> Iterator[str]:
    """The ways to type these numbers."""
    texts = [str(value) for value in values]
    yield ", ".join(texts)
    yield "; ".join(texts)
    yield "; ".join(text.replace(".", ",").replace("-", "−") for text in texts)
    yield "; ".join(f"{value:,}" for value in values)
    yield "; ".join(f"{value:,}".replace(",", "\u202f") for value in values)
    yield "; ".join(f"{value} + 0" for value in values)
    yield "(" + ", ".join(texts) + ")"


@pytest.mark.parametrize("name", NUMBERS)
def test_every_known_answer_gets_its_message_however_it_is_typed(name: str) -> None:
    exercise: Exercise = NUMBERS[name]
    question = Question(exercise, "here")
    known = [np.ravel(value).tolist() for value in question.known]
    for which, values in enumerate(known):
        # Of equal values, the first has the word.
        first = known.index(values)
        said = question.verdict(first, "").message.partition("You said . ")[2] or exercise.praise
        for typed in spellings(values):
            verdict = question.respond(typed)
            assert bool(verdict) == (which == 0), typed
            assert verdict.message.endswith(said), typed


@pytest.mark.parametrize("name", [name for name, each in NUMBERS.items() if each.working])
def test_the_working_gives_the_answer(name: str) -> None:
    exercise = NUMBERS[name]
    reading = read_numbers(exercise.working)[0]
    assert matches(exercise.answer, reading)
    assert Question(exercise, "here").respond("987").message.endswith(f"= {exercise.working}.")


@pytest.mark.parametrize("name", NUMBERS)
def test_no_mistake_is_taken_for_the_right_answer(name: str) -> None:
    exercise = NUMBERS[name]
    question = Question(exercise, "here")
    for value in question.known[1:]:
        text = "; ".join(map(str, np.ravel(value).tolist()))
        assert not any(
            matches(exercise.answer, reading) for reading in read_numbers(text, question.count)
        )
