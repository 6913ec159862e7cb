"""How far a training came: enough to go on from, as if it had never been stopped."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers.training import device, networks
from helpers.training.device import keras
from helpers.training.live_view import Now, Watch
from helpers.training.pipeline import Blocks, Feed, length
from helpers.training.runs import best_epoch
from helpers.training.tensorboard import Board

LOSS = "categorical_crossentropy"


class Rig(NamedTuple):
    """The network whose weights change, what Keras is to fit (the same, or blocks), the data."""

    network: keras.Model
    trained: keras.Model
    feed: Feed


def equip(model: keras.Model, feed: Feed, alone: bool) -> Rig:
    """Return what to train, and what with: on a processor single batches, else whole blocks.

    Compiling with XLA, which is what makes blocks fast, was 7x slower on a processor. On several
    devices a copy is trained: where a weight lies is settled when it is made.
    """
    batches = feed.kept // feed.batch_size
    if not device.accelerated() or not batches:
        return Rig(model, model, feed)
    network, optimizer = model, model.optimizer
    if not alone:
        network = keras.models.clone_model(model)
        for ours, theirs in zip(network.variables, model.variables):
            ours.assign(theirs.numpy())
        optimizer = type(optimizer).from_config(optimizer.get_config())
        network.compile(loss=LOSS, optimizer=optimizer)
    blocks = Blocks(network, feed.x, length(batches))
    jit: Any = "auto" if keras.backend.backend() == "torch" else True
    blocks.compile(loss=LOSS, optimizer=optimizer, metrics=["accuracy"], jit_compile=jit)
    return Rig(network, blocks, replace(feed, steps=blocks.steps))


def train(rig: Rig, progress: Progress, view: Watch, epochs: int, board: Board) -> None:
    """Train epoch after epoch, until all are done or the view wants to stop."""
    for epoch in range(progress.epochs, epochs):
        _train_epoch(rig, progress, view)
        if progress.epochs == epoch:
            return  # stopped in the middle of it
        board.epoch(epoch, {name: values[-1] for name, values in progress.history.items()})
        if view.stopping:
            return


def _train_epoch(rig: Rig, progress: Progress, view: Watch) -> None:
    """Train what is left of an epoch, and measure it on what is held out.

    Batch by batch, without ``fit``: it would make a copy of all pictures, or have a thread hand
    them over, and trained 1.2x fewer of them a second on a processor.
    """
    feed, start = rig.feed, time.perf_counter() - progress.spent
    for pictures, labels in feed.epoch(progress.epochs, progress.blocks):
        logs = rig.trained.train_on_batch(pictures, labels, return_dict=True)
        progress.add(logs, len(pictures))
        progress.spent = time.perf_counter() - start
        view.batch(progress.under_way.seen, lambda: _now(rig, progress.under_way.values))
        if view.stopping:
            break
    if progress.blocks < feed.blocks:
        return
    measured = progress.under_way.values | _validated(rig)
    progress.spent = seconds = time.perf_counter() - start
    kernel = networks.first_kernel(rig.network)
    rounded = [] if kernel is None else [np.round(kernel.astype(float), 3).tolist()]
    progress.finish(measured, rig.network, rounded)
    view.epoch(measured, seconds, partial(_now, rig, measured))


def _now(rig: Rig, means: dict[str, float]) -> Now:
    return Now(means["loss"], means["accuracy"], networks.first_kernel(rig.network))


def _validated(rig: Rig) -> dict[str, float]:
    """Measure the network on what is held out, if anything is."""
    feed, means = rig.feed, Means()
    size = feed.batch_size if feed.steps == 1 else 8 * feed.batch_size
    for pictures, labels in feed.held_out(size):
        rig.trained.reset_metrics()
        means.add(rig.trained.test_on_batch(pictures, labels, return_dict=True), len(pictures))
    return {f"val_{name}": value for name, value in means.values.items()}


@contextmanager
def gently(view: Watch) -> Iterator[None]:
    """Let the first interrupt end the training after the batch; the second is one."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return

    def ask(*_: Any) -> None:
        if view.stopping:
            raise KeyboardInterrupt
        view.stopping = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


Arrays = list[NDArray[Any]]


@dataclass
class Means:
    """Means over pictures that come in batches of several sizes.

    >>> means = Means()
    >>> for loss, pictures in ((2.0, 30), (1.0, 10)):
    ...     means.add({"loss": loss}, pictures)
    >>> means.values, means.seen
    ({'loss': 1.75}, 40)
    """

    seen: int = 0
    _sums: dict[str, float] = field(default_factory=dict)

    def add(self, logs: dict[str, float], pictures: int) -> None:
        """Take in the means over a batch."""
        self.seen += pictures
        for name, value in logs.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value) * pictures

    @property
    def values(self) -> dict[str, float]:
        """The means so far."""
        return {name: total / self.seen for name, total in self._sums.items()}


@dataclass
class Progress:
    """The whole epochs and what is done of the next; the last state, and the best weights.

    ``settings`` are what must not change between two parts of one training; ``blocks`` and
    ``under_way`` are what is done of the epoch that is not whole, and what it brought.
    """

    settings: dict[str, Any]
    history: dict[str, list[float]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    filters: list[Any] = field(default_factory=list)
    blocks: int = 0
    spent: float = 0.0
    under_way: Means = field(default_factory=Means)
    _state: Arrays = field(default_factory=list)
    best: Arrays = field(default_factory=list)

    @property
    def epochs(self) -> int:
        """How many epochs are whole."""
        return len(self.seconds)

    def check(self, settings: dict[str, Any]) -> None:
        """Refuse to go on with something else.

        Raises:
            ValueError: a setting is not what it was.
        """
        for name, was in self.settings.items():
            if settings[name] != was:
                raise ValueError(
                    f"resume=True goes on with the same training: {name} was {was}, received "
                    f"{settings[name]}. Leave resume out to begin anew"
                )

    def add(self, logs: dict[str, float], pictures: int) -> None:
        """Note a block of the epoch under way."""
        self.blocks += 1
        self.under_way.add(logs, pictures)

    def finish(self, logs: dict[str, float], network: keras.Model, filters: Any) -> None:
        """Note a whole epoch, and keep its weights if they are the best so far."""
        for name, value in logs.items():
            self.history.setdefault(name, []).append(float(value))
        self.seconds.append(self.spent)
        self.filters += filters
        self.blocks, self.spent, self.under_way = 0, 0.0, Means()
        if best_epoch(self.history) == self.epochs:
            self.best = network.get_weights()

    def keep(self, network: keras.Model) -> None:
        """Keep the state of the network and its optimiser as it is."""
        self._state = [v.numpy() for v in _variables(network)]

    def restore(self, network: keras.Model) -> None:
        """Put the network and its optimiser back to where ``keep`` left them."""
        network.optimizer.build(network.trainable_variables)
        for variable, value in zip(_variables(network), self._state):
            variable.assign(value)


def _variables(network: keras.Model) -> list[Any]:
    """Everything that training changes: weights, seeds of random layers, the optimiser's means."""
    return [*network.variables, *network.optimizer.variables]
