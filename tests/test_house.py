"""The house: which room imports from which, and what stays light."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers
from helpers.quiz.exercise import Choice, Exercise

HOME = Path(helpers.__file__).parent

ROOT = HOME.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

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


def test_every_file_stands_in_a_room() -> None:
    assert {path for path in FILES if room(path) == ""} == {"__init__.py", "server.py"}
    assert {room(path) for path in FILES} == {"", *MAY_IMPORT}


def test_no_lesson_imports_another() -> None:
    for path, imported in FILES.items():
        if path.startswith("lessons/lesson_"):
            own = path.split("/")[1]
            lessons = {
                name.split(".")[2] for name in imported if name.startswith("helpers.lessons.")
            }
            assert lessons <= {own}, path


def test_publish_is_imported_by_no_room() -> None:
    for path in FILES:
        assert "publish" not in packages(path), path


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


def test_there_is_one_class_named_layer() -> None:
    trees = {path: ast.parse((HOME / path).read_text("utf-8")) for path in FILES}
    classes = [
        path
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == "Layer"
    ]
    assert classes == ["core/layer_base.py"]


def names_in(folder: Path) -> set[str]:
    """What a listing of a folder names: modules without their ending, folders with a slash."""
    there = [each for each in folder.iterdir() if each.name[0] not in "_."]
    folders = {f"{each.name}/" for each in there if each.is_dir()}
    return folders | {each.stem for each in there if each.suffix == ".py"}


@pytest.mark.parametrize("folder", [*MAY_IMPORT, "publish"])
def test_the_tree_in_contributing_is_the_one_on_disk(folder: str) -> None:
    if folder == "lessons":
        block = re.search(r"^ *lessons/  lesson_01 … .*\n((?: {12}.*\n)*)", CONTRIBUTING, re.M)
        assert block
        names = {each.stem for each in (HOME / folder).glob("[!_]*")}
        assert {name for name in names if not name.startswith("lesson_")} == set(block[1].split())
        return
    block = re.search(rf"^ *{folder}/ .*\n((?: {{12}}.*\n)+)", CONTRIBUTING, re.M)
    assert block, f"CONTRIBUTING's tree has no {folder}/"
    home = ROOT / folder if folder == "publish" else HOME / folder
    assert set(block[1].split()) == names_in(home)
    line = block[0].splitlines()[0]
    allowed = MAY_IMPORT.get(folder, "helpers") or "NumPy"
    assert line.endswith(f"  {allowed}"), line


def test_paths_named_in_contributing_exist() -> None:
    places = re.findall(
        r"`((?:helpers|publish|tests|benchmarks|notebooks)/[\w./*]*)`", CONTRIBUTING
    )
    assert len(places) >= 12
    for place in places:
        real = re.sub(r"lesson_(NN|10)", "lesson_01", place).rstrip("/")
        assert (ROOT / real).exists(), place


NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_from_the_public_list_and_its_own_lesson(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    ours = re.findall(r"^ *((?:from|import) helpers\b.*)$", code, re.M)
    number = path.name[:2]
    assert ours[1:] == [f"from helpers.lessons import lesson_{number} as lesson"]
    names = ours[0].removeprefix("from helpers import ").split(", ")
    assert set(names) <= set(helpers.__all__)
    assert names == sorted(names), "in alphabetical order, capitals first"


@pytest.mark.parametrize("folder", sorted({*MAY_IMPORT} - {"lessons"}))
def test_no_file_has_the_name_of_a_public_function(folder: str) -> None:
    """Importing such a file would put the module in the function's place."""
    tree = ast.parse((HOME / folder / "__init__.py").read_text("utf-8"))
    dicts = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    functions = {
        name for node in dicts for names in node.values for name in ast.literal_eval(names)
    }
    files = {path.stem for path in (HOME / folder).iterdir()}
    assert not functions & files


def test_no_view_of_a_lesson_hides_an_exercise() -> None:
    for path in sorted((HOME / "lessons").glob("lesson_*")):
        lesson = importlib.import_module(f"helpers.lessons.{path.name}")
        exercises = importlib.import_module(f"helpers.lessons.{path.name}.exercises")
        for name, thing in vars(exercises).items():
            if isinstance(thing, (Exercise, Choice)):
                assert getattr(lesson, name) is thing, f"{path.name}.{name}"


def test_every_public_name_is_used_or_documented() -> None:
    pages = [*NOTEBOOKS, ROOT / "notebooks" / "README.md"]
    texts = "".join(page.read_text("utf-8") for page in pages)
    imported = " ".join(re.findall(r"from helpers import ([\w, ]+)", texts))
    assert set(helpers.__all__) == set(re.findall(r"\w+", imported))


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
