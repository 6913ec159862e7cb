"""The convnet of the lecture, trained: build, train, evaluate, and a word on the device.

The only module that imports Keras. It names no backend, so TensorFlow, JAX and PyTorch all serve.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's notes to itself, read on import
import keras
from keras import layers

from helpers.runs import Run, Watch, duration
from helpers.style import Picture

BATCH_SIZE = 128
EPOCHS = 20
CLASSES = 10
VALIDATION_SPLIT = 0.2
OPTIMIZER = "rmsprop"


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Build the network of the lecture: one convolution, one pooling, two dense layers."""
    model = keras.Sequential()
    model.add(layers.Input(input_shape))
    model.add(layers.Rescaling(1 / 255))  # normalise: 0…255 becomes 0…1, one batch at a time
    model.add(layers.Conv2D(32, (3, 3), activation="relu", padding="valid"))
    model.add(layers.MaxPooling2D(pool_size=(2, 2)))
    model.add(layers.Dropout(0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(classes, activation="softmax"))
    return model


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
) -> Run:
    """Compile and fit ``model``, with one printed line per epoch, and return the record of it.

    ``x_train`` (N, H, W, C) stays uint8 until inside the model; ``y_train`` is integers (N,) or
    one-hot (N, classes). The last ``validation_split`` of the pictures are held out; ``seed``
    settles the order of the others. An interrupt keeps the weights and every finished epoch.

    Raises:
        TypeError: ``x_train`` is not uint8.
        ValueError: shapes, labels or numbers do not fit each other.
    """
    y = _one_hot(model, x_train, y_train)
    for name, number in (("epochs", epochs), ("batch_size", batch_size)):
        if number < 1:
            raise ValueError(f"{name} must be at least 1; received {number}")
    kept = _kept(len(x_train), validation_split)
    _use_fast_arithmetic(model)
    model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    watch = Watch(kept, epochs)
    callbacks = [keras.callbacks.LambdaCallback(on_epoch_begin=watch.begin, on_epoch_end=watch.end)]
    if tensorboard is not None:
        callbacks.append(_tensorboard(model, tensorboard))
    try:
        model.fit(
            _batches(x_train[:kept], y[:kept], batch_size, seed),
            steps_per_epoch=math.ceil(kept / batch_size),
            validation_data=(x_train[kept:], y[kept:]) if kept < len(x_train) else None,
            validation_batch_size=batch_size,
            epochs=epochs,
            shuffle=False,  # the batches come shuffled
            verbose=0,
            callbacks=callbacks,
        )
    except KeyboardInterrupt:
        done = len(watch.seconds)
        print(f"Stopped in epoch {done + 1}: the weights and {done} whole epochs are kept.")
    return Run(
        history=watch.history,
        seconds=watch.seconds,
        images=kept,
        batch_size=batch_size,
        seed=seed,
        parameters=model.count_params(),
        device=device(),
        versions=versions(),
    )


def evaluate(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any]) -> tuple[float, float]:
    """Return loss and accuracy of a trained model on pictures (N, H, W, C) and their labels."""
    labels = _one_hot(model, x, y)
    loss, accuracy = model.evaluate(x, labels, batch_size=BATCH_SIZE, verbose=0)
    return float(loss), float(accuracy)


def probabilities(model: keras.Model, x: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (N, classes) for pictures (N, H, W, C): each row adds up to 1."""
    return np.asarray(model.predict(x, batch_size=BATCH_SIZE, verbose=0), np.float32)


def kernel(model: keras.Model) -> NDArray[np.float32]:
    """Return the weights (kh, kw, in_channels, filters) of the first convolution."""
    return np.asarray(_first_convolution(model).get_weights()[0], np.float32)


def learned_filters(model: keras.Model) -> Picture:
    """Draw the filters of the first convolution."""
    from helpers import draw

    return draw.kernels(kernel(model))


def feature_maps(model: keras.Model, x: NDArray[np.uint8]) -> Picture:
    """Draw what the first convolution makes of one picture (H, W, C)."""
    from helpers import draw

    until = keras.Model(model.inputs, _first_convolution(model).output)
    maps = np.asarray(until.predict(x[None], verbose=0)[0], np.float32)
    return draw.feature_maps(maps, [f"map {i + 1}" for i in range(maps.shape[-1])])


def device() -> str:
    """Say what Keras computes on."""
    place = str(keras.ops.ones(1).device).lower()  # each backend has its own spelling
    if any(word in place for word in ("gpu", "cuda", "mps", "rocm")):
        return "a graphics card (GPU)"
    return "a TPU" if "tpu" in place else f"the processor ({os.cpu_count()} cores), no GPU"


def versions() -> dict[str, str]:
    """Return the versions of everything that has a part in the numbers."""
    backend = keras.backend.backend()
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": np.__version__,
        "keras": keras.__version__,
        backend: str(sys.modules[backend].__version__),
    }


def device_report(images: int = 40_000, epochs: int = EPOCHS) -> str:
    """Say which device this is and how long training takes on it, from a few timed batches."""
    model = build((32, 32, 3), CLASSES)
    _use_fast_arithmetic(model)
    model.compile(loss="categorical_crossentropy", optimizer=OPTIMIZER, metrics=["accuracy"])
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (BATCH_SIZE, 32, 32, 3), dtype=np.uint8)
    y = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, BATCH_SIZE)]
    times = []
    for _ in range(12):
        start = time.perf_counter()
        model.train_on_batch(x, y)
        times.append(time.perf_counter() - start)
    rate = BATCH_SIZE / float(np.median(times[2:]))  # the first batches compile
    # The learner's own layers are numbered from the start, and have this one's memory.
    del model
    keras.utils.clear_session()
    minutes = 1.1 * epochs * images / rate / 60  # validation adds about a tenth
    backend = keras.backend.backend()
    return (
        f"Keras {keras.__version__} with {backend} {versions()[backend]}, on {device()}.\n"
        f"About {rate:,.0f} pictures a second: {epochs} epochs of {images:,} pictures will take "
        f"about {duration(60 * minutes)} here."
    )


def _kept(pictures: int, validation_split: float) -> int:
    """Return how many of the pictures are trained on; Keras rounds the same way."""
    if not 0 <= validation_split < 1:
        raise ValueError(f"validation_split must be at least 0, below 1; got {validation_split}")
    if not (kept := math.floor(pictures * (1 - validation_split))):
        raise ValueError(f"validation_split={validation_split} leaves none of {pictures} pictures")
    return kept


def _batches(
    x: NDArray[np.uint8], y: NDArray[np.float32], batch_size: int, seed: int
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float32]]]:
    """Yield every picture once per epoch, in an order of its own, without a copy of them all."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(x))
        for at in range(0, len(x), batch_size):
            chosen = order[at : at + batch_size]
            yield x[chosen], y[chosen]


def _one_hot(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any]) -> NDArray[np.float32]:
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


def _use_fast_arithmetic(model: keras.Model) -> None:
    """Let every layer but the softmax multiply in bfloat16, where the device does that faster.

    On processors with instructions for it, bfloat16 (weights still kept in float32) trained 1.4x
    as many pictures a second; without them it is emulated and slower, so those keep float32.
    Compiling with XLA was 7x slower on a processor; Keras's "auto" leaves it out there.
    """
    if "no GPU" in device() and keras.backend.backend() == "tensorflow" and _has_bfloat16():
        for layer in model.layers[:-1]:
            layer.dtype_policy = keras.dtype_policies.get("mixed_bfloat16")


def _has_bfloat16() -> bool:
    if os.environ.get("TF_ENABLE_ONEDNN_OPTS") == "0":  # only oneDNN uses the instructions
        return False
    flags = Path("/proc/cpuinfo")  # Linux only; elsewhere the safe answer is no
    return flags.exists() and any(w in flags.read_text() for w in ("avx512_bf16", "amx_bf16"))


def _tensorboard(model: keras.Model, folder: str | Path) -> keras.callbacks.Callback:
    """Return a callback that passes on to Keras's TensorBoard and never stops a training.

    Whatever is amiss with it (not installed, another backend, a full disk) is said once.
    """
    board = keras.callbacks.TensorBoard(log_dir=str(folder), write_graph=False)
    failures: list[Exception] = []

    def softly(hook: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            try:
                if not failures:
                    hook(*arguments)
            except Exception as error:
                failures.append(error)
                print(f"TensorBoard is left out: {error}")

        return call

    softly(board.set_model)(model)
    return keras.callbacks.LambdaCallback(
        on_train_begin=softly(board.on_train_begin),
        on_epoch_end=softly(board.on_epoch_end),
        on_train_end=softly(board.on_train_end),
    )


def _first_convolution(model: keras.Model) -> keras.layers.Layer:
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D):
            return layer
    raise ValueError("model has no Conv2D layer, so there is no kernel to show")
