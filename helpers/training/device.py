"""What Keras computes on: its name, its arithmetic, all of its devices, and how fast it could be.

It names no backend where it need not, so TensorFlow, JAX and PyTorch all serve.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep TensorFlow's notes to itself out of a lesson: not even its own setting stops them all.

    They are written by C++, past Python, to what lies under ``sys.stderr``. Errors are Python's.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    before, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nowhere)


with _hushed():
    import keras as keras  # the others have it from here

    keras.ops.ones(1)  # wakes the device, which has something to say, too

# Products and sums a second with 16-bit numbers, by the makers' data sheets (dense, no sparsity).
PEAKS = {
    "H200": 989e12,
    "H100": 989e12,
    "A100": 312e12,
    "L40": 181e12,
    "L4": 121e12,
    "V100": 125e12,
    "T4": 65e12,
}


@cache
def accelerated() -> bool:
    """Whether Keras computes on something faster than the processor."""
    place = str(keras.ops.ones(1).device).lower()  # each backend has its own spelling
    return any(word in place for word in ("gpu", "cuda", "mps", "rocm", "tpu"))


@cache
def card() -> tuple[str, float]:
    """Return the graphics card's name and its compute capability; ``("", 0.0)`` where unknown."""
    query = ["nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader"]
    try:
        said = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True).stdout
        name, _, capability = said.splitlines()[0].rpartition(", ")
        return name, float(capability)
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return "", 0.0


def device() -> str:
    """Say what Keras computes on."""
    if not accelerated():
        return f"the processor ({os.cpu_count()} cores), no GPU"
    if "tpu" in str(keras.ops.ones(1).device).lower():
        return "a TPU"
    name, _ = card()
    return f"a graphics card (GPU{f': {name}' if name else ''})"


def peak() -> float | None:
    """Return how many 16-bit operations a second the graphics card can do at most, if known."""
    name, _ = card()
    return next((most for part, most in PEAKS.items() if part in name), None)


def versions() -> dict[str, str]:
    """Return the versions of everything that has a part in the numbers."""
    backend = keras.backend.backend()
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": np.__version__,
        "keras": keras.__version__,
        backend: str(sys.modules[backend].__version__),
    }


def use_fast_arithmetic(model: keras.Model) -> None:
    """Let every layer but the softmax multiply in bfloat16, where the device does that faster.

    On processors with instructions for it, bfloat16 (weights still kept in float32) trained 1.4x
    as many pictures a second; without them it is emulated and slower, so those keep float32, as do
    graphics cards before compute capability 8.0, which lack it, too.
    """
    if _has_bfloat16():
        for layer in model.layers[:-1]:
            layer.dtype_policy = keras.dtype_policies.get("mixed_bfloat16")


def together(*sizes: int) -> keras.distribution.DataParallel | None:
    """Return the sharing out of batches among several devices; None where there is but one.

    Each of ``sizes`` is shared out equally, so at most as many devices serve as divide them all.
    Keras can do it with JAX; with the other backends one device serves.
    """
    if keras.backend.backend() != "jax" or not accelerated():
        return None
    devices = keras.distribution.list_devices()
    most = max(n for n in range(1, len(devices) + 1) if not any(size % n for size in sizes))
    return keras.distribution.DataParallel(devices=devices[:most]) if most > 1 else None


def _has_bfloat16() -> bool:
    if accelerated():
        return card()[1] >= 8
    if keras.backend.backend() != "tensorflow" or os.environ.get("TF_ENABLE_ONEDNN_OPTS") == "0":
        return False  # of the backends, on a processor, only oneDNN in TensorFlow uses it
    flags = Path("/proc/cpuinfo")  # Linux only; elsewhere the safe answer is no
    return flags.exists() and any(w in flags.read_text() for w in ("avx512_bf16", "amx_bf16"))
