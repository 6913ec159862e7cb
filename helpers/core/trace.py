"""Record a computation as steps: each function takes the arguments of its namesake in reference."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from helpers.core import params, text
from helpers.core.arrays import Array, checked_bias, numbers
from helpers.core.geometry import Axis, Padding
from helpers.core.reference import (
    Layer,
    Padding2D,
    cells_inside,
    conv1d_layer,
    conv2d_layer,
    dense_layer,
    pooling_layer,
)
from helpers.core.text import Number

MOST_STEPS = 5_000
MOST_NUMBERS = 100_000
"""Input, weights and output together: what a browser still takes in at once."""
MOST_PRODUCTS = 300_000
"""The window's cells, times the steps: a 64x64 picture in colour under a 5x5 kernel has 270,000."""


def check_extent(layer: Layer, maps: Array) -> None:
    """Refuse a batch, and what is too much for a person to step or a browser to show.

    Raises:
        ValueError: with the largest crop that can be stepped through.
    """
    if len(layer.x) != 1:
        raise ValueError(
            f"a trace steps through one x; received a batch of {len(layer.x)}: take one, as x[0]"
        )
    filters = maps.shape[-1]
    if _steppable(layer, layer.rows, layer.cols, filters):
        return
    steps, held, products = _extent(layer, layer.rows, layer.cols, filters)
    raise ValueError(
        f"this trace would have {steps:,} steps, hold {held:,} numbers and form {products:,} "
        f"products; at most {MOST_STEPS:,} steps, {MOST_NUMBERS:,} numbers and "
        f"{MOST_PRODUCTS:,} products can be stepped through. {_smaller(layer, filters)}"
    )


def _extent(layer: Layer, rows: Axis, cols: Axis, filters: int) -> tuple[int, int, int]:
    """Return the steps, the numbers held and the products formed over a picture of that size."""
    channels = layer.x.shape[-1]
    weights = 0 if layer.kernel is None else layer.kernel.size
    steps = rows.output * cols.output * filters
    # A pooling forms no products; but it looks at as many cells, of one channel.
    products = steps * rows.kernel * cols.kernel * (1 if layer.kernel is None else channels)
    return steps, rows.size * cols.size * channels + weights + steps, products


def _steppable(layer: Layer, rows: Axis, cols: Axis, filters: int) -> bool:
    limits = (MOST_STEPS, MOST_NUMBERS, MOST_PRODUCTS)
    return all(had <= most for had, most in zip(_extent(layer, rows, cols, filters), limits))


def _smaller(layer: Layer, filters: int) -> str:
    """Return advice that works: the largest square crop that can be stepped through."""
    _, height, width, _ = layer.x.shape
    for side in range(min(max(height, width) - 1, MOST_NUMBERS), 0, -1):
        try:
            rows = replace(layer.rows, size=min(side, height))
            cols = replace(layer.cols, size=min(side, width))
        except ValueError:
            break
        if not _steppable(layer, rows, cols, filters):
            continue
        # A pooling window of a crop could lie wholly on explicit padding.
        if layer.kernel is not None or min(cells_inside(rows) + cells_inside(cols)) > 0:
            kept = {0: "", 1: rows.size, 2: cols.size}
            crop = ", ".join(f":{kept[axis]}" for axis in kept if axis not in layer.added)
            return f"Crop the input: x[{crop}] works"
    return "Take fewer filters or units, or a smaller input"


Kind = Literal["conv2d", "conv1d", "max_pool2d", "avg_pool2d", "dense"]


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """Everything that a picture of one output cell may show.

    ``filter`` is the feature map (for pooling the channel, for dense the unit) and ``out`` the
    output position (row, col). ``rows`` and ``cols`` are the input indices under the window;
    where they leave the input, ``inside`` (kh, kw) is False and the patch holds 0. ``patch``,
    ``weights`` and ``products`` have the window's shape, after the input's: (kh, kw),
    (kh, kw, C), (k,), (k, C) or (inputs,). ``sums`` are the products summed channel by channel.
    Always: products = patch · weights, and value = Σ products + bias.
    """

    index: int
    filter: int
    out: tuple[int, int]
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    patch: Array
    inside: Array
    weights: Array
    products: Array
    sums: Array
    bias: Number
    value: Number
    text: str

    def __repr__(self) -> str:
        return f"step {self.index}, filter {self.filter}, output {self.out}: {self.text}"


class Trace(Sequence[Step]):
    """The steps of one computation, by index; made by the functions of ``trace``.

    ``layer`` holds the checked input, kernel, bias and axes. ``output`` has the shape that
    ``reference`` gives; ``maps`` (H', W', F) holds the same numbers with all axes. Nothing in it
    can be changed.

    Raises:
        ValueError: a batch, or more steps or numbers than one can step through.
    """

    def __init__(
        self,
        kind: Kind,
        layer: Layer,
        maps: Array,
        unshown: tuple[int, ...],
        channels: Sequence[str] | None = None,
    ) -> None:
        check_extent(layer, maps)
        kernel, bias = layer.kernel, layer.bias
        self.kind: Kind = kind
        self.layer = replace(
            layer,
            x=_frozen(layer.x),
            kernel=None if kernel is None else _frozen(kernel),
            bias=None if bias is None else _frozen(bias),
        )
        self.maps = _frozen(maps[0])
        self.output = layer.restore(self.maps[np.newaxis])
        self.channels = _channel_names(channels, layer.x.shape[-1])
        self.windows = self.layer.windows()[0]
        self.winners = _frozen(layer.winners()[0]) if kind == "max_pool2d" else None
        # The axes of a window (kh, kw, C) that the caller's input did not have.
        self._unshown = unshown

    def __len__(self) -> int:
        return self.maps.size

    def __repr__(self) -> str:
        shapes = f"{self.layer.x.shape[1:]} → {self.maps.shape}"
        return f"trace of {self.kind}, {shapes}, {len(self):,} steps"

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        steps, index = len(self), _whole("index", index)
        if not -steps <= index < steps:
            raise IndexError(f"this trace has the steps 0 … {steps - 1}; received {index}")
        return self._step(index % steps)

    def at(self, row: int, col: int, filter: int = 0) -> Step:
        """Return the step that computes output (row, col) of a feature map.

        Raises:
            IndexError: there is no such output.
        """
        rows, cols, filters = self.maps.shape
        row, col, filter = _whole("row", row), _whole("col", col), _whole("filter", filter)
        if not (0 <= row < rows and 0 <= col < cols and 0 <= filter < filters):
            raise IndexError(
                f"the output has rows 0 … {rows - 1}, columns 0 … {cols - 1} and feature maps "
                f"0 … {filters - 1}; received row {row}, column {col}, feature map {filter}"
            )
        return self._step((filter * rows + row) * cols + col)

    def _step(self, index: int) -> Step:
        height, width, _ = self.maps.shape
        row, col = divmod(index % (height * width), width)
        chosen = index // (height * width)
        rows, cols = self.layer.rows.taps(row), self.layer.cols.taps(col)
        inside = np.outer(
            [0 <= tap < self.layer.rows.size for tap in rows],
            [0 <= tap < self.layer.cols.size for tap in cols],
        )
        patch: Array = self.windows[row, col]
        if self.layer.kernel is None:
            patch = patch[..., chosen : chosen + 1]
        weights = self._weights(row, col, chosen, inside)
        products = patch * weights
        if self.layer.kernel is None:
            sums = products.sum(axis=(0, 1))
        else:
            sums = self.sums[row, col, :, chosen]
        bias = None if self.layer.bias is None else self.layer.bias[chosen].item()
        value = self.maps[row, col, chosen].item()
        left = self._left(patch, weights, sums, inside, bias)
        return Step(
            index=index,
            filter=chosen,
            out=(row, col),
            rows=rows,
            cols=cols,
            patch=patch.squeeze(self._unshown),
            inside=_frozen(inside),
            weights=_frozen(weights.squeeze(self._unshown)),
            products=_frozen(products.squeeze(self._unshown)),
            sums=_frozen(sums),
            bias=bias or 0,
            value=value,
            text=f"{left} = {text.number(value)}",
        )

    def _weights(self, row: int, col: int, chosen: int, inside: Array) -> Array:
        """Return what each cell of the window is multiplied with: (kh, kw, C)."""
        if self.layer.kernel is not None:
            weights: Array = self.layer.kernel[..., chosen]
            return weights
        if self.winners is None:
            return np.asarray(inside / inside.sum())[..., np.newaxis]
        winner = np.zeros((*inside.shape, 1), np.int64)
        winner.flat[self.winners[row, col, chosen]] = 1
        return winner

    def _left(
        self, patch: Array, weights: Array, sums: Array, inside: Array, bias: Number | None
    ) -> str:
        """Return the left side of the sum, written out."""
        if self.layer.kernel is None:
            cells = patch[inside].ravel().tolist()
            return text.mean(cells) if self.winners is None else text.maximum(cells)
        if len(sums) > 1:
            return text.partial_sums(self.channels, sums.tolist(), bias)
        return text.products(patch.ravel().tolist(), weights.ravel().tolist(), bias)

    @property
    def keras(self) -> str:
        """The same layer as Keras code."""
        layer = self.layer
        axes = [layer.cols] if self.kind == "conv1d" else [layer.rows, layer.cols]
        size = text.one_or_all([axis.kernel for axis in axes])
        if layer.kernel is None:
            name = {"max_pool2d": "MaxPooling2D", "avg_pool2d": "AveragePooling2D"}[self.kind]
            return text.keras_window(name, [size], axes)
        bias = "use_bias=False" if layer.bias is None else ""
        units = str(self.maps.shape[-1])
        if self.kind == "dense":
            return f"layers.Dense({', '.join(filter(None, [units, bias]))})"
        return text.keras_window(f"Conv{len(axes)}D", [units, size], axes, bias)

    @property
    def parameters(self) -> params.Count:
        """How many numbers the layer learns."""
        if self.layer.kernel is None:
            return params.Count(0, self.kind, "none")
        height, width, channels, units = self.layer.kernel.shape
        bias = self.layer.bias is not None
        if self.kind == "dense":
            return params.dense(width, units, bias)
        if self.kind == "conv1d":
            return params.conv1d(width, channels, units, bias)
        return params.conv2d((height, width), channels, units, bias)

    @property
    def kernel(self) -> Array:
        """The weights, in the shape in which the caller gave them.

        Raises:
            ValueError: pooling has none.
        """
        kernel = self.layer.kernel
        if kernel is None:
            raise ValueError("pooling has no weights")
        # Where the input came without channels, the kernel came without filters too.
        flat = (3,) if self.kind != "dense" and 2 in self._unshown else ()
        return kernel.squeeze(self._unshown + flat)

    def reweighted(self, kernel: ArrayLike, bias: ArrayLike | None = None) -> Trace:
        """Return the same walk with other weights; ``bias`` None keeps the one that there is.

        Raises:
            TypeError, ValueError: not numbers, another shape than ``kernel`` has, or pooling.
        """
        old, now = self.layer, numbers("kernel", kernel)
        if now.shape != self.kernel.shape:
            raise ValueError(
                f"kernel must keep its shape {self.kernel.shape}; received shape {now.shape}"
            )
        assert old.kernel is not None
        shaped: Array = np.reshape(now, old.kernel.shape)
        new = old.bias if bias is None else checked_bias(bias, shaped.shape[-1])
        layer = replace(old, kernel=shaped, bias=new)
        return Trace(self.kind, layer, layer.convolve(), self._unshown, self.channels)

    @cached_property
    def sums(self) -> Array:
        """The products summed channel by channel, of every step: (H', W', C, F)."""
        assert self.layer.kernel is not None
        height, width, channels, filters = self.layer.kernel.shape
        dtype = np.result_type(self.windows, self.layer.kernel)
        total = np.zeros((*self.maps.shape[:2], channels, filters), dtype)
        # Tap by tap, so that every picture of a floating-point sum has the same last digit.
        for i in range(height):
            for j in range(width):
                total += self.windows[:, :, i, j, :, np.newaxis] * self.layer.kernel[i, j]
        total.setflags(write=False)
        return total


def _frozen(array: Array) -> Array:
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _whole(name: str, value: Any) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number; received {value!r}") from None


def _channel_names(names: Sequence[str] | None, channels: int) -> tuple[str, ...]:
    if names is None:
        return tuple(f"channel {i}" for i in range(1, channels + 1))
    if isinstance(names, str) or not isinstance(names, Sequence) or len(names) != channels:
        raise ValueError(
            f"channels must name each of the {channels} channels of the input; received {names!r}"
        )
    return tuple(map(str, names))


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
