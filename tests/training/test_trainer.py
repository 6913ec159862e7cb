"""Training, evaluation and the device report, on few pictures and in few epochs."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from small import X, Y, network, small

from helpers.data import cifar10
from helpers.training import device, networks, runs, speed, trainer

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


def test_last_fifth_is_held_out_unless_the_split_is_zero() -> None:
    assert trainer._train_count(50_000, 0.2) == 40_000
    run = trainer.train(small(), X, Y, epochs=1, validation_split=0)
    assert sorted(run.history) == ["accuracy", "loss"]
    assert run.images == 100


@pytest.mark.parametrize(
    "error, message, wrong",
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
def test_impossible_arguments_are_refused(
    error: type[Exception], message: str, wrong: dict[str, Any]
) -> None:
    arguments = {"x_train": X, "y_train": Y, **wrong}
    with pytest.raises(error, match=message):
        trainer.train(small(), **arguments)


def test_device_report_names_the_device_and_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "build", lambda *_: small())
    report = speed.device_report(images=40_000, epochs=20)
    for part in (f"Keras {keras.__version__}", device.describe(), "20 epochs of 40,000 pictures"):
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
