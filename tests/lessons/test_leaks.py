"""No stored lesson shows the answer to a question before a learner has committed to one.

What a reader sees is the same everywhere, as nothing is folded: the text, the code, and the stored
outputs in words. JupyterLab, Notebook 7, Colab, GitHub and nbviewer show these.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from test_notebooks import LESSONS, read

from helpers.quiz.exercise import Choice, Exercise

COMMON = set(
    re.findall(
        r"\w+",
        "the and for with has have how many what its one into are this that from now each only "
        "size side whole together",
    )
)
"""Words of a question that say nothing of what is counted."""


@dataclass(frozen=True)
class Asked:
    """A question with what is visible: its own round, and all rounds before it."""

    name: str
    exercise: Exercise | Choice
    before: str
    after: str


def visible(cell: Any) -> str:
    """Return what a reader sees of a cell before anything is run or unfolded."""
    if cell.cell_type == "markdown":
        return re.sub(r"<details>.*?</details>", "", cell.source, flags=re.S)
    shown = [cell.source]
    for output in cell.outputs:
        data = output.get("data", {})
        shown += [output.get("text", ""), data.get("text/plain", "")]
        shown.append(re.sub(r"<[^>]+>", " ", data.get("text/html", "")))
    return "\n".join(shown)


def questions() -> Iterator[Asked]:
    for path in LESSONS:
        lesson = importlib.import_module(f"helpers.lessons.lesson_{path.name[:2]}")
        rounds: list[list[str]] = [[]]
        found = []
        for cell in read(path).cells:
            if cell.cell_type == "markdown" and re.search(r"^## ", cell.source, re.M):
                rounds.append([])
            asked = re.match(r"guess\.ask\(lesson\.(\w+),", cell.source)
            if cell.cell_type == "code" and asked:
                found.append((asked[1], len(rounds) - 1, len(rounds[-1])))
                rounds[-1].append("")  # the question itself, with its numbers
            else:
                rounds[-1].append(visible(cell))
        for name, at, place in found:
            before = [text for each in rounds[:at] for text in each] + rounds[at][:place]
            yield Asked(
                f"{path.name[:2]}-{name}",
                getattr(lesson, name),
                "\n".join(before),
                "\n".join(rounds[at][place:]),
            )


ASKED = list(questions())
each = pytest.mark.parametrize("asked", ASKED, ids=[asked.name for asked in ASKED])


def written(value: float) -> str:
    """Return a pattern for a number in every form in which lessons write one."""
    sign = "[-−]" if value < 0 else ""
    value = abs(value)
    if value == int(value):
        forms = {f"{value:.0f}", f"{value:,.0f}", f"{value:,.0f}".replace(",", r"\{,\}")}
    else:
        forms = {f"{value:.{digits}f}(?! ?%)" for digits in range(1, 5)}
        forms |= {f"{100 * value:.{digits}f} ?%" for digits in range(2)}
        forms = {form.replace(".", r"\.") for form in forms}
    return sign + "(?:" + "|".join(sorted(forms)) + ")"


def patterns(exercise: Exercise) -> tuple[list[str], list[str]]:
    """Return patterns for the answer: those to look for everywhere, and those for what follows.

    A small number stands in many places for something else. It gives an answer away where it
    follows an equals sign, a colon or an arrow, and beside a word of the question.
    """
    values = np.ravel(exercise.answer).tolist()
    numbers = [written(value) for value in values]
    start, end = r"(?<![\w.,·×^−-])", r"(?![\w·×]|[.,]\d)"
    if len(values) > 1:
        joined = r"\s*(?:[×x,;]|by)\s*".join(numbers)
        if max(values) < 10:
            return [], [rf"\({joined}\)|\[{joined}\]"]
        return [start + joined + end], []
    (number,), (value,) = numbers, values
    telling = value != int(value) or abs(value) >= 100 or value < 0
    words = {word for word in re.findall(r"[a-z]{3,}", exercise.question) if word not in COMMON}
    word = "(?:" + "|".join(sorted(words)) + ")"
    after = [rf"(?:(?<!\w)=|:|→)\s*{number}{end}", rf"\b{word}\s+{number}{end}"]
    after.append(rf"{start}{number}\s+(?:not\b|{word}\b)")
    return ([start + number + end] if telling else []), after


@each
def test_nothing_visible_holds_the_answer(asked: Asked) -> None:
    exercise = asked.exercise
    if isinstance(exercise, Choice):
        # A name or two are no answer: "sobel x" stands in lists.
        if len(exercise.answer.split()) > 3:
            assert exercise.answer not in asked.before + asked.after
        return
    everywhere, following = patterns(exercise)
    seen = [re.search(pattern, asked.before + "\n" + asked.after) for pattern in everywhere]
    seen += [re.search(pattern, asked.after) for pattern in following]
    assert not [match.group() for match in seen if match]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (88502400, "a dense layer: 88,502,400 parameters"),
        (35, "35 parameters"),
        (35, "y = 35"),
        ((4, 6), "out: (4, 6)"),
        ((38, 58), "a map of 38×58"),
        (2.302585, "a loss below 2.3"),
        (0.705, "70.5 %"),
        (-15, "… = −15"),
        (313, "$$\\lceil 312.5 \\rceil = 313$$"),
    ],
)
def test_a_leak_is_seen(answer: Any, shown: str) -> None:
    exercise = Exercise("How many parameters?", answer, [], "Yes.", "No.")
    asked = Asked("a leak", exercise, "", shown)
    with pytest.raises(AssertionError):
        test_nothing_visible_holds_the_answer(asked)
