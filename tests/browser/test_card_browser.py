"""The card of a question in a real JupyterLab: its keys, its focus, its verdicts, a restart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import PATIENCE, Lab, Notebook, stored
from playwright.sync_api import Browser, Locator, expect
from test_player_browser import axe

__all__ = ["axe"]

expect.set_options(timeout=PATIENCE)

SETUP = """from helpers.quiz import Choice, Exercise, Predictions
guess = Predictions()
sums = [Exercise(f"{n} + 3?", n + 3, [(3 * n, "You multiplied.")], "Yes.", "") for n in range(9)]
flip = Choice("Does it flip?", "no", [("yes", "That is mathematics."), ("half", "Never.")], "Yes.")
"""
FLIP, TALLY, EMPTY = 8, 9, 10
CELLS = [SETUP, *(f"guess.ask(sums[{number}], 'sums')" for number in range(1, FLIP))]
CELLS += ["guess.ask(flip, 'flipping')", "guess.tally()", ""]

PANEL = "window.jupyterapp.shell.currentWidget"
ACTIVE = f"() => {PANEL}.content.activeCellIndex"
SOURCES = f"() => {PANEL}.content.widgets.map(({{model}}) => model.sharedModel.getSource())"
RESTART = f"() => {PANEL}.sessionContext.session.kernel.restart()"
RUN = f"""async (number) => {{
    {PANEL}.content.activeCellIndex = number;
    await window.jupyterapp.commands.execute("notebook:run-cell");
}}"""
FORGET = """from comm import get_comm_manager
_, card = guess._made[sums[3].question]
get_comm_manager().comms.pop(card.comm.comm_id)"""
THEME = "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
VIOLATIONS = """axe.run(".cnn-card", {resultTypes: ["violations"]}).then(found =>
    found.violations.map(({id, nodes}) => [id, nodes[0].html, nodes[0].failureSummary]))"""


class Asked(Notebook):
    """A notebook in which question ``n`` of ``sums`` is asked in cell ``n``."""

    def card(self, number: int) -> Locator:
        """The card of a cell."""
        return self.page.locator(".jp-CodeCell").nth(number).locator(".cnn-card")

    def field(self, number: int) -> Locator:
        """The field of a card."""
        return self.card(number).get_by_placeholder("your answer")

    def said(self, number: int) -> Locator:
        """What a card says to the answer."""
        return self.card(number).get_by_role("status")

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def commit(self, number: int, text: str) -> None:
        """Type an answer, and commit it by the Enter key."""
        self.field(number).fill(text)
        self.press("Enter")


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[Asked]:
    opened = Asked(lab, browser, stored(CELLS, lab.folder))
    expect(opened.card(FLIP)).to_be_visible()
    yield opened
    # JupyterLab's own, where a kernel is restarted before it has answered everything.
    assert [error for error in opened.errors if "Canceled future" not in error] == []
    assert opened.hosts == {"127.0.0.1"}
    opened.close()


def edge(card: Locator) -> str:
    """The colour of a card's left border."""
    return str(card.evaluate("card => getComputedStyle(card).borderLeftColor"))


def test_enter_commits_and_right_and_wrong_are_marked(notebook: Asked) -> None:
    expect(notebook.said(1)).to_have_text("")
    notebook.commit(1, "many")
    expect(notebook.said(1)).to_have_text("… Type a number or a sum, such as 12 or 3*3+1.")
    expect(notebook.field(1)).to_be_focused()
    notebook.commit(1, "3")
    expect(notebook.said(1)).to_contain_text("✗ Wrong: 3 You multiplied. The answer is 4.")
    notebook.field(2).fill("5")
    notebook.card(2).get_by_role("button", name="commit").click()
    expect(notebook.said(2)).to_have_text("✓ Right: 5 Yes.")
    assert len({edge(notebook.card(number)) for number in (1, 2, 3)}) == 3
    expect(notebook.page.get_by_text("1 of 2 right. Look again at sums.")).to_be_visible()


def test_options_are_chosen_and_committed_by_keys(notebook: Asked) -> None:
    card = notebook.card(FLIP)
    card.get_by_role("radio").first.focus()
    notebook.press("Enter")
    expect(notebook.said(FLIP)).to_have_text("… Choose an answer first.")
    wrong = card.get_by_role("radio", name="half")
    notebook.press("Space")
    for _ in range(3):
        if not wrong.is_checked():
            notebook.press("ArrowDown")
    expect(wrong).to_be_checked()
    assert notebook.page.evaluate(ACTIVE) == FLIP
    notebook.press("Enter")
    expect(notebook.said(FLIP)).to_contain_text("✗ Wrong: half Never. The answer is “no”.")
    expect(notebook.said(FLIP)).to_be_focused()


def test_keys_in_the_field_are_no_shortcuts(notebook: Asked) -> None:
    notebook.field(3).click()
    notebook.press("a", "b", "d", "d", "x", "0", "0", "ArrowUp", "ArrowDown", "Control+z", "m")
    assert notebook.page.evaluate(SOURCES) == CELLS
    assert notebook.page.evaluate(ACTIVE) == 3
    expect(notebook.field(3)).to_be_focused()


def test_escape_leaves_the_field_for_the_notebook(notebook: Asked) -> None:
    notebook.field(3).fill("6")
    notebook.press("Escape", "b")
    assert notebook.page.evaluate(SOURCES) == [*CELLS[:4], "", *CELLS[4:]]
    notebook.press("d", "d")
    assert notebook.page.evaluate(SOURCES) == CELLS
    expect(notebook.field(3)).to_have_value("6")


def test_the_focus_stays_and_shift_enter_goes_on(notebook: Asked) -> None:
    """Not to the page's body: the lesson is walked by keyboard alone."""
    notebook.field(4).focus()
    notebook.commit(4, "8")
    expect(notebook.said(4)).to_be_focused()
    notebook.press("Enter")
    assert notebook.page.evaluate(ACTIVE) == 4
    notebook.press("Shift+Enter")
    notebook.page.wait_for_function(f"({ACTIVE})() === 5")
    # The cell was run again, and its answer counts as before.
    expect(notebook.said(4)).to_have_text("✗ Wrong: 8answered before")
    again = notebook.card(4).get_by_role("button", name="ask me again")
    again.focus()
    notebook.press("Enter")
    expect(notebook.field(4)).to_be_focused()
    notebook.commit(4, "7")
    expect(notebook.said(4)).to_have_text("✓ Right: 7 Yes.")


def test_a_cell_is_run_from_its_field_and_keeps_what_is_typed(notebook: Asked) -> None:
    notebook.field(5).fill("8")
    notebook.field(5).evaluate("field => field.dataset.before = 'the cell is run'")
    notebook.press("Shift+Enter")
    notebook.page.wait_for_function(f"({ACTIVE})() === 6")
    expect(notebook.field(5)).not_to_have_attribute("data-before", "the cell is run")
    expect(notebook.field(5)).to_have_value("8")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_no_violation(notebook: Asked, axe: str, theme: str) -> None:
    notebook.page.evaluate(THEME, f"JupyterLab {theme}")
    notebook.page.wait_for_function(f"document.body.dataset.jpThemeName === 'JupyterLab {theme}'")
    notebook.page.evaluate(axe)
    assert notebook.page.evaluate(VIOLATIONS) == []


def test_a_busy_python_is_no_restarted_one(notebook: Asked) -> None:
    # It is done before the test's patience ends, and after the card's.
    notebook.page.evaluate(
        f"""() => {{ {PANEL}.sessionContext.session.kernel.requestExecute(
            {{code: "import time; time.sleep(2.5)"}}); }}"""
    )
    notebook.commit(6, "9")
    expect(notebook.said(6)).to_have_text("Python is at work …")
    expect(notebook.said(6)).to_contain_text("Python is busy with another cell.")
    expect(notebook.field(6)).to_be_focused()
    expect(notebook.said(6)).to_have_text("✓ Right: 9 Yes.")
    expect(notebook.said(6)).to_be_focused()


def test_a_restart_is_said_at_once_and_the_text_is_kept(notebook: Asked) -> None:
    notebook.field(7).fill("10")
    notebook.page.evaluate(RESTART)
    told = "Python was restarted. Run the set-up cell, then this one; your answer is kept."
    expect(notebook.said(7)).to_have_text(told)
    expect(notebook.card(7)).to_have_attribute("data-state", "lost")
    expect(notebook.said(1)).not_to_contain_text("restarted")
    notebook.commit(7, "10")
    expect(notebook.said(7)).to_have_text(told)
    for number in (0, 7):
        notebook.page.evaluate(RUN, number)
    expect(notebook.said(7)).to_have_text("")
    expect(notebook.field(7)).to_have_value("10")
    notebook.field(7).press("Enter")
    expect(notebook.said(7)).to_have_text("✓ Right: 10 Yes.")


def test_a_card_whose_python_has_gone_without_a_word(notebook: Asked) -> None:
    """Where the notebook program does not say that the widget is gone: Python does not know it."""
    notebook.page.evaluate(RUN, 3)
    expect(notebook.said(3)).to_have_text("")
    notebook.run(FORGET)
    notebook.commit(3, "6")
    expect(notebook.said(3)).to_contain_text("Python was restarted.", timeout=1400)
