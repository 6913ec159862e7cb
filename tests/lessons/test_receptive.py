"""The tree shows the field that geometry computes; the shift counts what reference pools."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.core import reference
from helpers.core.network import receptive_field
from helpers.data import samples
from helpers.draw.svg import Diagram
from helpers.lessons.lesson_05 import receptive
from helpers.lessons.lesson_06 import pooled_shift

DIGIT = np.pad(samples.digit(3), ((2, 2), (1, 3)))


@pytest.mark.parametrize("dilations", [[1], [1, 1, 1], [1, 2, 4], [3, 1], [2, 2, 2]])
def test_a_tree_reaches_as_far_as_the_receptive_field(dilations: list[int]) -> None:
    field = receptive_field([(3, 1, dilation) for dilation in dilations]).size
    *_, cells = receptive.seen(dilations, field + 4)
    assert max(cells) - min(cells) + 1 == field
    assert f"= {field} cells" in repr(receptive.field_tree(dilations))


@pytest.mark.parametrize("dilations", [[1, 2, 4], [2, 2, 2], [3, 1]])
def test_the_cells_seen_are_those_that_change_the_unit(dilations: list[int]) -> None:
    size, changing = 27, set()
    for cell in range(size):
        y = np.eye(size, dtype=int)[cell]
        for dilation in dilations:
            y = reference.conv1d(y, [1, 1, 1], padding="same", dilation=dilation)
        if y[size // 2]:
            changing.add(cell)
    assert receptive.seen(dilations, size)[-1] == changing


def test_gaps_are_told() -> None:
    assert "of which 7 are read" in receptive.field_tree([2, 2, 2]).alt
    assert "are read" not in receptive.field_tree([1, 2, 4]).alt


@pytest.mark.parametrize("wrong", [[], [16], [1, 0]])
def test_trees_that_cannot_be(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="received"):
        receptive.field_tree(wrong)


def test_the_tree_follows_its_sliders() -> None:
    live = receptive.explore_field([1, 1, 1])
    before = live.drawn
    live.controls["layer 3"].value = 4
    assert "dilations 1, 1, 4" in live.drawn.alt
    assert isinstance(before, Diagram)
    assert isinstance(live.drawn, Diagram)
    assert live.drawn.width == before.width, "it must not jump while it is dragged"


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


def test_every_change_is_outlined() -> None:
    _, _, differ = pooled_shift.changed(DIGIT, 1)
    drawn = pooled_shift.compare(DIGIT, 1)
    assert drawn.svg.count('fill="none"') == differ.sum()
    assert f"{differ.sum()} of 36 values changed" in drawn.alt


def test_the_shift_follows_its_controls() -> None:
    live = pooled_shift.explore_shift(DIGIT)
    live.controls["right"].value = 3
    live.controls["pooling"].value = "average 2×2"
    assert "by 3, and its average 2×2 pooling" in live.drawn.alt


def test_wrong_input_is_told() -> None:
    with pytest.raises(ValueError, match="max 2×2"):
        pooled_shift.changed(DIGIT, 1, "median")
    with pytest.raises(ValueError, match="right must be at least 0"):
        pooled_shift.changed(DIGIT, -1)
