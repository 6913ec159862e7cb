"""A recorded training, shown in a shorter time than it took."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from functools import partial

import numpy as np

from helpers.training.runs import Run, duration
from helpers.training.view.live_view import Recording, open_view
from helpers.training.view.log import EpochLog, Snapshot, TrainingView


def replay(run: Run, seconds: float = 10.0) -> None:
    """Show a recorded training as it looked while it ran, in a given time.

    The stop button and Ctrl-C end the replay.

    Args:
        run: The record of a training.
        seconds: How long the replay takes.

    Raises:
        ValueError: ``seconds`` is not above 0, or the run has no finished epoch.
    """
    if not seconds > 0 or not run.epochs:
        raise ValueError(
            "replay takes a run with a finished epoch, and seconds above 0; "
            f"received {run.epochs} epochs, {seconds} seconds"
        )
    log, last = EpochLog(run.images, run.epochs), f"Recorded on {run.device}."
    view = open_view(log, _recording(run, last))
    with suppress(KeyboardInterrupt):
        _play(run, view, seconds)
    finished = len(log.seconds)
    whole = finished == run.epochs
    stopped = "" if whole else f"The recording was stopped after {finished} epochs. "
    view.end(f"{stopped}{last}")


def _recording(run: Run, last: str) -> Recording:
    """Return the texts of a run: that it is a recording, the lines of its epochs, ``last``."""
    took = f"the training took {duration(sum(run.seconds))}"
    log = EpochLog(run.images, run.epochs)
    lines = [log.add(_measures(run, i), run.seconds[i]) for i in range(run.epochs)]
    return Recording(took, (f"A recording: {took}.", *lines, last))


def _measures(run: Run, i: int) -> dict[str, float]:
    """Return the measures of epoch ``i``, counted from 0, by name."""
    return {name: values[i] for name, values in run.history.items()}


def _play(run: Run, view: TrainingView, seconds: float) -> None:
    """Call the view as the training did, sped up so that all of it takes ``seconds``."""
    started, ends = time.perf_counter(), np.cumsum(run.seconds) * seconds / sum(run.seconds)
    filters = [np.asarray(kernel, np.float32) for kernel in run.filters]
    start, shown = 0.0, None
    for i, end in enumerate(ends.tolist()):
        # The measures within an epoch are not recorded.
        before = partial(Snapshot, math.nan, math.nan, shown)
        while (at := time.perf_counter() - started) < end and not view.stopping:
            view.batch(int((at - start) / (end - start) * run.images), before)
            time.sleep(min(0.05, end - at))
        if view.stopping:
            return
        measures = _measures(run, i)
        start, shown = end, filters[i] if filters else None
        snapshot = partial(Snapshot, measures["loss"], measures["accuracy"], shown)
        view.epoch(measures, run.seconds[i], snapshot)
