"""Computations drawn by hypothesis, each with what it takes to check its trace from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers.core import reference, trace
from helpers.core.geometry import Axis
from helpers.core.trace import Trace

Array = NDArray[Any]

KINDS = ("conv2d", "conv1d", "max_pool2d", "avg_pool2d", "dense")
COLOURS = ("red", "green", "blue")


@dataclass(frozen=True)
class Recording:
    """Arguments of one computation, and the same with all axes.

    ``x`` (H, W, C), ``kernel`` (kh, kw, C, F) or None, ``bias`` (F,) or None.
    """

    kind: str
    arguments: tuple[Any, ...]
    settings: dict[str, Any]
    rows: Axis
    cols: Axis
    x: Array
    kernel: Array | None
    bias: Array | None

    def trace(self, *arguments: Any) -> Trace:
        made: Trace = getattr(trace, self.kind)(*(arguments or self.arguments), **self.settings)
        return made

    def reference(self) -> Array:
        settings = {name: value for name, value in self.settings.items() if name != "channels"}
        y: Array = getattr(reference, self.kind)(*self.arguments, **settings)
        return y

    @property
    def filters(self) -> int:
        """Feature maps; for pooling, channels."""
        return len(self.x[0, 0]) if self.kernel is None else len(self.kernel[0, 0, 0])

    @property
    def window(self) -> tuple[int, ...]:
        """The documented shape of a step's patch."""
        size = (self.rows.kernel, self.cols.kernel)
        given = np.ndim(self.arguments[0])
        if self.kind == "conv2d":
            return size if given == 2 else (*size, self.x.shape[2])
        if self.kind == "conv1d":
            return size[1:] if given == 1 else (size[1], self.x.shape[2])
        return size[1:] if self.kind == "dense" else size


@st.composite
def recordings(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS, whole: bool = True) -> Recording:
    """Any small computation; with ``whole``, of whole numbers."""
    kind = draw(st.sampled_from(kinds))
    if kind == "dense":
        return _dense(draw, whole)
    pooling, padding = "pool" in kind, draw(st.sampled_from(["valid", "same", "explicit"]))
    cols = _axis(draw, padding, pooling)
    rows = Axis(1, 1) if kind == "conv1d" else _axis(draw, padding, pooling)
    flat = draw(st.booleans())
    channels, filters = (1, 1) if flat else (draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    x = _numbers(draw, whole, rows.size, cols.size, channels)
    given = x[0] if kind == "conv1d" else x
    given = given[..., 0] if flat else given
    chosen = [cols] if kind == "conv1d" else [rows, cols]
    settings: dict[str, Any] = {
        "stride": tuple(axis.stride for axis in chosen),
        "padding": padding if padding != "explicit" else tuple(axis.pads for axis in chosen),
    }
    if pooling:
        size = (rows.kernel, cols.kernel)
        return Recording(kind, (given, size), settings, rows, cols, x, None, None)
    settings["dilation"] = tuple(axis.dilation for axis in chosen)
    if kind == "conv1d":
        settings = {
            name: value if isinstance(value, str) else value[0] for name, value in settings.items()
        }
    if not flat and draw(st.booleans()):
        settings["channels"] = COLOURS[:channels]
    kernel = _numbers(draw, whole, rows.kernel, cols.kernel, channels, filters)
    weights = kernel[0] if kind == "conv1d" else kernel
    weights = weights[..., 0, 0] if flat else weights
    bias = _numbers(draw, whole, filters) if draw(st.booleans()) else None
    return Recording(kind, (given, weights, bias), settings, rows, cols, x, kernel, bias)


def _dense(draw: st.DrawFn, whole: bool) -> Recording:
    inputs, units = draw(st.integers(1, 25)), draw(st.integers(1, 4))
    x, kernel = _numbers(draw, whole, inputs), _numbers(draw, whole, inputs, units)
    bias = _numbers(draw, whole, units) if draw(st.booleans()) else None
    rows, cols = Axis(1, 1), Axis(inputs, inputs)
    full = x.reshape(1, inputs, 1), kernel.reshape(1, inputs, 1, units)
    return Recording("dense", (x, kernel, bias), {}, rows, cols, *full, bias)


def _axis(draw: st.DrawFn, padding: str, pooling: bool) -> Axis:
    size, stride = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    dilation = 1 if pooling else draw(st.integers(1, 2))
    if padding == "explicit" and not pooling:
        pads = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
        kernel = draw(st.integers(1, min(4, (size + sum(pads) - 1) // dilation + 1)))
        return Axis(size, kernel, stride, dilation, pads)
    most = 4 if padding == "same" else min(4, (size - 1) // dilation + 1)
    kernel = draw(st.integers(1, most))
    if padding != "explicit":
        return Axis(size, kernel, stride, dilation, padding)
    # Less than a window on each side, so that none lies wholly on padding.
    beside = st.integers(0, kernel - 1)
    return Axis(size, kernel, stride, dilation, draw(st.tuples(beside, beside)))


def _numbers(draw: st.DrawFn, whole: bool, *shape: int) -> Array:
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    if not whole:
        return rng.normal(size=shape) * 10.0 ** rng.integers(-2, 4)
    dtype = draw(st.sampled_from(["int64", "uint8", "float64"]))
    return rng.integers(0 if dtype == "uint8" else -9, 10, shape).astype(dtype)
