"""What all layers have: settings, title, Keras code, output shape and number of parameters.

The layers themselves stand in ``layers``. Only shapes and counts are computed, so it takes no time.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, ClassVar

from helpers.core import text
from helpers.core.geometry import Axis, Padding, pair, whole
from helpers.core.params import Count

Shape = tuple[int, ...]
Both = int | tuple[int, int]
"""One number for height and width, or a pair (height, width)."""


@dataclass(frozen=True, repr=False)
class Layer:
    """A layer by its settings, whose names and order are those of Keras.

    A layer without parameters, whose output has the shape of its input, needs no more than this.
    """

    noun: ClassVar[str] = ""
    """What computes one output cell, such as "Max pooling"."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._arguments())})"

    @property
    def keras(self) -> str:
        """The layer as Keras code."""
        return f"layers.{self!r}"

    @property
    def settings(self) -> str:
        """The settings in a few words, for the label of a diagram."""
        return ""

    def title(self, given: Shape) -> str:
        """Return the layer's name with its settings, for an input of shape ``given``."""
        return self.noun

    def axes(self, given: Shape) -> tuple[Axis, ...]:
        """Return the axes along which a window walks over the input; none without a window."""
        return ()

    def output(self, given: Shape) -> Shape:
        """Return the output's shape for an input of shape ``given``."""
        return given

    def count(self, given: Shape) -> Count:
        """Return the number of parameters for an input of shape ``given``."""
        return Count(0, type(self).__name__, "none")

    def _arguments(self) -> list[str]:
        """Return the arguments of the layer as code, without those that have their default."""
        written = []
        for field in fields(self):
            value = getattr(self, field.name)
            code = json.dumps(value) if isinstance(value, str) else repr(value)
            if field.default is MISSING:
                written.append(code)
            elif value != field.default:
                written.append(f"{field.name}={code}")
        return written


@dataclass(frozen=True, repr=False)
class Windowed(Layer):
    """A layer whose window walks over the rows and columns of feature maps (H, W, C)."""

    rank: ClassVar[int] = 2
    """Number of axes that the window walks along."""

    def axes(self, given: Shape) -> tuple[Axis, ...]:
        """Return the axis of the rows and the axis of the columns; of a signal, one axis."""
        check_rank(self, given, self.rank)
        return tuple(map(Axis, given, self._window, self._strides, self._dilations, self._pads))

    def output(self, given: Shape) -> Shape:
        """Return the shape of the maps: (H', W', channels); of a signal, (L', channels)."""
        return (*(axis.output for axis in self.axes(given)), self._channels(given))

    def title(self, given: Shape) -> str:
        """Return the layer's name with its window, and its stride and dilation if above 1."""
        parts = [f"{self.noun} {'×'.join(map(str, self._window))}"]
        for name, steps in (("stride", self._strides), ("dilation", self._dilations)):
            if max(steps) > 1:
                parts.append(f"{name} {'×'.join(map(str, dict.fromkeys(steps)))}")
        return ", ".join(parts)

    @property
    def keras(self) -> str:
        """The layer as Keras code; explicit padding cells become a layer of their own.

        Where Keras has no such layer, it is a comment that says why.
        """
        if max(self._strides) > 1 and max(self._dilations) > 1:
            return "# no such layer: strides and dilation_rate cannot both be above 1"
        if isinstance(self._pads[0], str):
            return f"layers.{self!r}"
        pads = self._pads if self.rank > 1 else self._pads[0]
        unpadded = replace(self, padding="valid")  # type: ignore[call-arg]
        return f"layers.ZeroPadding{self.rank}D({pads}), layers.{unpadded!r}"

    @property
    def _window(self) -> tuple[int, ...]:
        return self._each("the window", "kernel_size")

    @property
    def _strides(self) -> tuple[int, ...]:
        return self._each("stride", "strides")

    @property
    def _dilations(self) -> tuple[int, ...]:
        return self._each("dilation", "dilation_rate")

    @property
    def _pads(self) -> tuple[Padding, ...]:
        padding: Any = getattr(self, "padding", "valid")
        explicit_for_each_axis = isinstance(padding, tuple) and isinstance(padding[0], tuple)
        return padding if explicit_for_each_axis else (padding,) * self.rank

    def _each(self, name: str, setting: str) -> tuple[int, ...]:
        """Return a setting as one number for each axis; ``name`` stands in the error message."""
        value = getattr(self, setting, 1)
        return pair(name, value) if self.rank == 2 else (whole(name, value, 1),)

    def _channels(self, given: Shape) -> int:
        """Return the number of output channels."""
        return given[-1]


def check_rank(layer: Layer, given: Shape, rank: int) -> None:
    """Check that ``given`` has ``rank`` spatial axes and one axis of channels.

    Raises:
        ValueError: ``given`` has another number of axes; the message names the layer.
    """
    if len(given) != rank + 1:
        maps = "feature maps (H, W, C)" if rank == 2 else "a signal (L, C)"
        raise ValueError(
            f"{type(layer).__name__} takes {maps}, and here is one row of "
            f"{text.size(given)} numbers. Put it before Flatten()"
        )
