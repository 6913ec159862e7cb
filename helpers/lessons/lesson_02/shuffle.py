"""What a dense layer makes of a picture whose pixels are shuffled, or shifted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.colors import Normalize
from numpy.typing import ArrayLike

from helpers.core import reference
from helpers.core.arrays import Array, numbers
from helpers.core.geometry import whole
from helpers.data import samples
from helpers.data.samples import shifted
from helpers.draw.colours import INPUT, KERNEL, OUTPUT, SOFT
from helpers.draw.svg import Diagram, bars, card, label, raster, signed
from helpers.draw.theme import GREY, SIGNED
from helpers.explore.live import Live, choice, slider

SIDE, TOP = 232.0, 46.0
ALONG, STAY = "are shuffled along", "stay where they are"


def digits() -> tuple[Array, Array]:
    """Return 1,797 handwritten digits, flat (1797, 64), and what they are (1797,).

    >>> pictures, labels = digits()
    >>> pictures.shape, labels[:5]
    ((1797, 64), array([0, 1, 2, 3, 4]))

    Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI, 1998;
    the copy in scikit-learn.
    """
    pictures, labels = samples.digits()
    return pictures.reshape(len(pictures), -1), labels


def templates(pictures: ArrayLike, labels: ArrayLike) -> tuple[Array, Array]:
    """Return kernel (pixels, classes) and bias (classes,) that tell classes by their means.

    The weights of a unit are its class's mean picture, less the mean of all. The unit of the
    nearest mean answers most strongly. All are rounded to whole numbers.

    Raises:
        TypeError, ValueError: not flat pictures (N, pixels), or not one label 0, 1, … for each.

    >>> templates([[4, 0], [0, 4]], [0, 1])
    (array([[ 2, -2],
           [-2,  2]]), array([-4, -4]))
    """
    x, classes = numbers("pictures", pictures, {2: "(N, pixels)"}), np.asarray(labels)
    if classes.shape != (len(x),) or classes.dtype.kind not in "iu" or classes.min() < 0:
        raise ValueError(
            f"labels must be {len(x)} whole numbers 0, 1, … , one a picture; "
            f"received {classes.dtype} of shape {classes.shape}"
        )
    means = np.stack([x[classes == i].mean(axis=0) for i in range(classes.max() + 1)], axis=1)
    middle = x.mean(axis=0)
    # |x − mean|² without the terms that all classes share: x · mean − |mean|² / 2.
    bias = ((middle**2).sum() - (means**2).sum(axis=0)) / 2
    kernel = np.rint(means - middle[:, np.newaxis])
    return kernel.astype(np.int64), np.rint(bias).astype(np.int64)


def order(count: int, percent: int = 100) -> Array:
    """Return an order of ``count`` pixels in which ``percent`` of them have another place.

    The pixels that move at 20 % move at 30 %, too. It is the same order every time.

    Raises:
        TypeError, ValueError: not whole numbers, or more than 100 percent.

    >>> order(6, 0), sorted(order(6).tolist())
    (array([0, 1, 2, 3, 4, 5]), [0, 1, 2, 3, 4, 5])
    """
    count, percent = whole("count", count, 1), whole("percent", percent, 0)
    if percent > 100:
        raise ValueError(f"percent must lie in 0 … 100; received {percent}")
    moved = np.random.default_rng(0).permutation(count)[: round(count * percent / 100)]
    result = np.arange(count)
    # Round in a ring: so none of them finds its own place again.
    result[moved] = np.roll(moved, 1)
    return result


def watch_shuffle(picture: ArrayLike, kernel: ArrayLike, bias: ArrayLike) -> Live:
    """Return a slider that shuffles a picture (H, W) by degrees, with the dense outputs beside.

    ``kernel`` (H·W, units) can be shuffled along, or stay.

    Raises:
        TypeError, ValueError: shapes that do not fit.
    """
    x, weights, before, unit = _answered(picture, kernel, bias)

    def draw(percent: int, weights_do: str) -> Diagram:
        new = order(x.size, percent)
        moved = weights[new] if weights_do == ALONG else weights
        flat = x.reshape(-1)[new]
        after = reference.dense(flat, moved, bias)
        same = int((after == before).sum())
        parts = [
            *_panel(flat.reshape(x.shape), "Picture", f"{percent} % moved", 0, x),
            *_panel(moved[:, unit].reshape(x.shape), f"Weights of unit {unit}", "", 1, weights),
            *_outputs(after, before, f"{same} of {len(after)} as before"),
        ]
        return card(
            900,
            300,
            f"A picture with {percent} % of its pixels moved, weights that {weights_do}, and a "
            f"dense layer's {len(after)} outputs: {same} of them are as before the shuffle, and "
            f"unit {int(after.argmax())} answers most strongly",
            parts,
        )

    return Live(
        {
            "percent": slider("pixels moved, in percent", 70, 0, 100, 10),
            "weights_do": choice("the weights", (ALONG, STAY), ALONG),
        },
        draw,
    )


def watch_shift(picture: ArrayLike, kernel: ArrayLike, bias: ArrayLike) -> Live:
    """Return sliders that shift a picture (H, W), with the dense outputs beside.

    Raises:
        TypeError, ValueError: shapes that do not fit.
    """
    x, weights, before, unit = _answered(picture, kernel, bias)

    def draw(right: int, down: int) -> Diagram:
        moved = shifted(x, down, right)
        after = reference.dense(moved.reshape(-1), weights, bias)
        best = int(after.argmax())
        parts = [
            *_panel(moved, "Picture", _way(right, down), 0, x),
            *_panel(weights[:, unit].reshape(x.shape), f"Weights of unit {unit}", "", 1, weights),
            *_outputs(after, before, f"unit {best} answers most strongly"),
        ]
        return card(
            900,
            300,
            f"A picture shifted {_way(right, down)}, the weights of unit {unit}, and a dense "
            f"layer's {len(after)} outputs: unit {best} answers most strongly, "
            f"without a shift it was unit {unit}",
            parts,
        )

    controls = {"right": slider("to the right", 1, -3, 3), "down": slider("down", 0, -3, 3)}
    return Live(controls, draw)


def watch_detector(picture: ArrayLike, detector: Callable[[Array], Array]) -> Live:
    """Return a slider that shuffles a picture (H, W), with what a detector finds in it beside.

    Raises:
        TypeError, ValueError: not a picture.
    """
    x = numbers("picture", picture, {2: "(H, W)"})
    top = Normalize(0, float(np.quantile(detector(x), 0.99)) or 1.0)

    def draw(percent: int) -> Diagram:
        mixed = x.reshape(-1)[order(x.size, percent)].reshape(x.shape)
        found = detector(mixed)
        strength = float(found.mean()) / (float(detector(x).mean()) or 1.0)
        parts = [
            *_panel(mixed, "Picture", f"{percent} % moved", 0, x, 420),
            label(456, 30, "What the detector finds", OUTPUT, 16, bold=True),
            raster(found, 456, TOP, 420, GREY, top),
            label(876, 30, f"{strength:.1f} times as much as at 0 %", SOFT, 13, anchor="end"),
        ]
        height = TOP + 420 * x.shape[0] / max(x.shape) + 16
        return card(
            900,
            height,
            f"A picture with {percent} % of its pixels moved, and what the detector finds in it: "
            f"{strength:.1f} times as much as in the picture itself",
            parts,
        )

    return Live({"percent": slider("pixels moved, in percent", 20, 0, 100, 5)}, draw)


def _answered(
    picture: ArrayLike, kernel: ArrayLike, bias: ArrayLike
) -> tuple[Array, Array, Array, int]:
    """Return the picture, the kernel, a dense layer's outputs, and the unit with the strongest."""
    x = numbers("picture", picture, {2: "(H, W)"})
    weights = numbers("kernel", kernel, {2: "(inputs, units)"})
    before = reference.dense(x.reshape(-1), weights, bias)
    return x, weights, before, int(before.argmax())


def _panel(
    values: Array, title: str, note: str, place: int, whole_of: Array, side: float = SIDE
) -> list[str]:
    """Return one titled picture; ``whole_of`` is all that shares its scale."""
    left, picture = 16 + place * (side + 28), place == 0
    fill, scale = (
        (GREY, Normalize(0, float(whole_of.max()) or 1.0))
        if picture
        else (SIGNED, signed(whole_of))
    )
    return [
        label(left, 30, title, INPUT if picture else KERNEL, 16, bold=True),
        label(left + side, 30, note, SOFT, 13, anchor="end"),
        raster(values, left, TOP, side, fill, scale),
    ]


def _outputs(after: Array, before: Array, note: str) -> list[str]:
    left, names = 16 + 2 * (SIDE + 28) + 8, [str(i) for i in range(len(after))]
    return [
        label(left, 30, "Dense outputs", OUTPUT, 16, bold=True),
        label(884, 30, note, SOFT, 13, anchor="end"),
        *bars(after, before, names, left, TOP + 4, 884 - left),
        label(left, TOP + 22 * len(after) + 24, "black tick: the output before", SOFT, 12),
    ]


def _way(right: int, down: int) -> str:
    across = f"{abs(right)} to the {'right' if right > 0 else 'left'}" if right else ""
    along = f"{abs(down)} {'down' if down > 0 else 'up'}" if down else ""
    return ", ".join(filter(None, (across, along))) or "by nothing"
