"""What the owner of a copy does once: write its address everywhere, and begin a lesson.

``make publish REPO=owner/name`` and ``make lesson NAME=10_my_subject`` call it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from helpers.core.files import whole_file

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")
LESSON = re.compile(r"\d\d_[a-z0-9_]*[a-z0-9]")
NEXT = """\
Next: 1. write the lesson and its exercises.
2. make notebooks LESSONS='notebooks/NAME.ipynb' runs and stores it.
3. Name it in README.md (the table), notebooks/README.md (its row and its part), and in the last
   line of the lesson before it.
4. make test tells what the page still lacks."""


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
    package = home / "helpers" / "lessons" / f"lesson_{number}"
    taken = [*folder.glob(f"{number}_*.ipynb"), *([package] if package.exists() else [])]
    if taken:
        raise FileExistsError(f"there is a lesson {number} already: {taken[0].name}")
    earlier = [path.stem for path in sorted(folder.glob("*.ipynb")) if path.name < number]
    if not earlier:
        raise ValueError(f"a lesson follows one that is there; there is none before {number}")
    changes = {
        "00_my_subject": name,
        "publish.skeleton.lesson_00": f"helpers.lessons.lesson_{number}",
        "lesson_00": f"lesson_{number}",
        "esson 00": f"esson {number}",
        "{before}": earlier[-1][:2],
        "{file}": f"{earlier[-1]}.ipynb",
    }
    notebook, skeleton = folder / f"{name}.ipynb", home / "publish" / "skeleton"
    _copy(skeleton / "00_my_subject.ipynb", notebook, changes)
    with whole_file(package) as aside:
        aside.mkdir()
        for path in sorted((skeleton / "lesson_00").glob("*.py")):
            _copy(path, aside / path.name, changes)
    return notebook, package / "exercises.py"


def _copy(source: Path, target: Path, changes: dict[str, str]) -> None:
    """Write the text of ``source`` to ``target``, whole or not at all, with these words changed."""
    text = source.read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    with whole_file(target) as aside:
        aside.write_text(text, "utf-8")


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
        print(NEXT)
