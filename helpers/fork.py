"""What the owner of a copy does once: write its address everywhere, and begin a lesson.

``python -m helpers.fork publish owner/name`` and ``python -m helpers.fork lesson 10_my_subject``;
``make publish`` and ``make lesson`` call them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

from helpers import template
from helpers.core.files import whole_file
from helpers.stored import Stored

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")
LESSON = re.compile(r"\d\d_[a-z0-9_]*[a-z0-9]")


def address(home: Path = ROOT) -> str:
    """Return the repository's address, from the one place where it is written by hand.

    >>> NAME.fullmatch(address()) is not None
    True
    """
    project = (home / "pyproject.toml").read_text("utf-8")
    (found,) = re.findall(r'^Repository = "https://github\.com/(.+)"$', project, re.M)
    return str(found)


def site(repository: str) -> str:
    """Return where GitHub Pages shows the site of a repository, without https://.

    >>> site("ada/convnets")
    'ada.github.io/convnets'
    """
    owner, _, name = repository.partition("/")
    return f"{owner}.github.io/{name}"


def publish(repository: str, home: Path = ROOT) -> list[Path]:
    """Write the address ``owner/name`` into every file that has the old one; return those files.

    Raises:
        ValueError: ``repository`` is no such name.
        subprocess.CalledProcessError: ``home`` is no git checkout.
    """
    if not NAME.fullmatch(repository):
        raise ValueError(
            f"publish takes a repository on GitHub as owner/name, such as ada/convnets; "
            f"received {repository!r}"
        )
    old = address(home)
    changed = []
    for path in _texts(home):
        before = path.read_bytes()
        after = before.replace(old.encode(), repository.encode())
        after = after.replace(site(old).encode(), site(repository).encode())
        if after != before:
            mode = path.stat().st_mode
            with whole_file(path) as aside:
                aside.write_bytes(after)
                aside.chmod(mode)
            changed.append(path)
    return changed


def start_lesson(name: str, home: Path = ROOT) -> tuple[Path, Path]:
    """Write a lesson to begin from, and its exercises; return both files.

    Raises:
        ValueError: ``name`` is not of the form 10_my_subject, or there is no lesson before it.
        FileExistsError: there is a lesson of this number.
    """
    if not LESSON.fullmatch(name):
        raise ValueError(
            f"a lesson's name is its two digits and its subject, such as 10_my_subject; "
            f"received {name!r}"
        )
    number, folder = name[:2], home / "notebooks"
    exercises = home / "helpers" / "exercises" / f"lesson_{number}.py"
    taken = [*folder.glob(f"{number}_*.ipynb"), *([exercises] if exercises.exists() else [])]
    if taken:
        raise FileExistsError(f"there is a lesson {number} already: {taken[0].name}")
    earlier = [path.stem for path in sorted(folder.glob("*.ipynb")) if path.name < number]
    if not earlier:
        raise ValueError(f"a lesson follows one that is there; there is none before {number}")
    path = folder / f"{name}.ipynb"
    begun = template.notebook(name, earlier[-1], address(home))
    notebook, _ = Stored().preprocess(begun, {})  # type: ignore[no-untyped-call]
    with whole_file(path) as aside:
        nbformat.write(notebook, aside)  # type: ignore[no-untyped-call]
    with whole_file(exercises) as aside:
        aside.write_text(template.exercises(number), "utf-8")
    return path, exercises


def _texts(home: Path) -> Iterator[Path]:
    """Yield the files that git tracks, or would; those that are gone are left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=home, capture_output=True, check=True).stdout
    yield from (
        path for each in listed.decode().split("\0")[:-1] if (path := home / each).is_file()
    )


if __name__ == "__main__":
    try:
        made = [*(publish if sys.argv[1] == "publish" else start_lesson)(sys.argv[2])]
    except (ValueError, FileExistsError) as error:
        sys.exit(str(error))
    print(*(path.relative_to(ROOT) for path in made), sep="\n")
    if sys.argv[1] == "lesson":
        print(template.NEXT)
