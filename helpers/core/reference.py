"""The layers in plain NumPy, channels last, with or without a leading batch axis.

Whole numbers stay whole numbers, so that a sum done by hand can be compared digit by digit;
everything else is computed in the floating type it comes in (float32 at least).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_bias, numbers
from helpers.core.geometry import Axis, Padding, pair


@dataclass(frozen=True)
class Layer:
    """A checked window layer: all arrays with all their axes, the way back, and the two axes.

    ``x`` (N, H, W, C), ``kernel`` (kh, kw, C, F) or None for pooling, ``bias`` (F,) or None;
    ``added`` are the axes of the output that the caller's input did not have.
    """

    x: Array
    kernel: Array | None
    bias: Array | None
    rows: Axis
    cols: Axis
    added: tuple[int, ...]

    def windows(self, padded_with: float = 0) -> Array:
        """Return a view (N, H', W', kh, kw, C) of the windows of the padded input."""
        x, rows, cols = self.x, self.rows, self.cols
        if rows.pads != (0, 0) or cols.pads != (0, 0):
            x = np.pad(x, ((0, 0), rows.pads, cols.pads, (0, 0)), constant_values=padded_with)
        every = sliding_window_view(x, (rows.span, cols.span), axis=(1, 2))
        kept = every[:, :: rows.stride, :: cols.stride, :, :: rows.dilation, :: cols.dilation]
        return kept.transpose(0, 1, 2, 4, 5, 3)

    def convolve(self) -> Array:
        """Return every window's sum of products, plus bias: (N, H', W', F)."""
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

    def maxima(self) -> Array:
        """Return every window's largest value, channel by channel: (N, H', W', C)."""
        return np.asarray(self._for_max().max(axis=(3, 4)))

    def winners(self) -> Array:
        """Return which cell of each window is the largest, in reading order: (N, H', W', C)."""
        views = self._for_max()
        return np.asarray(views.reshape(*views.shape[:3], -1, views.shape[-1]).argmax(axis=3))

    def means(self) -> Array:
        """Return every window's mean, channel by channel; padding is not counted in it."""
        total = self.windows().sum(axis=(3, 4))
        cells = np.outer(cells_inside(self.rows), cells_inside(self.cols))[:, :, np.newaxis]
        # A mean of float32 stays float32; a mean of whole numbers is float64.
        return np.asarray(total / cells.astype(total.dtype))

    def _for_max(self) -> Array:
        whole_numbers = self.x.dtype.kind == "i"
        return self.windows(np.iinfo(np.int64).min if whole_numbers else -np.inf)

    def restore(self, y: Array) -> Array:
        """Return ``y`` (N, H', W', F) without the axes that the caller's input did not have."""
        return y.squeeze(self.added)


def conv2d_layer(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None,
    stride: Any,
    padding: Any,
    dilation: Any,
) -> Layer:
    """Return the checked layer of a 2-D convolution; arguments as for ``conv2d``."""
    x = numbers("x", x, {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"})
    flat = x.ndim == 2
    shape = {2: "(kh, kw) for a picture (H, W)"} if flat else {4: "(kh, kw, C, F) for (H, W, C)"}
    kernel = numbers("kernel", kernel, shape)
    added = {2: (0, 3), 3: (0,), 4: ()}[x.ndim]
    x = np.expand_dims(x, added)
    kernel = kernel[:, :, np.newaxis, np.newaxis] if flat else kernel
    rows, cols = _axes(x.shape[1:3], kernel.shape[:2], stride, dilation, padding)
    _check_depth(x, kernel)
    return Layer(x, kernel, checked_bias(bias, kernel.shape[-1]), rows, cols, added)


def conv1d_layer(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None,
    stride: Any,
    padding: Any,
    dilation: Any,
) -> Layer:
    """Return the checked layer of a 1-D convolution, as a picture of height 1."""
    x = numbers("x", x, {1: "(L,)", 2: "(L, C)", 3: "(N, L, C)"})
    flat = x.ndim == 1
    kernel = numbers("kernel", kernel, {1: "(k,) for a signal (L,)"} if flat else {3: "(k, C, F)"})
    added = {1: (0, 1, 3), 2: (0, 1), 3: (1,)}[x.ndim]
    x = np.expand_dims(x, added)
    kernel = (kernel[:, np.newaxis, np.newaxis] if flat else kernel)[np.newaxis]
    _check_depth(x, kernel)
    along = Axis(x.shape[2], kernel.shape[1], stride, dilation, padding)
    return Layer(x, kernel, checked_bias(bias, kernel.shape[-1]), Axis(1, 1), along, added)


def pooling_layer(x: ArrayLike, pool_size: Any, stride: Any, padding: Any) -> Layer:
    """Return the checked layer of a pooling; arguments as for ``max_pool2d``."""
    x = numbers("x", x, {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"})
    added = {2: (0, 3), 3: (0,), 4: ()}[x.ndim]
    x = np.expand_dims(x, added)
    size = pair("pool_size", pool_size)
    try:
        rows, cols = _axes(x.shape[1:3], size, size if stride is None else stride, 1, padding)
    except ValueError as error:
        # What is a kernel to an axis, the caller knows by another name.
        raise ValueError(str(error).replace("kernel", "pool_size")) from None
    for axis in (rows, cols):
        if min(cells_inside(axis)) == 0:
            raise ValueError(
                f"padding {axis.pads} puts a window of {axis.kernel} wholly on padding, where "
                f"there is nothing to pool; pad by less than {axis.kernel} on each side"
            )
    return Layer(x, None, None, rows, cols, added)


def dense_layer(x: ArrayLike, kernel: ArrayLike, bias: ArrayLike | None) -> Layer:
    """Return the checked layer of dense units: a window, one cell high, that covers everything."""
    x = numbers("x", x, {1: "(inputs,)", 2: "(N, inputs)"})
    kernel = numbers("kernel", kernel, {2: "(inputs, units)"})
    inputs, units = kernel.shape
    if x.shape[-1] != inputs:
        raise ValueError(
            f"x has {x.shape[-1]} inputs, but the kernel of shape {kernel.shape} "
            f"has weights for {inputs}; its shape must be ({x.shape[-1]}, units)"
        )
    added = (0, 1, 2) if x.ndim == 1 else (1, 2)
    x, kernel = x.reshape(-1, 1, inputs, 1), kernel.reshape(1, inputs, 1, units)
    return Layer(x, kernel, checked_bias(bias, units), Axis(1, 1), Axis(inputs, inputs), added)


def cells_inside(axis: Axis) -> list[int]:
    """Return how many taps of each position lie in the input and not on padding."""
    return [
        sum(0 <= tap < axis.size for tap in axis.taps(position)) for position in range(axis.output)
    ]


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


Padding2D = Padding | tuple[tuple[int, int], tuple[int, int]]


def dense(x: ArrayLike, kernel: ArrayLike, bias: ArrayLike | None = None) -> Array:
    """Return x · kernel + bias of a dense layer.

    ``x`` (inputs,) or (N, inputs), ``kernel`` (inputs, units), ``bias`` (units,).

    Raises:
        TypeError, ValueError: an array that is not numbers, or whose shape does not fit.

    >>> dense([1, 2], [[3, 4, 5], [6, 7, 8]], bias=[0, 0, 1])
    array([15, 18, 22])
    """
    layer = dense_layer(x, kernel, bias)
    return layer.restore(layer.convolve())


def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: Padding2D = "valid",
    dilation: int | tuple[int, int] = 1,
) -> Array:
    """Return the feature maps of a 2-D convolution (strictly, cross-correlation: no flip).

    ``x`` (H, W, C) or (N, H, W, C), ``kernel`` (kh, kw, C, F), ``bias`` (F,) → (H', W', F) or
    (N, H', W', F). A picture (H, W) with a kernel (kh, kw) gives one map (H', W').

    Raises:
        TypeError, ValueError: wrong numbers or shapes, or a setting that no window fits.

    >>> conv2d([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]])
    array([[6, 8]])

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, equation 9.6.
    """
    layer = conv2d_layer(x, kernel, bias, stride, padding, dilation)
    return layer.restore(layer.convolve())


def conv1d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
) -> Array:
    """Return the feature maps of a 1-D convolution (strictly, cross-correlation: no flip).

    ``x`` (L, C) or (N, L, C), ``kernel`` (k, C, F), ``bias`` (F,) → (L', F) or (N, L', F). A
    signal (L,) with a kernel (k,) gives one map (L',).

    Raises:
        TypeError, ValueError: wrong numbers or shapes, or a setting that no window fits.

    >>> conv1d([1, 4, 9, 16], [-1, 1])
    array([3, 5, 7])
    """
    layer = conv1d_layer(x, kernel, bias, stride, padding, dilation)
    return layer.restore(layer.convolve())


def max_pool2d(
    x: ArrayLike,
    pool_size: int | tuple[int, int] = 2,
    *,
    stride: int | tuple[int, int] | None = None,
    padding: Padding2D = "valid",
) -> Array:
    """Return the largest value under each window, channel by channel; padding never wins.

    ``x`` (H, W), (H, W, C) or (N, H, W, C); ``stride`` is ``pool_size`` where not given.

    Raises:
        TypeError, ValueError: wrong numbers or shapes, or a setting that no window fits.

    >>> max_pool2d([[1, 2, 5, 0], [3, 4, 1, 1]])
    array([[4, 5]])
    """
    layer = pooling_layer(x, pool_size, stride, padding)
    return layer.restore(layer.maxima())


def avg_pool2d(
    x: ArrayLike,
    pool_size: int | tuple[int, int] = 2,
    *,
    stride: int | tuple[int, int] | None = None,
    padding: Padding2D = "valid",
) -> Array:
    """Return the mean under each window, channel by channel; padding is not counted in it.

    ``x`` (H, W), (H, W, C) or (N, H, W, C); ``stride`` is ``pool_size`` where not given.

    Raises:
        TypeError, ValueError: wrong numbers or shapes, or a setting that no window fits.

    >>> avg_pool2d([[1, 2, 5, 0], [3, 4, 1, 1]])
    array([[2.5 , 1.75]])
    """
    layer = pooling_layer(x, pool_size, stride, padding)
    return layer.restore(layer.means())


def relu(x: ArrayLike) -> Array:
    """Return x where it is positive, else 0; any shape.

    >>> relu([-2, 0, 3])
    array([0, 0, 3])
    """
    return np.maximum(numbers("x", x), 0)


def softmax(x: ArrayLike) -> Array:
    """Return exp(x) / Σ exp(x) over the last axis, computed so that it never overflows.

    >>> softmax([0, 0]), softmax([1000, 0])
    (array([0.5, 0.5]), array([1., 0.]))

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 4.1.
    """
    x = numbers("x", x)
    if x.ndim == 0:
        raise ValueError("x must have at least one axis to sum over; received a single number")
    # As floats first: the difference of two whole numbers could leave int64.
    x = x.astype(np.result_type(x, np.float32), copy=False)
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
