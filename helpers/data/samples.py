"""Small pictures and signals for the lessons, and pictures from your own files.

The handwritten digits and the photographs come with this package, in the folder ``pictures``. Its
file ``LICENSES.md`` names their authors and licences.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_array
from helpers.core.geometry import whole
from helpers.data.image_file import open_image, pixels

PICTURES = Path(__file__).with_name("pictures")
"""The folder of the digits and photographs."""

PHOTOGRAPHS = {"cat": "RGB", "coffee": "RGB", "photographer": "L", "bricks": "L"}
"""Each photograph and its mode: "RGB" for colours, "L" for grey.

WebP files have no grey mode, so the two grey photographs are stored with three equal channels.
"""

KERNELS = {
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "sobel x": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "sobel y": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "emboss": np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
"""Kernels (3, 3) of classical image processing; people chose their weights, none was learned."""


def pattern(name: str = "cross", size: int = 7) -> Array:
    """Return a small picture (size, size) of whole numbers 0 … 9.

    Args:
        name: One of ``PATTERNS``.
        size: Height and width in pixels, at least 3.

    Raises:
        TypeError, ValueError: There is no such pattern, or ``size`` is not a whole number ≥ 3.

    >>> pattern("edge", 4)
    array([[0, 0, 9, 9],
           [0, 0, 9, 9],
           [0, 0, 9, 9],
           [0, 0, 9, 9]])
    """
    shapes = _shapes(whole("size", size, 3))
    if name not in shapes:
        raise ValueError(f"pattern must be one of {', '.join(shapes)}; received {name!r}")
    return np.asarray(np.rint(9 * shapes[name]), np.int64)


def digit(number: int = 3, example: int = 0) -> Array:
    """Return a handwritten digit (8, 8) of whole numbers 0 … 16, white on black.

    Args:
        number: The digit, 0 … 9.
        example: Which of the about 180 pictures of this digit, counted from 0.

    Raises:
        TypeError, ValueError: ``number`` is not a digit, or there is no such example of it.

    >>> digit(0).shape
    (8, 8)

    Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI, 1998.
    """
    number, example = whole("number", number, 0), whole("example", example, 0)
    if number > 9:
        raise ValueError(f"number must be a digit, 0 … 9; received {number}")
    pictures, labels = digits()
    found = pictures[labels == number]
    if example >= len(found):
        raise ValueError(f"example must be 0 … {len(found) - 1} for {number}; received {example}")
    return np.array(found[example])


def photograph(name: str = "cat", size: int | None = None, grey: bool = False) -> Array:
    """Return a photograph (H, W, 3), or (H, W) in grey, of whole numbers 0 … 255.

    Args:
        name: "cat", "coffee", "photographer" (always grey) or "bricks" (always grey).
        size: Most pixels of the longer side; a larger photograph is made smaller. None keeps it.
        grey: Whether a colour photograph is converted to grey.

    Raises:
        TypeError, ValueError: There is no such photograph, or ``size`` is not a whole number ≥ 1.

    >>> photograph("cat", size=64, grey=True).shape
    (43, 64)
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"photograph must be one of {', '.join(PHOTOGRAPHS)}; received {name!r}")
    # Image.open would import all plugins of Pillow, which takes longer than to read the file.
    from PIL.WebPImagePlugin import WebPImageFile

    with WebPImageFile(PICTURES / f"{name}.webp") as image:
        return pixels(image, size, grey or PHOTOGRAPHS[name] == "L")


def picture(path: str | Path, size: int | None = 256, grey: bool = False) -> Array:
    """Return your own picture (H, W, 3), or (H, W) in grey, of whole numbers 0 … 255.

    The picture is turned upright if its camera says how it was held. Transparent pixels are laid
    on white.

    Args:
        path: A PNG, JPEG, GIF, BMP, WebP or TIFF file.
        size: Most pixels of the longer side; a larger picture is made smaller. None keeps it.
        grey: Whether a colour picture is converted to grey. A picture without colours is always
            grey.

    Raises:
        FileNotFoundError: There is no such file. The message names similar files in its folder.
        TypeError: ``size`` is not a whole number.
        ValueError: The file is not a picture, is damaged, or is too large to be opened safely; or
            ``size`` is below 1.
    """
    return pixels(open_image(Path(path).expanduser()), size, grey)


def signal(name: str = "pulse", size: int = 24) -> Array:
    """Return a 1-D signal (size,) of whole numbers; "noisy" has numbers with 2 decimals.

    Args:
        name: One of ``SIGNALS``. "noisy" is a wave with random noise, the same at every call.
        size: Number of values, at least 3.

    Raises:
        TypeError, ValueError: There is no such signal, or ``size`` is not a whole number ≥ 3.

    >>> signal("step", 6)
    array([0, 0, 0, 9, 9, 9])
    """
    signals = _signals(whole("size", size, 3))
    if name not in signals:
        raise ValueError(f"signal must be one of {', '.join(signals)}; received {name!r}")
    if name == "noisy":
        return np.asarray(signals[name].round(2))
    return np.asarray(signals[name], np.int64)


def shifted(picture: ArrayLike, down: int = 0, right: int = 0) -> Array:
    """Return the picture (H, W) moved by whole pixels; pixels that come in from outside are 0.

    Args:
        picture: Numbers (H, W).
        down: Rows that the picture moves down; a negative number moves it up.
        right: Columns that the picture moves right; a negative number moves it left.

    Raises:
        TypeError, ValueError: ``picture`` is not an array of numbers with two axes.

    >>> shifted([[1, 2], [3, 4]], right=1)
    array([[0, 1],
           [0, 3]])
    """
    x = checked_array("picture", picture, {2: "(H, W)"})
    padded = np.pad(x, ((abs(down), abs(down)), (abs(right), abs(right))))
    top, left = abs(down) - down, abs(right) - right
    return padded[top : top + x.shape[0], left : left + x.shape[1]]


@lru_cache
def digits() -> tuple[Array, Array]:
    """Return all pictures of handwritten digits and their labels, read once and then kept.

    Returns:
        The pictures (N, 8, 8) of whole numbers 0 … 16, and the digits that they show (N,). Do not
        change these arrays: later calls return the same ones.

    >>> pictures, labels = digits()
    >>> pictures.shape, labels[:5]
    ((1797, 8, 8), array([0, 1, 2, 3, 4]))

    Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI, 1998.
    """
    # Each row has the 64 pixels of a picture, and then its digit.
    table = np.loadtxt(PICTURES / "digits.csv.gz", np.int64, delimiter=",")
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1]


def _shapes(size: int) -> dict[str, Any]:
    """Return all patterns (size, size) by name, with values 0 … 1 or False and True."""
    row, col = np.indices((size, size))
    middle = (size - 1) / 2
    from_row, from_col = abs(row - middle), abs(col - middle)
    longer, distance = np.maximum(from_row, from_col), from_row + from_col
    return {
        "cross": (from_row < 1) | (from_col < 1),
        "edge": col >= size / 2,
        "diagonal": row == col,
        "square": longer <= max(1, middle - 2),
        "dot": longer < 1,
        "checkers": (row + col) % 2 == 0,
        "ramp": col / (size - 1),
        "hill": 1 - distance / distance.max(),
    }


def _signals(size: int) -> dict[str, Any]:
    """Return all signals (size,) by name."""
    position = np.arange(size)
    wave = 5 + 4 * np.sin(2 * np.pi * position / 12)
    return {
        "pulse": 9 * (abs(position - (size - 1) / 2) <= size / 8),
        "step": 9 * (position >= size / 2),
        "ramp": np.rint(9 * position / (size - 1)),
        "wave": np.rint(wave),
        "noisy": wave + np.random.default_rng(7).normal(0, 1, size),
    }


PATTERNS, SIGNALS = tuple(_shapes(3)), tuple(_signals(3))
"""The names of the patterns and of the signals."""
