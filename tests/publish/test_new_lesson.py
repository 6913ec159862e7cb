"""A lesson that is begun is complete: it runs, and it has the shape of a lesson."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import contents, copy, make, needs_make

from publish.new_lesson import start_lesson

__all__ = ["copy"]

SHAPE = ["tests/lessons/test_notebooks.py", "tests/lessons/test_exercises.py"]


@needs_make
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
    items = "from helpers.lessons import review_items as items\n"
    items += "print([each.exercise(3).question for each in items() if each.lesson == 'lesson_10'])"
    asked = subprocess.run(
        [sys.executable, "-c", items], cwd=copy, env=environment, capture_output=True, text=True
    )
    assert asked.stdout.count("A window of ") == 2, asked.stderr
    # The same page with a round's heading that says nothing to do is refused.
    shown = notebook.read_text("utf-8")
    notebook.write_text(shown.replace("## 2. Move the window", "## 2. The window"), "utf-8")
    ran = subprocess.run(tests, cwd=copy, env=environment, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "starts with a verb" in ran.stdout


# The last name holds a text that the skeleton has, too.
@pytest.mark.parametrize("name", ["10_my_subject", "12_more", "10_lesson_00_again"])
def test_numbers_names_and_the_neighbour_are_those_of_the_lesson(copy: Path, name: str) -> None:
    readme = copy / "README.md"
    title = r'a "last" one \ or not'
    old = "[Train it: CIFAR-10 on a GPU]"
    readme.write_text(readme.read_text("utf-8").replace(old, f"[{title}]"), "utf-8")
    before = contents(copy)
    notebook, exercises = start_lesson(name, copy)
    number = name[:2]
    pieces = {
        notebook: f"import lesson_{number} as lesson",
        exercises: f"of lesson {number}",
        exercises.with_name("__init__.py"): f"from helpers.lessons.lesson_{number}.exercises",
        exercises.with_name("review.py"): f'Items("{name}.ipynb")',
        exercises.with_name("opening.py"): f"at the start of lesson {number}",
    }
    names = {path.relative_to(copy).as_posix() for path in pieces}
    assert contents(copy).keys() - before.keys() == names
    assert f"notebooks/{name}.ipynb" in names
    assert f"helpers/lessons/lesson_{number}/exercises.py" in names
    for path, piece in pieces.items():
        text = path.read_text("utf-8")
        assert piece in text
        assert not re.search(r"00_my|esson.00|publish|PREVIOUS", text.replace(name, "")), path
    cells = ["".join(cell["source"]) for cell in json.loads(notebook.read_text("utf-8"))["cells"]]
    assert cells[0].count(f"/notebooks/{name}.ipynb)") == 2
    assert "**You need:** lesson 09." in cells[0]
    assert f"**Before:** [09 {title}](09_cifar10_on_a_gpu.ipynb) · " in cells[-1]


def test_a_neighbour_that_readme_does_not_name_is_left_open(copy: Path) -> None:
    start_lesson("10_one", copy)
    notebook, _ = start_lesson("11_two", copy)
    assert "**Before:** [10 …](10_one.ipynb)" in notebook.read_text("utf-8")


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
    before = contents(copy)
    with pytest.raises(kind, match=why):
        start_lesson(name, copy)
    assert contents(copy) == before
