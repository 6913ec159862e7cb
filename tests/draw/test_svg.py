"""The pieces of SVG are where they should be, and say what they hold."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from matplotlib.colors import Normalize
from PIL import Image

from helpers.draw.cells import svg_cells
from helpers.draw.colours import NEGATIVE, OUTPUT, PANEL, POSITIVE
from helpers.draw.figures import feature_maps
from helpers.draw.markup import STYLE
from helpers.draw.pixels import sign_marks
from helpers.draw.svg import card, raster
from helpers.draw.theme import GREY, SIGNED, signed_scale
from helpers.lessons.lesson_02.panels import bars


def test_cells_hold_each_number_once_and_colour_means_sign() -> None:
    svg = "".join(svg_cells(np.array([[5, -5], [0, 3]]), 0, 0, 20))
    assert re.findall(r">([^<]+)</text>", svg) == ["5", "−5", "0", "3"]
    assert POSITIVE in svg
    assert NEGATIVE in svg


def test_faded_cells_stand_back() -> None:
    values = np.array([[0, 2]])
    assert PANEL in svg_cells(values, 0, 0, 20, faded=values == 0)[0]
    assert PANEL not in "".join(svg_cells(values, 0, 0, 20))


def test_the_largest_output_is_named_in_green() -> None:
    parts = bars(np.array([3, -8, 5]), np.array([0, 0, 0]), ["a", "b", "c"], 0, 0, 300)
    green = [part for part in parts if OUTPUT in part]
    assert [re.search(r">([^<]+)</text>", part)[1] for part in green] == ["c", "5"]  # type: ignore[index]


def test_bars_and_marks_share_one_scale() -> None:
    parts = bars(np.array([10, 4]), np.array([10, 8]), ["a", "b"], 0, 0, 300)
    boxes = [part for part in parts if part.startswith("<rect")][1:]
    lefts = [float(re.search(r' x="([-\d.]+)"', part)[1]) for part in boxes]  # type: ignore[index]
    wides = [float(re.search(r' width="([-\d.]+)"', part)[1]) for part in boxes]  # type: ignore[index]
    # Bar, mark, bar, mark: the first mark at its bar's end, the second at twice its bar's.
    assert lefts[1] + 1.5 == pytest.approx(lefts[0] + wides[0])
    assert lefts[3] + 1.5 - lefts[2] == pytest.approx(2 * wides[2])


def test_all_zero_has_a_scale() -> None:
    assert signed_scale(np.zeros((2, 2)))(0.0) == 0.5
    assert bars(np.zeros(2), np.zeros(2), ["a", "b"], 0, 0, 100)


def test_a_picture_keeps_its_shape() -> None:
    svg = raster(np.ones((2, 4)), 0, 0, 100, GREY, Normalize(0, 1))
    assert 'width="100" height="50"' in svg
    assert card(120, 70, "A picture", [svg]).png


def test_a_still_of_noise_stays_small_and_sharp() -> None:
    noise = np.random.default_rng(0).integers(0, 2, (100, 100))
    still = card(420, 420, "Noise", [raster(noise, 10, 10, 400, GREY, Normalize(0, 1))]).png
    assert len(still) < 20_000
    with Image.open(io.BytesIO(still)) as image:
        inside = np.asarray(image.convert("L"))[30:800, 30:800]
    assert np.isin(inside, (0, 255)).all(), "no cell is blurred into the next"


@pytest.mark.parametrize("size", [(60, 40), (60, 40.51), (60.51, 40)])
def test_a_card_is_white_to_its_last_row_and_column(size: tuple[float, float]) -> None:
    with Image.open(io.BytesIO(card(*size, "nothing", []).png)) as image:
        pixels = np.asarray(image.convert("L"))
    assert pixels.min() == 255


def test_a_number_below_zero_has_a_mark_where_it_is_printed() -> None:
    values = np.array([[4.0, -4.0], [0.0, -0.1]])
    marks = sign_marks(values, SIGNED, Normalize(-4, 4))
    assert marks is not None
    side = len(marks) // 2
    marked = marks[..., 3].reshape(2, side, 2, side).any(axis=(1, 3))
    assert marked.tolist() == [[False, True], [False, False]], "the last one is nearly white"
    svg = raster(values, 0, 0, 100, SIGNED, Normalize(-4, 4))
    assert svg.count('class="signs"') == 1
    assert 'class="signs"' not in raster(values, 0, 0, 100, GREY, Normalize(-4, 4))
    assert "@media print { .cnn-still .signs { display: inline } }" in STYLE


def test_a_sign_is_told_without_colour_in_a_stored_map() -> None:
    """In grey, the part of a map that is below zero has lines, and the other has none."""
    values = np.tile(np.repeat([3.0, -3.0], 40), (80, 1))
    with Image.open(io.BytesIO(feature_maps(values).png)) as picture:
        grey = np.asarray(picture.convert("L"), float)
    middle = len(grey) // 2
    above, below = (
        grey[middle : middle + 40, round(share * grey.shape[1])] for share in (0.25, 0.75)
    )
    assert np.ptp(above) == 0
    assert np.ptp(below) > 25
