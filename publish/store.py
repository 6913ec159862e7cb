"""Prepare an executed lesson for storing: what a reader sees without a kernel, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from zlib import crc32

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output

from helpers.draw.mime import WIDGET

HIDDEN = "Run this cell to see.\n"
"""What a stored answer shows in the place of its outputs, which would give it away."""
ANSWER = "answer_outputs"
"""The name in a cell's metadata under which the outputs of an answer are stored."""
OPENING = "lesson.opening()"
"""The cell that shows the moving picture of a lesson."""
SLIDE_TYPES = {"# ": "slide", "## ": "slide", "### ": "subslide", "**Predict.**": "subslide"}
SLIDE_TYPES[OPENING] = "slide"
"""The slide type of a cell by the start of its text."""
SLIDE_BREAK = re.compile(r"\n\n(?=## |### |\*\*Predict\.\*\*)")
"""The space in a Markdown cell before text that starts a slide."""


class StorePreprocessor(Preprocessor):
    """A step of nbconvert that changes an executed notebook into the form that is stored.

    Widgets are removed and their still pictures stay, pictures are stored as PNGs without their
    HTML, answers are hidden, and each cell gets its place in the slide show.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook in its stored form, with a cell for each start of a slide."""
        nb.cells = [part for cell in nb.cells for part in split_cell(cell)]
        return super().preprocess(nb, resources)  # type: ignore[no-untyped-call, no-any-return]

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Return ``cell`` in its stored form."""
        tags = cell.metadata.get("tags", [])
        cell.metadata.pop("slideshow", None)
        if (kind := slide_type(cell, tags)) != "-":
            cell.metadata["slideshow"] = {"slide_type": kind}
        if "remove-output" in tags:
            cell.outputs = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "image/png" in data:
                # For a live page only. Of a notebook that is not trusted, JupyterLab and GitHub
                # would show the words of its SVG instead of its still; the site has its own look.
                data.pop("text/html", None)
        if "answer" in tags and cell.outputs:
            # Readers predict first. A fold would not do: JupyterLab shows the first line of a
            # folded output, and GitHub and nbviewer know no folds.
            cell.metadata[ANSWER] = cell.outputs
            cell.outputs = [new_output("stream", text=HIDDEN)]  # type: ignore[no-untyped-call]
        if cell.source.startswith("guess.ask("):
            cell.metadata["jupyter"] = {"source_hidden": True}  # its card is all that is read
        return cell, resources


class RevealPreprocessor(Preprocessor):
    """A step of nbconvert that puts the outputs of answers back: for slides."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Return ``cell`` with the outputs that it has when it is run."""
        if cell.cell_type == "code":
            cell.outputs = run_outputs(cell)
        return cell, resources


def run_outputs(cell: Any) -> list[Any]:
    """Return the outputs that a stored code cell has when it is run, those of an answer, too.

    >>> from nbformat.v4 import new_code_cell
    >>> run_outputs(new_code_cell(metadata={ANSWER: ["35"]})), run_outputs(new_code_cell())
    (['35'], [])
    """
    return list(cell.metadata.get(ANSWER, cell.outputs))


def split_cell(cell: Any) -> Iterator[Any]:
    r"""Yield the parts of a Markdown cell, divided before each start of a slide.

    A cell of code, or one with tags, is yielded whole.

    >>> from nbformat.v4 import new_markdown_cell
    >>> [part.source for part in split_cell(new_markdown_cell("> Learned.\n\n## 2. Count"))]
    ['> Learned.', '## 2. Count']
    """
    first, *others = SLIDE_BREAK.split(cell.source) if cell.cell_type == "markdown" else [""]
    if not others or cell.metadata.get("tags"):
        yield cell
        return
    cell.source = first
    yield cell
    for source in others:
        part = deepcopy(cell)
        # The id depends on the text alone: a lesson that is stored again does not change.
        part.source, part.id = source, f"{crc32(source.encode()):08x}"
        yield part


def slide_type(cell: Any, tags: list[str]) -> str:
    """Return the type of a cell in a slide show, "-" if it continues the slide before it.

    Args:
        cell: The cell, with its text in ``source``.
        tags: The tags of the cell.

    >>> from types import SimpleNamespace as Cell
    >>> slide_type(Cell(source="## 1. Count"), []), slide_type(Cell(source="1 + 1"), [])
    ('slide', '-')
    """
    if {"setup", "exercise", "check", "solution"} & set(tags):
        return "skip"
    if "answer" in tags:
        return "fragment"
    found = (kind for start, kind in SLIDE_TYPES.items() if cell.source.startswith(start))
    return next(found, "-")
