"""Why settings of a layer are not possible, in the words of their controls."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from helpers.core.arrays import Array
from helpers.core.geometry import Axis, Padding, Pads
from helpers.core.limits import TooLargeError
from helpers.core.trace import Trace

ONE = {"rows": "row", "columns": "column", "cells": "cell"}
"""The names of one of the lines along an axis."""
LEAST_SIDE = 3
"""The fewest rows of a pattern, or cells of a signal."""


def check_size(what: str, size: int) -> None:
    """Check that a pattern or a signal has enough cells to be one.

    Raises:
        ValueError: It has fewer than LEAST_SIDE.
    """
    if size < LEAST_SIDE:
        raise ValueError(f"{what} needs a size of at least {LEAST_SIDE}")


def in_words(make: Callable[[Any], Trace]) -> Callable[[Any], Trace]:
    """Return ``make`` with errors that give no advice on code."""

    @wraps(make)
    def made(values: Any) -> Trace:
        try:
            return make(values)
        except TooLargeError as error:
            raise ValueError(error.reason) from None

    return made


def check_walks(
    x: Array,
    windows: tuple[int, int],
    strides: tuple[int, int],
    padding: str | tuple[Pads, Pads],
    dilations: tuple[int, int] = (1, 1),
    pools: bool = False,
) -> None:
    """Check that a window can walk over a picture (H, W, C): see ``check_walk``.

    Raises:
        ValueError: It cannot; the message says why.
    """
    pads = (padding, padding) if isinstance(padding, str) else padding
    for i, lines in enumerate(("rows", "columns")):
        check_walk(lines, x.shape[i], windows[i], strides[i], pads[i], dilations[i], pools)


def check_walk(
    lines: str,
    size: int,
    window: int,
    stride: int,
    padding: Padding,
    dilation: int = 1,
    pools: bool = False,
) -> None:
    """Check that a window can walk along one axis.

    Args:
        lines: What is counted along the axis: "rows", "columns", or the "cells" of a signal.
        size: Number of cells of the input.
        window: Number of cells that the window reads.
        stride: Step of the window.
        padding: "valid", "same" or (before, after).
        dilation: Step from one cell that the window reads to the next.
        pools: Whether the layer is a pooling, not a convolution.

    Raises:
        ValueError: It cannot; the message says why.
    """
    what, whole = ("window" if pools else "kernel"), ("signal" if lines == "cells" else "picture")
    if stride < 1:
        raise ValueError(
            f"with a stride of {stride} the window would stay where it is; with 1 it goes to the "
            f"next {ONE[lines]}"
        )
    if dilation < 1:
        raise ValueError(
            f"with a dilation of {dilation} the kernel would read one {ONE[lines]} again and "
            "again; with 1 it reads neighbours"
        )
    try:
        axis = Axis(size, window, stride, dilation, padding)
    except ValueError:
        reach = Axis(window * dilation, window, dilation=dilation).span
        pads = 0 if isinstance(padding, str) else sum(padding)
        raise ValueError(
            f"the {what} reaches over {reach} {lines}, and the {whole} has {size + pads}"
            f"{' with its padding' if pads else ''}"
        ) from None
    if pools and min(axis.cells_inside) == 0:
        raise ValueError(
            f"a window of {window} {lines} would lie wholly on padding, where there is nothing to "
            f"pool; pad by less than {window}"
        )
