"""The live view of a training in a notebook: curves, filters, the time left, and a stop button.

Nothing is trained here: the training calls the methods of ``TrainingView``.
"""

from __future__ import annotations

import base64
import html
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from helpers.core import text
from helpers.draw.mime import Bundle, StoredStill
from helpers.training.runs import Run, curves, duration
from helpers.training.view import chart
from helpers.training.view.filters import filter_tiles
from helpers.training.view.log import FORMATS, EpochLog, Snapshot, TextLog, TrainingView
from helpers.training.view.style import STYLE
from helpers.training.view.timing import RateLimiter, TimeEstimate, rounded_duration

MOST_POINTS = 200
"""Most points that are drawn of the unfinished epoch."""


@dataclass(frozen=True)
class Recording:
    """Texts of a recorded training, all of which are known before it is replayed.

    Args:
        note: Short text beside the title, such as "the training took 3 min 47 s".
        lines: All lines of text that are stored in the notebook; the first says that it is a
            recording.
    """

    note: str
    lines: tuple[str, ...]


class LiveView(StoredStill, widgets.VBox):  # type: ignore[misc]
    """Widget that shows a training while it runs; it redraws at most once a second.

    It has the methods of ``TrainingView``.

    Args:
        log: Log of the training, to which each finished epoch is added.
        recording: Texts of a recorded training; None for a training that runs now.
    """

    def __init__(self, log: EpochLog, recording: Recording | None = None) -> None:
        self.epoch_log, self.recording = log, recording
        self.stopping, self.end_message = False, ""
        self._done = 0  # pictures of the unfinished epoch, when it was last drawn
        self._snapshot: Snapshot | None = None
        self._points: list[tuple[float, dict[str, float]]] = []  # of the unfinished epoch
        self._estimate = TimeEstimate(log.images, log.epochs)
        self._redraws, self._clicks = RateLimiter(1.0), RateLimiter(0.2)
        self.button = widgets.Button(description="■ Stop", tooltip="end after this batch")
        self.button.on_click(lambda _: self.stop())
        self._process_clicks = click_processor(self.button)
        self.heading, self.figures, self.status = (widgets.HTML() for _ in range(3))
        style = widgets.HTML(f"<style>{STYLE}</style>", layout={"display": "none"})
        top = widgets.HBox([self.heading, self.button])
        super().__init__([style, top, self.figures, self.status])
        self.add_class("cnn-training")
        self._draw()

    def __repr__(self) -> str:
        lines = self.recording.lines if self.recording else self.epoch_log.lines
        end = [] if self.recording else [self.end_message]
        return "\n".join([*lines, *end]).strip() or "A training: no epoch has ended yet"

    def stop(self) -> None:
        """Ask the training to stop after this batch, as the button does."""
        self.stopping = True
        self.button.description, self.button.disabled = "stopping …", True

    def batch(self, done: int, snapshot: Callable[[], Snapshot]) -> None:
        """Process clicks and redraw, each only if it is time for it."""
        self.poll()
        now = time.perf_counter()
        if self._redraws.ready(now):
            self._done = done
            self._estimate.add_batch(now, done)
            self._redraw(now, snapshot())

    def poll(self) -> None:
        """Process clicks, if it is time for it."""
        now = time.perf_counter()
        if self._process_clicks and self._clicks.ready(now):
            self._try_to_process_clicks(self._process_clicks, now)

    def epoch(
        self, measures: dict[str, float], seconds: float, snapshot: Callable[[], Snapshot]
    ) -> None:
        """Add the epoch to the log; redraw if it is time for it, and always after the last one."""
        self.epoch_log.add(measures, seconds)
        self._estimate.add_epoch(seconds)
        self._done, self._points = 0, []
        now = time.perf_counter()
        if self._redraws.ready(now) or len(self.epoch_log.seconds) >= self.epoch_log.epochs:
            self._redraw(now, snapshot())

    def end(self, message: str) -> None:
        """Show the message, and from now on store the lines and a picture in the notebook."""
        self.end_message = message
        if self.epoch_log.seconds:
            self._points = []  # beside whole epochs, a part of an epoch is noise
        self.button.disabled, self.button.layout.visibility = True, "hidden"
        self._draw()
        self._publish(update=True)

    def still(self) -> Bundle:
        """Return what a notebook stores: the lines and, at the end, the curves as a picture."""
        text = {"text/plain": repr(self)}
        log = self.epoch_log
        if not (self.end_message and log.seconds):
            return text, {}
        run = Run(log.history, log.seconds, log.images, 1, 0, 0, "", {})
        data, metadata = curves({"this run": run})._repr_mimebundle_()
        png = base64.b64encode(data["image/png"]).decode("ascii")
        return {"image/png": png, **text}, metadata

    def show(self) -> None:
        """Show the widget in the output of this cell."""
        self._publish(update=False)

    def _publish(self, *, update: bool) -> None:
        """Send the widget to the notebook as a new output, or in place of the former one."""
        # Raw, with the widget's own id: ipywidgets 7 shows no widget that is given a display_id.
        bundle, metadata = self._repr_mimebundle_()
        options = {"raw": True, "display_id": self.model_id, "update": update}
        display(bundle, metadata=metadata, **options)  # type: ignore[no-untyped-call]

    def _try_to_process_clicks(self, process: Callable[[], None], now: float) -> None:
        """Process pending clicks; after an error do not try again, as a training must go on."""
        try:
            process()
        except Exception:  # kernels differ, and so do their errors
            self._process_clicks = None
        self._clicks.record(now, time.perf_counter())

    def _redraw(self, now: float, snapshot: Snapshot) -> None:
        """Draw the snapshot, and record how long it took since ``now``."""
        self._snapshot = snapshot
        if self._done:
            values = {"loss": snapshot.loss, "accuracy": snapshot.accuracy}
            self._points.append((self._epochs_done(), values))
        if len(self._points) > MOST_POINTS:
            del self._points[1::2]
        self._draw()
        self._redraws.record(now, time.perf_counter())

    def _epochs_done(self) -> float:
        """Return the number of epochs that are done, with the part of the unfinished one."""
        return len(self.epoch_log.seconds) + self._done / self.epoch_log.images

    def _draw(self) -> None:
        """Set the HTML of all parts from the present state."""
        title, position = ("Recording" if self.recording else "Training"), self._position()
        self.heading.value = f'<div class="head"><b>{title}</b>{position}</div>'
        epochs = self.epoch_log.epochs
        bar = chart.progress_bar(min(self._epochs_done() / epochs, 1), epochs, position)
        figures = "".join(self._curves(measure) for measure in FORMATS)
        self.figures.value = f'{bar}<div class="figures">{figures}{self._filters()}</div>'
        # Screen readers read the status aloud whenever it changes, so it changes once an epoch.
        summary = self.epoch_log.summary() if self.epoch_log.seconds else ""
        status = html.escape(self.end_message or summary)
        self.status.value = f'<div class="said" role="status">{status}</div>'

    def _filters(self) -> str:
        """Return the filters, or the reason why there are none, as HTML."""
        if self._snapshot is None:
            return filter_tiles(None, "…")
        reason = "were not recorded" if self.recording else "none: there is no convolution"
        return filter_tiles(self._snapshot.filters, reason)

    def _curves(self, measure: str) -> str:
        """Return the curves of a measure, "loss" or "accuracy", as HTML."""
        training, validation = (
            list(enumerate(self.epoch_log.history.get(prefix + measure, []), start=1))
            for prefix in ("", "val_")
        )
        current = [(x, float(values[measure])) for x, values in self._points]
        drawn = [value for _, value in (*training, *validation)] or [value for _, value in current]
        top = 1.0 if measure == "accuracy" else chart.axis_end(drawn)
        axes = chart.Axes(self.epoch_log.epochs, top, FORMATS[measure])
        return chart.curves(measure.capitalize(), axes, training, validation, current)

    def _position(self) -> str:
        """Return how far the training is, how fast it is, and the time left, as text."""
        log, done = self.epoch_log, len(self.epoch_log.seconds)
        if self.end_message:
            took = sum(log.seconds)
            speed = f" · {log.images * done / took:,.0f} pictures/s" if took else ""
            return f"{done} of {log.epochs} epochs in {duration(took)}{speed}"
        parts = [f"epoch {min(done + 1, log.epochs)} of {log.epochs}"]
        if self.recording:
            return f"{parts[0]} · {self.recording.note}"
        if rate := self._estimate.rate:
            parts.append(f"{float(f'{rate:.3g}'):,.0f} pictures/s")
        left = self._estimate.seconds_left(done, self._done)
        parts.append("…" if left is None else f"{rounded_duration(left)} left")
        return " · ".join(parts)


def open_view(log: EpochLog, recording: Recording | None = None) -> TrainingView:
    """Show and return a live view in a notebook; elsewhere, return a log that prints lines.

    Args:
        log: Log of the training, to which each finished epoch is added.
        recording: Texts of a recorded training; None for a training that runs now.
    """
    if not hasattr(get_ipython(), "kernel"):
        if recording:
            text.say(recording.lines[0])
        return TextLog(log)
    view = LiveView(log, recording)
    view.show()
    return view


def click_processor(button: widgets.Button) -> Callable[[], None] | None:
    """Return a function that processes pending button clicks, or None where none is needed.

    ipykernel 7 receives the messages of widgets in threads of their own (subshells), so a click
    arrives while a cell runs. Older kernels are asked for the messages that have arrived; cells
    that wait are put aside by jupyter-ui-poll, and run when this cell has ended.
    """
    kernel: Any = getattr(get_ipython(), "kernel", None)
    if not hasattr(kernel, "msg_queue"):
        if kernel:
            # Otherwise ipykernel 7.4 delivers a click after the cell that wrote to the button.
            button.comm._reply_subshell_for = None
        return None
    from jupyter_ui_poll import ui_events

    def process() -> None:
        with ui_events() as poll:
            poll(1)  # puts what has arrived into the queue
            poll(kernel.msg_queue.qsize())  # takes all of the queue, which keeps the order

    return process
