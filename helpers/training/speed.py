"""How fast the lecture's network trains on this device, and with which numbers it is fastest."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from helpers.training import device, networks
from helpers.training.device import keras
from helpers.training.runs import duration
from helpers.training.view.timing import VALIDATION_FACTOR

BATCH_SIZE = 128
CLASSES = 10
ROUNDS = 3
"""Times that each number type is measured, in turn, as the speed of a machine varies."""
WORTH = 1.1
"""bfloat16 has fewer digits, so it is taken only where it is faster by at least this factor."""


@dataclass(frozen=True)
class DeviceReport:
    """The device, and how fast the lecture's network trains on it.

    Args:
        rates: Pictures a second, by number type: "float32" and "bfloat16".
        images: Pictures that are trained on in each epoch.
        epochs: Number of epochs.
    """

    rates: dict[str, float]
    images: int
    epochs: int

    @property
    def policy(self) -> str:
        """What ``keras.config.set_dtype_policy`` takes for the faster number type.

        >>> DeviceReport({"float32": 1000.0, "bfloat16": 1800.0}, 40_000, 20).policy
        'mixed_bfloat16'
        """
        faster = self.rates["bfloat16"] > WORTH * self.rates["float32"]
        return "mixed_bfloat16" if faster else "float32"

    def __str__(self) -> str:
        chosen = self.policy.removeprefix("mixed_")
        seconds = VALIDATION_FACTOR * self.epochs * self.images / self.rates[chosen]
        rates = ", ".join(f"{rate:,.0f} in {name}" for name, rate in self.rates.items())
        backend = keras.backend.backend()
        return (
            f"Keras {keras.__version__} with {backend} {device.versions()[backend]}, on "
            f"{device.describe()}.\n"
            f"Pictures a second: {rates}. So {chosen} is used here.\n"
            f"{self.epochs} epochs of {self.images:,} pictures will take about {duration(seconds)}."
        )


def device_report(images: int = 40_000, epochs: int = 20) -> DeviceReport:
    """Time a few batches of noise in two number types, and return what was found.

    Args:
        images: Pictures that are trained on in each epoch.
        epochs: Number of epochs.
    """
    batches = 64 if device.accelerated() else 6
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (batches * BATCH_SIZE, 32, 32, 3), dtype=np.uint8)
    y = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, len(x))]
    models = {name: _compiled(name) for name in ("float32", "bfloat16")}
    times: dict[str, list[float]] = {name: [] for name in models}
    for each in range(ROUNDS + 1):
        for name, model in models.items():
            start = time.perf_counter()
            model.fit(x, y, batch_size=BATCH_SIZE, verbose=0)
            if each:  # the network is compiled in the first epoch
                times[name].append(time.perf_counter() - start)
    rates = {name: len(x) / min(taken) for name, taken in times.items()}
    # Frees the memory, and lets Keras number the layers of the learner's networks from the start.
    del models, model
    keras.utils.clear_session()
    return DeviceReport(rates, images, epochs)


def _compiled(number_type: str) -> keras.Model:
    """Return the lecture's network, compiled, that computes in "float32" or in "bfloat16"."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if number_type == "bfloat16" else number_type)
    try:
        model = networks.build((32, 32, 3), CLASSES)
    finally:
        keras.config.set_dtype_policy(before)
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    return model
