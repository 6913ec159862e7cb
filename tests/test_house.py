"""The house: which room imports from which, and what stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers

HOME = Path(helpers.__file__).parent

MAY_IMPORT = {
    "core": "",
    "data": "core",
    "draw": "core",
    "player": "core draw",
    "training": "core draw",
    "explore": "core data draw player",
    "quiz": "core draw player",
    "lessons": "core data draw player training explore quiz",
}
"""Each room, and the rooms that it may import from."""

NO_WIDGETS = {"core", "draw"}
WIDGETS = {"anywidget", "ipywidgets", "traitlets", "IPython"}
HEAVY = {"keras", "tensorflow", "tf_keras", "torch", "jax"}
"""Nothing but ``training/device.py`` imports one of these."""


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names that a file imports, in functions and for type checkers, too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = {
    path.relative_to(HOME).as_posix(): set(imports(ast.parse(path.read_text("utf-8"))))
    for path in sorted(HOME.rglob("*.py"))
}
"""What each file of ``helpers`` imports."""


def room(path: str) -> str:
    """The room that a file stands in; "" for a file beside the rooms."""
    return path.partition("/")[0] if "/" in path else ""


@pytest.mark.parametrize("path", [path for path in FILES if room(path) in MAY_IMPORT])
def test_arrows_between_rooms_run_one_way(path: str) -> None:
    allowed = {room(path), *MAY_IMPORT[room(path)].split()}
    for name in FILES[path]:
        package, _, rest = name.partition(".")
        if package == "helpers":
            assert rest.partition(".")[0] in allowed, f"{path} imports {name}"


def test_rooms_are_listed_with_those_below_first() -> None:
    seen = set[str]()
    for name, below in MAY_IMPORT.items():
        assert set(below.split()) <= seen, f"{name} comes after the rooms that it imports from"
        seen.add(name)


def test_no_file_imports_one_that_imports_it() -> None:
    """No circles, be they ever so long."""
    named = {path: "helpers." + path[:-3].replace("/", ".") for path in FILES}
    named = {path: name.removesuffix(".__init__") for path, name in named.items()}
    arrows = {}
    for path, imported in FILES.items():
        targets = {name if name in named.values() else name.rpartition(".")[0] for name in imported}
        arrows[named[path]] = targets & set(named.values()) - {named[path]}
    while ends := [name for name, targets in arrows.items() if not targets & set(arrows)]:
        for name in ends:
            del arrows[name]
    assert not arrows, f"circles among {sorted(arrows)}"


def packages(path: str) -> set[str]:
    """The packages from outside, and the rooms, that a file imports."""
    return {name.partition(".")[0] for name in FILES[path]}


def test_drawing_and_computing_want_no_widgets() -> None:
    for path in FILES:
        assert room(path) not in NO_WIDGETS or not packages(path) & WIDGETS, path


def test_only_one_file_imports_keras() -> None:
    assert {path for path in FILES if packages(path) & HEAVY} == {"training/device.py"}


@pytest.mark.parametrize(
    "names, unwanted",
    [
        ("helpers", {"numpy", "PIL"}),
        ("helpers.core.geometry helpers.core.params helpers.core.network", {"numpy", "PIL"}),
        ("helpers.core.reference helpers.core.trace", {"PIL"}),
    ],
)
def test_what_an_import_loads(names: str, unwanted: set[str]) -> None:
    """In a process of its own, as this one has loaded everything."""
    code = f"import sys, {', '.join(names.split())}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "helpers" in loaded
    assert not loaded & (HEAVY | {"matplotlib", "IPython", "ipywidgets", "scipy"} | unwanted)
