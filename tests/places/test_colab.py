"""On Colab, installing the suite as a lesson's first cell does replaces nothing that is there.

`make colab` makes the environment: Colab's versions, then the suite from its source, unpinned.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
COLAB = ROOT / ".venv-colab"
OURS = {"learn-convnets", "jupyter-ui-poll", "resvg-py"}
"""All that is fetched where Colab's packages are."""


def pinned(name: str) -> dict[NormalizedName, Version]:
    """The versions in a list of requirements, of those that are for this platform."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    here = [each for each in wanted if not each.marker or each.marker.evaluate()]
    return {
        canonicalize_name(each.name): Version(str(each.specifier).removeprefix("=="))
        for each in here
    }


def on_colab(*words: str) -> Any:
    """What Colab's Python answers to these words, which is JSON."""
    if not (COLAB / "suite").exists():
        missing = "no environment with Colab's versions: `make colab` makes it and runs these tests"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    away = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(COLAB / "bin" / "python"), *words]
    done = subprocess.run(command, cwd=COLAB, env=away, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_our_floors_admit_what_colab_has() -> None:
    listed = pinned("colab_constraints.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["train"]
    floors = {canonicalize_name(each.name): each.specifier for each in map(Requirement, wanted)}
    known = floors.keys() & listed.keys()
    assert len(known) >= 7
    for name in known:
        assert listed[name] in floors[name], f"{name}{floors[name]} refuses {listed[name]}"


def test_the_list_of_the_environment_is_colabs() -> None:
    listed = pinned("colab_constraints.txt")
    assert len(listed) >= 16
    assert {name: pinned("colab_requirements.txt")[name] for name in listed} == listed


def test_nothing_was_replaced_and_little_was_added() -> None:
    listed = on_colab("-m", "pip", "list", "--format=json", "--disable-pip-version-check")
    there = {canonicalize_name(each["name"]): Version(each["version"]) for each in listed}
    before = pinned("colab_requirements.txt")
    assert {name: there.get(name) for name in before} == before
    assert there.keys() - before.keys() - {"pip"} == OURS


def test_the_installed_suite_is_whole_and_not_the_checkout() -> None:
    """Else a file that was forgotten in the package would be found in the checkout."""
    show = "import helpers, json, pathlib; home = pathlib.Path(helpers.__file__).parent; "
    show += "names = [each.relative_to(home).as_posix() for each in home.rglob('*')]; "
    show += "print(json.dumps([str(home), [name for name in names if '__pycache__' not in name]]))"
    home, names = on_colab("-c", show)
    assert Path(home).is_relative_to(COLAB.resolve())
    tracked = ["git", "ls-files", "helpers"]
    wanted = subprocess.run(tracked, cwd=ROOT, capture_output=True, text=True, check=True)
    files = {name.removeprefix("helpers/") for name in wanted.stdout.split()}
    assert files <= set(names)
