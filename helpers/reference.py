"""The layers in plain NumPy, channels last, with or without a leading batch axis.

Whole numbers stay whole numbers, so that a sum done by hand can be compared digit by digit;
everything else is computed in the floating type it comes in (float32 at least).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers.geometry import Padding
from helpers.layer import Array, conv1d_layer, conv2d_layer, dense_layer, numbers, pooling_layer

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
