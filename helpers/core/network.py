"""A network as a list of layers: the output shape, parameters and receptive field of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.core.geometry import Axis, whole
from helpers.core.layers import Dense, GlobalAveragePooling2D, Layer, Shape, times
from helpers.core.params import Count
from helpers.core.text import Table


@dataclass(frozen=True)
class ReceptiveField:
    """The input cells that can reach one unit: ``size`` of them, moving by ``stride`` per unit.

    ``before`` is how far the field of unit 0 begins before the input's first cell. To its input,
    a stack of layers looks like one layer with this span, this stride and these pads.
    """

    size: int
    stride: int
    before: int

    def of(self, position: int) -> range:
        """Input indices of the field of unit ``position``; outside the input is padding.

        >>> receptive_field([Axis(8, 3), Axis(6, 2, stride=2)]).of(1)
        range(2, 6)
        """
        first = whole("position", position, 0) * self.stride - self.before
        return range(first, first + self.size)


def receptive_field(layers: Iterable[Axis | int | tuple[int, ...]]) -> ReceptiveField:
    """Receptive field of a unit after ``layers``, the first one nearest to the input.

    A layer is an ``Axis``, or in short a kernel or ``(kernel, stride, dilation)`` without padding.

    Raises:
        TypeError: ``layers`` is no list of such layers.
        ValueError: an axis does not take the size that the layer before it gives.

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
        if isinstance(layer, Axis):
            if given not in (None, layer.size):
                raise ValueError(
                    f"layer {number} takes size {layer.size}, but the layer before it gives {given}"
                )
            span, stride, pad, given = layer.span, layer.stride, layer.pads[0], layer.output
        else:
            numbers = layer if isinstance(layer, tuple) else (layer,)
            if not 1 <= len(numbers) <= 3:
                raise ValueError(
                    f"layer {number} must be an Axis, a kernel or (kernel, stride, dilation); "
                    f"received {layer!r}"
                )
            # Its size does not matter here: one that any window fits.
            kernel, stride, dilation = (*numbers, 1, 1)[:3]
            bare = Axis(2**62, kernel, stride, dilation)
            span, stride, pad, given = bare.span, bare.stride, 0, None
        size += (span - 1) * jump
        before += pad * jump
        jump *= stride
    return ReceptiveField(size, jump, before)


@dataclass(frozen=True)
class Placed:
    """A layer in its stack: what goes in, what comes out, what it learns and how far it sees.

    ``fields`` are the receptive fields of one of its outputs along rows and columns, ``sees`` is
    their size in words.
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
        return times(self.output)


class Stack(Table):
    """Layers on top of one another, from a picture (H, W, C) on.

    ``placed`` are the layers in their places, ``total`` is the number of all parameters.

    Raises:
        TypeError: a layer is none of this module's.
        ValueError: a layer does not take what the one before it gives.

    >>> from helpers.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
    >>> Stack((32, 32, 3), [Conv2D(32, 3), MaxPooling2D(2), Flatten(), Dense(10)])
    layer            output    formula         parameters  receptive field
    input            32×32×3                               1×1
    Conv2D(32, 3)    30×30×32  (3·3·3 + 1)·32         896  3×3
    MaxPooling2D(2)  15×15×32  none                     0  4×4
    Flatten()        7,200     none                     0  4×4
    Dense(10)        10        7200·10 + 10        72,010  32×32
    total                                          72,906
    """

    numbers = (3,)

    def __init__(self, input_shape: Sequence[int], layers: Sequence[Layer]) -> None:
        if len(input_shape) != 3:
            raise ValueError(
                "input_shape must be (height, width, channels), such as (32, 32, 3); "
                f"received {tuple(input_shape)!r}"
            )
        self.input_shape = tuple(whole("input_shape", side, 1) for side in input_shape)
        self.layers = tuple(layers)
        self.placed = tuple(_place(self.input_shape, self.layers))

    @property
    def total(self) -> int:
        """The parameters of all layers."""
        return sum(each.count for each in self.placed)

    @property
    def shares(self) -> list[float]:
        """The part of all parameters that each layer has; 0 where there are none."""
        return [int(each.count) / max(self.total, 1) for each in self.placed]

    @property
    def output(self) -> Shape:
        """The shape of what the last layer gives."""
        return self.placed[-1].output if self.placed else self.input_shape

    @property
    def keras(self) -> str:
        """The layers as Keras code, one a line."""
        first = f"layers.Input({self.input_shape})"
        return "\n".join([first, *(layer.keras for layer in self.layers)])

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of the table."""
        head = ("layer", "output", "formula", "parameters", "receptive field")
        rows = [head, ("input", times(self.input_shape), "", "", "1×1")]
        for each in self.placed:
            counted = (each.count.formula, f"{int(each.count):,}")
            rows.append((repr(each.layer), each.shape, *counted, each.sees))
        return [*rows, ("total", "", "", f"{self.total:,}", "")]


def _place(picture: Shape, layers: Sequence[Layer]) -> list[Placed]:
    placed: list[Placed] = []
    rows: list[Axis] = []
    cols: list[Axis] = []
    given = maps = picture
    for number, layer in enumerate(layers, start=1):
        if not isinstance(layer, Layer):
            raise TypeError(
                f"layer {number} must be a layer, such as Dense(10); received {layer!r}"
            )
        try:
            output, count, axes = layer.output(given), layer.count(given), layer.axes(given)
        except (TypeError, ValueError) as error:
            raise type(error)(f"layer {number}, {layer!r}: {error}") from None
        if isinstance(layer, (Dense, GlobalAveragePooling2D)) and len(maps) == 3:
            # A unit that takes everything is a window as large as the map.
            axes, maps = (Axis(maps[0], maps[0]), Axis(maps[1], maps[1])), ()
        elif len(output) == 3:
            maps = output
        if axes is not None:
            rows.append(axes[0])
            cols.append(axes[1])
        fields = (receptive_field(rows), receptive_field(cols))
        # What such a unit takes of the padding is no part of the picture.
        within = [
            field.size if maps else len([cell for cell in field.of(0) if 0 <= cell < side])
            for field, side in zip(fields, picture)
        ]
        placed.append(Placed(layer, given, output, count, fields, times(within)))
        given = output
    return placed


@dataclass(frozen=True, repr=False)
class Ledger(Table):
    """Counts side by side: a table in a notebook, aligned text elsewhere."""

    counts: tuple[Count, ...]
    numbers = (2, 3)

    HEAD = ("layer", "formula", "parameters", "connections")

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells, a row a layer, with the columns that say something."""
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
    """A small table of ``counts`` with their formulas and their total.

    Raises:
        TypeError: something else than the counts of ``params``.

    >>> from helpers.core import params
    >>> ledger(params.conv2d(3, 3, 32), params.dense(7200, 512))
    layer                    formula         parameters  connections
    convolution 3×3, 3 → 32  (3·3·3 + 1)·32         896
    dense 7200 → 512         7200·512 + 512   3,686,912    3,686,400
    total                                     3,687,808
    """
    for count in counts:
        if not isinstance(count, Count):
            raise TypeError(
                "a ledger lists counts, such as params.dense(784, 512); "
                f"received {count!r} ({type(count).__name__})"
            )
    return Ledger(counts)
