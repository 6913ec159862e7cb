"""The layers in plain NumPy, channels last, with or without a leading batch axis.

Whole numbers stay whole numbers, so that a sum done by hand can be compared digit by digit;
everything else is computed in the floating type it comes in (float32 at least).

Each function checks its arguments, which gives ``Operands``, and computes. ``trace`` records the
same computation step by step: it takes the operands from ``conv2d.prepare`` and its like.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal, ParamSpec, Protocol, cast

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_array, checked_bias, read_only
from helpers.core.geometry import Axis, Padding, pair

Padding2D = Padding | tuple[tuple[int, int], tuple[int, int]]
Kind = Literal["conv2d", "conv1d", "max_pool2d", "avg_pool2d", "dense"]
Arguments = ParamSpec("Arguments")

PICTURES = {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"}
# The axes that each of these lacks to be a batch with channels.
_ADDED: dict[int, tuple[int, ...]] = {2: (0, 3), 3: (0,), 4: ()}


@dataclass(frozen=True)
class Operands:
    """The checked arguments of one computation, arrays with all their axes.

    A 1-D convolution is a 2-D one of height 1; a dense unit is a window over everything.

    Args:
        kind: The name of the function that is computed.
        x: The input (N, H, W, C).
        rows: The axis of the rows, along which the window walks down.
        cols: The axis of the columns, along which the window walks to the right.
        added: Axes of the output (N, H', W', F) that are missing in the caller's arrays.
        added_to_window: Axes of a window (kh, kw, C) that are missing in the caller's arrays.
        kernel: The weights (kh, kw, C, F); None for pooling.
        bias: One number per filter (F,), or None.
    """

    kind: Kind
    x: Array
    rows: Axis
    cols: Axis
    added: tuple[int, ...]
    added_to_window: tuple[int, ...]
    kernel: Array | None = None
    bias: Array | None = None

    @property
    def pools(self) -> bool:
        """Whether this is a pooling, which has no weights and treats each channel by itself."""
        return self.kernel is None

    @property
    def filters(self) -> int:
        """Number of feature maps."""
        return int((self.x if self.kernel is None else self.kernel).shape[-1])

    def windows(self, padded_with: float = 0) -> Array:
        """Return a view (N, H', W', kh, kw, C) of the windows of the padded input."""
        x, rows, cols = self.x, self.rows, self.cols
        if rows.pads != (0, 0) or cols.pads != (0, 0):
            x = np.pad(x, ((0, 0), rows.pads, cols.pads, (0, 0)), constant_values=padded_with)
        every = sliding_window_view(x, (rows.span, cols.span), axis=(1, 2))
        kept = every[:, :: rows.stride, :: cols.stride, :, :: rows.dilation, :: cols.dilation]
        return kept.transpose(0, 1, 2, 4, 5, 3)

    def compute(self) -> Array:
        """Return the output (N, H', W', F)."""
        if self.kind == "max_pool2d":
            return np.asarray(self._windows_for_max().max(axis=(3, 4)))
        return self._means() if self.kind == "avg_pool2d" else self._sums_of_products()

    def winners(self) -> Array:
        """Return which cell of each window is the largest, in reading order: (N, H', W', C)."""
        views = self._windows_for_max()
        return np.asarray(views.reshape(*views.shape[:3], -1, views.shape[-1]).argmax(axis=3))

    def restore(self, y: Array) -> Array:
        """Return ``y`` (N, H', W', F) without the axes that are missing in the caller's arrays."""
        return y.squeeze(self.added)

    def read_only(self) -> Operands:
        """Return the operands with copies of the arrays that cannot be changed."""
        kernel = None if self.kernel is None else read_only(self.kernel)
        bias = None if self.bias is None else read_only(self.bias)
        return replace(self, x=read_only(self.x), kernel=kernel, bias=bias)

    def _sums_of_products(self) -> Array:
        assert self.kernel is not None
        views = self.windows()
        weights = self.kernel.reshape(-1, self.kernel.shape[-1])
        y = np.empty((*views.shape[:3], weights.shape[1]), np.result_type(views, weights))
        # About a thousand windows at a time: their copy stays in the processor's cache.
        some = max(1, 1024 // (views.shape[1] * views.shape[2]))
        for i in range(0, len(y), some):
            part = views[i : i + some].reshape(-1, len(weights))
            np.matmul(part, weights, out=y[i : i + some].reshape(len(part), -1))
        return y if self.bias is None else y + self.bias

    def _means(self) -> Array:
        total = self.windows().sum(axis=(3, 4))
        cells = np.outer(self.rows.cells_inside, self.cols.cells_inside)[:, :, np.newaxis]
        # A mean of float32 stays float32; a mean of whole numbers is float64.
        return np.asarray(total / cells.astype(total.dtype))

    def _windows_for_max(self) -> Array:
        """Return the windows with padding cells that are never the largest."""
        whole_numbers = self.x.dtype.kind == "i"
        return self.windows(np.iinfo(np.int64).min if whole_numbers else -np.inf)


class Function(Protocol[Arguments]):
    """A function such as ``conv2d``: a call returns the output, ``prepare`` the operands."""

    prepare: Callable[Arguments, Operands]

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Array:
        """Return the output in the shape that belongs to the caller's arrays."""


def _computed(prepare: Callable[Arguments, Operands]) -> Function[Arguments]:
    """Turn a function that returns the checked operands into one that returns the output."""

    @wraps(prepare)
    def compute(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Array:
        operands = prepare(*args, **kwargs)
        return operands.restore(operands.compute())

    signature = inspect.signature(prepare).replace(return_annotation="Array")
    vars(compute).update(prepare=prepare, __signature__=signature)
    return cast(Function[Arguments], compute)


@_computed
def dense(x: ArrayLike, kernel: ArrayLike, bias: ArrayLike | None = None) -> Operands:
    """Return x · kernel + bias of a dense layer: (units,) or (N, units).

    Args:
        x: The inputs (inputs,) or (N, inputs).
        kernel: The weights (inputs, units).
        bias: One number per unit (units,).

    Raises:
        TypeError, ValueError: An array does not hold numbers, or its shape does not fit.

    >>> dense([1, 2], [[3, 4, 5], [6, 7, 8]], bias=[0, 0, 1])
    array([15, 18, 22])
    """
    x = checked_array("x", x, {1: "(inputs,)", 2: "(N, inputs)"})
    kernel = checked_array("kernel", kernel, {2: "(inputs, units)"})
    inputs, units = kernel.shape
    if x.shape[-1] != inputs:
        raise ValueError(
            f"x has {x.shape[-1]} inputs, but the kernel of shape {kernel.shape} "
            f"has weights for {inputs}; its shape must be ({x.shape[-1]}, units)"
        )
    added = (0, 1, 2) if x.ndim == 1 else (1, 2)
    x, kernel = x.reshape(-1, 1, inputs, 1), kernel.reshape(1, inputs, 1, units)
    axes = Axis(1, 1), Axis(inputs, inputs)
    return Operands("dense", x, *axes, added, (0, 2), kernel, checked_bias(bias, units))


@_computed
def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: Padding2D = "valid",
    dilation: int | tuple[int, int] = 1,
) -> Operands:
    """Return the feature maps of a 2-D convolution (strictly, cross-correlation: no flip).

    ``x`` (H, W, C) or (N, H, W, C), ``kernel`` (kh, kw, C, F), ``bias`` (F,) → (H', W', F) or
    (N, H', W', F). A picture (H, W) with a kernel (kh, kw) gives one map (H', W').

    Args:
        x: One picture, or a batch of N pictures.
        kernel: The weights.
        bias: One number per filter, or None.
        stride: Step of the window, or a pair (down, right).
        padding: "valid", "same", (before, after) for both axes, or a pair of such pairs.
        dilation: Step from one tap to the next, or a pair (down, right).

    Raises:
        TypeError, ValueError: Wrong numbers or shapes, or a window that does not fit.

    >>> conv2d([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]])
    array([[6, 8]])

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, equation 9.6.
    """
    x = checked_array("x", x, PICTURES)
    flat = x.ndim == 2
    shape = {2: "(kh, kw) for a picture (H, W)"} if flat else {4: "(kh, kw, C, F) for (H, W, C)"}
    kernel = checked_array("kernel", kernel, shape)
    added = _ADDED[x.ndim]
    x = np.expand_dims(x, added)
    kernel = kernel[:, :, np.newaxis, np.newaxis] if flat else kernel
    axes = _axes(x.shape[1:3], kernel.shape[:2], stride, dilation, padding)
    _check_depth(x, kernel)
    checked = checked_bias(bias, kernel.shape[-1])
    return Operands("conv2d", x, *axes, added, (2,) if flat else (), kernel, checked)


@_computed
def conv1d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
) -> Operands:
    """Return the feature maps of a 1-D convolution (strictly, cross-correlation: no flip).

    ``x`` (L, C) or (N, L, C), ``kernel`` (k, C, F), ``bias`` (F,) → (L', F) or (N, L', F). A
    signal (L,) with a kernel (k,) gives one map (L',). Settings as for ``conv2d``.

    Raises:
        TypeError, ValueError: Wrong numbers or shapes, or a window that does not fit.

    >>> conv1d([1, 4, 9, 16], [-1, 1])
    array([3, 5, 7])
    """
    x = checked_array("x", x, {1: "(L,)", 2: "(L, C)", 3: "(N, L, C)"})
    flat = x.ndim == 1
    shape = {1: "(k,) for a signal (L,)"} if flat else {3: "(k, C, F)"}
    kernel = checked_array("kernel", kernel, shape)
    added = {1: (0, 1, 3), 2: (0, 1), 3: (1,)}[x.ndim]
    x = np.expand_dims(x, added)
    kernel = (kernel[:, np.newaxis, np.newaxis] if flat else kernel)[np.newaxis]
    _check_depth(x, kernel)
    axes = Axis(1, 1), Axis(x.shape[2], kernel.shape[1], stride, dilation, padding)
    checked = checked_bias(bias, kernel.shape[-1])
    return Operands("conv1d", x, *axes, added, (0, 2) if flat else (0,), kernel, checked)


@_computed
def max_pool2d(
    x: ArrayLike,
    pool_size: int | tuple[int, int] = 2,
    *,
    stride: int | tuple[int, int] | None = None,
    padding: Padding2D = "valid",
) -> Operands:
    """Return the largest value under each window, channel by channel; padding never wins.

    ``x`` (H, W), (H, W, C) or (N, H, W, C); ``stride`` is ``pool_size`` where not given.

    Raises:
        TypeError, ValueError: Wrong numbers or shapes, or a window that does not fit.

    >>> max_pool2d([[1, 2, 5, 0], [3, 4, 1, 1]])
    array([[4, 5]])
    """
    return _pooling("max_pool2d", x, pool_size, stride, padding)


@_computed
def avg_pool2d(
    x: ArrayLike,
    pool_size: int | tuple[int, int] = 2,
    *,
    stride: int | tuple[int, int] | None = None,
    padding: Padding2D = "valid",
) -> Operands:
    """Return the mean under each window, channel by channel; padding is not counted in it.

    ``x`` (H, W), (H, W, C) or (N, H, W, C); ``stride`` is ``pool_size`` where not given.

    Raises:
        TypeError, ValueError: Wrong numbers or shapes, or a window that does not fit.

    >>> avg_pool2d([[1, 2, 5, 0], [3, 4, 1, 1]])
    array([[2.5 , 1.75]])
    """
    return _pooling("avg_pool2d", x, pool_size, stride, padding)


def relu(x: ArrayLike) -> Array:
    """Return x where it is positive, else 0; any shape.

    >>> relu([-2, 0, 3])
    array([0, 0, 3])
    """
    return np.maximum(checked_array("x", x), 0)


def softmax(x: ArrayLike) -> Array:
    """Return exp(x) / Σ exp(x) over the last axis, computed so that it never overflows.

    >>> softmax([0, 0]), softmax([1000, 0])
    (array([0.5, 0.5]), array([1., 0.]))

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 4.1.
    """
    x = checked_array("x", x)
    if x.ndim == 0:
        raise ValueError("x must have at least one axis to sum over; received a single number")
    # As floats first: the difference of two whole numbers could leave int64.
    x = x.astype(np.result_type(x, np.float32), copy=False)
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _pooling(kind: Kind, x: ArrayLike, pool_size: Any, stride: Any, padding: Any) -> Operands:
    x = checked_array("x", x, PICTURES)
    added = _ADDED[x.ndim]
    x = np.expand_dims(x, added)
    size = pair("pool_size", pool_size)
    try:
        axes = _axes(x.shape[1:3], size, size if stride is None else stride, 1, padding)
    except ValueError as error:
        # An axis calls every window a kernel; the caller knows it as pool_size.
        raise ValueError(str(error).replace("kernel", "pool_size")) from None
    for axis in axes:
        if min(axis.cells_inside) == 0:
            raise ValueError(
                f"padding {axis.pads} puts a window of {axis.kernel} wholly on padding, where "
                f"there is nothing to pool; pad by less than {axis.kernel} on each side"
            )
    return Operands(kind, x, *axes, added, (2,))


def _check_depth(x: Array, kernel: Array) -> None:
    if x.shape[-1] != kernel.shape[2]:
        raise ValueError(
            f"x has {x.shape[-1]} channels, but the filters of the kernel are "
            f"{kernel.shape[2]} deep; a filter is as deep as its input: "
            f"its third axis from the left must be {x.shape[-1]}"
        )


def _axes(
    size: tuple[int, ...], kernel: tuple[int, ...], stride: Any, dilation: Any, padding: Any
) -> tuple[Axis, Axis]:
    """Return the axes of rows and columns; an error names the axis that it is about."""
    strides, dilations, paddings = pair("stride", stride), pair("dilation", dilation), [padding] * 2
    if isinstance(padding, (tuple, list)) and all(isinstance(p, (tuple, list)) for p in padding):
        paddings = list(padding)
        if len(paddings) != 2:
            raise ValueError(
                "padding must be one pair (before, after) for both axes, or two of them "
                f"((top, bottom), (left, right)); received {padding!r}"
            )
    made = []
    for i, name in enumerate(("height", "width")):
        try:
            made.append(Axis(size[i], kernel[i], strides[i], dilations[i], paddings[i]))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return made[0], made[1]
