"""The lessons as a learner meets them: opened in JupyterLab, run whole, answered, and turned at."""

from __future__ import annotations

import importlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import PATIENCE, ROOT, Lab, Notebook
from on_binder import Limited, binder
from playwright.sync_api import Browser, Locator, expect
from processes import watching

from helpers.explore import layer
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.question import Correction, Question
from publish.store import HIDDEN

expect.set_options(timeout=PATIENCE)

NOWHERE = "10000"
"""An answer that is right for no cell."""

WORDS = """cell => [...cell.querySelectorAll("[role=img], img")]
    .map(each => each.getAttribute("aria-label") ?? each.alt)
    .concat(cell.querySelector(".jp-OutputArea").textContent).join(" ")"""
"""Of a cell: what its outputs say, in text and in the words of their pictures."""

OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .flatMap(cell => cell.model.outputs?.toJSON() ?? [])
    .filter(output => output.output_type === "error" || output.name === "stderr")
    .map(output => output.evalue ?? output.text)"""

ANSWERS = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.revealed;
    return panel.content.widgets
        .filter(cell => (cell.model.getMetadata("tags") ?? []).includes("answer"))
        .map(cell => cell.node.querySelector(".jp-Cell-outputWrapper").innerText.trim());
}"""
"""What the answers of a lesson show."""


@dataclass(frozen=True)
class Visit:
    """What a learner does in a lesson: answers one question, moves one control, reads on.

    ``asked`` names the question in the lesson's exercises and ``said`` the answer; ``moved`` is
    a piece of the cell with the control, ``move`` what is done to it, and ``shown`` what can be
    read then.
    """

    asked: str
    said: str
    moved: str
    move: Callable[[Locator], None]
    shown: str


class Lesson(Notebook):
    """A lesson in the browser, after a run of all its cells."""

    def __init__(self, lab: Lab, browser: Browser, path: Path) -> None:
        shutil.copy(path, lab.folder)
        self.number = path.name[:2]
        self.cells = _cells(path)
        self.sources = [cell.source for cell in self.cells if cell.cell_type == "code"]
        super().__init__(lab, browser, path.name)

    def opened(self) -> None:
        """Opened and not yet run, it shows no answer."""
        hidden = sum("answer" in cell.metadata.get("tags", []) for cell in self.cells)
        assert self.page.evaluate(ANSWERS) == [HIDDEN.strip()] * hidden

    def cell(self, piece: str) -> Locator:
        """The first code cell with this piece of text in it."""
        number = next(i for i, source in enumerate(self.sources) if piece in source)
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)

    def about(self, piece: str) -> str:
        """What the tally names where a question is answered wrongly: its second argument."""
        source = next(source for source in self.sources if piece in source)
        return str(re.findall(r'"(round \d[^"]*)"', source)[-1])

    def played(self) -> bool:
        """Whether the lesson has a player that asks."""
        return any("guess.play(" in source for source in self.sources)

    def complaints(self) -> list[str]:
        """Every error and every warning that a cell shows."""
        found: list[str] = self.page.evaluate(OUTPUTS)
        return found


def slide(label: str, presses: int = 1) -> Callable[[Locator], None]:
    """Return what moves a slider to the right."""

    def move(cell: Locator) -> None:
        handle = cell.locator(".widget-hslider").filter(has_text=label).locator(".noUi-handle")
        for _ in range(presses):
            handle.press("ArrowRight")

    return move


def pick(label: str, option: str) -> Callable[[Locator], None]:
    """Return what chooses from a list."""

    def choose(cell: Locator) -> None:
        cell.get_by_label(label, exact=True).select_option(option)

    return choose


def tick(name: str) -> Callable[[Locator], None]:
    """Return what ticks a box."""
    return lambda cell: cell.get_by_label(name, exact=True).check()


def press(name: str) -> Callable[[Locator], None]:
    """Return what presses a button."""
    return lambda cell: cell.get_by_role("button", name=name).click()


def in_turn(*steps: Callable[[Locator], None]) -> Callable[[Locator], None]:
    """Return what does several things, one after the other."""

    def all_of_them(cell: Locator) -> None:
        for step in steps:
            step(cell)

    return all_of_them


def edges() -> str:
    """Return what the explorer of lesson 03 says with another kernel."""
    return str(layer.conv2d("cat", size=48, kernel="sobel y").player.trace[0].text)


VISITS = {
    "01": Visit(
        "neuron",
        "9",
        "lesson.explore_network",
        tick("biases, too"),
        "(5·4 + 4) + (4·5 + 5) + (5·4 + 4) + (4·5 + 5) + (5·1 + 1) = 104 parameters",
    ),
    "02": Visit(
        "same",
        "They change: the shape of the 3 is gone",
        "lesson.watch_shuffle",
        in_turn(slide("pixels moved, in percent", 7), pick("the weights", "stay where they are")),
        ": 0 of them are as before the shuffle",
    ),
    "03": Visit("size", "(4, 6)", "explore.conv2d", pick("kernel", "sobel y"), edges()),
    "04": Visit(
        "products",
        "529,984",
        "lesson.explore_counts",
        slide("side of the picture"),
        "A picture of 29×29×1 into 27×27×1 outputs",
    ),
    "05": Visit(
        "third",
        "64 maps of 30×30",
        "lesson.explore_field",
        slide("dilation of layer 1"),
        "dilations 2, 1, 1: a receptive field of 1 + 4 + 2 + 2 = 9 cells",
    ),
    "06": Visit(
        "corner",
        "1,5",
        "lesson.explore_shift",
        slide("moved to the right by", 2),
        "moved to the right by 3, and its max 2×2 pooling",
    ),
    "07": Visit(
        "depth",
        "27 weights: 3×3 for each of the three channels, and one sum of them all",
        "lesson.Switchboard(cat",
        press("blur"),
        "∗ (3, 3, 1, 6) → ",
    ),
    "08": Visit(
        "percent",
        "100",
        "lesson.explore_classes",
        pick("the picture shows", "dog"),
        "The picture shows a dog: loss 1.349",
    ),
}


def _cells(path: Path) -> list[Any]:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return list(notebook.cells)


def _path(number: str) -> Path:
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    return path


@dataclass(frozen=True)
class Place:
    """Where lessons are run: in our JupyterLab, or in Binder's with no more memory than it has."""

    lab: Lab
    limited: Limited | None = None

    @contextmanager
    def limit(self, megabytes: int) -> Iterator[None]:
        """Give what runs so much memory, say how much it took, and see that nothing was killed."""
        if not self.limited:
            yield
            return
        self.limited.limit(megabytes)
        with watching([self.limited.mark]) as peaks:
            yield
        print(f"{peaks.own:,.0f} of {megabytes:,} MB at most")
        assert self.limited.killed() == 0


@pytest.fixture(scope="module")
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    if os.environ.get("LESSONS_ON") == "binder":
        with binder(tmp_path_factory.mktemp("binder")) as (lab, limited):
            yield Place(lab, limited)
    else:
        yield Place(request.getfixturevalue("lab"))


@pytest.fixture
def lesson(request: pytest.FixtureRequest, browser: Browser, place: Place) -> Iterator[Lesson]:
    with place.limit(2000 if request.param == "09" else 1000):
        opened = Lesson(place.lab, browser, _path(request.param))
        yield opened
        # Where there are no pictures, the last lesson says so, and draws some.
        complaints = [each for each in opened.complaints() if "STAND-IN" not in each]
        opened.close()
    assert complaints == []
    assert opened.errors == []
    assert opened.hosts == {"127.0.0.1"}


def answer(lesson: Lesson, visit: Visit) -> bool:
    """Answer the question in the page; return whether that is right, as the page must say."""
    exercises = importlib.import_module(f"helpers.lessons.lesson_{lesson.number}")
    question: Exercise | Choice = getattr(exercises, visit.asked)
    cell = lesson.cell(f"guess.ask(lesson.{visit.asked},")
    if isinstance(question, Choice):
        cell.get_by_text(visit.said, exact=True).click()
        verdict = question(visit.said)
    else:
        cell.get_by_placeholder("your answer").fill(visit.said)
        verdict = Question(question, "this round").respond(visit.said)
    said = cell.get_by_role("status")
    expect(said).to_have_text("")  # nothing is given away before
    cell.get_by_role("button", name="commit").click()
    reason = verdict.reason if isinstance(verdict, Correction) else verdict.message
    expect(said).to_contain_text(reason)
    expect(said).to_contain_text(f"{'✓ Right' if verdict else '✗ Wrong'}: {visit.said}")
    expect(cell.get_by_role("button", name="commit")).to_have_count(0)
    return bool(verdict)


@pytest.mark.parametrize(
    "lesson, number", [(number, number) for number in VISITS], indirect=["lesson"], ids=list(VISITS)
)
def test_a_learner_answers_and_moves_and_reads_the_change(lesson: Lesson, number: str) -> None:
    visit = VISITS[number]
    tally = lesson.cell("guess.tally()").get_by_role("status")
    expect(tally).to_contain_text("No prediction yet")

    right = answer(lesson, visit)
    again = [] if right else [lesson.about(f"lesson.{visit.asked},")]
    tried = 1
    if lesson.played():
        player = lesson.cell("guess.play(").locator(".cnn-player")
        player.get_by_label("your prediction").fill(NOWHERE)
        player.get_by_role("button", name="commit").click()
        expect(player.locator(".verdict")).to_contain_text(f"✗ not {NOWHERE}")
        again.append(lesson.about("guess.play("))
        tried += 1
    # In the order of the page.
    again.sort(key=lambda about: next(i for i, each in enumerate(lesson.sources) if about in each))
    expect(tally).to_contain_text(f"{int(right)} of {tried} right.")
    if len(again) == 1:
        expect(tally).to_contain_text(f"Look again at {again[0]}.")
    elif again:
        expect(tally.get_by_role("listitem")).to_have_text(again)
    else:
        expect(tally).to_contain_text("Nothing to look at again.")

    cell = lesson.cell(visit.moved)
    assert visit.shown not in cell.evaluate(WORDS)
    visit.move(cell)
    lesson.page.wait_for_function(
        f"([cell, text]) => ({WORDS})(cell).includes(text)",
        arg=[cell.element_handle(), visit.shown],
    )


@pytest.mark.parametrize("lesson", ["09"], indirect=True)
def test_the_last_lesson_trains_and_asks(lesson: Lesson) -> None:
    trained = lesson.page.locator(".cnn-training").first
    expect(trained.get_by_role("status")).to_contain_text("The network has the weights of epoch")
    curves = lesson.cell('runs.curves({"recorded": recorded})')
    expect(curves.locator("img").first).to_be_visible()
    asked = lesson.cell("guess.ask(lesson.steps,")
    asked.get_by_placeholder("your answer").fill("312")
    asked.get_by_role("button", name="commit").click()
    expect(asked.get_by_role("status")).to_contain_text("The answer is 313.")
    tally = lesson.cell("guess.tally()").get_by_role("status")
    expect(tally).to_contain_text("0 of 1 right. Look again at round 4")
