"""A training that is kept on the disk: stopped, killed, resumed, finished, begun anew."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from small import HOT, SHAPE, X, compiled, small

from helpers import training
from helpers.core.text import PlainError
from helpers.training.callbacks.keeper import Keep

HERE = Path(__file__)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEARN_CONVNETS_DATA", str(tmp_path))
    return tmp_path


class StopIn(keras.callbacks.Callback):  # type: ignore[misc]
    """Stops a training in one batch, counted from 1 over all epochs."""

    def __init__(self, batch: int) -> None:
        super().__init__()
        self.left = batch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.left -= 1
        if not self.left:
            signal.raise_signal(signal.SIGINT)


def fit(
    model: keras.Model, *more: keras.callbacks.Callback, anew: bool = False, **changed: Any
) -> Keep:
    """Train and keep: 5 batches of 16 an epoch, in an order that does not change."""
    usual = {"batch_size": 16, "epochs": 3, "validation_split": 0.2, "verbose": 0}
    kept: Keep = training.keep("mine", anew=anew)
    data = changed.pop("data", (X, HOT))
    model.fit(*data, callbacks=[*more, kept], shuffle=False, **(usual | changed))
    return kept


def plain() -> keras.Model:
    """A network without anything random, in a new process as in this one."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.Input(SHAPE), layers.Rescaling(1 / 255)])
    model.add(layers.Conv2D(4, 3, strides=2, activation="relu"))
    model.add(layers.GlobalMaxPooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return compiled(model, optimizer="adam")


@pytest.fixture(scope="module")
def unbroken() -> dict[str, list[float]]:
    """The history of three epochs that nothing stopped."""
    model = plain()
    model.fit(X, HOT, batch_size=16, epochs=3, validation_split=0.2, shuffle=False, verbose=0)
    history: dict[str, list[float]] = model.history.history
    return history


def check_same(run: training.runs.Run, unbroken: dict[str, list[float]]) -> None:
    assert sorted(run.history) == sorted(unbroken)
    for name, values in unbroken.items():
        np.testing.assert_allclose(run.history[name], values, rtol=1e-5)


def test_the_record_is_kerass_own(unbroken: dict[str, list[float]]) -> None:
    run = fit(plain()).run
    check_same(run, unbroken)
    assert (run.images, run.batch_size, run.epochs, run.parameters) == (80, 16, 3, 162)
    assert len(run.filters) == len(run.seconds) == 3
    assert min(run.seconds) > 0


def test_resumed_after_an_epoch_it_is_as_if_it_had_not_stopped(
    unbroken: dict[str, list[float]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fit(plain(), epochs=1).run.epochs == 1
    assert capsys.readouterr().out == ""
    kept = fit(plain())  # another model, as after a restart
    check_same(kept.run, unbroken)
    said = capsys.readouterr().out
    assert said.startswith('The training kept as "mine" on ')
    assert ': goes on after epoch 1. For a new one: training.keep("mine", anew=True).' in said


def test_stopped_in_an_epoch_it_keeps_the_weights_and_repeats_the_epoch() -> None:
    model = plain()
    first = fit(model, StopIn(8))
    assert first.run.epochs == 1
    stopped = model.get_weights()
    assert "Run the cell again to go on." in first.closing()
    again = plain()
    began: list[Any] = []
    note = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: began.append((epoch, again.get_weights()))
    )
    with np.load(first.path) as file:
        last = [file[f"weights {i}"] for i in range(len(stopped))]
    assert fit(again, note).run.epochs == 3
    assert [epoch for epoch, _ in began] == [1, 2]
    for resumed, kept in zip(began[0][1], last):
        np.testing.assert_array_equal(resumed, kept)


def test_stopped_in_the_first_batch_it_goes_on_from_there() -> None:
    model = plain()
    before = model.get_weights()
    kept = fit(model, StopIn(1))
    assert (kept.run.epochs, kept.run.history) == (0, {})
    assert kept.closing() == "The network has its last weights. Run the cell again to go on."
    assert any((a != b).any() for a, b in zip(before, model.get_weights()))
    assert fit(plain()).run.epochs == 3


KILLED = """
import os, signal, sys
import test_keep
from helpers import training
print("ready", flush=True)
model = test_keep.plain()
class Kill(training.keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if len(self.model.history.epoch) == 2 and batch == 2:
            os.kill(os.getpid(), signal.SIGKILL)
test_keep.fit(model, Kill())
"""


def test_a_killed_process_loses_only_the_epoch_that_it_was_in(
    unbroken: dict[str, list[float]], folder: Path
) -> None:
    path = os.pathsep.join([str(HERE.parent), str(HERE.parents[1] / "tools"), str(HERE.parents[2])])
    run = subprocess.run(
        [sys.executable, "-c", KILLED],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr[-2000:]
    assert [path.name for path in (folder / "trainings").iterdir()] == ["mine.npz"]
    with np.load(folder / "trainings" / "mine.npz") as file:
        assert len(json.loads(str(file["record"]))["run"]["seconds"]) == 2
    check_same(fit(plain()).run, unbroken)


def test_once_finished_it_is_not_trained_again(capsys: pytest.CaptureFixture[str]) -> None:
    model = plain()
    first = fit(model)
    again = plain()
    kept = fit(again, training.watch())
    assert kept.run == first.run
    said = capsys.readouterr().out
    assert ": 3 epochs are done. For a new one" in said
    assert said.splitlines()[-1].startswith(f"The network has the weights of epoch {kept.run.best}")
    for left, right in zip(model.get_weights(), again.get_weights()):
        np.testing.assert_array_equal(left, right)


def test_the_network_has_the_weights_of_its_best_epoch() -> None:
    model = plain()
    kept = fit(model, epochs=6)
    _, accuracy = model.evaluate(X[80:], HOT[80:], verbose=0)
    assert accuracy == pytest.approx(max(kept.run.history["val_accuracy"]), abs=1e-6)
    assert kept.closing() == (
        f"The network has the weights of epoch {kept.run.best}, the best in validation."
    )


def test_more_epochs_go_on_from_the_last_weights_not_the_best(
    unbroken: dict[str, list[float]],
) -> None:
    model = plain()
    fit(model, epochs=2)
    check_same(fit(model).run, unbroken)


def test_anew_writes_over_what_was_kept(
    unbroken: dict[str, list[float]], capsys: pytest.CaptureFixture[str]
) -> None:
    fit(plain(), epochs=2)
    kept = fit(plain(), anew=True)
    check_same(kept.run, unbroken)
    assert capsys.readouterr().out == ""


def wider() -> keras.Model:
    model = keras.Sequential([layers.Input(SHAPE), layers.Rescaling(1 / 255)])
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax"))
    return compiled(model, optimizer="adam")


@pytest.mark.parametrize(
    "model, changed, what",
    [
        (wider, {}, "other layers"),
        (lambda: compiled(plain(), optimizer="rmsprop"), {}, "other optimizer"),
        (
            lambda: compiled(plain(), optimizer=keras.optimizers.Adam(0.1)),
            {},
            "other optimizer",
        ),
        (lambda: compiled(plain(), optimizer="adam", loss="mse"), {}, "other loss"),
        (plain, {"data": (X[::-1], HOT[::-1])}, "other pictures"),
        (plain, {"batch_size": 8}, "other batches"),
    ],
)
def test_another_training_begins_anew_and_says_so(
    model: Callable[[], keras.Model],
    changed: dict[str, Any],
    what: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fit(plain(), epochs=1)
    kept = fit(model(), epochs=1, **changed)
    assert kept.run.epochs == 1
    assert capsys.readouterr().out == (
        f'Begins anew: what was kept as "mine" was another training ({what}).\n'
    )


def test_a_file_that_cannot_be_read_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "trainings").mkdir()
    (folder / "trainings" / "mine.npz").write_bytes(b"PK\x03\x04 nonsense")
    assert fit(plain(), epochs=1).run.epochs == 1
    assert 'What was kept as "mine" cannot be read' in capsys.readouterr().out
    assert fit(plain(), epochs=2).run.epochs == 2, "it was replaced"


def test_a_full_disk_does_not_end_a_training(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    fit(plain(), epochs=1)
    monkeypatch.setattr(np, "savez", full)
    kept = fit(plain())
    assert kept.run.epochs == 3
    said = capsys.readouterr().out
    assert said.count("This training cannot be kept: No space left on device") == 1
    monkeypatch.undo()
    assert sorted(path.name for path in kept.path.parent.iterdir()) == ["mine.npz"]
    with np.load(kept.path) as file:
        assert len(json.loads(str(file["record"]))["run"]["seconds"]) == 1, "the old one is whole"


def test_a_training_without_it_afterwards_begins_at_its_first_epoch() -> None:
    model = plain()
    fit(model, epochs=2)
    fit(model, epochs=3)
    model.fit(X, HOT, epochs=2, verbose=0)
    assert model.history.epoch == [0, 1]


def test_nan_is_never_the_best() -> None:
    history = {"val_accuracy": [float("nan"), 0.2, float("nan")]}
    assert training.runs.best_epoch(history) == 2
    assert training.runs.best_epoch({"val_accuracy": [float("nan")]}) == 0


@pytest.mark.parametrize("name", ["", "../mine", "a/b", "a.b", " ", None, 3])
def test_names_that_are_no_file_names_are_refused(name: Any) -> None:
    with pytest.raises(PlainError, match="letters, digits, spaces, - and _"):
        training.keep(name)


def test_it_does_not_keep_a_model_alive() -> None:
    import gc
    import weakref

    model = compiled(small())
    kept = fit(model, epochs=1)
    gone = weakref.ref(model)
    del model, kept
    gc.collect()
    assert gone() is None
