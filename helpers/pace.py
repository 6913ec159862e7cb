"""When to look at a training, how fast it is, and how a click gets in while a cell runs."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
from IPython import get_ipython

from helpers.runs import duration

UNKNOWN_VALIDATION = 1.1
"""Until an epoch has ended: by how much validation makes it longer, about."""


class Pace:
    """Says when something may be done again: so seldom that it takes a 70th of the time."""

    def __init__(self, least: float) -> None:
        self.least, self.next = least, -math.inf
        self._last = 0.0

    def spent(self, start: float, end: float) -> None:
        """Take note of what it took; what was slow only once, as at first, does not count."""
        self.next = end + max(self.least, 70 * min(end - start, self._last))
        self._last = end - start


class Clock:
    """How fast a training is, and how long it will take.

    >>> clock = Clock(images=100, epochs=3)
    >>> for second in range(5):
    ...     clock.tick(float(second), done=10 * second)
    >>> clock.rate, round(clock.left(0, 50))
    (10.0, 28)
    """

    def __init__(self, images: int, epochs: int) -> None:
        self.images, self.epochs = images, epochs
        self._before: tuple[float, int] | None = None
        self._rates: deque[float] = deque(maxlen=9)
        self._lengths: deque[float] = deque(maxlen=3)

    @property
    def rate(self) -> float | None:
        """Pictures per second, of late; None at first."""
        return float(np.median(self._rates)) if len(self._rates) > 2 else None

    def tick(self, at: float, done: int) -> None:
        """Take note of when so many pictures of this epoch were done."""
        if self._before and at > self._before[0]:
            self._rates.append((done - self._before[1]) / (at - self._before[0]))
        self._before = at, done

    def epoch(self, seconds: float) -> None:
        """Take note of a whole epoch; the first is longer, for the layers are compiled in it."""
        if not self._lengths and self.rate:
            seconds = min(seconds, UNKNOWN_VALIDATION * self.images / self.rate)
        self._lengths.append(seconds)
        self._before = None
        if len(self._rates) < 3:
            self._rates.extend([self.images / seconds] * 3 if seconds > 0 else [])

    def left(self, epochs: int, done: int) -> float | None:
        """Return the seconds left after ``epochs`` and ``done`` pictures more; None at first."""
        if self._lengths:
            length = float(np.median(self._lengths))
        elif self.rate:
            length = UNKNOWN_VALIDATION * self.images / self.rate
        else:
            return None
        return length * max(self.epochs - epochs - done / self.images, 0)


def ears(button: Any) -> Callable[[], None] | None:
    """Return what lets clicks on ``button`` in while a cell runs; None: no need, or no way.

    Kernels with subshells (ipykernel 7) hear what JupyterLab sends in threads of their own. Those
    before are asked; cells that wait are then run by jupyter-ui-poll, when this one has ended.
    """
    kernel: Any = getattr(get_ipython(), "kernel", None)
    if not hasattr(kernel, "msg_queue"):
        if kernel:
            # ipykernel 7.4 has a widget wait for the cell that sent it something, without this.
            button.comm._reply_subshell_for = None
        return None
    from jupyter_ui_poll import ui_events

    def hear() -> None:
        with ui_events() as poll:
            poll(1)  # what has arrived is now in the queue, all of which is taken: order is kept
            poll(kernel.msg_queue.qsize())

    return hear


def rounded(seconds: float) -> str:
    """Write a time that is left no finer than it is known.

    >>> rounded(7.2), rounded(63.0), rounded(1234.0)
    ('7 s', '1 min 05 s', '21 min 00 s')
    """
    step = 1 if seconds < 60 else 5 if seconds < 600 else 60
    return duration(step * round(seconds / step))
