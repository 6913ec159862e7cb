"""The text log of a training, and the measures and lines that every view has."""

from __future__ import annotations

from typing import Any

import pytest
from views import MEASURES, snapshot

from helpers.training.view import live_view
from helpers.training.view.live_view import LiveView
from helpers.training.view.log import EpochLog, TextLog, TrainingView

BEFORE = {"loss": [2.0, 1.75], "accuracy": [0.25, 0.375]}
"""Measures of two epochs that are finished."""


def test_one_line_is_printed_per_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    view = TextLog(EpochLog(images=1000, epochs=3))
    view.batch(500, snapshot)
    assert capsys.readouterr().out == ""
    view.epoch(MEASURES, 2.0, snapshot)
    view.epoch({"loss": 1.0, "accuracy": 0.75}, 4.0, snapshot)
    view.end("Stopped.")
    assert capsys.readouterr().out.splitlines() == [
        "epoch  1/3 · training: loss 1.500, accuracy 50.0% · validation: loss 1.250, accuracy 62.5%"
        " · 500 pictures/s · 4 s left",
        "epoch  2/3 · training: loss 1.000, accuracy 75.0% · 250 pictures/s · 3 s left",
        "Stopped.",
    ]


@pytest.mark.parametrize("kind", [TextLog, LiveView])
def test_epochs_are_added_to_those_that_were_finished_before(kind: type[Any]) -> None:
    before, seconds = {name: list(values) for name, values in BEFORE.items()}, [3.0, 4.0]
    log = EpochLog(1000, 5, before, seconds)
    view: TrainingView = kind(log)
    view.epoch({"loss": 1.5, "accuracy": 0.5}, 5.0, snapshot)
    assert log.history == {"loss": [2.0, 1.75, 1.5], "accuracy": [0.25, 0.375, 0.5]}
    assert log.seconds == [3.0, 4.0, 5.0]
    assert (before, seconds) == (BEFORE, [3.0, 4.0]), "the arguments must not change"
    assert len(log.lines) == 1
    assert log.lines[0].startswith("epoch  3/5")


@pytest.mark.parametrize("kind", [TextLog, LiveView])
def test_no_view_asks_to_stop_at_first(kind: type[Any]) -> None:
    view: TrainingView = kind(EpochLog(10, 2))
    assert view.stopping is False


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((0, 3), "images must be at least 1"),
        ((10, 0), "epochs must be at least 1"),
        ((10, 3, {"loss": [1.0], "accuracy": [1.0, 2.0]}, [1.0]), "'accuracy': 2"),
        ((10, 3, BEFORE, [1.0]), "and 1 seconds"),
    ],
)
def test_impossible_numbers_are_refused(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EpochLog(*arguments)


def test_without_a_notebook_the_view_is_a_text_log() -> None:
    assert type(live_view.open_view(EpochLog(10, 2))) is TextLog
