"""How often a view may be redrawn, how fast a training is, and how much time it has left."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from helpers.training.runs import duration

VALIDATION_FACTOR = 1.1
"""An epoch with its validation takes about this many times as long as its training alone."""


class RateLimiter:
    """Says when an action may be repeated, so that it takes at most about 1/70 of the time.

    Args:
        interval: Seconds between two actions, at least.
    """

    def __init__(self, interval: float) -> None:
        self.interval, self.next_time = interval, -math.inf
        self._last_duration = 0.0

    def ready(self, now: float) -> bool:
        """Return True if the action may be done at the time ``now`` (seconds)."""
        return now >= self.next_time

    def record(self, start: float, end: float) -> None:
        """Record when an action started and ended, in seconds.

        The shorter of the last two durations counts, so that one slow action, as the first often
        is, does not delay the next.
        """
        self.next_time = end + max(self.interval, 70 * min(end - start, self._last_duration))
        self._last_duration = end - start


class TimeEstimate:
    """Estimates the speed of a training, and the time that it has left.

    Args:
        images: Pictures that are trained on in each epoch.
        epochs: Number of epochs of the whole training.

    >>> estimate = TimeEstimate(images=100, epochs=3)
    >>> for second in range(5):
    ...     estimate.add_batch(float(second), done=10 * second)
    >>> estimate.rate, round(estimate.seconds_left(epochs_done=0, done=50))
    (10.0, 28)
    """

    def __init__(self, images: int, epochs: int) -> None:
        self.images, self.epochs = images, epochs
        self._last_batch: tuple[float, int] | None = None
        self._rates: deque[float] = deque(maxlen=9)
        self._epoch_seconds: deque[float] = deque(maxlen=3)

    @property
    def rate(self) -> float | None:
        """Pictures per second: the median of the last measurements, None before the third."""
        return float(np.median(self._rates)) if len(self._rates) > 2 else None

    def add_batch(self, time: float, done: int) -> None:
        """Record that at ``time`` (seconds), ``done`` pictures of this epoch were done."""
        if self._last_batch and time > self._last_batch[0]:
            self._rates.append((done - self._last_batch[1]) / (time - self._last_batch[0]))
        self._last_batch = time, done

    def add_epoch(self, seconds: float) -> None:
        """Record how long an epoch took.

        The first epoch takes longer, as the network is compiled in it. So the time for it is
        estimated from the speed, where that is shorter.
        """
        if not self._epoch_seconds and self.rate:
            seconds = min(seconds, VALIDATION_FACTOR * self.images / self.rate)
        self._epoch_seconds.append(seconds)
        self._last_batch = None
        if len(self._rates) < 3:
            self._rates.extend([self.images / seconds] * 3 if seconds > 0 else [])

    def seconds_left(self, epochs_done: int, done: int) -> float | None:
        """Return the seconds that are left; None while too little was measured.

        Args:
            epochs_done: Finished epochs.
            done: Pictures of the next epoch that are done.
        """
        if self._epoch_seconds:
            per_epoch = float(np.median(self._epoch_seconds))
        elif self.rate:
            per_epoch = VALIDATION_FACTOR * self.images / self.rate
        else:
            return None
        return per_epoch * max(self.epochs - epochs_done - done / self.images, 0)


def rounded_duration(seconds: float) -> str:
    """Write an estimated time, rounded to 1 s, from a minute on to 5 s, from 10 minutes on to 60 s.

    >>> rounded_duration(7.2), rounded_duration(63.0), rounded_duration(1234.0)
    ('7 s', '1 min 05 s', '21 min 00 s')
    """
    step = 1 if seconds < 60 else 5 if seconds < 600 else 60
    return duration(step * round(seconds / step))
