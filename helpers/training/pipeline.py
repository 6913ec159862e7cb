"""How pictures reach the network: batch by batch, or in blocks of many batches.

On a graphics card, a network as small as the lecture's computes a batch in a tenth of a
millisecond. Starting each batch from Python and sending its pictures to the card takes many times
as long. So the pictures are stored on the card once, and a loop over many batches runs there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.training.device import keras

Batch = tuple[NDArray[Any], NDArray[np.float32]]
"""Pictures (n, H, W, C) or, in blocks, their indices (n,); and their labels (n, classes)."""


@dataclass(frozen=True)
class InputPipeline:
    """Yields the training pictures in random order, and those that are held out for validation.

    Args:
        x: Pictures (N, H, W, C).
        y: Labels (N, classes).
        train_count: The first ``train_count`` pictures are trained on, the rest is held out.
        batch_size: Pictures per batch.
        seed: Seed of the random order.
        batches_per_block: Batches that are yielded together. Above 1, the indices of pictures are
            yielded instead of the pictures, and pictures that do not fill a last block are left
            out of the epoch.
    """

    x: NDArray[np.uint8]
    y: NDArray[np.float32]
    train_count: int
    batch_size: int
    seed: int
    batches_per_block: int = 1

    @property
    def blocks(self) -> int:
        """Number of blocks in an epoch."""
        if self.batches_per_block == 1:
            return math.ceil(self.train_count / self.batch_size)
        return self.train_count // (self.batch_size * self.batches_per_block)

    @property
    def images(self) -> int:
        """Number of pictures that are trained on in an epoch."""
        return min(self.train_count, self.blocks * self.batch_size * self.batches_per_block)

    def epoch(self, number: int, blocks_done: int = 0) -> Iterator[Batch]:
        """Yield the blocks of an epoch, in an order that depends on the seed and the epoch.

        Args:
            number: The epoch, counted from 0.
            blocks_done: Blocks at the start of the epoch to leave out.

        >>> x, y = np.zeros((10, 1, 1, 1), np.uint8), np.zeros((10, 2), np.float32)
        >>> data = InputPipeline(x, y, train_count=7, batch_size=3, seed=0)
        >>> [len(pictures) for pictures, _ in data.epoch(0, blocks_done=1)]
        [3, 1]
        """
        rng = np.random.default_rng((self.seed, number))
        order = rng.permutation(self.train_count)[: self.images]
        yield from self._blocks(order, self.batch_size * self.batches_per_block, blocks_done)

    def held_out(self, size: int) -> Iterator[Batch]:
        """Yield the held-out pictures in their order, ``size`` at a time (fewer at the end)."""
        yield from self._blocks(np.arange(self.train_count, len(self.x)), size, 0)

    def _blocks(self, order: NDArray[np.int64], size: int, done: int) -> Iterator[Batch]:
        """Yield blocks of ``size`` pictures in the given order, without the first ``done``."""
        for start in range(done * size, len(order), size):
            chosen = order[start : start + size]
            pictures = self.x[chosen] if self.batches_per_block == 1 else chosen.astype(np.int32)
            yield pictures, self.y[chosen]


ops = keras.ops

LONGEST_BLOCK = 64
"""Most batches in a block. It takes a fraction of a second even on a slow graphics card, so that a
training can be stopped soon."""


def block_length(batches: int) -> int:
    """Return the number of batches in a block, chosen so that few batches are left over.

    Args:
        batches: Number of whole batches in an epoch.

    >>> block_length(312), block_length(62), block_length(67), block_length(1)
    (52, 62, 33, 1)
    """
    longest = min(batches, LONGEST_BLOCK)
    return max(range((longest + 1) // 2, longest + 1), key=lambda n: (batches // n * n, n))


class BlockModel(keras.Model):  # type: ignore[misc]
    """A model that trains a network on a block of batches in one compiled loop.

    Its input is the indices (N,) of pictures, which it stores on the device. It has no weights of
    its own to train: it shares those of the network.

    Args:
        network: The network to train, whose input is pictures (N, H, W, C).
        pictures: All pictures (N, H, W, C).
        batches_per_block: Number of batches in a block.
    """

    def __init__(
        self, network: keras.Model, pictures: NDArray[np.uint8], batches_per_block: int
    ) -> None:
        super().__init__()
        self.network, self.batches_per_block = network, batches_per_block
        self.pictures = self.add_weight(
            shape=pictures.shape, dtype="uint8", initializer="zeros", trainable=False
        )
        self.pictures.assign(pictures)
        self.built = True

    def call(self, indices: Any, training: bool | None = None) -> Any:
        """Return the network's output for the pictures with these indices."""
        return self.network(ops.take(self.pictures, indices, axis=0), training=training)

    def train_step(self, *arguments: Any) -> Any:
        """Train on one block, one batch after another.

        Keras calls it with ``(data,)``, with JAX as the backend with ``(state, data)``; there, the
        new state is returned, too.
        """
        step, data = super().train_step, arguments[-1]
        indices, labels = (self._batches(part) for part in data[:2])
        if keras.backend.backend() == "jax":

            def one(state: Any, batch: Any) -> tuple[Any, Any]:
                logs, state = step(state, (*batch, None))
                return state, logs

            state, logs = ops.scan(one, arguments[0], (indices, labels))
            return {name: values[-1] for name, values in logs.items()}, state

        def body(i: Any, carried: Any) -> Any:
            step((indices[i], labels[i], None))
            return carried

        ops.fori_loop(0, self.batches_per_block, body, ops.zeros(()))
        return self.get_metrics_result()

    def _batches(self, block: Any) -> Any:
        """Turn a block (batches * batch_size, ...) into its batches (batches, batch_size, ...).

        Batch i takes the rows i, i + batches, i + 2 · batches and so on. When the rows of a block
        are spread over several devices, each device therefore has rows of every batch.
        """
        rows = ops.reshape(block, (-1, self.batches_per_block, *block.shape[1:]))
        return ops.swapaxes(rows, 0, 1)
