"""What the settings of an explorer mean: the trace that they make, or why there is none."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers.core import trace as traces
from helpers.core.arrays import Array
from helpers.core.trace import Trace
from helpers.data import samples

Values = Mapping[str, Any]

COLOURS = ("red", "green", "blue")
GREY, COLOUR = "grey", "in colour"
DIGITS = tuple(f"digit {number}" for number in range(10))
KERNELS_1D = {
    "smooth": np.ones(3) / 3,
    "difference": np.array([-1, 0, 1]),
    "second difference": np.array([1, -2, 1]),
    "identity": np.array([0, 1, 0]),
}
OWN, TYPED, RANDOM, EXPLICIT = "own picture", "as typed", "random", "before and after"
SIDES = ("top", "bottom", "left", "right")
MOST_SIDE = 64


def _padding(values: Values, *sides: str) -> Any:
    if values["padding"] != EXPLICIT:
        return values["padding"]
    pads = [values[side] for side in sides]
    return tuple(pads) if len(pads) == 2 else ((pads[0], pads[1]), (pads[2], pads[3]))


def _picture(values: Values) -> Array:
    """Return the chosen picture (H, W, C)."""
    name, size, colour = values["picture"], values["size"], values["channels"] == COLOUR
    own = name == OWN
    x = _own(uploaded(values["own"]), size, colour) if own else _sample(name, size, colour)
    return x[:, :, np.newaxis] if x.ndim == 2 else x


@lru_cache(maxsize=64)
def _sample(name: str, size: int, colour: bool) -> Array:
    if name in samples.PHOTOGRAPHS:
        x = samples.photograph(name, size, grey=not colour)
    elif name in DIGITS:
        x = samples.digit(int(name.split()[1]))[:size, :size]
    else:
        x = samples.pattern(name, size)
    # A picture that has no colours gets some: the picture, upside down, and its negative.
    return np.stack([x, x[::-1], x.max() - x], axis=-1) if colour and x.ndim == 2 else x


@lru_cache(maxsize=8)
def _own(content: bytes, size: int, colour: bool) -> Array:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture")
        path.write_bytes(content)
        return samples.picture(path, size, grey=not colour)


def uploaded(value: Any) -> bytes:
    """Return the content of the last upload; ipywidgets 7 has a dict of them, 8 a tuple."""
    files = list(value.values()) if isinstance(value, dict) else list(value)
    if not files:
        raise ValueError("no file has been chosen yet")
    return bytes(files[-1]["content"])


def _weights(values: Values, presets: Mapping[str, Array], shape: tuple[int, ...]) -> Array:
    """Return a kernel (…, C, F): the preset in each slice, the presets after it in more filters."""
    name, window, filters = values["kernel"], shape[:-2], shape[-1]
    if name == TYPED:
        if values["typed"] is None:
            raise ValueError("nothing has been typed yet; click a weight in the player")
        typed: Array = values["typed"][0]
        if typed.shape[-len(shape) :] != shape:
            raise ValueError(
                f"the typed kernel has the shape {typed.shape[-len(shape) :]}, and these settings "
                f"ask for {shape}; choose another kernel first"
            )
        return typed.reshape(shape)
    if name == RANDOM:
        return np.random.default_rng(7).integers(-2, 3, shape)
    names = list(presets)
    first = names.index(name)
    chosen = [names[(first + i) % len(names)] for i in range(filters)]
    slices = [_sized(presets[each], each, window) for each in chosen]
    return np.repeat(np.stack(slices, axis=-1)[..., np.newaxis, :], shape[-2], axis=-2)


def _sized(kernel: Array, name: str, window: tuple[int, ...]) -> Array:
    """Return a preset for a window of another size, where it has a meaning there."""
    if kernel.shape == window:
        return kernel
    if name in ("blur", "smooth"):
        return np.ones(window) / np.prod(window)
    if name == "identity":
        one = np.zeros(window, np.int64)
        one[tuple(side // 2 for side in window)] = 1
        return one
    raise ValueError(f"the {name} kernel has the size {kernel.shape[0]}; random kernels have any")


def _bias(values: Values, filters: int) -> Array:
    if values["kernel"] == TYPED and values["typed"] and values["typed"][1] is not None:
        typed: Array = values["typed"][1]
        return typed
    bias = float(values["bias"])
    return np.full(filters, int(bias) if bias.is_integer() else bias)


def conv2d(values: Values) -> Trace:
    """Return the trace of a 2-D convolution with these settings.

    Raises:
        TypeError, ValueError: settings that cannot be, in words.
    """
    x, side = _picture(values), values["kernel_size"]
    kernel = _weights(values, samples.KERNELS, (side, side, x.shape[-1], values["filters"]))
    return traces.conv2d(
        x,
        kernel,
        _bias(values, values["filters"]),
        stride=(values["row_stride"], values["col_stride"]),
        padding=_padding(values, *SIDES),
        dilation=(values["row_dilation"], values["col_dilation"]),
        channels=COLOURS if x.shape[-1] == 3 else None,
    )


def pooling(values: Values) -> Trace:
    """Return the trace of a pooling with these settings.

    Raises:
        TypeError, ValueError: settings that cannot be, in words.
    """
    pool = traces.max_pool2d if values["kind"] == "max" else traces.avg_pool2d
    return pool(
        _picture(values),
        (values["pool_rows"], values["pool_cols"]),
        stride=(values["row_stride"], values["col_stride"]),
        padding=_padding(values, *SIDES),
    )


def conv1d(values: Values) -> Trace:
    """Return the trace of a 1-D convolution with these settings.

    Raises:
        TypeError, ValueError: settings that cannot be, in words.
    """
    x = samples.signal(values["signal"], values["size"])[:, np.newaxis]
    kernel = _weights(values, KERNELS_1D, (values["kernel_size"], 1, values["filters"]))
    return traces.conv1d(
        x,
        kernel,
        _bias(values, values["filters"]),
        stride=values["stride"],
        padding=_padding(values, "before", "after"),
        dilation=values["dilation"],
    )


def dense(values: Values) -> Trace:
    """Return the trace of a dense layer with these settings.

    Raises:
        TypeError, ValueError: settings that cannot be, in words.
    """
    inputs, units = values["inputs"], values["units"]
    x = np.random.default_rng(3).integers(0, 5, inputs)
    if values["kernel"] == TYPED:
        kernel = _weights(values, {}, (1, inputs, 1, units)).reshape(inputs, units)
    elif values["kernel"] == RANDOM:
        kernel = np.random.default_rng(7).integers(-2, 3, (inputs, units))
    else:
        kernel = np.ones((inputs, units), np.int64)
    return traces.dense(x, kernel, _bias(values, units))
