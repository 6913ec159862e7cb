"""Few pictures and a network that trains on them in no time, for the tests of training."""

from __future__ import annotations

import keras
from keras import layers

from helpers.data import stand_in
from helpers.training import networks

SHAPE = (32, 32, 3)
CLASSES = 10
X, Y = stand_in.pictures(100, seed=1)


def network(seed: int = 0) -> keras.Model:
    keras.utils.set_random_seed(seed)
    return networks.build(SHAPE, CLASSES)


def small(classes: int = CLASSES) -> keras.Model:
    """For what does not depend on the network; it has something random in it, too."""
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
