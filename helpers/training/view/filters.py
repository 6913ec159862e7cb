"""The filters of the first convolution in the live view, as HTML and SVG."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from helpers.draw.colours import NEGATIVE, POSITIVE, ZERO

MOST_FILTERS, MOST_CELLS = 64, 2304
"""Most filters, and most coloured cells in all of them, that are drawn: the browser receives all of
them at each redraw."""


def filter_tiles(filters: NDArray[np.float32] | None, text: str) -> str:
    """Return the filters of a convolution as small pictures, in an HTML figure.

    All have the same colour scale. Three channels are shown as red, green and blue, with grey for
    0. Any other number of channels is averaged, and shown in the colours of signed numbers.

    Args:
        filters: Kernel (kh, kw, in_channels, filters), or None.
        text: Shown instead where ``filters`` is None.
    """
    if filters is None:
        note = f"<small>{text}</small>"
        return f'<figure class="filters"><figcaption><b>Filters</b>{note}</figcaption></figure>'
    height, width, channels, count = filters.shape
    shown = min(MOST_FILTERS, max(1, MOST_CELLS // (height * width)))
    colours = filter_colours(filters[..., :shown])
    pictures = (
        f'<svg viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
        + "".join(
            f'<path fill="#{r:02x}{g:02x}{b:02x}" d="M{col} {row}h1v1h-1z"/>'
            for row, line in enumerate(tile)
            for col, (r, g, b) in enumerate(line)
        )
        + "</svg>"
        for tile in colours.tolist()
    )
    depth = f"×{channels}" if channels > 1 else ""
    which = f"{shown} of {count}" if count > shown else "first convolution"
    note = f"{which}, {height}×{width}{depth}; 0 is {'grey' if channels == 3 else 'white'}"
    return (
        f'<figure class="filters"><figcaption><b>Filters</b><small>{note}</small></figcaption>'
        f'<div class="tiles" role="img" aria-label="{len(colours)} filters of the first '
        f'convolution">{"".join(pictures)}</div></figure>'
    )


def filter_colours(filters: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the colours (filters, kh, kw, 3) of a kernel (kh, kw, in_channels, filters)."""
    channels = filters.shape[2]
    shown = np.nan_to_num(filters if channels == 3 else filters.mean(2, keepdims=True))
    share = np.moveaxis(shown / (float(np.abs(shown).max()) or 1.0), 3, 0)
    if channels == 3:
        mixed = 0.5 + share / 2
    else:
        ends = np.where(share < 0, to_rgb(NEGATIVE), to_rgb(POSITIVE))
        mixed = np.asarray(to_rgb(ZERO)) + np.abs(share) * (ends - to_rgb(ZERO))
    return np.rint(255 * mixed).astype(np.uint8)
