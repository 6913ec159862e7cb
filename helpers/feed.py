"""What a training is fed with, batch by batch, in an order that can be taken up anywhere."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
