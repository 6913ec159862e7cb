"""A copy of one's own: its address is everywhere; a lesson begun in it is of the right shape."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from publish import new_lesson
from publish.new_lesson import ROOT, address, publish, site, start_lesson

TEXT = {".py", ".toml", ".md", ".ipynb", ".txt", ".yml", ".html", ".js", ".css", ""}
with_make = pytest.mark.skipif(os.name == "nt", reason="Windows has no make, nor links for all")
SHAPE = ["tests/lessons/test_notebooks.py", "tests/lessons/test_exercises.py"]


def files(home: Path) -> dict[str, bytes]:
    """What git tracks, and what it would."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes() for path in new_lesson._texts(home)
    }


def make(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call make in a checkout, on the environment that runs this."""
    if not (home / ".venv").exists():
        (home / ".venv").symlink_to(sys.prefix)
    # -o: its files look new, and would have the environment made anew.
    command = ["make", "-o", ".venv/installed", *words]
    environment = {**os.environ, "PYTHONPATH": str(home)}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout of one's own."""
    for name, content in files(ROOT).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_the_address_follows_everywhere_and_back(copy: Path) -> None:
    # In two pieces, as this file is part of the copy, too.
    before, old, new = files(copy), address(), "/".join(["Ada-L", "conv.nets_2"])
    changed = {path.relative_to(copy).as_posix() for path in publish(new, copy)}
    assert {"README.md", "pyproject.toml"} <= changed
    assert len([name for name in changed if name.startswith("notebooks/0")]) == 9
    assert address(copy) == new
    for name, content in files(copy).items():
        if Path(name).suffix in TEXT:
            text = content.decode("utf-8")
            assert old not in text, name
            assert site(old) not in text, name
    readme = (copy / "README.md").read_text("utf-8")
    assert f"https://{site(new)}/" in readme
    assert f"mybinder.org/v2/gh/{new}/" in readme
    assert f"colab.research.google.com/github/{new}/" in readme
    publish(old, copy)
    assert files(copy) == before


@with_make
def test_the_makefile_publishes(copy: Path) -> None:
    assert make(copy, "publish", "REPO=ada/nets").returncode == 0
    assert address(copy) == "ada/nets"
    refused = make(copy, "publish")
    assert refused.returncode
    assert "such as ada/convnets; received ''" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("name", ["", "ada", "ada/", "/nets", "ada/nets/x", "a b/c", "ada/ne#ts"])
def test_what_is_no_address_is_refused_and_nothing_changes(copy: Path, name: str) -> None:
    before = files(copy)
    with pytest.raises(ValueError, match=r"as owner/name, such as ada/convnets; received"):
        publish(name, copy)
    assert files(copy) == before


@with_make
def test_a_lesson_is_begun_run_and_holds_to_the_page_shape(copy: Path) -> None:
    assert "README.md" in make(copy, "lesson", "NAME=10_my_subject").stdout, "what is to do next"
    notebook = copy / "notebooks" / "10_my_subject.ipynb"
    stored = make(copy, "notebooks", f"LESSONS={notebook}")
    assert stored.returncode == 0, stored.stderr
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    tests = [sys.executable, "-m", "pytest", "-q", *SHAPE, "-k", "10_my_subject or lesson_10"]
    tests += ["-p", "no:cacheprovider", "-o", "addopts="]
    ran = subprocess.run(tests, cwd=copy, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    # The same page with a round's heading that says nothing to do is refused.
    shown = notebook.read_text("utf-8")
    notebook.write_text(shown.replace("## 2. Move the window", "## 2. The window"), "utf-8")
    ran = subprocess.run(tests, cwd=copy, env=environment, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "starts with a verb" in ran.stdout


@pytest.mark.parametrize(
    "name, kind, why",
    [
        ("my_subject", ValueError, "such as 10_my_subject; received 'my_subject'"),
        ("10_My-Subject", ValueError, "such as 10_my_subject"),
        ("00_before_all", ValueError, "none before 00"),
        ("03_another", FileExistsError, "a lesson 03 already: 03_convolution"),
    ],
)
def test_what_is_no_lesson_is_refused(
    copy: Path, name: str, kind: type[Exception], why: str
) -> None:
    before = files(copy)
    with pytest.raises(kind, match=why):
        start_lesson(name, copy)
    assert files(copy) == before


def test_no_checkout_is_no_disaster(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        publish("ada/nets", tmp_path)
    assert address(tmp_path) == address()
