"""The live view: what is drawn and how often, its stop button, its end."""

from __future__ import annotations

import base64
import re
from functools import partial

import pytest
from views import FILTERS, MEASURES, FakeClock, shown, snapshot

from helpers.training.view import live_view
from helpers.training.view.live_view import LiveView
from helpers.training.view.log import EpochLog, Snapshot


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    monkeypatch.setattr(live_view, "time", fake)
    return fake


def live(images: int, epochs: int) -> LiveView:
    return LiveView(EpochLog(images, epochs))


# What is drawn.


def test_view_shows_how_far_a_training_is(clock: FakeClock) -> None:
    view = live(images=1000, epochs=4)
    assert "epoch 1 of 4 · …" in shown(view)
    assert "nothing measured yet" in shown(view)
    for done in range(100, 600, 100):
        clock.at += 1
        view.batch(done, snapshot)
    assert "epoch 1 of 4 · 100 pictures/s · 38 s left" in shown(view)
    assert 'aria-valuenow="12.5"' in shown(view)
    assert "Loss by epoch: training 1.500" in shown(view)
    assert "Accuracy by epoch: training 50.0%" in shown(view)
    assert '8 filters of the first convolution"' in shown(view)
    view.epoch(MEASURES, 10.0, snapshot)
    clock.at += 1
    view.batch(100, partial(snapshot, 1.25))
    assert "epoch 2 of 4" in shown(view)
    assert "Loss by epoch: training 1.250, validation 1.250" in shown(view)
    assert "epoch  1/4 · training: loss 1.500, accuracy 50.0% · validation" in view.status.value


def test_status_that_is_read_aloud_changes_once_an_epoch(clock: FakeClock) -> None:
    view, read = live(1000, 3), []
    view.status.observe(lambda change: read.append(change.new), "value")
    for _ in range(3):
        for done in range(100, 1001, 100):
            clock.at += 1
            view.batch(done, snapshot)
        view.epoch(MEASURES, 10.0, snapshot)
    assert len(read) == 3


def test_network_without_a_convolution_has_no_filters(clock: FakeClock) -> None:
    view = live(100, 2)
    assert "convolution" not in shown(view)
    view.batch(50, lambda: Snapshot(1.0, 0.5, None))
    assert "there is no convolution" in shown(view)


def test_infinite_and_missing_numbers_do_not_stop_a_training(clock: FakeClock) -> None:
    view = live(100, 2)
    view.batch(50, lambda: Snapshot(float("nan"), 0.5, FILTERS * float("inf")))
    clock.at += 1
    view.epoch({"loss": float("inf"), "accuracy": 0.5}, 1.0, snapshot)
    clock.at += 1
    view.batch(50, lambda: Snapshot(float("inf"), 0.5, FILTERS))
    assert "Loss by epoch: nothing measured yet" in shown(view)


def test_long_epoch_is_drawn_with_few_points(clock: FakeClock) -> None:
    view = live(1000, 1)
    for done in range(1, 1000):
        clock.at += 1
        view.batch(done, snapshot)
    lines = re.findall('class="trail" points="([^"]*)"', view.figures.value)
    assert [len(line.split()) for line in lines] == [len(view._points)] * 2
    assert live_view.MOST_POINTS / 2 <= len(view._points) <= live_view.MOST_POINTS


# How often it is drawn, and how long that takes.


@pytest.mark.parametrize("batch", [0.0005, 0.02, 0.06, 2.0])
@pytest.mark.parametrize("cost", [0.001, 0.01, 0.2])
def test_redrawing_takes_a_small_share_of_the_time(
    clock: FakeClock, batch: float, cost: float
) -> None:
    view, spent, count = live(10**6, 1), 0.0, 0

    def slow_snapshot() -> Snapshot:
        nonlocal spent, count
        clock.at, spent, count = clock.at + cost, spent + cost, count + 1
        return snapshot()

    start = clock.at
    for done in range(round(120 / batch)):
        clock.at += batch
        view.batch(done, slow_snapshot)
    passed = clock.at - start
    assert count >= 2
    assert spent / passed < max(0.02, 1.05 * cost / batch if batch > 70 * cost else 0)
    assert count <= 4 * passed + 1


def test_short_epochs_are_not_all_drawn_but_the_last_is(clock: FakeClock) -> None:
    view, drawn = live(100, 50), []

    def noted_snapshot(number: int) -> Snapshot:
        drawn.append(number)
        return snapshot()

    for number in range(50):
        clock.at += 0.01
        view.epoch(MEASURES, 0.01, partial(noted_snapshot, number))
    assert len(drawn) <= 4
    assert drawn[-1] == 49


# The stop button, and the end.


def test_button_asks_the_training_to_stop() -> None:
    view = live(100, 2)
    assert not view.stopping
    view.button.click()
    assert view.stopping
    assert view.button.disabled
    assert view.button.description == "stopping …"


def test_button_is_hidden_at_the_end(clock: FakeClock) -> None:
    view = live(100, 2)
    view.epoch(MEASURES, 2.0, snapshot)
    view.end("Stopped in epoch 2.")
    assert view.button.layout.visibility == "hidden"
    assert "1 of 2 epochs in 2 s · 50 pictures/s" in shown(view)
    assert "Stopped in epoch 2." in view.status.value


def test_notebook_stores_the_lines_and_a_still_picture() -> None:
    view = live(100, 2)
    for _ in range(2):
        view.epoch(MEASURES, 2.0, snapshot)
    assert "image/png" not in view.still()[0], "not before the end"
    view.end("Done.")
    data, metadata = view.still()
    assert len(data["text/plain"].splitlines()) == 3
    assert data["text/plain"].splitlines()[1] == (
        "epoch  2/2 · training: loss 1.500, accuracy 50.0% · validation: loss 1.250, "
        "accuracy 62.5% · 50 pictures/s · 0 s left"
    )
    assert data["text/plain"].endswith("\nDone.")
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert "accuracy after 2 epochs" in metadata["image/png"]["alt"]


def test_training_that_was_stopped_at_once_is_stored_as_text_only() -> None:
    view = live(100, 2)
    assert repr(view) == "A training: no epoch has ended yet"
    view.end("Stopped.")
    assert view.still() == ({"text/plain": "Stopped."}, {})


def test_processing_of_clicks_that_failed_is_not_tried_again(clock: FakeClock) -> None:
    view, tried = live(100, 1), []

    def broken() -> None:
        tried.append(clock.at)
        raise RuntimeError("not in this kernel")

    view._process_clicks = broken
    for done in range(100):
        clock.at += 1
        view.batch(done, snapshot)
    assert len(tried) == 1
