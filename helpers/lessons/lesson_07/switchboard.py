"""Filters switched on and off on a picture."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import Normalize
from numpy.typing import ArrayLike

from helpers.core import params, reference
from helpers.core.arrays import Array, numbers
from helpers.draw.colours import OUTPUT
from helpers.draw.mime import Bundle, Worded
from helpers.draw.svg import address, png
from helpers.draw.theme import GREY, SIGNED, WIDEST, Picture, canvas

SHOWN = 210
"""Width of a feature map on the switchboard, in pixels."""


class Switchboard(Worded, widgets.VBox):  # type: ignore[misc]
    """Filters by their names, to be switched on and off: each that is on makes its feature map.

    ``x`` (H, W) or (H, W, C); each of ``filters`` (kh, kw) or, as deep as ``x``, (kh, kw, C).
    ``switches`` are the buttons by name. A map of filters whose weights add up to 0 is coloured
    around 0; any other is a picture again, and grey.

    Raises:
        TypeError, ValueError: not numbers, filters of unequal shapes, or not as deep as ``x``.

    >>> Switchboard(np.ones((5, 6)), {"sum": np.ones((3, 3))})
    (5, 6, 1) ∗ (3, 3, 1, 1) → (3, 4, 1): sum. (3·3·1 + 1)·1 = 10 parameters
    """

    def __init__(self, x: ArrayLike, filters: Mapping[str, ArrayLike]) -> None:
        given = numbers("x", x, {2: "(H, W)", 3: "(H, W, C)"})
        self.x = given if given.ndim == 3 else given[:, :, np.newaxis]
        shapes = {np.shape(each) for each in filters.values()}
        if len(shapes) != 1:
            raise ValueError(
                f"filters must be some arrays of one shape; received {shapes or 'none'}"
            )
        stack = numbers("filters", np.stack([np.asarray(each) for each in filters.values()], -1))
        self.kernel = stack if stack.ndim == 4 else stack[:, :, np.newaxis]
        self.maps = reference.conv2d(self.x, self.kernel)
        self._coloured = [self._colour(i) for i in range(len(filters))]
        self.switches = {
            name: widgets.ToggleButton(
                True, description=name, icon="check", layout=widgets.Layout(width="max-content")
            )
            for name in filters
        }
        self.said, self.shown = widgets.HTML(), widgets.HTML()
        for switch in self.switches.values():
            switch.observe(self._switched, "value")
        self._switched()
        flow = widgets.Layout(flex_flow="row wrap")
        row = widgets.Box(list(self.switches.values()), layout=flow)
        super().__init__([row, self.said, self.shown])

    @property
    def on(self) -> list[str]:
        """The names of the filters that are switched on."""
        return [name for name, switch in self.switches.items() if switch.value]

    def __repr__(self) -> str:
        if not self.on:
            return "No filter, no feature map: switch one on."
        height, width, depth, _ = self.kernel.shape
        shapes = self.x.shape, (height, width, depth, len(self.on)), (*self.maps.shape[:2],)
        made = (*shapes[2], len(self.on))
        count = params.conv2d((height, width), depth, len(self.on))
        return f"{shapes[0]} ∗ {shapes[1]} → {made}: {', '.join(self.on)}. {count!r} parameters"

    def _colour(self, i: int) -> Array:
        """Return a feature map as it is shown: (H', W', 3) of 0 … 255."""
        values, weights = self.maps[:, :, i], self.kernel[..., i]
        # One pixel in two hundred may saturate: an outlier shall not pale the rest.
        most = float(np.quantile(np.abs(values), 0.995)) or 1.0
        signed = abs(weights.sum()) < 1e-9 * abs(weights).max()
        top = 255 if self.x.max() > 1 else 1
        fill, scale = (SIGNED, Normalize(-most, most)) if signed else (GREY, Normalize(0, top))
        return np.asarray(fill(scale(values), bytes=True))[..., :3]

    def _switched(self, _: Any = None) -> None:
        for switch in self.switches.values():
            switch.icon = "check" if switch.value else ""
        tiles = [
            _tile(name, image)
            for (name, switch), image in zip(self.switches.items(), self._coloured)
            if switch.value
        ]
        self.said.value = f'<div role="status">{html.escape(repr(self))}</div>'
        self.shown.value = f'<div style="display: flex; flex-wrap: wrap">{"".join(tiles)}</div>'

    def still(self) -> Bundle:
        """Return what is switched on, as a picture."""
        chosen = [(n, image) for n, image in zip(self.switches, self._coloured) if n in self.on]
        cols, rows = min(len(chosen), 4) or 1, -(-len(chosen) // 4) or 1
        side = WIDEST / 4
        tall = side * self.maps.shape[0] / self.maps.shape[1] + 0.35
        figure, grid = canvas(side * cols, tall * rows, rows, cols, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for axes, (name, image) in zip(grid.flat, chosen):
            axes.imshow(image, interpolation="nearest")
            axes.set_title(name, color=OUTPUT, loc="left", weight="bold")
        return Picture(figure, repr(self))._repr_mimebundle_()


def _tile(name: str, image: Array) -> str:
    label = html.escape(name, quote=True)
    return (
        f'<figure style="margin: 4px 12px 4px 0"><figcaption><b>{label}</b></figcaption>'
        f'<img src="{address(png(image))}" alt="feature map of {label}" width="{SHOWN}" '
        'style="image-rendering: pixelated"></figure>'
    )
