"""How many numbers a layer learns, how many connections it has, and what it multiplies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from helpers.core.geometry import pair, whole


class Count(int):
    """A number of parameters that remembers its layer, its formula and its connections.

    It counts and compares as the int it is. ``connections`` are the edges of the graph and
    ``multiplications`` the products computed for one picture; both are None where they depend on
    the size of a picture that was not given.
    """

    layer: str
    formula: str
    connections: int | None
    multiplications: int | None

    def __new__(
        cls, value: int, layer: str = "", formula: str = "", connections: int | None = None
    ) -> Count:
        self = super().__new__(cls, value)
        self.layer, self.formula = layer, formula
        # Each edge of these layers carries one product.
        self.connections = self.multiplications = connections
        return self

    def __repr__(self) -> str:
        return f"{self.formula} = {int(self):,}"

    __str__ = int.__repr__

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The cells of this count in a ledger."""
        edges = "" if self.connections is None else f"{self.connections:,}"
        return self.layer, self.formula, f"{int(self):,}", edges


def dense(inputs: int, units: int, bias: bool = True) -> Count:
    """Parameters of a dense layer: a weight per input and unit, and a bias per unit.

    Raises:
        TypeError, ValueError: a size is not a whole number of at least 1.

    >>> dense(784, 512)
    784·512 + 512 = 401,920
    """
    inputs, units = whole("inputs", inputs, 1), whole("units", units, 1)
    edges = inputs * units
    formula = f"{inputs}·{units}" + (f" + {units}" if bias else "")
    return Count(edges + units * bool(bias), f"dense {inputs} → {units}", formula, edges)


def conv2d(
    kernel_size: int | tuple[int, int],
    in_channels: int,
    filters: int,
    bias: bool = True,
    *,
    output_size: tuple[int, int] | None = None,
) -> Count:
    """Parameters of a convolution; the picture's size is not among what they depend on.

    ``output_size`` (H', W') adds the connections: each output cell has its own, also to padding.

    Raises:
        TypeError, ValueError: a size is not a whole number of at least 1.

    >>> conv2d((3, 3), 3, 32)
    (3·3·3 + 1)·32 = 896
    >>> conv2d(3, 3, 32, output_size=(30, 30)).connections
    777600
    """
    height, width = pair("kernel_size", kernel_size)
    in_channels, filters = whole("in_channels", in_channels, 1), whole("filters", filters, 1)
    edges = None
    if output_size is not None:
        rows, cols = pair("output_size", output_size)
        edges = rows * cols * filters * height * width * in_channels
    return _convolution((height, width), in_channels, filters, bias, edges)


def conv1d(kernel_size: int, in_channels: int, filters: int, bias: bool = True) -> Count:
    """Parameters of a 1-D convolution; the signal's length is not among what they depend on.

    Raises:
        TypeError, ValueError: a size is not a whole number of at least 1.

    >>> conv1d(3, 2, 4)
    (3·2 + 1)·4 = 28
    """
    size = whole("kernel_size", kernel_size, 1)
    in_channels, filters = whole("in_channels", in_channels, 1), whole("filters", filters, 1)
    return _convolution((size,), in_channels, filters, bias, None)


def _convolution(
    sizes: tuple[int, ...], in_channels: int, filters: int, bias: bool, edges: int | None
) -> Count:
    inside = "·".join(map(str, (*sizes, in_channels)))
    return Count(
        (prod(sizes) * in_channels + bool(bias)) * filters,
        f"convolution {'×'.join(map(str, sizes))}, {in_channels} → {filters}",
        f"({inside} + 1)·{filters}" if bias else f"{inside}·{filters}",
        edges,
    )


def fully_connected(widths: Sequence[int], bias: bool = False) -> Count:
    """Connections of a fully connected network, layer by layer; with ``bias``, parameters.

    Raises:
        TypeError, ValueError: fewer than two widths, or one that is no whole number above 0.

    >>> fully_connected([5, 4, 5, 4, 5, 1])
    5·4 + 4·5 + 5·4 + 4·5 + 5·1 = 85
    """
    try:
        sizes = [whole("width", width, 1) for width in widths]
    except TypeError as error:
        raise TypeError(
            f"widths must list whole numbers, such as [5, 4, 1]; received {widths!r}: {error}"
        ) from None
    if len(sizes) < 2:
        raise ValueError(f"widths must name at least two layers; received {list(sizes)}")
    layers = [dense(before, after, bias) for before, after in pairwise(sizes)]
    terms = [f"({layer.formula})" if bias else layer.formula for layer in layers]
    edges = sum(layer.connections or 0 for layer in layers)
    arrows = " → ".join(map(str, sizes))
    return Count(sum(layers), f"network {arrows}", " + ".join(terms), edges)
