"""A picture whose pixels are shuffled or shifted: what a dense layer or a detector gives for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.colors import Normalize
from numpy.typing import ArrayLike

from helpers.core import reference
from helpers.core.arrays import Array, checked_array
from helpers.core.geometry import whole
from helpers.data.samples import shifted
from helpers.draw.colours import OUTPUT, SOFT
from helpers.draw.mime import Bundle
from helpers.draw.svg import Diagram, card, label, raster, wrapped
from helpers.draw.theme import GREY
from helpers.explore.controls import choice, slider
from helpers.explore.live import LiveDrawing
from helpers.lessons.lesson_02.panels import (
    CUT,
    HEIGHT,
    TOP,
    WIDTH,
    outputs_panel,
    picture_panel,
    weights_panel,
)

ALONG, STAY = "are shuffled along", "stay where they are"
"""The two things that the weights can do while the pixels are shuffled."""
STORED_PERCENT = 70
"""How many percent of the pixels have moved in the picture that is stored."""
DETECTOR_SIDE, DETECTOR_LEFT = 420.0, 456.0
"""The longer side of the two pictures beside each other, and the left edge of the second."""


def order(count: int, percent: int = 100) -> Array:
    """Return an order of ``count`` pixels in which ``percent`` of them have another place.

    The pixels that move at 20 % move at 30 %, too. It is the same order every time.

    Raises:
        TypeError: ``count`` or ``percent`` is not a whole number.
        ValueError: ``count`` is below 1, or ``percent`` is not in 0 … 100.

    >>> order(6, 0), sorted(order(6).tolist())
    (array([0, 1, 2, 3, 4, 5]), [0, 1, 2, 3, 4, 5])
    """
    count, percent = whole("count", count, 1), whole("percent", percent, 0)
    if percent > 100:
        raise ValueError(f"percent must lie in 0 … 100; received {percent}")
    moved = np.random.default_rng(0).permutation(count)[: round(count * percent / 100)]
    result = np.arange(count)
    # Each pixel takes the place of the next one, so no pixel keeps its own place.
    result[moved] = np.roll(moved, 1)
    return result


def watch_shuffle(picture: ArrayLike, kernel: ArrayLike, bias: ArrayLike) -> LiveDrawing:
    """Return a slider that shuffles a picture, above the picture and the dense outputs.

    Args:
        picture: The picture (H, W).
        kernel: The weights (H·W, units); a control says whether they are shuffled, too.
        bias: The bias (units,).

    Raises:
        TypeError, ValueError: The shapes do not fit.
    """
    controls = {
        "percent": slider("pixels moved, in percent", 0, 0, 100, 10),
        "weights_do": choice("the weights", (ALONG, STAY), ALONG),
    }
    return _Shuffle(controls, partial(_draw_shuffle, _dense_layer(picture, kernel, bias)))


def watch_shift(picture: ArrayLike, kernel: ArrayLike, bias: ArrayLike) -> LiveDrawing:
    """Return sliders that shift a picture, above the picture and the dense outputs.

    Args:
        picture: The picture (H, W).
        kernel: The weights (H·W, units).
        bias: The bias (units,).

    Raises:
        TypeError, ValueError: The shapes do not fit.
    """
    controls = {"right": slider("to the right", 1, -3, 3), "down": slider("down", 0, -3, 3)}
    return LiveDrawing(controls, partial(_draw_shift, _dense_layer(picture, kernel, bias)))


def watch_detector(picture: ArrayLike, detector: Callable[[Array], Array]) -> LiveDrawing:
    """Return a slider that shuffles a picture, above the picture and a detector's output.

    Args:
        picture: The picture (H, W).
        detector: Takes a picture, and returns numbers ≥ 0 (H', W'), such as strengths of edges.

    Raises:
        TypeError, ValueError: Not a picture.
    """
    x = checked_array("picture", picture, {2: "(H, W)"})
    draw = partial(_draw_detector, x, detector, detector(x))
    return LiveDrawing({"percent": slider("pixels moved, in percent", 20, 0, 100, 5)}, draw)


class _Shuffle(LiveDrawing):
    """A live view that begins without a shuffle, and is stored with one."""

    def still(self) -> Bundle:
        """Return the drawing; where no pixel has moved, that of ``STORED_PERCENT``.

        A page without a live slider has no other way to show the shuffle.
        """
        if self.values["percent"]:
            return super().still()
        return self._draw(**{**self.values, "percent": STORED_PERCENT})._repr_mimebundle_()


@dataclass(frozen=True)
class _DenseLayer:
    """A dense layer with its outputs (units,) for a picture (H, W)."""

    picture: Array
    kernel: Array
    bias: ArrayLike
    outputs: Array

    @property
    def unit(self) -> int:
        """The number of the unit with the largest output."""
        return int(self.outputs.argmax())


def _dense_layer(picture: ArrayLike, kernel: ArrayLike, bias: ArrayLike) -> _DenseLayer:
    x = checked_array("picture", picture, {2: "(H, W)"})
    weights = checked_array("kernel", kernel, {2: "(inputs, units)"})
    return _DenseLayer(x, weights, bias, reference.dense(x.reshape(-1), weights, bias))


def _draw_shuffle(layer: _DenseLayer, percent: int, weights_do: str) -> Diagram:
    x, unit = layer.picture, layer.unit
    places = order(x.size, percent)
    pixels = x.reshape(-1)[places]
    weights = layer.kernel[places] if weights_do == ALONG else layer.kernel
    outputs = reference.dense(pixels, weights, layer.bias)
    same = int((outputs == layer.outputs).sum())
    parts = [
        *picture_panel(pixels.reshape(x.shape), f"{percent} % moved", x),
        *weights_panel(weights[:, unit].reshape(x.shape), unit, layer.kernel),
        *outputs_panel(outputs, layer.outputs, f"{same} of {len(outputs)} as before"),
    ]
    alt = (
        f"A picture with {percent} % of its pixels moved, weights that {weights_do}, and a "
        f"dense layer's {len(outputs)} outputs: {same} of them are as before the shuffle, and "
        f"unit {int(outputs.argmax())} answers most strongly"
    )
    return wrapped(card(WIDTH, HEIGHT, alt, parts), CUT)


def _draw_shift(layer: _DenseLayer, right: int, down: int) -> Diagram:
    x, unit = layer.picture, layer.unit
    moved = shifted(x, down, right)
    outputs = reference.dense(moved.reshape(-1), layer.kernel, layer.bias)
    best, direction = int(outputs.argmax()), _direction(right, down)
    parts = [
        *picture_panel(moved, direction, x),
        *weights_panel(layer.kernel[:, unit].reshape(x.shape), unit, layer.kernel),
        *outputs_panel(outputs, layer.outputs, f"unit {best} answers most strongly"),
    ]
    alt = (
        f"A picture shifted {direction}, the weights of unit {unit}, and a dense "
        f"layer's {len(outputs)} outputs: unit {best} answers most strongly, "
        f"without a shift it was unit {unit}"
    )
    return wrapped(card(WIDTH, HEIGHT, alt, parts), CUT)


def _draw_detector(
    x: Array, detector: Callable[[Array], Array], unshuffled: Array, percent: int
) -> Diagram:
    """Draw a shuffled picture and what the detector finds in it.

    Args:
        x: The picture (H, W).
        detector: Takes a picture, and returns numbers.
        unshuffled: The detector's output for ``x``.
        percent: The share of the pixels that are moved, 0 … 100.
    """
    mixed = x.reshape(-1)[order(x.size, percent)].reshape(x.shape)
    found = detector(mixed)
    strength = float(found.mean()) / (float(unshuffled.mean()) or 1.0)
    scale = Normalize(0, float(np.quantile(unshuffled, 0.99)) or 1.0)
    times = f"{strength:.1f} times as much"
    parts = [
        *picture_panel(mixed, f"{percent} % moved", x, DETECTOR_SIDE),
        label(DETECTOR_LEFT, 30, "What the detector finds", OUTPUT, 16, bold=True),
        raster(found, DETECTOR_LEFT, TOP, DETECTOR_SIDE, GREY, scale),
        label(DETECTOR_LEFT + DETECTOR_SIDE, 30, f"{times} as at 0 %", SOFT, 13, anchor="end"),
    ]
    height = TOP + DETECTOR_SIDE * x.shape[0] / max(x.shape) + 16
    alt = (
        f"A picture with {percent} % of its pixels moved, and what the detector finds in it: "
        f"{times} as in the picture itself"
    )
    return wrapped(card(WIDTH, height, alt, parts), DETECTOR_LEFT - 16)


def _direction(right: int, down: int) -> str:
    """Return a shift in words.

    >>> _direction(1, -2), _direction(0, 0)
    ('1 to the right, 2 up', 'by nothing')
    """
    across = f"{abs(right)} to the {'right' if right > 0 else 'left'}" if right else ""
    along = f"{abs(down)} {'down' if down > 0 else 'up'}" if down else ""
    return ", ".join(filter(None, (across, along))) or "by nothing"
