"""How far a training came: enough to go on from, as if it had never been stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from helpers.devices import keras
from helpers.runs import best_epoch

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
