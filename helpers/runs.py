"""What a training run left behind: its record on disk, its curves, and its mistakes. No Keras."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.colours import INK, INPUT, KERNEL, OUTPUT
from helpers.files import whole_file
from helpers.style import Picture, canvas

RECORDED = Path(__file__).with_name("recorded_run.json")


@dataclass
class Run:
    """The numbers of one training run; ``history`` holds one value per epoch."""

    history: dict[str, list[float]]
    seconds: list[float]
    images: int
    batch_size: int
    seed: int
    parameters: int
    device: str
    versions: dict[str, str]
    test_loss: float | None = None
    test_accuracy: float | None = None

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return len(self.seconds)

    @property
    def images_per_second(self) -> float:
        """Training pictures per second, validation time included.

        >>> Run({}, [2.0, 3.0], 1000, 128, 0, 10, "", {}).images_per_second
        400.0
        """
        return self.images * self.epochs / sum(self.seconds) if self.seconds else 0.0

    def __str__(self) -> str:
        lines = [
            f"{self.epochs} epochs of {self.images:,} pictures in {sum(self.seconds):.0f} s "
            f"({self.images_per_second:,.0f} pictures/s) on {self.device}"
        ]
        for part in ("", "val_"):
            if f"{part}accuracy" in self.history and self.epochs:
                name = "validation" if part else "training"
                lines.append(f"{name:<10} accuracy {self.history[f'{part}accuracy'][-1]:.1%}")
        if self.test_accuracy is not None:
            lines.append(f"{'test':<10} accuracy {self.test_accuracy:.1%}")
        return "\n".join(lines)

    def save(self, path: str | Path) -> Path:
        """Write the record to ``path`` as JSON, whole or not at all."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as aside:
            aside.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        return path


class Watch:
    """Keeps what each epoch brought and prints it as one line."""

    def __init__(self, images: int, epochs: int) -> None:
        self.images, self.epochs = images, epochs
        self.history: dict[str, list[float]] = {}
        self.seconds: list[float] = []

    def begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Note when an epoch starts."""
        self._start = time.perf_counter()

    def end(self, epoch: int, logs: dict[str, float]) -> None:
        """Keep an epoch's measures and print them, with the speed and the time left."""
        self.seconds.append(time.perf_counter() - self._start)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(float(value))
        line = f"epoch {epoch + 1:2d}/{self.epochs}"
        for prefix, title in (("", "training"), ("val_", "validation")):
            if f"{prefix}loss" in logs:
                loss, accuracy = logs[f"{prefix}loss"], logs[f"{prefix}accuracy"]
                line += f" · {title}: loss {loss:.3f}, accuracy {accuracy:.1%}"
        left = (self.epochs - epoch - 1) * float(np.median(self.seconds))
        rate = self.images / self.seconds[-1]
        print(f"{line} · {rate:,.0f} pictures/s · {duration(left)} left", flush=True)


def duration(seconds: float) -> str:
    """Write a time in minutes and seconds.

    >>> duration(9.6), duration(125)
    ('10 s', '2 min 05 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def load(path: str | Path) -> Run:
    """Return the run that ``Run.save`` wrote to ``path``.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not the record of a run.
    """
    path = Path(path)
    try:
        return Run(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        names = ", ".join(field.name for field in fields(Run))
        raise ValueError(f"{path} is no record of a run: {error}; expected {names}") from error


def recorded() -> Run:
    """Return the full run on the real data that comes with the project."""
    return load(RECORDED)


def curves(runs: dict[str, Run]) -> Picture:
    """Draw loss and accuracy of each named run by epoch, in training and in validation.

    Raises:
        ValueError: no run, or one without a finished epoch.
    """
    empty = [name for name, run in runs.items() if not run.epochs]
    if empty or not runs:
        raise ValueError(f"curves need runs with a finished epoch; received {empty or 'no run'}")
    figure, axes = canvas(10, 3.8, cols=2)
    colours = (INPUT, KERNEL, OUTPUT)
    for panel, measure in zip(axes, ("loss", "accuracy")):
        for i, (name, run) in enumerate(runs.items()):
            epochs = range(1, run.epochs + 1)
            for key, line, title in (
                (measure, "-", "training"),
                (f"val_{measure}", "--", "validation"),
            ):
                if key in run.history:
                    label, colour = f"{name}, {title}", colours[i % len(colours)]
                    panel.plot(epochs, run.history[key], line, color=colour, label=label)
        panel.set(xlabel="epoch", title=measure)
        panel.xaxis.get_major_locator().set_params(integer=True)
    axes[1].legend(frameon=False)
    ends = "; ".join(f"{name}: {_ends(run)}" for name, run in runs.items())
    return Picture(figure, f"Loss and accuracy by epoch. {ends}")


def _ends(run: Run) -> str:
    names = {"training": "accuracy", "validation": "val_accuracy"}
    last = [
        f"{name} {run.history[key][-1]:.1%}" for name, key in names.items() if key in run.history
    ]
    return f"accuracy after {run.epochs} epochs: {', '.join(last)}"


def confusion_matrix(
    labels: NDArray[Any], predicted: NDArray[Any], classes: int
) -> NDArray[np.int64]:
    """Count (classes, classes): rows are the true classes, columns what the network said.

    >>> confusion_matrix(np.array([0, 1, 1]), np.array([0, 0, 1]), 2).tolist()
    [[1, 0], [1, 1]]

    Raises:
        ValueError: ``labels`` and ``predicted`` are not equally long lists of integers.
    """
    if labels.ndim != 1 or labels.shape != predicted.shape:
        raise ValueError(
            f"labels and predicted must both be (N,); received {labels.shape}, {predicted.shape}"
        )
    pairs = labels.astype(np.int64) * classes + predicted
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def confusion_picture(counts: NDArray[np.int64], classes: Sequence[str]) -> Picture:
    """Draw what ``confusion_matrix`` counted."""
    figure, axes = canvas(7, 6)
    axes.imshow(counts, cmap="Blues")
    for (row, col), count in np.ndenumerate(counts):
        colour = "white" if count > counts.max() / 2 else INK
        axes.text(col, row, str(count), ha="center", va="center", color=colour, fontsize=9)
    ticks = range(len(classes))
    axes.set_xticks(ticks, classes, rotation=45, ha="right")
    axes.set_yticks(ticks, classes)
    axes.set(xlabel="what the network says", ylabel="what it is")
    wrong = counts - np.diag(np.diag(counts))
    row, col = divmod(int(wrong.argmax()), len(classes))
    return Picture(
        figure,
        f"Confusion matrix: {np.trace(counts)} of {counts.sum()} right; most often confused: "
        f"{classes[row]} taken for {classes[col]}, {wrong[row, col]} times",
    )


def mistakes(
    x: NDArray[np.uint8],
    labels: NDArray[Any],
    probabilities: NDArray[np.floating],
    classes: Sequence[str],
    count: int = 8,
) -> Picture:
    """Draw the ``count`` wrong answers that the network was most certain of."""
    from helpers import draw

    predicted = probabilities.argmax(axis=1)
    certainty = np.where(predicted == labels, -1, probabilities.max(axis=1))
    worst = [i for i in np.argsort(-certainty)[:count] if certainty[i] >= 0]
    if not worst:
        raise ValueError("there is no mistake among these pictures")
    titles = [f"{classes[predicted[i]]} {certainty[i]:.0%}\nis {classes[labels[i]]}" for i in worst]
    return draw.pictures([x[i] for i in worst], titles)
