"""A clock that tests move, and measures of a training that did not take place, to test views."""

from __future__ import annotations

import numpy as np

from helpers.training.view.live_view import LiveView
from helpers.training.view.log import Snapshot

FILTERS = np.linspace(-1, 1, 3 * 3 * 3 * 8, dtype=np.float32).reshape(3, 3, 3, 8)
MEASURES = {"loss": 1.5, "accuracy": 0.5, "val_loss": 1.25, "val_accuracy": 0.625}


def snapshot(loss: float = 1.5) -> Snapshot:
    return Snapshot(loss, 0.5, FILTERS)


class FakeClock:
    """Stands in for the module ``time``; its time moves only when a test moves it or sleeps."""

    def __init__(self) -> None:
        self.at = 100.0

    def perf_counter(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.at += max(seconds, 1e-6)


def shown(view: LiveView) -> str:
    """Return the HTML of a view: what can be read in it, also by a screen reader."""
    return str(view.heading.value + view.figures.value + view.status.value)
