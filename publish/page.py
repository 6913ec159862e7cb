"""Read a lesson for the course site: its cells, their outputs, and the live parts of a page."""

from __future__ import annotations

import ast
import base64
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
from IPython.core.inputtransformer2 import TransformerManager

from helpers.draw.motion import Motion
from helpers.explore.explorer import Explorer
from helpers.player.widget import TracePlayer
from helpers.quiz.prediction import Prediction, Predictions, Quiz, Tally
from publish.markdown import unmark_empty_headers
from publish.page_questions import question_state
from publish.store import OPENING, run_outputs

TRAINING_LESSON = "09"
"""The lesson that trains a network. Of its cells, only those of LIGHT_CELLS are run."""
LIGHT_CELLS = ("guess.", OPENING)
"""How a cell starts that asks a question or shows the moving picture."""
ROLES = ("setup", "exercise", "check", "solution", "answer")
"""The tags of a cell that say what it is for; a cell has at most one of them."""
PLAYER_STATE = ("payload", "index", "speed", "predict", "symbols")
"""The traits of a player that the page needs to show it."""


@dataclass
class Output:
    """One stored output of a cell.

    Args:
        kind: "picture", "motion", "html" or "text". A motion is a picture, and moves in the page.
        text: The output as text; of a picture, its alt text.
        html: The output as HTML, if ``kind`` is "html" or "motion".
        file: The name of a picture's file in the site.
        png: The bytes of a picture's file.
        width: The width at which a picture is shown, in pixels.
    """

    kind: str
    text: str
    html: str = ""
    file: str = ""
    png: bytes = b""
    width: int = 0

    @property
    def height(self) -> int:
        """The height at which a picture is shown, in pixels."""
        columns, rows = struct.unpack(">II", self.png[16:24])
        return int(self.width * rows / columns + 0.5)


@dataclass
class Cell:
    """One cell of a lesson.

    Args:
        source: Its code or Markdown.
        code: Whether it is code.
        role: One of ROLES, or "".
        outputs: Its stored outputs.
        live: "player", "ask", "tally" or "motion" if the page shows a live part in place of the
            outputs.
        states: The state of each live part, as the scripts of the page read it.
        controls: Whether the cell has widgets that work only with a kernel.
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
    """A lesson with its stored outputs and the states of its players and questions.

    Args:
        name: The name of its notebook without ".ipynb".
        cells: Its cells, without the links to other lessons at the end of the last one.
    """

    name: str
    cells: list[Cell]

    @property
    def number(self) -> str:
        """The two digits at the start of its name."""
        return self.name[:2]

    @property
    def title(self) -> str:
        """The heading of its first cell."""
        return self.cells[0].source.splitlines()[0].removeprefix("# ")

    @property
    def minutes(self) -> str:
        """The minutes that it takes, as its first cell says; "" if it does not say it."""
        return "".join(re.findall(r"\*\*Time:\*\* (\d+) minutes", self.cells[0].source)[:1])

    @property
    def places(self) -> dict[str, str]:
        """Where it can be run, "Colab" and "Binder", each with the link in its first cell."""
        found = re.findall(r"\[Open (?:in|on) (\w+)\]\((\S+?)\)", self.cells[0].source)
        return dict(found)


def read_lesson(path: Path) -> Lesson:
    """Return a lesson: the stored outputs of its notebook, and its players and questions.

    Players and questions are not stored, so the code cells are run; of lesson 09, which trains a
    network, only those of LIGHT_CELLS are.

    Args:
        path: The notebook, executed and stored.

    Raises:
        OSError: There is no such file.
    """
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    number = path.name[:2]
    # Where the set-up cell is not run, the cells with predictions need these two names.
    names = {
        "lesson": import_module(f"helpers.lessons.lesson_{number}"),
        "guess": Predictions(),
    }
    cells = []
    for at, stored in enumerate(notebook.cells):
        cell = _read_cell(stored, f"pictures/{number}-{at}")
        if cell.code and (number != TRAINING_LESSON or cell.source.startswith(LIGHT_CELLS)):
            _set_live(cell, run_cell(cell.source, names))
        cells.append(cell)
    # The last line links to other lessons; the page has such links of its own.
    cells[-1].source = cells[-1].source.rpartition("\n")[0]
    return Lesson(path.stem, cells)


def run_cell(source: str, names: dict[str, Any]) -> Any:
    r"""Run the code of a cell; return the value of its last line, None if that is no expression.

    Args:
        source: The code, in which lines with ``%`` or ``!`` are allowed.
        names: The variables that the code reads and sets.

    >>> run_cell("a = 2\nprint(a)\na + 1", {})
    3
    """
    plain = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    tree = ast.parse(plain)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()):
        exec(compile(tree, "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return None


def _set_live(cell: Cell, shown: Any) -> None:
    """Set ``live``, ``states`` and ``controls`` of a cell from the value that it shows."""
    player = shown.player if isinstance(shown, Explorer) else shown
    if isinstance(player, TracePlayer):
        cell.live, cell.states = "player", [{name: getattr(player, name) for name in PLAYER_STATE}]
        cell.controls = player is not shown
    elif isinstance(shown, Motion):
        cell.live = cell.outputs[0].kind = "motion"
        cell.outputs[0].html = shown.html
    elif isinstance(shown, Prediction):
        cell.live, cell.states = "ask", [question_state(shown.question)]
    elif isinstance(shown, Quiz):
        cell.live = "ask"
        cell.states = [question_state(asked.question) for asked in shown.questions]
    elif isinstance(shown, Tally):
        cell.live = "tally"
    else:
        cell.controls = isinstance(shown, ipywidgets.Widget)


def _read_cell(stored: Any, pictures: str) -> Cell:
    """Return a cell of a notebook, without live parts.

    Args:
        stored: The cell as nbformat reads it.
        pictures: The start of the names of its pictures' files.
    """
    tags = stored.metadata.get("tags", [])
    role = next((role for role in ROLES if role in tags), "")
    # A sentence about a live player is for readers of the notebook: in a page, players are live.
    source = re.sub(r" \(Run the cell to use it\.\)", "", stored.source)
    cell = Cell(source, stored.cell_type == "code", role)
    if cell.code:
        cell.outputs = [
            _read_output(output, f"{pictures}-{at}.png")
            for at, output in enumerate(run_outputs(stored))
        ]
    return cell


def _read_output(stored: Any, file: str) -> Output:
    """Return an output of a notebook.

    Args:
        stored: The output as nbformat reads it.
        file: The name of its file in the site, if it is a picture.
    """
    data = stored.get("data", {})
    text = data.get("text/plain", stored.get("text", ""))
    if "image/png" in data:
        width = stored.metadata["image/png"]["width"]
        png = base64.b64decode(data["image/png"])
        return Output("picture", text, file=file, png=png, width=width)
    # The page gives verdicts, the outputs with a status, a look of its own: their text is enough.
    if "text/html" in data and 'role="status"' not in data["text/html"]:
        # These colours were chosen for one theme, and the page has two.
        plain = re.sub(r'<(pre|span) style="[^"]*"', r"<\1", data["text/html"])
        return Output("html", text, html=unmark_empty_headers(plain))
    return Output("text", text.rstrip("\n"))
