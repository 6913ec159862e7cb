"""The networks of lesson 09, and pictures of the first convolution of a trained network.

The lesson prints the code of ``build`` and ``deeper``, so a change here changes its stored output.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core import trace
from helpers.core.trace import Trace
from helpers.draw.theme import Picture
from helpers.training.device import keras

layers = keras.layers


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


def deeper(
    input_shape: tuple[int, int, int], classes: int, *, normalise: bool = False, flip: bool = False
) -> keras.Model:
    """Build four convolutions, three poolings and a mean over each map, with no large dense layer.

    With ``normalise`` each convolution is followed by a batch normalisation; with ``flip`` half
    of the pictures are mirrored, left for right, while training.
    """
    model = keras.Sequential()
    model.add(layers.Input(input_shape))
    model.add(layers.Rescaling(1 / 255))
    if flip:
        model.add(layers.RandomFlip("horizontal"))
    for number, filters in enumerate((32, 64, 128, 128), start=1):
        model.add(layers.Conv2D(filters, (3, 3), padding="same", use_bias=not normalise))
        if number < 4:
            model.add(layers.MaxPooling2D())  # before what follows: a quarter of the work is left
        if normalise:
            model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.ReLU())
    model.add(layers.GlobalAveragePooling2D())  # one number a map, wherever in it something is
    model.add(layers.Dense(classes, activation="softmax"))
    return model


def warm_and_cool(steps: int) -> keras.optimizers.Optimizer:
    """Return an Adam optimiser whose learning rate rises at first, then falls to 0 (cosine decay).

    Args:
        steps: Number of batches of the whole training; it rises during the first tenth of them.

    Raises:
        ValueError: ``steps`` is below 10.
    """
    if steps < 10:
        raise ValueError(f"steps must be at least 10, all batches of a training; received {steps}")
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=5e-4,
        warmup_target=5e-3,
        warmup_steps=steps // 10,
        decay_steps=steps - steps // 10,
    )
    return keras.optimizers.Adam(schedule)


def kernel(model: keras.Model) -> NDArray[np.float32]:
    """Return the weights (kh, kw, in_channels, filters) of the first convolution.

    Raises:
        ValueError: The model has no two-dimensional convolution.
    """
    return np.asarray(_first_convolution(model).get_weights()[0], np.float32)


def first_kernel(model: keras.Model) -> NDArray[np.float32] | None:
    """Return ``kernel(model)``, or None if the model has no two-dimensional convolution."""
    has_one = any(isinstance(layer, layers.Conv2D) for layer in model.layers)
    return kernel(model) if has_one else None


def learned_filters(model: keras.Model) -> Picture:
    """Draw the filters of the first convolution."""
    from helpers.draw import figures

    return figures.kernels(kernel(model))


def feature_maps(model: keras.Model, x: NDArray[np.uint8]) -> Picture:
    """Draw the feature maps of the first convolution for one picture (H, W, C)."""
    from helpers.draw import figures

    first_layers = keras.Model(model.inputs, _first_convolution(model).output)
    maps = np.asarray(first_layers.predict(x[None], verbose=0)[0], np.float32)
    return figures.feature_maps(maps, [f"map {i + 1}" for i in range(maps.shape[-1])])


def walk(model: keras.Model, x: NDArray[np.uint8], number: int, digits: int = 2) -> Trace:
    """Return the trace of one filter of the first convolution on one picture.

    Picture and weights are rounded, so that every sum can be checked by hand. The activation is
    left out.

    Args:
        model: A model that divides pictures by 255 before its first convolution.
        x: Picture (H, W, C), with values from 0 to 255.
        number: Number of the filter, counted from 1.
        digits: Decimals of the rounded picture and weights.

    Raises:
        ValueError: The model has no two-dimensional convolution, or no filter of this number.
    """
    layer = _first_convolution(model)
    weights = layer.get_weights()
    filters = weights[0].shape[-1]
    if not 1 <= number <= filters:
        raise ValueError(f"number must be 1 to {filters}; received {number}")
    one = slice(number - 1, number)
    bias: Any = weights[1][one] if layer.use_bias else None
    return trace.conv2d(
        np.round(x / 255, digits),
        np.round(weights[0][..., one], digits),
        None if bias is None else np.round(bias, digits),
        stride=layer.strides,
        padding=layer.padding,
        dilation=layer.dilation_rate,
        channels=("red", "green", "blue") if x.shape[-1] == 3 else None,
    )


def _first_convolution(model: keras.Model) -> keras.layers.Layer:
    """Return the first Conv2D layer, or raise ValueError if there is none."""
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D):
            return layer
    raise ValueError("model has no Conv2D layer, so there is no kernel to show")
