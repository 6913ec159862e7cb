"""The ladder shows the shapes of the reference, the counts of params, and one card a channel."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.core import reference
from helpers.lessons.lesson_07.ladder import (
    MOST_FILTERS,
    MOST_KERNEL,
    MOST_SIZE,
    explore_ladder,
    ladder,
)


@pytest.mark.parametrize(("size", "kernel", "filters"), [(8, 3, 4), (12, 5, 6), (5, 1, 1)])
def test_each_rung_has_the_shapes_of_the_reference(size: int, kernel: int, filters: int) -> None:
    lines = ladder(size, kernel, filters).alt.splitlines()
    signal = reference.conv1d(np.ones((size, 1)), np.ones((kernel, 1, 1)))
    assert f"({size}, 1) ∗ ({kernel}, 1, 1) → {signal.shape}" in lines[0]
    for line, depth, many in zip(lines[1:], (1, 3, 3), (1, 1, filters)):
        weights = np.ones((kernel, kernel, depth, many))
        made = reference.conv2d(np.ones((size, size, depth)), weights)
        assert f"{(size, size, depth)} ∗ {weights.shape} → {made.shape}" in line
        assert f"= {weights.size + many} parameters" in line


def test_parameters_do_not_depend_on_the_size_of_the_picture() -> None:
    shown = explore_ladder()
    before = [line.split(", (")[-1] for line in repr(shown).splitlines()]
    shown.controls["size"].value = MOST_SIZE
    after = [line.split(", (")[-1] for line in repr(shown).splitlines()]
    assert before == after
    shown.controls["filters"].value = 5
    assert "·5 = 140 parameters" in repr(shown)
    assert shown.view.value.count("<title>") == 1


def test_the_largest_settings_fit_on_the_drawing() -> None:
    drawn = ladder(MOST_SIZE, MOST_KERNEL, MOST_FILTERS)
    # Cards: inputs 1 + 1 + 3 + 3, filters 1 + 1 + 3 + 3 each, outputs 1 + 1 + 1 and one each.
    assert drawn.svg.count('fill-opacity="0.3"') == 8 + 5 + 3 * MOST_FILTERS + 3 + MOST_FILTERS
    lefts = [float(piece.split('"')[0]) for piece in drawn.svg.split(' x="')[1:]]
    assert max(lefts) < drawn.width


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"size": 3, "kernel": 5}, "kernel 5"),
        ({"filters": MOST_FILTERS + 1}, f"filters must lie in 1 … {MOST_FILTERS}; received"),
        ({"filters": 0}, "filters must be at least 1; received 0"),
    ],
)
def test_settings_that_are_not_possible(settings: dict[str, int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        ladder(**settings)
