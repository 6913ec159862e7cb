"""The exercises of each lesson, and the views that only one lesson shows."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.quiz.review import Item


def review_items() -> list[Item]:
    """Return the items of all lessons: their questions in other forms, to be asked again later.

    They stand in ``review.py`` of each lesson; a lesson without this file has none.
    """
    found: list[Item] = []
    for lesson in sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg):
        package = importlib.import_module(f"{__name__}.{lesson}")
        if any(module.name == "review" for module in pkgutil.iter_modules(package.__path__)):
            found += importlib.import_module(f"{package.__name__}.review").ITEMS
    return found
