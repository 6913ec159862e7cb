"""What a layer really receives, whatever stands before it in the model."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from small import SHAPE, X

from helpers.training import activity, networks

INNER = [layers.ZeroPadding2D(1), layers.Conv2D(3, 3, activation="relu")]


class Own(keras.Model):  # type: ignore[misc]
    """A model of the learner's own class."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = layers.Conv2D(3, 3), layers.Dense(10)

    def call(self, x: Any) -> Any:
        seen = self.first(keras.ops.cast(x, "float32") / 255 - 0.5)
        return self.last(keras.ops.mean(seen, axis=(1, 2)))


def normalised() -> keras.layers.Layer:
    layer = layers.Normalization()
    layer.adapt(X.astype("float32"))
    return layer


def branches() -> keras.Model:
    given = layers.Input(SHAPE)
    scaled = layers.Rescaling(1 / 127.5, offset=-1)(given)
    seen = layers.Conv2D(3, 3, padding="same")(scaled)
    both = layers.Concatenate()([seen, scaled])
    return keras.Model(given, layers.GlobalAveragePooling2D()(both))


MEAN, VARIANCE = X.mean(axis=(0, 1, 2)), X.var(axis=(0, 1, 2))
MODELS: dict[str, tuple[Any, Any]] = {
    "rescaled": (lambda: [layers.Rescaling(1 / 255)], lambda x: x / 255),
    "around 0": (lambda: [layers.Rescaling(1 / 127.5, -1)], lambda x: x / 127.5 - 1),
    "normalised": (lambda: [normalised()], lambda x: (x - MEAN) / np.sqrt(VARIANCE)),
    "mirrored only while training": (
        lambda: [layers.Rescaling(1 / 255), layers.RandomFlip(), layers.RandomRotation(0.5)],
        lambda x: x / 255,
    ),
    "padded": (
        lambda: [layers.Rescaling(1 / 255), layers.ZeroPadding2D(2)],
        lambda x: np.pad(x / 255, ((0, 0), (2, 2), (2, 2), (0, 0))),
    ),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("nested", [False, True])
def test_the_convolution_receives_what_comes_before_it(name: str, nested: bool) -> None:
    make, expected = MODELS[name]
    before = make()
    if nested:
        before = [keras.Sequential([layers.Input(SHAPE), *before])]
    model = keras.Sequential([layers.Input(SHAPE), *before, layers.Conv2D(3, 3)])
    last = activity.record(model, X[:4]).layers[-1]
    assert isinstance(last.layer, layers.Conv2D)
    assert last.received is not None
    np.testing.assert_allclose(last.received, expected(X[:4].astype(float)), atol=1e-4)


def test_a_learned_filter_walks_over_what_the_layer_receives() -> None:
    """In a model within the model, after padding and a rescaling that is not 1/255."""
    scaled = layers.Rescaling(1 / 127.5, -1)
    model = keras.Sequential([layers.Input(SHAPE), scaled, keras.Sequential(INNER)])
    walk = networks.walk(model, X[0], 2, digits=6)
    given = keras.ops.convert_to_numpy(model(X[:1]))[0]
    np.testing.assert_allclose(np.maximum(walk.output[..., 0], 0), given[..., 1], atol=1e-4)
    np.testing.assert_allclose(walk.operands.x.max(), X[0].max() / 127.5 - 1, atol=1e-5)


def test_models_of_an_own_class_and_with_branches_are_recorded() -> None:
    own = Own()
    own(X[:1])
    first = activity.record(own, X[:2]).first
    assert first is not None
    assert first.received is not None
    np.testing.assert_allclose(first.received, X[:2] / 255 - 0.5, atol=1e-6)
    found = activity.record(branches(), X[:2])
    kinds = [type(each.layer).__name__ for each in found.layers]
    assert (
        kinds
        == ["InputLayer", "Rescaling", "Conv2D", "Concatenate", "GlobalAveragePooling2D"][
            -len(kinds) :
        ]
    )
    assert found.layers[kinds.index("Concatenate")].received is None, "it has two inputs"
    assert found.output.shape == (2, 6)


def test_a_model_is_as_it_was_afterwards() -> None:
    model = branches()
    before = model.predict(X[:2], verbose=0)
    activity.record(model, X[:2])
    assert not any("call" in layer.__dict__ for layer in model.layers)
    np.testing.assert_array_equal(model.predict(X[:2], verbose=0), before)
    with pytest.raises(Exception, match="shape"):
        activity.record(model, X[:2, :, :, :1])
    assert not any("call" in layer.__dict__ for layer in model.layers)
