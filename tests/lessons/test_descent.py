"""Gradient descent: one weight by hand, and a network held to differences and to Keras."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from helpers.lessons.lesson_09.descent import (
    CHOICES,
    RATES,
    descent,
    draw_walk,
    explore_descent,
    loss,
    loss_curve,
    slope,
    walk,
)


def squared_error(w: float) -> float:
    return 4 * w * w - 16 * w + 16


def shown(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("w", [-2.0, 0.0, 1.3, 2.0, 5.0])
def test_loss_and_slope(w: float) -> None:
    assert loss(w) == pytest.approx(squared_error(w))
    difference = (squared_error(w + 1e-4) - squared_error(w - 1e-4)) / 2e-4
    assert slope(w) == pytest.approx(difference, abs=1e-6)


@pytest.mark.parametrize("rate", CHOICES)
def test_a_step_multiplies_the_distance_from_the_lowest_point(rate: float) -> None:
    by_hand = [2 + 3 * (1 - 8 * rate) ** step for step in range(5)]
    assert walk(rate) == pytest.approx(by_hand)


def test_walk_against_keras() -> None:
    """One dense unit of Keras, trained by its own gradient descent."""
    import keras

    unit = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    for rate in RATES.values():
        unit.set_weights([np.array([[5.0]])])
        unit.compile(loss="mse", optimizer=keras.optimizers.SGD(rate))
        weights, losses = [5.0], []
        for _ in range(4):
            unit.reset_metrics()
            losses.append(float(unit.train_on_batch(np.array([[2.0]]), np.array([[4.0]]))))
            weights.append(float(unit.get_weights()[0].item()))
        assert walk(rate) == pytest.approx(weights, rel=1e-5)
        assert [loss(w) for w in walk(rate)[:4]] == pytest.approx(losses, rel=1e-5)


def test_the_three_rates_are_what_they_are_called() -> None:
    small, right, large = ([loss(w) for w in walk(rate)] for rate in RATES.values())
    assert list(RATES) == ["too small", "right", "too large"]
    assert small == sorted(small, reverse=True)
    assert small[-1] > 0.5 * small[0]
    assert right[-1] < 0.02 * right[0]
    assert large == sorted(large)


def test_the_pictures_say_every_number() -> None:
    drawn = descent()
    # By hand: 5 − 0.05·24 = 3.8, 3.8 − 0.05·14.4 = 3.08, and so on.
    for numbers in (
        "w 5.00, 4.76, 4.54, 4.34, 4.15; loss 36.0, 30.5, 25.8, 21.8, 18.5",
        "w 5.00, 3.80, 3.08, 2.65, 2.39; loss 36.0, 13.0, 4.7, 1.7, 0.6",
        "w 5.00, −1.24, 5.50, −1.78, 6.08; loss 36.0, 42.0, 49.0, 57.1, 66.6",
    ):
        assert numbers in drawn.alt
        assert set(re.findall(r"−?[\d.]+\d", numbers)) <= set(shown(drawn.svg))
    assert {"slope at w = 5: 24", "24 up", "1 to the right"} <= set(shown(loss_curve().svg))
    assert "At w = 5 the loss is 36 and the slope 24" in loss_curve().alt


@pytest.mark.parametrize("rate", CHOICES)
def test_every_step_lies_on_the_drawing(rate: float) -> None:
    drawn = draw_walk(rate).svg
    dots = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"', drawn)
    assert len(dots) == 5
    for x, y in dots:
        assert 38 <= float(x) <= 290
        assert 50 <= float(y) <= 262


def test_the_slider_redraws() -> None:
    live = explore_descent()
    live.controls["rate"].value = 0.25
    assert repr(live) == (
        "learning rate 0.25: w 5.00, −1.00, 5.00, −1.00, 5.00; loss 36.0, 36.0, 36.0, 36.0, 36.0"
    )
    assert live.view.value == live.drawn.html


@pytest.mark.parametrize("rate", [0, -0.05, 0.27, float("nan")])
def test_a_rate_out_of_range_is_explained(rate: float) -> None:
    with pytest.raises(ValueError, match=r"above 0 and at most 0\.26"):
        walk(rate)


RNG = np.random.default_rng(1)
PICTURES = RNG.integers(0, 256, (12, 8, 8, 3)).astype(np.uint8)
LABELS = np.arange(12) % 3


@pytest.fixture(scope="module")
def network() -> Any:
    """A small network with all that behaves in another way while training."""
    import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((8, 8, 3)),
            layers.Rescaling(1 / 255),
            layers.RandomFlip("horizontal"),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.Activation("tanh"),  # smooth, for the sake of difference quotients
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax"),
        ]
    )


def mean_loss(network: Any) -> float:
    """The mean of −ln p of the right class."""
    p = network.predict(PICTURES, verbose=0)
    return float(-np.log(p[np.arange(12), LABELS]).mean())


def test_the_loss_along_the_lines(network: Any) -> None:
    from helpers.lessons.lesson_09 import landscape

    before = [np.array(each) for each in network.get_weights()]
    here = mean_loss(network)
    lines = landscape.measure(network, PICTURES, LABELS)
    for was, now in zip(before, network.get_weights()):
        np.testing.assert_array_equal(was, now)
    assert mean_loss(network) == here, "the network given is not changed"
    assert lines.here == pytest.approx(here, rel=1e-5)
    assert lines.weights == sum(int(np.prod(v.shape)) for v in network.trainable_variables)
    assert lines.downhill[-1] >= lines.here > lines.lowest[1] == lines.downhill.min()
    assert lines.lowest[0] in lines.distances
    assert abs(lines.slope_at_random) < abs(lines.slope)


def test_the_gradient_against_difference_quotients(network: Any) -> None:
    """Each of some weights is moved a little in the network itself."""
    from helpers.lessons.lesson_09 import landscape

    hot = np.eye(3, dtype=np.float32)[LABELS]
    gradient = landscape._Landscape(network, PICTURES, hot).gradient()
    for variable, slopes in zip(network.trainable_variables, gradient):
        start = np.array(variable.numpy())
        at = np.unravel_index(np.abs(slopes).argmax(), slopes.shape)
        losses = []
        for h in (0.01, -0.01):
            moved = start.copy()
            moved[at] += h
            variable.assign(moved)
            losses.append(mean_loss(network))
        variable.assign(start)
        assert slopes[at] == pytest.approx((losses[0] - losses[1]) / 0.02, rel=0.02, abs=1e-4)


def test_the_slopes_along_the_lines_against_difference_quotients(network: Any) -> None:
    from helpers.lessons.lesson_09 import landscape

    lines = landscape.measure(network, PICTURES, LABELS)
    at = int(np.abs(lines.distances).argmin())
    for losses, slope_there in (
        (lines.downhill, lines.slope),
        (lines.at_random, lines.slope_at_random),
    ):
        ends = lines.distances[at + 1] - lines.distances[at - 1]
        difference = (losses[at + 1] - losses[at - 1]) / ends
        assert slope_there == pytest.approx(difference, rel=0.1, abs=0.01)


def test_half_precision_does_not_reach_the_curves(network: Any) -> None:
    import keras

    from helpers.lessons.lesson_09 import landscape

    exact = landscape.measure(network, PICTURES, LABELS)
    half = keras.models.clone_model(network)
    half.set_weights(network.get_weights())
    for layer in half.layers[:-1]:
        layer.dtype_policy = keras.dtype_policies.get("mixed_bfloat16")
    rounded = landscape.measure(half, PICTURES, LABELS)
    np.testing.assert_allclose(rounded.downhill, exact.downhill, rtol=1e-6)


def test_no_slope_is_explained() -> None:
    import keras

    from helpers.lessons.lesson_09 import landscape

    dead = keras.layers.Dense(4, "relu", bias_initializer=keras.initializers.Constant(-1e6))
    last = keras.layers.Dense(3, "softmax", use_bias=False)
    model = keras.Sequential(
        [keras.layers.Input((8, 8, 3)), keras.layers.Flatten(), dead, last],
    )
    with pytest.raises(ValueError, match="no way down"):
        landscape.measure(model, PICTURES, LABELS)
    with pytest.raises(ValueError, match="takes pictures of 8×8×3, and these are 8×8"):
        landscape.measure(model, PICTURES[..., 0], LABELS)
    with pytest.raises(ValueError, match="the network answers with 3"):
        landscape.measure(model, PICTURES, LABELS + 1)


def test_the_picture_of_the_network_says_its_numbers() -> None:
    from helpers.lessons.lesson_09 import landscape

    t = np.linspace(-1, 4, 21)
    lines = landscape.Lines(t, (t - 1) ** 2 + 1, 2 + 0 * t, -2.0, -0.001, 1234)
    drawn = landscape.draw(lines)
    assert "1,234 weights" in drawn.alt
    assert "Now it is 2.000. Against the gradient it begins with a slope of −2.000" in drawn.alt
    assert "is lowest, 1.000, at a distance of 1.000, and 10.000 at 4.000" in drawn.alt
    assert "slope of −0.0010, and is 2.000 at 4.000" in drawn.alt
    (axes,) = drawn.figure.axes
    assert [text.get_text() for text in axes.texts] == ["now: 2.000", "lowest: 1.000"]


def test_first_steps_of_rmsprop_and_adam_against_keras() -> None:
    """The lines of NumPy in the lesson, with the slopes that a weight of Keras gets."""
    import keras

    slopes, rate = np.array([24, 0.24]), 0.05
    rmsprop = -rate * slopes / np.sqrt(0.1 * slopes**2)
    adam = -rate * (0.1 * slopes / 0.1) / np.sqrt(0.001 * slopes**2 / 0.001)
    for name, expected in (("SGD", -rate * slopes), ("RMSprop", rmsprop), ("Adam", adam)):
        weights = keras.Variable(np.zeros(2, np.float32))
        optimizer = getattr(keras.optimizers, name)(rate)
        optimizer.apply([keras.ops.convert_to_tensor(slopes.astype(np.float32))], [weights])
        np.testing.assert_allclose(weights.numpy(), expected, rtol=1e-4)
