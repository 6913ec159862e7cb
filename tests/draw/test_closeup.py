"""Close-ups show the part that they name, and refuse one that is not there."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from helpers.draw.closeup import closeups, grids, maps

X = np.arange(48).reshape(6, 8)


def test_each_part_is_the_part() -> None:
    drawn = closeups(X, [(1, 2, 3, 4)], ["A part"], "All")
    whole, part = drawn.figure.axes
    assert (np.asarray(part.images[0].get_array()) == X[1:4, 2:6]).all()
    (outline,) = whole.patches
    assert outline.get_xy() == (1.5, 0.5)  # type: ignore[attr-defined]
    assert drawn.alt == "All, and parts of it drawn large: A part (3 by 4)"


@pytest.mark.parametrize(
    ("windows", "titles", "error"),
    [
        ([(4, 0, 3, 3)], ["a"], "beyond the picture's 6 rows"),
        ([(0, 0, 3, 3)], [], "1 windows and 0 titles"),
        ([], [], "0 windows"),
        ([(0, 0, 3)], ["a"], "row, col, height, width"),
        ([(0, 0, 0, 3)], ["a"], "height must be at least 1"),
    ],
)
def test_bad_windows(windows: Any, titles: list[str], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        closeups(X, windows, titles, "All")


def test_grids_need_titles() -> None:
    with pytest.raises(ValueError, match="2 arrays and 1 titles"):
        grids([X, X], ["Input"])
    assert grids([X], ["Input"]).svg.count("<text") == X.size + 1


def test_maps_are_drawn_to_one_scale() -> None:
    drawn = maps([np.ones((2, 3)), np.ones((4, 6))], ["a", "b"])
    images = re.findall(r'<image [^>]*width="([\d.]+)" height="([\d.]+)"', drawn.svg)
    (width, height), (twice, high) = ((float(w), float(h)) for w, h in images)
    assert (twice, high) == (2 * width, 2 * height)
    assert width / height == 3 / 2
