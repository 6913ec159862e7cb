"""Begin a lesson: copy the files in ``publish/skeleton`` under its number and name.

``make lesson NAME=10_my_subject`` calls it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from helpers.core.files import atomic_write

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"\d\d_[a-z0-9_]*[a-z0-9]")
"""The name of a lesson: two digits and its subject."""
NEXT_STEPS = """\
Next: 1. write the lesson, its exercises, and their other forms (review.py).
2. make notebooks LESSONS='notebooks/NAME.ipynb' runs and stores it.
3. Name it in README.md (the table), notebooks/README.md (its row and its part), and in the last
   line of the lesson before it.
4. make test tells what the page still lacks."""


def start_lesson(name: str, home: Path = ROOT) -> tuple[Path, Path]:
    """Write the files of a new lesson; return its notebook and its exercises.

    Args:
        name: Two digits and the subject, such as "10_my_subject".
        home: The folder of the checkout.

    Raises:
        ValueError: ``name`` has another form, or there is no lesson with a smaller number.
        FileExistsError: There is a lesson with this number.
    """
    if not NAME.fullmatch(name):
        raise ValueError(
            f"a lesson's name is its two digits and its subject, such as 10_my_subject; "
            f"received {name!r}"
        )
    number = name[:2]
    notebooks, package = home / "notebooks", home / "helpers" / "lessons" / f"lesson_{number}"
    taken = [*notebooks.glob(f"{number}_*.ipynb"), *([package] if package.exists() else [])]
    if taken:
        raise FileExistsError(f"there is a lesson {number} already: {taken[0].name}")
    earlier = [path.stem for path in sorted(notebooks.glob("[0-9]*.ipynb")) if path.name < number]
    if not earlier:
        raise ValueError(f"a lesson follows one that is there; there is none before {number}")
    changes = _replacements(name, earlier[-1], (home / "README.md").read_text("utf-8"))
    notebook, skeleton = notebooks / f"{name}.ipynb", home / "publish" / "skeleton"
    _copy(skeleton / "00_my_subject.ipynb", notebook, changes)
    with atomic_write(package) as part:
        part.mkdir()
        for path in sorted((skeleton / "lesson_00").glob("*.py")):
            _copy(path, part / path.name, changes)
    return notebook, package / "exercises.py"


def _replacements(name: str, previous: str, readme: str) -> dict[str, str]:
    """Return the new text for each text of the skeleton that depends on the lesson.

    Args:
        name: The name of the new lesson.
        previous: The name of the lesson before it.
        readme: The text of README, whose table has the title of the previous lesson.

    >>> changes = _replacements("10_more", "09_last", "| [The last](notebooks/09_last.ipynb) |")
    >>> changes["PREVIOUS_NUMBER"], changes["PREVIOUS_TITLE"], changes["PREVIOUS_NAME"]
    ('09', 'The last', '09_last')
    """
    number = name[:2]
    titles = re.findall(rf"\[([^]]+)\]\(notebooks/{previous}\.ipynb\)", readme) or ["…"]
    return {
        "00_my_subject": name,
        "publish.skeleton.lesson_00": f"helpers.lessons.lesson_{number}",
        "lesson_00": f"lesson_{number}",
        "lesson 00": f"lesson {number}",
        "Lesson 00": f"Lesson {number}",
        "PREVIOUS_NUMBER": previous[:2],
        # It is put into a text within JSON: quotation marks get a backslash.
        "PREVIOUS_TITLE": json.dumps(titles[0], ensure_ascii=False)[1:-1],
        "PREVIOUS_NAME": previous,
    }


def _copy(source: Path, target: Path, changes: Mapping[str, str]) -> None:
    """Write the text of ``source`` to ``target``, with each key of ``changes`` replaced.

    All keys are replaced in one pass: a text that was put in is not changed again.
    """
    keys = "|".join(map(re.escape, changes))
    text = re.sub(keys, lambda found: changes[found[0]], source.read_text("utf-8"))
    with atomic_write(target) as part:
        part.write_text(text, "utf-8")


if __name__ == "__main__":
    try:
        written = start_lesson(sys.argv[1])
    except (ValueError, FileExistsError) as error:
        sys.exit(str(error))
    print(*(path.relative_to(ROOT) for path in written), NEXT_STEPS, sep="\n")
