"""The product with the matrix of a convolution equals the convolution; it is a Toeplitz matrix."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.core import reference
from helpers.lessons.lesson_04 import connections, unrolled

WEIGHTS = st.integers(-9, 9)


@given(st.lists(WEIGHTS, min_size=1, max_size=5), st.integers(5, 12))
def test_one_axis(kernel: list[int], size: int) -> None:
    matrix = unrolled.matrix(kernel, size)
    x = np.arange(size) ** 2 % 7
    assert (matrix @ x == reference.conv1d(x, kernel)).all()
    # Toeplitz: each entry equals the one up and to the left of it.
    assert (matrix[1:, 1:] == matrix[:-1, :-1]).all()


@given(st.integers(1, 3), st.integers(1, 3), st.integers(3, 6), st.integers(3, 6))
def test_two_axes(kh: int, kw: int, height: int, width: int) -> None:
    kernel = 1 + np.arange(kh * kw).reshape(kh, kw)
    x = np.arange(height * width).reshape(height, width) ** 2 % 11
    matrix = unrolled.matrix(kernel, (height, width))
    expected = reference.conv2d(x, kernel)
    assert (matrix @ x.reshape(-1) == expected.reshape(-1)).all()
    assert (matrix != 0).sum() == expected.size * kernel.size


@pytest.mark.parametrize(
    ("kernel", "size", "error"),
    [
        ([1, 2], (4, 4), "slides over 1 axis"),
        ([[1, 2]], 4, "slides over 2 axes"),
        ([1, 2, 3], 2, "larger than the input"),
    ],
)
def test_what_does_not_fit(kernel: Any, size: Any, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        unrolled.matrix(kernel, size)


def test_the_outlined_row_follows_the_slider() -> None:
    shown = unrolled.explore_matrix(np.eye(5, dtype=int), [[1, 2], [3, 4]], output=0)
    for output in (0, 15):
        shown.controls["output"].value = output
        assert f"row {output} of a matrix of 16 by 25" in repr(shown)
        assert f"row {output} outlined" in shown.view.value
    assert shown.controls["output"].max == 15


def test_the_flattened_picture_stands_above_the_columns_that_it_meets() -> None:
    picture = np.arange(100, 125).reshape(5, 5)
    svg = unrolled.draw_step(picture, np.ones((3, 3), int)).svg
    above, below = (
        [x for x, text in re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>([^<]*)</text>', part)]
        for part in svg.split("The picture, flattened")[1].split("The same as a matrix")
    )
    assert above[1:26] == below[1:26], "one below the other"


def test_a_wide_matrix_has_no_numbers() -> None:
    assert unrolled.draw_matrix([1, 2, 3], 25).svg.count("<text") == 23 * 25 + 2
    assert unrolled.draw_matrix([1, 2, 3], 26).svg.count("<text") == 2


def test_connections_are_counted_as_they_are_drawn() -> None:
    drawn = connections.draw_connections(7, 3)
    assert drawn.svg.count("<line") == 35 + 15 + 15
    assert "sparse and shared: 15 lines, 3 weights" in drawn.alt
