"""A training told in lines, one after each epoch: what there is where nothing can be drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers.core.geometry import whole
from helpers.runs import duration

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
