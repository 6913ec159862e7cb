"""Softmax and cross-entropy agree with Keras, and their formulas and drawing with them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.core import reference
from helpers.draw.svg import Diagram
from helpers.lessons.lesson_08 import classes, formulas

scores = st.lists(st.integers(-5, 5), min_size=2, max_size=6)


@given(scores, st.data())
def test_cross_entropy_against_keras(row: list[int], data: st.DataObject) -> None:
    from keras import losses

    right = data.draw(st.integers(0, len(row) - 1))
    target, p = np.eye(len(row))[right], reference.softmax(row)
    theirs = losses.CategoricalCrossentropy()(target[np.newaxis], p[np.newaxis])
    assert formulas.cross_entropy(p, target) == pytest.approx(float(theirs), rel=1e-4, abs=1e-5)


@given(scores, st.data())
def test_formulas_end_in_the_number(row: list[int], data: st.DataObject) -> None:
    right = data.draw(st.integers(0, len(row) - 1))
    p = reference.softmax(row)
    assert formulas.softmax_formula(row, right).endswith(f" = {p[right]:.3f}")
    if p[right] > 0.01:
        written = formulas.loss_formula(p, np.eye(len(row), dtype=int)[right])
        assert written.endswith(f" = −ln {p[right]:.3f} = {-np.log(p[right]):.3f}")


def test_soft_targets_count_every_class() -> None:
    assert formulas.cross_entropy([0.5, 0.5], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert "= −ln" not in formulas.loss_formula([0.5, 0.5], [0.5, 0.5])


def test_wrong_arguments_are_explained() -> None:
    with pytest.raises(ValueError, match="above 0"):
        formulas.cross_entropy([1, 0], [0, 1])
    with pytest.raises(ValueError, match="must match"):
        formulas.cross_entropy([1, 0], [0, 1, 0])
    with pytest.raises(ValueError, match="0 … 2; received 3"):
        formulas.softmax_formula([1, 2, 3], 3)
    with pytest.raises(ValueError, match="a name for each"):
        classes.draw_classes([1, 2, 3], ["cat", "dog"], 0)
    with pytest.raises(ValueError, match="-3 … 6; received 9"):
        classes.explore_classes([9, 0], ["cat", "dog"])
    with pytest.raises(ValueError, match="of its own"):
        classes.explore_classes([1, 0], ["cat", "cat"])


def test_controls_redraw() -> None:
    live = classes.explore_classes()
    assert repr(live).endswith("cat: loss 0.349")
    live.controls["truth"].value = "dog"
    live.controls["score_dog"].value = 5
    assert repr(live).startswith("Softmax of cat 2, dog 5, horse −1: 4.7 %, 95.0 %, 0.2 %.")
    assert isinstance(live.drawn, Diagram)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", live.drawn.svg)
    assert {"95.0 %", "148.41", "loss = −ln 0.950 = 0.051"} <= set(texts)
    assert live.view.value == live.drawn.html


def test_a_small_probability_is_not_shown_as_0() -> None:
    drawn = classes.draw_classes([-3, 1, 6], ["cat", "dog", "horse"], 0)
    assert "−ln 0.00012 = 9.007" in drawn.svg
    assert "0.0 %" not in drawn.svg
    assert "&lt; 0.1 %" in drawn.svg
    assert "off the scale" in drawn.svg
    assert "off the scale" not in classes.draw_classes([2, 1, 0], ["cat", "dog", "horse"], 1).svg
