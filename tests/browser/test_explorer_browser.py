"""The explorers as a learner meets them: each setting is changed in a real JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import SIZE, Lab, Notebook
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from helpers import explore
from helpers.explore.arrangement import PAIRS

# Every setting of each explorer, in its order, with what to set it to.
CHANGES: dict[str, dict[str, Any]] = {
    "conv2d": {
        "picture": "digit 3",
        "size": 8,
        "channels": "in colour",
        "kernel": "random",
        "kernel_size": 4,
        "filters": 2,
        "bias": 0.5,
        "padding": "before and after",
        "top": 2,
        "bottom": 0,
        "left": 2,
        "right": 3,
        "row_stride": 2,
        "col_stride": 3,
        "row_dilation": 2,
        "col_dilation": 2,
    },
    "pooling": {
        "picture": "cat",
        "size": 12,
        "channels": "in colour",
        "kind": "average",
        "pool_rows": 3,
        "pool_cols": 4,
        "padding": "same",
        "row_stride": 1,
        "col_stride": 3,
    },
    "conv1d": {
        "signal": "noisy",
        "size": 20,
        "kernel": "random",
        "kernel_size": 4,
        "filters": 3,
        "bias": -2,
        "padding": "before and after",
        "before": 3,
        "after": 0,
        "stride": 2,
        "dilation": 2,
    },
    "dense": {"inputs": 7, "units": 2, "kernel": "all 1", "bias": 4},
}


FIRST = """from helpers import explore
from helpers.draw.mime import StoredStill
from helpers.explore.explorer import Explorer
Explorer.still = StoredStill.still  # no stills: a live page shows none
"""
SHOW = """async (code) => {
    const {commands, shell} = window.jupyterapp;
    const notebook = shell.currentWidget.content;
    notebook.widgets[0].model.clearExecution();
    notebook.widgets[0].model.sharedModel.setSource(code);
    notebook.activeCellIndex = 0;
    await commands.execute("notebook:run-cell");
}"""


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[Notebook]:
    """A notebook of one cell, in which one explorer after the other is made."""
    opened = lab.open(browser, [""])
    yield opened
    assert opened.errors == []
    opened.close()


class Explored:
    """An explorer in the browser; Python's is called ``explorer``."""

    def __init__(self, notebook: Notebook, code: str) -> None:
        self.notebook = notebook
        notebook.page.set_viewport_size(SIZE)
        notebook.page.evaluate(SHOW, f"{FIRST}explorer = {code}\nexplorer")
        self.player = notebook.player()
        self.names = self.ask("list(explorer.settings)")

    def ask(self, expression: str) -> Any:
        return eval(self.notebook.run(f"print(repr(({expression})))"))

    def control(self, name: str) -> Locator:
        """The control of a setting."""
        kinds = (".widget-inline-hbox", ".cnn-number", ".cnn-file")
        controls = ", ".join(f".widget-gridbox {kind}" for kind in kinds)
        return self.notebook.page.locator(controls).nth(self.names.index(name))

    def note(self, name: str) -> Locator:
        """What is said of a setting, and its remedy."""
        notes = self.notebook.page.locator(".widget-vbox > .widget-box:not(.widget-gridbox)")
        return notes.nth(self.names.index(name))

    def change(self, name: str, value: Any) -> None:
        control = self.control(name)
        if control.locator("select").count():
            control.locator("select").select_option(label=str(value))
            return
        control.locator("input").fill(str(value))
        control.locator("input").press("Enter")

    def shows_what_python_has(self, value: str) -> None:
        """Wait until the page shows the trace that Python holds, with this setting in it."""
        for _ in range(50):
            held, text = self.ask(f"({value}, explorer.player.trace[explorer.player.index].text)")
            if held and self.player.caption == text:
                return
            self.notebook.page.wait_for_timeout(100)
        raise AssertionError((value, self.player.caption, text))


@pytest.mark.parametrize("name", CHANGES)
def test_each_setting_changes_the_picture(notebook: Notebook, name: str) -> None:
    explored = Explored(notebook, f"explore.{name}()")
    unused = {"own"} | ({"top", "bottom", "left", "right"} if name == "pooling" else set())
    assert set(CHANGES[name]) == set(explored.names) - unused
    for setting, value in CHANGES[name].items():
        before = explored.ask("hash(repr(explorer.player.payload))")
        explored.change(setting, value)
        explored.shows_what_python_has(f"explorer.settings[{setting!r}].value == {value!r}")
        expect(explored.note(setting)).not_to_contain_text("not possible")
        assert explored.ask("hash(repr(explorer.player.payload))") != before, setting
    for width in (1440, 1024):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        notebook.page.wait_for_timeout(200)
        check_layout(explored)
    assert notebook.errors == []


def test_what_cannot_be_is_explained_below_the_controls(notebook: Notebook) -> None:
    explored = Explored(notebook, "explore.conv2d()")
    caption = explored.player.caption
    explored.change("row_stride", 0)
    note = explored.note("row_stride")
    expect(note).to_contain_text("“stride, rows: 0” is not possible")
    expect(note).to_contain_text("The nearest possible: 1.")
    assert explored.player.caption == caption, "the last good picture stays"
    note.get_by_role("button", name="use 1").click()
    expect(note).not_to_contain_text("not possible")
    explored.shows_what_python_has("explorer.settings['row_stride'].value == 1")
    explored.change("row_stride", 2)
    explored.change("size", 8)
    expect(explored.player.root.locator(".note")).to_contain_text("Row 7 is ignored")
    ignored = explored.player.root.locator(".input-figure .grid")
    expect(ignored).to_have_attribute("data-ignored", "8")


def test_what_is_typed_is_read_refused_or_stepped(notebook: Notebook) -> None:
    explored = Explored(notebook, "explore.conv2d()")
    row = explored.note("size")
    field = explored.control("size").locator("input")
    explored.change("size", "99")
    expect(row).to_contain_text(
        "“size: 99” is not possible: size takes a whole number from 1 to 64"
    )
    expect(field).to_have_value("99")
    expect(field).to_have_attribute("aria-invalid", "true")
    explored.change("size", "2*4 + 1")
    explored.shows_what_python_has("explorer.settings['size'].value == 9")
    expect(field).to_have_value("9")
    expect(row).not_to_contain_text("not possible")
    for key, size in (("ArrowUp", 10), ("ArrowDown", 9)):
        field.press(key)
        expect(field).to_have_value(str(size))
    explored.shows_what_python_has("explorer.settings['size'].value == 9")
    cells = notebook.page.locator(".jp-Notebook:visible .jp-Cell").count()
    for key in ("a", "b", "d", "d"):
        field.press(key)
    assert notebook.page.locator(".jp-Notebook:visible .jp-Cell").count() == cells


RESTART = """async () => {
    const {session} = window.jupyterapp.shell.currentWidget.sessionContext;
    await session.kernel.restart();
}"""


def test_a_control_says_that_python_was_restarted(notebook: Notebook) -> None:
    explored = Explored(notebook, "explore.conv2d()")
    said = notebook.page.locator(".cnn-watch:visible")
    explored.change("size", 8)
    explored.shows_what_python_has("explorer.settings['size'].value == 8")
    expect(said).to_have_count(0)
    notebook.page.evaluate(RESTART)
    expect(said).to_have_text("Python was restarted. Run the set-up cell, then this one.")
    assert notebook.errors == []


def check_layout(explored: Explored) -> None:
    """No setting is cut, and pairs stay together."""
    page = explored.notebook.page
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".widget-gridbox .widget-label, .cnn-number label")]
            .filter(label => label.scrollWidth > label.clientWidth)
            .map(label => label.textContent)"""
    )
    assert cut == []
    selects = page.locator(".widget-gridbox select")
    for i in range(selects.count()):
        assert selects.nth(i).evaluate(FITS), selects.nth(i).input_value()
    for first, second in PAIRS:
        if first in explored.names and explored.control(first).is_visible():
            one, other = (explored.control(each).bounding_box() for each in (first, second))
            assert one
            assert other
            assert one["y"] == other["y"]


FITS = """select => {
    const words = document.createElement("span");
    words.style.font = getComputedStyle(select).font;
    words.textContent = select.selectedOptions[0].textContent;
    document.body.append(words);
    const width = words.getBoundingClientRect().width;
    words.remove();
    return width + 30 <= select.getBoundingClientRect().width;  // 30 for the arrow and borders
}"""


def choose(explored: Explored, file: Path) -> None:
    """Choose a file as one's own picture."""
    with explored.notebook.page.expect_file_chooser() as chooser:
        explored.control("own").get_by_role("button").click()
    chooser.value.set_files(file)


def test_your_own_picture(notebook: Notebook, tmp_path: Path) -> None:
    explored = Explored(notebook, "explore.conv2d(size=8)")
    explored.change("picture", "own picture")
    expect(explored.note("picture")).to_contain_text("No file has been chosen yet")
    Image.fromarray(np.full((40, 40, 3), 200, np.uint8)).save(tmp_path / "mine.png")
    choose(explored, tmp_path / "mine.png")
    explored.shows_what_python_has("int(explorer.player.trace.operands.x.max()) == 200")
    (tmp_path / "mine.txt").write_text("no picture")
    choose(explored, tmp_path / "mine.txt")
    expect(explored.note("own")).to_contain_text("This file is not possible")
    explored.shows_what_python_has("int(explorer.player.trace.operands.x.max()) == 200")
    # JupyterLab drops messages of more than 10 MB.
    noise = np.random.default_rng(1).integers(100, 141, (2_200, 2_600, 3), np.uint8)
    for kind, said in (("bmp", "mine.bmp"), ("tiff", "mine.tiff has 17 MB, and the browser")):
        Image.fromarray(noise).save(tmp_path / f"mine.{kind}")
        choose(explored, tmp_path / f"mine.{kind}")
        expect(explored.control("own").get_by_role("status")).to_contain_text(said)
        explored.shows_what_python_has(
            "(abs(explorer.player.trace.operands.x - 120) < 10).all() "
            "and explorer.settings['own'].file == 'mine.bmp'"
        )


def test_a_weight_typed_in_the_player_stays(notebook: Notebook) -> None:
    explored = Explored(notebook, "explore.conv2d(kernel='identity')")
    explored.player.choose("kernel", 0, 0)
    notebook.page.keyboard.type("7")
    notebook.page.keyboard.press("Enter")
    explored.shows_what_python_has("explorer.settings['kernel'].value == 'as typed'")
    explored.change("padding", "same")
    explored.shows_what_python_has("explorer.player.kernel[0, 0, 0, 0] == 7")


def test_every_explorer_has_its_test() -> None:
    assert set(dir(explore)) == set(CHANGES)
