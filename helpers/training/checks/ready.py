"""Whether a model, its optimizer, the pictures and the labels are what they must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.core.text import PlainError
from helpers.training.device import keras


def check_model(model: Any) -> None:
    """Refuse what is no model, and a model that is not ready to be trained.

    Raises:
        PlainError: The message says what was found, and what would work.
    """
    if not isinstance(model, keras.Model):
        name = getattr(model, "__name__", type(model).__name__)
        if callable(model) and not isinstance(model, keras.layers.Layer):
            raise PlainError(
                f"{name} is a function, not a network: call it, as in {name}((32, 32, 3), 10)"
            )
        raise PlainError(
            f"this is no network but {name}: make one with keras.Sequential([...]), or with build"
        )
    if not model.built:
        raise PlainError(
            "this network does not know yet how large a picture is, so it has no weights: begin it "
            "with layers.Input((32, 32, 3))"
        )
    if not model.compiled:
        raise PlainError(
            "this network is not compiled, so it has no loss to make small: first call "
            'model.compile(loss="categorical_crossentropy", optimizer="rmsprop", '
            'metrics=["accuracy"])'
        )
    if not model.trainable_weights:
        raise PlainError(
            "this network has no weights to train: add layers that have some, or set trainable = "
            "True where it is False"
        )
    if not all(np.isfinite(weights).all() for weights in model.get_weights()):
        raise PlainError(
            "the weights of this network are no numbers any more (NaN), from an earlier training "
            "that went wrong: build it again, and compile it with a smaller learning rate"
        )


def check_arrays(x: Any, y: Any) -> None:
    """Refuse pictures and labels that are no numbers, or not as many of the one as of the other.

    Raises:
        PlainError: The message says what was found, and what would work.
    """
    for name, given, wanted in (("pictures", x, "(N, H, W, C)"), ("labels", y, "(N,)")):
        try:
            array = np.asarray(given)
        except ValueError:  # pictures of several sizes
            array = np.empty(0, object)
        if array.dtype.kind not in "buif":
            raise PlainError(
                f"the {name} must be numbers in one array {wanted}; received "
                f"{_kind(given)}" + _hint(name)
            )
        if not array.size or array.ndim == 0:
            raise PlainError(f"there are no {name}: received an array of shape {array.shape}")
    if len(x) != len(y):
        raise PlainError(
            f"each picture needs its label: received {len(x):,} pictures and {len(y):,} labels"
        )


def _hint(name: str) -> str:
    """Return what to do about labels or pictures that are no numbers."""
    if name == "labels":
        return ". Number the classes from 0, and give each picture the number of its class"
    return ". Bring all pictures to one size, and stack them with np.stack"


def _kind(given: Any) -> str:
    """Return what something is, in a few words, such as "a list of str"."""
    name = type(given).__name__
    if isinstance(given, np.ndarray):
        return f"an array of {given.dtype}"
    if isinstance(given, (list, tuple)) and len(given):
        return f"a {name} of {type(given[0]).__name__}"
    return f"{name}"


def check_optimizer(model: keras.Model, steps: int) -> None:
    """Refuse an optimiser of another model, and one whose learning rate has shrunk to nothing.

    Args:
        model: A compiled model.
        steps: Number of batches that are to come.

    Raises:
        PlainError: The message says what was found, and what would work.
    """
    optimizer = model.optimizer
    known = {id(variable) for variable in getattr(optimizer, "_trainable_variables", [])}
    if optimizer.built and known and known != {id(v) for v in model.trainable_variables}:
        raise PlainError(
            "the optimizer belongs to another network, or to this one before its layers were "
            "changed: compile this one with an optimizer of its own"
        )
    rate, done = optimizer._learning_rate, int(optimizer.iterations.numpy())
    if not isinstance(rate, keras.optimizers.schedules.LearningRateSchedule) or not done:
        return
    largest = _largest(rate, 0, done)
    if _largest(rate, done, done + steps) < 1e-2 * largest:
        raise PlainError(
            f"the steps of this optimizer are used up: an earlier training of {done:,} batches has "
            "brought its learning rate to 0, so nothing would be learned. Compile the network with "
            "a new optimizer"
        )


def _largest(rate: Callable[[int], Any], first: int, last: int) -> float:
    """Return the largest learning rate between two steps, at 50 of them."""
    at = np.unique(np.linspace(first, max(last - 1, first), 50).astype(int))
    return max(float(keras.ops.convert_to_numpy(rate(int(step)))) for step in at)
