"""Questions in other forms: solvable from their own words, with mistakes that can be told apart."""

from __future__ import annotations

import importlib
import json
import math
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.lessons import review_items
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.question import Question
from helpers.quiz.review import Item, question_fingerprint

ROOT = Path(__file__).parents[2]
SEEDS = range(20)
ITEMS = {f"{item.page[:2]} {item.question} {item.kind}": item for item in review_items()}
each = pytest.mark.parametrize("name", ITEMS)

LEFT_OUT = {
    ("lesson_08", "year"): "A date that was read off a figure; it has no other numbers.",
    ("lesson_09", "edges"): "What is seen in the filters that the learner has just trained.",
}
"""Questions that have no other form, and why."""

NUMBER = re.compile(r"−?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)")


def numbers(text: str) -> list[Any]:
    """All numbers in a text, in their order; whole ones as int."""
    found = [each.replace(",", "").replace("−", "-") for each in NUMBER.findall(text)]
    return [float(each) if "." in each else int(each) for each in found]


def dot(x: Any, y: Any) -> Any:
    return sum(left * right for left, right in zip(x, y, strict=True))


def places(size: int, window: int, stride: int = 1) -> int:
    """How many windows fit, counted one by one."""
    return sum(1 for start in range(0, size, stride) if start + window <= size)


def first(holds: Callable[[int], bool]) -> int:
    """The smallest whole number of at least 1 for which something holds."""
    for number in range(1, 10_000):
        if holds(number):
            return number
    raise AssertionError("no whole number up to 10,000")


def before(output: int, kernel: int) -> int:
    """The size of the input that gives an output."""
    return first(lambda size: places(size, kernel) == output)


def window(x: list[int], width: int, row: int, col: int, size: int) -> list[int]:
    """The cells of a window, given the picture row by row."""
    return [x[(row + r) * width + col + c] for r in range(size) for c in range(size)]


def pads(size: int, kernel: int, stride: int) -> tuple[int, int]:
    outputs = math.ceil(size / stride)
    total = max((outputs - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def pooled(row: list[int]) -> list[int]:
    return [max(row[start : start + 2]) for start in range(0, len(row), 2)]


def shares(n: list[Any]) -> int:
    """The first of three probabilities in per cent, from the powers in the text."""
    powers: dict[int, float] = dict(zip(n[3::2], n[4::2]))
    return round(100 * powers[n[0]] / sum(powers[score] for score in n[:3]))


def field(first_kernel: int, last_kernel: int) -> int:
    """Width of what a unit sees through convolution, pooling of 2 and convolution, cell by cell."""
    maps = {2 * cell + half for cell in range(last_kernel) for half in range(2)}
    return len({cell + tap for cell in maps for tap in range(first_kernel)})


Solver = Callable[[list[Any]], Any]

SOLVERS: dict[str, Solver] = {
    "01 neuron other numbers": lambda n: dot(n[:3], n[3:6]) + n[6],
    "01 neuron reverse": lambda n: n[6] - dot(n[:3], n[3:6]),
    "01 bent other numbers": lambda n: max(0, dot(n[:3], n[3:6]) + n[6]),
    "01 bent reverse": lambda n: max(b for b in range(-99, 99) if max(0, n[0] + b) == 0),
    "01 connections other numbers": lambda n: sum(a * b for a, b in pairwise(n)),
    "01 connections reverse": lambda n: first(lambda c: n[0] * n[1] + n[1] * c == n[2]),
    "01 parameters other numbers": lambda n: sum(a * b + b for a, b in pairwise(n)),
    "01 parameters reverse": lambda n: first(lambda units: units * n[0] + units == n[1]),
    "01 digits other numbers": lambda n: n[0] * n[1] * n[2] + n[2],
    "01 digits reverse": lambda n: first(lambda side: (side**2 + 1) * n[0] == n[1]),
    "01 colour other numbers": lambda n: 3 * n[0] * n[1] * n[2] + n[2],
    "02 shift other numbers": lambda n: dot(n[4:5] + n[:4], n[5:10]),
    "02 shift reverse": lambda n: n[2:7].index(n[7] // n[1]),
    "02 places other numbers": lambda n: places(n[0], n[2]) * places(n[1], n[3]),
    "02 places reverse": lambda n: first(lambda size: places(size, n[0]) ** 2 == n[2]),
    "02 same other numbers": lambda n: dot(n[:3], n[3:6]),
    "02 corners other numbers": lambda n: 4 * n[0],
    "03 cell other numbers": lambda n: dot(window(n, 3, n[14], n[15], 2), n[9:13]) + n[13],
    "03 cell reverse": lambda n: n[8] - dot(n[:4], n[4:8]),
    "03 size other numbers": lambda n: (places(n[0], n[2]), places(n[1], n[3])),
    "03 size reverse": lambda n: (before(n[2], n[0]), before(n[3], n[1])),
    "03 parameters other numbers": lambda n: n[0] * n[1] + 1,
    "03 parameters reverse": lambda n: first(lambda kernel: kernel**2 + 1 == n[0]),
    "03 nothing other numbers": lambda n: dot([n[0]] * 4, n[1:5]),
    "03 nothing reverse": lambda n: -sum(n[3:]),
    "03 vertical other numbers": lambda n: dot(n[:9], n[9:]),
    "03 flipped other numbers": lambda n: dot([0, 0, 0, 1], n[4:8]),
    "04 products other numbers": lambda n: places(n[2], n[0]) ** 2 * n[0] * n[1],
    "04 products reverse": lambda n: first(lambda out: out**2 * n[0] * n[1] == n[2]),
    "04 unshared other numbers": lambda n: n[0] * n[1] * (n[2] * n[3] + 1),
    "04 larger other numbers": lambda n: n[0] * n[1] + 1,
    "04 nonzero other numbers": lambda n: places(n[3], n[0]) ** 2 * n[0] * n[1],
    "04 nonzero reverse": lambda n: n[3] // (n[0] * n[1]),
    "04 moved other numbers": lambda n: (n[0] + n[2], n[1] - n[3]),
    "04 moved reverse": lambda n: (n[2] - n[0], n[3] - n[1]),
    "04 any_size other numbers": lambda n: (places(n[4], n[0]), places(n[5], n[1])),
    "05 five other numbers": lambda n: n[0] - sum(n[3] - 1 for _ in range(n[2])),
    "05 five reverse": lambda n: first(lambda layers: n[0] - layers * (n[2] - 1) == n[4]),
    "05 once other numbers": lambda n: places(n[0] + n[2] + n[2], n[1]),
    "05 once reverse": lambda n: first(lambda pad: places(n[0] + 2 * pad, n[1]) == n[0]),
    "05 strided other numbers": lambda n: places(*n),
    "05 strided reverse": lambda n: first(lambda step: n[1] + (n[2] - 1) * step == n[0]),
    "05 exact other numbers": lambda n: (places(*n[:3]) - 1) * n[2] + n[1] - 1,
    "05 uneven other numbers": lambda n: pads(*n),
    "05 span other numbers": lambda n: len(range(0, n[0] * n[1] - n[1] + 1)),
    "05 span reverse": lambda n: first(lambda step: step * (n[0] - 1) + 1 == n[1]),
    "05 field other numbers": lambda n: 1 + sum((n[1] - 1) * step for step in n[2 : 2 + n[0]]),
    "05 field reverse": lambda n: first(lambda layers: 1 + layers * (n[0] - 1) == n[3]),
    "06 largest other numbers": lambda n: max(window(n[:16], 4, 2 * n[19], 2 * n[20], 2)),
    "06 parameters other numbers": lambda n: n[0] * (n[1] * n[2] + 1),
    "06 mean other numbers": lambda n: sum(n[2:]) / 4,
    "06 mean reverse": lambda n: 4 * n[2] - sum(n[3:]),
    "06 shape other numbers": lambda n: (n[0] // n[4], n[1] // n[4], n[2]),
    "06 shape reverse": lambda n: (2 * n[2], 2 * n[3], n[4]),
    "06 overlap other numbers": lambda n: places(n[0], n[2], n[4]),
    "06 overlap reverse": lambda n: first(lambda size: places(size, n[0], n[2]) == n[3]),
    "06 corner other numbers": lambda n: (n[3] + n[4]) / 2,
    "06 shift other numbers": lambda n: sum(
        a != b for a, b in zip(pooled(n[:8]), pooled([0, *n[:7]]))
    ),
    "06 two other numbers": lambda n: n[3] // n[2],
    "06 two reverse": lambda n: n[3] * n[2],
    "07 parameters other numbers": lambda n: (n[1] * n[2] * n[3] + 1) * n[0],
    "07 parameters reverse": lambda n: first(lambda f: (n[0] * n[1] * 3 + 1) * f == n[2]),
    "07 maps other numbers": lambda n: (places(n[3], n[1]), places(n[4], n[2]), n[0]),
    "07 maps reverse": lambda n: (n[2] + n[0] - 1, n[3] + n[1] - 1, n[4]),
    "07 depth other numbers": lambda n: n[0] * n[1] * n[2],
    "07 depth reverse": lambda n: first(lambda channels: n[0] * n[1] * channels == n[2]),
    "07 cell other numbers": lambda n: sum(n),
    "07 cell reverse": lambda n: n[1] - n[0] - n[2] - n[3],
    "07 ten other numbers": lambda n: n[0],
    "07 equal other numbers": lambda n: dot(n[:3], [n[6]] * 3) + dot(n[3:6], [n[7]] * 3),
    "07 changes other numbers": lambda n: sum(a != b for a, b in pairwise(n[:-3])),
    "07 grows other numbers": lambda n: (3 * n[1] * n[2] + 1) * n[0],
    "08 shape other numbers": lambda n: (*[places(n[0], n[3]) // 2] * 2, n[2]),
    "08 shape reverse": lambda n: 2 * n[4] + n[0] - 1,
    "08 percent other numbers": shares,
    "08 shifted other numbers": lambda n: n[2],
    "08 flat other numbers": lambda n: (places(n[0], n[4]) // 2) ** 2 * n[3],
    "08 flat reverse": lambda n: n[0] // (n[1] * n[2]),
    "08 same other numbers": lambda n: (n[0] // 2) ** 2 * n[2],
    "08 field other numbers": lambda n: field(n[0], n[4]),
    "09 size other numbers": lambda n: n[0] * n[1] * n[2] * 3 * n[4] / 10**6,
    "09 pixel other numbers": lambda n: n[0] / n[2],
    "09 pixel reverse": lambda n: n[2] * n[1],
    "09 parameters other numbers": lambda n: n[0] * n[1] * n[2] * n[3] + n[3],
    "09 parameters reverse": lambda n: n[3] / (n[0] * n[1] * n[2] + 1),
    "09 untrained other numbers": lambda n: dict(zip(n[1::2], n[2::2]))[n[0]],
    "09 untrained reverse": lambda n: dict(zip(n[2::2], n[1::2]))[n[0]],
    "09 one_step other numbers": lambda n: n[0] - n[2] * n[3],
    "09 one_step reverse": lambda n: (n[0] - n[2]) / n[1],
    "09 random_way other numbers": lambda n: tuple(-n[3] * slope for slope in n[:3]),
    "09 steps other numbers": lambda n: math.ceil(n[0] * 4 / 5 / n[1]),
    "09 steps reverse": lambda n: n[0] * n[1] * 5 / 4,
    "09 confused other numbers": lambda n: n[1] + n[3],
    "09 smaller other numbers": lambda n: (n[0] + 1) * n[3],
}
"""The right answer, computed anew from nothing but the numbers in the question, in their order."""

APART = {"08 two_losses other numbers"}
"""Exercises whose words count as well; each has a test of its own."""


def made(item: Item) -> list[Exercise | Choice]:
    return [item.exercise(seed) for seed in SEEDS]


def test_there_are_enough_and_no_two_are_the_same() -> None:
    items = review_items()
    assert len(ITEMS) == len(items) >= 60
    assert sum(item.kind == "reverse" for item in items) >= 20
    assert [item.lesson for item in items] == sorted(item.lesson for item in items)


def test_every_exercise_has_a_solver() -> None:
    exercises = {name for name, item in ITEMS.items() if isinstance(item.exercise(0), Exercise)}
    assert exercises == {*SOLVERS, *APART}


@pytest.mark.parametrize("name", SOLVERS)
def test_the_numbers_in_the_question_give_the_answer(name: str) -> None:
    for exercise in made(ITEMS[name]):
        solved = SOLVERS[name](numbers(exercise.question))
        answer: Any = exercise.answer
        np.testing.assert_allclose(answer, solved, rtol=1e-9, err_msg=exercise.question)
        assert np.shape(answer) == np.shape(solved)


def test_the_right_class_gives_the_loss() -> None:
    for exercise in made(ITEMS["08 two_losses other numbers"]):
        right = re.search(r"shows a (\w+)", exercise.question)
        assert right
        share = re.search(rf"{right[1]} (0\.\d)", exercise.question)
        assert share
        assert exercise.answer == round(-math.log(float(share[1])), 2)
        assert f"−ln {share[1]} = {exercise.answer:.2f}" in exercise.question


def test_the_third_argument_is_the_stride() -> None:
    for choice in made(ITEMS["05 third other numbers"]):
        _, filters, kernel, stride, size, _ = numbers(choice.question)
        side = places(size, kernel, stride)
        assert choice.answer == f"{filters} maps of {side}×{side}"


def test_the_convolution_has_more_parameters_than_a_dense_layer_behind_a_mean() -> None:
    for choice in made(ITEMS["08 most other numbers"]):
        kernel, _, filters, maps, units = numbers(choice.question)
        assert (kernel**2 * maps + 1) * filters > (filters + 1) * units
        assert choice.answer == f"Conv2D, {filters} filters"


def test_the_better_network_is_the_one_with_more_right_on_held_out_pictures() -> None:
    for choice in made(ITEMS["09 curves other numbers"]):
        seen, held_out, seen_by_b, held_out_by_b = numbers(choice.question)
        assert seen > held_out
        assert seen + held_out > seen_by_b + held_out_by_b  # as one of the mistakes says
        assert held_out_by_b > held_out
        assert choice.answer.startswith("B")


def test_a_step_goes_against_the_slope() -> None:
    for choice in made(ITEMS["09 way_down other numbers"]):
        _, slope = numbers(choice.question)
        assert choice.answer == f"w becomes {'larger' if slope < 0 else 'smaller'}"


def test_the_loss_grows_where_the_learning_rate_is_too_large() -> None:
    for choice in made(ITEMS["09 too_large other numbers"]):
        first, *losses = numbers(choice.question)
        last = dict(zip("ABC", losses[2::3]))
        grown = [name for name in last if last[name] > first]
        assert [choice.answer] == [f"that of {name}" for name in grown]


def test_the_kernel_looks_the_same_after_a_quarter_turn() -> None:
    for choice in made(ITEMS["04 turned other numbers"]):
        kernel = np.array(numbers(choice.question)[:9]).reshape(3, 3)
        np.testing.assert_array_equal(kernel, np.rot90(kernel))


def test_the_kernel_answers_to_horizontal_edges_only() -> None:
    for choice in made(ITEMS["03 vertical reverse"]):
        kernel = np.array(numbers(choice.question)).reshape(3, 3)
        edge = np.array([[0, 0, 0], [0, 0, 0], [9, 9, 9]])
        assert (kernel * edge).sum() > 0
        assert (kernel * edge.T).sum() == 0


@each
def test_mistakes_can_be_told_apart(name: str) -> None:
    for exercise in made(ITEMS[name]):
        assert len(exercise.mistakes) >= 2, exercise.question
        for wrong, message in exercise.mistakes:
            verdict = exercise(wrong)
            assert not verdict
            assert verdict.message == message, f"{exercise.question} {wrong}"
        assert exercise(exercise.answer).message == exercise.praise


@each
def test_most_mistakes_are_left(name: str) -> None:
    """Over all numbers, at least three mistakes of an exercise are named."""
    found = {message for exercise in made(ITEMS[name]) for _, message in exercise.mistakes}
    assert len(found) >= (2 if isinstance(ITEMS[name].exercise(0), Choice) else 3)


@each
def test_the_answer_is_right_as_the_page_writes_it(name: str) -> None:
    for exercise in made(ITEMS[name]):
        asked = Question(exercise, "lesson 03")
        shown = asked.wrong("", "").message.split("The answer is ")[1].rstrip(".")
        assert asked.respond(shown.strip("“”")), shown


BAD_WORDS = re.compile(
    r"How many [\w ]+ (?:has|have) (?:this|the|it)\b|[{}]|\bNone\b(?! of)|\bnan\b|"
    r"(?<!− )\b1 (?:cells|layers|pixels|rows|filters|channels|maps|units|squares)\b|"
    r"\bcannot be\b|\brest\b|np\.|  |-\d|\.\.|\d\.0(?!\d)"
)


def test_bad_words_are_found() -> None:
    for bad in ("How many parameters has this layer?", "1 cells of padding", "-3", "2.0", "None"):
        assert BAD_WORDS.search(bad)
    assert not BAD_WORDS.search("Take 3 − 1 cells off. None of them counts: −3.")


@each
def test_words(name: str) -> None:
    for exercise in made(ITEMS[name]):
        said = [message for _, message in exercise.mistakes]
        texts = [exercise.question, exercise.praise, *said]
        texts += [exercise.hint] if isinstance(exercise, Exercise) else exercise.options
        for text in texts:
            assert text.strip() == text != ""
            dashes = re.sub(r"\d+(-\d+)+", "n", text)  # a network's widths
            assert not BAD_WORDS.search(dashes), text
        for text in [exercise.praise, *said]:
            assert text[-1] in ".?", text
        assert exercise.praise.startswith("Right")
        assert re.search(r"\?|…$", exercise.question)
        assert len(exercise.question) <= 330
        values = [] if isinstance(exercise, Choice) else np.ravel(exercise.answer).tolist()
        assert all(abs(value) < 100_000 for value in values)


@each
def test_it_differs_from_the_question_of_the_lesson_and_changes(name: str) -> None:
    item = ITEMS[name]
    lesson = importlib.import_module(f"helpers.lessons.{item.lesson}.exercises")
    original = getattr(lesson, item.question)
    assert isinstance(original, (Exercise, Choice))
    forms = {question_fingerprint(exercise) for exercise in made(item)}
    assert question_fingerprint(original) not in forms
    assert len(forms) >= 2
    assert question_fingerprint(item.exercise(3)) == question_fingerprint(item.exercise(3))


def asked_in_lessons() -> set[tuple[str, str]]:
    found = set()
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        names = re.findall(r"guess\.ask\(lesson\.(\w+)", code)
        found |= {(f"lesson_{path.name[:2]}", name) for name in names}
    return found


def test_every_question_of_the_lessons_returns() -> None:
    asked = asked_in_lessons()
    assert len(asked) > 60
    assert asked - {item.key for item in review_items()} == set(LEFT_OUT)
    assert {item.key for item in review_items()} <= asked


def test_pages_are_those_of_the_lessons() -> None:
    pages = {item.page for item in review_items()}
    assert pages == {path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
