"""The mistakes of a network: its confusion matrix, and those that it is most certain of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core.text import PlainError
from helpers.draw.colours import INK
from helpers.draw.theme import Picture, canvas


def confusion_matrix(
    labels: NDArray[Any], predicted: NDArray[Any], classes: int
) -> NDArray[np.int64]:
    """Return the confusion matrix (classes, classes) as counts of pictures.

    Its rows are the true classes, its columns the classes that the network predicted.

    Args:
        labels: True class (N,) of each picture, as an integer.
        predicted: Predicted class (N,) of each picture, as an integer.
        classes: Number of classes.

    >>> confusion_matrix(np.array([0, 1, 1]), np.array([0, 0, 1]), 2).tolist()
    [[1, 0], [1, 1]]

    Raises:
        ValueError: ``labels`` and ``predicted`` do not have the same shape (N,).
    """
    if labels.ndim != 1 or labels.shape != predicted.shape:
        raise ValueError(
            f"labels and predicted must both be (N,); received {labels.shape}, {predicted.shape}"
        )
    pairs = labels.astype(np.int64) * classes + predicted
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def confusion_picture(counts: NDArray[np.int64], classes: Sequence[str]) -> Picture:
    """Draw a confusion matrix, with the count in each cell.

    Args:
        counts: The matrix (classes, classes) that ``confusion_matrix`` returns.
        classes: Names of the classes.
    """
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
    """Draw the wrongly classified pictures with the highest probabilities.

    Args:
        x: Pictures (N, H, W, C).
        labels: True class (N,) of each picture, as an integer.
        probabilities: Predicted probability (N, classes) of each class.
        classes: Names of the classes.
        count: Number of pictures to draw, at most.

    Raises:
        PlainError: All pictures are classified correctly, or the probabilities are no numbers.
    """
    from helpers.draw import figures

    if not np.isfinite(probabilities).all():
        raise PlainError(
            "the network's answers are no numbers (NaN), so nothing can be said about its mistakes"
        )
    predicted = probabilities.argmax(axis=1)
    certainty = np.where(predicted == labels, -1, probabilities.max(axis=1))
    worst = [i for i in np.argsort(-certainty)[:count] if certainty[i] >= 0]
    if not worst:
        raise PlainError("there is no mistake among these pictures")
    titles = [f"{classes[predicted[i]]} {certainty[i]:.0%}\nis {classes[labels[i]]}" for i in worst]
    return figures.pictures([x[i] for i in worst], titles)
