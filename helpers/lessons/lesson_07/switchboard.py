"""Filters that are switched on and off, above the feature maps of those that are on."""

from __future__ import annotations

import html
from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import Colormap, Normalize
from numpy.typing import ArrayLike

from helpers.core import params, reference
from helpers.core.arrays import Array, checked_array
from helpers.draw.colours import OUTPUT
from helpers.draw.mime import Bundle, data_address, stored_bundle
from helpers.draw.pixels import coloured_pixels, draw_signs, png
from helpers.draw.svg import tag
from helpers.draw.theme import GREY, MAP_SHARE, SIGNED, WIDEST, Picture, canvas, signed_scale
from helpers.explore.controls import side_by_side
from helpers.explore.live import Live

TILE_WIDTH = 210
"""The width of a feature map on the switchboard, in pixels."""
COLUMNS = 4
"""Feature maps side by side in the stored picture, at most."""


class Switchboard(Live):
    """A button for each filter, above the feature maps of the filters that are switched on.

    A feature map is coloured by sign if the weights of its filter add up to 0, such as those of
    an edge detector. Otherwise it is a picture again, and shown in grey.

    Attributes:
        switches: The buttons by the names of the filters.
        said: The widget that shows the shapes and the number of parameters.
        shown: The widget that shows the feature maps.

    Args:
        x: The picture, (H, W) or (H, W, C).
        filters: The filters by name, all of one shape: (kh, kw), or (kh, kw, C), as deep as ``x``.

    Raises:
        TypeError: ``x`` or a filter does not hold numbers.
        ValueError: The filters have different shapes, or not the depth of ``x``.

    >>> Switchboard(np.ones((5, 6)), {"sum": np.ones((3, 3))})
    (5, 6, 1) ∗ (3, 3, 1, 1) → (3, 4, 1): sum. (3·3·1 + 1)·1 = 10 parameters
    """

    # Every combination of switches can be shown: an error here is a mistake in the code.
    impossible = ()

    def __init__(self, x: ArrayLike, filters: Mapping[str, ArrayLike]) -> None:
        picture = checked_array("x", x, {2: "(H, W)", 3: "(H, W, C)"})
        self.x = picture if picture.ndim == 3 else picture[:, :, np.newaxis]
        self.kernel = _stacked(filters)
        self.maps = reference.conv2d(self.x, self.kernel)
        self._pixels = {name: self._coloured(i) for i, name in enumerate(filters)}
        self.switches = {name: _switch(name) for name in filters}
        self.said, self.shown = widgets.HTML(), widgets.HTML()
        children = [side_by_side(self.switches.values()), self.said, self.shown]
        super().__init__(self.switches, {}, children)
        self.redraw()

    @property
    def on(self) -> list[str]:
        """The names of the filters that are switched on."""
        return [name for name, switch in self.switches.items() if switch.value]

    def __repr__(self) -> str:
        if not self.on:
            return "No filter, no feature map: switch one on."
        height, width, depth, _ = self.kernel.shape
        kernel = (height, width, depth, len(self.on))
        output = (*self.maps.shape[:2], len(self.on))
        count = params.conv2d((height, width), depth, len(self.on))
        return f"{self.x.shape} ∗ {kernel} → {output}: {', '.join(self.on)}. {count!r} parameters"

    def redraw(self) -> None:
        """Show the feature maps of the filters that are switched on."""
        for switch in self.switches.values():
            switch.icon = "check" if switch.value else ""
        tiles = [_tile(name, self._pixels[name]) for name in self.on]
        self.said.value = tag("div", html.escape(repr(self)), role="status")
        self.shown.value = tag("div", "".join(tiles), style="display: flex; flex-wrap: wrap")

    def still(self) -> Bundle:
        """Return the feature maps of the filters that are switched on, as a picture."""
        cols, rows = min(len(self.on), COLUMNS) or 1, -(-len(self.on) // COLUMNS) or 1
        width = WIDEST / COLUMNS
        height = width * self.maps.shape[0] / self.maps.shape[1] + 0.35
        figure, grid = canvas(width * cols, height * rows, rows, cols, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for axes, name in zip(grid.flat, self.on):
            axes.imshow(self._pixels[name], interpolation="nearest")
            i = list(self.switches).index(name)
            draw_signs(axes, self.maps[:, :, i], *self._colours(i))
            axes.set_title(name, color=OUTPUT, loc="left", weight="bold")
        return stored_bundle(Picture(figure, repr(self)))

    def _coloured(self, i: int) -> Array:
        """Return feature map ``i`` as pixels (H', W', 4) of 0 … 255."""
        return coloured_pixels(self.maps[:, :, i], *self._colours(i))

    def _colours(self, i: int) -> tuple[Colormap, Normalize]:
        """Return the colours of feature map ``i``, signed or grey, and their scale."""
        weights = self.kernel[..., i]
        if abs(weights.sum()) < 1e-9 * abs(weights).max():
            return SIGNED, signed_scale(self.maps[:, :, i], MAP_SHARE)
        return GREY, Normalize(0, 255 if self.x.max() > 1 else 1)


def _stacked(filters: Mapping[str, ArrayLike]) -> Array:
    """Return the filters as one kernel (kh, kw, C, F)."""
    shapes = {np.shape(each) for each in filters.values()}
    if len(shapes) != 1:
        raise ValueError(f"filters must be some arrays of one shape; received {shapes or 'none'}")
    stacked = np.stack([np.asarray(each) for each in filters.values()], -1)
    kernel = checked_array("filters", stacked)
    return kernel if kernel.ndim == 4 else kernel[:, :, np.newaxis]


def _switch(name: str) -> widgets.ToggleButton:
    layout = widgets.Layout(width="max-content")
    return widgets.ToggleButton(True, description=name, icon="check", layout=layout)


def _tile(name: str, pixels: Array) -> str:
    """Return a feature map with its name above it, as HTML."""
    image = tag(
        "img",
        src=data_address(png(pixels)),
        alt=f"feature map of {name}",
        width=TILE_WIDTH,
        style="image-rendering: pixelated",
    )
    caption = tag("figcaption", tag("b", html.escape(name)))
    return tag("figure", caption, image, style="margin: 4px 12px 4px 0")
