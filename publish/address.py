"""Write the address of your own repository into every file of a copy.

``make publish REPO=owner/name`` calls it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from helpers.core.files import atomic_write

ROOT = Path(__file__).parent.parent
ADDRESS = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")
"""A repository on GitHub, as owner/name."""


def repository_address(home: Path = ROOT) -> str:
    """Return the address of a checkout's repository, as owner/name, from its pyproject.toml.

    >>> ADDRESS.fullmatch(repository_address()) is not None
    True
    """
    project = (home / "pyproject.toml").read_text("utf-8")
    (found,) = re.findall(r'^Repository = "https://github\.com/(.+)"$', project, re.M)
    return str(found)


def site_address(repository: str) -> str:
    """Return the address of a repository's site on GitHub Pages, without "https://".

    >>> site_address("ada/convnets")
    'ada.github.io/convnets'
    """
    owner, _, name = repository.partition("/")
    return f"{owner}.github.io/{name}"


def write_address(repository: str, home: Path = ROOT) -> list[Path]:
    """Write a new repository address into the files of a checkout; return the changed files.

    The old address is read from pyproject.toml; the address of the course site is replaced, too.
    Files that git ignores stay as they are.

    Args:
        repository: The new address, as owner/name.
        home: The folder of the checkout.

    Raises:
        ValueError: ``repository`` is not of the form owner/name.
        subprocess.CalledProcessError: ``home`` is not a git checkout.
    """
    if not ADDRESS.fullmatch(repository):
        raise ValueError(
            f"publish takes a repository on GitHub as owner/name, such as ada/convnets; "
            f"received {repository!r}"
        )
    old = repository_address(home)
    changed = []
    for path in own_files(home):
        before = path.read_bytes()
        after = before.replace(old.encode(), repository.encode())
        after = after.replace(site_address(old).encode(), site_address(repository).encode())
        if after != before:
            mode = path.stat().st_mode
            with atomic_write(path) as part:
                part.write_bytes(after)
                part.chmod(mode)
            changed.append(path)
    return changed


def own_files(home: Path) -> list[Path]:
    """Return the files of a checkout that git tracks or does not ignore, without deleted ones.

    Raises:
        subprocess.CalledProcessError: ``home`` is not a git checkout.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=home, capture_output=True, check=True).stdout
    paths = [home / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


if __name__ == "__main__":
    try:
        changed = write_address(sys.argv[1])
    except ValueError as error:
        sys.exit(str(error))
    print(*(path.relative_to(ROOT) for path in changed), sep="\n")
