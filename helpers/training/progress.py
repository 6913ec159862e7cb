"""The state of a training that can be resumed: what was measured, and all weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.training.device import keras
from helpers.training.networks import first_kernel
from helpers.training.runs import best_epoch

Arrays = list[NDArray[Any]]


@dataclass
class RunningMeans:
    """Means of several measures over all pictures so far, from batches of different sizes.

    >>> means = RunningMeans()
    >>> means.add({"loss": 2.0}, pictures=30)
    >>> means.add({"loss": 1.0}, pictures=10)
    >>> means.values, means.pictures
    ({'loss': 1.75}, 40)
    """

    pictures: int = 0
    _sums: dict[str, float] = field(default_factory=dict)

    def add(self, measures: dict[str, float], pictures: int) -> None:
        """Add a batch.

        Args:
            measures: Means over the batch, by name.
            pictures: Number of pictures in the batch.
        """
        self.pictures += pictures
        for name, value in measures.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value) * pictures

    @property
    def values(self) -> dict[str, float]:
        """The means over all pictures so far, by name."""
        return {name: total / self.pictures for name, total in self._sums.items()}


@dataclass
class Progress:
    """How far a training has come, with everything that is needed to resume it.

    Args:
        settings: Settings that must be the same when the training is resumed, by name.
        history: One value per finished epoch, by measure.
        seconds: Duration of each finished epoch.
        filters: Kernel of the first convolution after each finished epoch, as nested lists
            (kh, kw, in_channels, filters); empty for a network without a convolution.
        blocks_done: Blocks of batches that are done in the unfinished epoch.
        seconds_spent: Seconds spent on the unfinished epoch.
        current_means: Means of the measures in the unfinished epoch.
        best_weights: Weights after the epoch that was best in validation; empty before the first.
    """

    settings: dict[str, Any]
    history: dict[str, list[float]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    filters: list[Any] = field(default_factory=list)
    blocks_done: int = 0
    seconds_spent: float = 0.0
    current_means: RunningMeans = field(default_factory=RunningMeans)
    best_weights: Arrays = field(default_factory=list)
    _state: Arrays = field(default_factory=list)

    @property
    def epochs(self) -> int:
        """Number of finished epochs."""
        return len(self.seconds)

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Check that a training is resumed with the settings that it was started with.

        Raises:
            ValueError: A setting has another value than before.
        """
        for name, before in self.settings.items():
            if settings[name] != before:
                raise ValueError(
                    f"resume=True goes on with the same training: {name} was {before}, received "
                    f"{settings[name]}. Leave resume out to begin anew"
                )

    def add_block(self, measures: dict[str, float], pictures: int) -> None:
        """Record one finished block (one or several batches) of the current epoch.

        Args:
            measures: The means over the block, by name.
            pictures: The number of pictures in the block.
        """
        self.blocks_done += 1
        self.current_means.add(measures, pictures)

    def finish_epoch(
        self, measures: dict[str, float], seconds: float, network: keras.Model
    ) -> None:
        """Record a finished epoch, and keep the network's weights if it is the best so far."""
        for name, value in measures.items():
            self.history.setdefault(name, []).append(float(value))
        self.seconds.append(seconds)
        kernel = first_kernel(network)
        if kernel is not None:
            self.filters.append(np.round(kernel.astype(float), 3).tolist())
        self.blocks_done, self.seconds_spent, self.current_means = 0, 0.0, RunningMeans()
        if best_epoch(self.history) == self.epochs:
            self.best_weights = network.get_weights()

    def save_state(self, network: keras.Model) -> None:
        """Copy all variables of the network and its optimiser."""
        self._state = [variable.numpy() for variable in _variables(network)]

    def restore_state(self, network: keras.Model) -> None:
        """Assign the saved variables to the network and its optimiser, if any were saved."""
        network.optimizer.build(network.trainable_variables)
        for variable, value in zip(_variables(network), self._state):
            variable.assign(value)


def _variables(network: keras.Model) -> list[Any]:
    """Return all variables that training changes.

    They are the weights, the seeds of random layers and the variables of the optimiser.
    """
    return [*network.variables, *network.optimizer.variables]
