"""Training, watched, stopped and gone on with: train, evaluate, and how long it will take here.

Written against Keras without a word of its backend, so TensorFlow, JAX and PyTorch all serve.
"""

from __future__ import annotations

import math
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from helpers.training import device, loop, networks
from helpers.training.device import keras
from helpers.training.live_view import watch
from helpers.training.loop import Progress
from helpers.training.pipeline import Feed
from helpers.training.runs import Run, best_epoch, duration
from helpers.training.tensorboard import Board

BATCH_SIZE = 128
EPOCHS = 20
CLASSES = 10
VALIDATION_SPLIT = 0.2
OPTIMIZER = "rmsprop"

_PROGRESS: WeakKeyDictionary[keras.Model, Progress] = WeakKeyDictionary()


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
    """Train ``model`` before one's eyes, and return the record of it.

    ``x_train`` (N, H, W, C) stays uint8 until inside the model; ``y_train`` is integers (N,) or
    one-hot (N, classes). The last ``validation_split`` of the pictures are held out; ``seed``
    settles the order of the others. In the end, or when it is stopped, the model has the weights
    of the epoch that was best in validation. With ``resume`` the last training of this model goes
    on where it stopped, up to ``epochs`` in all.

    Raises:
        TypeError: ``x_train`` is not uint8.
        ValueError: shapes, labels or numbers do not fit each other, or not what is resumed.
    """
    y = one_hot(model, x_train, y_train)
    for name, number in (("epochs", epochs), ("batch_size", batch_size)):
        if number < 1:
            raise ValueError(f"{name} must be at least 1; received {number}")
    kept = _kept(len(x_train), validation_split)
    settings = {"pictures": len(x_train), "batch_size": batch_size, "seed": seed, "kept": kept}
    progress = _begun(model, optimizer, settings, resume)
    held_out = len(x_train) - kept
    sharing = device.together(batch_size, held_out) if kept >= batch_size else None
    with sharing.scope() if sharing else nullcontext():
        rig = loop.equip(model, Feed(x_train, y, kept, batch_size, seed), alone=sharing is None)
        progress.restore(rig.network)
        view = watch(rig.feed.images, epochs, progress.history, progress.seconds)
        with Board(model, tensorboard) as board, loop.gently(view):
            try:
                loop.train(rig, progress, view, epochs, board)
            except KeyboardInterrupt:
                pass  # the second one: not even the end of the batch is waited for
            except Exception:
                view.end("Ended by an error. What was learned before it is kept.")
                raise
            finally:
                progress.keep(rig.network)
                model.set_weights(progress.best or rig.network.get_weights())
    view.end(_farewell(progress, epochs, rig.feed))
    return Run(
        history=progress.history,
        seconds=progress.seconds,
        images=rig.feed.images,
        batch_size=batch_size,
        seed=seed,
        parameters=model.count_params(),
        device=device.device(),
        versions=device.versions(),
        filters=progress.filters,
    )


def _begun(model: keras.Model, optimizer: Any, settings: dict[str, Any], resume: bool) -> Progress:
    """Return the progress of what is to go on, or of a training that is only beginning."""
    progress = _PROGRESS.get(model)
    if resume and progress is not None:
        progress.check(settings)
        return progress
    device.use_fast_arithmetic(model)
    model.compile(loss=loop.LOSS, optimizer=optimizer, metrics=["accuracy"])
    _PROGRESS[model] = Progress(settings)
    return _PROGRESS[model]


def _farewell(progress: Progress, epochs: int, feed: Feed) -> str:
    """Say how a training ended, and what the model has now."""
    best = best_epoch(progress.history)
    kept = (
        f"The model has the weights of epoch {best}" if best else "The model has its last weights"
    )
    if "val_accuracy" in progress.history:
        kept += ", the best in validation"
    if progress.epochs == epochs:
        return f"{kept}."
    done = f"{progress.blocks * feed.steps:,} of {feed.blocks * feed.steps:,} batches"
    return f"Stopped in epoch {progress.epochs + 1} after {done}. {kept}. resume=True goes on."


def evaluate(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any]) -> tuple[float, float]:
    """Return loss and accuracy of a trained model on pictures (N, H, W, C) and their labels."""
    labels = one_hot(model, x, y)
    loss, accuracy = model.evaluate(x, labels, batch_size=BATCH_SIZE, verbose=0)
    return float(loss), float(accuracy)


def probabilities(model: keras.Model, x: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (N, classes) for pictures (N, H, W, C): each row adds up to 1."""
    return np.asarray(model.predict(x, batch_size=BATCH_SIZE, verbose=0), np.float32)


def device_report(images: int = 40_000, epochs: int = EPOCHS) -> str:
    """Say which device this is and how long training takes on it, from a few timed batches."""
    batches = 64 if device.accelerated() else 12
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (batches * BATCH_SIZE, 32, 32, 3), dtype=np.uint8)
    y = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, len(x))]
    model = networks.build((32, 32, 3), CLASSES)
    _begun(model, OPTIMIZER, {}, resume=False)
    rig = loop.equip(model, Feed(x, y, len(x), BATCH_SIZE, seed=0), alone=True)
    for number in range(2):  # the first time, it is compiled
        start = time.perf_counter()
        for pictures, labels in rig.feed.epoch(number):
            rig.trained.train_on_batch(pictures, labels)
        rate = rig.feed.images / (time.perf_counter() - start)
    # The learner's own layers are numbered from the start, and have this one's memory.
    del model, rig
    keras.utils.clear_session()
    seconds = 1.1 * epochs * images / rate  # validation adds about a tenth
    backend = keras.backend.backend()
    return (
        f"Keras {keras.__version__} with {backend} {device.versions()[backend]}, on "
        f"{device.device()}.\n"
        f"About {rate:,.0f} pictures a second: {epochs} epochs of {images:,} pictures will take "
        f"about {duration(seconds)} here."
    )


def batches(pictures: int) -> int:
    """Return how many batches make an epoch of so many pictures, with the usual settings.

    >>> batches(50_000)
    313
    """
    return math.ceil(_kept(pictures, VALIDATION_SPLIT) / BATCH_SIZE)


def _kept(pictures: int, validation_split: float) -> int:
    """Return how many of the pictures are trained on; Keras rounds the same way."""
    if not 0 <= validation_split < 1:
        raise ValueError(f"validation_split must be at least 0, below 1; got {validation_split}")
    if not (kept := math.floor(pictures * (1 - validation_split))):
        raise ValueError(f"validation_split={validation_split} leaves none of {pictures} pictures")
    return kept


def one_hot(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any]) -> NDArray[np.float32]:
    """Return the labels as (N, classes), once pictures and labels are known to fit the model."""
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
