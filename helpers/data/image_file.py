"""Image files: opened safely, and turned into arrays."""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import suppress
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


ORIENTATION = 0x0112
"""The tag of Exif that says how the camera was held."""

PNG = b"\x89PNG\r\n\x1a\n"
"""The first bytes of a PNG file."""

DAMAGED = (
    OSError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow raises where a file is damaged."""


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
        image = _decoded(path)
    except UnidentifiedImageError:
        raise ValueError(
            f"{path.name} is not a picture that can be read; save it as PNG or JPEG"
        ) from None
    except Image.DecompressionBombError:
        raise ValueError(f"{path.name} unpacks to far too many pixels to be opened") from None
    except _TooManyPixelsError as error:
        raise ValueError(f"{path.name} {error}") from None
    except DAMAGED as error:
        raise ValueError(
            f"{path.name} is broken or cut off ({error}); copy or save it again"
        ) from None
    if not np.isfinite(np.asarray(image)).all():
        broken = int(np.sum(~np.isfinite(np.asarray(image))))
        raise ValueError(
            f"{path.name} has {broken:,} pixels that are infinite or not a number (NaN); give "
            "them a value first"
        )
    return image


class _TooManyPixelsError(Exception):
    """A picture is too large to be opened. The message reads on from the name of its file."""


def _decoded(path: Path) -> Image.Image:
    """Return the picture in a file, upright; without its metadata where these cannot be read.

    Raises:
        _TooManyPixelsError: It has more than ``MOST_PIXELS`` pixels.
        UnidentifiedImageError, DecompressionBombError, or one of ``DAMAGED``: Pillow cannot read
            it.
    """
    try:
        return _loaded(path)
    except DAMAGED:
        bare = without_metadata(path.read_bytes())
        if bare is None:
            raise
        return _loaded(io.BytesIO(bare))


def _loaded(file: Path | io.BytesIO) -> Image.Image:
    """Return the picture in a file; check its size before its pixels are read."""
    from PIL import Image

    with warnings.catch_warnings():
        # Pillow warns of a large picture; the error below also says what to do. It also warns of
        # metadata that it cannot read, which are not needed.
        warnings.simplefilter("ignore")
        with Image.open(file, formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise _TooManyPixelsError(
                    f"is {width} by {height} pixels; a picture may have {MOST_PIXELS:,} in all. "
                    "Save a smaller copy first"
                )
            opened.load()
            return _upright(opened)


def _upright(image: Image.Image) -> Image.Image:
    """Return a picture turned as its camera was held; as it is where the file does not say so."""
    from PIL import Image

    turns = Image.Transpose
    by_orientation = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }
    turn = None
    with suppress(*DAMAGED):
        turn = by_orientation.get(image.getexif().get(ORIENTATION, 1))
    return image.copy() if turn is None else image.transpose(turn)


def without_metadata(content: bytes) -> bytes | None:
    """Return a PNG or JPEG file without its metadata; None for any other file, or a broken one.

    >>> without_metadata(b"GIF89a") is None
    True
    """
    if content.startswith(PNG):
        return _bare_png(content)
    return _bare_jpeg(content) if content.startswith(b"\xff\xd8") else None


def _bare_png(content: bytes) -> bytes | None:
    """Return a PNG file with the chunks that its pixels need, and no others."""
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunk = content[at : at + 12 + length]
        if chunk[4:8] in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            kept.append(chunk)
        at += len(chunk)
    return b"".join(kept)


def _bare_jpeg(content: bytes) -> bytes | None:
    """Return a JPEG file without the segments of applications and comments."""
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == 0xDA:  # the pixels follow, up to the end
            return b"".join([*kept, content[at:]])
        # Adobe's segment, 0xEE, says how the colours are stored.
        if kind != 0xFE and (not 0xE0 <= kind <= 0xEF or kind == 0xEE):
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return None


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
        values = np.array(image, np.float64)
        values /= np.abs(values).max() or 1  # first, so that no difference is too large
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
