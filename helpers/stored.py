"""How an executed lesson is stored: what a reader sees without a kernel, and nothing else."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor

WIDGET = "application/vnd.jupyter.widget-view+json"
OPENERS = {"# ": "slide", "## ": "slide", "### ": "subslide", "**Predict.**": "subslide"}


class Stored(Preprocessor):
    """Take widgets out, leave their still pictures in; fold answers; give each cell its slide."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Return ``cell`` as it is stored."""
        tags = cell.metadata.get("tags", [])
        if (role := slide(cell, tags)) != "-":
            cell.metadata["slideshow"] = {"slide_type": role}
        if "answer" in tags:
            # A reader predicts first. Running the cell unfolds it.
            cell.metadata["jupyter"] = {"outputs_hidden": True}
        if "remove-output" in tags:
            cell.outputs = []
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
        return cell, resources


def slide(cell: Any, tags: list[str]) -> str:
    """Return the role of a cell in a slide show: a heading opens a slide, a question the next.

    >>> from types import SimpleNamespace
    >>> slide(SimpleNamespace(source="## 1. Count"), []), slide(SimpleNamespace(source="1 + 1"), [])
    ('slide', '-')
    """
    if {"setup", "exercise", "check", "solution"} & set(tags):
        return "skip"
    return next((role for start, role in OPENERS.items() if cell.source.startswith(start)), "-")
