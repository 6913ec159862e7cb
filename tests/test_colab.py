"""On Colab, installing the suite must replace nothing that is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
CONSTRAINTS = Path(__file__).with_name("colab_constraints.txt")
LISTED = {
    line.split("==")[0]: Version(line.split("==")[1])
    for line in CONSTRAINTS.read_text().splitlines()
    if line and not line.startswith("#")
}


def test_our_floors_admit_what_colab_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["train"]
    known = [each for each in map(Requirement, wanted) if each.name in LISTED]
    assert len(known) >= 7
    for each in known:
        assert LISTED[each.name] in each.specifier, f"{each} refuses {LISTED[each.name]}"


def test_pip_would_replace_nothing(tmp_path: Path) -> None:
    """Ask pip, on an empty machine with Colab's versions as constraints, what it would install."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    report = tmp_path / "report.json"
    done = subprocess.run(
        [*command, "--report", str(report), "--constraint", str(CONSTRAINTS), str(ROOT)],
        capture_output=True,
        text=True,
    )
    if done.returncode and "connection" in done.stderr.lower() and not os.environ.get("CI"):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    planned = [each["metadata"] for each in json.loads(report.read_text())["install"]]
    versions = {each["name"].lower(): Version(each["version"]) for each in planned}
    assert "learn-convnets" in versions
    touched = versions.keys() & LISTED.keys()
    assert touched >= {"numpy", "matplotlib", "ipywidgets", "pillow"}
    assert {name: versions[name] for name in touched} == {name: LISTED[name] for name in touched}
    assert not versions.keys() & {"tensorflow", "keras", "jupyterlab"}, "not ours to install there"
