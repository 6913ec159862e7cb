"""Record a computation as steps: each function takes the arguments of its namesake in reference."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from helpers.geometry import Padding
from helpers.layer import conv1d_layer, conv2d_layer, dense_layer, pooling_layer
from helpers.reference import Padding2D
from helpers.steps import Trace


def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: Padding2D = "valid",
    dilation: int | tuple[int, int] = 1,
    channels: Sequence[str] | None = None,
) -> Trace:
    """Record a 2-D convolution of one picture; arguments as for ``reference.conv2d``.

    ``channels`` names the input's channels in the sums, such as ("red", "green", "blue").

    Raises:
        TypeError, ValueError: as ``reference.conv2d`` does, or too much to step through.

    >>> conv2d([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]])[1].text
    '2·0 + 3·1 + 5·1 + 6·0 = 8'
    """
    layer = conv2d_layer(x, kernel, bias, stride, padding, dilation)
    unshown = (2,) if 3 in layer.added else ()
    return Trace("conv2d", layer, layer.convolve(), unshown, channels)


def conv1d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    channels: Sequence[str] | None = None,
) -> Trace:
    """Record a 1-D convolution of one signal, as a picture of height 1.

    Arguments as for ``reference.conv1d``; ``channels`` names the input's channels in the sums.

    Raises:
        TypeError, ValueError: as ``reference.conv1d`` does, or too much to step through.

    >>> conv1d([1, 4, 9], [-1, 1])[0].text
    '1·(−1) + 4·1 = 3'
    """
    layer = conv1d_layer(x, kernel, bias, stride, padding, dilation)
    unshown = (0, 2) if 3 in layer.added else (0,)
    return Trace("conv1d", layer, layer.convolve(), unshown, channels)


def max_pool2d(
    x: ArrayLike,
    pool_size: int | tuple[int, int] = 2,
    *,
    stride: int | tuple[int, int] | None = None,
    padding: Padding2D = "valid",
) -> Trace:
    """Record a max pooling of one picture; the step's weights are 1 for the winner, else 0.

    Raises:
        TypeError, ValueError: as ``reference.max_pool2d`` does, or too much to step through.

    >>> max_pool2d([[1, 2], [4, 3]])[0].text
    'max(1, 2, 4, 3) = 4'
    """
    layer = pooling_layer(x, pool_size, stride, padding)
    return Trace("max_pool2d", layer, layer.maxima(), (2,))


def avg_pool2d(
    x: ArrayLike,
    pool_size: int | tuple[int, int] = 2,
    *,
    stride: int | tuple[int, int] | None = None,
    padding: Padding2D = "valid",
) -> Trace:
    """Record an average pooling of one picture; the step's weights are 1 / cells, padding's 0.

    Raises:
        TypeError, ValueError: as ``reference.avg_pool2d`` does, or too much to step through.

    >>> avg_pool2d([[1, 2], [4, 3]])[0].text
    '(1 + 2 + 4 + 3) / 4 = 2.5'
    """
    layer = pooling_layer(x, pool_size, stride, padding)
    return Trace("avg_pool2d", layer, layer.means(), (2,))


def dense(x: ArrayLike, kernel: ArrayLike, bias: ArrayLike | None = None) -> Trace:
    """Record a dense layer, a step a unit; arguments as for ``reference.dense``.

    Raises:
        TypeError, ValueError: as ``reference.dense`` does, or too much to step through.

    >>> dense([1, 2], [[3], [4]], [5])[0].text
    '1·3 + 2·4 + 5 = 16'
    """
    layer = dense_layer(x, kernel, bias)
    return Trace("dense", layer, layer.convolve(), (0, 2))
