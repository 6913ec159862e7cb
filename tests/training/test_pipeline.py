"""The order of the pictures, the rest of an epoch, and the held-out pictures."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.training.pipeline import InputPipeline

X = np.arange(10, dtype=np.uint8).reshape(10, 1, 1, 1)
Y = np.arange(10, dtype=np.float32).reshape(10, 1)


def test_each_epoch_has_every_picture_once_in_another_order() -> None:
    data = InputPipeline(X, Y, train_count=10, batch_size=4, seed=0)
    epochs = [list(data.epoch(number)) for number in range(2)]
    orders = [np.concatenate([x.ravel() for x, _ in epoch]).tolist() for epoch in epochs]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(10))
    assert orders[0] != orders[1]
    assert [len(x) for x, _ in epochs[0]] == [4, 4, 2]
    for x, y in epochs[0]:
        assert x.dtype == np.uint8
        np.testing.assert_array_equal(x.ravel(), y.ravel())


def test_order_depends_on_the_seed() -> None:
    first, same, other = (
        np.concatenate([x for x, _ in InputPipeline(X, Y, 10, 4, seed).epoch(3)])
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


@pytest.mark.parametrize("steps, batch", [(1, 3), (2, 2)])
def test_resumed_epoch_yields_the_blocks_that_are_left(steps: int, batch: int) -> None:
    data = InputPipeline(X, Y, 10, batch, seed=0, batches_per_block=steps)
    whole = list(data.epoch(5))
    assert len(whole) == data.blocks
    for done in range(data.blocks + 1):
        rest = list(data.epoch(5, done))
        assert len(rest) == data.blocks - done
        for (x, _), (expected, _) in zip(rest, whole[done:]):
            np.testing.assert_array_equal(x, expected)


def test_blocks_are_indices_and_pictures_that_fill_no_block_are_left_out() -> None:
    data = InputPipeline(X, Y, train_count=9, batch_size=2, seed=0, batches_per_block=2)
    assert (data.blocks, data.images) == (2, 8)
    ((indices, labels), _) = data.epoch(0)
    assert indices.shape == (4,)
    np.testing.assert_array_equal(labels.ravel(), indices)
    assert max(indices) < 9


@pytest.mark.parametrize("steps", [1, 3])
def test_held_out_pictures_are_the_last_in_order(steps: int) -> None:
    data = InputPipeline(X, Y, train_count=6, batch_size=2, seed=0, batches_per_block=steps)
    held_out = [x.ravel().tolist() for x, _ in data.held_out(3)]
    assert held_out == [[6, 7, 8], [9]]
