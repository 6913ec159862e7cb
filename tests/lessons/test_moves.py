"""A convolution is equivariant to shifts, and to other moves only with certain kernels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data import samples
from helpers.data.samples import shifted
from helpers.lessons.lesson_04 import moves

THREE = moves.on_black(samples.digit(3), 4)
SOBEL = samples.KERNELS["sobel x"]


@given(st.integers(-2, 2), st.integers(-2, 2), st.integers(0, 9))
def test_a_shifted_picture_gives_the_shifted_map(down: int, right: int, number: int) -> None:
    x = moves.on_black(samples.digit(number), 4)
    kernel = np.random.default_rng(number).integers(-9, 9, (3, 3))
    first, second = moves.both_ways(x, kernel, lambda z: shifted(z, down, right))
    assert (first == second).all()


@pytest.mark.parametrize("move", [np.rot90, np.fliplr, moves.doubled])
def test_other_moves_give_another_map(move: object) -> None:
    first, second = moves.both_ways(THREE, SOBEL, move)  # type: ignore[arg-type]
    assert first.shape == second.shape
    assert (first != second).any()


@pytest.mark.parametrize(("name", "same"), [("laplacian", True), ("sobel y", False)])
def test_only_kernels_that_equal_their_turn_give_the_turned_map(name: str, same: bool) -> None:
    first, second = moves.both_ways(THREE, samples.KERNELS[name], np.rot90)
    assert (first == second).all() == same


def test_doubled_maps_are_compared_at_the_same_places() -> None:
    # A kernel that only reads its centre gives equal maps if the same places are compared.
    first, second = moves.both_ways(THREE, samples.KERNELS["identity"], moves.doubled)
    assert (first == second).all()


def test_the_drawing_says_what_differs() -> None:
    shown = moves.explore_moves(THREE, SOBEL)
    assert "no cell differs" in repr(shown)
    for right, down in ((2, 2), (-6, 6)):  # the second leaves the frame
        shown.controls["right"].value, shown.controls["down"].value = right, down
        assert "no cell differs" in repr(shown)
    for move in moves.MOVES[1:]:
        shown.controls["move"].value = move
        assert f"({move})" in repr(shown)
        assert "cells differ" in repr(shown)


def test_sliders_without_an_effect_are_hidden() -> None:
    shown = moves.explore_moves(THREE, SOBEL, moves.TURN)
    sliders = [shown.controls[name] for name in ("right", "down")]
    assert [slider.layout.display for slider in sliders] == ["none", "none"]
    shown.controls["move"].value = moves.SHIFT
    assert [slider.layout.display for slider in sliders] == ["", ""]


def test_an_unknown_move() -> None:
    with pytest.raises(ValueError, match="received 'jump'"):
        moves.draw_move(THREE, SOBEL, "jump")
