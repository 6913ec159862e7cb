"""The address of a copy is written everywhere."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from checkout import contents, copy, make, needs_make

from publish.address import ROOT, repository_address, site_address, write_address

__all__ = ["copy"]

TEXT = {".py", ".toml", ".md", ".ipynb", ".txt", ".yml", ".html", ".js", ".css", ""}


def test_the_address_follows_everywhere_and_back(copy: Path) -> None:
    # In two pieces, as this file is part of the copy, too.
    before, old, new = contents(copy), repository_address(), "/".join(["Ada-L", "conv.nets_2"])
    changed = {path.relative_to(copy).as_posix() for path in write_address(new, copy)}
    assert {"README.md", "pyproject.toml"} <= changed
    assert len([name for name in changed if name.startswith("notebooks/0")]) == 9
    assert repository_address(copy) == new
    for name, content in contents(copy).items():
        if Path(name).suffix in TEXT:
            text = content.decode("utf-8")
            assert old not in text, name
            assert site_address(old) not in text, name
    readme = (copy / "README.md").read_text("utf-8")
    assert f"https://{site_address(new)}/" in readme
    assert f"mybinder.org/v2/gh/{new}/" in readme
    assert f"colab.research.google.com/github/{new}/" in readme
    write_address(old, copy)
    assert contents(copy) == before


@needs_make
def test_the_makefile_publishes(copy: Path) -> None:
    made = make(copy, "publish", "REPO=ada/nets")
    assert made.returncode == 0
    assert "pyproject.toml" in made.stdout.splitlines(), "the files that have changed"
    assert repository_address(copy) == "ada/nets"
    refused = make(copy, "publish")
    assert refused.returncode
    assert "such as ada/convnets; received ''" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("name", ["", "ada", "ada/", "/nets", "ada/nets/x", "a b/c", "ada/ne#ts"])
def test_what_is_no_address_is_refused_and_nothing_changes(copy: Path, name: str) -> None:
    before = contents(copy)
    with pytest.raises(ValueError, match=r"as owner/name, such as ada/convnets; received"):
        write_address(name, copy)
    assert contents(copy) == before


def test_no_checkout_is_no_disaster(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        write_address("ada/nets", tmp_path)
    assert repository_address(tmp_path) == repository_address()
