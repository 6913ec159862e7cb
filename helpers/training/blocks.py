"""Many batches in one compiled loop on the device: faster than ``fit`` alone on a graphics card.

There, a network as small as the lecture's computes a batch in a tenth of a millisecond. Starting
each batch from Python and sending its pictures to the card takes many times as long. So the
pictures are stored on the card once, and a loop over many batches runs there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.training.device import keras

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
