"""The networks of lesson 09, and pictures of the first convolution of a trained network.

Lesson 09 writes ``features``, ``classifier`` and ``build`` out in its own cells, and prints the
code of ``deeper``: a change here changes the lesson.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core import trace
from helpers.core.text import PlainError
from helpers.core.trace import Trace
from helpers.draw.theme import Picture
from helpers.training import activity
from helpers.training.device import keras

layers = keras.layers


def features() -> list[keras.layers.Layer]:
    """Return the layers of the lecture's network that find patterns."""
    return [
        layers.Rescaling(1 / 255),  # 0…255 becomes 0…1, one batch at a time
        layers.Conv2D(32, (3, 3), activation="relu", padding="valid"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
    ]


def classifier(classes: int) -> list[keras.layers.Layer]:
    """Return the layers of the lecture's network that name what was found."""
    return [
        layers.Flatten(),
        layers.Dense(512, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(classes, activation="softmax", dtype="float32"),
    ]


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Build the network of the lecture: one convolution, one pooling, two dense layers."""
    return keras.Sequential([layers.Input(input_shape), *features(), *classifier(classes)])


def deeper(
    input_shape: tuple[int, int, int], classes: int, *, normalise: bool = False, flip: bool = False
) -> keras.Model:
    """Build four convolutions, three poolings and a mean over each map, with no large dense layer.

    With ``normalise`` each convolution is followed by a batch normalisation; with ``flip`` half
    of the pictures are mirrored, left for right, while training.
    """
    model = keras.Sequential([layers.Input(input_shape), layers.Rescaling(1 / 255)])
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
    model.add(layers.Dense(classes, activation="softmax", dtype="float32"))
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


def kernel(model: keras.Model) -> NDArray[np.float32] | None:
    """Return the weights (kh, kw, in_channels, filters) of the first convolution.

    None for a model without a two-dimensional convolution.
    """
    layer = _first_convolution(model)
    return None if layer is None else np.asarray(layer.get_weights()[0], np.float32)


def learned_filters(model: keras.Model) -> Picture:
    """Draw the filters of the first convolution.

    Raises:
        PlainError: The model has no two-dimensional convolution.
    """
    from helpers.draw import figures

    return figures.kernels(_convolution(model).get_weights()[0])


def feature_maps(model: keras.Model, x: NDArray[Any]) -> Picture:
    """Draw the feature maps of the first convolution for one picture (H, W, C).

    Raises:
        PlainError: The model has no two-dimensional convolution.
    """
    from helpers.draw import figures

    layer = _convolution(model)
    _, maps = _computed(model, layer, x)
    return figures.feature_maps(maps, [f"map {i + 1}" for i in range(maps.shape[-1])])


def walk(model: keras.Model, x: NDArray[Any], number: int, digits: int = 2) -> Trace:
    """Return the trace of one filter of the first convolution on one picture.

    The filter walks over what the layer really receives: the picture after all that comes before
    the layer. This and the weights are rounded, so that every sum can be checked by hand. The
    activation is left out.

    Args:
        model: A model with a convolution.
        x: Picture (H, W, C).
        number: Number of the filter, counted from 1.
        digits: Decimals of the rounded input and weights.

    Raises:
        PlainError: The model has no two-dimensional convolution, or no filter of this number.
    """
    layer = _convolution(model)
    weights = layer.get_weights()
    filters = weights[0].shape[-1]
    if not 1 <= number <= filters:
        raise PlainError(f"number must be 1 to {filters}; received {number}")
    received, _ = _computed(model, layer, x)
    one = slice(number - 1, number)
    bias: Any = weights[1][one] if layer.use_bias else None
    return trace.conv2d(
        np.round(received, digits),
        np.round(weights[0][..., one], digits),
        None if bias is None else np.round(bias, digits),
        stride=layer.strides,
        padding=layer.padding,
        dilation=layer.dilation_rate,
        channels=("red", "green", "blue") if received.shape[-1] == x.shape[-1] == 3 else None,
    )


def _first_convolution(model: keras.Model) -> keras.layers.Layer | None:
    """Return the first Conv2D layer, also of a model within the model; None if there is none."""
    every = model._flatten_layers(include_self=False, recursive=True)
    return next((layer for layer in every if isinstance(layer, layers.Conv2D)), None)


def _convolution(model: keras.Model) -> keras.layers.Layer:
    """Return the first Conv2D layer.

    Raises:
        PlainError: There is none.
    """
    layer = _first_convolution(model)
    if layer is None:
        raise PlainError("this network has no Conv2D layer, so there is no filter to show")
    return layer


def _computed(
    model: keras.Model, layer: keras.layers.Layer, x: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what a layer receives and what it gives for one picture (H, W, C)."""
    for each in activity.record(model, x[None]).layers:
        if each.layer is layer and each.received is not None and each.given is not None:
            return each.received[0].astype(float), each.given[0].astype(float)
    raise PlainError(f"the layer {layer.name} is not used by this network")
