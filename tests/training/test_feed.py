"""The order of the pictures, and what is left of an epoch."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.training.pipeline import Feed

X = np.arange(10, dtype=np.uint8).reshape(10, 1, 1, 1)
Y = np.arange(10, dtype=np.float32).reshape(10, 1)


def test_epoch_brings_every_picture_once_in_an_order_of_its_own() -> None:
    feed = Feed(X, Y, kept=10, batch_size=4, seed=0)
    epochs = [list(feed.epoch(number)) for number in range(2)]
    orders = [np.concatenate([x.ravel() for x, _ in epoch]).tolist() for epoch in epochs]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(10))
    assert orders[0] != orders[1]
    assert [len(x) for x, _ in epochs[0]] == [4, 4, 2]
    for x, y in epochs[0]:
        assert x.dtype == np.uint8
        np.testing.assert_array_equal(x.ravel(), y.ravel())


def test_seed_settles_the_order() -> None:
    first, same, other = (
        np.concatenate([x for x, _ in Feed(X, Y, 10, 4, seed).epoch(3)]) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


@pytest.mark.parametrize("steps, batch", [(1, 3), (2, 2)])
def test_rest_of_an_epoch_is_its_end(steps: int, batch: int) -> None:
    feed = Feed(X, Y, 10, batch, seed=0, steps=steps)
    whole = list(feed.epoch(5))
    assert len(whole) == feed.blocks
    for done in range(feed.blocks + 1):
        rest = list(feed.epoch(5, done))
        assert len(rest) == feed.blocks - done
        for (x, _), (expected, _) in zip(rest, whole[done:]):
            np.testing.assert_array_equal(x, expected)


def test_blocks_are_numbers_of_pictures_and_leave_out_what_fills_none() -> None:
    feed = Feed(X, Y, kept=9, batch_size=2, seed=0, steps=2)
    assert (feed.blocks, feed.images) == (2, 8)
    ((numbers, labels), _) = feed.epoch(0)
    assert numbers.shape == (4,)
    np.testing.assert_array_equal(labels.ravel(), numbers)
    assert max(numbers) < 9


@pytest.mark.parametrize("steps", [1, 3])
def test_held_out_are_the_last_in_order(steps: int) -> None:
    feed = Feed(X, Y, kept=6, batch_size=2, seed=0, steps=steps)
    held_out = [x.ravel().tolist() for x, _ in feed.held_out(3)]
    assert held_out == [[6, 7, 8], [9]]
