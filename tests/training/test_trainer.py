"""Training, stopped and gone on with, on few pictures and in few epochs."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from small import X, Y, network, small

from helpers.data import cifar10
from helpers.training import device, live_view, networks, runs, trainer
from helpers.training.live_view import Now

REAL = os.environ.get("CIFAR10_PATH")


@pytest.fixture(scope="module")
def trained() -> tuple[keras.Model, runs.Run]:
    model = network()
    return model, trainer.train(model, X, Y, epochs=2, batch_size=32)


def test_constants_are_those_on_the_slides() -> None:
    constants = (trainer.BATCH_SIZE, trainer.EPOCHS, trainer.CLASSES, trainer.VALIDATION_SPLIT)
    assert constants == (128, 20, 10, 0.2)
    assert isinstance(keras.optimizers.get(trainer.OPTIMIZER), keras.optimizers.RMSprop)


def test_training_records_every_epoch(
    trained: tuple[keras.Model, runs.Run], capsys: pytest.CaptureFixture[str]
) -> None:
    _, run = trained
    assert sorted(run.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert all(len(values) == run.epochs == 2 for values in run.history.values())
    assert (run.images, run.batch_size, run.parameters) == (80, 32, 3_692_938)
    assert run.versions["keras"] == keras.__version__
    assert run.images_per_second > 0
    assert str(run).startswith("2 epochs of 80 pictures in ")


def test_one_line_per_epoch_with_speed_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    trainer.train(small(), X, Y, epochs=3)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith("The model has the weights of epoch ")
    for i, line in enumerate(lines[:3]):
        assert line.startswith(f"epoch  {i + 1}/3 · training: loss ")
        for part in ("validation: loss", "accuracy", "%", "pictures/s", "left"):
            assert part in line


def test_same_seed_same_run() -> None:
    first, again = (trainer.train(small(), X, Y, epochs=2, seed=1) for _ in range(2))
    other = trainer.train(small(), X, Y, epochs=2, batch_size=16, seed=2)
    assert first.history["val_loss"] == pytest.approx(again.history["val_loss"], rel=1e-4)
    assert first.history["val_loss"] != pytest.approx(other.history["val_loss"], rel=1e-4)


@pytest.mark.parametrize(
    "shaped",
    [np.asarray, lambda y: y[:, None], np.eye(10)[Y].astype],
    ids=["flat", "column", "hot"],
)
def test_labels_may_be_integers_or_one_hot(shaped: Callable[[Any], Any]) -> None:
    y = shaped(float) if shaped.__qualname__.endswith("astype") else shaped(Y)
    hot = trainer.one_hot(small(), X, y)
    np.testing.assert_array_equal(hot, np.eye(10)[Y])
    assert hot.dtype == np.float32


def test_last_fifth_is_held_out_and_may_be_nothing() -> None:
    assert trainer._kept(50_000, 0.2) == 40_000
    run = trainer.train(small(), X, Y, epochs=1, validation_split=0)
    assert sorted(run.history) == ["accuracy", "loss"]
    assert run.images == 100


class Stopper(live_view.Watch):
    """Asks for the end in some batch, each time in another way; then never again."""

    ways: list[tuple[int, Callable[[live_view.Watch], None]]]

    def batch(self, done: int, now: Callable[[], Now]) -> None:
        self.heard = getattr(self, "heard", 0) + 1
        assert now().loss > 0
        if self.ways and self.heard == self.ways[0][0]:
            self.ways.pop(0)[1](self)


def button(view: live_view.Watch) -> None:
    view.stopping = True


def interrupt(_: live_view.Watch) -> None:
    signal.raise_signal(signal.SIGINT)  # what the stop button of Jupyter sends


def twice(view: live_view.Watch) -> None:
    interrupt(view)
    interrupt(view)


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def ways(*ways: tuple[int, Callable[[live_view.Watch], None]]) -> None:
        monkeypatch.setattr(Stopper, "ways", list(ways), raising=False)
        monkeypatch.setattr(trainer, "watch", Stopper)

    return ways


LONG: dict[str, Any] = {"epochs": 4, "batch_size": 16}


@pytest.fixture(scope="module")
def unbroken() -> tuple[keras.Model, runs.Run]:
    """Four epochs of five batches, in one go."""
    model = small()
    return model, trainer.train(model, X, Y, **LONG)


@pytest.mark.parametrize(
    "at, way",
    [(1, button), (3, interrupt), (5, button), (10, twice), (12, twice), (15, interrupt)],
)
def test_stopped_and_resumed_is_as_if_never_stopped(
    at: int,
    way: Callable[..., None],
    stops: Callable[..., None],
    unbroken: tuple[keras.Model, runs.Run],
) -> None:
    """At the start, within, and at the end of an epoch; ``twice`` does not wait for anything."""
    model = small()
    stops((at, way))
    first = trainer.train(model, X, Y, **LONG)
    assert first.epochs == (at - (way is twice)) // 5
    rest = trainer.train(model, X, Y, **LONG, resume=True)
    assert rest.history == unbroken[1].history
    for left, right in zip(model.get_weights(), unbroken[0].get_weights()):
        np.testing.assert_array_equal(left, right)
    assert len(rest.filters) == rest.epochs == 4


def test_stopped_again_and_again(
    stops: Callable[..., None], unbroken: tuple[keras.Model, runs.Run]
) -> None:
    model = small()
    stops((2, button), (1, interrupt), (4, twice), (6, interrupt))
    trainer.train(model, X, Y, **LONG)
    for _ in range(4):
        run = trainer.train(model, X, Y, **LONG, resume=True)
    assert run.history == unbroken[1].history


def test_stop_says_where_and_leaves_the_best_weights(
    stops: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    model = small()
    before = networks.kernel(model)
    stops((18, interrupt))
    run = trainer.train(model, X, Y, epochs=20, batch_size=16)
    assert run.epochs == len(run.history["val_loss"]) == 3
    said = capsys.readouterr().out
    assert (
        f"Stopped in epoch 4 after 3 of 5 batches. The model has the weights of epoch {run.best}"
        in said
    )
    assert (networks.kernel(model) != before).any()
    _, accuracy = trainer.evaluate(model, X[run.images :], Y[run.images :])
    assert accuracy == pytest.approx(max(run.history["val_accuracy"]), abs=1e-6)


def test_error_is_raised_and_what_was_learned_is_kept(
    stops: Callable[..., None],
    unbroken: tuple[keras.Model, runs.Run],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: live_view.Watch) -> None:
        raise MemoryError("the card is full")

    model = small()
    stops((13, fail))
    with pytest.raises(MemoryError, match="the card is full"):
        trainer.train(model, X, Y, **LONG)
    assert "Ended by an error" in capsys.readouterr().out
    run = trainer.train(model, X, Y, **LONG, resume=True)
    assert run.history == unbroken[1].history


def test_stop_in_the_first_epoch_keeps_what_was_learned(stops: Callable[..., None]) -> None:
    model = small()
    before = networks.kernel(model)
    stops((3, button))
    run = trainer.train(model, X, Y, epochs=2, batch_size=16)
    assert (run.epochs, run.best, run.history) == (0, 0, {})
    assert (networks.kernel(model) != before).any()


def test_interrupts_are_pythons_own_again_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    trainer.train(small(), X, Y, epochs=1)
    assert signal.getsignal(signal.SIGINT) is before


def test_more_epochs_go_on_from_the_last_not_from_the_best(
    unbroken: tuple[keras.Model, runs.Run],
) -> None:
    model = small()
    trainer.train(model, X, Y, epochs=2, batch_size=16)
    for _ in range(2):  # the second time, there is nothing left to do
        run = trainer.train(model, X, Y, **LONG, resume=True)
        assert run.history == unbroken[1].history


def test_resume_of_nothing_begins() -> None:
    assert trainer.train(small(), X, Y, epochs=1, resume=True).epochs == 1


@pytest.mark.parametrize(
    "says, other",
    [
        ("seed was 0, received 1", {"seed": 1}),
        ("batch_size was 128, received 64", {"batch_size": 64}),
        ("pictures was 100, received 90", {"x_train": X[:90], "y_train": Y[:90]}),
    ],
)
def test_resume_with_something_else_is_refused(says: str, other: dict[str, Any]) -> None:
    model = small()
    arguments: dict[str, Any] = {"x_train": X, "y_train": Y, "epochs": 1}
    trainer.train(model, **arguments)
    with pytest.raises(ValueError, match=f"{says}. Leave resume out"):
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


@pytest.mark.parametrize(
    "error, says, wrong",
    [
        (TypeError, "uint8.*received float64.*Do not divide", {"x_train": X / 255}),
        (ValueError, r"x must be \(N, 32, 32, 3\).*\(100, 32, 32\)", {"x_train": X[..., 0]}),
        (ValueError, r"y must be \(100,\) or \(100, 10\).*\(99,\)", {"y_train": Y[1:]}),
        (ValueError, "labels must be 0 to 9; received 1 to 10", {"y_train": Y + 1}),
        (ValueError, "epochs must be at least 1; received 0", {"epochs": 0}),
        (ValueError, "batch_size must be at least 1; received -1", {"batch_size": -1}),
        (ValueError, "validation_split must be .* got 1", {"validation_split": 1}),
        (ValueError, "leaves none of 100", {"validation_split": 0.999}),
    ],
)
def test_what_cannot_be_trained_is_named(
    error: type[Exception], says: str, wrong: dict[str, Any]
) -> None:
    arguments = {"x_train": X, "y_train": Y, **wrong}
    with pytest.raises(error, match=says):
        trainer.train(small(), **arguments)


def test_device_report_says_where_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "build", lambda *_: small())
    report = trainer.device_report(images=40_000, epochs=20)
    for part in (f"Keras {keras.__version__}", device.device(), "20 epochs of 40,000 pictures"):
        assert part in report


def test_probabilities_evaluation_and_pictures(trained: tuple[keras.Model, runs.Run]) -> None:
    model, _ = trained
    guess = trainer.probabilities(model, X)
    np.testing.assert_allclose(guess.sum(axis=1), 1, rtol=1e-3)
    _, accuracy = trainer.evaluate(model, X, Y)
    assert accuracy == pytest.approx((guess.argmax(axis=1) == Y).mean())
    assert networks.kernel(model).shape == (3, 3, 3, 32)
    assert "3 by 3" in networks.learned_filters(model).alt
    assert "30 by 30" in networks.feature_maps(model, X[0]).alt


def test_the_network_learns_in_two_epochs() -> None:
    """On the real data where ``CIFAR10_PATH`` names it, else on the stand-in."""
    if REAL:
        data = cifar10.load()
    else:
        with pytest.warns(UserWarning, match="STAND-IN"):
            data = cifar10.load(download=False, stand_in=True)
    data, model = cifar10.subset(data, 5_000), network()
    run = trainer.train(model, data.x_train, data.y_train, epochs=2)
    _, accuracy = trainer.evaluate(model, data.x_test[:1000], data.y_test[:1000])
    assert accuracy > 0.2  # guessing gives 0.1
    assert run.history["loss"][1] < run.history["loss"][0]
