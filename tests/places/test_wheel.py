"""The wheel that ``pip install`` makes of a checkout is whole, and holds no more than helpers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = """
import importlib, json, pathlib, sys
import helpers

assert pathlib.Path(helpers.__file__).is_relative_to(sys.argv[1]), helpers.__file__
for name in helpers.__all__:
    value = getattr(helpers, name)
    for inner in getattr(value, "__all__", []):
        getattr(value, inner)
for number in range(1, 10):
    importlib.import_module(f"helpers.lessons.lesson_{number:02d}")
helpers.player.play(helpers.trace.dense([1, 2], [[3], [4]])).page()
helpers.samples.photograph("cat", size=8), helpers.samples.digit(3)
helpers.training.runs.recorded()
"""


def tracked(folder: str) -> set[str]:
    """The files below a folder that git tracks, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.split() if (ROOT / name).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made of a copy: leftovers of an earlier build in the checkout would get into it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in [*tracked("helpers"), "pyproject.toml", "README.md", "LICENSE"]:
        (folder / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "copy" / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    made = subprocess.run(
        [*pip, "--wheel-dir", folder, folder / "copy"], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_every_file_is_in_it_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
    assert names == tracked("helpers")


def test_installed_in_an_empty_folder_it_gives_all_public_names(
    wheel: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel) as file:
        file.extractall(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
