"""The start page lists all lessons, what was answered, what is due, and where to go on."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from helpers.lessons.start import Listed, StartPage, page
from helpers.quiz.answers import Answer

ROOT = Path(__file__).parents[2]
NOW = datetime(2025, 3, 1, tzinfo=timezone.utc)
FIRST = Listed("01_one.ipynb", "One", "20", ("a", "b"))
SECOND = Listed("02_two.ipynb", "Two & more", "", ("c",))


def answer(question: str, right: bool = True, lesson: str = "lesson_01", days: int = 0) -> Answer:
    return Answer(lesson, question, "f", "1", right, when=NOW - timedelta(days=days))


def test_the_lessons_of_this_checkout() -> None:
    shown = page(ROOT / "notebooks")
    files = [path.name for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
    assert [each.file for each in shown.lessons] == files
    for each in shown.lessons:
        assert each.title
        assert each.questions
        assert each.picture == f"../images/{each.number}.png"
        assert int(each.minutes) >= 20
    assert shown.next == shown.lessons[0]
    assert re.findall(r'<a href="(\S+)"', shown._repr_html_()) == [*files, "exam.ipynb"]


def test_who_has_done_nothing_gets_one_sentence_and_one_button() -> None:
    shown = StartPage([FIRST, SECOND], [], NOW)
    assert repr(shown).splitlines()[0] == shown.advice
    assert shown.advice.startswith("Begin with the first lesson")
    assert shown._repr_html_().count("display:inline-block") == 1
    assert "01 One ▶" in shown._repr_html_()
    assert html.escape(SECOND.title) in shown._repr_html_()


@pytest.mark.parametrize(
    ("answers", "file"),
    [
        ([], "01_one.ipynb"),
        ([answer("a")], "01_one.ipynb"),
        ([answer("a"), answer("b", right=False)], "02_two.ipynb"),
        ([answer("c", lesson="lesson_02")], None),
        ([answer("gone")], "01_one.ipynb"),
    ],
)
def test_the_button_goes_on_where_one_stopped(answers: list[Answer], file: str | None) -> None:
    going = StartPage([FIRST, SECOND], answers, NOW).next
    assert (going and going.file) == file


def test_what_was_answered_and_what_is_due() -> None:
    answers = [answer("a", right=False), answer("b", days=2), answer("a", right=False)]
    shown = StartPage([FIRST, SECOND], answers, NOW)
    assert (shown.answered(FIRST), shown.due(FIRST)) == (2, 2)
    assert "2 of 2 answered · 2 to repeat" in repr(shown)
    assert "Questions to repeat: 2." in shown.advice
    fresh = StartPage([FIRST], [answer("b")], NOW)
    assert (fresh.answered(FIRST), fresh.due(FIRST)) == (1, 0)


def test_without_lessons_it_says_what_to_do(tmp_path: Path) -> None:
    assert "open this page beside them" in repr(page(tmp_path))
