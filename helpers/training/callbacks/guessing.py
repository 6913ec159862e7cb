"""Whether a training gets anywhere: no number, an explosion, or no better than guessing."""

from __future__ import annotations

import math

import numpy as np

PATIENCE = 150
"""Batches after which a network that is not better than guessing is said to learn nothing."""
WINDOW = 50
"""The last batches, over which its accuracy is measured."""
EXPLODED = 1e4
"""A loss above this does not come back."""


def lost(loss: float) -> str:
    """Return what is wrong with a loss, in words; empty if nothing is.

    >>> lost(2.3), lost(3e7), lost(math.nan)
    ('', 'has grown to 3e+07', 'is no number any more')
    """
    if not math.isfinite(loss):
        return "is no number any more"
    return f"has grown to {loss:.2g}" if loss > EXPLODED else ""


class Guessing:
    """Says once whether a network is still no better than guessing.

    Args:
        chance: Share of right answers that guessing gives.
        batch_size: Pictures per batch.

    >>> guessing = Guessing(0.1, batch_size=100)
    >>> [number for number in range(1, 301) if guessing.still(number, accuracy=0.1)]
    [150]
    """

    def __init__(self, chance: float, batch_size: int) -> None:
        self.chance, self.batch_size = chance, batch_size
        self.right: list[float] = []  # share of each batch
        self._sum = 0.0

    def still(self, batch: int, accuracy: float) -> bool:
        """Add a batch, and return True once: after ``PATIENCE`` batches without a success.

        Args:
            batch: Number of the batch in its epoch, from 1.
            accuracy: Mean accuracy of the epoch so far.
        """
        before = self._sum if batch > 1 else 0.0
        self._sum = accuracy * batch
        self.right.append(self._sum - before)
        if len(self.right) != PATIENCE:
            return False
        # Four standard deviations above what guessing gives: once in 30,000 by luck.
        spread = math.sqrt(self.chance * (1 - self.chance) / (WINDOW * self.batch_size))
        return float(np.mean(self.right[-WINDOW:])) < self.chance + 4 * spread
