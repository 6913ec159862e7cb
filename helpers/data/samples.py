"""Small pictures and signals to look at: digits, patterns, photographs, and your own picture."""

from __future__ import annotations

import warnings
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, numbers
from helpers.core.geometry import whole

PHOTOGRAPHS = {
    "cat": "chelsea",
    "coffee": "coffee",
    "photographer": "camera",
    "bricks": "brick",
}
"""All are under CC0: Stéfan van der Walt, Rachel Michetti, Lav Varshney, CC0 Textures."""

KERNELS = {
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "sobel x": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "sobel y": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "emboss": np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
"""Kernels made by hand, as image processing has used them since long before they were learned."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
MOST_BYTES = 50_000_000
MOST_PIXELS = 60_000_000


def pattern(name: str = "cross", size: int = 7) -> Array:
    """Return a small picture (size, size) of whole numbers 0 … 9.

    ``name`` is one of ``PATTERNS``.

    Raises:
        TypeError, ValueError: no such pattern, or a size below 3.

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

    Raises:
        TypeError, ValueError: not a digit, or there is no such example of it.

    >>> digit(0).shape
    (8, 8)

    Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI, 1998;
    the copy in scikit-learn.
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

    ``name`` is "cat", "coffee", "photographer" (grey) or "bricks" (grey); ``size`` is the longer
    side in pixels, where it is to be made smaller.

    Raises:
        TypeError, ValueError: no such photograph, or a size below 1.

    >>> photograph("cat", size=64, grey=True).shape
    (43, 64)
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"photograph must be one of {', '.join(PHOTOGRAPHS)}; received {name!r}")
    import skimage.data
    from PIL import Image

    return _fitted(Image.fromarray(getattr(skimage.data, PHOTOGRAPHS[name])()), size, grey)


def picture(path: str | Path, size: int | None = 256, grey: bool = False) -> Array:
    """Return your own picture (H, W, 3), or (H, W) in grey, of whole numbers 0 … 255.

    Any PNG, JPEG, GIF, BMP, WebP or TIFF file: it is turned upright, laid on white where it is
    transparent, and made no larger than ``size`` pixels on its longer side (None keeps it).

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: not a picture, a broken one, or one too large to open safely.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        near = sorted(other.name for other in path.parent.glob(f"*{path.suffix}"))[:5]
        advice = f"; the folder holds {', '.join(near)}" if near else ""
        raise FileNotFoundError(f"there is no file {path.name!r} in {path.parent}{advice}")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(
            f"{path.name} has {path.stat().st_size:,} bytes; a picture may have {MOST_BYTES:,}. "
            "Save a smaller copy first"
        )
    return _fitted(_opened(path), size, grey)


def signal(name: str = "pulse", size: int = 24) -> Array:
    """Return a 1-D signal (size,): whole numbers, or for "noisy" numbers with 2 decimals.

    ``name`` is one of ``SIGNALS``; "noisy" is a wave with noise, always the same.

    Raises:
        TypeError, ValueError: no such signal, or a size below 3.

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
    """Return the picture (H, W) moved by whole pixels; what comes in from outside is 0.

    Raises:
        TypeError, ValueError: not a picture.

    >>> shifted([[1, 2], [3, 4]], right=1)
    array([[0, 1],
           [0, 3]])
    """
    x = numbers("picture", picture, {2: "(H, W)"})
    far = np.pad(x, ((abs(down), abs(down)), (abs(right), abs(right))))
    top, left = abs(down) - down, abs(right) - right
    return far[top : top + x.shape[0], left : left + x.shape[1]]


@lru_cache
def digits() -> tuple[Array, Array]:
    """Return every handwritten digit (N, 8, 8), whole numbers 0 … 16, and what it is (N,).

    >>> pictures, labels = digits()
    >>> pictures.shape, labels[:5]
    ((1797, 8, 8), array([0, 1, 2, 3, 4]))

    Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI, 1998;
    the copy in scikit-learn.
    """
    # Its file alone: to import scikit-learn takes a hundred times as long as to read it.
    library = find_spec("sklearn")
    assert library
    assert library.origin
    path = Path(library.origin).parent / "datasets" / "data" / "digits.csv.gz"
    table = np.loadtxt(path, np.int64, delimiter=",")
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1]


def _shapes(size: int) -> dict[str, Any]:
    row, col = np.indices((size, size))
    middle = (size - 1) / 2
    reach = np.maximum(abs(row - middle), abs(col - middle))
    distance = abs(row - middle) + abs(col - middle)
    return {
        "cross": (abs(row - middle) < 1) | (abs(col - middle) < 1),
        "edge": col >= size / 2,
        "diagonal": row == col,
        "square": reach <= max(1, middle - 2),
        "dot": reach < 1,
        "checkers": (row + col) % 2 == 0,
        "ramp": col / (size - 1),
        "hill": 1 - distance / distance.max(),
    }


def _signals(size: int) -> dict[str, Any]:
    at = np.arange(size)
    wave = 5 + 4 * np.sin(2 * np.pi * at / 12)
    return {
        "pulse": 9 * (abs(at - (size - 1) / 2) <= size / 8),
        "step": 9 * (at >= size / 2),
        "ramp": np.rint(9 * at / (size - 1)),
        "wave": np.rint(wave),
        "noisy": wave + np.random.default_rng(7).normal(0, 1, size),
    }


PATTERNS, SIGNALS = tuple(_shapes(3)), tuple(_signals(3))


def _opened(path: Path) -> Any:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings(), Image.open(path, formats=FORMATS) as opened:
            # Our own limit on the size says what to do; Pillow's warning would not.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise ValueError(
                    f"{path.name} is {width} by {height} pixels; a picture may have "
                    f"{MOST_PIXELS:,} in all. Save a smaller copy first"
                )
            opened.load()
            return ImageOps.exif_transpose(opened)
    except UnidentifiedImageError:
        raise ValueError(
            f"{path.name} is not a picture that can be read; save it as PNG or JPEG"
        ) from None
    except Image.DecompressionBombError:
        raise ValueError(f"{path.name} unpacks to far too many pixels to be opened") from None
    except (OSError, SyntaxError, EOFError, OverflowError) as error:
        raise ValueError(
            f"{path.name} is broken or cut off ({error}); copy or save it again"
        ) from None


def _fitted(image: Any, size: int | None, grey: bool) -> Array:
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        # 16 or 32 bits a pixel: spread what is there over 0 … 255.
        deep = np.nan_to_num(np.asarray(image, np.float64))
        deep -= deep.min()
        image = Image.fromarray(np.uint8(255 * deep / (deep.max() or 1)))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("L" if grey or image.mode in ("1", "L") else "RGB")
    if size is not None:
        side = whole("size", size, 1)
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return np.asarray(image, np.int64)
