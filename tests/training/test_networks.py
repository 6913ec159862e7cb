"""The networks of lesson 09, and what is shown of their first convolution."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from small import CLASSES, HOT, SHAPE, X, network, small

from helpers import training
from helpers.core import params
from helpers.core.geometry import Axis
from helpers.core.text import PlainError
from helpers.training import networks, runs


def test_network_is_the_one_on_the_slides() -> None:
    model = network()
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == (
        "Rescaling Conv2D MaxPooling2D Dropout Flatten Dense Dropout Dense".split()  # noqa: SIM905
    )
    assert [layer.rate for layer in model.layers if isinstance(layer, layers.Dropout)] == [
        0.25,
        0.5,
    ]
    assert [layer.count_params() for layer in model.layers if layer.count_params()] == [
        params.conv2d((3, 3), 3, 32),
        params.dense(Axis(Axis(32, 3).output, 2, 2).output ** 2 * 32, 512),
        params.dense(512, 10),
    ]
    assert model.count_params() == 3_692_938
    assert model.output_shape == (None, 10)


def test_model_divides_pixels_by_255() -> None:
    first = network().layers[0]
    scaled = keras.ops.convert_to_numpy(first(np.array([0, 51, 255], np.uint8)))
    np.testing.assert_allclose(scaled, [0, 0.2, 1], rtol=1e-6)


@pytest.mark.parametrize("show", [networks.learned_filters, lambda m: networks.walk(m, X[0], 1)])
def test_pictures_need_a_convolution(show: Any) -> None:
    with pytest.raises(PlainError, match="no Conv2D"):
        show(keras.Sequential([layers.Input((4,)), layers.Dense(2)]))


@pytest.mark.parametrize("normalise", [False, True])
def test_deeper_network_has_the_parameters_that_its_layers_need(normalise: bool) -> None:
    model = networks.deeper(SHAPE, CLASSES, normalise=normalise, flip=True)
    widths = [(3, 32), (32, 64), (64, 128), (128, 128)]
    convolutions = sum(params.conv2d((3, 3), *pair, bias=not normalise) for pair in widths)
    scales = sum(4 * filters for _, filters in widths) if normalise else 0
    assert model.count_params() == convolutions + scales + params.dense(128, CLASSES)
    assert model.count_params() < network().count_params() / 10
    sides = [layer.output.shape[1] for layer in model.layers if isinstance(layer, layers.Conv2D)]
    assert sides == [32, 16, 8, 4]


def test_flip_is_for_training_only() -> None:
    model = networks.deeper(SHAPE, CLASSES, flip=True)
    flip = next(layer for layer in model.layers if isinstance(layer, layers.RandomFlip))
    x = X[:32].astype("float32")
    seen = keras.ops.convert_to_numpy(flip(x, training=True))
    mirrored = (seen == x[:, :, ::-1]).all(axis=(1, 2, 3))
    assert 0 < mirrored.sum() < 32
    np.testing.assert_array_equal(seen[~mirrored], x[~mirrored])
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(flip(x, training=False)), x)


def test_learning_rate_rises_then_falls_to_zero() -> None:
    rate = networks.warm_and_cool(1000)._learning_rate
    sizes = [float(rate(step)) for step in (0, 50, 100, 550, 1000)]
    assert sizes[0] < sizes[1] < sizes[2] > sizes[3] > sizes[4]
    assert sizes[2] == pytest.approx(5e-3, rel=0.02)
    assert sizes[4] == pytest.approx(0, abs=1e-9)
    with pytest.raises(ValueError, match=r"steps must be at least 10.*received 9"):
        networks.warm_and_cool(9)


@pytest.mark.parametrize("number", [1, 32])
def test_walk_of_a_learned_filter_is_what_the_layer_computes(number: int) -> None:
    model = network()
    convolution = model.layers[1]
    convolution.bias.assign(np.linspace(-1, 1, 32))
    walk = networks.walk(model, X[0], number, digits=6)
    raw = keras.Sequential([layers.Input(SHAPE), *model.layers[:1]]).predict(X[:1], verbose=0)
    convolution.activation = keras.activations.linear
    expected = keras.ops.convert_to_numpy(convolution(raw))[0, ..., number - 1 : number]
    np.testing.assert_allclose(walk.output, expected, atol=1e-4)
    assert "red" in walk[0].text


@pytest.mark.parametrize("number", [0, 33])
def test_walk_refuses_a_filter_that_does_not_exist(number: int) -> None:
    with pytest.raises(ValueError, match=f"number must be 1 to 32; received {number}"):
        networks.walk(network(), X[0], number)


def test_kernel_is_none_without_a_convolution() -> None:
    assert networks.kernel(keras.Sequential([layers.Input((4,)), layers.Dense(2)])) is None
    kernel = networks.kernel(small())
    assert kernel is not None
    assert kernel.shape == (3, 3, 3, 4)


def cells() -> list[str]:
    """The sources of the lesson's cells."""
    lesson = Path(__file__).parents[2] / "notebooks" / "09_cifar10_on_a_gpu.ipynb"
    return ["".join(cell["source"]) for cell in json.loads(lesson.read_text("utf-8"))["cells"]]


def test_the_lesson_builds_the_lectures_network_in_its_own_cells() -> None:
    space: dict[str, Any] = {"keras": keras, "layers": layers}
    for source in cells():
        if source.startswith(("def features", "def classifier", "def build")):
            exec(source, space)
    keras.utils.set_random_seed(0)
    theirs, ours = space["build"](SHAPE, CLASSES), network()
    assert _without_names(theirs) == _without_names(ours)


def _without_names(model: keras.Model) -> list[Any]:
    return [
        (type(layer), {**layer.get_config(), "name": "", "seed": None}) for layer in model.layers
    ]


def test_variants_in_the_lesson_are_those_that_were_recorded() -> None:
    (text,) = (text for text in cells() if "Three worked variants" in text)
    *codes, compiling = [part.partition("```")[0] for part in text.split("```python")[1:]]
    space: dict[str, Any] = {"training": training, "math": math, "EPOCHS": 1}
    for code, name in zip(codes, ("deeper", "normalised", "augmented"), strict=True):
        exec(code, space)
        assert space["mine"].count_params() == runs.recorded(name)[0].parameters
    exec(compiling, space | {"chosen": SimpleNamespace(x_train=range(2000))}, space)
    space["mine"].fit(X, HOT, verbose=0)
    assert space["steps"] == 13


def test_the_design_in_the_lesson_is_the_worked_one_of_lesson_08() -> None:
    space: dict[str, Any] = {"keras": keras, "layers": layers}
    for source in cells():
        if source.startswith(("design = [", "first = [layers.Input")):
            exec(source, space)
    assert space["mine"].count_params() == 94_538
