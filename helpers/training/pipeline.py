"""Many batches in one go: the pictures lie on the device, and so does the loop over batches.

A network as small as the lecture's keeps a graphics card busy for a tenth of a millisecond a
batch. To start each batch from Python, and to send it its pictures, takes many times as long.
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


@dataclass(frozen=True)
class Feed:
    """Pictures (N, H, W, C) and labels (N, classes); the first ``kept`` are trained on.

    With ``steps`` above 1, so many whole batches come as one block, of numbers of pictures
    instead of pictures, and what does not fill a block is left to the next epoch's shuffle.

    Raises:
        ValueError: the batches of an epoch do not fill one block.
    """

    x: NDArray[np.uint8]
    y: NDArray[np.float32]
    kept: int
    batch_size: int
    seed: int
    steps: int = 1

    @property
    def blocks(self) -> int:
        """How many blocks make an epoch."""
        if self.steps == 1:
            return math.ceil(self.kept / self.batch_size)
        return self.kept // (self.batch_size * self.steps)

    @property
    def images(self) -> int:
        """How many pictures are trained on in an epoch."""
        return min(self.kept, self.blocks * self.batch_size * self.steps)

    def epoch(self, number: int, done: int = 0) -> Iterator[Batch]:
        """Yield what is left of an epoch after ``done`` blocks; each epoch has an order of its own.

        >>> x, y = np.zeros((10, 1, 1, 1), np.uint8), np.zeros((10, 2), np.float32)
        >>> [len(pictures) for pictures, _ in Feed(x, y, 7, 3, seed=0).epoch(0, done=1)]
        [3, 1]
        """
        order = np.random.default_rng((self.seed, number)).permutation(self.kept)[: self.images]
        yield from self._in_blocks(order, self.batch_size * self.steps, done)

    def held_out(self, most: int) -> Iterator[Batch]:
        """Yield the pictures that are not trained on, ``most`` at a time."""
        yield from self._in_blocks(np.arange(self.kept, len(self.x)), most, 0)

    def _in_blocks(self, order: NDArray[np.int64], size: int, done: int) -> Iterator[Batch]:
        for at in range(done * size, len(order), size):
            chosen = order[at : at + size]
            pictures = self.x[chosen] if self.steps == 1 else chosen.astype(np.int32)
            yield pictures, self.y[chosen]


ops = keras.ops

LONGEST = 64
"""Batches in one go at most: a fraction of a second even on a small card, so one can stop."""


def length(batches: int) -> int:
    """Return how many of an epoch's ``batches`` to run in one go, so that few are left over.

    >>> length(312), length(62), length(67), length(1)
    (52, 62, 33, 1)
    """
    longest = min(batches, LONGEST)
    return max(range((longest + 1) // 2, longest + 1), key=lambda n: (batches // n * n, n))


class Blocks(keras.Model):  # type: ignore[misc]
    """A model whose input are the numbers of pictures (N,); it has the pictures (N, H, W, C).

    ``fit`` it with blocks of ``steps`` batches: each is trained batch by batch, as by the model
    itself, in one compiled loop. The weights are the model's own.
    """

    def __init__(self, model: keras.Model, pictures: NDArray[np.uint8], steps: int) -> None:
        super().__init__()
        self.network, self.steps = model, steps
        self.pictures = self.add_weight(
            shape=pictures.shape, dtype="uint8", initializer="zeros", trainable=False
        )
        self.pictures.assign(pictures)
        self.built = True

    def call(self, numbers: Any, training: bool | None = None) -> Any:
        """Return what the network says of the pictures of these numbers."""
        return self.network(ops.take(self.pictures, numbers, axis=0), training=training)

    def train_step(self, *arguments: Any) -> Any:
        """Train on one block; JAX hands in its state and wants it back, the others keep theirs."""
        step, data = super().train_step, arguments[-1]
        numbers, labels = (self._batches(part) for part in data[:2])
        if keras.backend.backend() == "jax":

            def one(state: Any, batch: Any) -> tuple[Any, Any]:
                logs, state = step(state, (*batch, None))
                return state, logs

            state, logs = ops.scan(one, arguments[0], (numbers, labels))
            return {name: values[-1] for name, values in logs.items()}, state

        def body(i: Any, carried: Any) -> Any:
            step((numbers[i], labels[i], None))
            return carried

        ops.fori_loop(0, self.steps, body, ops.zeros(()))
        return self.get_metrics_result()

    def _batches(self, block: Any) -> Any:
        """Turn (batch * steps, ...) into (steps, batch, ...).

        Each device holds a run of consecutive rows of a block. Taken every ``steps``-th, a batch
        has its share of them all.
        """
        rows = ops.reshape(block, (-1, self.steps, *block.shape[1:]))
        return ops.swapaxes(rows, 0, 1)
