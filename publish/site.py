"""The course site: every lesson as a page with live players, which asks no other host.

``python -m publish.site build/site`` builds it from the notebooks of this checkout.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.highlight import Highlight2HTML

from helpers.core.files import whole_file
from helpers.player.widget import TracePlayer, script
from publish.markdown import prose, slug
from publish.page import Lesson, Output, read

ROOT = Path(__file__).parent.parent
FRONT = Path(__file__).parent / "front"
NAME = "Convolutional networks, step by step"
SCRIPTS = ("site", "search", "ask")
CARD = 1.8
"""Width by height of the picture of a lesson in the list."""
ROW = re.compile(r"^\| .*?\d\d \| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \|$", re.M)
"""A lesson in the table of README: its name, its file, and what you will do."""
HEADINGS = {"h1", "h2", "h3"}
UNREAD = "script, form, details, .remark"
"""What a search does not read: above all what is folded, so that it gives no answer away."""


@dataclass(frozen=True)
class Entry:
    """A lesson as the course lists it."""

    lesson: Lesson
    name: str
    you_will: str

    @property
    def page(self) -> str:
        """The file of its page."""
        return f"{self.lesson.name}.html"

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Anchors and headings of its rounds."""
        text = "\n".join(cell.source for cell in self.lesson.cells if not cell.code)
        heads = [str(prose(head)) for head in re.findall(r"^## .+$", text, re.M)]
        return [(slug(head), Markup(head).striptags()) for head in heads]

    @property
    def emblem(self) -> Output:
        """The picture that stands for it: none that gives an answer away, and of a card's shape."""
        cells = [cell for cell in self.lesson.cells if cell.role != "answer"]
        shown = [output for cell in cells for output in cell.outputs if output.png]
        return min(shown, key=lambda each: abs(math.log(each.width / each.height / CARD)))


def course(home: Path = ROOT) -> list[Entry]:
    """Return the lessons of a checkout, as its README lists them.

    Raises:
        OSError: a notebook or README cannot be read.
    """
    return [
        Entry(read(home / "notebooks" / f"{file}.ipynb"), name, you_will)
        for name, file, you_will in ROW.findall((home / "README.md").read_text("utf-8"))
    ]


def files(home: Path = ROOT) -> dict[str, bytes]:
    """Return the whole site of a checkout: what each of its files holds, by name.

    Raises:
        OSError: a notebook or README cannot be read.
    """
    listed = course(home)
    made = _templates()
    site = {"index.html": made.get_template("index.html").render(course=listed)}
    index = []
    for at, entry in enumerate(listed):
        around = {"before": listed[at - 1] if at else None, "after": [*listed, None][at + 1]}
        page = made.get_template("lesson.html").render(entry=entry, **around)
        site[entry.page] = page
        index += [(entry.page, f"{entry.lesson.number} {entry.name}", *s) for s in sections(page)]
    site["search.js"] = f"window.courseIndex = {_json(index)};\n"
    pictures = {
        output.file: output.png
        for entry in listed
        for cell in entry.lesson.cells
        for output in cell.outputs
        if output.png
    }
    texts = {**site, **_assets()}
    return {**{name: text.encode() for name, text in texts.items()}, **pictures}


def build(folder: Path, site: Mapping[str, bytes]) -> None:
    """Write the site into ``folder``, whole or not at all; a site that was there gives way.

    Raises:
        FileExistsError: in ``folder`` is something that is no course site.
        OSError: the folder cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "search.js").exists():
        raise FileExistsError(f"{folder} holds something else than a course site: choose another")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(folder) as aside:
        for name, content in site.items():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / name).write_bytes(content)
        if folder.exists():
            folder.replace(aside.parent / "before")


def sections(page: str) -> Iterator[tuple[str, str, str]]:
    """Yield the sections of a page: anchor, heading, and the text up to the next heading.

    >>> list(sections("<article><h1 id=a>One</h1><p>x</p> <p>y</p></article>"))
    [('a', 'One', 'x y')]
    """
    article = BeautifulSoup(page, "html.parser").article
    for unread in article.select(UNREAD) if article else ():
        unread.decompose()
    anchor, heading, words = "", "", list[str]()
    for node in article.descendants if article else ():
        if isinstance(node, Tag) and node.name in HEADINGS:
            if anchor:
                yield anchor, heading, " ".join("".join(words).split())
            anchor, heading, words = str(node["id"]), node.get_text(), []
        elif not (isinstance(node, Tag) or HEADINGS & {parent.name for parent in node.parents}):
            words.append(str(node))
    if anchor:
        yield anchor, heading, " ".join("".join(words).split())


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FRONT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    coloured = Highlight2HTML(pygments_lexer="ipython3")  # type: ignore[no-untyped-call]
    made.filters |= {
        "prose": prose,
        "python": lambda source: Markup(coloured(source)),
        "plain": lambda text: Markup(ansi2html(text)),  # type: ignore[no-untyped-call]
        "json": _json,
    }
    made.globals |= {"name_of_course": NAME}
    return made


def _json(state: Any) -> Markup:
    """Return JSON that may stand in a script: no text within ends it."""
    return Markup(json.dumps(state, ensure_ascii=False).replace("<", "\\u003c"))


def _assets() -> dict[str, str]:
    """Return the scripts and styles that all pages share."""
    # No modules: from a memory stick (file://), a browser loads none.
    player = re.sub(r"^export default", "const widget =", script(), flags=re.M)
    player = re.sub(r"^export ", "", player, flags=re.M)
    own = "\n".join((FRONT / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return {
        "player.js": f'(() => {{\n"use strict";\n{player}\nwindow.mountPlayer = mount;\n}})();\n',
        "site.js": f'"use strict";\n{own}',
        "site.css": f"{TracePlayer._css}\n{(FRONT / 'site.css').read_text('utf-8')}",
        "icon.svg": (FRONT / "icon.svg").read_text("utf-8"),
    }


if __name__ == "__main__":
    build(Path(sys.argv[1]), files())
