"""A lesson for a page of the course site: its cells, what they show, and what of it is live."""

from __future__ import annotations

import ast
import base64
import html
import io
import re
import struct
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import ipywidgets
import nbformat
import numpy as np
from IPython.core.inputtransformer2 import TransformerManager

from helpers.explore.layer import Explorer
from helpers.player.widget import TracePlayer
from helpers.quiz.exercise import Choice, closeness
from helpers.quiz.prediction import Prediction, Predictions, Quiz, Tally
from publish.markdown import no_empty_heads

NOT_RUN = "09"
"""The lesson that trains: of it, only the predictions are made anew."""
ROLES = ("setup", "exercise", "check", "solution", "answer")


@dataclass
class Output:
    """What a cell shows: a "picture" (``words`` are its alt text), "html", or "text"."""

    kind: str
    words: str
    html: str = ""
    file: str = ""
    png: bytes = b""
    width: int = 0

    @property
    def height(self) -> int:
        """The height at which a picture of ``width`` is shown."""
        wide, tall = struct.unpack(">II", self.png[16:24])
        return int(self.width * tall / wide + 0.5)


@dataclass
class Cell:
    """One cell: its role in the lesson, what it shows, and what of that a page can bring to life.

    ``live`` is "player", "ask" or "tally", with ``states`` for the front end; "controls" is what
    only a kernel can move.
    """

    source: str
    code: bool
    role: str
    outputs: list[Output] = field(default_factory=list)
    live: str = ""
    states: list[dict[str, Any]] = field(default_factory=list)
    controls: bool = False


@dataclass(frozen=True)
class Lesson:
    """A notebook as it is stored, with its players and questions made anew."""

    name: str
    cells: list[Cell]

    @property
    def number(self) -> str:
        """Its two digits."""
        return self.name[:2]

    @property
    def title(self) -> str:
        """Its heading."""
        return self.cells[0].source.splitlines()[0].removeprefix("# ")

    @property
    def minutes(self) -> str:
        """The time that it says it takes."""
        return "".join(re.findall(r"\*\*Time:\*\* (\d+) minutes", self.cells[0].source)[:1])

    @property
    def places(self) -> dict[str, str]:
        """Where it can be run, by name: Colab and Binder, as its first cell has them."""
        found = re.findall(r"\[Open (?:in|on) (\w+)\]\((\S+?)\)", self.cells[0].source)
        return dict(found)


def read(path: Path) -> Lesson:
    """Return the lesson of a notebook; its cells are run, but for those that train.

    Raises:
        OSError: there is no such file.
    """
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    number = path.name[:2]
    space = {
        "lesson": import_module(f"helpers.lessons.lesson_{number}"),
        "guess": Predictions(),
    }
    cells: list[Cell] = []
    for stored in notebook.cells:
        tags = stored.metadata.get("tags", [])
        role = next((role for role in ROLES if role in tags), "")
        # What a page shows is live in it, or says what it wants.
        source = re.sub(r" \(It is live[^()]*\)", "", stored.source)
        cell = Cell(source, stored.cell_type == "code", role)
        if cell.code:
            name = f"pictures/{number}-{len(cells)}"
            cell.outputs = [
                _output(output, f"{name}-{at}.png") for at, output in enumerate(stored.outputs)
            ]
            if number != NOT_RUN or cell.source.startswith("guess."):
                _enliven(cell, value(cell.source, space))
        cells.append(cell)
    # The page has links to its neighbours of its own.
    cells[-1].source = cells[-1].source.rpartition("\n")[0]
    return Lesson(path.stem, cells)


def value(source: str, space: dict[str, Any]) -> Any:
    r"""Run a cell's code; return the value of its last line, None where it has none.

    >>> value("a = 2\nprint(a)\na + 1", {})
    3
    """
    plain = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    tree = ast.parse(plain)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()):
        exec(compile(tree, "<cell>", "exec"), space)
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
    return None


def _enliven(cell: Cell, shown: Any) -> None:
    """Say what in a page can be live of what the cell has shown."""
    player = shown.player if isinstance(shown, Explorer) else shown
    if isinstance(player, TracePlayer):
        names = ("payload", "index", "speed", "predict", "symbols")
        cell.live, cell.states = "player", [{name: getattr(player, name) for name in names}]
        cell.controls = player is not shown
    elif isinstance(shown, Prediction):
        cell.live, cell.states = "ask", [question(shown)]
    elif isinstance(shown, Quiz):
        cell.live, cell.states = "ask", [question(asked) for asked in shown.asked]
    elif isinstance(shown, Tally):
        cell.live = "tally"
    else:
        cell.controls = isinstance(shown, ipywidgets.Widget)


def question(asked: Prediction) -> dict[str, Any]:
    """Return a question and what there is to say to every answer, as a page needs it.

    >>> from helpers.quiz.exercise import Choice, closeness
    >>> made = question(Prediction(Choice("2 + 2?", "4", [("22", "Glued.")], "Right."), "sums"))
    >>> made["options"]
    {'22': '✗ You said “22”. Glued. The answer is “4”. Look again at sums.', '4': '✓ Right.'}
    """
    about, posed = asked.about, asked.question
    common = {"opening": asked.opening, "question": posed.question, "about": about}
    common["again"] = _said(asked, "")
    if isinstance(posed, Choice):
        return {**common, "options": {option: _said(asked, option) for option in posed.options}}
    known = []
    for expected in (posed.answer, *(wrong for wrong, _ in posed.mistakes)):
        values, near = np.ravel(expected).tolist(), closeness(expected)
        known.append({"values": values, "near": near, "said": _said(asked, _typed(values))})
    count = int(np.size(posed.answer))
    unknown, more = [987654.321] * count, [987654.321] * (count + 1)
    size = _said(asked, _typed(more)).replace(f"received {count + 1} numbers", "received {}")
    others = {"unknown": _said(asked, _typed(unknown)), "size": size}
    return {**common, "count": count, "known": known, **others}


def _typed(values: list[float]) -> str:
    return ", ".join(map(repr, values))


def _said(asked: Prediction, typed: str) -> str:
    """Return what the notebook says to an answer; what was typed stands as {typed} in it."""
    fresh = Prediction(asked.question, asked.about, asked.opening)
    fresh.commit(typed or None)
    said = html.unescape(re.sub(r"<[^>]*>", "", fresh.said.value))
    if isinstance(asked.question, Choice):
        return said
    return said.replace(f"You said {typed}.", "You said {typed}.", 1)


def _output(stored: Any, file: str) -> Output:
    """Return a stored output; a picture's words are in its plain text."""
    data = stored.get("data", {})
    words = data.get("text/plain", stored.get("text", ""))
    if "image/png" in data:
        width = stored.metadata["image/png"]["width"]
        png = base64.b64decode(data["image/png"])
        return Output("picture", words, file=file, png=png, width=width)
    # A verdict has its look from the page, and its words are all of it.
    if "text/html" in data and 'role="status"' not in data["text/html"]:
        # Colours that were chosen for one theme are left out.
        plain = re.sub(r'<(pre|span) style="[^"]*"', r"<\1", data["text/html"])
        return Output("html", words, html=no_empty_heads(plain))
    return Output("text", words.rstrip("\n"))
