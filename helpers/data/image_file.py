"""Image files: opened safely, and turned into arrays."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers.core.arrays import Array
from helpers.core.geometry import whole

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
"""Formats that are read, by Pillow's names."""

MOST_BYTES = 50_000_000
"""Largest file that is opened."""

MOST_PIXELS = 60_000_000
"""Largest picture that is opened: a small file can hold a picture that fills the memory."""


def open_image(path: Path) -> Image.Image:
    """Return the picture in a file, turned upright if its camera says how it was held.

    Raises:
        FileNotFoundError: There is no such file. The message names similar files in its folder.
        ValueError: The file is not a picture, is damaged, or is too large to be opened safely.
    """
    if not path.is_file():
        near = sorted(other.name for other in path.parent.glob(f"*{path.suffix}"))[:5]
        advice = f"; the folder holds {', '.join(near)}" if near else ""
        raise FileNotFoundError(f"there is no file {path.name!r} in {path.parent}{advice}")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(
            f"{path.name} has {path.stat().st_size:,} bytes; a picture may have {MOST_BYTES:,}. "
            "Save a smaller copy first"
        )
    from PIL import Image, UnidentifiedImageError

    try:
        return _decoded(path)
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


def _decoded(path: Path) -> Image.Image:
    """Return the picture in a file, upright; check its size before its pixels are read.

    Raises:
        ValueError: It has more than ``MOST_PIXELS`` pixels.
        OSError, SyntaxError, EOFError, OverflowError, Image.DecompressionBombError: Pillow cannot
            read it.
    """
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        # Pillow warns of a large picture; the error below also says what to do.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(path, formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise ValueError(
                    f"{path.name} is {width} by {height} pixels; a picture may have "
                    f"{MOST_PIXELS:,} in all. Save a smaller copy first"
                )
            opened.load()
            return ImageOps.exif_transpose(opened)


def pixels(image: Image.Image, size: int | None, grey: bool) -> Array:
    """Return the pixels of a picture as an array of whole numbers 0 … 255, int64.

    Transparent pixels are laid on white. The values of pictures with 16 or 32 bits per pixel are
    stretched so that the smallest becomes 0 and the largest 255.

    Args:
        image: A picture of any mode.
        size: Most pixels of the longer side; a larger picture is made smaller. None keeps it.
        grey: Whether a colour picture is converted to grey.

    Returns:
        (H, W) if ``grey`` is True or the picture has no colours, otherwise (H, W, 3).

    Raises:
        TypeError, ValueError: ``size`` is not a whole number of at least 1.
    """
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(image, np.float64))
        values -= values.min()
        image = Image.fromarray(np.uint8(255 * values / (values.max() or 1)))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("L" if grey or image.mode in ("1", "L") else "RGB")
    if size is not None:
        side = whole("size", size, 1)
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return np.asarray(image, np.int64)
