"""What learners type is read alike by Python and by the page, and judged by one rule."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_node import run_module

from helpers.core.typed.arithmetic import Typed
from helpers.core.typed.compare import agree, repeat
from helpers.core.typed.read import read_numbers

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "typed.json").read_text("utf-8"))
"""What is typed, how many numbers are asked for, and all readings of it."""

READ = """(cases) => cases.map(([typed, count]) => front.readNumbers(typed, count).map(
  (reading) => [reading.map(({ value, step, digits }) => [value, step, digits]),
                front.repeatTyped(typed, reading)]))"""


def in_python(typed: str, count: int) -> list[Any]:
    """All that Python reads, in the form in which READ returns it."""
    return [
        [[[float(each.value), each.step, each.digits] for each in reading], repeat(typed, reading)]
        for reading in read_numbers(typed, count)
    ]


def values(readings: list[Any]) -> list[list[float]]:
    """The numbers of readings, without their digits."""
    return [[number[0] for number in reading] for reading, _ in readings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["typed"][:20]))
def test_each_case_is_read_in_python(case: dict[str, Any]) -> None:
    found = values(in_python(case["typed"], case["count"]))
    assert found == [pytest.approx(reading, rel=1e-12) for reading in case["readings"]]


def test_each_case_is_read_alike_in_the_page() -> None:
    asked = [[case["typed"], case["count"]] for case in CASES]
    found = run_module("typed/read.js", READ, asked)
    for case, page in zip(CASES, found):
        assert page == in_python(case["typed"], case["count"]), case["typed"]
        assert values(page) == [pytest.approx(each, rel=1e-12) for each in case["readings"]]


def test_the_table_has_cases_of_every_kind() -> None:
    assert len({(case["typed"], case["count"]) for case in CASES}) == len(CASES) >= 200
    texts = [case["typed"] for case in CASES]
    assert max(map(len, texts)) >= 5000
    assert sum(not case["readings"] for case in CASES) > 80
    for script in ("[０-９]", "[٠-٩]", "[۰-۹]", "[०-९]"):
        assert any(re.search(script, text) for text in texts)


SIGNS = st.sampled_from([*"0123456789012345.,;:x×*/+-−–()[]^=% '’eE½²٣５\u202f\u00a0k~_?"])
WORDS = st.sampled_from(
    [" pixels", "about ", "by", "and", " million", "π", "=", "**", "y = ", "ln ", "sqrt("]
)
TEXTS = st.lists(SIGNS | SIGNS | SIGNS | WORDS, max_size=12).map("".join)


@settings(max_examples=3)
@given(st.lists(st.tuples(TEXTS, st.integers(1, 3)), min_size=200, max_size=500))
def test_any_text_is_read_alike_in_the_page(asked: list[tuple[str, int]]) -> None:
    found = run_module("typed/read.js", READ, asked)
    for (typed, count), page in zip(asked, found):
        assert page == in_python(typed, count), (typed, count)


@pytest.mark.parametrize(
    "text",
    ["9" * 5000, "9**9**9**9", "1+" * 2500, "(" * 200, "2^" * 99 + "2", "1,111" * 40, "1 " * 99],
)
def test_nothing_takes_long(text: str) -> None:
    start = time.perf_counter()
    for count in (1, 2, 9):
        read_numbers(text, count)
    assert time.perf_counter() - start < 1


ROUNDED = [
    (2.302585092994046, ["2.3", "2.30", "2.303", "2.3026", "2,30259", "2.302585092994046"], True),
    (2.302585092994046, ["2", "2.31", "2.29", "2.302", "2.4", "23", "-2.3", "2.3027"], False),
    (1.572864, ["1.6", "1.57", "1.573", "1.572864", "128*32*32*3*4/10^6"], True),
    (1.572864, ["1.5", "1.58", "2", "1.572", "3/2"], False),
    (0.5, ["0.5", ".5", "1/2", "½", "50%", "0.50"], True),
    (0.5, ["0.51", "0.49", "1", "0"], False),
    (0.8, ["0.8", "4/5", "204/255", "80%", "0.80"], True),
    (0.796875, ["0.80", "0.797"], True),
    (0.796875, ["0.8", "0.79"], False),
    (1228.8, ["1228.8", "1,228.8", "1.228,8", "1229", "1.2e3", "1.23·10^3"], True),
    (1228.8, ["1228", "1200", "1e3", "1.3e3"], False),
    (0.125, ["0.12", "0.13", "0.125", "1/8"], True),
    (0.125, ["0.1", "0.14", "0.11"], False),
    (-12.5, ["-12.5", "−12", "-13"], True),
    (88502400, ["88502400", "88,502,400", "88 502 400", "8.85024e7"], True),
    (88502400, ["89 million", "88.5 million", "8.9e7", "88502401", "8.85e7"], False),
    (7.0, ["7", "7.0", "3+4"], True),
    (7.0, ["7.1", "6.9", "7.04"], False),
    (0, ["0", "-0", "0.0", "3-3"], True),
    (0, ["0.01", "0.00001"], False),
]
JUDGE = """(asked) => asked.map(([right, typed]) =>
  front.readNumbers(typed).some((reading) => front.matches([right], reading)))"""


@pytest.mark.parametrize(
    ("right", "typed", "expected"),
    [(right, text, expected) for right, texts, expected in ROUNDED for text in texts],
)
def test_right_is_the_true_value_rounded(right: float, typed: str, expected: bool) -> None:
    assert any(agree(right, number) for (number,) in read_numbers(typed)) == expected


def test_the_page_rounds_by_the_same_rule() -> None:
    asked = [(right, text) for right, texts, _ in ROUNDED for text in texts]
    expected = [verdict for _, texts, verdict in ROUNDED for _ in texts]
    assert run_module("typed/read.js", JUDGE, asked) == expected


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("9+2", Typed(11), "9+2 = 11"),
        ("1/3", Typed(1 / 3), "1/3 ≈ 0.333333"),
        ("٣٥", Typed(35, 1, 2), "٣٥ = 35"),
        (" 0,50 ", Typed(0.5, 0.01, 2), "0,50 (read as 0.5)"),
        ("1,5", Typed(1.5, 0.1, 2), "1,5 (read as 1.5)"),
        ("1.234,5", Typed(1234.5, 0.1, 5), "1.234,5 (read as 1,234.5)"),
        ("1,234", Typed(1.234, 0.001, 4), "1,234 (read as 1.234)"),
        ("1,234", Typed(1234, 1, 4), "1,234"),
        ("1234,0", Typed(1234, 0.1, 5), "1234,0"),
        ("7.0", Typed(7, 0.1, 2), "7.0"),
        ("ln 10", Typed(2.30258509299), "ln 10 ≈ 2.30259"),
        ("88 502 400", Typed(88502400, 1, 8), "88 502 400"),
        ("9+2 = 11", Typed(11, 1, 2), "9+2 = 11"),
        ("50000*20", Typed(1000000), "50000*20 = 1,000,000"),
        ("3-5", Typed(-2), "3-5 = −2"),
    ],
)
def test_what_was_read_is_repeated_where_it_looks_different(
    typed: str, number: Typed, shown: str
) -> None:
    assert repeat(typed, (number,)) == shown
