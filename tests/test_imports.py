"""The arrows between the modules run one way, and what is light stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers

HOME = Path(helpers.__file__).parent

# Each module may import those above it, and no other.
ORDER = [
    # The arithmetic of layers, their walks, and networks of them.
    *("files", "geometry", "tables", "params", "words", "layer", "reference"),
    *("wire", "limits", "steps", "trace", "layers", "stack"),
    # Pictures and players of a walk; drawings that follow their controls.
    *("colours", "style", "grid", "scene", "film", "draw", "still", "player", "export"),
    *("sketch", "live", "diagrams"),
    # What every lesson has: samples, explorers, questions.
    *(
        "samples",
        "settings",
        "controls",
        "checks",
        "options",
        "predictions",
        "exercises",
        "stored",
        "server",
    ),
    # What single lessons show.
    *("widths", "shuffles", "closeups", "ledgers", "unrolled", "moves", "reach"),
    *("ladder", "filters", "stack_diagram", "stack_control", "classify", "imagenet"),
    # The course site, on a screen and on paper; a copy of one's own.
    *("prose", "lesson", "site", "handouts", "template", "fork"),
    # CIFAR-10, and the network that is trained on it.
    *("hosts", "fetch", "batches", "stand_in", "cifar10", "runs", "mistakes", "lines"),
    *("chart", "pace", "watch"),
    *("devices", "networks", "feed", "blocks", "board", "progress", "loop", "training"),
]

NOTHING = {
    "files",
    "geometry",
    "tables",
    "params",
    "words",
    "layers",
    "stack",
    "colours",
    "hosts",
    "fetch",
}
"""Import only the standard library and one another while they are imported themselves."""

ONLY_NUMPY = {"layer", "reference", "wire", "limits", "steps", "trace", "samples", "settings"}
ONLY_NUMPY |= {"checks", "exercises", "batches", "stand_in", "cifar10"}
"""Import only NumPy, one another, and those above."""

HEAVY = {"keras", "tensorflow", "tf_keras", "torch", "jax"}
"""Only ``devices`` imports one of these, be it within a function."""


def imports(tree: ast.AST, *, top: bool) -> Iterator[str]:
    """Dotted names that a module imports; with ``top``, only those of the module itself."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from ()  # for the type checker only
        elif not (top and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))):
            yield from imports(node, top=top)


def modules() -> dict[str, list[ast.Module]]:
    """The parsed files of each module; a folder counts as one."""
    found: dict[str, list[ast.Module]] = {}
    for path in sorted(HOME.rglob("*.py")):
        name = path.relative_to(HOME).parts[0].removesuffix(".py")
        if name != "__init__":
            found.setdefault(name, []).append(ast.parse(path.read_text(encoding="utf-8")))
    return found


MODULES = modules()


def arrows(trees: list[ast.Module]) -> set[str]:
    """The modules of ``helpers`` that these files import, anywhere."""
    dotted = [name.split(".") for tree in trees for name in imports(tree, top=False)]
    return {name[1] for name in dotted if name[0] == "helpers" and len(name) > 1}


def others(trees: list[ast.Module], *, top: bool) -> set[str]:
    """Packages from outside that these files import, the standard library left out."""
    packages = {name.partition(".")[0] for tree in trees for name in imports(tree, top=top)}
    return packages - sys.stdlib_module_names - {"helpers", "__future__"}


def test_every_module_has_its_place() -> None:
    assert len(ORDER) == len(set(ORDER))
    assert set(MODULES) <= set(ORDER), "a new module goes into ORDER"
    assert set(ORDER) <= set(MODULES)


def test_the_map_of_the_package_names_every_module() -> None:
    assert set(re.findall(r"``(\w+)``", helpers.__doc__ or "")) == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_arrows_run_one_way(name: str) -> None:
    above = {*ORDER[: ORDER.index(name)], name if len(MODULES[name]) > 1 else ""}
    assert arrows(MODULES[name]) <= above


@pytest.mark.parametrize("name", MODULES)
def test_what_is_light_imports_nothing_heavy(name: str) -> None:
    if name in NOTHING:
        assert others(MODULES[name], top=True) == set()
        assert arrows(MODULES[name]) <= NOTHING
    if name in ONLY_NUMPY:
        assert others(MODULES[name], top=True) <= {"numpy"}
        assert arrows(MODULES[name]) <= NOTHING | ONLY_NUMPY
    if name != "devices":
        assert not others(MODULES[name], top=False) & HEAVY


def test_the_package_itself_imports_nothing() -> None:
    tree = ast.parse((HOME / "__init__.py").read_text(encoding="utf-8"))
    assert not list(imports(tree, top=False))


def test_the_reader_of_arrows_sees_them() -> None:
    source = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from helpers.draw import sketch
import helpers.words, numpy as np
class Inner:
    from helpers import wire, steps
def later():
    try:
        from helpers.trace import conv2d
        import keras.layers
    except ImportError:
        import tensorflow as tf
"""
    tree = ast.parse(source)
    assert arrows([tree]) == {"words", "wire", "steps", "trace"}
    assert others([tree], top=True) == {"numpy"}
    assert others([tree], top=False) == {"numpy", "keras", "tensorflow"}


@pytest.mark.parametrize(
    "names, unwanted",
    [
        ("helpers", {"numpy", "PIL"}),
        ("helpers.geometry helpers.params helpers.words helpers.stack", {"numpy", "PIL"}),
        ("helpers.geometry helpers.params helpers.reference helpers.trace", {"PIL", "sklearn"}),
        ("helpers.settings helpers.checks helpers.exercises", {"PIL", "sklearn", "skimage"}),
        ("helpers.cifar10", {"PIL", "sklearn", "skimage"}),
    ],
)
def test_what_an_import_loads(names: str, unwanted: set[str]) -> None:
    """In a process of its own, as this one has loaded everything."""
    code = f"import sys, {', '.join(names.split())}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "helpers" in loaded
    assert not loaded & (HEAVY | {"matplotlib", "IPython", "ipywidgets", "scipy"} | unwanted)
