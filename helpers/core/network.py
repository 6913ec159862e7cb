"""A network as a list of layers: the output shape, parameters and receptive field of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.core import text
from helpers.core.geometry import Axis, whole
from helpers.core.layer_base import Layer, Shape
from helpers.core.layers import Dense, GlobalAveragePooling2D
from helpers.core.params import Count
from helpers.core.text import Table


@dataclass(frozen=True)
class ReceptiveField:
    """The input cells that can reach one unit, along one axis.

    Args:
        size: Number of these cells.
        stride: Number of cells that the field moves from one unit to the next.
        before: Number of cells that the field of unit 0 begins before the input's first cell.
    """

    size: int
    stride: int
    before: int

    def of(self, position: int) -> range:
        """Return the input indices of the field of unit ``position``; outside is padding.

        >>> receptive_field([Axis(8, 3), Axis(6, 2, stride=2)]).of(1)
        range(2, 6)
        """
        first = whole("position", position, 0) * self.stride - self.before
        return range(first, first + self.size)


def receptive_field(layers: Iterable[Axis | int | tuple[int, ...]]) -> ReceptiveField:
    """Return the receptive field of a unit after ``layers``, along one axis.

    Args:
        layers: The layer nearest to the input first. Each is an ``Axis``, or in short a kernel or
            (kernel, stride, dilation) without padding.

    Raises:
        TypeError: ``layers`` is not a list of such layers.
        ValueError: An axis does not take the size that the layer before it gives.

    >>> receptive_field([3, (2, 2), 3]).size
    8

    Source: Araujo, Norris and Sim, Computing receptive fields of CNNs, Distill, 2019.
    """
    if not isinstance(layers, Iterable):
        raise TypeError(
            f"layers must be a list of layers, such as [3, (2, 2)]; received {layers!r}"
        )
    size, jump, before, given = 1, 1, 0, None
    for number, layer in enumerate(layers, start=1):
        axis = layer if isinstance(layer, Axis) else _unpadded(number, layer)
        if isinstance(layer, Axis) and given not in (None, axis.size):
            raise ValueError(
                f"layer {number} takes size {axis.size}, but the layer before it gives {given}"
            )
        size += (axis.span - 1) * jump
        before += axis.pads[0] * jump
        jump *= axis.stride
        given = axis.output if isinstance(layer, Axis) else None
    return ReceptiveField(size, jump, before)


def _unpadded(number: int, layer: int | tuple[int, ...]) -> Axis:
    """Return the axis of a kernel or (kernel, stride, dilation), over an input of any size."""
    numbers = layer if isinstance(layer, tuple) else (layer,)
    if not 1 <= len(numbers) <= 3:
        raise ValueError(
            f"layer {number} must be an Axis, a kernel or (kernel, stride, dilation); "
            f"received {layer!r}"
        )
    # The size does not matter here: one into which any window fits.
    kernel, stride, dilation = (*numbers, 1, 1)[:3]
    return Axis(2**62, kernel, stride, dilation)


@dataclass(frozen=True)
class Placed:
    """A layer at its place in a network.

    Args:
        layer: The layer by its settings.
        given: The shape of its input.
        output: The shape of its output.
        count: The number of its parameters.
        fields: The receptive fields of one of its units, along rows and along columns.
        sees: The size of the receptive field in words, such as "3×3".
    """

    layer: Layer
    given: Shape
    output: Shape
    count: Count
    fields: tuple[ReceptiveField, ReceptiveField]
    sees: str

    @property
    def shape(self) -> str:
        """The output's shape in words."""
        return text.size(self.output)


class Stack(Table):
    """A network whose layers follow one another, shown as a table.

    ``placed`` are the layers at their places.

    Args:
        input_shape: The shape of a picture (H, W, C).
        layers: The layers, the first one next to the picture.

    Raises:
        TypeError: A layer is not one of ``helpers.core.layers``.
        PlainError: A layer does not take what the layer before it gives.

    >>> from helpers.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
    >>> Stack((32, 32, 3), [Conv2D(32, 3), MaxPooling2D(2), Flatten(), Dense(10)])
    layer            output    formula         parameters  receptive field
    input            32×32×3                               1×1
    Conv2D(32, 3)    30×30×32  (3·3·3 + 1)·32         896  3×3
    MaxPooling2D(2)  15×15×32  none                     0  4×4
    Flatten()        7,200     none                     0  4×4
    Dense(10)        10        7,200·10 + 10       72,010  32×32
    total                                          72,906
    """

    number_columns = (3,)

    def __init__(self, input_shape: Sequence[int], layers: Sequence[Layer]) -> None:
        if len(input_shape) != 3:
            raise ValueError(
                "input_shape must be (height, width, channels), such as (32, 32, 3); "
                f"received {tuple(input_shape)!r}"
            )
        self.input_shape = tuple(whole("input_shape", side, 1) for side in input_shape)
        self.layers = tuple(layers)
        try:
            self.placed = tuple(_placed(self.input_shape, self.layers))
        except ValueError as error:
            raise text.PlainError(str(error)) from None

    @property
    def total(self) -> int:
        """Number of parameters of all layers."""
        return sum(each.count for each in self.placed)

    @property
    def shares(self) -> list[float]:
        """The share (0 … 1) of all parameters that each layer has; 0 in a network without any."""
        return [int(each.count) / max(self.total, 1) for each in self.placed]

    @property
    def output(self) -> Shape:
        """The shape of the last layer's output."""
        return self.placed[-1].output if self.placed else self.input_shape

    @property
    def keras(self) -> str:
        """The layers as Keras code, one per line."""
        first = f"layers.Input({self.input_shape})"
        return "\n".join([first, *(layer.keras for layer in self.layers)])

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of the table."""
        head = ("layer", "output", "formula", "parameters", "receptive field")
        rows = [head, ("input", text.size(self.input_shape), "", "", "1×1")]
        for each in self.placed:
            counted = (each.count.formula, f"{int(each.count):,}")
            rows.append((repr(each.layer), each.shape, *counted, each.sees))
        return [*rows, ("total", "", "", f"{self.total:,}", "")]


def _placed(picture: Shape, layers: Sequence[Layer]) -> list[Placed]:
    """Return each layer at its place, in the order of ``layers``."""
    placed: list[Placed] = []
    windows: list[tuple[Axis, ...]] = []
    given = maps = picture
    sees_all = False
    for number, layer in enumerate(layers, start=1):
        output, count, axes = _shaped(number, layer, given)
        if isinstance(layer, (Dense, GlobalAveragePooling2D)) and not sees_all:
            # Such a unit takes everything: it is a window as large as the map.
            axes, sees_all = (Axis(maps[0], maps[0]), Axis(maps[1], maps[1])), True
        windows += [axes] if axes else []
        rows, cols = (receptive_field(axes[along] for axes in windows) for along in (0, 1))
        sizes = [
            _inside(field, side) if sees_all else field.size
            for field, side in zip((rows, cols), picture)
        ]
        placed.append(Placed(layer, given, output, count, (rows, cols), text.size(sizes)))
        given, maps = output, output if len(output) == 3 else maps
    return placed


def _shaped(number: int, layer: Layer, given: Shape) -> tuple[Shape, Count, tuple[Axis, ...]]:
    """Return output shape, parameters and axes of a layer; an error names layer ``number``."""
    if not isinstance(layer, Layer):
        raise TypeError(f"layer {number} must be a layer, such as Dense(10); received {layer!r}")
    try:
        return layer.output(given), layer.count(given), layer.axes(given)
    except (TypeError, ValueError) as error:
        raise type(error)(f"layer {number}, {layer!r}: {error}") from None


def _inside(field: ReceptiveField, side: int) -> int:
    """Return how many cells of unit 0's field lie in a picture of ``side`` cells, not on padding.

    >>> _inside(ReceptiveField(5, 1, before=2), side=4)
    3
    """
    return len([cell for cell in field.of(0) if 0 <= cell < side])


@dataclass(frozen=True, repr=False)
class Ledger(Table):
    """Numbers of parameters side by side, with their formulas and their total."""

    counts: tuple[Count, ...]
    number_columns = (2, 3)

    HEAD = ("layer", "formula", "parameters", "connections")

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells, one row per layer; without connections there is no column for them."""
        rows = [self.HEAD, *(count.row for count in self.counts)]
        if len(self.counts) > 1:
            edges = [count.connections for count in self.counts]
            known = sum(edge for edge in edges if edge is not None)
            rows.append(
                ("total", "", f"{sum(self.counts):,}", "" if None in edges else f"{known:,}")
            )
        shown = 4 if any(count.connections is not None for count in self.counts) else 3
        return [row[:shown] for row in rows]


def ledger(*counts: Count) -> Ledger:
    """Return a table of ``counts`` with their formulas and their total.

    Raises:
        TypeError: An argument is not a count of ``params``.

    >>> from helpers.core import params
    >>> ledger(params.conv2d(3, 3, 32), params.dense(7200, 512))
    layer                    formula          parameters  connections
    convolution 3×3, 3 → 32  (3·3·3 + 1)·32          896
    dense 7,200 → 512        7,200·512 + 512   3,686,912    3,686,400
    total                                      3,687,808
    """
    for count in counts:
        if not isinstance(count, Count):
            raise TypeError(
                "a ledger lists counts, such as params.dense(784, 512); "
                f"received {count!r} ({type(count).__name__})"
            )
    return Ledger(counts)
