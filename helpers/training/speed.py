"""How fast the lecture's network trains on this device."""

from __future__ import annotations

import numpy as np

from helpers.training import device, loop, networks
from helpers.training.device import keras
from helpers.training.pipeline import InputPipeline
from helpers.training.runs import duration
from helpers.training.trainer import BATCH_SIZE, CLASSES, EPOCHS, OPTIMIZER
from helpers.training.view.timing import VALIDATION_FACTOR


def device_report(images: int = 40_000, epochs: int = EPOCHS) -> str:
    """Return two lines: the device, and how long the lecture's network will train on it.

    Args:
        images: Pictures that are trained on in each epoch.
        epochs: Number of epochs.
    """
    rate = _pictures_per_second()
    seconds = VALIDATION_FACTOR * epochs * images / rate
    backend = keras.backend.backend()
    return (
        f"Keras {keras.__version__} with {backend} {device.versions()[backend]}, on "
        f"{device.describe()}.\n"
        f"About {rate:,.0f} pictures a second: {epochs} epochs of {images:,} pictures will take "
        f"about {duration(seconds)} here."
    )


def _pictures_per_second() -> float:
    """Return how many pictures a second are trained on, from a few batches of random pictures."""
    batches = 64 if device.accelerated() else 12
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (batches * BATCH_SIZE, 32, 32, 3), dtype=np.uint8)
    y = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, len(x))]
    model = networks.build((32, 32, 3), CLASSES)
    loop.compile_model(model, OPTIMIZER)
    data = InputPipeline(x, y, len(x), BATCH_SIZE, seed=0)
    setup = loop.prepare(model, data, one_device=True)
    loop.time_epoch(setup, 0)  # the network is compiled in the first epoch
    rate = setup.data.images / loop.time_epoch(setup, 1)
    # Frees the memory, and lets Keras number the layers of the learner's networks from the start.
    del model, setup
    keras.utils.clear_session()
    return rate
