"""Enlarged parts of a picture, small pictures cell by cell, and signals as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_array
from helpers.core.geometry import whole
from helpers.draw.cells import svg_cells
from helpers.draw.colours import INPUT, KERNEL, LINE, NEGATIVE, OUTPUT, RING
from helpers.draw.layout import Row
from helpers.draw.number_grid import Grid
from helpers.draw.svg import Diagram, card, label, raster
from helpers.draw.theme import GREY, MAP_SHARE, SIGNED, WIDEST, Picture, canvas, signed_scale

Window = tuple[int, int, int, int]
"""A part of a picture: row and column of its corner, height, width."""
TITLE: Any = {"loc": "left", "size": 12, "weight": "bold"}
"""How matplotlib writes the title of a picture."""
COLUMN_PIXELS = 980.0
"""Width of a notebook's column in browser pixels."""
WINDOW_COLOURS = (RING, NEGATIVE, OUTPUT, KERNEL)
"""The outline of each window, on the picture and around its closeup."""


def closeups(
    picture: ArrayLike, windows: Sequence[Window], titles: Sequence[str], whole_title: str
) -> Picture:
    """Draw a picture, and parts of it enlarged beside it.

    Args:
        picture: The grey picture (H, W).
        windows: The parts (row, col, height, width), each outlined on the picture.
        titles: A name for each part.
        whole_title: The picture's name.

    Raises:
        TypeError, ValueError: Not a picture, a window outside it, or titles that do not match.
    """
    x = checked_array("picture", picture, {2: "(H, W)"})
    _check_windows(x, windows, titles)
    wide = x.shape[1] / x.shape[0]
    side = WIDEST / (wide + len(windows))
    figure, every = canvas(
        WIDEST,
        side + 0.35,
        1,
        1 + len(windows),
        squeeze=False,
        gridspec_kw={"width_ratios": [wide, *[1] * len(windows)]},
    )
    first, *rest = every[0]
    scale = Normalize(0, float(x.max()) or 1.0)
    first.imshow(x, cmap=GREY, norm=scale, interpolation="nearest")
    first.set_title(whole_title, color=INPUT, **TITLE)
    first.set_axis_off()
    for axes, (row, col, height, width), title, colour in zip(
        rest, windows, titles, WINDOW_COLOURS
    ):
        part = x[row : row + height, col : col + width]
        axes.imshow(part, cmap=GREY, norm=scale, interpolation="nearest")
        axes.set_title(title, **TITLE)
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(visible=True, color=colour, linewidth=4)
        corner = (col - 0.5, row - 0.5)
        first.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=colour, linewidth=2))
    for axes in every[0]:
        axes.set_anchor("N")
    sizes = [f"{title} ({window[2]} by {window[3]})" for title, window in zip(titles, windows)]
    return Picture(figure, f"{whole_title}, and parts of it drawn large: {', '.join(sizes)}")


def _check_windows(x: Array, windows: Sequence[Window], titles: Sequence[str]) -> None:
    """Raise a ValueError if a window lies outside the picture or has no title."""
    if not 1 <= len(windows) <= len(WINDOW_COLOURS) or len(titles) != len(windows):
        raise ValueError(
            f"closeups takes 1 to {len(WINDOW_COLOURS)} windows and a title for each; received "
            f"{len(windows)} windows and {len(titles)} titles"
        )
    for window in windows:
        row, col, height, width = _checked(window)
        if row + height > x.shape[0] or col + width > x.shape[1]:
            raise ValueError(
                f"the window {window} reaches beyond the picture's {x.shape[0]} rows and "
                f"{x.shape[1]} columns; make it smaller or move it"
            )


def grids(arrays: Sequence[ArrayLike], titles: Sequence[str]) -> Diagram:
    """Draw grids of numbers in cells side by side.

    Args:
        arrays: The numbers (H, W) of each grid; the first one is the input, the others outputs.
        titles: A name for each grid.

    Raises:
        TypeError, ValueError: Not 2-D arrays of numbers, or titles that do not match.

    >>> grids([[[1, 2]], [[3]]], ["Input", "Output"])
    Input (1 by 2) and Output (1 by 1) as numbers
    """
    every = _named(arrays, titles)
    columns = sum(array.shape[1] for array in every)
    cell = min(34.0, (COLUMN_PIXELS - 24 * len(every)) / columns)
    parts, left = [], 16.0
    for i, (array, title) in enumerate(zip(every, titles)):
        parts.append(label(left, 28, title, OUTPUT if i else INPUT, 15, bold=True))
        parts += svg_cells(array, left, 42, cell, faded=array == 0)
        left += max(cell * array.shape[1], 9.5 * len(title)) + 24
    height = 42 + cell * max(len(array) for array in every) + 16
    shown = [
        Grid(array, title, colour=OUTPUT if i else INPUT, faded=array == 0)
        for i, (array, title) in enumerate(zip(every, titles))
    ]
    drawn = card(left - 8, height, f"{_sizes(every, titles)} as numbers", parts)
    return _flowing(drawn, shown)


def maps(arrays: Sequence[ArrayLike], titles: Sequence[str]) -> Diagram:
    """Draw feature maps of several sizes side by side, with cells of the same size in all maps.

    Args:
        arrays: The maps (H, W).
        titles: A name for each map.

    Raises:
        TypeError, ValueError: Not 2-D arrays of numbers, or titles that do not match.

    >>> maps([[[1, -2]], [[3]]], ["wide", "small"])
    Feature maps, each cell as large in all: wide (1 by 2) and small (1 by 1)
    """
    every = _named(arrays, titles)
    cell = min(34.0, (COLUMN_PIXELS - 24 * len(every)) / sum(array.shape[1] for array in every))
    parts, left = [], 16.0
    for array, title in zip(every, titles):
        side = cell * max(array.shape)
        parts.append(label(left, 28, title, OUTPUT, 15, bold=True))
        parts.append(raster(array, left, 42, side, SIGNED, signed_scale(array, MAP_SHARE)))
        left += max(cell * array.shape[1], 9.5 * len(title)) + 24
    height = 42 + cell * max(len(array) for array in every) + 16
    alt = f"Feature maps, each cell as large in all: {_sizes(every, titles)}"
    shown = [
        Grid(array, title, colour=OUTPUT, numbers=False, scale=signed_scale(array, MAP_SHARE))
        for array, title in zip(every, titles)
    ]
    return _flowing(card(left - 8, height, alt, parts), shown)


def _flowing(drawn: Diagram, grids: Sequence[Grid]) -> Diagram:
    """Return the drawing with its grids as HTML, which wraps on a narrow page."""
    # A gap that is seen, also between maps of a hundred cells.
    row = Row(tuple(grids), gap=max(0.8, 0.02 * sum(grid.width for grid in grids)))
    return replace(drawn, content=row.html(), units=row.width)


def lines(signals: Mapping[str, ArrayLike]) -> Picture:
    """Draw signals below one another as lines with dots.

    Args:
        signals: Signals (L,) by their names, the first one the input. A shorter one is a feature
            map: each of its values is drawn below the middle of its window.

    Raises:
        TypeError, ValueError: There are no signals, or they are not 1-D arrays of finite numbers.

    >>> lines({"signal": [0, 3, 4], "difference": [4]})
    signal, difference: 3 and 1 numbers along one line
    """
    arrays = {name: checked_array(name, each, {1: "(L,)"}) for name, each in signals.items()}
    if not arrays:
        raise ValueError("signals must hold at least one signal; received none")
    longest = max(len(array) for array in arrays.values())
    figure, grid = canvas(WIDEST, 1.7 * len(arrays), len(arrays), sharex=True, squeeze=False)
    for i, (axes, (name, array)) in enumerate(zip(grid.flat, arrays.items())):
        at = np.arange(len(array)) + (longest - len(array)) / 2
        colour = OUTPUT if i else INPUT
        axes.axhline(0, color=LINE, linewidth=1)
        axes.plot(at, array, color=colour, marker="o", markersize=4)
        axes.set_title(name, color=colour, loc="left", weight="bold")
    sizes = " and ".join(str(len(array)) for array in arrays.values())
    return Picture(figure, f"{', '.join(arrays)}: {sizes} numbers along one line")


def _named(arrays: Sequence[ArrayLike], titles: Sequence[str]) -> list[Array]:
    if not len(arrays) or len(titles) != len(arrays):
        raise ValueError(
            f"each array needs a title; received {len(arrays)} arrays and {len(titles)} titles"
        )
    return [checked_array("arrays", array, {2: "(H, W)"}) for array in arrays]


def _sizes(arrays: Sequence[Array], titles: Sequence[str]) -> str:
    every = zip(titles, arrays)
    return " and ".join(f"{title} ({a.shape[0]} by {a.shape[1]})" for title, a in every)


def _checked(window: Window) -> Window:
    try:
        row, col, height, width = window
    except (TypeError, ValueError):
        raise ValueError(
            f"a window is (row, col, height, width), such as (0, 0, 8, 8); received {window!r}"
        ) from None
    return (
        whole("row", row, 0),
        whole("col", col, 0),
        whole("height", height, 1),
        whole("width", width, 1),
    )
