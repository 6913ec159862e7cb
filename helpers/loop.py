"""The loop of a training: epoch by epoch, on whatever there is to compute on."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from helpers import devices, networks
from helpers.blocks import Blocks, length
from helpers.board import Board
from helpers.devices import keras
from helpers.feed import Feed
from helpers.progress import Means, Progress
from helpers.watch import Now, Watch

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
    if not devices.accelerated() or not batches:
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
