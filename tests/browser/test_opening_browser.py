"""The moving pictures in JupyterLab: they move, can be paused, and stand still where wanted."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from browser import CLOSE, ROOT, Lab, Notebook
from PIL import Image
from playwright.sync_api import Browser, Locator

CELLS = [f"from helpers.lessons import lesson_0{n} as lesson\nlesson.opening()" for n in (3, 5)]
SEEK = """(motion, share) => {
    const moving = motion.getAnimations({subtree: true});
    for (const each of moving) {
        each.pause();
        each.currentTime = share * each.effect.getComputedTiming().duration;
    }
    return moving.length;
}"""
BEGIN = """motion => {
    motion.style.display = "none"; motion.offsetWidth; motion.style.display = "";
}"""
"""What is not displayed has no animations: they begin anew."""
TIMES = "motion => motion.getAnimations({subtree: true}).map(each => each.currentTime)"
SHOW = """async path => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = await app.commands.execute("docmanager:open", {path});
    app.shell.activateById(panel.id);
    await panel.context.ready; await panel.sessionContext.ready;
}"""


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[Notebook]:
    opened = lab.open(browser, CELLS)
    yield opened
    assert opened.errors == []
    opened.page.emulate_media(reduced_motion="no-preference")
    opened.close()


def shown(notebook: Notebook, number: int) -> Locator:
    motion = notebook.page.locator(".cnn-motion").nth(number)
    motion.scroll_into_view_if_needed()
    return motion


def pixels(motion: Locator) -> np.ndarray:
    """What is seen of it, as numbers (H, W, 3) of 0 … 255."""
    with Image.open(io.BytesIO(motion.screenshot())) as image:
        return np.asarray(image.convert("RGB"), int)


@pytest.mark.parametrize("number", [0, 1])
def test_it_moves_by_itself_and_each_moment_looks_different(
    notebook: Notebook, number: int
) -> None:
    motion = shown(notebook, number)
    before = motion.evaluate(TIMES)
    notebook.page.wait_for_timeout(300)
    after = motion.evaluate(TIMES)
    assert len(before) == len(after) > 20
    assert all(late - early >= 250 for early, late in zip(before, after))
    looks = []
    for share in (0.1, 0.35, 0.6, 0.85):
        motion.evaluate(SEEK, share)
        looks.append(motion.screenshot())
    assert len(set(looks)) == 4


def test_a_button_pauses_it_and_a_key_lets_it_go_on(notebook: Notebook) -> None:
    motion = shown(notebook, 0)
    motion.evaluate(BEGIN)
    button = motion.get_by_role("checkbox", name="Pause the moving picture")
    button.click()
    before = motion.evaluate(TIMES)
    notebook.page.wait_for_timeout(200)
    assert motion.evaluate(TIMES) == before
    notebook.page.keyboard.press("Space")
    notebook.page.wait_for_timeout(200)
    assert motion.evaluate(TIMES)[0] > before[0]


def test_whoever_wants_no_motion_gets_the_still_of_the_end(notebook: Notebook) -> None:
    motion = shown(notebook, 1)
    motion.evaluate(BEGIN)
    motion.evaluate(SEEK, 0.9)
    hide = "motion => motion.querySelector('input').style.visibility = 'hidden'"
    motion.evaluate(hide)
    end = pixels(motion)
    motion.evaluate(SEEK, 0.4)
    middle = pixels(motion)
    notebook.page.emulate_media(reduced_motion="reduce")
    assert motion.evaluate(TIMES) == []
    still = pixels(motion)
    # What moves is smoothed a little differently from what stands still.
    assert 4 * abs(still - end).mean() < abs(still - middle).mean()
    notebook.page.wait_for_timeout(300)
    assert (pixels(motion) == still).all()
    assert not motion.get_by_role("checkbox").is_visible()
    notebook.page.emulate_media(reduced_motion="no-preference")
    assert len(motion.evaluate(TIMES)) > 20


def test_it_follows_the_theme(notebook: Notebook) -> None:
    motion = shown(notebook, 1)
    ground = "motion => getComputedStyle(motion).backgroundColor"
    assert motion.evaluate(ground) == "rgb(255, 255, 255)"
    # JupyterLab sets this attribute with its theme; a change of theme takes a second.
    set_light = "light => document.body.dataset.jpThemeLight = light"
    notebook.page.evaluate(set_light, "false")
    assert motion.evaluate(ground) == "rgb(17, 20, 24)"
    notebook.page.evaluate(set_light, "true")


def test_a_lesson_that_was_not_run_shows_the_still(notebook: Notebook) -> None:
    name = "03_convolution_step_by_step.ipynb"
    shutil.copy(ROOT / "notebooks" / name, notebook.lab.folder / f"unrun_{name}")
    notebook.page.evaluate(SHOW, f"unrun_{name}")
    panel = notebook.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    cell = panel.locator(".jp-CodeCell").filter(has_text="lesson.opening()")
    cell.locator("img[src^='data:image/png']").wait_for()
    assert panel.locator(".cnn-motion").count() == 0
    notebook.page.evaluate(CLOSE)
