"""Notebook 7 shows what JupyterLab shows: it needs no other step, and no other code."""

from __future__ import annotations

import re
import shutil

import pytest
from browser import PATIENCE, ROOT, Lab, Opened
from playwright.sync_api import Browser, Error, expect
from test_card_browser import ACTIVE
from test_lessons_browser import OUTPUTS
from test_site_browser import STROLL

expect.set_options(timeout=PATIENCE)

NAME = "03_convolution_step_by_step.ipynb"
RUN = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = app.shell.currentWidget;
    await panel.context.ready; await panel.sessionContext.ready;
    await app.commands.execute("notebook:run-all-cells");
}"""


class Seven(Opened):
    """A page of Notebook 7, which fails now and then in parts of its own (7.6): ours count."""

    def _failed(self, error: Error) -> None:
        if "blob:" in (error.stack or ""):  # where the code of our widgets is
            super()._failed(error)


@pytest.fixture(scope="module")
def lesson(browser: Browser, lab: Lab) -> Opened:
    """A lesson in Notebook 7, after a run of all its cells."""
    shutil.copy(ROOT / "notebooks" / NAME, lab.folder)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    opened = Seven(context.new_page())
    opened.page.goto(f"{lab.url}/notebooks/{NAME}")
    opened.page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext")
    opened.page.evaluate(RUN)
    return opened


def test_it_is_notebook_7_and_nothing_fails(lesson: Opened) -> None:
    assert lesson.page.evaluate("window.jupyterapp.name") == "Jupyter Notebook"
    assert re.match(r"7\.", lesson.page.evaluate("window.jupyterapp.version"))
    assert lesson.page.evaluate(OUTPUTS) == []


def test_a_prediction_is_judged_and_counted(lesson: Opened) -> None:
    cell = lesson.page.locator(".jp-CodeCell").filter(has_text="guess.ask(lesson.size,")
    said = cell.get_by_role("status")
    cells = lesson.page.locator(".jp-Cell").count()
    field = cell.get_by_placeholder("your answer")
    field.click()
    lesson.page.keyboard.type("abddx")
    assert lesson.page.locator(".jp-Cell").count() == cells
    field.fill("(4, 6)")
    lesson.page.keyboard.press("Enter")
    expect(said).to_contain_text("✓")
    expect(said).to_be_focused()
    before = lesson.page.evaluate(ACTIVE)
    lesson.page.keyboard.press("Shift+Enter")
    lesson.page.wait_for_function(f"({ACTIVE})() === {before + 1}")
    expect(said).to_contain_text("answered before")
    tally = lesson.page.locator(".jp-CodeCell").filter(has_text="guess.tally()")
    expect(tally.get_by_role("status")).to_contain_text("1 of 1 right")


def test_keys_step_the_player_and_stay_in_it(lesson: Opened) -> None:
    cells = lesson.page.locator(".jp-Cell").count()
    player = lesson.player(1)
    player.root.scroll_into_view_if_needed()
    player.click("Symbols")
    # On its button and on the player itself: Notebook 7 has commands for all of these keys.
    for at in (player.root.get_by_role("button", name="Symbols"), player.root):
        at.focus()
        player.press_now("Home")
        for step in STROLL[:4]:
            assert player.caption == step.text
            player.press_now("ArrowRight")
        player.press_now("d", "d", "x", "b")
    assert lesson.page.locator(".jp-Cell").count() == cells


def test_a_setting_changes_the_picture(lesson: Opened) -> None:
    explorer = lesson.page.locator(".jp-CodeCell").filter(has_text="explore.conv2d")
    caption = explorer.locator(".cnn-player .caption")
    before = caption.text_content() or ""
    explorer.get_by_label("kernel", exact=True).select_option("sobel y")
    expect(caption).not_to_have_text(before)
    assert lesson.hosts == {"127.0.0.1"}
    assert lesson.errors == []
    lesson.close()
