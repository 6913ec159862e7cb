"""Answers of the exercises that are sizes or parameters: what Keras says of the same layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from test_exercises import ALL


def parameters(shape: tuple[int, ...], *stack: Any) -> int:
    return int(keras.Sequential([keras.Input(shape), *stack]).count_params())


def output(shape: tuple[int, ...], *stack: Any) -> tuple[int, ...]:
    return tuple(keras.Sequential([keras.Input(shape), *stack]).output_shape[1:])


def rows(shape: tuple[int, ...], *stack: Any) -> int:
    return output(shape, *stack)[0]


def dense(inputs: int, *widths: int) -> int:
    return parameters((inputs,), *(layers.Dense(width) for width in widths))


def cifar(padding: str = "valid", *more: Any) -> int:
    return parameters(
        (32, 32, 3),
        layers.Conv2D(32, 3, padding=padding),
        layers.MaxPooling2D(2),
        *more,
        layers.Flatten(),
        layers.Dense(512),
        layers.Dense(10),
    )


def pads(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """The cells of padding that Keras adds: a kernel of single weights shows what each reads."""
    x = np.arange(1, size + 1, dtype=np.float32).reshape(1, size, 1)
    seen = [
        np.ravel(
            layers.Conv1D(
                1,
                kernel,
                stride,
                "same",
                kernel_initializer=lambda *_, at=at, **__: tap(kernel, at),
            )(x)
        )
        for at in range(kernel)
    ]
    windows = np.stack(seen, axis=-1)
    return int((windows[0] == 0).sum()), int((windows[-1] == 0).sum())


def tap(kernel: int, at: int) -> Any:
    return keras.ops.convert_to_tensor(np.eye(kernel, dtype=np.float32)[at].reshape(kernel, 1, 1))


ANSWERS: dict[str, Callable[[], Any]] = {
    "lesson_01.connections": lambda: dense(5, 4, 5, 4, 5, 1) - (4 + 5 + 4 + 5 + 1),
    "lesson_01.parameters": lambda: dense(4, 4, 4, 4, 4, 1),
    "lesson_01.digits": lambda: dense(28 * 28, 512),
    "lesson_01.share": lambda: 100 * dense(784, 512) / dense(784, 512, 10),
    "lesson_02.places": lambda: rows((28, 28, 1), layers.Conv2D(1, 3)) ** 2,
    "lesson_02.price": lambda: dense(28 * 28, rows((28, 28, 1), layers.Conv2D(1, 3)) ** 2),
    "lesson_03.size": lambda: output((6, 8, 1), layers.Conv2D(1, 3))[:2],
    "lesson_03.parameters": lambda: parameters((28, 28, 1), layers.Conv2D(1, 3)),
    "lesson_04.unshared": lambda: 10 * rows((28, 28, 1), layers.Conv2D(1, 3)) ** 2,
    "lesson_04.larger": lambda: parameters((56, 56, 1), layers.Conv2D(1, 3)),
    "lesson_04.any_size": lambda: output((40, 60, 1), layers.Conv2D(1, 3))[:2],
    "lesson_05.five": lambda: rows((28, 28, 1), *(layers.Conv2D(1, 3) for _ in range(5))),
    "lesson_05.once": lambda: rows((10, 1), layers.ZeroPadding1D(2), layers.Conv1D(1, 3)),
    "lesson_05.strided": lambda: rows((7, 1), layers.Conv1D(1, 3, 2)),
    "lesson_05.uneven": lambda: pads(6, 3, 2),
    "lesson_05.halve": lambda: pads(32, 5, 2),
    "lesson_05.span": lambda: 10 - rows((10, 1), layers.Conv1D(1, 3, dilation_rate=2)) + 1,
    "lesson_06.parameters": lambda: parameters((30, 30, 32), layers.MaxPooling2D(2)),
    "lesson_06.shape": lambda: output((30, 30, 32), layers.MaxPooling2D(2)),
    "lesson_06.overlap": lambda: rows((55, 55, 1), layers.MaxPooling2D(3, 2)),
    "lesson_06.corner": lambda: layers.AveragePooling2D(2, 2, "same")(np.full((1, 3, 3, 1), 6.0))[
        0, -1, -1, 0
    ],
    "lesson_06.head": lambda: parameters(
        (15, 15, 32), layers.GlobalAveragePooling2D(), layers.Dense(10)
    ),
    "lesson_07.maps": lambda: output((6, 8, 1), layers.Conv2D(4, 3)),
    "lesson_07.ten": lambda: output((9, 9, 3), layers.Conv2D(10, 3))[-1],
    "lesson_07.parameters": lambda: parameters((32, 32, 3), layers.Conv2D(32, 3)),
    "lesson_08.shape": lambda: output((32, 32, 1), layers.Conv2D(4, 3), layers.MaxPooling2D(2)),
    "lesson_08.flat": lambda: output(
        (32, 32, 3),
        layers.Conv2D(32, 3),
        layers.MaxPooling2D(2),
        layers.Dropout(0.25),
        layers.Flatten(),
    )[0],
    "lesson_08.second_block": lambda: cifar("valid", layers.Conv2D(64, 3), layers.MaxPooling2D(2)),
    "lesson_08.self_test.biases": lambda: dense(3, 4, 2),
    "lesson_08.self_test.shared": lambda: parameters((100, 100, 1), layers.Conv2D(1, 3)),
    "lesson_08.self_test.floors": lambda: rows((8, 1), layers.Conv1D(1, 3, 2)),
    "lesson_08.self_test.weightless": lambda: parameters((30, 30, 32), layers.MaxPooling2D(2)),
    "lesson_08.self_test.deep": lambda: parameters((9, 9, 3), layers.Conv2D(1, 5, use_bias=False)),
    "lesson_08.self_test.maps": lambda: output((9, 9, 3), layers.Conv2D(10, 3))[-1],
    "lesson_09.parameters": lambda: dense(15 * 15 * 32, 512),
    "lesson_09.same": lambda: cifar("same"),
    "lesson_09.untrained": lambda: keras.losses.CategoricalCrossentropy()(
        np.eye(10)[:1], np.full((1, 10), 0.1)
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_keras_gives_the_answer(name: str) -> None:
    received = np.asarray(keras.ops.convert_to_numpy(ANSWERS[name]()))
    np.testing.assert_allclose(received, ALL[name].answer, rtol=1e-6)
