"""How an executed lesson is stored: what a reader sees without a kernel, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from zlib import crc32

from nbconvert.preprocessors import Preprocessor

from helpers.draw.mime import WIDGET

OPENERS = {"# ": "slide", "## ": "slide", "### ": "subslide", "**Predict.**": "subslide"}
OPENING = re.compile(r"\n\n(?=## |### |\*\*Predict\.\*\*)")


class Stored(Preprocessor):
    """Take widgets out, leave their still pictures in; fold answers; give each cell its slide."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook as it is stored, what opens a slide in a cell of its own."""
        nb.cells = [part for cell in nb.cells for part in parted(cell)]
        return super().preprocess(nb, resources)  # type: ignore[no-untyped-call, no-any-return]

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Return ``cell`` as it is stored."""
        tags = cell.metadata.get("tags", [])
        cell.metadata.pop("slideshow", None)
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


def parted(cell: Any) -> Iterator[Any]:
    r"""Yield a Markdown cell in parts, each of which opens a slide; other cells whole.

    >>> from nbformat.v4 import new_markdown_cell
    >>> [part.source for part in parted(new_markdown_cell("> Learned.\n\n## 2. Count"))]
    ['> Learned.', '## 2. Count']
    """
    first, *others = OPENING.split(cell.source) if cell.cell_type == "markdown" else [cell.source]
    if others and not cell.metadata.get("tags"):
        cell.source = first
        yield cell
        for source in others:
            part = deepcopy(cell)
            # Always the same name for the same text: a lesson stored anew shows no change.
            part.source, part.id = source, f"{crc32(source.encode()):08x}"
            yield part
    else:
        yield cell


def slide(cell: Any, tags: list[str]) -> str:
    """Return the role of a cell in a slide show: a heading opens a slide, a question the next.

    >>> from types import SimpleNamespace
    >>> slide(SimpleNamespace(source="## 1. Count"), []), slide(SimpleNamespace(source="1 + 1"), [])
    ('slide', '-')
    """
    if {"setup", "exercise", "check", "solution"} & set(tags):
        return "skip"
    if "answer" in tags:
        return "fragment"
    return next((role for start, role in OPENERS.items() if cell.source.startswith(start)), "-")
