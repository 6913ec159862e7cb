"""The tree of a unit shows the receptive field that helpers.core.network computes."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.core import reference
from helpers.core.network import receptive_field
from helpers.draw.svg import Diagram
from helpers.lessons.lesson_05 import receptive


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


def test_gaps_are_counted() -> None:
    assert "of which 7 are read" in receptive.field_tree([2, 2, 2]).alt
    assert "are read" not in receptive.field_tree([1, 2, 4]).alt


@pytest.mark.parametrize("wrong", [[], [16], [1, 0]])
def test_trees_that_are_not_possible(wrong: list[int]) -> None:
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
