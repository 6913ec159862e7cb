"""What a learner gave to ``fit``, as a callback of that training sees it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from helpers.training.device import keras


@dataclass(frozen=True)
class FitCall:
    """The arguments of a call of ``fit``.

    Args:
        x: The pictures to train on, without those held out.
        y: Their labels.
        batch_size: Pictures per batch.
    """

    x: Any
    y: Any
    batch_size: int


def find(model: keras.Model) -> FitCall | None:
    """Return the arguments of the call of ``model.fit`` that this function is called within.

    Keras tells its callbacks how many batches there are, but not which pictures: so they are read
    from the call itself, under the names that Keras documents. None where no ``fit`` is under way.
    """
    frame = sys._getframe(1)
    while frame is not None:
        named = frame.f_locals
        if frame.f_code.co_name == "fit" and named.get("self") is model and "x" in named:
            return FitCall(named["x"], named.get("y"), named.get("batch_size") or 32)
        frame = frame.f_back  # type: ignore[assignment]
    return None
