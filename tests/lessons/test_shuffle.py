"""A shuffle of pixels and weights changes no dense output; a shift of the picture does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.core import reference
from helpers.data import samples
from helpers.lessons.lesson_02 import digit_layer, shuffle

PICTURES, LABELS = digit_layer.digits()
KERNEL, BIAS = digit_layer.templates(PICTURES, LABELS)


def right(pictures: np.ndarray, kernel: np.ndarray) -> float:
    winners = reference.dense(pictures, kernel, BIAS).argmax(axis=1)
    return float((winners == LABELS).mean())


def test_templates_choose_the_nearest_mean() -> None:
    means = np.stack([PICTURES[i == LABELS].mean(axis=0) for i in range(10)])
    nearest = ((PICTURES[:, np.newaxis] - means) ** 2).sum(axis=2).argmin(axis=1)
    winners = reference.dense(PICTURES, KERNEL, BIAS).argmax(axis=1)
    # Rounded weights decide a few close cases otherwise.
    assert (winners == nearest).mean() > 0.97
    assert right(PICTURES, KERNEL) > 0.9


def test_a_shift_changes_the_accuracy_and_a_shuffle_does_not() -> None:
    order = shuffle.order(64)
    assert right(PICTURES[:, order], KERNEL[order]) == right(PICTURES, KERNEL)
    assert right(PICTURES[:, order], KERNEL) < 0.5
    moved = [samples.shifted(each.reshape(8, 8), right=1).reshape(-1) for each in PICTURES]
    assert right(np.array(moved), KERNEL) < 0.4


@given(st.integers(2, 200), st.integers(0, 100))
def test_an_order_moves_as_many_as_it_says(count: int, percent: int) -> None:
    order = shuffle.order(count, percent)
    assert sorted(order.tolist()) == list(range(count))
    chosen = round(count * percent / 100)
    assert (order != np.arange(count)).sum() == (chosen if chosen > 1 else 0)


def test_pixels_that_move_at_a_low_percentage_move_at_a_high_one() -> None:
    few, many = (shuffle.order(64, percent) != np.arange(64) for percent in (20, 60))
    assert many[few].all()


@pytest.mark.parametrize("percent", [101, -1])
def test_percent_out_of_range(percent: int) -> None:
    with pytest.raises(ValueError, match=f"received {percent}"):
        shuffle.order(8, percent)


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_shifted_moves_a_dot(down: int, right: int) -> None:
    x = np.zeros((4, 5), int)
    x[1, 2] = 7
    expected = np.zeros_like(x)
    if 0 <= 1 + down < 4 and 0 <= 2 + right < 5:
        expected[1 + down, 2 + right] = 7
    assert (samples.shifted(x, down, right) == expected).all()


def test_labels_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="2 whole numbers"):
        digit_layer.templates([[1, 2], [3, 4]], [0])


def test_watching_a_shuffle() -> None:
    shown = shuffle.watch_shuffle(samples.digit(3), KERNEL, BIAS)
    for percent in (0, 50, 100):
        shown.controls["percent"].value = percent
        assert "10 of them are as before" in repr(shown)
        assert "unit 3 answers most strongly" in repr(shown)
    shown.controls["weights_do"].value = shuffle.STAY
    assert "10 of them are as before" not in repr(shown)


def test_a_shuffle_begins_with_the_picture_as_it_is_and_is_stored_shuffled() -> None:
    shown = shuffle.watch_shuffle(samples.digit(3), KERNEL, BIAS)
    assert "0 % moved" in shown.view.value
    assert "70 % of its pixels moved" in shown.still()[0]["text/plain"]
    shown.controls["percent"].value = 20
    assert "20 % of its pixels moved" in shown.still()[0]["text/plain"]


def test_watching_a_shift() -> None:
    shown = shuffle.watch_shift(samples.digit(3), KERNEL, BIAS)
    assert "unit 9 answers most strongly, without a shift it was unit 3" in repr(shown)
    shown.controls["right"].value = 0
    assert "unit 3 answers most strongly" in repr(shown)
    shown.controls["down"].value = -2
    assert "2 up" in repr(shown)


def test_watching_a_detector() -> None:
    photo = samples.photograph("photographer", 40)
    shown = shuffle.watch_detector(photo, lambda x: abs(x[:, 1:] - x[:, :-1]))
    shown.controls["percent"].value = 0
    assert "1.0 times as much" in repr(shown)
    shown.controls["percent"].value = 50
    assert "1.0 times as much" not in repr(shown)
