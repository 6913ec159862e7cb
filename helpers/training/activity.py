"""What each layer of a model receives and gives for some pictures.

Nothing is assumed about a model: it is run, and each layer is watched while it computes. So what a
layer receives is right whatever comes before it: a rescaling, padding, a model within the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers.training.device import keras


class Computed(NamedTuple):
    """One computation of a layer.

    Args:
        layer: The layer.
        received: Its input, with the pictures along the first axis; None where it has several.
        given: Its output; None where it has several.
    """

    layer: keras.layers.Layer
    received: NDArray[Any] | None
    given: NDArray[Any] | None


class Activity(NamedTuple):
    """What a model computes for some pictures.

    Args:
        layers: What each layer receives and gives, in the order in which they compute.
        output: What the model gives.
    """

    layers: list[Computed]
    output: NDArray[Any]

    @property
    def first(self) -> Computed | None:
        """What the first layer with weights computes; None where no layer has any."""
        return next((each for each in self.layers if each.layer.weights), None)


def record(model: keras.Model, pictures: NDArray[Any]) -> Activity:
    """Return what a model computes for some pictures, layer by layer.

    Layers that only matter while training (dropout, augmentation) let everything pass.

    Args:
        model: A model that has its weights.
        pictures: Pictures (N, H, W, C).
    """
    found: list[Computed] = []
    with _watched(_layers(model), found):
        output = model(keras.ops.convert_to_tensor(pictures), training=False)
    return Activity(found, _numbers(output))


def _layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return all layers of a model, those of the models within it in place of these."""
    layers = model._flatten_layers(include_self=False, recursive=True)
    return [layer for layer in layers if not isinstance(layer, keras.Model)]


@contextmanager
def _watched(layers: list[keras.layers.Layer], found: list[Computed]) -> Iterator[None]:
    """While the block runs, add to ``found`` what the layers compute."""
    calls = [(layer, layer.call) for layer in layers]
    try:
        for layer, call in calls:
            object.__setattr__(layer, "call", _noting(layer, call, found))
        yield
    finally:
        for layer, _ in calls:
            layer.__dict__.pop("call", None)


def _noting(
    layer: keras.layers.Layer, call: Callable[..., Any], found: list[Computed]
) -> Callable[..., Any]:
    """Return ``call`` of a layer, which also adds to ``found`` what it receives and gives."""

    def noting(*arguments: Any, **options: Any) -> Any:
        output = call(*arguments, **options)
        received = arguments[0] if arguments else options.get("inputs")
        found.append(Computed(layer, _array(received), _array(output)))
        return output

    return noting


def _array(value: Any) -> NDArray[Any] | None:
    """Return a tensor as an array of NumPy; None for anything else, such as a list of tensors."""
    if not keras.ops.is_tensor(value):
        return None
    return _numbers(value)


def _numbers(tensor: Any) -> NDArray[Any]:
    """Return a tensor as float32: NumPy has no bfloat16."""
    return np.asarray(keras.ops.convert_to_numpy(keras.ops.cast(tensor, "float32")))
