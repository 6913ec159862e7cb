"""A copy of this checkout, to be changed by a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from publish.address import ROOT, own_files

needs_make = pytest.mark.skipif(os.name == "nt", reason="Windows has no make, nor links for all")


def contents(home: Path) -> dict[str, bytes]:
    """Return the content of each file that git tracks or does not ignore, by name."""
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in own_files(home)}


def make(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call make in a checkout, with the environment that runs this test."""
    if not (home / ".venv").exists():
        (home / ".venv").symlink_to(sys.prefix)
    # The files of the copy are new, so make would install the environment again: -o forbids it.
    command = ["make", "-o", ".venv/installed", *words]
    environment = {**os.environ, "PYTHONPATH": str(home)}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of this checkout, in a git repository of its own."""
    for name, content in contents(ROOT).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path
