"""The Keras code that a trace names, run by Keras: the same shape and the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from recordings import Recording, recordings

from helpers.core import trace


@pytest.fixture(autouse=True, scope="module")
def _in_float64() -> Iterator[None]:
    import keras

    # The policy and not floatx, which holds for nothing once a layer has been made.
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_dtype_policy(before)


@settings(max_examples=300)
@given(recordings(whole=False))
def test_keras_code_computes_the_same(recording: Recording) -> None:
    from keras import layers

    made = recording.trace()
    rows, cols = recording.rows, recording.cols
    explicit = isinstance(cols.padding, tuple)
    if made.keras.startswith("#"):
        both = max(rows.stride, cols.stride) > 1 and max(rows.dilation, cols.dilation) > 1
        assert both or ("pool" in recording.kind and explicit)
        return
    chain = eval(f"[{made.keras}]", {"layers": layers})
    assert len(chain) == 1 + (explicit and recording.kind != "dense")
    given_x = {"conv1d": recording.x[0], "dense": recording.x[0, :, 0]}.get(
        recording.kind, recording.x
    )
    y = given_x[np.newaxis]
    for layer in chain:
        layer.build(y.shape)
        if layer is chain[-1] and recording.kernel is not None:
            weights = [recording.kernel.reshape(layer.kernel.shape)]
            layer.set_weights(weights + ([] if recording.bias is None else [recording.bias]))
        y = np.asarray(layer(y))
    want = {"conv1d": made.maps[0], "dense": made.maps[0, 0]}.get(recording.kind, made.maps)
    assert y.shape == (1, *want.shape), made.keras
    np.testing.assert_allclose(y[0], want, rtol=1e-9, atol=1e-9, err_msg=made.keras)


def test_keras_code_is_written_as_the_lessons_write_it() -> None:
    x, kernel = np.ones((8, 9, 3)), np.ones((3, 3, 3, 4))
    assert trace.conv2d(x, kernel, np.ones(4)).keras == "layers.Conv2D(4, 3)"
    assert trace.conv2d(x, kernel).keras == "layers.Conv2D(4, 3, use_bias=False)"
    assert trace.conv2d(x, kernel[:, :2], np.ones(4), stride=(2, 1), padding="same").keras == (
        'layers.Conv2D(4, (3, 2), strides=(2, 1), padding="same")'
    )
    assert trace.conv2d(x, kernel, np.ones(4), dilation=2, padding=(1, 2)).keras == (
        "layers.ZeroPadding2D(((1, 2), (1, 2))), layers.Conv2D(4, 3, dilation_rate=2)"
    )
    assert trace.conv1d(x[0], kernel[0], np.ones(4), padding=(2, 0)).keras == (
        "layers.ZeroPadding1D((2, 0)), layers.Conv1D(4, 3)"
    )
    assert trace.max_pool2d(x).keras == "layers.MaxPooling2D(2)"
    assert trace.avg_pool2d(x, 3, stride=1, padding="same").keras == (
        'layers.AveragePooling2D(3, strides=1, padding="same")'
    )
    assert trace.dense([1, 2], [[1], [2]], [3]).keras == "layers.Dense(1)"
