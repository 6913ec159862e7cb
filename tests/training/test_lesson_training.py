"""The lecture's network learns, and the device report chooses what was measured to be faster."""

from __future__ import annotations

import os
from collections.abc import Iterator

import keras
import numpy as np
import pytest
from small import HOT, X, compiled, network

from helpers import training
from helpers.data import cifar10
from helpers.training import device, networks, speed
from helpers.training.speed import DeviceReport

REAL = os.environ.get("CIFAR10_PATH")


def test_the_network_learns_in_two_epochs() -> None:
    """On the real data where ``CIFAR10_PATH`` names it, else on the stand-in."""
    if REAL:
        data = cifar10.load()
    else:
        with pytest.warns(UserWarning, match="STAND-IN"):
            data = cifar10.load(download=False, stand_in=True)
    data, model = cifar10.subset(data, 5_000), compiled(network())
    labels = keras.utils.to_categorical(data.y_train, 10)
    model.fit(data.x_train, labels, 128, 2, verbose=0, callbacks=[training.watch()])
    first, second = model.history.history["loss"]
    assert second < first
    hot = keras.utils.to_categorical(data.y_test[:1000], 10)
    _, accuracy = model.evaluate(data.x_test[:1000], hot, verbose=0)
    assert accuracy > 0.15  # guessing gives 0.1 ± 0.01
    guess = model.predict(data.x_test[:1000], verbose=0)
    assert accuracy == pytest.approx((guess.argmax(axis=1) == data.y_test[:1000]).mean())
    assert "3 by 3" in networks.learned_filters(model).alt
    assert "30 by 30" in networks.feature_maps(model, X[0]).alt


def test_device_report_times_both_number_types(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[str] = []
    fit = keras.Sequential.fit

    def noted(model: keras.Model, *arguments: object, **options: object) -> object:
        trained.append(model.layers[1].compute_dtype)
        assert model.layers[-1].compute_dtype == "float32", "probabilities want all digits"
        assert {weights.dtype for weights in model.trainable_weights} == {"float32"}
        return fit(model, *arguments, **options)

    monkeypatch.setattr(keras.Sequential, "fit", noted)
    report = training.device_report(images=40_000, epochs=20)
    assert trained == ["float32", "bfloat16"] * (speed.ROUNDS + 1), "in turn"
    assert sorted(report.rates) == ["bfloat16", "float32"]
    said = str(report)
    for part in (f"Keras {keras.__version__}", device.describe(), "20 epochs of 40,000 pictures"):
        assert part in said
    assert keras.config.dtype_policy().name == "float32", "it was set back"


@pytest.mark.parametrize(
    "float32, bfloat16, policy, said",
    [
        (4_697.0, 3_402.0, "float32", "4,697 in float32, 3,402 in bfloat16. So float32 is used"),
        (4_000.0, 4_200.0, "float32", "So float32 is used"),  # too little to be sure of
        (4_000.0, 7_520.0, "mixed_bfloat16", "So bfloat16 is used"),
    ],
)
def test_the_number_type_is_the_one_that_was_timed_to_be_faster(
    float32: float, bfloat16: float, policy: str, said: str
) -> None:
    report = DeviceReport({"float32": float32, "bfloat16": bfloat16}, 40_000, 20)
    assert report.policy == policy
    assert said in str(report)


@pytest.fixture
def mixed() -> Iterator[None]:
    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


def test_the_lesson_trains_and_is_looked_into_in_bfloat16(mixed: None) -> None:
    model = compiled(network())
    model.fit(X, HOT, verbose=0, callbacks=[training.watch()])
    np.testing.assert_allclose(model.predict(X, verbose=0).sum(axis=1), 1, rtol=1e-5)
    assert networks.walk(model, X[0], 1).output.shape == (30, 30, 1)
    assert "30 by 30" in networks.feature_maps(model, X[0]).alt
