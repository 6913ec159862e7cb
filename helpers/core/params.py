"""How many numbers a layer learns, how many connections it has, and what it multiplies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from helpers.core.geometry import pair, whole


class Count(int):
    """A number of parameters: an int that also holds its layer, formula and connections.

    Args:
        value: The number of parameters.
        layer: What is counted, in words.
        formula: How ``value`` is computed, with numbers put in.
        connections: Number of edges of the graph, which is also the number of multiplications for
            one picture; None where it depends on a size that was not given.
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
        """Layer, formula, parameters and connections, as the cells of a table."""
        edges = "" if self.connections is None else f"{self.connections:,}"
        return self.layer, self.formula, f"{int(self):,}", edges


def dense(inputs: int, units: int, bias: bool = True) -> Count:
    """Count the parameters of a dense layer: a weight per input and unit, and a bias per unit.

    Raises:
        TypeError, ValueError: A size is not a whole number of at least 1.

    >>> dense(784, 512)
    784·512 + 512 = 401,920
    """
    inputs, units = whole("inputs", inputs, 1), whole("units", units, 1)
    edges = inputs * units
    formula = f"{inputs:,}·{units:,}" + (f" + {units:,}" if bias else "")
    return Count(edges + units * bool(bias), f"dense {inputs:,} → {units:,}", formula, edges)


def conv2d(
    kernel_size: int | tuple[int, int],
    in_channels: int,
    filters: int,
    bias: bool = True,
    *,
    output_size: tuple[int, int] | None = None,
) -> Count:
    """Count the parameters of a 2-D convolution; they do not depend on the picture's size.

    Args:
        kernel_size: Height and width of the kernel, or one number for both.
        in_channels: Number of input channels: the depth of each filter.
        filters: Number of filters, which is the number of feature maps.
        bias: Whether each filter has a bias.
        output_size: The size (H', W') of a feature map; with it the connections are counted, too.
            Each output cell has its own connections, those to padding cells included.

    Raises:
        TypeError, ValueError: A size is not a whole number of at least 1.

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
    """Count the parameters of a 1-D convolution; they do not depend on the signal's length.

    Raises:
        TypeError, ValueError: A size is not a whole number of at least 1.

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
    """Count the connections of a fully connected network, layer by layer.

    Args:
        widths: Number of units in each layer, the inputs first.
        bias: With biases, the count is of all parameters.

    Raises:
        TypeError, ValueError: There are fewer than two widths, or a width is not an integer ≥ 1.

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
