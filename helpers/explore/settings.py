"""What the settings of an explorer mean: the trace of a layer with these settings."""

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
from helpers.explore.possible import check_size, check_walk, check_walks, in_words

Values = Mapping[str, Any]
"""The values of an explorer's settings by their names.

"typed" holds the kernel and the bias that were typed into the player, or None.
"""

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
"""Options that need more than their name: a file, typed weights, a generator, pads by side."""
SIDES = ("top", "bottom", "left", "right")
MOST_SIDE = 64
"""Pixels of the longer side of a picture at most."""
DIGIT_SIDE = 8
"""Rows and columns of a digit."""


def unused(values: Values) -> set[str]:
    """Return the names of the settings that have no effect at these values.

    >>> sorted(unused({"picture": "hill", "padding": "before and after"}))
    ['own']
    """
    names = set[str]()
    if values.get("picture") != OWN:
        names.add("own")
    if values.get("padding") != EXPLICIT:
        names.update(SIDES, ("before", "after"))
    return names


def remark(values: Values) -> str:
    """Return what is worth saying of settings that are possible; "" where there is nothing.

    >>> remark({"picture": "digit 3", "size": 64})
    'A digit has 8×8 pixels and is not enlarged.'
    """
    enlarged = values.get("picture") in DIGITS and values["size"] > DIGIT_SIDE
    return f"A digit has {DIGIT_SIDE}×{DIGIT_SIDE} pixels and is not enlarged." if enlarged else ""


def _padding(values: Values, *sides: str) -> Any:
    """Return the padding as a trace takes it; ``sides`` name the settings of the explicit pads."""
    if values["padding"] != EXPLICIT:
        return values["padding"]
    pads = [values[side] for side in sides]
    return tuple(pads) if len(pads) == 2 else ((pads[0], pads[1]), (pads[2], pads[3]))


def _picture(values: Values) -> Array:
    """Return the chosen picture (H, W, C)."""
    name, size, colour = values["picture"], values["size"], values["channels"] == COLOUR
    own = name == OWN
    if own and not values["own"]:
        raise ValueError("no file has been chosen yet")
    x = _own(values["own"], size, colour) if own else _sample(name, size, colour)
    return x[:, :, np.newaxis] if x.ndim == 2 else x


@lru_cache(maxsize=64)
def _sample(name: str, size: int, colour: bool) -> Array:
    """Return a picture of ``samples``, (H, W) or (H, W, 3), with a longer side of ``size``.

    Digits have 8×8 pixels at most; of a smaller one, the upper left part is left.
    """
    if name in samples.PHOTOGRAPHS:
        x = samples.photograph(name, size, grey=not colour)
    elif name in DIGITS:
        x = samples.digit(int(name.split()[1]))[:size, :size]
    else:
        check_size(f"the pattern {name}", size)
        x = samples.pattern(name, size)
    # A grey picture gets three channels that differ: itself, upside down, and its negative.
    return np.stack([x, x[::-1], x.max() - x], axis=-1) if colour and x.ndim == 2 else x


@lru_cache(maxsize=8)
def _own(content: bytes, size: int, colour: bool) -> Array:
    """Return the learner's picture, (H, W) or (H, W, 3), from the bytes of its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture")
        path.write_bytes(content)
        return samples.picture(path, size, grey=not colour)


def _weights(values: Values, presets: Mapping[str, Array], shape: tuple[int, ...]) -> Array:
    """Return the kernel of these settings.

    A preset stands in every channel of the first filter; further filters have the presets that
    follow it.

    Args:
        values: The settings.
        presets: Kernels by name, without axes for channels and filters.
        shape: The shape of the result, (kh, kw, C, F) or (k, C, F).

    Raises:
        ValueError: No weights have been typed, or they have another shape; or a preset has no
            meaning for this window.
    """
    name, window, filters = values["kernel"], shape[:-2], shape[-1]
    if name == TYPED:
        if values["typed"] is None:
            raise ValueError("nothing has been typed yet; click a weight in the player")
        typed: Array = values["typed"][0]
        if typed.shape[-len(shape) :] != shape:
            raise ValueError(
                f"the typed weights are {_filters(typed.shape[-len(shape) :])}, and these settings "
                f"ask for {_filters(shape)}; choose another kernel first"
            )
        return typed.reshape(shape)
    if name == RANDOM:
        return np.random.default_rng(7).integers(-2, 3, shape)
    names = list(presets)
    first = names.index(name)
    chosen = [names[(first + i) % len(names)] for i in range(filters)]
    slices = [_sized(presets[each], each, window, i + 1) for i, each in enumerate(chosen)]
    return np.repeat(np.stack(slices, axis=-1)[..., np.newaxis, :], shape[-2], axis=-2)


def _filters(shape: tuple[int, ...]) -> str:
    """Return the shape of a kernel in words.

    >>> _filters((3, 3, 1, 2))
    '2 filters of 3×3×1'
    """
    return f"{shape[-1]} filter{'s' * (shape[-1] != 1)} of {'×'.join(map(str, shape[:-1]))}"


def _sized(kernel: Array, name: str, window: tuple[int, ...], number: int) -> Array:
    """Return a preset of another size.

    Args:
        kernel: The preset.
        name: Its name.
        window: The size that it is to have.
        number: The number of the filter that has this preset, from 1.

    Raises:
        ValueError: The preset has a meaning in its own size only.
    """
    if kernel.shape == window:
        return kernel
    if name in ("blur", "smooth"):
        return np.ones(window) / np.prod(window)
    if name == "identity":
        one = np.zeros(window, np.int64)
        one[tuple(side // 2 for side in window)] = 1
        return one
    # Whoever chose "blur" and two filters has not asked for the preset that follows it.
    which = f"the {name} kernel" if number == 1 else f"the {name} kernel of filter {number}"
    raise ValueError(f"{which} has the size {kernel.shape[0]}; random kernels have any")


def _bias(values: Values, filters: int) -> Array:
    """Return the bias (filters,): what was typed, or the same number for every filter."""
    if values["kernel"] == TYPED and values["typed"] and values["typed"][1] is not None:
        typed: Array = values["typed"][1]
        return typed
    bias = float(values["bias"])
    return np.full(filters, int(bias) if bias.is_integer() else bias)


@in_words
def conv2d(values: Values) -> Trace:
    """Return the trace of a 2-D convolution with these settings.

    Raises:
        TypeError, ValueError: The settings are not possible; the message says why.
    """
    x, side = _picture(values), values["kernel_size"]
    kernel = _weights(values, samples.KERNELS, (side, side, x.shape[-1], values["filters"]))
    padding = _padding(values, *SIDES)
    stride = values["row_stride"], values["col_stride"]
    dilation = values["row_dilation"], values["col_dilation"]
    check_walks(x, (side, side), stride, padding, dilation)
    return traces.conv2d(
        x,
        kernel,
        _bias(values, values["filters"]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        channels=COLOURS if x.shape[-1] == 3 else None,
    )


@in_words
def pooling(values: Values) -> Trace:
    """Return the trace of a pooling with these settings.

    Raises:
        TypeError, ValueError: The settings are not possible; the message says why.
    """
    pool = traces.max_pool2d if values["kind"] == "max" else traces.avg_pool2d
    x, padding = _picture(values), _padding(values, *SIDES)
    window = values["pool_rows"], values["pool_cols"]
    stride = values["row_stride"], values["col_stride"]
    check_walks(x, window, stride, padding, pools=True)
    return pool(x, window, stride=stride, padding=padding)


@in_words
def conv1d(values: Values) -> Trace:
    """Return the trace of a 1-D convolution with these settings.

    Raises:
        TypeError, ValueError: The settings are not possible; the message says why.
    """
    check_size("a signal", values["size"])
    x = samples.signal(values["signal"], values["size"])[:, np.newaxis]
    kernel = _weights(values, KERNELS_1D, (values["kernel_size"], 1, values["filters"]))
    padding, stride, dilation = (
        _padding(values, "before", "after"),
        values["stride"],
        values["dilation"],
    )
    check_walk("cells", len(x), values["kernel_size"], stride, padding, dilation)
    return traces.conv1d(
        x,
        kernel,
        _bias(values, values["filters"]),
        stride=stride,
        padding=padding,
        dilation=dilation,
    )


@in_words
def dense(values: Values) -> Trace:
    """Return the trace of a dense layer with these settings.

    Raises:
        TypeError, ValueError: The settings are not possible; the message says why.
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
