"""The counts of three layers agree with counts by hand, and the drawing follows the sliders."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.lessons.lesson_04 import counts


@given(st.integers(3, 12), st.integers(1, 3), st.integers(1, 3), st.integers(1, 5))
def test_counts_by_hand(side: int, kernel: int, channels: int, filters: int) -> None:
    dense, own, shared = counts.rivals(side, kernel, channels, filters)
    m = side * side * channels
    n = (side - kernel + 1) ** 2 * filters
    k = kernel * kernel * channels
    assert (dense, dense.connections) == (m * n + n, m * n)
    assert (own, own.connections) == (k * n + n, k * n)
    assert (shared, shared.connections) == (k * filters + filters, k * n)


def test_the_case_of_lesson_01() -> None:
    dense, _, shared = counts.rivals(32, 3, 3, 32)
    assert (int(dense), int(shared)) == (88_502_400, 896)


def test_the_drawing_says_the_numbers() -> None:
    shown = counts.explore_counts(28, 3)
    assert "convolution: 10 parameters, 6,084 multiplications" in repr(shown)
    shown.controls["side"].value = 56
    assert "convolution: 10 parameters, 26,244 multiplications" in repr(shown)
    assert "(3·3·1 + 1)·1" in shown.view.value


def test_the_longest_number_is_not_cut() -> None:
    svg = counts.draw_counts(256, 1, 4, 64).svg
    ends = [
        float(x) + 10.2 * len(number)
        for x, number in re.findall(r'x="([\d.]+)"[^>]*>([\d,]+)<', svg)
    ]
    assert len(ends) >= 6
    assert max(ends) < counts.WIDTH


def test_a_kernel_that_is_too_large_is_explained() -> None:
    shown = counts.explore_counts(8, 3)
    shown.controls["kernel"].value = 9
    assert "9×9 does not fit into a picture of 8×8" in shown.note.value
    assert "padding" not in shown.note.value, "that is for lesson 05"
    assert "8×8" in repr(shown)


@pytest.mark.parametrize(("side", "kernel"), [(1, 1), (256, 1), (256, 15)])
def test_every_size_can_be_drawn(side: int, kernel: int) -> None:
    assert counts.draw_counts(side, kernel, 4, 64).png
