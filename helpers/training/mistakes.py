"""Where a network is wrong: its confusion matrix, and the mistakes that it is most certain of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.draw.colours import INK
from helpers.draw.theme import Picture, canvas


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


def most_certain(
    x: NDArray[np.uint8],
    labels: NDArray[Any],
    probabilities: NDArray[np.floating],
    classes: Sequence[str],
    count: int = 8,
) -> Picture:
    """Draw the ``count`` wrong answers that the network was most certain of."""
    from helpers.draw import figures

    predicted = probabilities.argmax(axis=1)
    certainty = np.where(predicted == labels, -1, probabilities.max(axis=1))
    worst = [i for i in np.argsort(-certainty)[:count] if certainty[i] >= 0]
    if not worst:
        raise ValueError("there is no mistake among these pictures")
    titles = [f"{classes[predicted[i]]} {certainty[i]:.0%}\nis {classes[labels[i]]}" for i in worst]
    return figures.pictures([x[i] for i in worst], titles)
