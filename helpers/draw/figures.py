"""Still pictures of a trace, of numbers, kernels and feature maps. Nothing is computed here."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.colors import Colormap, Normalize
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_array
from helpers.core.geometry import whole
from helpers.core.text import number, weight
from helpers.core.trace import Trace
from helpers.draw.colours import INK, INPUT, KERNEL, OUTPUT
from helpers.draw.layout import Column, Part, Row
from helpers.draw.markup import theme_colour
from helpers.draw.mime import data_address
from helpers.draw.number_grid import Grid
from helpers.draw.pixels import coloured_pixels, draw_signs, png, sign_marks
from helpers.draw.scene import frame, page, sized
from helpers.draw.svg import tag
from helpers.draw.theme import (
    GREY,
    MAP_SHARE,
    MARGIN,
    PIXELS_PER_INCH,
    SIGNED,
    UNIT,
    WIDEST,
    Picture,
    board,
    canvas,
    signed_scale,
)

MOST_CELLS = 500
"""A film strip with more cells than this shows colours without numbers."""

MOST_IN_WORDS = 8
"""Rows or columns of a grid whose numbers the alternative text tells."""


def step(trace: Trace, index: int = 0) -> Picture:
    """Draw one step of a trace: the window on the input, the sum, and the output so far.

    Raises:
        IndexError: The trace has no step ``index``.
    """
    told = "".join(f". {part}" for part in _arrays_in_words(trace, index))
    return _picture(page(trace, trace[index]), step_alt(trace, index) + told)


def _arrays_in_words(trace: Trace, index: int) -> list[str]:
    """Return the input, the kernel and the bias of one channel in words, where they are small."""
    given, at = trace.operands, trace[index]
    if given.x.shape[-1] > 1:
        return []
    told = {"Input": in_words(given.x[0, :, :, 0])}
    if given.kernel is not None:
        told["Kernel"] = in_words(at.weights.reshape(len(at.rows), len(at.cols)))
    return [f"{name}{words}" for name, words in told.items() if words]


def step_alt(trace: Trace, index: int) -> str:
    """Return the alternative text of a picture of step ``index``: kind, position and sum."""
    at = trace[index]
    where = f"row {at.out[0]}, column {at.out[1]}"
    if trace.maps.shape[-1] > 1:
        where = f"feature map {at.filter + 1} of {trace.maps.shape[-1]}, {where}"
    return f"{trace.layer.noun}, step {at.index + 1} of {len(trace)}, {where}: {at.text}"


def film_strip(trace: Trace, count: int = 5, *, secret: bool = False) -> Picture:
    """Draw several steps side by side, evenly spread from the first to the last.

    Args:
        trace: The steps.
        count: The largest number of steps that are drawn.
        secret: Leaves the outputs empty, for a learner who is still to predict them.

    Raises:
        TypeError, ValueError: ``count`` is not an integer ≥ 1.
    """
    count = min(whole("count", count, 1), len(trace))
    chosen = [round(i) for i in np.linspace(0, len(trace) - 1, count)]
    # Matplotlib needs a third of a millisecond per number, and nobody reads a thousand of them.
    cells = trace.operands.x[0, ..., 0].size + trace.maps[..., 0].size
    numbers = cells * count <= MOST_CELLS
    frames = [frame(trace, trace[i], numbers=numbers, secret=secret) for i in chosen]
    steps = ", ".join(str(i + 1) for i in chosen)
    said = f"Steps {steps} of {trace!r}, their outputs still to be predicted"
    alt = said if secret else "\n".join(step_alt(trace, i) for i in chosen)
    return _picture(Row(tuple(frames), gap=1.2), alt)


def grid(values: ArrayLike, title: str = "", note: str = "", colour: str = INK) -> Picture:
    """Draw numbers (H, W) in cells, filled by their size and sign.

    Args:
        values: The numbers (H, W).
        title: The grid's name.
        note: More words behind the title, in grey.
        colour: The colour of the title, such as ``draw.INPUT``.

    Raises:
        TypeError, ValueError: ``values`` is not a 2-D array of finite numbers.
    """
    array = checked_array("values", values, {2: "(H, W)"})
    rows, cols = array.shape
    alt = f"{title or 'Numbers'}: a grid of {rows} by {cols} cells{in_words(array)}"
    return _picture(sized(Grid(array, title, note, colour)), alt)


def kernels(kernel: ArrayLike, titles: Sequence[str] | None = None) -> Picture:
    """Draw the filters of a kernel side by side, with one row per channel.

    Args:
        kernel: The weights (kh, kw, C, F), or one slice (kh, kw).
        titles: A name for each filter.

    Raises:
        TypeError, ValueError: Not finite numbers of such a shape, or titles that do not match.
    """
    array = checked_array("kernel", kernel, {2: "(kh, kw)", 4: "(kh, kw, C, F)"})
    array = array[:, :, np.newaxis, np.newaxis] if array.ndim == 2 else array
    height, width, channels, filters = array.shape
    numbered = filters * width <= 32
    names = _titles(titles, filters, "filter" if numbered else "")
    scale = signed_scale(array, 1 if numbered else MAP_SHARE)
    # Without numbers, a small window is one of many, and a large one is looked at by itself.
    per_row, cell = (filters, 1.0) if numbered else (16, 0.4) if width < 8 else (5, 0.5)
    columns = [
        Column(
            tuple(
                Grid(
                    array[:, :, c, f],
                    names[f] if c == 0 else "",
                    colour=KERNEL,
                    scale=scale,
                    numbers=numbered,
                    cell=cell,
                    write=weight,
                )
                for c in range(channels)
            ),
            gap=0.2,
        )
        for f in range(filters)
    ]
    lines = [columns[i : i + per_row] for i in range(0, filters, per_row)]
    deep = f", {channels} deep" if channels > 1 else ""
    named = f"{filters} filters" if titles is None else ", ".join(names)
    said = [f"{names[f]}{in_words(array[:, :, 0, f], weight)}" for f in range(filters)]
    told = ". ".join(["", *said]) if numbered and channels == 1 else ""
    return _picture(
        Column(tuple(Row(tuple(line), gap=0.5) for line in lines), gap=0.5),
        f"{named}: {height} by {width}{deep}{told}",
    )


def feature_maps(maps: ArrayLike, titles: Sequence[str] | None = None) -> Picture:
    """Draw feature maps as pictures, each on its own signed scale.

    Args:
        maps: The feature maps (H, W, F), or one map (H, W).
        titles: A name for each map.

    Raises:
        TypeError, ValueError: Not finite numbers of such a shape, or titles that do not match.
    """
    array = checked_array("maps", maps, {2: "(H, W)", 3: "(H, W, F)"})
    array = array if array.ndim == 3 else array[:, :, np.newaxis]
    names = _titles(titles, array.shape[-1], "feature map")
    shown = [array[:, :, i] for i in range(array.shape[-1])]
    scales = [signed_scale(each, MAP_SHARE) for each in shown]
    return _gallery(shown, names, SIGNED, scales, OUTPUT)


def pictures(images: Sequence[ArrayLike], titles: Sequence[str] | None = None) -> Picture:
    """Draw pictures side by side.

    Args:
        images: Grey pictures (H, W) or colour pictures (H, W, 3), all in 0 … 255 or all in 0 … 1.
        titles: A name for each picture.

    Raises:
        TypeError, ValueError: There are no pictures, or the titles do not match them.
    """
    arrays = [checked_array("images", image, {2: "(H, W)", 3: "(H, W, 3)"}) for image in images]
    if not arrays:
        raise ValueError("images must list at least one picture; received none")
    names = _titles(titles, len(arrays), "picture")
    top = 255 if max(float(array.max()) for array in arrays) > 1 else 1
    shown = [np.clip(array / top, 0, 1) for array in arrays]
    return _gallery(shown, names, GREY, [Normalize(0, 1)] * len(shown), INPUT)


def _picture(layout: Part, alt: str) -> Picture:
    """Return a picture of ``layout`` that fits a notebook's column."""
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    unit = min(UNIT, WIDEST / width)
    figure, axes = board(width, height, unit)
    layout.paint(axes, MARGIN, MARGIN, unit)
    return Picture(figure, alt, layout.html(), layout.width)


def _gallery(
    arrays: Sequence[Array],
    titles: Sequence[str],
    fill: Colormap,
    scales: Sequence[Normalize],
    colour: str,
) -> Picture:
    """Return arrays (H, W) or (H, W, 3) as pictures with titles, at most eight in a row.

    Args:
        arrays: The pictures.
        titles: A name for each picture.
        fill: The colours of the numbers of a picture (H, W).
        scales: The scale of each picture, which puts its numbers between 0 and 1 for ``fill``.
        colour: The colour of the titles.
    """
    cols = min(len(arrays), 4 if len(arrays) <= 8 else 8)
    rows = -(-len(arrays) // cols)
    side = min(4.0, WIDEST / cols)
    tall = max(array.shape[0] / array.shape[1] for array in arrays)
    figure, grid_of_axes = canvas(
        side * cols, (min(tall, 1.6) * side + 0.35) * rows, rows, cols, squeeze=False
    )
    for axes in grid_of_axes.flat:
        axes.set_axis_off()
    for axes, array, title, scale in zip(grid_of_axes.flat, arrays, titles, scales):
        axes.imshow(array, cmap=fill, norm=scale, interpolation="nearest")
        if array.ndim == 2:
            draw_signs(axes, array, fill, scale)
        axes.set_title(title, color=colour, loc="left", size=12, weight="bold")
        axes.set_anchor("N")
    sizes = sorted({f"{array.shape[0]} by {array.shape[1]}" for array in arrays})
    content = _gallery_html(arrays, titles, fill, scales, colour, side)
    return Picture(figure, f"{', '.join(titles)}: {' and '.join(sizes)} cells", content)


def _gallery_html(
    arrays: Sequence[Array],
    titles: Sequence[str],
    fill: Colormap,
    scales: Sequence[Normalize],
    colour: str,
    side: float,
) -> str:
    """Return the pictures of ``_gallery`` as HTML: as many in a row as are large enough.

    Args:
        arrays: The pictures.
        titles: A name for each picture.
        fill: The colours of the numbers of a picture (H, W).
        scales: The scale of each picture.
        colour: The colour of the titles.
        side: The width of a picture in inches, where the page is wide enough.
    """
    figures = []
    for array, title, scale in zip(arrays, titles, scales):
        grey = array.ndim == 2
        pixels = coloured_pixels(array, fill, scale) if grey else np.rint(array * 255)
        note = "" if array.any() else tag("small", "all 0")
        caption = tag("figcaption", f"{html.escape(title)} {note}")
        pictures = tag("img", src=data_address(png(pixels.astype(np.uint8))), alt="")
        marks = sign_marks(array, fill, scale) if grey else None
        if marks is not None:
            pictures += tag("img", src=data_address(png(marks)), alt="", class_="signs")
        figures.append(tag("figure", caption, tag("div", pictures, class_="signed")))
    most = side * PIXELS_PER_INCH
    per_row = min(len(arrays), round(WIDEST / side))
    columns = f"repeat(auto-fill,minmax(min(100%,{0.68 * most:.0f}px),1fr))"
    if per_row == len(arrays):
        columns = columns.replace("auto-fill", "auto-fit")
    style = f"color:{theme_colour(colour)};grid-template-columns:{columns}"
    width = f"width:{per_row * most:.0f}px;max-width:100%"
    return tag("div", *figures, class_="gallery", style=f"{style};{width}")


def in_words(values: Array, write: Callable[[float], str] = number) -> str:
    """Return the numbers (H, W) of a small grid, row by row; "" for a larger one.

    >>> in_words(np.array([[1, -2], [0, 3]]))
    ': 1 −2 / 0 3'
    """
    if max(values.shape) > MOST_IN_WORDS:
        return ""
    rows = (" ".join(write(value) for value in row) for row in values.tolist())
    return f": {' / '.join(rows)}"


def _titles(titles: Sequence[str] | None, count: int, noun: str) -> list[str]:
    """Return ``titles``, or ``noun`` with the numbers 1 … ``count`` where there are none."""
    if titles is None:
        numbered = [f"{noun} {i}".strip() for i in range(1, count + 1)]
        return numbered if count > 1 else [noun.capitalize()]
    if isinstance(titles, str) or len(titles) != count:
        raise ValueError(f"titles must be a list of {count}; received {titles!r}")
    return [str(title) for title in titles]
