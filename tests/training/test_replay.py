"""A recorded training is replayed: its order, its duration, its texts, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from views import FILTERS, FakeClock, shown

from helpers.training.runs import Run
from helpers.training.view import live_view, replay
from helpers.training.view.live_view import LiveView, Recording
from helpers.training.view.log import EpochLog, Snapshot


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    monkeypatch.setattr(live_view, "time", fake)
    monkeypatch.setattr(replay, "time", fake)
    return fake


@pytest.fixture
def views(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> list[LiveView]:
    """The live views of the recordings that are replayed, as in a notebook."""
    opened: list[LiveView] = []

    def open_live_view(log: EpochLog, recording: Recording) -> LiveView:
        opened.append(LiveView(log, recording))
        return opened[-1]

    monkeypatch.setattr(replay, "open_view", open_live_view)
    return opened


def recorded(epochs: int = 3) -> Run:
    history = {
        name: [first - 0.125 * i for i in range(epochs)]
        for name, first in (("loss", 2.0), ("accuracy", 0.75), ("val_loss", 1.75))
    }
    history["val_accuracy"] = history["accuracy"]
    kernels = [(FILTERS * (i + 1)).tolist() for i in range(epochs)]
    seconds = [20.0 + 10 * i for i in range(epochs)]
    return Run(history, seconds, 1000, 100, 0, 10, "a machine", {}, filters=kernels)


def test_recording_takes_the_time_that_is_asked_for(
    clock: FakeClock, views: list[LiveView], monkeypatch: pytest.MonkeyPatch
) -> None:
    started, stored = clock.at, []
    original = LiveView.batch

    def batch(view: LiveView, done: int, snapshot: Callable[[], Snapshot]) -> None:
        stored.append(repr(view))
        original(view, done, snapshot)

    monkeypatch.setattr(LiveView, "batch", batch)
    replay.replay(recorded(), seconds=9)
    assert clock.at - started == pytest.approx(9, abs=0.1)
    (view,) = views
    assert view.epoch_log.history == recorded().history
    assert view.epoch_log.seconds == recorded().seconds
    assert stored[0] == repr(view), "its text is known from the start"
    assert repr(view).splitlines()[0] == "A recording: the training took 1 min 30 s."
    assert repr(view).splitlines()[-1] == "Recorded on a machine."
    assert repr(view).splitlines()[1:-1] == view.epoch_log.lines


def test_recording_shows_each_epoch_in_order(
    clock: FakeClock, views: list[LiveView], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float, float, float]] = []
    original = LiveView.epoch

    def epoch(
        view: LiveView,
        measures: dict[str, float],
        seconds: float,
        snapshot: Callable[[], Snapshot],
    ) -> None:
        filters = snapshot().filters
        assert filters is not None
        seen.append((clock.at - 100, measures["loss"], float(filters.max())))
        original(view, measures, seconds, snapshot)

    monkeypatch.setattr(LiveView, "epoch", epoch)
    replay.replay(recorded(), seconds=9)
    assert [(loss, most) for _, loss, most in seen] == [(2.0, 1.0), (1.875, 2.0), (1.75, 3.0)]
    assert [at for at, _, _ in seen] == pytest.approx([2, 5, 9], abs=0.1), "they took 20, 30, 40 s"
    assert "Recording" in shown(views[0])


def test_recording_can_be_stopped(
    clock: FakeClock, views: list[LiveView], monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(seconds: float) -> None:
        clock.at += seconds
        if clock.at > 103:
            views[0].button.click()

    monkeypatch.setattr(clock, "sleep", sleep)
    replay.replay(recorded(), seconds=9)
    assert clock.at == pytest.approx(103, abs=0.1)
    assert (
        views[0].end_message == "The recording was stopped after 1 epochs. Recorded on a machine."
    )


def test_recording_without_filters_says_so(clock: FakeClock, views: list[LiveView]) -> None:
    run = recorded()
    run.filters = []
    replay.replay(run, 1)
    assert "were not recorded" in shown(views[0])


def test_recording_is_printed_as_lines_in_a_script(
    clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    replay.replay(recorded(), 1)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:12] for line in lines[1:4]] == ["epoch  1/3 ·", "epoch  2/3 ·", "epoch  3/3 ·"]
    assert len(lines) == 5


def test_replay_refuses_no_time_and_no_epochs() -> None:
    with pytest.raises(ValueError, match="received 3 epochs, 0 seconds"):
        replay.replay(recorded(), 0)
    with pytest.raises(ValueError, match="received 0 epochs"):
        replay.replay(recorded(0), 1)
