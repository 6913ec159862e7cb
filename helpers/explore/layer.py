"""Explorers of the four kinds of layer: which settings each has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from helpers.core.trace import Trace
from helpers.data import samples
from helpers.explore import settings
from helpers.explore.controls import integer_box, number_box, option_box
from helpers.explore.explorer import Explorer
from helpers.explore.picture_file import PictureFile

Controls = dict[str, Any]
MOST_STRIDE = MOST_DILATION = MOST_PAD = 16
MOST_KERNEL_SIZE, MOST_FILTERS = 15, 8


def conv2d(
    picture: str = "hill",
    *,
    size: int = 7,
    kernel: str = "sobel x",
    shown: Collection[str] | None = None,
) -> Explorer:
    """Return the settings of a 2-D convolution above a player.

    Args:
        picture: The name of a pattern, a digit or a photograph in ``samples``.
        size: Pixels of the picture's longer side, 1 … 64.
        kernel: The name of a kernel in ``samples``, or "random".
        shown: The names of the settings that can be changed; None: all of them.

    Raises:
        ValueError: There is no such picture, kernel or setting, or ``size`` is out of range.

    >>> conv2d(size=5).player.trace
    trace of conv2d, (5, 5, 1) → (3, 3, 1), 9 steps
    """
    controls = {
        **_picture_controls(picture, size),
        **_kernel_controls(samples.KERNELS, kernel),
        **_padding_controls(settings.SIDES),
        "row_stride": integer_box("stride, rows", 1, 0, MOST_STRIDE),
        "col_stride": integer_box("columns", 1, 0, MOST_STRIDE),
        "row_dilation": integer_box("dilation, rows", 1, 0, MOST_DILATION),
        "col_dilation": integer_box("columns", 1, 0, MOST_DILATION),
    }
    return Explorer(*_only(shown, controls, settings.conv2d))


def pooling(picture: str = "hill", *, size: int = 6, kind: str = "max") -> Explorer:
    """Return the settings of a max or average pooling above a player.

    Args:
        picture: The name of a pattern, a digit or a photograph in ``samples``.
        size: Pixels of the picture's longer side, 1 … 64.
        kind: "max" or "average".

    Raises:
        ValueError: There is no such picture or kind, or ``size`` is out of range.

    >>> pooling(kind="average").player.trace
    trace of avg_pool2d, (6, 6, 1) → (3, 3, 1), 9 steps
    """
    controls = {
        **_picture_controls(picture, size),
        "kind": option_box("pooling", ("max", "average"), kind),
        "pool_rows": integer_box("window, rows", 2, 1, settings.MOST_SIDE),
        "pool_cols": integer_box("columns", 2, 1, settings.MOST_SIDE),
        **_padding_controls(settings.SIDES),
        "row_stride": integer_box("stride, rows", 2, 0, settings.MOST_SIDE),
        "col_stride": integer_box("columns", 2, 0, settings.MOST_SIDE),
    }
    return Explorer(controls, settings.pooling)


def conv1d(signal: str = "pulse", *, size: int = 12, kernel: str = "difference") -> Explorer:
    """Return the settings of a 1-D convolution above a player.

    Args:
        signal: The name of a signal in ``samples``.
        size: The length of the signal, 1 … 128.
        kernel: The name of a kernel in ``settings.KERNELS_1D``, or "random".

    Raises:
        ValueError: There is no such signal or kernel, or ``size`` is out of range.

    >>> conv1d(size=9).player.trace
    trace of conv1d, (1, 9, 1) → (1, 7, 1), 7 steps
    """
    controls = {
        "signal": option_box("signal", samples.SIGNALS, signal),
        "size": integer_box("size", size, 1, 128),
        **_kernel_controls(settings.KERNELS_1D, kernel),
        **_padding_controls(("before", "after")),
        "stride": integer_box("stride", 1, 0, MOST_STRIDE),
        "dilation": integer_box("dilation", 1, 0, MOST_DILATION),
    }
    return Explorer(controls, settings.conv1d)


def dense(inputs: int = 4, units: int = 3) -> Explorer:
    """Return the settings of a dense layer above a player.

    Args:
        inputs: The number of inputs, 1 … 784.
        units: The number of units, 1 … 512.

    Raises:
        ValueError: ``inputs`` or ``units`` is out of range.

    >>> dense(5, 2).player.trace
    trace of dense, (1, 5, 1) → (1, 1, 2), 2 steps
    """
    weights = (settings.RANDOM, "all 1", settings.TYPED)
    controls = {
        "inputs": integer_box("inputs", inputs, 1, 784),
        "units": integer_box("units", units, 1, 512),
        "kernel": option_box("weights", weights, settings.RANDOM),
        "bias": number_box("bias", 0.0),
    }
    return Explorer(controls, settings.dense)


def _only(
    shown: Collection[str] | None, controls: Controls, make: Callable[[settings.Values], Trace]
) -> tuple[Controls, Callable[[settings.Values], Trace]]:
    """Return the controls that are shown, and ``make`` with the first values of all others.

    Args:
        shown: The names of the controls; None: all of them. With "picture" comes the button for
            a file.
        controls: All controls by the names of the settings.
        make: Takes the values of all settings, and returns the trace of the layer.

    Raises:
        ValueError: There is no such control.
    """
    if shown is None:
        return controls, make
    if unknown := sorted(set(shown) - set(controls)):
        raise ValueError(f"no such setting: {', '.join(unknown)}; there are {', '.join(controls)}")
    names = {*shown, "own"} if "picture" in shown else set(shown)
    fixed = {name: each.value for name, each in controls.items() if name not in names}
    kept = {name: each for name, each in controls.items() if name in names}
    return kept, lambda values: make({**fixed, **values})


def _picture_controls(picture: str, size: int) -> Controls:
    known = (*samples.PATTERNS, *settings.DIGITS, *samples.PHOTOGRAPHS, settings.OWN)
    return {
        "picture": option_box("picture", known, picture),
        "own": PictureFile(),
        "size": integer_box("size", size, 1, settings.MOST_SIDE),
        "channels": option_box("channels", (settings.GREY, settings.COLOUR), settings.GREY),
    }


def _kernel_controls(names: Iterable[str], kernel: str) -> Controls:
    """Return the controls of a convolution's weights.

    Args:
        names: The names of the kernels to choose from.
        kernel: The one that is chosen at first.
    """
    return {
        "kernel": option_box("kernel", (*names, settings.RANDOM, settings.TYPED), kernel),
        "kernel_size": integer_box("kernel size", 3, 1, MOST_KERNEL_SIZE),
        "filters": integer_box("filters", 1, 1, MOST_FILTERS),
        "bias": number_box("bias", 0.0),
    }


def _padding_controls(sides: tuple[str, ...]) -> Controls:
    options = ("valid", "same", settings.EXPLICIT)
    return {
        "padding": option_box("padding", options, "valid"),
        **{side: integer_box(side, 1, 0, MOST_PAD) for side in sides},
    }
