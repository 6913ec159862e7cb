"""Write the questions of all lessons for other systems, with a message for each known mistake.

``python -m publish.questions build/questions.xml`` writes Moodle XML; a file that ends in .gift
holds GIFT, and one that ends in .yaml holds YAML, which its first lines describe. Questions that
are answered by a function are left out. What becomes of each kind of question is in
``publish/question_formats.py``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from helpers.core.files import atomic_write
from helpers.quiz.exercise import Choice, Exercise
from publish.question_bank import BankQuestion, bank_question
from publish.question_formats import to_gift, to_moodle_xml, to_yaml
from publish.site import COURSE_NAME, README_ROW, ROOT

WRITERS: dict[str, Callable[[Sequence[BankQuestion], str], str]] = {
    ".xml": to_moodle_xml,
    ".gift": to_gift,
    ".yaml": to_yaml,
}
"""The function that writes the questions, by the ending of the file."""
WANTED = "a file name that ends in .xml (Moodle XML), .gift (GIFT) or .yaml (YAML)"
ASKED = re.compile(
    r'guess\.ask\(\s*lesson\.(?P<asked>\w+),\s*"(?P<about>[^"]+)"'
    r"|^lesson\.(?P<checked>\w+)\("
    r"|quiz\.Quiz\(lesson\.(?P<module>\w+)\.(?P<questions>\w+),",
    re.M,
)
"""Where the code of a lesson asks a question, checks an exercise, or begins a self-test."""


def save(path: Path, home: Path = ROOT) -> int:
    """Write the questions of a checkout to a file, whole or not at all; return how many.

    Args:
        path: The file. Its ending chooses the format; its folder is made if it does not exist.
        home: The folder of the checkout.

    Raises:
        ValueError: The file has another ending than those in ``WRITERS``.
        OSError: A notebook or README cannot be read, or the file cannot be written.

    >>> save(Path("questions.docx"))
    Traceback (most recent call last):
    ValueError: publish.questions takes a file name that ends in .xml (Moodle XML), \
.gift (GIFT) or .yaml (YAML); received questions.docx
    """
    write = WRITERS.get(path.suffix)
    if write is None:
        raise ValueError(f"publish.questions takes {WANTED}; received {path}")
    questions = read_questions(home)
    written = write(questions, COURSE_NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as part:
        # Bytes: on Windows, a text file would get other ends of lines.
        part.write_bytes(written.encode())
    return len(questions)


def read_questions(home: Path = ROOT) -> list[BankQuestion]:
    """Return the questions of all lessons of a checkout, in the order in which they are asked.

    Args:
        home: The folder of the checkout.

    Raises:
        OSError: A notebook or README cannot be read.
    """
    rows = README_ROW.finditer((home / "README.md").read_text("utf-8"))
    return [
        question
        for row in rows
        for question in _lesson_questions(home / "notebooks" / f"{row['file']}.ipynb", row["name"])
    ]


def _lesson_questions(notebook: Path, title: str) -> list[BankQuestion]:
    """Return the questions of a lesson, in the order of its cells; each once.

    Args:
        notebook: The lesson. It is read, not run.
        title: Its title.
    """
    number = notebook.name[:2]
    lesson = import_module(f"helpers.lessons.lesson_{number}")
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    category = f"Lesson {number}: {title}"
    found = {
        name: bank_question(asked, name, category=category, place=place, again=again)
        for asked, name, place, again in _asked_in("\n".join(code), lesson, number)
        if isinstance(asked, Choice) or (isinstance(asked, Exercise) and not asked.probes)
    }
    return list(found.values())


def _asked_in(code: str, lesson: Any, number: str) -> Iterator[tuple[Any, str, str, str]]:
    """Yield what a lesson asks or calls: what it is, its name, its place, what to see again.

    Args:
        code: The code of the lesson.
        lesson: The module of its exercises and views.
        number: Its two digits.
    """
    for found in ASKED.finditer(code):
        if found["asked"]:
            round_, _, _ = found["about"].partition(":")
            name, place = f"lesson_{number}/{found['asked']}", f"Lesson {number}, {round_}"
            yield getattr(lesson, found["asked"]), name, place, f"lesson {number}, {found['about']}"
        elif found["checked"]:
            name = f"lesson_{number}/{found['checked']}"
            yield (
                getattr(lesson, found["checked"]),
                name,
                f"Lesson {number}, exercise",
                (f"lesson {number}"),
            )
        else:
            module = getattr(lesson, found["module"])
            names = {id(thing): name for name, thing in vars(module).items()}
            for about, asked in getattr(module, found["questions"]).items():
                name = f"lesson_{number}/{found['module']}/{names[id(asked)]}"
                yield asked, name, f"Lesson {number}, self-test", about


if __name__ == "__main__":
    if len(sys.argv) != 2:
        received = " ".join(sys.argv[1:]) or "none"
        sys.exit(f"publish.questions takes {WANTED}; received {received}")
    try:
        print(f"{save(Path(sys.argv[1]))} questions")
    except (ValueError, OSError) as error:
        sys.exit(str(error))
