"""Whether a model fits its pictures, its labels and its loss: found by trying it on a few."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers.core.text import PlainError
from helpers.training import activity
from helpers.training.device import keras

SAMPLE = 64
"""Pictures that are passed through the model to see what it makes of them."""
LARGEST = 20.0
"""Numbers above this are hard to learn from; usual ones are around 1."""
SMALLEST = 0.02
"""Below this are all numbers of pictures that were divided by 255 twice."""


def check_fit(model: keras.Model, x: NDArray[Any], y: NDArray[Any]) -> None:
    """Refuse a model that does not fit the pictures, the labels or its own loss.

    Raises:
        PlainError: The message says what was found, and what would work.
    """
    check_input(model, x)
    pictures = x[:SAMPLE]
    if x.dtype.kind == "f" and not np.isfinite(pictures).all():
        raise PlainError("the pictures hold numbers that are not finite (NaN or infinity)")
    seen = activity.record(model, pictures)
    _check_output(seen.output)
    loss = loss_taken(model, seen.output.shape[1])
    check_labels(loss, seen.output.shape[1], y)
    _check_last_layer(loss, seen.output)
    _check_scale(seen.first)


def check_input(model: keras.Model, x: NDArray[Any]) -> None:
    """Refuse pictures that do not have the shape that the model takes."""
    shape = model.input_shape if hasattr(model, "input_shape") else None
    if not isinstance(shape, tuple):
        return  # several inputs, or a model that says nothing about them
    taken, given = shape[1:], x.shape[1:]
    if len(taken) == len(given) and all(a in (None, b) for a, b in zip(taken, given)):
        return
    message = f"the network takes pictures of {_shape(taken)}, and these are {_shape(given)}: "
    if sorted(map(str, taken)) == sorted(map(str, given)):
        raise PlainError(f"{message}bring the axes into the order (N, H, W, C)")
    raise PlainError(f"{message}write layers.Input({given}) to take these")


def _check_output(output: NDArray[Any]) -> None:
    """Refuse an output that is not one number a class for each picture."""
    if output.ndim != 2:
        raise PlainError(
            f"the network gives {_shape(output.shape[1:])} numbers for each picture, still spread "
            "over positions, and should give one a class: put layers.Flatten() or "
            "layers.GlobalAveragePooling2D() before the first Dense"
        )


class Taken(NamedTuple):
    """What a loss takes.

    Args:
        one_hot: True for one-hot labels, False for whole numbers; None if that is not known.
        probabilities: True for probabilities, False for scores; None if that is not known.
    """

    one_hot: bool | None
    probabilities: bool | None


UNKNOWN = Taken(None, None)


def loss_taken(model: keras.Model, classes: int) -> Taken:
    """Return what the loss of a compiled model takes, by trying it out.

    The loss of a picture whose class gets the probability 0.91 is −ln 0.91, if it takes
    probabilities; from a loss that takes scores it is another number.
    """
    try:
        loss = keras.losses.get(model.loss)
    except (ValueError, TypeError):
        return UNKNOWN
    if loss is None or classes < 2:
        return UNKNOWN
    answer = np.full((1, classes), 0.09 / (classes - 1), np.float32)
    answer[0, 0] = 0.91
    shares = np.exp(answer) / np.exp(answer).sum()
    for one_hot, labels in ((True, np.eye(classes, dtype=np.float32)[:1]), (False, np.zeros(1))):
        try:
            value = float(np.mean(keras.ops.convert_to_numpy(loss(labels, answer))))
        except Exception:  # each backend has its own error for labels of another form
            continue
        if math.isclose(value, -math.log(0.91), rel_tol=1e-3):
            return Taken(one_hot, True)
        if math.isclose(value, -math.log(shares[0, 0]), rel_tol=1e-3):
            return Taken(one_hot, False)
    return UNKNOWN


def is_one_hot(y: NDArray[Any]) -> bool:
    """Return whether labels have a number for each class, and not (N,) or (N, 1)."""
    return y.ndim == 2 and y.shape[1] > 1


def check_labels(loss: Taken, classes: int, y: NDArray[Any]) -> None:
    """Refuse labels that the loss does not take, or that name a class which does not exist."""
    hot = is_one_hot(y)
    if hot and y.shape[1] != classes:
        raise PlainError(
            f"the labels are one-hot for {y.shape[1]} classes, and the network answers with "
            f"{classes} numbers: end it in layers.Dense({y.shape[1]}, ...)"
        )
    if y.ndim > 2:
        raise PlainError(f"the labels must be (N,) or (N, classes); received {y.shape}")
    if not hot:
        low, high = y.min(), y.max()
        if y.dtype.kind == "f" and (y != np.round(y)).any():
            raise PlainError(f"the labels must be whole numbers; received some such as {high:g}")
        if low < 0 or high >= classes:
            raise PlainError(
                f"the labels run from {low:g} to {high:g}, and the network answers with {classes} "
                f"numbers, for the classes 0 to {classes - 1}: "
                + (
                    "number the classes from 0"
                    if low
                    else f"end it in layers.Dense({high + 1:g}, ...)"
                )
            )
    if loss.one_hot is True and not hot:
        raise PlainError(
            "the labels are whole numbers, and this loss takes one-hot ones: turn them with "
            f"keras.utils.to_categorical(y, {classes}), or compile with "
            'loss="sparse_categorical_crossentropy"'
        )
    if loss.one_hot is False and hot:
        raise PlainError(
            "the labels are one-hot, and this loss takes whole numbers: compile with "
            'loss="categorical_crossentropy"'
        )


def _check_last_layer(loss: Taken, output: NDArray[Any]) -> None:
    """Refuse scores for a loss that takes probabilities, and the other way round."""
    sums = output.astype(float).sum(axis=1)
    within = bool((output >= 0).all() and (output <= 1).all())
    shares = within and bool(np.allclose(sums, 1, atol=2e-2))
    if loss.probabilities is True and not shares:
        if within:
            raise PlainError(
                "the network gives each class a number between 0 and 1, but for one picture they "
                f"add up to {sums[0]:.2g}, not to 1: for one class out of {output.shape[1]}, end "
                'it in activation="softmax", not "sigmoid"'
            )
        raise PlainError(
            f"the network ends in scores (from {output.min():.2g} to {output.max():.2g}), and this "
            'loss takes probabilities: add activation="softmax" to the last Dense'
        )
    if loss.probabilities is False and shares:
        raise PlainError(
            "the network ends in probabilities, and this loss takes scores (from_logits=True) and "
            'would apply softmax once more: leave from_logits out, or the activation="softmax"'
        )


def _check_scale(first: activity.Computed | None) -> None:
    """Refuse numbers in the hundreds, or all nearly 0, at the first layer that has weights."""
    if first is None or first.received is None or not hasattr(first.layer, "kernel"):
        return  # a normalisation, say, which takes numbers of any size
    largest = float(np.abs(first.received.astype(float)).max())
    if largest > LARGEST:
        raise PlainError(
            f"the first layer with weights receives numbers up to {largest:.3g}, too large to "
            "learn from: put layers.Rescaling(1 / 255) before it"
        )
    if 0 < largest < SMALLEST:
        raise PlainError(
            f"the first layer with weights receives no number above {largest:.2g}: the pictures "
            "are divided by 255 twice; leave out one of the two"
        )


def chance(model: keras.Model, y: Any) -> float:
    """Return the share of right answers that a network gets which always names the same class.

    Args:
        model: The model.
        y: Labels, as whole numbers or one-hot; None where they are not known.
    """
    if y is None:
        return 1 / max(2, int(model.output_shape[-1]))
    labels = np.asarray(y)
    named = labels.argmax(axis=1) if is_one_hot(labels) else labels.ravel()
    return float(np.bincount(named.astype(int)).max() / len(named))


def _shape(sizes: tuple[int | None, ...]) -> str:
    """Return a shape in words, such as "32×32×3"."""
    return "×".join("any" if size is None else str(size) for size in sizes) or "1"
