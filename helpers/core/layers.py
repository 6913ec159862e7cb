"""The layers of the lessons by their settings, with the names and the order of Keras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from helpers.core import params, text
from helpers.core.geometry import Padding, whole
from helpers.core.layer_base import Both, Layer, Shape, Windowed, check_rank
from helpers.core.params import Count


@dataclass(frozen=True, repr=False)
class Conv2D(Windowed):
    """A 2-D convolution.

    >>> Conv2D(32, 3, padding="same").output((30, 30, 3)), Conv2D(32, 3).count((32, 32, 3))
    ((30, 30, 32), (3·3·3 + 1)·32 = 896)
    """

    noun = "Convolution"

    filters: int
    kernel_size: Both
    strides: Both = 1
    padding: Padding | tuple[Padding, Padding] = "valid"
    dilation_rate: Both = 1
    activation: str | None = None
    use_bias: bool = True

    @property
    def settings(self) -> str:
        """The filters, their size and the stride, in a few words."""
        stepped = f", stride {text.size(self.strides)}" if self.strides != 1 else ""
        return f"{self.filters} of {text.size(self._window)}{stepped}"

    def count(self, given: Shape) -> Count:
        """Return the number of parameters: a kernel as deep as the input and a bias, per filter."""
        rows, cols = self.axes(given)
        return params.conv2d(
            (rows.kernel, cols.kernel),
            given[2],
            self.filters,
            self.use_bias,
            output_size=(rows.output, cols.output),
        )

    def _channels(self, given: Shape) -> int:
        return whole("filters", self.filters, 1)


@dataclass(frozen=True, repr=False)
class Conv1D(Windowed):
    """A 1-D convolution along a signal of L numbers in C channels: (L, C).

    ``Conv1D(4, 3)`` has 4 filters, each 3 numbers long and as deep as the signal.

    >>> Conv1D(4, 3, strides=2).output((9, 1)), Conv1D(4, 3).keras
    ((4, 4), 'layers.Conv1D(4, 3)')
    """

    noun = "1-D convolution"
    rank = 1

    filters: int
    kernel_size: int
    strides: int = 1
    padding: Padding = "valid"
    dilation_rate: int = 1
    activation: str | None = None
    use_bias: bool = True

    def title(self, given: Shape) -> str:
        """Return the layer's name with its kernel, and its stride and dilation if above 1."""
        return super().title(given).replace(self.noun, f"{self.noun}, kernel", 1)

    def count(self, given: Shape) -> Count:
        """Return the number of parameters: a kernel as deep as the input and a bias, per filter."""
        return params.conv1d(self._window[0], given[1], self.filters, self.use_bias)

    def _channels(self, given: Shape) -> int:
        return whole("filters", self.filters, 1)


@dataclass(frozen=True, repr=False)
class Pooling2D(Windowed):
    """A pooling; without ``strides`` the windows touch and do not overlap."""

    pool_size: Both
    strides: Both | None = None
    padding: Padding | tuple[Padding, Padding] = "valid"

    @property
    def keras(self) -> str:
        """The layer as Keras code."""
        if isinstance(self._pads[0], str):
            return f"layers.{self!r}"
        return '# no such layer: the padding of a pooling is "valid" or "same"'

    @property
    def settings(self) -> str:
        """The window and the stride, in a few words."""
        stepped = f", stride {text.size(self.strides)}" if self.strides is not None else ""
        return f"{text.size(self._window)}{stepped}"

    @property
    def _window(self) -> tuple[int, ...]:
        return self._each("the window", "pool_size")

    @property
    def _strides(self) -> tuple[int, ...]:
        return self._window if self.strides is None else self._each("stride", "strides")


@dataclass(frozen=True, repr=False)
class MaxPooling2D(Pooling2D):
    """The largest value under each window, channel by channel.

    >>> MaxPooling2D(2).output((13, 13, 64))
    (6, 6, 64)
    """

    noun = "Max pooling"


@dataclass(frozen=True, repr=False)
class AveragePooling2D(Pooling2D):
    """The mean under each window, channel by channel; padding is not counted in it."""

    noun = "Average pooling"


@dataclass(frozen=True, repr=False)
class GlobalAveragePooling2D(Layer):
    """The mean of each feature map: one number per channel, whatever the size of the map."""

    def output(self, given: Shape) -> Shape:
        """Return (channels,)."""
        check_rank(self, given, 2)
        return (given[2],)


@dataclass(frozen=True, repr=False)
class Dropout(Layer):
    """Sets a random part of its input to 0, in training only.

    Raises:
        ValueError: ``rate`` does not lie from 0 to below 1.
    """

    rate: float

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise ValueError(f"rate must lie from 0 to below 1, such as 0.5; received {self.rate}")

    @property
    def settings(self) -> str:
        """The rate in percent."""
        return f"{self.rate:.0%}".replace("%", " %")


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """The numbers of all feature maps in one row."""

    def output(self, given: Shape) -> Shape:
        """Return (numbers,): as many as the input has."""
        return (prod(given),)


@dataclass(frozen=True, repr=False)
class Dense(Layer):
    """A dense layer on one row of numbers.

    >>> Dense(512).count((7200,))
    7,200·512 + 512 = 3,686,912
    """

    noun = "Dense unit"

    units: int
    activation: str | None = None
    use_bias: bool = True

    @property
    def settings(self) -> str:
        """The number of units, in words."""
        return f"{self.units} units"

    def title(self, given: Shape) -> str:
        """Return the layer's name with its number of inputs."""
        return f"Dense layer, {given[0]} inputs"

    def output(self, given: Shape) -> Shape:
        """Return (units,)."""
        if len(given) != 1:
            raise ValueError(
                f"a dense layer takes one row of numbers; received {text.size(given)}. "
                "Put Flatten() or GlobalAveragePooling2D() before it"
            )
        return (whole("units", self.units, 1),)

    def count(self, given: Shape) -> Count:
        """Return the number of parameters: a weight for each input and a bias, per unit."""
        self.output(given)
        return params.dense(given[0], self.units, self.use_bias)


def one_or_all(values: Sequence[Any]) -> Any:
    """Return equal values as one value, different ones as a tuple: as Keras code has settings.

    >>> one_or_all([2, 2]), one_or_all([2, 1])
    (2, (2, 1))
    """
    return values[0] if len(set(values)) == 1 else tuple(values)
