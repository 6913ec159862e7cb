"""Training in blocks gives what training batch by batch gives, and can be resumed."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
import pytest
from keras import layers
from small import SHAPE, X, Y, small

from helpers.training import device, trainer
from helpers.training.pipeline import LONGEST_BLOCK, BlockModel, block_length


@pytest.fixture
def accelerated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(device, "accelerated", lambda: True)
    monkeypatch.setattr(device, "graphics_card", lambda: ("", 0.0))
    yield
    keras.utils.clear_session()


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
    labels = np.eye(10, dtype=np.float32)[Y[indices]]
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


def test_training_in_blocks_can_be_resumed_and_evaluated(accelerated: None) -> None:
    whole, parts = small(), small()
    unbroken = trainer.train(whole, X, Y, epochs=3, batch_size=16)
    trainer.train(parts, X, Y, epochs=1, batch_size=16)
    run = trainer.train(parts, X, Y, epochs=3, batch_size=16, resume=True)
    assert run.history == unbroken.history
    loss, _ = trainer.evaluate(parts, X[80:], Y[80:])
    assert loss == pytest.approx(run.history["val_loss"][run.best - 1], rel=1e-4)


def test_fewer_pictures_than_a_batch_are_trained_without_blocks(accelerated: None) -> None:
    assert trainer.train(small(), X[:50], Y[:50], epochs=1).images == 40
