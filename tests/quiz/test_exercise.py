"""What a learner reads after a wrong function or a wrong value in a code cell."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from helpers.quiz.exercise import Exercise

PICTURE = np.arange(24).reshape(4, 6) ** 2 % 7


def plus(x: Any, more: Any) -> Any:
    return x + more


def fresh(**changes: Any) -> Exercise:
    """An exercise with no tries yet."""
    settings: dict[str, Any] = {
        "question": "Write plus(x, more).",
        "answer": plus,
        "mistakes": [
            (lambda x, more: x - more, "You subtracted."),
            (lambda x, more: x, "Nothing is added."),
        ],
        "praise": "Right.",
        "hint": "Both are numbers.",
        "probes": ((1, 0.25), (np.array([1, 2]), 2), (PICTURE, 3.75)),
        "code": "x + more",
    }
    return Exercise(**{**settings, **changes})


def value(answer: Any, *mistakes: tuple[Any, str]) -> Exercise:
    return Exercise("How many?", answer, mistakes, "Right.", "Count.")


def cell(source: str, name: str = "plus") -> Callable[..., Any]:
    """Return a function of a notebook cell, whose lines Python can find."""
    filename = f"<cell {hash(source)}>"
    linecache.cache[filename] = len(source), None, source.splitlines(keepends=True), filename
    space: dict[str, Any] = {"np": np}
    exec(compile(source, filename, "exec"), space)
    return space[name]  # type: ignore[no-any-return]


def test_help_grows_with_each_wrong_try_and_begins_anew_after_a_right_one() -> None:
    exercise = fresh()
    told = "With x = 1, more = 0.25: expected 1.25, received 3.25."
    for _ in range(2):
        assert exercise(lambda x, more: x + more + 2).message == told
        assert exercise(lambda x, more: x + more + 2).message == f"{told} Both are numbers."
        for _ in range(2):
            assert exercise(lambda x, more: x + more + 2).message == (
                f"{told} Both are numbers. One way to write it: x + more"
            )
        assert exercise(plus)


def test_other_exercises_tries_do_not_count_and_neither_does_an_open_one() -> None:
    first, other = fresh(), fresh()
    for _ in range(3):
        first(lambda x, more: 7)
        other(...)
    assert "Both are numbers" not in other(lambda x, more: 7).message
    assert "Both are numbers" in other(lambda x, more: 7).message


def test_a_mistake_is_named_only_where_it_holds_on_all_probes() -> None:
    assert fresh()(lambda x, more: x - more).message == "You subtracted."
    once = fresh()(lambda x, more: x - more if np.size(x) == 1 else x * more)
    assert once.message == "With x = 1, more = 0.25: expected 1.25, received 0.75."


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            lambda x, more: x + more if np.size(x) == 1 else 2,
            "With x = [1, 2], more = 2: expected [3, 4], received 2.",
        ),
        (
            lambda x, more: x + more + (np.size(x) > 2) * (np.arange(np.size(x)) == 8),
            "With x of shape (4, 6), more = 3.75: your function stopped",
        ),
        (
            lambda x, more: x + more + (np.size(x) > 2) * (np.ones((4, 6)) * [0, 0, 1, 0, 0, 0]),
            "With x = 1, more = 0.25: expected 1.25, received an array of shape (4, 6).",
        ),
        (
            lambda x, more: x + more if np.size(x) < 3 else np.where(x == 4, 0, x) + more,
            "With x of shape (4, 6), more = 3.75: expected 7.75 at [0, 2], received 3.75.",
        ),
        (
            lambda x, more: x + more if np.size(x) < 3 else (x + more).T,
            "With x of shape (4, 6), more = 3.75: expected an array of shape (4, 6), "
            "received an array of shape (6, 4).",
        ),
        (
            lambda x, more: x + more + 1e-3,
            "With x = 1, more = 0.25: expected 1.25, received 1.251.",
        ),
        (
            lambda x, more: x + more + 3e-5,
            "With x = 1, more = 0.25: expected 1.25, received 1.25003.",
        ),
        (lambda x, more: "1.25", "expected one number, received '1.25'."),
        (lambda x, more: {}, "expected one number, received a dict."),
        (lambda x, more: True, "expected one number, received True."),
        (lambda x, more: [None], "expected one number, received a list of None."),
        (lambda x, more: [[1], [1, 2]], "expected one number, received rows of unequal lengths."),
        (
            lambda x, more: np.array([True, False]),
            "expected one number, received an array of True and False.",
        ),
        (lambda x, more: None if np.size(x) < 2 else 7, "your function returns nothing."),
        (
            lambda x, more: np.round(x + more, 1),
            "Your results are right, but rounded to 1 decimal: return them as they are.",
        ),
        (
            lambda x, more: np.round(x + more),
            "Your results are right, but rounded to whole numbers: return them as they are.",
        ),
        (lambda x: x, "Your function takes (x); it is called with 2 arguments: (x, more)."),
        (
            lambda x, more, also, z=1: x,
            "Your function takes (x, more, also, z=1); it is called with 2 arguments: (x, more).",
        ),
    ],
)
def test_what_is_said_about_a_wrong_function(wrong: Any, told: str) -> None:
    verdict = fresh()(wrong)
    assert verdict.result == "wrong"
    assert told in verdict.message
    assert "\n" not in verdict.message


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "def plus(x, more):\n    y = x + mor\n    return y",
            "With x = 1, more = 0.25: your function stopped in line 2, “y = x + mor”, with "
            "NameError: name 'mor' is not defined",
        ),
        (
            "def plus(x, more):\n    return np.dot(x, [[1,\n 2]])[5]",
            "stopped in line 2, “return np.dot(x, [[1,”, with IndexError: index 5",
        ),
        (
            "def plus(x, more):\n    raise ValueError('a\\nb')",
            "line 2, “raise ValueError('a\\nb')”, with ValueError: a b.",
        ),
        (
            "def plus(x, more):\n    return plus(x, more)",
            "line 2, “return plus(x, more)”, with RecursionError: maximum recursion depth",
        ),
        ("def plus(x, more):\n    assert x > 1", "line 2, “assert x > 1”, with AssertionError."),
    ],
)
def test_an_error_is_told_in_one_line_with_its_place(source: str, told: str) -> None:
    message = fresh()(cell(source)).message
    assert told.lower() in message.lower()
    assert "\n" not in message
    assert len(message) < 300


def test_an_error_that_a_known_mistake_gives_on_the_same_probe_belongs_to_it() -> None:
    exercise = fresh(mistakes=[(lambda x, more: 2 if np.size(x) < 9 else 1 / 0, "Two.")])
    assert exercise(lambda x, more: 2 if np.size(x) < 9 else 1 / 0).message == "Two."
    assert exercise(lambda x, more: 2 if np.size(x) < 9 else [][0]).message != "Two."


def test_a_function_that_only_raises_is_no_known_mistake() -> None:
    exercise = fresh(mistakes=[(lambda x, more: 1 / 0, "You divided.")])
    assert "ZeroDivisionError" in exercise(lambda x, more: 1 / 0).message


def test_a_function_that_prints_is_told_to_return() -> None:
    verdict = fresh()(lambda x, more: print(x + more))
    assert verdict.result == "wrong"
    assert verdict.message == (
        "Your function prints 1.25 but returns nothing: write “return …” where it says “print(…)”."
    )
    silent = fresh()(lambda x, more: None)
    assert silent.result == "missing"
    assert silent.message == "Write plus(x, more). Your function returns nothing yet."


def test_what_a_function_prints_is_shown_for_one_call(capsys: pytest.CaptureFixture[str]) -> None:
    fresh()(lambda x, more: print("here", np.size(x)) or x + (more if np.size(x) < 3 else 0))
    assert capsys.readouterr().out == "here 24\n"
    fresh()(lambda x, more: print("here", np.size(x)) or x + more)
    assert capsys.readouterr().out == "here 1\n"
    fresh()(lambda x, more: print("here"))
    assert capsys.readouterr().out == ""


def test_a_function_may_change_its_arguments() -> None:
    def in_place(x: Any, more: Any) -> Any:
        if np.ndim(x):
            x[...], more = 0, x + more
            return more
        return x + more

    probes = fresh().probes
    before = [np.array(each[0]) for each in probes]
    exercise = fresh(probes=probes)
    assert exercise(in_place)
    assert exercise(in_place)
    for each, kept in zip(probes, before):
        np.testing.assert_array_equal(each[0], kept)


@pytest.mark.parametrize("received", [3, 3.0, np.int64(3), np.float32(3), np.array(3), [3], (3,)])
def test_one_number_may_come_in_many_forms(received: Any) -> None:
    assert value(3)(received)
    assert fresh(answer=lambda x, more: 3)(lambda x, more: received)


@pytest.mark.parametrize("received", [Fraction(3), Fraction(9, 3), 3 + 2**70 - 2**70])
def test_numbers_of_other_kinds_are_numbers(received: Any) -> None:
    assert value(3)(received)
    assert not value(4)(received)


@pytest.mark.parametrize("received", [True, np.True_, [True], "3", 3 + 0j, {3}, None, [None]])
def test_what_is_no_number_is_not_right(received: Any) -> None:
    assert not value(1)(received)
    assert not value(3)(received)
    assert not fresh(answer=lambda x, more: 1)(lambda x, more: received)


@pytest.mark.parametrize("received", [[-1, 2, -1], [[-1, 2, -1]], np.array([[-1], [2], [-1]])])
def test_a_row_may_have_one_more_pair_of_brackets(received: Any) -> None:
    assert value([-1, 2, -1])(received)
    assert not value([2, -1, -1])(received)


@pytest.mark.parametrize(
    ("answer", "received", "told"),
    [
        (98.7, (98, 7), "A comma makes a pair of numbers: write 98.7."),
        (98.7, (1, 3), "A comma makes a pair of numbers: write 1.3."),  # of a known mistake
        (401_920, (401, 920), "A comma makes a pair of numbers: write 401920."),
        (88_002_400, (88, 2, 400), "A comma makes a pair of numbers: write 88002400."),
        (
            98.7,
            (97, 5),
            "The answer is one number, with a decimal point, such as 0.5; received 2 numbers.",
        ),
        (5, (4, 5), "The answer is one number; received 2 numbers."),
        (1000, (1, 0), "A comma makes a pair of numbers: write 1000."),
    ],
)
def test_a_comma_in_a_number_is_named(answer: Any, received: Any, told: str) -> None:
    assert value(answer, (1.3, "That is the rest."))(received).message == told


def test_a_pair_that_is_a_known_mistake_keeps_its_message() -> None:
    assert value(98.7, ((98, 7), "Two."))((98, 7)).message == "Two."
    assert value((98, 7))((98, 7))


@pytest.mark.parametrize(
    ("answer", "received", "right"),
    [
        (1.572864, 1.6, True),
        (1.572864, 1.57, True),
        (1.572864, 1.573, True),
        (1.572864, 1.572864, True),
        (1.572864, 1.5, False),
        (1.572864, 1.56, False),
        (1.572864, 2, False),  # one significant digit
        (2.302585, 2.3, True),
        (0.000123456, 0.00012, True),
        (67.9, 68, True),
        (98.7, 98, False),
        (12, 12.4, False),
    ],
)
def test_a_long_answer_may_be_rounded(answer: float, received: float, right: bool) -> None:
    assert bool(value(answer)(received)) is right
