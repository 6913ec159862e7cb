"""Cells can be run again, in any order: after the whole lesson and its solved exercises, too."""

from __future__ import annotations

import ast
import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from test_notebooks import LESSONS, read, tagged


def shown(source: str, names: dict[str, Any]) -> str:
    """Run a cell; return what it prints, and its last value in words."""
    plain = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    tree = ast.parse(plain)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "<cell>", "exec"), names)
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return printed.getvalue() + re.sub(r" at 0x\w+", "", repr(value))


# The last lesson trains for minutes.
@pytest.mark.parametrize("path", LESSONS[:8], ids=lambda path: path.stem)
def test_a_cell_shows_the_same_when_it_is_run_again(path: Path) -> None:
    names: dict[str, Any] = {}
    first: list[tuple[str, str]] = []
    for cell in read(path).cells:
        if cell.cell_type == "code" and not (tagged(cell, "exercise") or tagged(cell, "check")):
            first.append((cell.source, shown(cell.source, names)))
        elif tagged(cell, "solution"):
            (solution,) = re.findall(r"```python\n(.*?)```", cell.source, re.S)
            exec(solution, names)
    for source, before in first:
        assert shown(source, dict(names)) == before, source
