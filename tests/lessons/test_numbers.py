"""The numbers of the exercises: held to a second source, and to Keras."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numbers_by_hand import CHOICES as CHOICES_BY_HAND
from numbers_by_hand import EXERCISES
from test_exercises import ALL, CHOICES

from helpers.lessons.lesson_01 import exercises as lesson_01
from helpers.lessons.lesson_02 import exercises as lesson_02
from helpers.lessons.lesson_03 import exercises as lesson_03
from helpers.lessons.lesson_05 import exercises as lesson_05
from helpers.lessons.lesson_06 import exercises as lesson_06
from helpers.lessons.lesson_07 import exercises as lesson_07
from helpers.lessons.lesson_08 import exercises as lesson_08

BY_HAND = {
    f"{lesson}.{name}": each for lesson, of in EXERCISES.items() for name, each in of.items()
}


def numbers(text: str) -> str:
    """Return the numbers in a text, one space apart."""
    return " ".join(number.rstrip(",") for number in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text))


def check(received: Any, expected: Any) -> None:
    assert np.shape(received) == np.shape(expected)
    np.testing.assert_allclose(received, expected, rtol=1e-12)


@pytest.mark.parametrize("name", [name for name, each in ALL.items() if not each.probes])
def test_every_number_is_what_it_is_by_hand(name: str) -> None:
    asked, answer, mistakes = BY_HAND[name]
    exercise = ALL[name]
    assert numbers(exercise.question) == asked
    check(exercise.answer, answer)
    assert len(exercise.mistakes) == len(mistakes)
    for (received, _), expected in zip(exercise.mistakes, mistakes):
        check(received, expected)


def test_no_exercise_is_left_out_by_hand() -> None:
    assert set(BY_HAND) == {name for name, each in ALL.items() if not each.probes}


@pytest.mark.parametrize("name", CHOICES)
def test_every_number_of_a_choice_is_what_it_is_by_hand(name: str) -> None:
    choice = CHOICES[name]
    texts = [choice.question, choice.answer, *(wrong for wrong, _ in choice.mistakes)]
    found = [numbers(text) for text in texts]
    assert found == CHOICES_BY_HAND.get(name, [""] * len(texts))


def test_the_inputs_that_a_lesson_shows_are_those_of_its_exercises() -> None:
    """The pictures, kernels and sizes that a notebook takes from its exercises."""
    check(lesson_01.WIDTHS, (5, 4, 5, 4, 5, 1))
    check(lesson_01.WITH_BIASES, (4, 4, 4, 4, 4, 1))
    check(lesson_01.X, [1, -2, -3])
    check(lesson_01.W, [[2, 0], [1, -1], [0, 1]])
    check(lesson_01.B, [1, -7])
    check(lesson_02.ROW, [0, 0, 3, 0, 0, 0])
    check(lesson_02.WEIGHTS, [1, -2, 4, -5, 0, 2])
    check(
        lesson_03.PICTURE,
        [[0, 1, 2, 1, 0], [1, 3, 5, 3, 1], [2, 5, 9, 4, 2], [1, 3, 4, 3, 1], [0, 1, 2, 0, 0]],
    )
    check(lesson_03.KERNEL, [[1, 0, -1], [2, 1, -2], [0, 3, 2]])
    check((lesson_03.BIAS, lesson_03.ROW, lesson_03.COL), (2, 1, 2))
    rows = ["1021031", "0210120", "3102201", "1013012", "0220101", "2101320", "1012011"]
    check(lesson_05.PICTURE, [[int(digit) for digit in row] for row in rows])
    check(lesson_05.NEIGHBOURS, [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    rows = ["172504", "641320", "310261", "084213", "259044", "103672"]
    check(lesson_06.PICTURE, [[int(digit) for digit in row] for row in rows])
    check((lesson_06.ROW, lesson_06.COL), (1, 0))
    check(lesson_07.VOLUME[:, :, 0], [[1, 0, 2, 1], [3, 1, 0, 2], [0, 2, 1, 1]])
    check(lesson_07.VOLUME[:, :, 1], [[0, 2, 1, 0], [1, 1, 3, 1], [2, 0, 1, 2]])
    check(lesson_07.VOLUME[:, :, 2], [[2, 1, 0, 1], [0, 1, 1, 3], [1, 0, 2, 0]])
    check(lesson_07.FILTER[:, :, 0], [[1, 0], [0, 1]])
    check(lesson_07.FILTER[:, :, 1], [[0, -1], [2, 0]])
    check(lesson_07.FILTER[:, :, 2], [[1, 1], [0, -1]])
    check((lesson_07.BIAS, lesson_07.ROW, lesson_07.COL), (1, 1, 0))
    check(lesson_07.STEP, [0, 0, 0, 0, 9, 9, 9, 9])
    check(lesson_07.SLOPE, [-1, 0, 1])
    check(lesson_08.SCORES, [2, 1, -1])
    check(lesson_08.INPUT, (32, 32, 3))
    check((lesson_08.BUDGET, lesson_08.REACH), (100_000, 10))
