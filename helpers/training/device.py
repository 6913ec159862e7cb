"""The device that Keras computes on: its name, its peak, the versions of what computes.

This is the only file that imports Keras; all others take ``keras`` from here. It works with
TensorFlow, JAX and PyTorch as the backend of Keras.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np

from helpers.training import backend


@contextmanager
def _stderr_silenced() -> Iterator[None]:
    """Discard everything that is written to standard error.

    TensorFlow's C++ code writes log messages to file descriptor 2, which ``sys.stderr`` does not
    control, and ``TF_CPP_MIN_LOG_LEVEL`` does not stop all of them. Python exceptions still come
    through.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    saved, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


_settings = backend.settings()
if "keras" not in sys.modules:  # else its backend is chosen
    backend.choose(_settings)
with _stderr_silenced():
    import keras as keras  # "as keras" exports it: the other files import it from here

    backend.settle(keras, _settings)
    keras.ops.ones(1)  # starts the device, which writes log messages, too

PEAKS = {
    "H200": 989e12,
    "H100": 989e12,
    "A100": 312e12,
    "L40": 181e12,
    "L4": 121e12,
    "V100": 125e12,
    "T4": 65e12,
}
"""16-bit operations per second of graphics cards, by part of their name.

Source: the makers' data sheets (dense, no sparsity).
"""


@cache
def accelerated() -> bool:
    """Return True if Keras computes on a GPU or TPU, False if on the processor."""
    place = str(keras.ops.ones(1).device).lower()  # each backend spells it differently
    return any(word in place for word in ("gpu", "cuda", "mps", "rocm", "tpu"))


@cache
def graphics_card() -> tuple[str, float]:
    """Return the name and the compute capability of the first NVIDIA graphics card.

    The result is ``("", 0.0)`` where ``nvidia-smi`` does not name one.
    """
    query = ["nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader"]
    try:
        run = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True)
        name, _, capability = run.stdout.splitlines()[0].rpartition(", ")
        return name, float(capability)
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return "", 0.0


def describe() -> str:
    """Return a few words that name the device, such as "a graphics card (GPU: Tesla T4)"."""
    if not accelerated():
        return f"the processor ({os.cpu_count()} cores), no GPU"
    if "tpu" in str(keras.ops.ones(1).device).lower():
        return "a TPU"
    name, _ = graphics_card()
    return f"a graphics card (GPU{f': {name}' if name else ''})"


def peak() -> float | None:
    """Return the largest number of 16-bit operations per second, or None for an unknown GPU."""
    name, _ = graphics_card()
    return next((most for part, most in PEAKS.items() if part in name), None)


def versions() -> dict[str, str]:
    """Return the versions of Python, NumPy, Keras and its backend, by name."""
    computing = keras.backend.backend()
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": np.__version__,
        "keras": keras.__version__,
        computing: str(sys.modules[computing].__version__),
    }
