"""Committed answers are there after a restart of the kernel, and are asked again on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from helpers.core import trace
from helpers.quiz import memory
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.prediction import Predictions


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LEARN_CONVNETS_DATA", str(tmp_path / "data"))
    memory.memory.cache_clear()
    yield tmp_path / "data"
    memory.memory.cache_clear()


def lesson(answer: int = 7) -> ModuleType:
    """Return a lesson as it is imported by a new kernel."""
    made = ModuleType("helpers.lessons.lesson_99")
    vars(made)["sum"] = Exercise("3 + 4?", answer, [(12, "You multiplied.")], "Yes.", "Count on.")
    vars(made)["flip"] = Choice("Flip?", "no", [("yes", "That is mathematics.")], "Right.")
    return made


def restarted() -> None:
    """Forget what only the kernel holds."""
    memory.memory.cache_clear()


def test_an_answer_is_there_after_a_restart() -> None:
    first = lesson()
    guess = Predictions(first)
    guess.ask(first.sum, "sums").commit("12")
    guess.ask(first.flip, "flips").commit("no")
    restarted()
    again = lesson()
    guess = Predictions(again)
    asked, flip = guess.ask(again.sum, "sums"), guess.ask(again.flip, "flips")
    assert asked.reply["typed"] == "12"
    assert asked.remembered["when"].startswith("answered on ")
    assert (asked.tally, flip.tally) == ((0, 1), (1, 1))
    assert repr(guess.tally()) == "1 of 2 right. Look again at sums."
    kept = memory.memory().all()
    assert [each.mistake for each in kept] == ["You multiplied.", ""], "nothing is added by showing"


def test_asked_again_the_new_answer_is_remembered() -> None:
    first = lesson()
    Predictions(first).ask(first.sum, "sums").commit("5")
    restarted()
    again = lesson()
    asked = Predictions(again).ask(again.sum, "sums")
    asked.ask_again()
    assert (asked.verdict, asked.remembered) == (None, {})
    asked.commit("7")
    assert [each.right for each in memory.memory().all()] == [False, True]
    assert memory.memory().all()[0].mistake == "", "the hint is the name of no mistake"


def test_a_changed_question_is_asked_anew() -> None:
    first = lesson()
    Predictions(first).ask(first.sum, "sums").commit("7")
    restarted()
    changed = lesson(answer=8)
    assert Predictions(changed).ask(changed.sum, "sums").verdict is None


def test_a_walk_goes_on_where_it_stopped() -> None:
    first, walk = lesson(), trace.conv2d([[1, 2, 3, 4]], [[1, 1]])
    Predictions(first).play(walk, "the walk").tally = [1, 2]
    restarted()
    guess = Predictions(lesson())
    player = guess.play(walk, "the walk")
    assert (player.index, player.predict, player.tally) == (2, True, [1, 2])
    assert repr(guess.tally()) == "1 of 2 right. Look again at the walk."
    player.tally = [2, 3]
    restarted()
    done = Predictions(lesson()).play(walk, "the walk")
    assert (done.index, done.predict, done.tally) == (2, False, [2, 3])
    other = Predictions(lesson()).play(trace.conv2d([[5, 2, 3, 4]], [[1, 1]]), "the walk")
    assert (other.index, other.tally) == (0, [0, 0]), "another walk"


def test_without_a_lesson_nothing_is_remembered() -> None:
    first = lesson()
    Predictions().ask(first.sum, "sums").commit("7")
    Predictions(first).ask(lesson().sum, "sums").commit("7")
    Predictions().play(trace.conv2d([[1, 2]], [[1]]), "walk").tally = [1, 1]
    assert memory.memory().all() == []


def test_where_nothing_can_be_remembered_it_says_so_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write_text("a file, where the folder should be")
    first = lesson()
    guess = Predictions(first)
    asked = guess.ask(first.sum, "sums")
    asked.commit("7")
    assert asked.verdict
    guess.ask(first.flip, "flips")
    assert "not remembered" in capsys.readouterr().out
    guess.ask(first.flip, "flips").commit("no")
    assert capsys.readouterr().out == ""


def test_what_cannot_be_read_is_not_remembered() -> None:
    first = lesson()
    Predictions(first).ask(first.sum, "sums").commit("many")
    assert memory.memory().all() == []
