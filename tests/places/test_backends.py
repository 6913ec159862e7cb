"""The kernel of a lesson computes on the backend that ``KERAS_BACKEND`` names: `make backends`."""

from __future__ import annotations

import os
from pathlib import Path

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[2]
CODE = """
import sys
from helpers import training
name = training.keras.backend.backend()
print(name, sys.modules[name].__file__, training.keras.ops.ones(1).__class__.__module__)
"""


def test_the_kernel_computes_on_the_backend_that_was_asked_for() -> None:
    asked = os.environ.get("KERAS_BACKEND", "jax")
    page = new_notebook(cells=[new_code_cell(CODE)])  # type: ignore[no-untyped-call]
    NotebookClient(page).execute()
    name, file, module = page.cells[0].outputs[0].text.split()
    assert name == asked
    assert Path(file).is_relative_to(ROOT / f".{asked}")
    assert module.split(".")[0] in (asked, f"{asked}lib")
