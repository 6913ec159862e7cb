"""Few pictures, and a small network that trains on them quickly, for the tests of training."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers

from helpers.data import stand_in
from helpers.training import networks

SHAPE = (32, 32, 3)
CLASSES = 10
X, Y = stand_in.pictures(100, seed=1)
HOT = np.eye(CLASSES, dtype=np.float32)[Y]


def network(seed: int = 0) -> keras.Model:
    """Return the network of the lecture, with weights that depend on the seed alone."""
    keras.utils.set_random_seed(seed)
    return networks.build(SHAPE, CLASSES)


def small(classes: int = CLASSES) -> keras.Model:
    """Return a small network with dropout, for tests that work with any network."""
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, strides=2),
            layers.GlobalMaxPooling2D(),
            layers.Dropout(0.1),
            layers.Dense(classes, activation="softmax"),
        ]
    )


def compiled(model: keras.Model, **changed: Any) -> keras.Model:
    """Compile a model as the lesson does, but for what is ``changed``, and return it."""
    usual: dict[str, Any] = {"loss": "categorical_crossentropy", "optimizer": "rmsprop"}
    model.compile(**{**usual, "metrics": ["accuracy"], **changed})
    return model
