"""The training loop: epochs, batches, validation, and stopping early."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from helpers.training import device, networks
from helpers.training.device import keras
from helpers.training.pipeline import BlockModel, InputPipeline, block_length
from helpers.training.progress import Progress, RunningMeans
from helpers.training.tensorboard import EpochWriter
from helpers.training.view.log import Snapshot, TrainingView

LOSS = "categorical_crossentropy"


def compile_model(model: keras.Model, optimizer: Any) -> None:
    """Compile a model for training, in the number type that is fastest on this device."""
    device.use_bfloat16_where_faster(model)
    model.compile(loss=LOSS, optimizer=optimizer, metrics=["accuracy"])


class TrainingSetup(NamedTuple):
    """What is trained, and with what data.

    Args:
        network: The model whose weights change.
        fitted: The model that Keras trains: the network itself, or a ``BlockModel`` around it.
        data: The input pipeline.
    """

    network: keras.Model
    fitted: keras.Model
    data: InputPipeline


def prepare(model: keras.Model, data: InputPipeline, *, one_device: bool) -> TrainingSetup:
    """Return a setup that trains batch by batch on a processor, and in blocks on a GPU or TPU.

    Blocks are fast because they are compiled with XLA, which was 7x slower on a processor.

    Args:
        model: The compiled model.
        data: The input pipeline, with one batch per block.
        one_device: False where several devices share each batch. Then a copy of the model is
            trained, as Keras decides where a weight is stored when the weight is created.
    """
    batches = data.train_count // data.batch_size
    if not device.accelerated() or not batches:
        return TrainingSetup(model, model, data)
    network = model if one_device else _compiled_copy(model)
    optimizer = network.optimizer
    blocks = BlockModel(network, data.x, block_length(batches))
    jit: Any = "auto" if keras.backend.backend() == "torch" else True
    blocks.compile(loss=LOSS, optimizer=optimizer, metrics=["accuracy"], jit_compile=jit)
    return TrainingSetup(network, blocks, replace(data, batches_per_block=blocks.batches_per_block))


def _compiled_copy(model: keras.Model) -> keras.Model:
    """Return a copy of a compiled model, with the same weights and a new optimiser."""
    copy = keras.models.clone_model(model)
    for new, old in zip(copy.variables, model.variables):
        new.assign(old.numpy())
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    copy.compile(loss=LOSS, optimizer=optimizer)
    return copy


def train(
    setup: TrainingSetup, progress: Progress, view: TrainingView, epochs: int, writer: EpochWriter
) -> None:
    """Train epoch after epoch, until ``epochs`` are finished or the view asks to stop."""
    for epoch in range(progress.epochs, epochs):
        _train_epoch(setup, progress, view)
        if progress.epochs == epoch:
            return  # stopped before the end of the epoch
        writer.epoch(epoch, {name: values[-1] for name, values in progress.history.items()})
        if view.stopping:
            return


def _train_epoch(setup: TrainingSetup, progress: Progress, view: TrainingView) -> None:
    """Train the rest of an epoch, then measure the network on the held-out pictures.

    ``train_on_batch`` is used because ``fit`` would copy all pictures, or have a thread pass them
    on; that trained 1.2x fewer pictures a second on a processor.
    """
    data, start = setup.data, time.perf_counter() - progress.seconds_spent
    for pictures, labels in data.epoch(progress.epochs, progress.blocks_done):
        measures = setup.fitted.train_on_batch(pictures, labels, return_dict=True)
        progress.add_block(measures, len(pictures))
        progress.seconds_spent = time.perf_counter() - start
        seen = progress.current_means.pictures
        view.batch(seen, lambda: _snapshot(setup, progress.current_means.values))
        if view.stopping:
            break
    if progress.blocks_done < data.blocks:
        return
    measured = progress.current_means.values | _validate(setup)
    seconds = time.perf_counter() - start
    progress.finish_epoch(measured, seconds, setup.network)
    view.epoch(measured, seconds, partial(_snapshot, setup, measured))


def _snapshot(setup: TrainingSetup, measures: dict[str, float]) -> Snapshot:
    """Return the measures with the present weights of the first convolution."""
    kernel = networks.first_kernel(setup.network)
    return Snapshot(measures["loss"], measures["accuracy"], kernel)


def _validate(setup: TrainingSetup) -> dict[str, float]:
    """Return the measures on the held-out pictures, named "val_…"; empty if there are none."""
    data, means = setup.data, RunningMeans()
    size = data.batch_size if data.batches_per_block == 1 else 8 * data.batch_size
    for pictures, labels in data.held_out(size):
        setup.fitted.reset_metrics()
        measures = setup.fitted.test_on_batch(pictures, labels, return_dict=True)
        means.add(measures, len(pictures))
    return {f"val_{name}": value for name, value in means.values.items()}


def time_epoch(setup: TrainingSetup, number: int) -> float:
    """Train epoch ``number`` without a view, and return the seconds that it took."""
    start = time.perf_counter()
    for pictures, labels in setup.data.epoch(number):
        setup.fitted.train_on_batch(pictures, labels)
    return time.perf_counter() - start


@contextmanager
def stop_on_interrupt(view: TrainingView) -> Iterator[None]:
    """First Ctrl-C stops after the batch; the second raises KeyboardInterrupt.

    Only the main thread receives signals, so in other threads nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(*_: Any) -> None:
        if view.stopping:
            raise KeyboardInterrupt
        view.stopping = True

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
