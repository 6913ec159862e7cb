"""A training is stopped in several ways, and resumed as if it had not been stopped."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from small import X, Y, small

from helpers.training import networks, runs, trainer
from helpers.training.view.log import Snapshot, TextLog


class StoppingLog(TextLog):
    """Text log that stops one training after the other.

    ``stops`` holds, for each training, the batch to stop it in, counted from 1, and a function that
    stops it.
    """

    stops: list[tuple[int, Callable[[TextLog], None]]]

    def batch(self, done: int, snapshot: Callable[[], Snapshot]) -> None:
        self.batches = getattr(self, "batches", 0) + 1
        assert snapshot().loss > 0
        if self.stops and self.batches == self.stops[0][0]:
            self.stops.pop(0)[1](self)


def button(view: TextLog) -> None:
    view.stopping = True


def interrupt(_: TextLog) -> None:
    signal.raise_signal(signal.SIGINT)  # what the stop button of Jupyter sends


def twice(view: TextLog) -> None:
    interrupt(view)
    interrupt(view)


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that makes the next trainings stop as its arguments say."""

    def set_stops(*stops: tuple[int, Callable[[TextLog], None]]) -> None:
        monkeypatch.setattr(StoppingLog, "stops", list(stops), raising=False)
        monkeypatch.setattr(trainer, "open_view", StoppingLog)

    return set_stops


LONG: dict[str, Any] = {"epochs": 4, "batch_size": 16}


@pytest.fixture(scope="module")
def unbroken() -> tuple[keras.Model, runs.Run]:
    """A model after four epochs of five batches that were not stopped, and its record."""
    model = small()
    return model, trainer.train(model, X, Y, **LONG)


@pytest.mark.parametrize(
    "at, way",
    [(1, button), (3, interrupt), (5, button), (10, twice), (12, twice), (15, interrupt)],
)
def test_resumed_training_gives_what_an_unbroken_one_gives(
    at: int,
    way: Callable[..., None],
    stops: Callable[..., None],
    unbroken: tuple[keras.Model, runs.Run],
) -> None:
    """It is stopped at the start, within and at the end of an epoch."""
    model = small()
    stops((at, way))
    first = trainer.train(model, X, Y, **LONG)
    assert first.epochs == (at - (way is twice)) // 5
    rest = trainer.train(model, X, Y, **LONG, resume=True)
    assert rest.history == unbroken[1].history
    for left, right in zip(model.get_weights(), unbroken[0].get_weights()):
        np.testing.assert_array_equal(left, right)
    assert len(rest.filters) == rest.epochs == 4


def test_training_can_be_stopped_and_resumed_many_times(
    stops: Callable[..., None], unbroken: tuple[keras.Model, runs.Run]
) -> None:
    model = small()
    stops((2, button), (1, interrupt), (4, twice), (6, interrupt))
    trainer.train(model, X, Y, **LONG)
    for _ in range(4):
        run = trainer.train(model, X, Y, **LONG, resume=True)
    assert run.history == unbroken[1].history


def test_stop_prints_where_and_leaves_the_best_weights(
    stops: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    model = small()
    before = networks.kernel(model)
    stops((18, interrupt))
    run = trainer.train(model, X, Y, epochs=20, batch_size=16)
    assert run.epochs == len(run.history["val_loss"]) == 3
    printed = capsys.readouterr().out
    assert (
        f"Stopped in epoch 4 after 3 of 5 batches. The model has the weights of epoch {run.best}"
        in printed
    )
    assert (networks.kernel(model) != before).any()
    _, accuracy = trainer.evaluate(model, X[run.images :], Y[run.images :])
    assert accuracy == pytest.approx(max(run.history["val_accuracy"]), abs=1e-6)


def test_training_can_be_resumed_after_an_error(
    stops: Callable[..., None],
    unbroken: tuple[keras.Model, runs.Run],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: TextLog) -> None:
        raise MemoryError("the card is full")

    model = small()
    stops((13, fail))
    with pytest.raises(MemoryError, match="the card is full"):
        trainer.train(model, X, Y, **LONG)
    assert "Ended by an error" in capsys.readouterr().out
    run = trainer.train(model, X, Y, **LONG, resume=True)
    assert run.history == unbroken[1].history


def test_stop_in_the_first_epoch_keeps_the_changed_weights(stops: Callable[..., None]) -> None:
    model = small()
    before = networks.kernel(model)
    stops((3, button))
    run = trainer.train(model, X, Y, epochs=2, batch_size=16)
    assert (run.epochs, run.best, run.history) == (0, 0, {})
    assert (networks.kernel(model) != before).any()


def test_signal_handler_is_restored_after_training() -> None:
    before = signal.getsignal(signal.SIGINT)
    trainer.train(small(), X, Y, epochs=1)
    assert signal.getsignal(signal.SIGINT) is before


def test_more_epochs_start_from_the_last_weights_not_the_best(
    unbroken: tuple[keras.Model, runs.Run],
) -> None:
    model = small()
    trainer.train(model, X, Y, epochs=2, batch_size=16)
    for _ in range(2):  # the second time, no epoch is left
        run = trainer.train(model, X, Y, **LONG, resume=True)
        assert run.history == unbroken[1].history


def test_resume_without_a_last_training_starts_one() -> None:
    assert trainer.train(small(), X, Y, epochs=1, resume=True).epochs == 1


@pytest.mark.parametrize(
    "message, other",
    [
        ("seed was 0, received 1", {"seed": 1}),
        ("batch_size was 128, received 64", {"batch_size": 64}),
        ("pictures was 100, received 90", {"x_train": X[:90], "y_train": Y[:90]}),
    ],
)
def test_resume_with_other_settings_is_refused(message: str, other: dict[str, Any]) -> None:
    model = small()
    arguments: dict[str, Any] = {"x_train": X, "y_train": Y, "epochs": 1}
    trainer.train(model, **arguments)
    with pytest.raises(ValueError, match=f"{message}. Leave resume out"):
        trainer.train(model, **(arguments | other), resume=True)


def test_progress_does_not_keep_a_model_alive() -> None:
    import gc
    import weakref

    model = small()
    trainer.train(model, X, Y, epochs=1)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
