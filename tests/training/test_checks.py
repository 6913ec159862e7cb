"""Broken networks and calls: each ends in one sentence that says what was found and what works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from small import HOT, SHAPE, X, Y, compiled, small

from helpers import training
from helpers.core.text import PlainError
from helpers.training.checks.fit import Taken, chance, loss_taken

SPARSE = "sparse_categorical_crossentropy"


def network(*last: Any, first: Any = None, shape: Any = SHAPE) -> keras.Model:
    """A network that gives 8 numbers, then ``last``."""
    return keras.Sequential(
        [
            layers.Input(shape),
            layers.Rescaling(1 / 255) if first is None else first,
            layers.Conv2D(8, 3, strides=3),
            layers.GlobalAveragePooling2D(),
            *last,
        ]
    )


def softmax(classes: int = 10) -> keras.layers.Layer:
    return layers.Dense(classes, activation="softmax")


def frozen() -> keras.Model:
    model = network(softmax())
    model.trainable = False
    return compiled(model)


def broken_weights() -> keras.Model:
    model = compiled(network(softmax()))
    model.set_weights([np.full_like(weights, np.nan) for weights in model.get_weights()])
    return model


def used_up() -> keras.Model:
    model = compiled(network(softmax()), optimizer=training.networks.warm_and_cool(20))
    model.fit(X, HOT, batch_size=10, epochs=2, verbose=0)
    return model


def with_anothers_optimizer() -> keras.Model:
    other = compiled(network(softmax()))
    other.optimizer.build(other.trainable_variables)
    return compiled(network(softmax()), optimizer=other.optimizer)


def no_flatten() -> keras.Model:
    model = keras.Sequential([layers.Input(SHAPE), layers.Rescaling(1 / 255)])
    model.add(layers.Conv2D(4, 3))
    model.add(softmax())
    return compiled(model)


LOGITS = keras.losses.CategoricalCrossentropy(from_logits=True)
GOOD = {
    "lecture": lambda: compiled(training.networks.build(SHAPE, 10)),
    "scores": lambda: compiled(network(layers.Dense(10)), loss=LOGITS),
    "normalised": lambda: compiled(network(softmax(), first=layers.BatchNormalization())),
    "other loss": lambda: compiled(network(layers.Dense(10)), loss="mse"),
    "own loss": lambda: compiled(
        network(softmax()), loss=lambda y, p: keras.ops.mean((y - p) ** 2)
    ),
    "sigmoid": lambda: compiled(
        network(layers.Dense(10, activation="sigmoid")), loss="binary_crossentropy"
    ),
}
BROKEN: dict[str, tuple[Callable[[], Any], Any, Any, str]] = {
    "a function": (lambda: training.networks.build, X, HOT, r"build is a function.* call it"),
    "a layer": (lambda: layers.Dense(10), X, HOT, "no network but Dense"),
    "nothing": (lambda: None, X, HOT, "no network but NoneType"),
    "unbuilt": (
        lambda: compiled(keras.Sequential([layers.Flatten(), softmax()])),
        X,
        HOT,
        "no weights: begin it with layers.Input",
    ),
    "uncompiled": (lambda: network(softmax()), X, HOT, "not compiled.*model.compile"),
    "frozen": (frozen, X, HOT, "no weights to train"),
    "NaN in the weights": (broken_weights, X, HOT, "NaN.*build it again"),
    "one channel": (
        lambda: compiled(network(softmax(), shape=(28, 28, 1))),
        X,
        HOT,
        r"takes pictures of 28×28×1, and these are 32×32×3: write layers.Input\(\(32, 32, 3\)\)",
    ),
    "channels first": (
        lambda: compiled(network(softmax())),
        X.transpose(0, 3, 1, 2),
        HOT,
        "32×32×3, and these are 3×32×32: bring the axes into the order",
    ),
    "five classes, whole numbers": (
        lambda: compiled(network(softmax(5)), loss=SPARSE),
        X,
        Y,
        r"labels run from 0 to 9, and the network answers with 5.*Dense\(10",
    ),
    "five classes, one-hot": (
        lambda: compiled(network(softmax(5))),
        X,
        HOT,
        r"one-hot for 10 classes, and the network answers with 5.*Dense\(10",
    ),
    "labels from 1": (
        lambda: compiled(network(softmax()), loss=SPARSE),
        X,
        Y + 1,
        "run from 1 to 10.*number the classes from 0",
    ),
    "no softmax": (
        lambda: compiled(network(layers.Dense(10))),
        X,
        HOT,
        'ends in scores .* add activation="softmax"',
    ),
    "softmax twice": (
        lambda: compiled(network(softmax()), loss=LOGITS),
        X,
        HOT,
        "ends in probabilities, and this loss takes scores",
    ),
    "sigmoid": (
        lambda: compiled(network(layers.Dense(10, activation="sigmoid"))),
        X,
        HOT,
        'add up to .*"softmax", not "sigmoid"',
    ),
    "no rescaling": (
        lambda: compiled(network(softmax(), first=layers.Activation("linear"))),
        X,
        HOT,
        r"numbers up to 2\d\d.*Rescaling",
    ),
    "rescaled twice": (lambda: compiled(network(softmax())), X / 255, HOT, "divided by 255 twice"),
    "no Flatten": (no_flatten, X, HOT, r"gives 30×30×10 numbers.*layers.Flatten\(\)"),
    "labels as words": (lambda: compiled(network(softmax())), X, ["cat"] * 100, "list of str.*Num"),
    "labels in between": (
        lambda: compiled(network(softmax()), loss=SPARSE),
        X,
        Y + 0.5,
        "must be whole numbers; received some such as",
    ),
    "whole numbers for one-hot": (
        lambda: compiled(network(softmax())),
        X,
        Y,
        "this loss takes one-hot ones: .*to_categorical",
    ),
    "one-hot for whole numbers": (
        lambda: compiled(network(softmax()), loss=SPARSE),
        X,
        HOT,
        'takes whole numbers: compile with loss="categorical_crossentropy"',
    ),
    "fewer labels": (
        lambda: compiled(network(softmax())),
        X,
        HOT[1:],
        "100 pictures and 99 labels",
    ),
    "no pictures": (lambda: compiled(network(softmax())), X[:0], HOT[:0], "there are no pictures"),
    "pictures of two sizes": (
        lambda: compiled(network(softmax())),
        [X[0], X[1][1:]],
        HOT[:2],
        "pictures must be numbers in one array.*list of ndarray.*np.stack",
    ),
    "NaN in the pictures": (
        lambda: compiled(network(softmax())),
        np.full_like(X, np.nan, dtype=float),
        HOT,
        "not finite",
    ),
    "a used-up optimizer": (used_up, X, HOT, "used up: an earlier training of 20 batches"),
    "another's optimizer": (with_anothers_optimizer, X, HOT, "belongs to another network"),
}
IN_SILENCE = (
    "no softmax",
    "softmax twice",
    "sigmoid",
    "no rescaling",
    "rescaled twice",
    "NaN in the weights",
    "NaN in the pictures",
    "a used-up optimizer",
)
"""What Keras trains without a word."""


@pytest.mark.parametrize("name", GOOD)
def test_nothing_speaks_against_a_good_network(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    training.check(GOOD[name](), X, HOT)
    assert capsys.readouterr().out == "Nothing speaks against this training.\n"


@pytest.mark.parametrize("name", BROKEN)
def test_each_mistake_ends_in_one_sentence(name: str) -> None:
    make, x, y, message = BROKEN[name]
    with pytest.raises(PlainError, match=message) as caught:
        training.check(make(), x, y)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert caught.value._render_traceback_() == [f"ValueError: {sentence}"]


@pytest.mark.parametrize("name", IN_SILENCE)
def test_watch_refuses_what_keras_trains_in_silence(name: str) -> None:
    make, x, y, message = BROKEN[name]
    model = make()
    with pytest.raises(PlainError, match=message):
        model.fit(x, y, batch_size=10, verbose=0, callbacks=[training.watch()])


@pytest.mark.parametrize("name", GOOD)
def test_watch_refuses_no_good_network(name: str) -> None:
    GOOD[name]().fit(X, HOT, verbose=0, callbacks=[training.watch()])


@pytest.mark.parametrize(
    "loss, taken",
    [
        ("categorical_crossentropy", Taken(True, True)),
        (SPARSE, Taken(False, True)),
        (LOGITS, Taken(True, False)),
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), Taken(False, False)),
        ("mse", Taken(None, None)),
        ("kl_divergence", Taken(True, True)),
    ],
)
def test_what_a_loss_takes_is_found_by_trying_it(loss: Any, taken: Taken) -> None:
    assert loss_taken(compiled(network(softmax()), loss=loss), 10) == taken


def test_chance_is_the_share_of_the_largest_class() -> None:
    labels = np.array([0, 1, 1, 1])
    assert chance(small(), labels) == chance(small(), np.eye(2)[labels]) == 0.75
    assert chance(small(), None) == 0.1
