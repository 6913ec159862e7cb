"""What speaks against a training, found before it begins: by what a model is and does.

Keras refuses some of these mistakes itself, in the words of its own code. The others train in
silence, and the network stays at guessing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.core import text
from helpers.training.checks.fit import check_fit
from helpers.training.checks.ready import check_arrays, check_model, check_optimizer


def check(model: Any, x: Any, y: Any) -> None:
    """Say that nothing speaks against a training, or raise an error that says what does.

    Args:
        model: What is to be trained, compiled.
        x: Pictures (N, H, W, C).
        y: Labels: whole numbers (N,) or one-hot (N, classes).

    Raises:
        PlainError: Something speaks against it. The message says what was found, and what would
            work.
    """
    refuse(model, (x, y), batches=1000)
    text.say("Nothing speaks against this training.")


def refuse(model: Any, data: tuple[Any, Any] | None, batches: int) -> None:
    """Raise an error that says what speaks against a training, if anything does.

    Args:
        model: What is to be trained.
        data: Pictures (N, H, W, C) and their labels; None where they are not known.
        batches: Number of batches that are to come.

    Raises:
        PlainError: Something speaks against it.
    """
    check_model(model)
    if data is not None:
        x, y = data
        check_arrays(x, y)
        check_fit(model, np.asarray(x), np.asarray(y))
    check_optimizer(model, batches)
