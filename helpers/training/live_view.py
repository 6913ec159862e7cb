"""A training while it runs: curves, filters, the time left, and a button that stops it.

In a notebook it is drawn, elsewhere one line is printed after each epoch. Nothing is trained here.
"""

from __future__ import annotations

import base64
import html
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from IPython.display import display
from numpy.typing import NDArray

from helpers.draw.mime import Bundle, Worded
from helpers.training import chart
from helpers.training.log import Clock, Now, Pace, Quiet, Watch, ears, rounded
from helpers.training.runs import Run, curves, duration

__all__ = ["LiveView", "Now", "Watch", "replay", "watch"]

MEASURES = {"loss": ("Loss", "{:.3f}"), "accuracy": ("Accuracy", "{:.1%}")}
MOST_TRAIL = 200
"""Points that are drawn of the epoch that runs."""


class LiveView(Worded, Quiet, widgets.VBox):  # type: ignore[misc]
    """A training, drawn: as often as it costs next to nothing.

    ``recording`` says what is shown, if that is no training: in short, and then all that is stored
    of it, which is known from the beginning.
    """

    def __init__(
        self,
        images: int,
        epochs: int,
        history: dict[str, list[float]] | None = None,
        seconds: list[float] | None = None,
        recording: Sequence[str] = (),
    ) -> None:
        Quiet.__init__(self, images, epochs, history, seconds)
        self.recording, self.ended = recording, ""
        self._done, self._seen = 0, False
        self._filters: NDArray[np.float32] | None = None
        self._trail: list[tuple[float, dict[str, float]]] = []
        self._clock = Clock(images, epochs)
        self._drawing, self._hearing = Pace(1.0), Pace(0.2)
        self.button = widgets.Button(description="■ Stop", tooltip="end after this batch")
        self.button.on_click(lambda _: self.stop())
        self._hear = ears(self.button)
        self.head, self.view, self.said = (widgets.HTML() for _ in range(3))
        look = widgets.HTML(f"<style>{chart.LOOK}</style>", layout={"display": "none"})
        parts = [look, widgets.HBox([self.head, self.button]), self.view, self.said]
        widgets.VBox.__init__(self, parts)
        self.add_class("cnn-training")
        self._draw()

    def __repr__(self) -> str:
        told = self.recording[1:] or [*self.lines, self.ended]
        return "\n".join(told).strip() or "A training: no epoch has ended yet"

    def stop(self) -> None:
        """Ask for the end after this batch, as the button does."""
        self.stopping = True
        self.button.description, self.button.disabled = "stopping …", True

    def batch(self, done: int, now: Callable[[], Now]) -> None:
        start = time.perf_counter()
        if self._hear and start >= self._hearing.next:
            self._listen(start)
        if start >= self._drawing.next:
            self._done = done
            self._clock.tick(start, done)
            self._show(start, now())

    def epoch(self, logs: dict[str, float], seconds: float, now: Callable[[], Now]) -> None:
        super().epoch(logs, seconds, now)
        self._clock.epoch(seconds)
        self._done, self._trail = 0, []
        start = time.perf_counter()
        if start >= self._drawing.next or len(self.seconds) >= self.epochs:
            self._show(start, now())

    def end(self, message: str) -> None:
        """Say how it ended; from now on this output is stored with its lines and a picture."""
        self.ended = message
        if self.seconds:
            self._trail = []  # a part of an epoch is noise beside whole ones
        self.button.disabled, self.button.layout.visibility = True, "hidden"
        self._draw()
        self._publish(update=True)

    def still(self) -> Bundle:
        """Return the lines, and the curves as a picture once there are any."""
        text = {"text/plain": repr(self)}
        if not (self.ended and self.seconds):
            return text, {}
        run = Run(self.history, self.seconds, self.images, 1, 0, 0, "", {})
        data, metadata = curves({"this run": run})._repr_mimebundle_()
        png = base64.b64encode(data["image/png"]).decode("ascii")
        return {"image/png": png, **text}, metadata

    def show(self) -> None:
        """Show it in the output of this cell."""
        self._publish(update=False)

    def _publish(self, *, update: bool) -> None:
        # Under an id of our own, as ipywidgets 7 shows no widget under one that can be updated.
        bundle, metadata = self._repr_mimebundle_()
        options = {"raw": True, "display_id": self.model_id, "update": update}
        display(bundle, metadata=metadata, **options)  # type: ignore[no-untyped-call]

    def _listen(self, start: float) -> None:
        try:
            assert self._hear
            self._hear()
        except Exception:  # of whatever kernel this is: a training does not fail for a button
            self._hear = None
        self._hearing.spent(start, time.perf_counter())

    def _show(self, start: float, now: Now) -> None:
        self._filters = now.filters
        if self._done:
            at = len(self.seconds) + self._done / self.images
            self._trail.append((at, {"loss": now.loss, "accuracy": now.accuracy}))
        if len(self._trail) > MOST_TRAIL:
            del self._trail[1::2]
        self._seen = True
        self._draw()
        self._drawing.spent(start, time.perf_counter())

    def _draw(self) -> None:
        share = min((len(self.seconds) + self._done / self.images) / self.epochs, 1)
        title, words = ("Recording" if self.recording else "Training"), self._where()
        figures = "".join(self._chart(measure) for measure in MEASURES)
        none = "were not recorded" if self.recording else "none: there is no convolution"
        tiles = chart.tiles(self._filters, none if self._seen else "…")
        self.head.value = f'<div class="head"><b>{title}</b>{words}</div>'
        bar = chart.bar(share, self.epochs, words)
        self.view.value = f'{bar}<div class="figures">{figures}{tiles}</div>'
        # Read aloud when it changes, which is once an epoch.
        said = self.ended or (self._measured() if self.seconds else "")
        self.said.value = f'<div class="said" role="status">{html.escape(said)}</div>'

    def _chart(self, measure: str) -> str:
        title, written = MEASURES[measure]
        training, validation = (
            list(enumerate(self.history.get(prefix + measure, []), start=1))
            for prefix in ("", "val_")
        )
        trail = [(x, float(values[measure])) for x, values in self._trail]
        drawn = [value for _, value in (*training, *validation)] or [value for _, value in trail]
        top = 1.0 if measure == "accuracy" else chart.ceiling(drawn)
        return chart.chart(title, written, self.epochs, top, training, validation, trail)

    def _where(self) -> str:
        """Return where the training is, how fast, and how long it will take."""
        done = len(self.seconds)
        if self.ended:
            took = sum(self.seconds)
            speed = f" · {self.images * done / took:,.0f} pictures/s" if took else ""
            return f"{done} of {self.epochs} epochs in {duration(took)}{speed}"
        parts = [f"epoch {min(done + 1, self.epochs)} of {self.epochs}"]
        if self.recording:
            return f"{parts[0]} · {self.recording[0]}"
        if rate := self._clock.rate:
            parts.append(f"{float(f'{rate:.3g}'):,.0f} pictures/s")
        left = self._clock.left(done, self._done)
        parts.append("…" if left is None else f"{rounded(left)} left")
        return " · ".join(parts)


def watch(
    images: int,
    epochs: int,
    history: dict[str, list[float]] | None = None,
    seconds: list[float] | None = None,
    recording: Sequence[str] = (),
) -> Watch:
    """Return what a training is watched with: a view that is shown, or lines without a notebook.

    Raises:
        TypeError, ValueError: as for ``Watch``.
    """
    if not hasattr(get_ipython(), "kernel"):
        if recording:
            print(recording[1], flush=True)
        return Watch(images, epochs, history, seconds)
    view = LiveView(images, epochs, history, seconds, recording)
    view.show()
    return view


def replay(run: Run, seconds: float = 10.0) -> None:
    """Show a recorded training in so many ``seconds``, as it was seen then.

    Raises:
        ValueError: ``seconds`` is not above 0, or the run has no finished epoch.
    """
    if not seconds > 0 or not run.epochs:
        raise ValueError(
            "replay takes a run with a finished epoch, and seconds above 0; "
            f"received {run.epochs} epochs, {seconds} seconds"
        )
    took = f"the training took {duration(sum(run.seconds))}"
    last, told = f"Recorded on {run.device}.", Quiet(run.images, run.epochs)
    for i in range(run.epochs):
        told.epoch(_logs(run, i), run.seconds[i], partial(Now, math.nan, math.nan, None))
    recording = (took, f"A recording: {took}.", *told.lines, last)
    view = watch(run.images, run.epochs, recording=recording)
    with suppress(KeyboardInterrupt):  # the same as the button
        _replayed(run, view, seconds)
    whole = len(view.seconds) == run.epochs
    stopped = "" if whole else f"The recording was stopped after {len(view.seconds)} epochs. "
    view.end(f"{stopped}{last}")


def _logs(run: Run, i: int) -> dict[str, float]:
    return {name: values[i] for name, values in run.history.items()}


def _replayed(run: Run, view: Watch, seconds: float) -> None:
    began, ends = time.perf_counter(), np.cumsum(run.seconds) * seconds / sum(run.seconds)
    filters = [np.asarray(kernel, np.float32) for kernel in run.filters]
    start, shown = 0.0, None
    for i, end in enumerate(ends.tolist()):
        # What the measures were within an epoch, nobody wrote down.
        before = partial(Now, math.nan, math.nan, shown)
        while (at := time.perf_counter() - began) < end and not view.stopping:
            view.batch(int((at - start) / (end - start) * run.images), before)
            time.sleep(min(0.05, end - at))
        if view.stopping:
            return
        logs = _logs(run, i)
        start, shown = end, filters[i] if filters else None
        view.epoch(logs, run.seconds[i], partial(Now, logs["loss"], logs["accuracy"], shown))
