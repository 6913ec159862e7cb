"""The log of a training, one line of text per epoch, and what every view of a training must do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from helpers.core import text
from helpers.core.geometry import whole
from helpers.training.runs import duration

FORMATS = {"loss": "{:.3f}", "accuracy": "{:.1%}"}
"""Format of each measure that is shown."""


@dataclass(frozen=True)
class Snapshot:
    """The state of a network at one moment of its training.

    Args:
        loss: Mean training loss of the epoch so far.
        accuracy: Mean training accuracy of the epoch so far, 0 to 1.
        filters: Kernel of the first convolution (kh, kw, in_channels, filters); None for a network
            without a convolution.
    """

    loss: float
    accuracy: float
    filters: NDArray[np.float32] | None


class TrainingView(Protocol):
    """What a training calls: ``TextLog`` and ``LiveView`` both have these methods.

    ``stopping`` is True once the learner has asked to stop. The training then stops after the
    batch.
    """

    epoch_log: EpochLog
    stopping: bool

    def batch(self, done: int, snapshot: Callable[[], Snapshot]) -> None:
        """Called after each batch.

        Args:
            done: Pictures of this epoch that are done.
            snapshot: Returns the network's present state. It takes time, so it is called only when
                something is redrawn.
        """

    def poll(self) -> None:
        """Called where a stop may be asked for, but there is nothing new to show."""

    def epoch(
        self, measures: dict[str, float], seconds: float, snapshot: Callable[[], Snapshot]
    ) -> None:
        """Called after each epoch.

        Args:
            measures: ``loss`` and ``accuracy``, with ``val_`` in front those in validation.
            seconds: How long the epoch took.
            snapshot: Returns the network's present state.
        """

    def end(self, message: str) -> None:
        """Called once at the end, with a sentence that says how the training ended."""


class EpochLog:
    """Measures and duration of each finished epoch, and one line of text for each new one.

    Args:
        images: Pictures that are trained on in each epoch.
        epochs: Number of epochs of the whole training.
        history: One value per epoch that was finished before, by measure.
        seconds: Duration of each epoch that was finished before.

    Raises:
        TypeError: ``images`` or ``epochs`` is not a whole number.
        ValueError: ``images`` or ``epochs`` is below 1, or ``history`` and ``seconds`` do not have
            the same number of epochs.
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
        self.lines: list[str] = []
        lengths = {name: len(values) for name, values in self.history.items()}
        if set(lengths.values()) - {len(self.seconds)}:
            raise ValueError(
                "history and seconds must have one value per epoch that is done; "
                f"received {lengths} and {len(self.seconds)} seconds"
            )

    def add(self, measures: dict[str, float], seconds: float) -> str:
        """Add a finished epoch, and return its line: its measures, the speed and the time left."""
        for name, value in measures.items():
            self.history.setdefault(name, []).append(float(value))
        self.seconds.append(seconds)
        rate = self.images / (seconds or math.inf)
        left = max(self.epochs - len(self.seconds), 0) * float(np.median(self.seconds))
        self.lines.append(f"{self.summary()} · {rate:,.0f} pictures/s · {duration(left)} left")
        return self.lines[-1]

    def summary(self) -> str:
        """Return the number and the measures of the last finished epoch, as text."""
        parts = [f"epoch {len(self.seconds):2d}/{self.epochs}"]
        for prefix, title in (("", "training"), ("val_", "validation")):
            last = {
                name: self.history[prefix + name][-1]
                for name in FORMATS
                if len(self.history.get(prefix + name, [])) == len(self.seconds)
            }
            if last:
                shown = (f"{name} {FORMATS[name].format(value)}" for name, value in last.items())
                parts.append(f"{title}: {', '.join(shown)}")
        return " · ".join(parts)


class TextLog:
    """Text-only progress log: one line per epoch, printed."""

    def __init__(self, log: EpochLog) -> None:
        self.epoch_log = log
        self.stopping = False

    def batch(self, done: int, snapshot: Callable[[], Snapshot]) -> None:
        """Print nothing."""

    def poll(self) -> None:
        """Do nothing: there is no button."""

    def epoch(
        self, measures: dict[str, float], seconds: float, snapshot: Callable[[], Snapshot]
    ) -> None:
        """Print the line of the epoch."""
        text.say(self.epoch_log.add(measures, seconds))

    def end(self, message: str) -> None:
        """Print the message."""
        text.say(message)
