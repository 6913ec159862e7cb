"""What every lesson must be, besides right: whole, in order, linked, clean, and solvable."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from publish.address import repository_address
from publish.store import ANSWER, HIDDEN, OPENING, run_outputs, slide_type

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
TAGS = {"setup", "answer", "exercise", "check", "solution"}
TAGS |= {"nbval-ignore-output", "remove-output"}
LECTURERS = ROOT / "notebooks" / "README.md"
ADDRESS = repository_address()
# What a learner does in a round. A new verb is welcome; a noun is not one.
VERBS = set(
    re.findall(
        r"\w+",
        "Ask Build Change Climb Combine Compute Connect Count Feed Find Get Give Go Keep Let Look "
        "Measure Move Pool Put Read Say See Set Shift Shuffle Spread Take Train Turn Use Visit "
        "Walk Write",
    )
)
OWN_PLACES = re.compile(r"/(work|root|home|tmp|Users|private)/")
each = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
each_with_predictions = pytest.mark.parametrize("path", LESSONS[:8], ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def tagged(cell: Any, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def lines(source: str) -> list[str]:
    """Return the lines that a reader has to read: no blank ones, no comments, no def line."""
    return [line for line in source.splitlines() if line.strip() and not is_free(line.strip())]


def is_free(line: str) -> bool:
    return line.startswith(("#", "def "))


def python(source: str) -> str:
    """Return a cell without the lines that only IPython understands."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.M)


def test_lessons_stand_alone_in_their_folder_with_their_numbers() -> None:
    assert LESSONS
    for path in (ROOT / "notebooks").iterdir():
        if not path.name.startswith(".") and path != LECTURERS:
            assert re.fullmatch(r"(\d\d_[a-z0-9_]+|start|exam)\.ipynb", path.name), path.name


def test_readme_lists_every_lesson_in_order() -> None:
    listed = re.findall(r"\(notebooks/(\d\d_\w+\.ipynb)\)", (ROOT / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in LESSONS]


def test_the_lecturers_page_names_every_lesson_in_order() -> None:
    text = LECTURERS.read_text("utf-8")
    headings = re.findall(r"^## .*\]\((\w+\.ipynb)\)$", text, re.M)
    assert headings == [path.name for path in LESSONS]
    for path in LESSONS:
        minutes = re.search(r"\*\*Time:\*\* (\d+) minutes", read(path).cells[0].source)
        assert minutes
        assert f"({path.name}) | {minutes[1]} |" in text, "the time that the lesson says"


@each
def test_page_shape(path: Path) -> None:
    cells = read(path).cells
    first = cells[0].source
    assert re.match(r"# (?!The |A |An )[A-Z]\w+", first), "a title that begins with a verb"
    for needed in ("Afterwards you can", "**Time:**", "minutes", "**You need:**"):
        assert needed in first, needed
    assert cells[2].source == OPENING, "a picture that moves comes first"
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for needed in ("## Exercises", "## Summary", "**The fine print.**", "**Sources.**"):
        assert needed in text, needed
    rounds = re.findall(r"^## \d+\. (\w+)", text, re.M)
    assert 3 <= len(rounds) <= 7
    assert set(rounds) <= VERBS, "the heading of a round starts with a verb"
    assert text.count("**Predict.**") >= 3
    exercises = re.findall(r"^### Exercise (\d+): ", text, re.M)
    assert exercises == [str(number + 1) for number in range(len(exercises))]
    assert len(exercises) >= (2 if path.name.startswith("09") else 3)
    assert len([cell for cell in cells if tagged(cell, "solution")]) == len(exercises)
    assert not re.search(r"<img|!\[", text), "pictures are drawn, not linked"


@each_with_predictions
def test_predictions_are_made_in_the_page_and_tallied(path: Path) -> None:
    asked, tallied, here = [], [], "0"
    for number, cell in enumerate(read(path).cells):
        if cell.cell_type == "markdown":
            here = (re.findall(r"^## (\w+)", cell.source, re.M) or [here])[-1]
        elif "guess.tally()" in cell.source:
            tallied.append(number)
        elif re.search(r"guess\.(ask|play)\(", cell.source):
            asked.append(number)
            assert f'"round {here}: ' in cell.source, "what to look at again is this round"
    assert 5 <= len(asked) <= 9
    assert len(tallied) == 1
    assert asked[-1] < tallied[0]


@each
def test_slides_and_answers_are_as_stored(path: Path) -> None:
    cells = read(path).cells
    for cell in cells:
        role = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        assert role == slide_type(cell, cell.metadata.get("tags", [])), cell.source
        hidden = [output.get("text") for output in cell.get("outputs", [])] == [HIDDEN]
        assert hidden == (ANSWER in cell.metadata) == tagged(cell, "answer"), cell.source
        # Nothing else is folded: see store.py.
        folded = {"source_hidden": True} if cell.source.startswith("guess.ask(") else None
        assert cell.metadata.get("jupyter") == folded
    roles = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in cells]
    assert roles[0] == "slide"
    assert set(roles) >= {"slide", "skip"}


@each
def test_lines_of_code_are_seen_whole(path: Path) -> None:
    """JupyterLab shows 73 characters at 1024 pixels with its side bar open."""
    for cell in read(path).cells:
        code = [cell.source] if cell.cell_type == "code" else []
        code += re.findall(r"```python\n(.*?)```", cell.source, re.S)
        # Of the set-up cell nothing is to be read, and the code of a question is folded.
        if not (tagged(cell, "setup") or cell.source.startswith("guess.ask(")):
            for line in "\n".join(code).splitlines():
                assert len(line) <= 72, line


@each
def test_cells_are_short_and_tagged_from_the_list(path: Path) -> None:
    cells = read(path).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert tagged(code[0], "setup")
    assert len(code[0].source.splitlines()) <= 8
    for cell in code[1:]:
        assert len(lines(cell.source)) <= 8, cell.source
        assert not tagged(cell, "setup")
    for cell in cells:
        assert set(cell.metadata.get("tags", [])) <= TAGS, cell.metadata
        if tagged(cell, "remove-output"):
            assert tagged(cell, "nbval-ignore-output")
            assert not cell.outputs


@each
def test_stored_outputs_are_whole_and_clean(path: Path) -> None:
    raw = path.read_text("utf-8")
    assert len(raw) < 1_000_000
    assert not OWN_PLACES.search(raw)
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        assert cell.execution_count == number, cell.source
    for cell in code:
        for output in [*cell.outputs, *run_outputs(cell)]:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output
            kinds = set(output.get("data", {}))
            assert not kinds & {"application/vnd.jupyter.widget-view+json", "image/jpeg"}
            if "image/png" in kinds:
                assert len(output["data"]["text/plain"]) > 20, "a picture has words for it"


@each
def test_lessons_before_the_last_need_no_keras(path: Path) -> None:
    if path.name.startswith("09"):
        return
    for cell in read(path).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(python(cell.source))):
                names = [
                    alias.name
                    for alias in getattr(node, "names", [])
                    if isinstance(alias, ast.alias)
                ]
                assert not {"keras", "tensorflow", "training"} & set(names)


@each
@pytest.mark.parametrize("there", [False, True])
def test_helpers_are_fetched_where_they_are_not(
    path: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Colab there is only the notebook; everywhere else nothing is fetched."""
    asked: list[tuple[str, str]] = []
    shell = SimpleNamespace(run_line_magic=lambda name, line: asked.append((name, line)))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object() if there else None)
    opener = re.split(r"\n(?=import numpy|from )", read(path).cells[1].source)[0]
    first = TransformerManager().transform_cell(opener)  # type: ignore[no-untyped-call]
    exec(first, {"get_ipython": lambda: shell})
    fetched = [("pip", f"install -q git+https://github.com/{ADDRESS}")]
    assert asked == ([] if there else fetched)


@each
def test_links_lead_somewhere(path: Path) -> None:
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    hosted = [link for link in re.findall(r"\]\((\S+?)\)", text) if urlsplit(link).scheme]
    assert [link for link in hosted if path.name in link and ADDRESS in link] == hosted[:2]
    for link in re.findall(r"\]\((\S+?)\)", text):
        if not urlsplit(link).scheme:
            assert (path.parent / link.split("#")[0]).exists(), link


@each
def test_lessons_lead_to_their_neighbours(path: Path) -> None:
    at = LESSONS.index(path)
    neighbours = {"Next": LESSONS[at + 1 : at + 2], "Before": LESSONS[max(at - 1, 0) : at]}
    last = read(path).cells[-1].source.splitlines()[-1]
    for word, expected in neighbours.items():
        found = re.findall(rf"\*\*{word}:\*\* \[(\d\d) [^]]+\]\((\S+)\)", last)
        assert found == [(other.name[:2], other.name) for other in expected], last
    assert last.endswith("[All lessons](../README.md)")


@each
def test_worked_solutions_are_right(path: Path) -> None:
    cells = read(path).cells
    space: dict[str, Any] = {}
    setup = next(cell for cell in cells if tagged(cell, "setup"))
    exec(python(setup.source), space)
    checked = 0
    for i, cell in enumerate(cells):
        if tagged(cell, "solution"):
            assert "<details>" in cell.source
            stub, check = cells[i - 2], cells[i - 1]
            assert tagged(stub, "exercise")
            assert tagged(check, "check")
            assert check.outputs[0]["data"]["text/plain"].startswith("…"), "stored unsolved"
            (solution,) = re.findall(r"```python\n(.*?)```", cell.source, re.S)
            exec(solution, space)
            verdict = eval(check.source, space)
            assert verdict, f"{check.source}: {verdict}"
            checked += 1
    assert checked >= 2


def test_the_address_is_the_same_everywhere() -> None:
    for path in [*LESSONS, ROOT / "README.md"]:
        text = path.read_text("utf-8")
        found = re.findall(
            r"(?:github\.com|colab[\w.]+/github|binder\.org/v2/gh)/([\w.-]+/[\w.-]+?)[/\s\"')#\\]",
            text,
        )
        assert set(found) <= {ADDRESS}, path.name
    for path in LESSONS:
        assert path.read_text("utf-8").count(ADDRESS) == 3, "two links and the set-up cell"
