"""A training is watched: its lines, what is drawn and how often, its end, and a recording."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pytest

from helpers.training import chart, live_view, log
from helpers.training.live_view import LiveView, Now, Watch
from helpers.training.runs import Run

FILTERS = np.linspace(-1, 1, 3 * 3 * 3 * 8, dtype=np.float32).reshape(3, 3, 3, 8)
LOGS = {"loss": 1.5, "accuracy": 0.5, "val_loss": 1.25, "val_accuracy": 0.625}
DONE = {"loss": [2.0, 1.75], "accuracy": [0.25, 0.375]}


def now(loss: float = 1.5) -> Now:
    return Now(loss, 0.5, FILTERS)


class Time:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.at = 100.0

    def perf_counter(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.at += max(seconds, 1e-6)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    fake = Time()
    monkeypatch.setattr(live_view, "time", fake)
    return fake


def recorded(epochs: int = 3) -> Run:
    history = {
        name: [first - 0.125 * i for i in range(epochs)]
        for name, first in (("loss", 2.0), ("accuracy", 0.75), ("val_loss", 1.75))
    }
    history["val_accuracy"] = history["accuracy"]
    kernels = [(FILTERS * (i + 1)).tolist() for i in range(epochs)]
    seconds = [20.0 + 10 * i for i in range(epochs)]
    return Run(history, seconds, 1000, 100, 0, 10, "a machine", {}, filters=kernels)


def drawn(view: LiveView) -> str:
    """What can be read in a view, and heard."""
    return str(view.head.value + view.view.value + view.said.value)


# Lines and history.


def test_one_line_is_printed_per_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Watch(images=1000, epochs=3)
    shown.batch(500, now)
    assert capsys.readouterr().out == ""
    shown.epoch(LOGS, 2.0, now)
    shown.epoch({"loss": 1.0, "accuracy": 0.75}, 4.0, now)
    shown.end("Stopped.")
    assert capsys.readouterr().out.splitlines() == [
        "epoch  1/3 · training: loss 1.500, accuracy 50.0% · validation: loss 1.250, accuracy 62.5%"
        " · 500 pictures/s · 4 s left",
        "epoch  2/3 · training: loss 1.000, accuracy 75.0% · 250 pictures/s · 3 s left",
        "Stopped.",
    ]


@pytest.mark.parametrize("kind", [Watch, LiveView])
def test_what_was_done_before_is_gone_on_with(kind: type[Watch]) -> None:
    before, seconds = {name: list(values) for name, values in DONE.items()}, [3.0, 4.0]
    shown = kind(1000, 5, before, seconds)
    shown.epoch({"loss": 1.5, "accuracy": 0.5}, 5.0, now)
    assert shown.history == {"loss": [2.0, 1.75, 1.5], "accuracy": [0.25, 0.375, 0.5]}
    assert shown.seconds == [3.0, 4.0, 5.0]
    assert (before, seconds) == (DONE, [3.0, 4.0]), "what is handed in stays as it is"
    if isinstance(shown, LiveView):
        assert len(shown.lines) == 1
        assert shown.lines[0].startswith("epoch  3/5")


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((0, 3), "images must be at least 1"),
        ((10, 0), "epochs must be at least 1"),
        ((10, 3, {"loss": [1.0], "accuracy": [1.0, 2.0]}, [1.0]), "'accuracy': 2"),
        ((10, 3, DONE, [1.0]), "and 1 seconds"),
    ],
)
@pytest.mark.parametrize("kind", [Watch, LiveView])
def test_what_cannot_be_is_named(kind: type[Watch], arguments: tuple[int, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kind(*arguments)


def test_without_a_notebook_there_are_lines() -> None:
    assert type(live_view.watch(10, 2)) is Watch


# What is drawn.


def test_the_view_shows_where_a_training_is(clock: Time) -> None:
    view = LiveView(images=1000, epochs=4)
    assert "epoch 1 of 4 · …" in drawn(view)
    assert "nothing measured yet" in drawn(view)
    for done in range(100, 600, 100):
        clock.at += 1
        view.batch(done, now)
    assert "epoch 1 of 4 · 100 pictures/s · 38 s left" in drawn(view)
    assert 'aria-valuenow="12.5"' in drawn(view)
    assert "Loss by epoch: training 1.500" in drawn(view)
    assert "Accuracy by epoch: training 50.0%" in drawn(view)
    assert '8 filters of the first convolution"' in drawn(view)
    view.epoch(LOGS, 10.0, now)
    clock.at += 1
    view.batch(100, partial(now, 1.25))
    assert "epoch 2 of 4" in drawn(view)
    assert "Loss by epoch: training 1.250, validation 1.250" in drawn(view)
    assert "epoch  1/4 · training: loss 1.500, accuracy 50.0% · validation" in view.said.value


def test_what_is_read_aloud_changes_once_an_epoch(clock: Time) -> None:
    view, said = LiveView(1000, 3), []
    view.said.observe(lambda change: said.append(change.new), "value")
    for _ in range(3):
        for done in range(100, 1001, 100):
            clock.at += 1
            view.batch(done, now)
        view.epoch(LOGS, 10.0, now)
    assert len(said) == 3


def test_a_network_without_a_convolution_has_no_filters(clock: Time) -> None:
    view = LiveView(100, 2)
    assert "convolution" not in drawn(view)
    view.batch(50, lambda: Now(1.0, 0.5, None))
    assert "there is no convolution" in drawn(view)


def test_numbers_that_are_none_do_not_stop_a_training(clock: Time) -> None:
    view = LiveView(100, 2)
    view.batch(50, lambda: Now(float("nan"), 0.5, FILTERS * float("inf")))
    clock.at += 1
    view.epoch({"loss": float("inf"), "accuracy": 0.5}, 1.0, now)
    clock.at += 1
    view.batch(50, lambda: Now(float("inf"), 0.5, FILTERS))
    assert "Loss by epoch: nothing measured yet" in drawn(view)


def test_a_long_epoch_keeps_a_picture_small(clock: Time) -> None:
    view = LiveView(1000, 1)
    for done in range(1, 1000):
        clock.at += 1
        view.batch(done, now)
    trails = re.findall('class="trail" points="([^"]*)"', view.view.value)
    assert [len(trail.split()) for trail in trails] == [len(view._trail)] * 2
    assert live_view.MOST_TRAIL / 2 <= len(view._trail) <= live_view.MOST_TRAIL


def test_filters_have_one_scale_and_grey_is_nothing() -> None:
    filters = np.zeros((1, 2, 3, 2), np.float32)
    filters[0, 0, :, 0] = [2, -2, 0]
    filters[0, 1, :, 1] = 1
    fills = re.findall('fill="(#......)"', chart.tiles(filters, ""))
    assert fills == ["#ff0080", "#808080", "#808080", "#bfbfbf"]


def test_filters_of_one_channel_have_the_colours_of_signed_numbers() -> None:
    filters = np.array([-1, 0, 1], np.float32).reshape(1, 3, 1, 1)
    fills = re.findall('fill="(#......)"', chart.tiles(filters, ""))
    assert fills == ["#805abe", "#ffffff", "#f09632"]


def test_not_all_of_many_filters_are_drawn() -> None:
    shown = chart.tiles(np.ones((3, 3, 3, 256), np.float32), "")
    assert "64 of 256, 3×3×3" in shown
    assert shown.count("<svg") == 64
    assert chart.tiles(np.ones((11, 11, 3, 96), np.float32), "").count("<svg") == 19


def test_a_value_keeps_off_the_other() -> None:
    for low in (0.0, 0.5, 1.0):
        drawing = chart.chart("Loss", "{:.2f}", 5, 1.0, [(3, low)], [(3, low)])
        heights = [float(y) for y in re.findall(r'class="value" x="[\d.]+" y="([\d.]+)"', drawing)]
        assert abs(heights[0] - heights[1]) == pytest.approx(chart.APART)
        assert all(0 < y < chart.BOTTOM + 8 for y in heights)


# How often, and for how long.


@pytest.mark.parametrize("batch", [0.0005, 0.02, 0.06, 2.0])
@pytest.mark.parametrize("cost", [0.001, 0.01, 0.2])
def test_looking_takes_a_small_share_of_the_time(clock: Time, batch: float, cost: float) -> None:
    view, spent, looks = LiveView(10**6, 1), 0.0, 0

    def look() -> Now:
        nonlocal spent, looks
        clock.at, spent, looks = clock.at + cost, spent + cost, looks + 1
        return now()

    start = clock.at
    for done in range(round(120 / batch)):
        clock.at += batch
        view.batch(done, look)
    passed = clock.at - start
    assert looks >= 2
    assert spent / passed < max(0.02, 1.05 * cost / batch if batch > 70 * cost else 0)
    assert looks <= 4 * passed + 1


def test_an_epoch_is_drawn_under_the_same_rule_except_for_the_last(clock: Time) -> None:
    view, looks = LiveView(100, 50), []

    def look(number: int) -> Now:
        looks.append(number)
        return now()

    for number in range(50):
        clock.at += 0.01
        view.epoch(LOGS, 0.01, partial(look, number))
    assert len(looks) <= 4
    assert looks[-1] == 49


def test_what_is_slow_once_does_not_count() -> None:
    pacing = log.Pace(0.25)
    pacing.spent(0.0, 5.0)
    assert pacing.next == 5.25
    pacing.spent(6.0, 6.001)
    assert pacing.next == pytest.approx(6.251)
    pacing.spent(7.0, 8.0)
    pacing.spent(9.0, 10.0)
    assert pacing.next == 80.0


def test_the_time_left_counts_validation_and_does_not_jump() -> None:
    """Epochs of 8 s training and 2 s validation; the first takes 6 s more, to compile."""
    clock, at, lefts = log.Clock(800, 5), 0.0, []
    for epoch in range(5):
        at += 6.0 * (epoch == 0)
        for done in range(50, 801, 50):
            at += 0.5
            clock.tick(at, done)
            lefts.append((clock.left(epoch, done), 56.0 - at))
        at += 2.0
        clock.epoch(10.0 + 6.0 * (epoch == 0))
    assert [left for left, _ in lefts[:3]] == [None] * 3
    for left, true in lefts[3:]:
        assert left == pytest.approx(true, abs=7)
    for left, true in lefts[48:]:
        assert left == pytest.approx(true, abs=2)


def test_one_slow_batch_moves_the_estimate_little() -> None:
    clock = log.Clock(1000, 1)
    for second in range(6):
        clock.tick(float(second), 10 * second)
    before = clock.rate
    clock.tick(60.0, 60)
    assert clock.rate == before


# The end.


def test_the_button_asks_for_the_end() -> None:
    view = LiveView(100, 2)
    assert not view.stopping
    view.button.click()
    assert view.stopping
    assert view.button.disabled
    assert view.button.description == "stopping …"


def test_in_the_end_the_button_goes(clock: Time) -> None:
    view = LiveView(100, 2)
    view.epoch(LOGS, 2.0, now)
    view.end("Stopped in epoch 2.")
    assert view.button.layout.visibility == "hidden"
    assert "1 of 2 epochs in 2 s · 50 pictures/s" in drawn(view)
    assert "Stopped in epoch 2." in view.said.value


def test_lines_and_a_still_picture_are_stored() -> None:
    view = LiveView(100, 2)
    for _ in range(2):
        view.epoch(LOGS, 2.0, now)
    assert "image/png" not in view.still()[0], "not before its end"
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


def test_a_training_that_was_stopped_at_once_has_only_words() -> None:
    view = LiveView(100, 2)
    assert repr(view) == "A training: no epoch has ended yet"
    view.end("Stopped.")
    assert view.still() == ({"text/plain": "Stopped."}, {})


def test_a_poll_that_fails_is_not_tried_again(clock: Time) -> None:
    view, asked = LiveView(100, 1), []

    def broken() -> None:
        asked.append(clock.at)
        raise RuntimeError("not in this kernel")

    view._hear = broken
    for done in range(100):
        clock.at += 1
        view.batch(done, now)
    assert len(asked) == 1


# Recordings.


@pytest.fixture
def shown(clock: Time, monkeypatch: pytest.MonkeyPatch) -> list[LiveView]:
    """The views of recordings that are played while a kernel is there."""
    views: list[LiveView] = []

    def live(images: int, epochs: int, recording: Sequence[str]) -> LiveView:
        views.append(LiveView(images, epochs, recording=recording))
        return views[-1]

    monkeypatch.setattr(live_view, "watch", live)
    return views


def test_a_recording_takes_the_time_that_is_asked_for(
    clock: Time, shown: list[LiveView], monkeypatch: pytest.MonkeyPatch
) -> None:
    started, stored = clock.at, []
    heard = LiveView.batch

    def batch(view: LiveView, done: int, now: Callable[[], Now]) -> None:
        stored.append(repr(view))
        heard(view, done, now)

    monkeypatch.setattr(LiveView, "batch", batch)
    live_view.replay(recorded(), seconds=9)
    assert clock.at - started == pytest.approx(9, abs=0.1)
    assert shown[0].history == recorded().history
    assert shown[0].seconds == recorded().seconds
    assert stored[0] == repr(shown[0]), "what is stored of it is known from its beginning"
    assert repr(shown[0]).splitlines()[0] == "A recording: the training took 1 min 30 s."
    assert repr(shown[0]).splitlines()[-1] == "Recorded on a machine."
    assert repr(shown[0]).splitlines()[1:-1] == shown[0].lines


def test_a_recording_shows_each_epoch_in_its_order(
    clock: Time, shown: list[LiveView], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float, float, float]] = []
    heard = LiveView.epoch

    def epoch(
        view: LiveView, logs: dict[str, float], seconds: float, now: Callable[[], Now]
    ) -> None:
        filters = now().filters
        assert filters is not None
        seen.append((clock.at - 100, logs["loss"], float(filters.max())))
        heard(view, logs, seconds, now)

    monkeypatch.setattr(LiveView, "epoch", epoch)
    live_view.replay(recorded(), seconds=9)
    assert [(loss, most) for _, loss, most in seen] == [(2.0, 1.0), (1.875, 2.0), (1.75, 3.0)]
    assert [at for at, _, _ in seen] == pytest.approx([2, 5, 9], abs=0.1), "20, 30, 40 s then"
    assert "Recording" in drawn(shown[0])


def test_a_recording_can_be_stopped(
    clock: Time, shown: list[LiveView], monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(seconds: float) -> None:
        clock.at += seconds
        if clock.at > 103:
            shown[0].button.click()

    monkeypatch.setattr(clock, "sleep", sleep)
    live_view.replay(recorded(), seconds=9)
    assert clock.at == pytest.approx(103, abs=0.1)
    assert shown[0].ended == "The recording was stopped after 1 epochs. Recorded on a machine."


def test_a_recording_without_filters_says_so(clock: Time, shown: list[LiveView]) -> None:
    run = recorded()
    run.filters = []
    live_view.replay(run, 1)
    assert "were not recorded" in drawn(shown[0])


def test_a_recording_in_a_script_is_lines(clock: Time, capsys: pytest.CaptureFixture[str]) -> None:
    live_view.replay(recorded(), 1)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:12] for line in lines[1:4]] == ["epoch  1/3 ·", "epoch  2/3 ·", "epoch  3/3 ·"]
    assert len(lines) == 5


def test_what_cannot_be_replayed_is_named() -> None:
    with pytest.raises(ValueError, match="received 3 epochs, 0 seconds"):
        live_view.replay(recorded(), 0)
    with pytest.raises(ValueError, match="received 0 epochs"):
        live_view.replay(recorded(0), 1)
