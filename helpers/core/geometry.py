"""The shape arithmetic of one spatial axis. All of it stands here."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

Pads = tuple[int, int]
Padding = str | Pads


def whole(name: str, value: Any, least: int) -> int:
    """Return ``value`` as an int, once it is known to be a whole number of at least ``least``.

    Args:
        name: What the number is called in the error message.
        value: Any integer of Python or NumPy; True and 2.0 are refused.
        least: The smallest number that is accepted.

    Raises:
        TypeError: ``value`` is not a whole number.
        ValueError: ``value`` is below ``least``.

    >>> whole("stride", 2, 1)
    2
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be a whole number of at least {least}, such as {max(least, 2)}; "
            f"received {value!r} ({type(value).__name__})"
        ) from None
    if number < least:
        advice = {
            "stride": "the window moves by at least one cell; for no skipping use stride=1",
            "dilation": "taps that touch are dilation=1 (0 in some notes)",
        }.get(name, f"use {least} or more")
        raise ValueError(f"{name} must be at least {least}; received {number}: {advice}")
    return number


def pair(name: str, value: Any, least: int = 1) -> tuple[int, int]:
    """Return (height, width) from one number for both, or from a pair.

    Raises:
        TypeError: A number is not whole.
        ValueError: A number is below ``least``, or there are not two of them.

    >>> pair("stride", 2)
    (2, 2)
    """
    both = value if isinstance(value, (tuple, list)) else (value, value)
    if len(both) != 2:
        raise ValueError(f"{name} must be one number or a pair (height, width); received {value!r}")
    return whole(name, both[0], least), whole(name, both[1], least)


def _checked_padding(padding: Any) -> Padding:
    if isinstance(padding, str):
        if padding in ("valid", "same"):
            return padding
    elif isinstance(padding, (tuple, list)) and len(padding) == 2:
        before, after = padding
        return whole("padding before", before, 0), whole("padding after", after, 0)
    raise ValueError(
        'padding must be "valid", "same" or a pair (before, after) such as (1, 1); '
        f"received {padding!r}"
    )


@dataclass(frozen=True)
class Axis:
    """One spatial axis of a layer: a window of ``kernel`` taps walks over ``size`` cells.

    A size that the stride does not divide is legal: the division rounds down.

    Args:
        size: Number of input cells along this axis.
        kernel: Number of cells that the window reads (its taps).
        stride: Step of the window from one position to the next; 1 is the next cell.
        dilation: Step from one tap to the next; 1 means that the taps touch.
        padding: "valid" (none), "same" (as much as gives ceil(size / stride) outputs; an odd
            cell goes after, as in TensorFlow), or the padding cells (before, after).

    Raises:
        TypeError: A size, stride or dilation is not a whole number.
        ValueError: A number is out of range, or the window does not fit into the padded input.

    >>> axis = Axis(6, 3, stride=2, padding="same")
    >>> axis.output, axis.pads, axis.taps(2)
    (3, (0, 1), (4, 5, 6))

    Source: Dumoulin and Visin, A guide to convolution arithmetic, 2016, relationship 6.
    """

    size: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    padding: Padding = "valid"

    def __post_init__(self) -> None:
        for name in ("size", "kernel", "stride", "dilation"):
            object.__setattr__(self, name, whole(name, getattr(self, name), 1))
        object.__setattr__(self, "padding", _checked_padding(self.padding))
        room = self.size + sum(self.pads)
        if self.span > room:
            reach = f" with dilation {self.dilation} (it reaches over {self.span} cells)"
            raise ValueError(
                f"kernel {self.kernel}{reach if self.dilation > 1 else ''} is larger than the "
                f"input: size {self.size} and pads {self.pads} make {room} "
                f"cell{'s' * (room != 1)}. Use a kernel that reaches over at most {room}, a larger "
                "input, or padding='same'"
            )

    @property
    def span(self) -> int:
        """Number of cells from the first tap to the last one: the reach of the dilated kernel."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def pads(self) -> Pads:
        """Number of padding cells (before, after)."""
        if isinstance(self.padding, tuple):
            return self.padding
        if self.padding == "valid":
            return 0, 0
        outputs = -(-self.size // self.stride)
        total = max(0, (outputs - 1) * self.stride + self.span - self.size)
        return total // 2, total - total // 2

    @property
    def output(self) -> int:
        """Number of positions of the window, which is the size of the output."""
        return (self.size + sum(self.pads) - self.span) // self.stride + 1

    @property
    def formula(self) -> str:
        """The formula of the output size with the numbers of this axis in it.

        >>> Axis(7, 3, padding="same").formula
        '⌊(7 + 1 + 1 − 3) / 1⌋ + 1 = 7'
        """
        before, after = self.pads
        return (
            f"⌊({self.size} + {before} + {after} − {self.span}) / {self.stride}⌋ + 1"
            f" = {self.output}"
        )

    def taps(self, position: int) -> tuple[int, ...]:
        """Return the input indices that the window reads at output ``position``.

        An index below 0, or from ``size`` on, is a padding cell.

        Raises:
            TypeError: ``position`` is not a whole number.
            ValueError: There is no such position.
        """
        number = whole("position", position, 0)
        if number >= self.output:
            raise ValueError(
                f"position must lie in 0 … {self.output - 1}, as there are {self.output} outputs; "
                f"received {number}"
            )
        first = number * self.stride - self.pads[0]
        return tuple(range(first, first + self.span, self.dilation))

    @property
    def cells_inside(self) -> tuple[int, ...]:
        """For each position, the number of taps that lie in the input and not on padding.

        >>> Axis(3, 2, padding="same").cells_inside
        (2, 2, 1)
        """
        return tuple(
            sum(0 <= tap < self.size for tap in self.taps(position))
            for position in range(self.output)
        )

    @property
    def ignored(self) -> tuple[int, ...]:
        """Input indices that no window reads.

        >>> Axis(8, 3, stride=2).ignored
        (7,)
        """
        touched = {tap for position in range(self.output) for tap in self.taps(position)}
        return tuple(index for index in range(self.size) if index not in touched)
