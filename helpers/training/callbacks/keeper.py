"""Keep a training on the disk: after each epoch and when it is stopped, to go on with it later.

Keras's ``BackupAndRestore`` forgets a training once it has ended, and keeps no history.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from dataclasses import asdict
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from helpers.core import text
from helpers.core.files import atomic_write, data_folder
from helpers.core.text import PlainError
from helpers.training import device
from helpers.training.callbacks import fit_call
from helpers.training.callbacks.fit_call import FitCall
from helpers.training.callbacks.stoppable import Stoppable, measures
from helpers.training.device import keras
from helpers.training.networks import kernel
from helpers.training.runs import Run, best_epoch

FOLDER = "trainings"
"""Name of the folder within the data folder."""

Arrays = list[NDArray[Any]]

_ACTIVE: WeakValueDictionary[int, Keep] = WeakValueDictionary()
"""The callbacks that keep a training, by the identity of the parameters of its ``fit``."""


def keep(name: str, *, anew: bool = False) -> Keep:
    """Return a callback for ``fit`` that keeps the weights and the history of a training.

    They are written to one file on this machine after every epoch, and when the training is
    stopped. The same ``fit``, run again, goes on with the training, also after a restart; once all
    epochs are done, it takes the trained weights from the file. At the end the network has the
    weights of the epoch that was best in validation.

    Args:
        name: Name of the training: letters, digits, spaces, - and _.
        anew: Whether to begin anew, and write over what was kept.

    Raises:
        PlainError: The name has another sign, or none.

    >>> keep("lecture").path.name
    'lecture.npz'
    """
    return Keep(name, anew)


def active(params: object) -> Keep | None:
    """Return the callback that keeps the training with these parameters; None if none does."""
    kept = _ACTIVE.get(id(params))
    return kept if kept is not None and kept.params is params else None


class Keep(Stoppable):
    """The callback that ``keep`` returns; ``run`` is the record of its training.

    Args:
        name: Name of the training.
        anew: Whether to begin anew.
    """

    def __init__(self, name: str, anew: bool) -> None:
        super().__init__()
        if not isinstance(name, str) or not re.fullmatch(r"[\w -]*\w[\w -]*", name):
            raise PlainError(
                "the name of a training has letters, digits, spaces, - and _, such as "
                f'"my network"; received {name!r}'
            )
        self.name, self.anew = name, anew
        try:
            self.path = data_folder() / FOLDER / f"{name}.npz"
        except OSError as error:
            raise PlainError(
                f"a training cannot be kept here, as {error}: set LEARN_CONVNETS_DATA to a folder"
            ) from None
        self.run = Run({}, [], 0, 0, None, 0, "", {})
        self._best: Arrays = []
        self._writable = True

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Go on with what was kept, if it was kept of this training; else begin anew."""
        super().on_train_begin(logs)
        self._best = []
        call = fit_call.find(self._model)
        self.run = self._new_run(call)
        self._fingerprint = self._describe(call)
        if not self.anew and self.path.exists():
            self._go_on()
        self.anew = False  # given to another fit, this callback goes on
        _ACTIVE[id(self.params)] = self

    def _new_run(self, call: FitCall | None) -> Run:
        """Return a record without an epoch."""
        images = len(call.x) if call is not None and hasattr(call.x, "shape") else 0
        size = call.batch_size if call else 0
        parameters = self._model.count_params()
        return Run({}, [], images, size, None, parameters, device.describe(), device.versions())

    def _describe(self, call: FitCall | None) -> str:
        """Return a text that differs for another network, optimizer, loss or other pictures."""
        model = self._model
        optimizer = {**keras.optimizers.serialize(model.optimizer)["config"], "name": ""}
        loss = model.loss if isinstance(model.loss, str) else type(model.loss).__name__
        pixels = ""
        if call is not None and isinstance(call.x, np.ndarray):
            some = np.ascontiguousarray(call.x[:: max(1, len(call.x) // 16)][:16])
            pixels = f"{call.x.shape} {zlib.crc32(some.tobytes())}"
        parts = {
            "layers": _architecture(model),
            "optimizer": f"{type(model.optimizer).__name__} {optimizer}",
            "loss": loss,
            "pictures": pixels,
            "batches": self.params["steps"],
        }
        return json.dumps(parts, default=str)

    def _go_on(self) -> None:
        """Take over what was kept, and say so; or say why it is another training."""
        try:
            with self.path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                state = json.loads(str(file["record"]))
                arrays = {
                    group: _numbered(file, group) for group in ("weights", "optimizer", "best")
                }
            other = _differences(state["fingerprint"], self._fingerprint)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            text.say(f'What was kept as "{self.name}" cannot be read ({error}): begins anew.')
            return
        if other:
            text.say(f'Begins anew: what was kept as "{self.name}" was another training ({other}).')
            return
        self.run = Run(**state["run"])
        self._best = arrays["best"]
        self._assign(arrays["weights"], arrays["optimizer"])
        self._model._initial_epoch = self.run.epochs or None
        day = datetime.fromtimestamp(self.path.stat().st_mtime).strftime("%d %B %Y")
        done = self.run.epochs
        what = f"{done} epochs are done" if done >= self.params["epochs"] else "goes on"
        after = f" after epoch {done}" if done and done < self.params["epochs"] else ""
        text.say(
            f'The training kept as "{self.name}" on {day}: {what}{after}. For a new one: '
            f'training.keep("{self.name}", anew=True).'
        )

    def _assign(self, weights: Arrays, optimizer: Arrays) -> None:
        """Give the network and its optimizer the values that were kept."""
        model = self.model
        model.set_weights(weights)
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        for variable, value in zip(model.optimizer.variables, optimizer):
            variable.assign(value)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Forget the epoch to go on with: it was for this training alone."""
        super().on_epoch_begin(epoch, logs)
        self._model._initial_epoch = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep a finished epoch."""
        if self.cut:
            return
        for name, value in measures(logs).items():
            self.run.history.setdefault(name, []).append(float(value))
        self.run.seconds.append(self.seconds)
        model = self.model
        filters = kernel(model)
        if filters is not None:
            self.run.filters.append(np.round(filters.astype(float), 3).tolist())
        if best_epoch(self.run.history) == self.run.epochs:
            self._best = model.get_weights()
        self._write()

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Keep what an unfinished epoch has changed, and give the network its best weights."""
        super().on_train_end(logs)
        self._model._initial_epoch = None
        if self.cut:
            self._write()
        if self._best:
            self.model.set_weights(self._best)

    def closing(self) -> str:
        """Return sentences that say which weights the network has, and how to go on."""
        best = self.run.best
        weights = (
            f"The network has {f'the weights of epoch {best}' if best else 'its last weights'}"
        )
        if best and "val_accuracy" in self.run.history:
            weights += ", the best in validation"
        more = self.run.epochs < self.params["epochs"] and self._writable
        return f"{weights}.{' Run the cell again to go on.' if more else ''}"

    def _write(self) -> None:
        """Write the file, whole or not at all; a disk that is full does not end a training."""
        model = self.model
        state = json.dumps({"fingerprint": self._fingerprint, "run": asdict(self.run)})
        arrays = {
            "weights": model.get_weights(),
            "optimizer": [np.asarray(v.numpy()) for v in model.optimizer.variables],
            "best": self._best,
        }
        named = {f"{group} {i}": a for group, all_ in arrays.items() for i, a in enumerate(all_)}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(self.path) as aside, aside.open("wb") as file:
                np.savez(file, record=np.array(state), **named)
        except OSError as error:
            if self._writable:
                text.say(f"This training cannot be kept: {error}")
            self._writable = False


def _numbered(file: Any, group: str) -> Arrays:
    """Return the arrays of one group of a file, in their order."""
    names = [name for name in file.files if name.startswith(f"{group} ")]
    return [file[f"{group} {i}"] for i in range(len(names))]


def _architecture(model: keras.Model) -> str:
    """Return a text that is the same for two models built by the same code."""
    try:
        config = json.dumps(model.get_config(), default=str)
    except NotImplementedError:  # a model of the learner's own class
        config = type(model).__name__
    for i, layer in enumerate((model, *model._flatten_layers(include_self=False))):
        config = config.replace(f'"{layer.name}"', f'"{i}"')  # Keras counts its layers' names up
    unseeded = re.sub(r'"seed": [^,}]*', "", config)
    return f"{unseeded} {[tuple(weights.shape) for weights in model.weights]}"


def _differences(before: str, now: str) -> str:
    """Return in words what has changed between two descriptions of a training; empty if nothing."""
    old, new = json.loads(before), json.loads(now)
    return ", ".join(f"other {name}" for name in new if old.get(name) != new[name])
