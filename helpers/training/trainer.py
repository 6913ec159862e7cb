"""Train a network while its learner watches, and evaluate it.

It uses nothing but Keras, so it works with TensorFlow, JAX and PyTorch as the backend.
"""

from __future__ import annotations

import math
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from helpers.training import device, loop
from helpers.training.device import keras
from helpers.training.loop import TrainingSetup
from helpers.training.pipeline import InputPipeline
from helpers.training.progress import Progress
from helpers.training.runs import Run, best_epoch
from helpers.training.tensorboard import EpochWriter
from helpers.training.view.live_view import open_view
from helpers.training.view.log import EpochLog, TrainingView

BATCH_SIZE = 128
EPOCHS = 20
CLASSES = 10
VALIDATION_SPLIT = 0.2
OPTIMIZER = "rmsprop"

_PROGRESS: WeakKeyDictionary[keras.Model, Progress] = WeakKeyDictionary()
"""The last training of each model, as long as the model exists."""


def train(
    model: keras.Model,
    x_train: NDArray[np.uint8],
    y_train: NDArray[Any],
    *,
    epochs: int = EPOCHS,
    batch_size: int = BATCH_SIZE,
    validation_split: float = VALIDATION_SPLIT,
    optimizer: Any = OPTIMIZER,
    seed: int = 0,
    tensorboard: str | Path | None = None,
    resume: bool = False,
) -> Run:
    """Train a model, show how it learns, and return the record of the training.

    At the end, also when it is stopped, the model has the weights of the epoch that was best in
    validation.

    Args:
        model: A model that divides pictures by 255 itself, and ends in a softmax.
        x_train: Pictures (N, H, W, C) as uint8.
        y_train: Labels (N,) as integers, or one-hot (N, classes).
        epochs: Number of epochs.
        batch_size: Pictures per batch.
        validation_split: Part of the pictures, the last ones, that is held out for validation.
        optimizer: Name of a Keras optimiser, or the optimiser itself.
        seed: Seed of the random order of the other pictures.
        tensorboard: Folder to write to for TensorBoard; None to write nothing.
        resume: Whether to go on with the last training of this model, until it has ``epochs``
            epochs in all.

    Raises:
        TypeError: ``x_train`` is not uint8.
        ValueError: Shapes or labels do not fit the model, a number is out of range, or a training
            is resumed with other settings.
    """
    labels = one_hot(model, x_train, y_train)
    _check_at_least_one(epochs=epochs, batch_size=batch_size)
    count = _train_count(len(x_train), validation_split)
    settings = {"pictures": len(x_train), "batch_size": batch_size, "seed": seed, "kept": count}
    progress = _resumed_or_new(model, optimizer, settings, resume)
    data = InputPipeline(x_train, labels, count, batch_size, seed)
    devices = _several_devices(data)
    with devices.scope() if devices else nullcontext():
        setup = loop.prepare(model, data, one_device=devices is None)
        progress.restore_state(setup.network)
        log = EpochLog(setup.data.images, epochs, progress.history, progress.seconds)
        view = open_view(log)
        with EpochWriter(model, tensorboard) as writer:
            _train_until_stopped(model, setup, progress, view, epochs, writer)
    view.end(_closing_message(progress, epochs, setup.data))
    return _record(model, progress, setup.data)


def _resumed_or_new(
    model: keras.Model, optimizer: Any, settings: dict[str, Any], resume: bool
) -> Progress:
    """Return the progress of the model's last training; else compile it, and return a new one.

    Raises:
        ValueError: The last training had other settings.
    """
    last = _PROGRESS.get(model)
    if resume and last is not None:
        last.check_settings(settings)
        return last
    loop.compile_model(model, optimizer)
    _PROGRESS[model] = Progress(settings)
    return _PROGRESS[model]


def _several_devices(data: InputPipeline) -> keras.distribution.DataParallel | None:
    """Return a distribution of batches among several devices, or None to use one device."""
    if data.train_count < data.batch_size:
        return None
    return device.data_parallel(data.batch_size, len(data.x) - data.train_count)


def _train_until_stopped(
    model: keras.Model,
    setup: TrainingSetup,
    progress: Progress,
    view: TrainingView,
    epochs: int,
    writer: EpochWriter,
) -> None:
    """Train until all epochs are finished, the learner stops it, or an error is raised.

    In each case, the state is saved for a training that is resumed, and the model has the best
    weights; before the first epoch is finished, the last ones.
    """
    with loop.stop_on_interrupt(view):
        try:
            loop.train(setup, progress, view, epochs, writer)
        except KeyboardInterrupt:
            pass  # the second Ctrl-C, which does not wait for the end of the batch
        except Exception:
            view.end("Ended by an error. What was learned before it is kept.")
            raise
        finally:
            progress.save_state(setup.network)
            model.set_weights(progress.best_weights or setup.network.get_weights())


def _closing_message(progress: Progress, epochs: int, data: InputPipeline) -> str:
    """Return sentences that say where the training ended, and which weights the model has."""
    best = best_epoch(progress.history)
    weights = (
        f"The model has the weights of epoch {best}" if best else "The model has its last weights"
    )
    if "val_accuracy" in progress.history:
        weights += ", the best in validation"
    if progress.epochs == epochs:
        return f"{weights}."
    size = data.batches_per_block
    done = f"{progress.blocks_done * size:,} of {data.blocks * size:,} batches"
    return f"Stopped in epoch {progress.epochs + 1} after {done}. {weights}. resume=True goes on."


def _record(model: keras.Model, progress: Progress, data: InputPipeline) -> Run:
    """Return the record of a training."""
    return Run(
        history=progress.history,
        seconds=progress.seconds,
        images=data.images,
        batch_size=data.batch_size,
        seed=data.seed,
        parameters=model.count_params(),
        device=device.describe(),
        versions=device.versions(),
        filters=progress.filters,
    )


def evaluate(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any]) -> tuple[float, float]:
    """Return loss and accuracy of a trained model on pictures (N, H, W, C) and their labels."""
    labels = one_hot(model, x, y)
    loss, accuracy = model.evaluate(x, labels, batch_size=BATCH_SIZE, verbose=0)
    return float(loss), float(accuracy)


def probabilities(model: keras.Model, x: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the probability of each class (N, classes) for pictures (N, H, W, C)."""
    return np.asarray(model.predict(x, batch_size=BATCH_SIZE, verbose=0), np.float32)


def batches(pictures: int) -> int:
    """Return the number of batches in an epoch, with the usual batch size and validation split.

    Args:
        pictures: Number of pictures, with those that are held out.

    >>> batches(50_000)
    313
    """
    return math.ceil(_train_count(pictures, VALIDATION_SPLIT) / BATCH_SIZE)


def _train_count(pictures: int, validation_split: float) -> int:
    """Return how many of the pictures are trained on, rounded down as in Keras.

    Raises:
        ValueError: The split is not in [0, 1), or no picture is left to train on.
    """
    if not 0 <= validation_split < 1:
        raise ValueError(f"validation_split must be at least 0, below 1; got {validation_split}")
    if not (count := math.floor(pictures * (1 - validation_split))):
        raise ValueError(f"validation_split={validation_split} leaves none of {pictures} pictures")
    return count


def _check_at_least_one(**numbers: int) -> None:
    """Raise ValueError if one of the named numbers is below 1."""
    for name, number in numbers.items():
        if number < 1:
            raise ValueError(f"{name} must be at least 1; received {number}")


def one_hot(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any]) -> NDArray[np.float32]:
    """Return labels as one-hot (N, classes), after checks that pictures and labels fit the model.

    Args:
        model: The model.
        x: Pictures (N, H, W, C).
        y: Labels (N,) or (N, 1) as integers, or one-hot (N, classes).

    Raises:
        TypeError: The pictures are not uint8.
        ValueError: A shape does not fit the model, or a label is not in [0, classes).
    """
    classes = model.output_shape[-1]
    if x.dtype != np.uint8:
        raise TypeError(
            f"x must be uint8, the pixels as they are stored; received {x.dtype}. "
            "Do not divide by 255 beforehand: the model's first layer does"
        )
    if x.shape[1:] != tuple(model.input_shape[1:]):
        expected = ", ".join(map(str, model.input_shape[1:]))
        raise ValueError(f"x must be (N, {expected}); received {x.shape}")
    if y.shape not in ((len(x),), (len(x), 1), (len(x), classes)):
        raise ValueError(f"y must be ({len(x)},) or ({len(x)}, {classes}); received {y.shape}")
    if y.shape == (len(x), classes):
        return y.astype(np.float32)
    if y.min() < 0 or y.max() >= classes:
        raise ValueError(f"labels must be 0 to {classes - 1}; received {y.min()} to {y.max()}")
    hot: NDArray[np.float32] = np.eye(classes, dtype=np.float32)[y.reshape(-1)]
    return hot
