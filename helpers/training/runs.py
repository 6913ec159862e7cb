"""Records of trainings: saved and loaded, compared in a table, drawn as curves."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from helpers.core.files import atomic_write
from helpers.core.text import PlainError, Table
from helpers.draw.colours import INPUT, KERNEL
from helpers.draw.theme import Picture, canvas

RECORDED = Path(__file__).with_name("recorded")
"""Folder with the records that come with the project."""


@dataclass
class Run:
    """The record of one training.

    Args:
        history: One value per finished epoch, for "loss" and "accuracy", and for "val_loss" and
            "val_accuracy" where pictures were held out.
        seconds: Duration of each finished epoch.
        images: Pictures that were trained on in each epoch.
        batch_size: Pictures per batch.
        seed: Seed of the random order of the pictures; None where it is not known.
        parameters: Number of parameters of the network.
        device: The device in words, such as "the processor (2 cores), no GPU".
        versions: Versions of Python and its packages, by name.
        test_loss: Loss on the test pictures; None where it was not measured.
        test_accuracy: Accuracy on the test pictures, 0 to 1; None where it was not measured.
        filters: Kernel of the first convolution after each finished epoch, as nested lists
            (kh, kw, in_channels, filters); empty where it was not recorded.
    """

    history: dict[str, list[float]]
    seconds: list[float]
    images: int
    batch_size: int
    seed: int | None
    parameters: int
    device: str
    versions: dict[str, str]
    test_loss: float | None = None
    test_accuracy: float | None = None
    filters: list[Any] = field(default_factory=list)

    @property
    def epochs(self) -> int:
        """Number of finished epochs."""
        return len(self.seconds)

    @property
    def images_per_second(self) -> float:
        """Pictures trained on per second, where the time for validation is counted, too.

        >>> Run({}, [2.0, 3.0], 1000, 128, 0, 10, "", {}).images_per_second
        400.0
        """
        return self.images * self.epochs / sum(self.seconds) if self.seconds else 0.0

    @property
    def best(self) -> int:
        """The epoch, counted from 1, whose weights the model keeps: see ``best_epoch``."""
        return best_epoch(self.history)

    def __str__(self) -> str:
        lines = [
            f"{self.epochs} epochs of {self.images:,} pictures in {sum(self.seconds):.0f} s "
            f"({self.images_per_second:,.0f} pictures/s) on {self.device}"
        ]
        for part in ("", "val_"):
            if f"{part}accuracy" in self.history and self.best:
                name = "validation" if part else "training"
                value = self.history[f"{part}accuracy"][self.best - 1]
                lines.append(f"{name:<10} accuracy {value:.1%} in epoch {self.best}")
        if self.test_accuracy is not None:
            lines.append(f"{'test':<10} accuracy {self.test_accuracy:.1%}")
        return "\n".join(lines)

    def save(self, path: str | Path) -> Path:
        """Write the record to ``path`` as JSON, and return the path.

        An error leaves no half-written file: an older file at ``path`` stays as it was.
        """
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as aside:
            aside.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
        return path


def best_epoch(history: dict[str, list[float]]) -> int:
    """Return the epoch, counted from 1, with the highest validation accuracy.

    Of several equal ones it is the first. Where nothing was held out for validation, it is the
    last epoch; where no epoch was finished, or none has a number, it is 0.

    >>> best_epoch({"accuracy": [0.5, 0.6, 0.9], "val_accuracy": [0.5, 0.6, 0.6]})
    2
    """
    measured = history.get("val_accuracy")
    if measured is None:
        return len(history.get("loss", []))
    numbers = [(value, -i) for i, value in enumerate(measured) if math.isfinite(value)]
    return 1 - max(numbers)[1] if numbers else 0


def duration(seconds: float) -> str:
    """Return a time in minutes and seconds, as text.

    >>> duration(9.6), duration(125)
    ('10 s', '2 min 05 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def load(path: str | Path) -> Run:
    """Return the run that ``Run.save`` wrote to ``path``.

    Raises:
        FileNotFoundError: There is no file at ``path``.
        ValueError: The file is not the record of a run.
    """
    path = Path(path)
    try:
        return Run(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        names = ", ".join(field.name for field in fields(Run))
        raise ValueError(f"{path} is no record of a run: {error}; expected {names}") from error


def recorded(name: str = "lecture") -> list[Run]:
    """Return the runs on CIFAR-10 that come with the project, one for each of three seeds.

    Args:
        name: "lecture", "short", "deeper", "normalised" or "augmented".

    Raises:
        ValueError: No run was recorded under this name.
    """
    names = sorted({path.stem.rpartition("-")[0] for path in RECORDED.glob("*.json")})
    if name not in names:
        raise ValueError(f"name must be one of {', '.join(names)}; received {name!r}")
    return [load(path) for path in sorted(RECORDED.glob(f"{name}-*.json"))]


@dataclass(frozen=True, repr=False)
class Comparison(Table):
    """Table of runs: parameters, epochs, time, and the accuracy in validation and on test pictures.

    Of several runs with different seeds, the mean time is shown, and mean and standard deviation of
    the accuracies.

    Args:
        runs: By name of the network, its run or its runs.
    """

    runs: Mapping[str, Run | Sequence[Run]]
    number_columns = (1, 2, 3, 4, 5)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells: the names of the columns, then a row for each network."""
        head = ("network", "parameters", "epochs", "time", "validation", "test")
        rows: list[tuple[str, ...]] = [head]
        for name, given in self.runs.items():
            several = [given] if isinstance(given, Run) else list(given)
            first = several[0]
            time = duration(float(np.mean([sum(run.seconds) for run in several])))
            held_out = [_best_accuracy(run) for run in several]
            test = [math.nan if r.test_accuracy is None else r.test_accuracy for r in several]
            sizes = f"{first.parameters:,}", f"{first.epochs}"
            rows.append((name, *sizes, time, _percent(held_out), _percent(test)))
        measured = any(row[-1] for row in rows[1:])
        return rows if measured else [row[:-1] for row in rows]


def _best_accuracy(run: Run) -> float:
    """Return the highest accuracy in validation; NaN where none was measured."""
    values = [v for v in run.history.get("val_accuracy", []) if math.isfinite(v)]
    return max(values, default=math.nan)


def _percent(parts: Sequence[float]) -> str:
    """Return the mean of ``parts`` in percent, with the standard deviation if there are several.

    Where one of them is not a number (not measured), the text is empty.
    """
    if any(map(math.isnan, parts)):
        return ""
    mean = f"{100 * statistics.mean(parts):.1f}"
    return f"{mean} ± {100 * statistics.stdev(parts):.1f} %" if len(parts) > 1 else f"{mean} %"


def compare(runs: Mapping[str, Run | Sequence[Run]]) -> Comparison:
    """Return a table of runs.

    Args:
        runs: By name of the network, its run, or several runs of it with different seeds.

    Raises:
        PlainError: There is no run, or one has no finished epoch.
    """
    _check_finished(runs)
    return Comparison(runs)


def _check_finished(runs: Mapping[str, Run | Sequence[Run]]) -> None:
    """Refuse no run at all, and one that has no finished epoch."""
    empty = [
        name
        for name, given in runs.items()
        if not all(run.epochs for run in ([given] if isinstance(given, Run) else given))
        or not given
    ]
    if empty or not runs:
        raise PlainError(f"runs need a finished epoch to be compared; received {empty or 'no run'}")


def curves(runs: dict[str, Run]) -> Picture:
    """Draw the loss and the accuracy of runs by epoch, in training and in validation.

    Each run has a row of its own, on the same scales; a colour means the same in all of them, and
    in the live view.

    Args:
        runs: The runs by name.

    Raises:
        PlainError: There is no run, or one has no finished epoch.
    """
    _check_finished(runs)
    size = 7.2, 2.9 * len(runs)
    figure, grid = canvas(*size, rows=len(runs), cols=2, sharex="col", sharey="col", squeeze=False)
    for row, (name, run) in zip(grid, runs.items()):
        for panel, measure in zip(row, ("loss", "accuracy")):
            _curve(panel, run, measure)
            panel.set(title=f"{name}: {measure}" if len(runs) > 1 else measure)
            panel.xaxis.get_major_locator().set_params(integer=True)
    for panel in grid[-1]:
        panel.set(xlabel="epoch")
    grid[0, 1].legend(frameon=False)
    last = "; ".join(f"{name}: {_last_accuracies(run)}" for name, run in runs.items())
    return Picture(figure, f"Loss and accuracy by epoch. {last}")


def _curve(panel: Any, run: Run, measure: str) -> None:
    """Draw a measure of a run, in training and in validation."""
    epochs = range(1, run.epochs + 1)
    for prefix, title, line, colour in (
        ("", "training", "-", INPUT),
        ("val_", "validation", "--", KERNEL),
    ):
        if f"{prefix}{measure}" in run.history:
            values = run.history[f"{prefix}{measure}"]
            panel.plot(epochs, values, line, color=colour, label=title, marker=".")


def _last_accuracies(run: Run) -> str:
    """Return the accuracies after the last epoch, as text."""
    names = {"training": "accuracy", "validation": "val_accuracy"}
    last = [
        f"{name} {run.history[key][-1]:.1%}" for name, key in names.items() if key in run.history
    ]
    return f"accuracy after {run.epochs} epochs: {', '.join(last)}"
