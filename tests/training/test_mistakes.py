"""The confusion matrix, and the mistakes that a network is most certain of."""

from __future__ import annotations

import numpy as np
import pytest
from small import X

from helpers.training import mistakes


def test_confusion_matrix_counts_true_and_predicted_classes() -> None:
    counts = mistakes.confusion_matrix(
        np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 0, 0, 2]), 3
    )
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [2, 0, 1]]
    alt = mistakes.confusion_picture(counts, ("cat", "dog", "ship")).alt
    assert "3 of 6 right" in alt
    assert "ship taken for cat, 2 times" in alt
    with pytest.raises(ValueError, match=r"\(N,\); received \(2,\), \(3,\)"):
        mistakes.confusion_matrix(np.zeros(2, int), np.zeros(3, int), 3)


def test_most_certain_mistakes_come_first() -> None:
    guess = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6]])
    picture = mistakes.most_certain(X[:3], np.array([0, 1, 0]), guess, ("cat", "dog"))
    assert picture.alt.index("cat 80%\nis dog") < picture.alt.index("dog 60%\nis cat")
    assert "90%" not in picture.alt
    with pytest.raises(ValueError, match="no mistake"):
        mistakes.most_certain(X[:1], np.array([0]), guess[:1], ("cat", "dog"))
    with pytest.raises(ValueError, match="no numbers"):
        mistakes.most_certain(X[:1], np.array([0]), guess[:1] * np.nan, ("cat", "dog"))
