"""A computation recorded as ordered steps: computed once, and shown in many ways.

A trace walks over the first feature map row by row, then over the second. Positions count from 0,
as in NumPy. All five kinds are the same walk: pooling has a window without learned weights, and a
dense unit has a window that covers everything.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

from helpers.core import reference, text
from helpers.core.arrays import Array, checked_array, checked_bias, read_only
from helpers.core.layer_base import Layer
from helpers.core.layers import (
    AveragePooling2D,
    Conv1D,
    Conv2D,
    Dense,
    MaxPooling2D,
    one_or_all,
)
from helpers.core.limits import check_extent
from helpers.core.params import Count
from helpers.core.reference import Function, Operands
from helpers.core.text import Number


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """Everything that a picture of one output cell may show.

    Always: products = patch · weights, and value = Σ products + bias. The arrays of a window have
    its shape, after the input's: (kh, kw), (kh, kw, C), (k,), (k, C) or (inputs,).

    Args:
        index: The step's number in its trace, from 0.
        filter: The feature map; for pooling the channel, for dense the unit.
        out: The output position (row, col).
        rows: The input rows under the window; outside the input is padding.
        cols: The input columns under the window.
        patch: The window's input values, with 0 on padding.
        inside: Mask (kh, kw) of the window's cells that lie in the input and not on padding.
        weights: What each value of the patch is multiplied with; for max pooling 1 for the
            winner and 0 for the others, for average pooling 1 / cells and 0 on padding.
        products: The patch times the weights.
        sums: The products summed channel by channel (C,).
        bias: The bias, 0 where there is none.
        value: The output cell.
        text: The sum written out.
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
    """The steps of one computation, by index; nothing in it can be changed.

    ``operands`` holds the input, kernel, bias and axes. ``output`` has the shape that
    ``reference`` gives; ``maps`` (H', W', F) holds the same numbers with all axes, and ``windows``
    (H', W', kh, kw, C) the input under each window.

    Args:
        operands: The checked arguments of the computation, of one input.
        channels: Names of the input's channels, such as ("red", "green", "blue").

    Raises:
        ValueError: A batch, or more steps or numbers than one can step through.
    """

    def __init__(self, operands: Operands, channels: Sequence[str] | None = None) -> None:
        check_extent(operands)
        self.operands = operands.read_only()
        self.maps = read_only(operands.compute()[0])
        self.output = operands.restore(self.maps[np.newaxis])
        self.channels = _channel_names(channels, operands.x.shape[-1])
        self.windows = self.operands.windows()[0]

    def __len__(self) -> int:
        return self.maps.size

    def __repr__(self) -> str:
        shapes = f"{self.operands.x.shape[1:]} → {self.maps.shape}"
        return f"trace of {self.kind}, {shapes}, {len(self):,} steps"

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        steps, index = len(self), _integer("index", index)
        if not -steps <= index < steps:
            raise IndexError(f"this trace has the steps 0 … {steps - 1}; received {index}")
        return self._step(index % steps)

    def at(self, row: int, col: int, filter: int = 0) -> Step:
        """Return the step that computes output (row, col) of a feature map.

        Raises:
            TypeError: A position is not a whole number.
            IndexError: There is no such output.
        """
        rows, cols, filters = self.maps.shape
        row, col, filter = _integer("row", row), _integer("col", col), _integer("filter", filter)
        if not (0 <= row < rows and 0 <= col < cols and 0 <= filter < filters):
            raise IndexError(
                f"the output has rows 0 … {rows - 1}, columns 0 … {cols - 1} and feature maps "
                f"0 … {filters - 1}; received row {row}, column {col}, feature map {filter}"
            )
        return self._step((filter * rows + row) * cols + col)

    @property
    def kind(self) -> reference.Kind:
        """The name of the function that was recorded."""
        return self.operands.kind

    @cached_property
    def layer(self) -> Layer:
        """The layer by its settings: title, Keras code, number of parameters."""
        given = self.operands
        axes = [given.cols] if self.kind == "conv1d" else [given.rows, given.cols]
        window = one_or_all([axis.kernel for axis in axes])
        strides = one_or_all([axis.stride for axis in axes])
        explicit = isinstance(axes[0].padding, tuple) and len(axes) > 1
        padding: Any = tuple(axis.pads for axis in axes) if explicit else axes[0].padding
        if self.kind == "dense":
            return Dense(given.filters, use_bias=given.bias is not None)
        if given.pools:
            pooling = MaxPooling2D if self.kind == "max_pool2d" else AveragePooling2D
            return pooling(window, None if strides == window else strides, padding)
        return (Conv1D if self.kind == "conv1d" else Conv2D)(
            given.filters,
            window,
            strides,
            padding,
            one_or_all([axis.dilation for axis in axes]),
            use_bias=given.bias is not None,
        )

    @property
    def given(self) -> tuple[int, ...]:
        """The shape of the input for ``layer``: (H, W, C), (L, C) or (inputs,)."""
        first = {"dense": slice(2, 3), "conv1d": slice(2, 4)}.get(self.kind, slice(1, 4))
        return self.operands.x.shape[first]

    @property
    def title(self) -> str:
        """The layer's name with its settings."""
        return self.layer.title(self.given)

    @property
    def keras(self) -> str:
        """The same layer as Keras code."""
        return self.layer.keras

    @property
    def parameters(self) -> Count:
        """The number of parameters of the layer."""
        return self.layer.count(self.given)

    @property
    def kernel(self) -> Array:
        """The weights, in the shape in which the caller gave them.

        Raises:
            ValueError: A pooling has no weights.
        """
        kernel, missing = self.operands.kernel, self.operands.added_to_window
        if kernel is None:
            raise ValueError("pooling has no weights")
        # Where the input came without channels, the kernel came without filters, too.
        return kernel.squeeze(missing + ((3,) if self.kind != "dense" and 2 in missing else ()))

    def reweighted(self, kernel: ArrayLike, bias: ArrayLike | None = None) -> Trace:
        """Return the same walk with other weights.

        Args:
            kernel: The weights, in the shape of ``self.kernel``.
            bias: One number per filter; None keeps the bias as it is.

        Raises:
            TypeError, ValueError: Not numbers, another shape than ``kernel`` has, or a pooling.
        """
        old, new = self.operands, checked_array("kernel", kernel)
        if new.shape != self.kernel.shape:
            raise ValueError(
                f"kernel must keep its shape {self.kernel.shape}; received shape {new.shape}"
            )
        assert old.kernel is not None
        kept = old.bias if bias is None else checked_bias(bias, old.filters)
        changed = replace(old, kernel=np.reshape(new, old.kernel.shape), bias=kept)
        return Trace(changed, self.channels)

    @cached_property
    def winners(self) -> Array | None:
        """Of a max pooling, which cell of each window is the largest (H', W', C); else None."""
        return read_only(self.operands.winners()[0]) if self.kind == "max_pool2d" else None

    @cached_property
    def sums(self) -> Array:
        """The products summed channel by channel, of every step: (H', W', C, F); no pooling."""
        kernel = self.operands.kernel
        assert kernel is not None
        height, width, channels, filters = kernel.shape
        dtype = np.result_type(self.windows, kernel)
        total = np.zeros((*self.maps.shape[:2], channels, filters), dtype)
        # Tap by tap, so that every picture of a floating-point sum has the same last digit.
        for i in range(height):
            for j in range(width):
                total += self.windows[:, :, i, j, :, np.newaxis] * kernel[i, j]
        total.setflags(write=False)
        return total

    def _step(self, index: int) -> Step:
        given = self.operands
        height, width, _ = self.maps.shape
        (row, col), chosen = divmod(index % (height * width), width), index // (height * width)
        rows, cols = given.rows.taps(row), given.cols.taps(col)
        inside = np.outer(
            [0 <= tap < given.rows.size for tap in rows],
            [0 <= tap < given.cols.size for tap in cols],
        )
        patch = self.windows[row, col]
        if given.pools:
            patch = patch[..., chosen : chosen + 1]
        weights = self._weights(row, col, chosen, inside)
        products = patch * weights
        sums = products.sum(axis=(0, 1)) if given.pools else self.sums[row, col, :, chosen]
        value = self.maps[row, col, chosen].item()
        bias = None if given.bias is None else given.bias[chosen].item()
        missing = given.added_to_window
        return Step(
            index=index,
            filter=chosen,
            out=(row, col),
            rows=rows,
            cols=cols,
            patch=read_only(patch.squeeze(missing)),
            inside=read_only(inside),
            weights=read_only(weights.squeeze(missing)),
            products=read_only(products.squeeze(missing)),
            sums=read_only(sums),
            bias=bias or 0,
            value=value,
            text=f"{self._sum(patch, weights, sums, inside, bias)} = {text.number(value)}",
        )

    def _weights(self, row: int, col: int, chosen: int, inside: Array) -> Array:
        """Return the number that each cell of a window is multiplied with.

        With a kernel: its weights (kh, kw, C). In a pooling (kh, kw, 1): for a maximum 1 at the
        largest cell and 0 elsewhere, for a mean 1 / cells and 0 on padding.

        Args:
            row: The row of the output cell.
            col: The column of the output cell.
            chosen: The filter; in a pooling, the channel.
            inside: Mask (kh, kw) of the cells that are not padding.
        """
        if self.operands.kernel is not None:
            return self.operands.kernel[..., chosen]
        if self.winners is None:
            return np.asarray(inside / inside.sum())[..., np.newaxis]
        winner = np.zeros((*inside.shape, 1), np.int64)
        winner.flat[self.winners[row, col, chosen]] = 1
        return winner

    def _sum(
        self, patch: Array, weights: Array, sums: Array, inside: Array, bias: Number | None
    ) -> str:
        """Return the left side of a step's equation; the arguments are the fields of ``Step``."""
        if self.operands.pools:
            cells = patch[inside].ravel().tolist()
            return text.mean(cells) if self.winners is None else text.maximum(cells)
        if len(sums) > 1:
            return text.partial_sums(self.channels, sums.tolist(), bias)
        return text.products(patch.ravel().tolist(), weights.ravel().tolist(), bias)


Recorder = TypeVar("Recorder", bound=Callable[..., Trace])


def _arguments_of(function: Function[...]) -> Callable[[Recorder], Recorder]:
    """Give a recorder the signature of ``function``, followed by its own keyword arguments."""

    def signed(recorder: Recorder) -> Recorder:
        arguments = list(inspect.signature(function).parameters.values())
        own = inspect.signature(recorder).parameters.values()
        arguments += [each for each in own if each.kind is each.KEYWORD_ONLY]
        signature = inspect.Signature(arguments, return_annotation="Trace")
        vars(recorder)["__signature__"] = signature
        return recorder

    return signed


@_arguments_of(reference.conv2d)
def conv2d(*arguments: Any, channels: Sequence[str] | None = None, **settings: Any) -> Trace:
    """Record a 2-D convolution of one picture; arguments as for ``reference.conv2d``.

    ``channels`` names the input's channels in the sums, such as ("red", "green", "blue").

    Raises:
        TypeError, ValueError: As ``reference.conv2d`` does, or too much to step through.

    >>> conv2d([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]])[1].text
    '2·0 + 3·1 + 5·1 + 6·0 = 8'
    """
    return Trace(reference.conv2d.prepare(*arguments, **settings), channels)


@_arguments_of(reference.conv1d)
def conv1d(*arguments: Any, channels: Sequence[str] | None = None, **settings: Any) -> Trace:
    """Record a 1-D convolution of one signal, as a picture of height 1.

    Arguments as for ``reference.conv1d``; ``channels`` names the input's channels in the sums.

    Raises:
        TypeError, ValueError: As ``reference.conv1d`` does, or too much to step through.

    >>> conv1d([1, 4, 9], [-1, 1])[0].text
    '1·(−1) + 4·1 = 3'
    """
    return Trace(reference.conv1d.prepare(*arguments, **settings), channels)


@_arguments_of(reference.max_pool2d)
def max_pool2d(*arguments: Any, channels: Sequence[str] | None = None, **settings: Any) -> Trace:
    """Record a max pooling of one picture.

    Arguments as for ``reference.max_pool2d``; ``channels`` names the input's channels.

    Raises:
        TypeError, ValueError: As ``reference.max_pool2d`` does, or too much to step through.

    >>> max_pool2d([[1, 2], [4, 3]])[0].text
    'max(1, 2, 4, 3) = 4'
    """
    return Trace(reference.max_pool2d.prepare(*arguments, **settings), channels)


@_arguments_of(reference.avg_pool2d)
def avg_pool2d(*arguments: Any, channels: Sequence[str] | None = None, **settings: Any) -> Trace:
    """Record an average pooling of one picture.

    Arguments as for ``reference.avg_pool2d``; ``channels`` names the input's channels.

    Raises:
        TypeError, ValueError: As ``reference.avg_pool2d`` does, or too much to step through.

    >>> avg_pool2d([[1, 2], [4, 3]])[0].text
    '(1 + 2 + 4 + 3) / 4 = 2.5'
    """
    return Trace(reference.avg_pool2d.prepare(*arguments, **settings), channels)


@_arguments_of(reference.dense)
def dense(*arguments: Any, **settings: Any) -> Trace:
    """Record a dense layer, one step per unit; arguments as for ``reference.dense``.

    Raises:
        TypeError, ValueError: As ``reference.dense`` does, or too much to step through.

    >>> dense([1, 2], [[3], [4]], [5])[0].text
    '1·3 + 2·4 + 5 = 16'
    """
    return Trace(reference.dense.prepare(*arguments, **settings))


def _integer(name: str, value: Any) -> int:
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
