"""The fully connected network follows its sliders, and its count is that of params."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from helpers.core import params
from helpers.lessons.lesson_01 import network
from helpers.lessons.lesson_01.network import MOST_LAYERS, MOST_NEURONS, explore_network

SLIDES = [5, 4, 5, 4, 5, 1]
BIASED = [4, 4, 4, 4, 4, 1]


def test_a_slider_redraws_the_network_and_its_count() -> None:
    shown = explore_network(SLIDES)
    assert "= 85 connections" in repr(shown)
    shown.controls["layer 1"].value = 6
    assert repr(shown) == network.dense_network([5, 6, 5, 4, 5, 1]).alt
    assert "5 → 6 → 5" in shown.view.value


def test_layers_come_and_go() -> None:
    shown = explore_network(SLIDES)
    shown.controls["layers"].value = 2
    assert "5·4 = 20 connections" in repr(shown)
    sliders = [shown.controls[f"layer {i}"] for i in range(MOST_LAYERS)]
    assert [each.layout.display == "none" for each in sliders] == [False] * 2 + [True] * 5
    shown.controls["layers"].value = MOST_LAYERS
    assert shown.view.value.count("<circle") == sum(SLIDES) + 1
    assert sliders[-1].layout.display == ""


def test_85_connections_or_85_parameters() -> None:
    shown = explore_network(BIASED)
    shown.controls["biases"].value = True
    assert "= 85 parameters" in repr(shown)
    other = explore_network(SLIDES)
    assert "= 85 connections" in repr(other)
    # Each parameter is one line; a bias is a line from an input that is always 1.
    assert shown.view.value.count("<line") == other.view.value.count("<line") == 85
    ones = len(BIASED) - 1
    assert shown.view.value.count("<circle") == sum(BIASED) + ones
    assert shown.view.value.count(">1</text>") == ones + 1


def test_a_drawing_without_its_count_shows_no_number_of_lines() -> None:
    drawn = network.dense_network(SLIDES, count=False)
    assert drawn.alt == "A fully connected network 5 → 4 → 5 → 4 → 5 → 1"
    assert "85" not in drawn.svg
    assert "5·4" not in drawn.svg
    assert drawn.svg.count("<line") == 85


def test_a_stored_page_keeps_a_picture_with_words() -> None:
    shown = explore_network([2, 3, 1])
    data, metadata = shown._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == repr(shown)
    assert "application/vnd.jupyter.widget-view+json" in data
    with Image.open(io.BytesIO(data["image/png"])) as image:
        assert image.size[0] > 200


@pytest.mark.parametrize(
    ("widths", "problem"),
    [
        ([5], "at least two layers; received"),
        ([5, 0], "at least 1; received 0"),
        ([5, MOST_NEURONS + 1], f"received {MOST_NEURONS + 1}"),
        ([1] * (MOST_LAYERS + 1), f"received {MOST_LAYERS + 1}"),
    ],
)
def test_widths_that_are_not_possible(widths: list[int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        explore_network(widths)


def test_at_the_ends_of_every_slider_the_count_is_that_of_params() -> None:
    shown = explore_network([1, 1])
    for name, control in shown.controls.items():
        for value in (True, False) if name == "biases" else (control.max, control.min):
            control.value = value
            values = shown.values
            widths = [values[f"layer {i}"] for i in range(values["layers"])]
            assert repr(params.fully_connected(widths, values["biases"])) in repr(shown)
