"""Words and links: spelled right, in British English, and leading somewhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "notebooks" / "README.md"]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
MODULES = sorted(path for room in ("helpers", "publish") for path in (ROOT / room).rglob("*.py"))

AMERICAN = re.compile(
    r"\b(colors?|colored|grays?|centers?|centered|neighbors?|neighboring|behaviors?|favorite"
    r"|catalog|generali[z]es?|generali[z]ed|recogni[z]es?|recogni[z]ed|normali[z]es?|normali[z]ed"
    r"|visuali[z]es?|visuali[z]ed|memori[z]es?|initiali[z]es?|summari[z]es?|modeling|labeled)\b",
    re.I,
)
"""Common words here whose American spelling no dictionary of mistakes has."""

CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|<[^>\n]+>", re.S)
LINK = re.compile(r"\]\(([^()\s]+)\)")


def cells(path: Path) -> list[str]:
    """Return the Markdown cells of a lesson."""
    read: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return [cell.source for cell in read.cells if cell.cell_type == "markdown"]


def markdown(path: Path) -> str:
    return path.read_text("utf-8") if path.suffix == ".md" else "\n\n".join(cells(path))


def strings(path: Path) -> Iterator[str]:
    """Yield every text of a module: its docstrings, and what it says to a learner."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.fixture(scope="module")
def prose(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Everything that is read by people, a file of plain text for each source."""
    folder = tmp_path_factory.mktemp("prose")
    found = []
    for path in [*PAGES, *LESSONS, *MODULES]:
        text = "\n".join(strings(path)) if path.suffix == ".py" else markdown(path)
        found.append(folder / ("-".join(path.relative_to(ROOT).parts) + ".txt"))
        found[-1].write_text(text, "utf-8")
    return found


def misspelled(paths: list[Path]) -> str:
    """Return what codespell complains about, a line each."""
    run = subprocess.run(
        [sys.executable, "-m", "codespell_lib", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 65), run.stderr
    return run.stdout


def test_words_are_spelled_right(prose: list[Path], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.md"
    wrong.write_text("A convolution recieves a picture.", "utf-8")
    assert "recieves ==> receives" in misspelled([wrong])
    assert misspelled(prose) == ""


def docstrings(path: Path) -> str:
    """Return what a module says of itself, without its examples."""
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    nodes = [node for node in tree if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))]
    said = "\n".join(ast.get_docstring(node) or "" for node in nodes)
    return re.sub(r"^ *>>> .*$", "", said, flags=re.M)


@pytest.mark.parametrize("path", [*PAGES, *LESSONS, *MODULES], ids=lambda path: path.stem)
def test_words_are_british(path: Path) -> None:
    assert AMERICAN.search("the gray color of a neighbor")
    text = docstrings(path) if path.suffix == ".py" else markdown(path)
    plain = re.sub(r"\*[^*\n]+\*", " ", LINK.sub(" ", CODE.sub(" ", text)))  # no titles of papers
    assert [match[0] for match in AMERICAN.finditer(plain)] == []


def anchors(path: Path) -> set[str]:
    """Return the names that GitHub gives to the headings of a page."""
    found: list[str] = []
    for heading in re.findall(
        r"^#{1,6} (.+)$", re.sub(r"```.*?```", "", markdown(path), flags=re.S), re.M
    ):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.append(name + (f"-{found.count(name)}" if name in found else ""))
    return set(found)


def test_anchors_are_named_as_on_github(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A: b, c\n\n## 1. [Find](x.md) out!\n\n```\n# no\n```\n", "utf-8")
    assert anchors(page) == {"a-b-c", "1-find-out"}


@pytest.mark.parametrize("path", [*PAGES, *LESSONS], ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    links = LINK.findall(markdown(path))
    assert links
    for link in links:
        address = urlsplit(link)
        if address.scheme:
            assert address.scheme == "https", link
            continue
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if address.fragment:
            assert address.fragment in anchors(target), link
