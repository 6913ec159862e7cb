"""Build the course site: a page for every lesson, with live players. It loads from no other host.

``python -m publish.site build/site`` builds it from the notebooks of this checkout.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import tempfile
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

from helpers.core.files import atomic_write
from helpers.draw import colours
from helpers.draw.themed import palette as themed_palette
from helpers.player.widget import FRONT as PLAYER_FRONT
from helpers.player.widget import TracePlayer, script
from publish.markdown import anchor, to_html
from publish.page import Lesson, Output, read_lesson

ROOT = Path(__file__).parent.parent
FRONT = Path(__file__).parent / "front"
COURSE_NAME = "Convolutional networks, step by step"
SCRIPTS = ("site", "search", "answers", "ask")
"""The scripts in ``front`` that make up site.js, in this order, behind the player's typed/read."""
THUMBNAIL_RATIO = 1.8
"""Width divided by height of a lesson's picture in the list of lessons."""
README_ROW = re.compile(
    r"^\| .*?\d\d \| \[(?P<name>.+?)\]\(notebooks/(?P<file>\w+)\.ipynb\) \| (?P<you_will>.+?) \|$",
    re.M,
)
"""A lesson in the table of README: its name, its file, and what a learner will do."""
HEADINGS = {"h1", "h2", "h3"}
NOT_SEARCHED = "script, form, details, .remark, .cnn-motion"
"""A CSS selector: a search leaves these out. Folded text would give answers away."""


@dataclass(frozen=True)
class Entry:
    """A lesson in the list of lessons.

    Args:
        lesson: The lesson.
        name: Its name in the table of README.
        you_will: What a learner will do in it, as the table says.
    """

    lesson: Lesson
    name: str
    you_will: str

    @property
    def page(self) -> str:
        """The file name of its page."""
        return f"{self.lesson.name}.html"

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The anchor and the text of the heading of each round."""
        text = "\n".join(cell.source for cell in self.lesson.cells if not cell.code)
        headings = [str(to_html(each)) for each in re.findall(r"^## .+$", text, re.M)]
        return [(anchor(each), Markup(each).striptags()) for each in headings]

    @property
    def marks(self) -> list[str]:
        """The mark of each question that its page asks."""
        asked = [cell for cell in self.lesson.cells if cell.live == "ask"]
        return [state["mark"] for cell in asked for state in cell.states]

    @property
    def thumbnail(self) -> Output:
        """The still that the lesson opens with; else the picture whose shape fits the list best.

        None gives an answer away.
        """
        for cell in self.lesson.cells:
            if cell.live == "motion":
                return cell.outputs[0]
        cells = [cell for cell in self.lesson.cells if cell.role != "answer"]
        pictures = [output for cell in cells for output in cell.outputs if output.png]
        return min(
            pictures, key=lambda each: abs(math.log(each.width / each.height / THUMBNAIL_RATIO))
        )


def course(home: Path = ROOT) -> list[Entry]:
    """Return the lessons of a checkout, in the order of the table in its README.

    Args:
        home: The folder of the checkout.

    Raises:
        OSError: A notebook or README cannot be read.
    """
    rows = README_ROW.finditer((home / "README.md").read_text("utf-8"))
    return [
        Entry(
            read_lesson(home / "notebooks" / f"{row['file']}.ipynb"), row["name"], row["you_will"]
        )
        for row in rows
    ]


def files(home: Path = ROOT) -> dict[str, bytes]:
    """Return the content of each file of the site of a checkout, by name.

    Args:
        home: The folder of the checkout.

    Raises:
        OSError: A notebook or README cannot be read.
    """
    entries = course(home)
    environment = _environment()
    pages = {"index.html": environment.get_template("index.html").render(course=entries)}
    for at, entry in enumerate(entries):
        neighbours = {
            "before": entries[at - 1] if at else None,
            "after": entries[at + 1] if at + 1 < len(entries) else None,
        }
        template = environment.get_template("lesson.html")
        pages[entry.page] = template.render(entry=entry, **neighbours)
    index = [
        (entry.page, f"{entry.lesson.number} {entry.name}", *section)
        for entry in entries
        for section in sections(pages[entry.page])
    ]
    texts = {
        **pages,
        "search.js": f"window.courseIndex = {_json(index)};\n",
        **_assets(environment),
    }
    pictures = {
        output.file: output.png
        for entry in entries
        for cell in entry.lesson.cells
        for output in cell.outputs
        if output.png
    }
    return {**{name: text.encode() for name, text in texts.items()}, **pictures}


def build(folder: Path, site: Mapping[str, bytes]) -> None:
    """Write a site into ``folder``, completely or not at all; replace a site that is there.

    Args:
        folder: The folder to write. If it exists, it must be empty or hold a course site.
        site: The content of each file by name, as ``files`` returns it.

    Raises:
        FileExistsError: ``folder`` holds files that are not a course site.
        OSError: The folder cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "search.js").exists():
        raise FileExistsError(f"{folder} holds something else than a course site: choose another")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(folder) as part:
        for name, content in site.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        if folder.exists():
            # A folder with files in it cannot be replaced: it is moved, and deleted at the end.
            folder.replace(part.parent / "before")


def sections(page: str) -> Iterator[tuple[str, str, str]]:
    """Yield the text of a page for the search, as (id of the heading, heading, text below it).

    A section starts at an h1, h2 or h3 with an id, within <article>. Scripts, forms, folded text
    and remarks are left out.

    Args:
        page: The HTML of the page.

    >>> list(sections("<article><h1 id=a>One</h1><p>x</p> <p>y</p></article>"))
    [('a', 'One', 'x y')]
    """
    article = BeautifulSoup(page, "html.parser").article
    for element in article.select(NOT_SEARCHED) if article else ():
        element.decompose()
    at, heading, text = "", "", list[str]()
    for node in article.descendants if article else ():
        if isinstance(node, Tag) and node.name in HEADINGS:
            if at:
                yield at, heading, " ".join("".join(text).split())
            at, heading, text = str(node["id"]), node.get_text(), []
        elif not (isinstance(node, Tag) or HEADINGS & {parent.name for parent in node.parents}):
            text.append(str(node))
    if at:
        yield at, heading, " ".join("".join(text).split())


def _environment() -> Environment:
    """Return the environment of the templates in ``front``, with their filters and constants."""
    environment = Environment(
        loader=FileSystemLoader(FRONT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    highlight = Highlight2HTML(pygments_lexer="ipython3")  # type: ignore[no-untyped-call]
    environment.filters |= {
        "prose": to_html,
        "python": lambda source: Markup(highlight(source)),
        "plain": lambda text: Markup(ansi2html(text)),  # type: ignore[no-untyped-call]
        "json": _json,
    }
    environment.globals |= {
        "name_of_course": COURSE_NAME,
        "colours": colours,
        "palette": _palette(colours.LIGHT, colours.DARK),
        "motion_palette": _palette(themed_palette(colours.LIGHT), themed_palette(colours.DARK)),
    }
    return environment


def _palette(light: Mapping[str, str], dark: Mapping[str, str]) -> dict[str, str]:
    """Return the colours of two themes, by name, as CSS for both.

    >>> _palette({"ink": "#1f2328"}, {"ink": "#e6edf3"})
    {'ink': 'light-dark(#1f2328, #e6edf3)'}
    """
    return {name: f"light-dark({colour}, {dark[name]})" for name, colour in light.items()}


def _json(state: Any) -> Markup:
    """Return a value as JSON for a script element: no text in it can end the element."""
    return Markup(json.dumps(state, ensure_ascii=False).replace("<", "\\u003c"))


def _assets(environment: Environment) -> dict[str, str]:
    """Return the scripts, the style sheet and the icon that all pages share, by name."""
    # A page that is opened as a file, without a server, loads no modules: no "export" may remain.
    player = re.sub(r"^export default", "const widget =", script(), flags=re.M)
    player = re.sub(r"^export ", "", player, flags=re.M)
    own = "\n".join((FRONT / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    typed = (PLAYER_FRONT / "typed" / "read.js").read_text("utf-8")
    own = re.sub(r"^export ", "", typed, flags=re.M) + own
    style = environment.get_template("site.css").render()
    return {
        "player.js": f'(() => {{\n"use strict";\n{player}\nwindow.mountPlayer = mount;\n}})();\n',
        "site.js": f'"use strict";\n{own}',
        "site.css": f"{TracePlayer._css}\n{style}\n",
        "icon.svg": environment.get_template("icon.svg").render() + "\n",
    }


if __name__ == "__main__":
    # What was answered on this machine is not for the site.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        os.environ["LEARN_CONVNETS_DATA"] = empty
        build(Path(sys.argv[1]), files())
