"""A switch changes the map of one filter only; signals are drawn as lines."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.core import reference
from helpers.data import samples
from helpers.draw.closeup import lines
from helpers.lessons.lesson_07.switchboard import Switchboard

PICTURE = samples.pattern("hill", 9)
COLOUR = np.random.default_rng(3).integers(0, 255, (8, 9, 3))


def test_switches_change_the_shape_the_count_and_the_maps_shown() -> None:
    board = Switchboard(PICTURE, samples.KERNELS)
    assert "(9, 9, 1) ∗ (3, 3, 1, 7) → (7, 7, 7)" in repr(board)
    assert board.shown.value.count("<img") == 7
    board.switches["blur"].value = False
    board.switches["emboss"].value = False
    assert board.on == ["identity", "sharpen", "sobel x", "sobel y", "laplacian"]
    assert "→ (7, 7, 5)" in repr(board)
    assert "(3·3·1 + 1)·5 = 50 parameters" in board.said.value
    assert 'alt="feature map of blur"' not in board.shown.value
    assert board.shown.value.count("<img") == 5


def test_nothing_switched_on_is_said_and_drawn() -> None:
    board = Switchboard(PICTURE, {"blur": np.ones((3, 3))})
    board.switches["blur"].value = False
    assert "switch one on" in board.said.value
    assert board.shown.value.count("<img") == 0
    assert board._repr_mimebundle_()[0]["text/plain"] == repr(board)


def test_the_other_maps_stay_the_same() -> None:
    board = Switchboard(PICTURE, samples.KERNELS)
    tiles = board.shown.value
    board.switches["identity"].value = False
    assert board.shown.value.split("<figure")[1:] == tiles.split("<figure")[2:]


def test_deep_filters_see_all_channels() -> None:
    edge = samples.KERNELS["sobel x"][:, :, np.newaxis]
    bank = {"even": edge * [1, 1, 1], "red − green": edge * [1, -1, 0]}
    board = Switchboard(COLOUR, bank)
    assert "(8, 9, 3) ∗ (3, 3, 3, 2) → (6, 7, 2)" in repr(board)
    expected = reference.conv2d(COLOUR, np.stack(list(bank.values()), -1))
    assert (board.maps == expected).all()


def test_maps_around_zero_are_coloured_and_pictures_grey() -> None:
    board = Switchboard(PICTURE, {"blur": np.ones((3, 3)) / 9, "edge": samples.KERNELS["sobel x"]})
    blur, edge = board._pixels.values()
    assert (blur[..., 0] == blur[..., 2]).all()
    assert (edge[..., 0] != edge[..., 2]).any()


@pytest.mark.parametrize(
    ("bank", "problem"),
    [
        ({}, "arrays of one shape; received none"),
        ({"a": np.ones((3, 3)), "b": np.ones((2, 2))}, "arrays of one shape"),
        ({"deep": np.ones((3, 3, 2))}, "filter is as deep as its input"),
        ({"large": np.ones((30, 30))}, "larger than the input"),
    ],
)
def test_filters_that_do_not_fit(bank: dict[str, np.ndarray], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Switchboard(PICTURE, bank)


def test_a_shorter_line_stands_under_the_middles_of_its_windows() -> None:
    signal = samples.signal("wave", 20)
    picture = lines({"signal": signal, "smoothed": reference.conv1d(signal, np.ones(5) / 5)})
    first, second = (axes.lines[-1].get_xdata() for axes in picture.figure.axes)
    assert list(np.asarray(first)[[0, -1]]) == [0, 19]
    assert list(np.asarray(second)[[0, -1]]) == [2, 17]
    assert picture.alt == "signal, smoothed: 20 and 16 numbers along one line"


def test_lines_of_nothing_or_of_pictures() -> None:
    with pytest.raises(ValueError, match="at least one signal; received none"):
        lines({})
    with pytest.raises(ValueError, match=r"must have shape \(L,\)"):
        lines({"picture": PICTURE})
