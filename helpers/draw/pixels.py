"""Numbers as coloured pixels, and marks for the sign of numbers where there is no colour."""

from __future__ import annotations

import io
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize, to_rgba
from PIL import Image

from helpers.core.arrays import Array
from helpers.draw.colours import INK, NEGATIVE, POSITIVE

MARKED_SIDE, BIG_CELL = 480, 12
"""Pixels of the longer side of marks for the sign of numbers, and of a cell with its own mark."""
PALE, STRONG = 0.12, 0.4
"""The share of the full colour from which on a number is marked, in a large and a small cell."""


def coloured_pixels(values: Array, fill: Colormap, scale: Normalize) -> Array:
    """Return numbers (H, W) as pixels (H, W, 4) of 0 … 255.

    Where the colours are signed, 0 is transparent: it has the colour of the page below.
    """
    if fill.name != "signed":
        return np.asarray(fill(scale(values), bytes=True))
    share = _signed_shares(values, scale)[..., np.newaxis]
    ends = [np.multiply(to_rgba(colour), 255) for colour in (POSITIVE, NEGATIVE)]
    pixels = np.where(share >= 0, *ends)
    pixels[..., 3:] = np.abs(share) * 255
    return np.rint(pixels).astype(np.uint8)


def sign_marks(values: Array, fill: Colormap, scale: Normalize) -> Array | None:
    """Return pixels (H, W, 4) that mark cells below 0 with a minus, and leave all others clear.

    Printed in grey, purple and orange are alike. Where cells are small, only strong numbers are
    marked, and the signs of neighbours join to lines.

    Args:
        values: The numbers (H, W).
        fill: Their colours. Where these have no sign, or nothing is marked, the result is None.
        scale: The scale that puts the numbers between 0 and 1 for ``fill``.
    """
    side = max(4, ceil(MARKED_SIDE / max(values.shape)))
    big = side >= BIG_CELL
    rim, thick, least = (side // 4, side // 10, PALE) if big else (0, 1, STRONG)
    below = _signed_shares(values, scale) < -least
    if fill.name != "signed" or not below.any():
        return None
    if not big:
        below[1::2] = False
    mark = np.zeros((side, side), bool)
    mark[(side - thick) // 2 :][:thick, rim : side - rim] = True
    pixels = np.zeros((*(cells * side for cells in below.shape), 4), np.uint8)
    pixels[..., :3] = [round(255 * part) for part in to_rgba(INK)[:3]]
    pixels[..., 3] = np.kron(below, mark) * (190 if big else 130)
    return pixels


def draw_signs(axes: Axes, values: Array, fill: Colormap, scale: Normalize) -> None:
    """Draw the marks of ``sign_marks`` over the numbers that ``axes.imshow`` has drawn."""
    marks = sign_marks(values, fill, scale)
    if marks is not None:
        height, width = values.shape
        place = (-0.5, width - 0.5, height - 0.5, -0.5)
        axes.imshow(marks, extent=place, interpolation="nearest")


def _signed_shares(values: Array, scale: Normalize) -> Array:
    """Return signed numbers as shares of the full colour, −1 … 1."""
    return np.asarray(np.clip(2 * np.asarray(scale(values)) - 1, -1, 1))


def png(pixels: Array) -> bytes:
    """Return pixels of 0 … 255 as the bytes of a PNG file: (H, W, 3), or (H, W, 4) with opacity."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    return file.getvalue()
