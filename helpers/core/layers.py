"""Layers by their settings, written as in Keras: what shape comes out, and what they learn.

Nothing is run here: this is arithmetic, and it takes no time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from math import prod
from typing import Any

from helpers.core import params
from helpers.core.geometry import Axis, pair, whole
from helpers.core.params import Count

Shape = tuple[int, ...]
Both = int | tuple[int, int]


@dataclass(frozen=True, repr=False)
class Layer:
    """A layer by its settings. It learns nothing and passes its input on, unless it says so."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._arguments())})"

    @property
    def keras(self) -> str:
        """The layer as Keras code."""
        return f"layers.{self!r}"

    @property
    def told(self) -> str:
        """Its settings in a few words."""
        return ""

    def axes(self, given: Shape) -> tuple[Axis, Axis] | None:
        """How a window walks over rows and columns of ``given``; None where there is none."""
        return None

    def output(self, given: Shape) -> Shape:
        """The shape of what comes out where ``given`` goes in."""
        return given

    def count(self, given: Shape) -> Count:
        """The parameters, where ``given`` goes in."""
        return Count(0, type(self).__name__, "none")

    def _arguments(self) -> list[str]:
        """Return what a reader has to know: what has no default, and what differs from it."""
        written = []
        for field in fields(self):
            value = getattr(self, field.name)
            text = json.dumps(value) if isinstance(value, str) else repr(value)
            if field.default is MISSING:
                written.append(text)
            elif value != field.default:
                written.append(f"{field.name}={text}")
        return written


@dataclass(frozen=True, repr=False)
class Conv2D(Layer):
    """A 2-D convolution; the settings have the names and the order of Keras.

    >>> Conv2D(32, 3, padding="same").output((30, 30, 3)), Conv2D(32, 3).count((32, 32, 3))
    ((30, 30, 32), (3·3·3 + 1)·32 = 896)
    """

    filters: int
    kernel_size: Both
    strides: Both = 1
    padding: str = "valid"
    activation: str | None = None

    @property
    def told(self) -> str:
        """Its settings in a few words."""
        stepped = f", stride {times(self.strides)}" if self.strides != 1 else ""
        return f"{self.filters} of {_window(self.kernel_size)}{stepped}"

    def axes(self, given: Shape) -> tuple[Axis, Axis]:
        """How the kernel walks over rows and columns of ``given``."""
        return _axes(self, given, self.kernel_size, self.strides, self.padding)

    def output(self, given: Shape) -> Shape:
        """The shape of the feature maps."""
        return (*_positions(self.axes(given)), whole("filters", self.filters, 1))

    def count(self, given: Shape) -> Count:
        """The parameters: a kernel as deep as ``given`` and a bias, per filter."""
        size = _positions(self.axes(given))
        kernel = pair("kernel_size", self.kernel_size)
        return params.conv2d(kernel, given[2], self.filters, output_size=size)


@dataclass(frozen=True, repr=False)
class MaxPooling2D(Layer):
    """A max pooling; where no strides are given, the windows touch.

    >>> MaxPooling2D(2).output((13, 13, 64))
    (6, 6, 64)
    """

    pool_size: Both
    strides: Both | None = None
    padding: str = "valid"

    @property
    def told(self) -> str:
        """Its settings in a few words."""
        stepped = f", stride {times(self.strides)}" if self.strides is not None else ""
        return f"{_window(self.pool_size)}{stepped}"

    def axes(self, given: Shape) -> tuple[Axis, Axis]:
        """How the window walks over rows and columns of ``given``."""
        strides = self.pool_size if self.strides is None else self.strides
        return _axes(self, given, self.pool_size, strides, self.padding)

    def output(self, given: Shape) -> Shape:
        """The shape of the pooled maps: as many as before."""
        return (*_positions(self.axes(given)), given[2])


@dataclass(frozen=True, repr=False)
class GlobalAveragePooling2D(Layer):
    """The mean of each feature map: one number a channel, whatever the map's size."""

    def output(self, given: Shape) -> Shape:
        """One number for each channel of ``given``."""
        return (_picture(self, given)[2],)


@dataclass(frozen=True, repr=False)
class Dropout(Layer):
    """Sets a part of its input to 0 at random, in training only.

    Raises:
        ValueError: ``rate`` is no part.
    """

    rate: float

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise ValueError(f"rate must lie from 0 to below 1, such as 0.5; received {self.rate}")

    @property
    def told(self) -> str:
        """Its settings in a few words."""
        return f"{self.rate:.0%}".replace("%", " %")


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """The numbers of all feature maps in one row."""

    def output(self, given: Shape) -> Shape:
        """As many numbers as ``given`` has."""
        return (prod(given),)


@dataclass(frozen=True, repr=False)
class Dense(Layer):
    """A dense layer on one row of numbers.

    >>> Dense(512).count((7200,))
    7200·512 + 512 = 3,686,912
    """

    units: int
    activation: str | None = None

    @property
    def told(self) -> str:
        """Its settings in a few words."""
        return f"{self.units} units"

    def output(self, given: Shape) -> Shape:
        """One number a unit."""
        if len(given) != 1:
            raise ValueError(
                f"a dense layer takes one row of numbers; received {times(given)}. "
                "Put Flatten() or GlobalAveragePooling2D() before it"
            )
        return (whole("units", self.units, 1),)

    def count(self, given: Shape) -> Count:
        """The parameters: a weight for each input and a bias, per unit."""
        self.output(given)
        return params.dense(given[0], self.units)


def _picture(layer: Layer, given: Shape) -> Shape:
    if len(given) != 3:
        raise ValueError(
            f"{type(layer).__name__} takes feature maps (H, W, C), and here is one row of "
            f"{times(given)} numbers. Put it before Flatten()"
        )
    return given


def _axes(
    layer: Layer, given: Shape, window: Both, strides: Both, padding: str
) -> tuple[Axis, Axis]:
    height, width, _ = _picture(layer, given)
    kernel, step = pair("the window", window), pair("stride", strides)
    return (
        Axis(height, kernel[0], step[0], padding=padding),
        Axis(width, kernel[1], step[1], padding=padding),
    )


def _positions(axes: tuple[Axis, Axis]) -> tuple[int, int]:
    return axes[0].output, axes[1].output


def _window(size: Both) -> str:
    return times(pair("the window", size))


def times(sizes: Any) -> str:
    """Return sizes as they are written in a picture.

    >>> times((30, 30, 32)), times(7200)
    ('30×30×32', '7,200')
    """
    return "×".join(f"{size:,}" for size in (sizes if isinstance(sizes, Sequence) else (sizes,)))
