"""A training that is watched: its lines, its stops, and what is said when it goes wrong."""

from __future__ import annotations

import math
import re
import signal
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from small import HOT, X, compiled, network, small

from helpers import training
from helpers.training.callbacks import watcher
from helpers.training.callbacks.guessing import PATIENCE
from helpers.training.callbacks.stoppable import StoppedAtOnce
from helpers.training.view.log import EpochLog, Snapshot, TextLog


class Scripted(TextLog):
    """Text log that does something in one batch, or while the held-out pictures are measured."""

    at: int | None
    """The batch, counted from 1 over all epochs; None for the first batch in validation."""
    act: Callable[[TextLog], None]

    def batch(self, done: int, snapshot: Callable[[], Snapshot]) -> None:
        self.batches = getattr(self, "batches", 0) + 1
        assert math.isfinite(snapshot().loss)
        if self.batches == self.at:
            type(self).act(self)

    def poll(self) -> None:
        if self.at is None:
            type(self).act(self)


def button(view: TextLog) -> None:
    view.stopping = True


def interrupt(_: TextLog) -> None:
    signal.raise_signal(signal.SIGINT)  # what the stop button of Jupyter sends


def twice(view: TextLog) -> None:
    interrupt(view)
    interrupt(view)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None, Any], None]:
    """Return a function that makes the next training do something in one batch."""

    def write(at: int | None, act: Callable[[TextLog], None]) -> None:
        monkeypatch.setattr(Scripted, "at", at, raising=False)
        monkeypatch.setattr(Scripted, "act", act, raising=False)
        monkeypatch.setattr(watcher, "open_view", Scripted)

    return write


def fit(model: keras.Model, *more: keras.callbacks.Callback, **changed: Any) -> keras.Model:
    """Train as the lesson does, on few pictures: 5 batches of 16, and 20 pictures held out."""
    usual = {"batch_size": 16, "epochs": 3, "validation_split": 0.2, "verbose": 0}
    model.fit(X, HOT, callbacks=[training.watch(), *more], **(usual | changed))
    return model


def test_one_line_per_epoch_with_speed_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    model = fit(compiled(small()))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[-1] == "The network has its last weights."
    measured = model.history.history
    for i, line in enumerate(lines[:3]):
        loss, accuracy = measured["loss"][i], measured["val_accuracy"][i]
        assert line.startswith(f"epoch  {i + 1}/3 · training: loss {loss:.3f}, accuracy ")
        for part in (f"accuracy {accuracy:.1%} · ", "validation: loss", "pictures/s", "left"):
            assert part in line


def test_pictures_are_counted_without_those_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    logs: list[EpochLog] = []

    def opened(log: EpochLog) -> TextLog:
        logs.append(log)
        return TextLog(log)

    monkeypatch.setattr(watcher, "open_view", opened)
    fit(compiled(small()))
    assert (logs[0].images, logs[0].epochs) == (80, 3)


@pytest.mark.parametrize("way", [button, interrupt])
@pytest.mark.parametrize(
    "at, where",
    [
        (1, "Stopped in epoch 1 after 1 of 5 batches."),
        (8, "Stopped in epoch 2 after 3 of 5 batches."),
        (10, "Stopped in epoch 2 after 5 of 5 batches."),
        (None, "Stopped in epoch 1 after 5 of 5 batches."),
    ],
)
def test_it_stops_after_the_batch_and_says_where(
    at: int | None,
    where: str,
    way: Callable[..., None],
    script: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGINT)
    model = compiled(small())
    weights = model.get_weights()
    script(at, way)
    fit(model)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"{where} The network has its last weights."
    assert len(lines) == 1 + ((at or 1) - 1) // 5
    assert any((a != b).any() for a, b in zip(weights, model.get_weights()))
    assert signal.getsignal(signal.SIGINT) is before


def test_the_rest_of_the_validation_is_left_out(script: Callable[..., None]) -> None:
    script(None, button)
    counted: list[int] = []
    count = keras.callbacks.LambdaCallback()
    count.on_test_batch_end = lambda batch, logs=None: counted.append(batch)
    fit(compiled(small()), count, validation_batch_size=2)
    assert counted == [0]


def test_a_second_interrupt_does_not_wait_for_the_batch(script: Callable[..., None]) -> None:
    script(8, twice)
    model = compiled(small())
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(StoppedAtOnce, match="Stopped at once") as caught:
        fit(model)
    assert caught.value._render_traceback_() == ["Stopped at once, in the middle of a batch."]
    assert signal.getsignal(signal.SIGINT) is before
    assert all(np.isfinite(weights).all() for weights in model.get_weights())


def test_a_stop_after_the_epoch_counts_the_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    stop = keras.callbacks.EarlyStopping("loss", mode="max", patience=1, baseline=99.0)
    fit(compiled(small()), stop, epochs=9)
    *lines, last = capsys.readouterr().out.splitlines()
    assert last == f"Stopped after epoch {len(lines)}. The network has its last weights."
    assert 1 < len(lines) < 9


@pytest.mark.parametrize(
    "rate, found",
    [
        (math.nan, "is no number any more"),
        (1e30, "(is no number any more|has grown to)"),
    ],
)
def test_a_loss_that_is_no_number_or_explodes_stops_with_advice(
    rate: float, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = compiled(small(), optimizer=keras.optimizers.SGD(rate))
    fit(model, epochs=10)
    (line,) = capsys.readouterr().out.splitlines()
    assert re.match(rf"Stopped in batch \d: the loss {found}\.", line)
    assert f"compile it with a tenth of the learning rate, which is {rate:.2g}. The net" in line


def test_a_network_that_does_not_learn_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    epochs = PATIENCE // 5 + 10
    fit(compiled(small(), optimizer=keras.optimizers.SGD(1e-9)), epochs=epochs)
    said = capsys.readouterr().out
    assert said.count("still no better than guessing") == 1
    assert f"epoch {epochs}/{epochs}" in said, "it may go on"


def test_a_network_that_learns_is_not_told() -> None:
    from helpers.training.callbacks.guessing import Guessing

    guessing = Guessing(0.1, 128)
    shares = 0.1 + 0.2 * np.arange(1, 314) / 313
    means = np.cumsum(shares) / np.arange(1, 314)
    assert not any(guessing.still(batch, mean) for batch, mean in enumerate(means, 1))


def test_training_again_says_that_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    model = fit(compiled(small()), epochs=1)
    assert "goes on" not in capsys.readouterr().out
    fit(model, epochs=1)
    assert capsys.readouterr().out.startswith(
        "This goes on with the weights of an earlier training (5 batches). To begin anew, build"
    )


def test_the_learners_own_compile_is_kept() -> None:
    model = compiled(small(), optimizer=keras.optimizers.SGD(0.5), loss="mse", metrics=["mae"])
    fit(model)
    assert sorted(model.history.history) == ["loss", "mae", "val_loss", "val_mae"]
    assert isinstance(model.optimizer, keras.optimizers.SGD)


def test_pictures_may_come_from_a_generator(capsys: pytest.CaptureFixture[str]) -> None:
    def pictures() -> Any:
        while True:
            yield X[:16], HOT[:16]

    model = compiled(small())
    options = {"steps_per_epoch": 3, "epochs": 2, "shuffle": False, "verbose": 0}
    model.fit(pictures(), callbacks=[training.watch()], **options)
    assert "epoch  2/2" in capsys.readouterr().out


def test_several_batches_may_be_one_step() -> None:
    fit(compiled(network(), steps_per_execution=2))
