"""A training that is stopped after a batch: by a button, by Ctrl-C, by Jupyter's stop button."""

from __future__ import annotations

import re
import signal
import threading
import time
from typing import Any

from helpers.training.device import keras

KIND_OF_ACCURACY = re.compile(r"^(val_|)(sparse_categorical_|categorical_|)acc(uracy)?(_\d+)?$")


def measures(logs: dict[str, float] | None) -> dict[str, float]:
    """Return the measures of Keras, where each kind of accuracy is called "accuracy".

    >>> measures({"loss": 1.5, "val_sparse_categorical_accuracy": 0.5, "acc": 0.25})
    {'loss': 1.5, 'val_accuracy': 0.5, 'accuracy': 0.25}
    """
    return {KIND_OF_ACCURACY.sub(r"\1accuracy", name): each for name, each in (logs or {}).items()}


class StoppedAtOnce(KeyboardInterrupt):
    """The second Ctrl-C, which does not wait for the end of the batch."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback: the learner asked for the stop.
        return [str(self)]


class Stoppable(keras.callbacks.Callback):  # type: ignore[misc]
    """A callback that knows whether an epoch was finished or cut short.

    While Keras trains, the first Ctrl-C stops the training after the batch, and the second one at
    once. Two such callbacks in one training do no harm to each other.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cut, self.batches = False, 0
        self._started = 0.0
        self._before: Any = None

    @property
    def seconds(self) -> float:
        """Seconds since the epoch began."""
        return time.perf_counter() - self._started

    @property
    def stopping(self) -> bool:
        """Whether the training was asked to stop."""
        # Not ``self.model``: with JAX, that copies all weights.
        return bool(self._model.stop_training)

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Listen to Ctrl-C. Only the main thread receives signals."""
        if threading.current_thread() is threading.main_thread():
            handler = signal.getsignal(signal.SIGINT)
            if isinstance(handler, _Handler):
                if handler.owner.params is self.params:
                    return  # another callback of this training listens
                handler = handler.owner._before  # left by a training that an error ended
            self._before = handler
            signal.signal(signal.SIGINT, _Handler(self))

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Begin to count batches and time."""
        self.cut, self.batches = False, 0
        self._started = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Note whether the training was stopped before the end of the epoch."""
        self.batches = batch + 1
        self.cut = self.stopping

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Leave out the rest of the validation if the training was stopped."""
        if self.stopping:
            self.cut = True
            self._model.stop_evaluating = True

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Give Ctrl-C back its meaning."""
        self.let_go()

    def let_go(self) -> None:
        """Give Ctrl-C back its meaning, if this callback has changed it."""
        handler = signal.getsignal(signal.SIGINT)
        if isinstance(handler, _Handler) and handler.owner is self:
            signal.signal(signal.SIGINT, self._before)


class _Handler:
    """What Ctrl-C does while Keras trains.

    Args:
        owner: The callback that listens.
    """

    def __init__(self, owner: Stoppable) -> None:
        self.owner = owner

    def __call__(self, *_: Any) -> None:
        if self.owner.stopping:
            self.owner.let_go()
            raise StoppedAtOnce("Stopped at once, in the middle of a batch.")
        self.owner._model.stop_training = True
