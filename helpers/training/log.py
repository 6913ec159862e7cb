"""When to look at a training, how fast it is, and how a click gets in while a cell runs."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from IPython import get_ipython
from numpy.typing import NDArray

from helpers.core.geometry import whole
from helpers.training.runs import duration

MEASURES = ("loss", "accuracy")


@dataclass(frozen=True)
class Now:
    """What a network does just now; ``filters`` are (kh, kw, in_channels, filters), if any."""

    loss: float
    accuracy: float
    filters: NDArray[np.float32] | None


class Watch:
    """Keeps what each epoch brought, and prints it as one line.

    ``images`` are trained on in each of ``epochs``; ``history`` and ``seconds`` are of those that
    were done before. Whoever sets ``stopping`` asks for the end. ``lines`` are what it said.

    Raises:
        TypeError, ValueError: a number is no whole one of at least 1, or lengths do not match.
    """

    def __init__(
        self,
        images: int,
        epochs: int,
        history: dict[str, list[float]] | None = None,
        seconds: list[float] | None = None,
    ) -> None:
        self.images, self.epochs = whole("images", images, 1), whole("epochs", epochs, 1)
        self.history = {name: list(values) for name, values in (history or {}).items()}
        self.seconds = list(seconds or [])
        lengths = {name: len(values) for name, values in self.history.items()}
        if set(lengths.values()) - {len(self.seconds)}:
            raise ValueError(
                "history and seconds must have one value per epoch that is done; "
                f"received {lengths} and {len(self.seconds)} seconds"
            )
        self.stopping = False
        self.lines: list[str] = []

    def batch(self, done: int, now: Callable[[], Now]) -> None:
        """Hear that ``done`` pictures of this epoch are through; ``now`` tells more, if asked."""

    def epoch(self, logs: dict[str, float], seconds: float, now: Callable[[], Now]) -> None:
        """Keep a finished epoch's measures, and say them."""
        for name, value in logs.items():
            self.history.setdefault(name, []).append(float(value))
        self.seconds.append(seconds)
        self._say(self._line())

    def end(self, message: str) -> None:
        """Say how the training ended: it is finished, or stopped."""
        self._say(message)

    def _say(self, text: str) -> None:
        self.lines.append(text)
        print(text, flush=True)

    def _measured(self) -> str:
        """Return what the last epoch brought."""
        parts = [f"epoch {len(self.seconds):2d}/{self.epochs}"]
        for prefix, title in (("", "training"), ("val_", "validation")):
            if len(self.history.get(f"{prefix}loss", [])) == len(self.seconds):
                loss, accuracy = (self.history[prefix + name][-1] for name in MEASURES)
                parts.append(f"{title}: loss {loss:.3f}, accuracy {accuracy:.1%}")
        return " · ".join(parts)

    def _line(self) -> str:
        left = max(self.epochs - len(self.seconds), 0) * float(np.median(self.seconds))
        rate = self.images / (self.seconds[-1] or math.inf)
        return f"{self._measured()} · {rate:,.0f} pictures/s · {duration(left)} left"


class Quiet(Watch):
    """The same, with its ``lines`` not printed."""

    def _say(self, text: str) -> None:
        self.lines.append(text)


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
