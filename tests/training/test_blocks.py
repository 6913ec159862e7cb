"""Training in blocks gives what training batch by batch gives."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers
from small import HOT, SHAPE, X

from helpers.training.blocks import LONGEST_BLOCK, BlockModel, block_length


def deterministic() -> keras.Model:
    """Return a network without dropout or other random layers."""
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, strides=2, activation="relu"),
            layers.GlobalMaxPooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def test_block_trains_like_its_batches_one_after_another() -> None:
    indices = np.random.default_rng(0).permutation(100)[:96].astype(np.int32)
    labels = HOT[indices]
    batch_by_batch, in_block = deterministic(), deterministic()
    batch_by_batch.compile(loss="categorical_crossentropy", optimizer="adam")
    batches = np.arange(96).reshape(16, 6).T  # a batch takes every sixth row of the block
    losses = [batch_by_batch.train_on_batch(X[indices[at]], labels[at]) for at in batches]
    block = BlockModel(in_block, X, batches_per_block=6)
    block.compile(loss="categorical_crossentropy", optimizer="adam", jit_compile=True)
    loss = block.train_on_batch(indices, labels)
    for left, right in zip(in_block.get_weights(), batch_by_batch.get_weights()):
        np.testing.assert_allclose(left, right, atol=1e-5)
    assert float(loss) == pytest.approx(np.mean(losses), rel=1e-4)


@pytest.mark.parametrize("batches", [1, 2, 31, 62, 63, 64, 65, 127, 128, 312, 313, 997])
def test_block_length_leaves_few_batches_over(batches: int) -> None:
    length = block_length(batches)
    assert 1 <= length <= LONGEST_BLOCK
    assert batches % length <= batches // 32
    assert length == batches if batches <= LONGEST_BLOCK else length > 31
