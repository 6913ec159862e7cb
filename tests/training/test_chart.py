"""Curves and filters as HTML: their colours, their number, and where values are written."""

from __future__ import annotations

import re

import numpy as np
import pytest

from helpers.draw.colours import INPUT, KERNEL
from helpers.training.view import chart
from helpers.training.view.filters import filter_tiles
from helpers.training.view.style import STYLE


def fills(tiles: str) -> list[str]:
    return re.findall('fill="(#......)"', tiles)


def test_filters_of_three_channels_share_a_scale_with_grey_for_zero() -> None:
    filters = np.zeros((1, 2, 3, 2), np.float32)
    filters[0, 0, :, 0] = [2, -2, 0]
    filters[0, 1, :, 1] = 1
    assert fills(filter_tiles(filters, "")) == ["#ff0080", "#808080", "#808080", "#bfbfbf"]


def test_filters_of_one_channel_have_the_colours_of_signed_numbers() -> None:
    filters = np.array([-1, 0, 1], np.float32).reshape(1, 3, 1, 1)
    assert fills(filter_tiles(filters, "")) == ["#805abe", "#ffffff", "#f09632"]


def test_only_some_of_many_filters_are_drawn() -> None:
    tiles = filter_tiles(np.ones((3, 3, 3, 256), np.float32), "")
    assert "64 of 256, 3×3×3" in tiles
    assert tiles.count("<svg") == 64
    assert filter_tiles(np.ones((11, 11, 3, 96), np.float32), "").count("<svg") == 19


def test_last_values_of_two_curves_do_not_overlap() -> None:
    axes = chart.Axes(5, 1.0, "{:.2f}")
    for low in (0.0, 0.5, 1.0):
        figure = chart.curves("Loss", axes, [(3, low)], [(3, low)])
        heights = [float(y) for y in re.findall(r'class="value" x="[\d.]+" y="([\d.]+)"', figure)]
        assert abs(heights[0] - heights[1]) == pytest.approx(chart.VALUE_DISTANCE)
        assert all(0 < y < chart.BOTTOM + 8 for y in heights)


def test_curves_have_the_colours_of_the_palette() -> None:
    assert f"--training: {INPUT}; --validation: {KERNEL};" in STYLE
    assert "$" not in STYLE, "every placeholder must be filled in"
