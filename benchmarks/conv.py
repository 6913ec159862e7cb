"""Convolution of a CIFAR batch: reference.conv2d against TensorFlow's on the CPU.

Run as ``python benchmarks/conv.py [rounds]``. The two take turns, so that a busy machine slows
both alike; the figures are medians. The exit status is 1 where ``reference`` takes more
than twice TensorFlow's time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from helpers.core import reference

MOST = 2.0
"""Times as long as TensorFlow."""

Array = NDArray[Any]


def times(rivals: dict[str, Callable[[], Array]], rounds: int) -> dict[str, float]:
    """Median seconds of each, taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, rival in rivals.items():
            start = time.perf_counter()
            rival()
            taken[name].append(time.perf_counter() - start)
    return {name: median(seconds) for name, seconds in taken.items()}


def main(rounds: int = 30) -> int:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(128, 32, 32, 3)).astype(np.float32)
    kernel = rng.normal(size=(3, 3, 3, 32)).astype(np.float32)
    x_tf, kernel_tf = tf.constant(x), tf.constant(kernel)

    def ours() -> Array:
        return reference.conv2d(x, kernel)

    def tensorflow() -> Array:
        return np.asarray(tf.nn.conv2d(x_tf, kernel_tf, 1, "VALID").numpy())

    np.testing.assert_allclose(tensorflow(), ours(), rtol=1e-3, atol=1e-3)
    medians = times({"TensorFlow, CPU": tensorflow, "helpers.reference": ours}, rounds)
    base = medians["TensorFlow, CPU"]
    print(f"(128, 32, 32, 3) with 32 filters of 3x3, float32, median of {rounds} rounds")
    for name, seconds in medians.items():
        print(f"{name:18} {seconds * 1e3:9.2f} ms   {seconds / base:8.2f} x TensorFlow")
    ratio = medians["helpers.reference"] / base
    print(f"wanted: at most {MOST} x TensorFlow; {'met' if ratio <= MOST else 'MISSED'}")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
