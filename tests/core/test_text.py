"""A line is printed on every console, and ends nothing."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.core.text import say

ROOT = Path(__file__).parents[2]
LINE = "epoch 1/3 · loss −0.5 …"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", LINE), ("ascii", "epoch 1/3 ? loss ?0.5 ?"), ("latin-1", "epoch 1/3 · loss ?0.5 ?")],
)
def test_signs_that_a_console_lacks_become_question_marks(encoding: str, shown: str) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    say(LINE, console)
    console.seek(0)
    assert console.read() == f"{shown}\n"


def test_a_closed_console_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.StringIO()
    console.close()
    say(LINE, console)
    monkeypatch.setattr(sys, "stdout", None)
    say(LINE)


def test_all_prints_of_the_suite_go_this_way() -> None:
    """But for those of a learner's function, which are shown as they were printed."""
    own = {"helpers/core/text.py", "helpers/quiz/exercise.py"}
    printing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "helpers").rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if line.lstrip().startswith("print(")
    }
    assert printing == own


def test_a_console_of_ascii_gets_every_line() -> None:
    code = "from helpers.core import text; text.say('12 · 3 − 4'); text.say('5')"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (0, "12 ? 3 ? 4\n5\n"), ran.stderr
