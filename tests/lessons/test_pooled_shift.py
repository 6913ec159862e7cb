"""The pooled values that a shift changes are those of the reference, and they are outlined."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.core import reference
from helpers.data import samples
from helpers.lessons.lesson_06 import pooled_shift

DIGIT = np.pad(samples.digit(3), ((2, 2), (1, 3)))


@pytest.mark.parametrize("pooling", pooled_shift.POOLINGS)
def test_nothing_changes_without_a_shift(pooling: str) -> None:
    before, after, differ = pooled_shift.changed(DIGIT, 0, pooling)
    assert (before == after).all()
    assert not differ.any()


@pytest.mark.parametrize("right", [1, 2, 3])
def test_what_a_shift_changes(right: int) -> None:
    _, after, differ = pooled_shift.changed(DIGIT, right)
    assert (after == reference.max_pool2d(np.roll(DIGIT, right, axis=1), 2)).all()
    assert differ.any()
    assert not pooled_shift.changed(DIGIT, right, "global average")[2].any()


def test_a_shift_by_the_stride_moves_the_map_by_one_cell() -> None:
    before, after, _ = pooled_shift.changed(DIGIT, 2)
    assert (after[:, 1:] == before[:, :-1]).all()
    drawn = pooled_shift.draw_shift(DIGIT, 2)
    assert drawn.alt.endswith("the same values, 1 cell further")
    assert 'fill="none"' not in drawn.svg, "nothing is outlined: no value is another"


def test_every_change_is_outlined() -> None:
    _, _, differ = pooled_shift.changed(DIGIT, 1)
    drawn = pooled_shift.draw_shift(DIGIT, 1)
    assert drawn.svg.count('fill="none"') == differ.sum()
    assert f"{differ.sum()} of 36 values changed" in drawn.alt


@pytest.mark.parametrize("right", [1, 2, 3])
def test_a_share_is_one_of_the_values_where_the_digit_is_or_was(right: int) -> None:
    before, after, differ = pooled_shift.changed(DIGIT, right)
    ink = (before > 0) | (after > 0)
    share = pooled_shift.share_changed(DIGIT, right)
    assert share == pytest.approx(differ.sum() / ink.sum())
    assert share > differ.mean(), "the background counts in neither"


def test_the_shift_follows_its_controls() -> None:
    live = pooled_shift.explore_shift(DIGIT)
    live.controls["right"].value = 3
    live.controls["pooling"].value = "average 2×2"
    assert "by 3, and its average 2×2 pooling" in live.drawn.alt


def test_wrong_arguments_are_explained() -> None:
    with pytest.raises(ValueError, match="max 2×2"):
        pooled_shift.changed(DIGIT, 1, "median")
    with pytest.raises(ValueError, match="right must be at least 0"):
        pooled_shift.changed(DIGIT, -1)
    with pytest.raises(ValueError, match="all values are 0"):
        pooled_shift.share_changed(np.zeros((4, 4)), 1)
