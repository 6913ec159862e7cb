"""The start page: all lessons, what was answered, what is due again, and where to go on."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from helpers.draw.colours import INPUT, OUTPUT, RING
from helpers.quiz.answers import Answer, due
from helpers.quiz.memory import memory

PICTURES = "../images"
"""Folder of the lessons' pictures, seen from the notebooks."""


EXAM = "exam.ipynb"
"""The notebook with the self-test over all lessons."""


@dataclass(frozen=True)
class Listed:
    """One lesson in the list.

    Args:
        file: The name of its notebook.
        title: Its title.
        minutes: The minutes that it takes, "" if it does not say so.
        questions: The names of the questions that it asks.
        picture: The address of its picture, seen from the notebooks; "" if it has none.
    """

    file: str
    title: str
    minutes: str
    questions: tuple[str, ...]
    picture: str = ""

    @property
    def number(self) -> str:
        """The two digits at the start of its file's name."""
        return self.file[:2]

    @property
    def name(self) -> str:
        """The name under which its answers are remembered."""
        return f"lesson_{self.number}"


@dataclass(frozen=True)
class StartPage:
    """The lessons with what this learner has done. A notebook shows it as a table.

    Args:
        lessons: The lessons in their order.
        answers: All remembered answers, in the order in which they were given.
        now: The time, with its time zone.
        exam: The name of the notebook with the self-test; "" if there is none.
    """

    lessons: Sequence[Listed]
    answers: Sequence[Answer]
    now: datetime
    exam: str = ""

    def answered(self, lesson: Listed) -> int:
        """Return how many of the lesson's questions were answered."""
        given = {answer.question for answer in self.answers if answer.lesson == lesson.name}
        return len(given.intersection(lesson.questions))

    def due(self, lesson: Listed) -> int:
        """Return how many of the lesson's questions are due again."""
        again = [each for each in due(self.answers, self.now) if each.lesson == lesson.name]
        return len({each.question for each in again}.intersection(lesson.questions))

    @property
    def next(self) -> Listed | None:
        """The lesson to go on with: the last one that was begun, or the one after it."""
        begun = [number for number, each in enumerate(self.lessons) if self.answered(each)]
        if not begun:
            return self.lessons[0] if self.lessons else None
        last = self.lessons[begun[-1]]
        if self.answered(last) < len(last.questions):
            return last
        return next(iter(self.lessons[begun[-1] + 1 :]), None)

    @property
    def advice(self) -> str:
        """One sentence that says what to do now."""
        if not self.lessons:
            return "The lessons are not in this folder: open this page beside them."
        if not any(map(self.answered, self.lessons)):
            return "Begin with the first lesson: it needs nothing but Python."
        again = sum(map(self.due, self.lessons))
        if self.next is None:
            return f"You have been through all lessons. Questions to repeat: {again}."
        return f"Go on where you stopped. Questions to repeat: {again}."

    def __repr__(self) -> str:
        lines = [self.advice]
        for each in self.lessons:
            lines.append(f"{each.number}  {each.title} · {self._state(each)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(self._row(each) for each in self.lessons)
        going = ""
        if self.next:
            going = _button(f"{self.next.number} {self.next.title}", self.next.file)
        exam = f'<p><a href="{self.exam}">Before the exam: 20 questions from all lessons</a></p>'
        return (
            f'<p style="font-size:16px">{html.escape(self.advice)}</p>{going}'
            f'<table aria-label="The lessons" style="font-size:15px;margin:16px 0">'
            f"<tbody>{rows}</tbody></table>"
            f"{exam if self.exam else ''}"
        )

    def _state(self, lesson: Listed) -> str:
        """Return the minutes of a lesson, how far it was answered, and what is due."""
        parts = [f"{lesson.minutes} minutes"] if lesson.minutes else []
        if answered := self.answered(lesson):
            parts.append(f"{answered} of {len(lesson.questions)} answered")
        if again := self.due(lesson):
            parts.append(f"{again} to repeat")
        return " · ".join(parts)

    def _row(self, lesson: Listed) -> str:
        """Return a row of the table, as HTML."""
        whole = self.answered(lesson) == len(lesson.questions) > 0
        colour = OUTPUT if whole else RING if self.due(lesson) else INPUT
        share = 100 * self.answered(lesson) / max(len(lesson.questions), 1)
        bar = (
            f'<div style="height:5px;width:80px;background:#8884"><div style="height:5px;'
            f'width:{share:.0f}%;background:{colour}"></div></div>'
        )
        picture = (
            f'<img src="{lesson.picture}" alt="" style="min-width:96px;width:96px">'
            if lesson.picture
            else ""
        )
        link = f'<a href="{html.escape(lesson.file)}">{html.escape(lesson.title)}</a>'
        style = "padding:8px 10px;text-align:left;vertical-align:middle"
        # A line ends between two parts only.
        state = html.escape(self._state(lesson).replace(" · ", "|")).replace(" ", "&nbsp;")
        cells = (picture, lesson.number, link, state.replace("|", " · "), bar)
        return "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in cells) + "</tr>"


def page(folder: str | Path = ".") -> StartPage:
    """Return the start page of the lessons in a folder.

    Args:
        folder: The folder of the lessons' notebooks.
    """
    paths = sorted(Path(folder).glob("[0-9][0-9]_*.ipynb"))
    lessons = [_listed(path) for path in paths]
    exam = EXAM if (Path(folder) / EXAM).exists() else ""
    return StartPage(lessons, memory().all(), datetime.now(timezone.utc), exam)


def _listed(path: Path) -> Listed:
    """Return what the list shows of a lesson's notebook."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    title = re.search(r"^# (.*)$", sources[0], re.M)
    minutes = re.search(r"\*\*Time:\*\* (\d+) minutes", sources[0])
    picture = f"{PICTURES}/{path.name[:2]}.png"
    asked = (re.match(r"guess\.ask\(lesson\.(\w+),", source) for source in sources)
    return Listed(
        path.name,
        title[1] if title else path.stem,
        minutes[1] if minutes else "",
        tuple(match[1] for match in asked if match),
        # Some hubs copy the notebooks alone into a learner's folder.
        picture if (path.parent / picture).exists() else "",
    )


def _button(text: str, link: str) -> str:
    """Return a link that looks like a button, as HTML."""
    style = (
        f"display:inline-block;padding:10px 18px;border-radius:6px;background:{INPUT};"
        "color:white;font-size:16px;font-weight:600;text-decoration:none"
    )
    return f'<a style="{style}" href="{html.escape(link)}">{html.escape(text)} ▶</a>'
