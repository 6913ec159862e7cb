"""Numbers are read as learners type them."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.quiz.read import read_numbers


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("3,692,938", 1, 3692938),
        ("1 2", 2, (1, 2)),
        ("[30, 30, 32]", 3, (30, 30, 32)),
        ("3,100", 2, (3, 100)),
        ("1e3", 1, 1000.0),
        ("a 3", 1, None),
        ("()", 1, None),
        ("2.", 1, 2.0),
    ],
)
def test_numbers(text: str, count: int, expected: Any) -> None:
    assert read_numbers(text, count) == expected
