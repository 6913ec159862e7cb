"""Watch Keras train: curves, filters, the time left and a stop button, or lines of text.

It uses nothing but Keras's callbacks, so ``fit`` stays what Keras documents, on every backend.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from IPython import get_ipython

from helpers.core import text
from helpers.training import networks
from helpers.training.callbacks import fit_call, keeper
from helpers.training.callbacks.guessing import PATIENCE, Guessing, lost
from helpers.training.callbacks.stoppable import Stoppable, measures
from helpers.training.checks import fit, refuse
from helpers.training.view.live_view import open_view
from helpers.training.view.log import EpochLog, Snapshot, TrainingView

Logs = dict[str, float] | None


def watch() -> Watch:
    """Return a callback for ``fit`` that shows how a network learns.

    In a notebook it shows curves, the filters of the first convolution, the pictures per second,
    the time left, and a button that stops the training after a batch; elsewhere it prints a line
    for each epoch. Before the first batch it checks whether the network fits the pictures, the
    labels and the loss; while it trains, whether the network learns anything.

    >>> type(watch()).__name__
    'Watch'
    """
    return Watch()


class Watch(Stoppable):
    """The callback that ``watch`` returns."""

    def __init__(self) -> None:
        super().__init__()
        self._view: TrainingView | None = None
        self._reason = ""  # why this callback stopped the training

    def on_train_begin(self, logs: Logs = None) -> None:
        """Check the training, and begin to listen to Ctrl-C."""
        self._view, self._reason = None, ""
        call = fit_call.find(self._model)
        data = (call.x, call.y) if call and isinstance(call.x, np.ndarray) else None
        refuse(self.model, data, (self.params["steps"] or 1) * self.params["epochs"])
        self._images = len(data[0]) if data else 0
        chance = fit.chance(self.model, data[1] if data else None)
        self._guessing = Guessing(chance, call.batch_size if call else 32)
        super().on_train_begin(logs)
        if (shell := get_ipython()) is not None:
            shell.events.register("post_run_cell", self._cell_ended)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Open the view before the first epoch."""
        super().on_epoch_begin(epoch, logs)
        self._open()

    def _open(self) -> TrainingView:
        """Return the view; it begins with the epochs that were kept from an earlier training."""
        if self._view is not None:
            return self._view
        kept = keeper.active(self.params)
        history, seconds = (kept.run.history, kept.run.seconds) if kept else ({}, [])
        done = int(self.model.optimizer.iterations.numpy())
        if done and not (kept and kept.run.epochs):
            text.say(
                f"This goes on with the weights of an earlier training ({done:,} batches). To "
                "begin anew, build and compile the network again."
            )
        epochs = max(self.params["epochs"], len(seconds), 1)
        log = EpochLog(self._images or 1, epochs, history, seconds)
        self._view = open_view(log)
        return self._view

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Redraw, look whether the learner wants to stop, and whether anything is learned."""
        measured, view = measures(logs), self._open()
        if self._images:
            part = (batch + 1) / (self.params["steps"] or 1)
            view.batch(round(part * self._images), lambda: self._snapshot(measured))
        else:
            view.poll()  # nobody knows how many pictures a generator has
        self._stop_if_hopeless(batch + 1, measured)
        self._stop_if_asked(view)
        super().on_train_batch_end(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look whether the learner wants to stop."""
        view = self._open()
        view.poll()
        self._stop_if_asked(view)
        super().on_test_batch_end(batch, logs)

    def _stop_if_asked(self, view: TrainingView) -> None:
        """Stop the training if the learner has pressed the button."""
        if view.stopping:
            self._model.stop_training = True

    def _snapshot(self, measured: dict[str, float]) -> Snapshot:
        """Return the measures with the present weights of the first convolution."""
        loss, accuracy = (measured.get(name, math.nan) for name in ("loss", "accuracy"))
        return Snapshot(loss, accuracy, networks.kernel(self.model))

    def _stop_if_hopeless(self, batch: int, measured: dict[str, float]) -> None:
        """Stop a training whose loss is no number or explodes; say so if nothing is learned."""
        if found := lost(measured.get("loss", 0.0)):
            self._model.stop_training = True
            self._reason = (
                f"Stopped in batch {batch:,}: the loss {found}. The steps are too large: build the "
                "network again, and compile it with a tenth of the learning rate, which is "
                f"{self._rate()}."
            )
        elif "accuracy" in measured and self._guessing.still(batch, measured["accuracy"]):
            text.say(
                f"After {PATIENCE} batches this network is still no better than guessing. Let it "
                f"go on, or stop it and try a tenth of the learning rate, which is {self._rate()}."
            )

    def _rate(self) -> str:
        """Return the present learning rate."""
        return f"{float(self.model.optimizer.learning_rate):.2g}"

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Add a finished epoch to the view."""
        if not self.cut:
            measured = measures(logs)
            self._open().epoch(measured, self.seconds, lambda: self._snapshot(measured))

    def on_train_end(self, logs: Logs = None) -> None:
        """Say where the training ended, and which weights the network has."""
        super().on_train_end(logs)
        kept, view = keeper.active(self.params), self._open()
        weights = kept.closing() if kept else "The network has its last weights."
        self._end(view, f"{self._reason or self._where(view)} {weights}".strip())

    def _where(self, view: TrainingView) -> str:
        """Return a sentence that says where a training was stopped; empty at its end."""
        done = len(view.epoch_log.seconds)
        if self.cut:
            steps = f" of {self.params['steps']:,}" if self.params["steps"] else ""
            return f"Stopped in epoch {done + 1} after {self.batches:,}{steps} batches."
        return f"Stopped after epoch {done}." if self.stopping else ""

    def _end(self, view: TrainingView, message: str) -> None:
        """Close the view, and do not wait for the end of the cell any more."""
        self._view = None
        view.end(message)
        if (shell := get_ipython()) is not None:
            shell.events.unregister("post_run_cell", self._cell_ended)

    def _cell_ended(self, result: Any) -> None:
        """Close the view of a training that an error or a second Ctrl-C has ended."""
        self.let_go()
        if self._view is not None:
            why = (
                "Stopped at once"
                if isinstance(result.error_in_exec, KeyboardInterrupt)
                else ("Ended by an error")
            )
            self._end(self._view, f"{why}. What was learned before it is kept.")
