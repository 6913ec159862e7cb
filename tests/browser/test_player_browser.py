"""The player as a learner meets it: in a real JupyterLab, by pointer and keys."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import ROOT, Lab, Notebook, Player
from playwright.sync_api import Browser, Page, expect

from helpers.core.trace import Trace
from helpers.player import payload
from helpers.player.widget import FRONT, play, script

SETUP = """
import numpy as np
from helpers import trace
from helpers.player import play
x = np.add.outer(np.arange(6), np.arange(6)) % 5
volume = np.stack([x, 4 - x, x % 2], -1)
kernels = (np.arange(108).reshape(3, 3, 3, 4) * 7) % 5 - 2
rng = np.random.default_rng(1)
"""
FIRST = f"""{SETUP}
from helpers.draw.mime import StoredStill
from helpers.player.widget import TracePlayer
TracePlayer.still = StoredStill.still
"""
"""The first cell: no stills, which take up to a second each, as a live page shows none."""
TRACES = {
    "conv2d": "trace.conv2d(x, [[1, 0, -1], [2, 0, -2], [1, 0, -1]], padding='same')",
    "floats": "trace.conv2d(x / 7, kernels[..., 0, 0] / 3, 0.25, stride=(2, 1), padding=(1, 2))",
    "volume": "trace.conv2d(volume, kernels, [1, 0, 2, -1], channels=('red', 'green', 'blue'))",
    "dilated": "trace.conv2d(x, [[1, -1], [2, 0]], dilation=2, stride=2)",
    "picture": "trace.conv2d(np.add.outer(np.arange(24), np.arange(24)) % 9, [[1, 2], [0, -1]])",
    "conv1d": "trace.conv1d(x[1], [1, 0, -2], 3, padding='same', dilation=2)",
    "signals": "trace.conv1d(x[:, :2], kernels[0, :, :2, :2], [1, -1])",
    "long": "trace.conv1d(np.arange(60) % 7 - 3, [1, 1, 1], stride=3)",
    "max": "trace.max_pool2d(x - 2, 3, stride=2, padding='same')",
    "average": "trace.avg_pool2d(volume, 2, stride=1, padding='same')",
    "dense": "trace.dense(x[1, :4], kernels[0, :, 0, :].reshape(4, 3), [1, 0, -2])",
    "wide": "trace.dense(np.arange(40) % 3, kernels.ravel()[:80].reshape(40, 2))",
}
NAMES = list(TRACES)
# Too large for a notebook of all the others: looked at one at a time.
LARGE = {
    "channels": "trace.conv1d(rng.integers(-3, 4, (8, 6)), rng.integers(-2, 3, (3, 6, 5)))",
    "long channels": "trace.conv1d(rng.integers(-3, 4, (60, 3)), rng.integers(-2, 3, (5, 3, 4)))",
}

RESET = """
for each in players.values():
    each.predict, each.symbols, each.index, each.tally = False, False, 0, [0, 0]
"""


def traced(name: str) -> Trace:
    scope: dict[str, object] = {}
    exec(SETUP, scope)
    made = eval((TRACES | LARGE)[name], scope)
    assert isinstance(made, Trace)
    return made


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[Notebook]:
    made = ", ".join(f"{name!r}: {code}" for name, code in TRACES.items())
    cells = [FIRST, f"players = {{name: play(made) for name, made in {{{made}}}.items()}}"]
    opened = lab.open(browser, [*cells, *(f"players[{name!r}]" for name in NAMES)])
    opened.player(len(NAMES) - 1)
    yield opened
    assert opened.hosts == {"127.0.0.1"}
    assert opened.errors == []
    opened.close()


@pytest.fixture
def show(notebook: Notebook) -> Iterator[type[Shown]]:
    Shown.notebook = notebook
    yield Shown
    notebook.run(RESET)


class Shown(Player):
    """A player of the notebook by the name of its trace."""

    notebook: Notebook

    def __init__(self, name: str) -> None:
        super().__init__(self.notebook, self.notebook.player(NAMES.index(name)).root)
        self.name, self.trace = name, traced(name)
        self.root.scroll_into_view_if_needed()

    def ask(self, expression: str) -> object:
        """What Python holds, once it has heard of all that was done here."""
        # The page sends a change 200 ms after it, and none while Python still handles an earlier
        # one: that one has been handled after the first run, and those sent with its end come
        # before the second.
        self.page.evaluate("() => new Promise(done => setTimeout(done, 250))")
        self.notebook.run("")
        code = f"player = players[{self.name!r}]; print(repr(({expression})))"
        return ast.literal_eval(self.notebook.run(code))

    def tell(self, statement: str) -> None:
        self.notebook.run(f"player = players[{self.name!r}]; {statement}")


@pytest.mark.parametrize("name", NAMES)
def test_every_step_says_what_the_trace_says(show: type[Shown], name: str) -> None:
    player = show(name)
    texts = [step.text for step in player.trace[:120]]
    assert player.caption == texts[0]
    assert player.walk("ArrowRight", len(texts) - 1) == texts[1:]
    assert player.walk("ArrowLeft", len(texts) - 1) == texts[-2::-1]
    player.press("ArrowRight")
    assert player.caption == texts[1]
    player.press("ArrowLeft")
    assert player.caption == texts[0]
    player.press("End")
    assert player.caption == player.trace[-1].text
    assert player.ask("player.index") == len(player.trace) - 1
    player.press("ArrowRight")
    assert player.caption == player.trace[-1].text
    player.press("Home", "ArrowLeft")
    assert player.caption == player.trace[0].text
    player.root.locator("input[type=range]").fill(str(len(player.trace) // 2))
    assert player.caption == player.trace[len(player.trace) // 2].text
    assert player.ask("player.index") == len(player.trace) // 2


def test_up_and_down_move_by_a_row(show: type[Shown]) -> None:
    player = show("conv2d")
    player.press("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp")
    assert player.where == "step 8 of 36 · row 1, column 1"
    assert player.caption == player.trace.at(1, 1).text


def test_buttons_step_and_play_to_the_end(show: type[Shown]) -> None:
    player = show("max")
    player.click("step ▶")
    assert player.caption == player.trace[1].text
    player.click("◀ back")
    assert player.caption == player.trace[0].text
    player.root.get_by_role("combobox").select_option("5")
    live = player.root.locator(".caption")
    # A busy machine may ask only when all is over, so the page itself takes note.
    live.evaluate(
        """caption => { window.spoken = []; new MutationObserver(() =>
            window.spoken.push(caption.getAttribute("aria-live"))
        ).observe(caption, {attributeFilter: ["aria-live"]}); }"""
    )
    player.click("▶ play")
    expect(player.root.locator(".where")).to_contain_text(f"step {len(player.trace)} of")
    expect(live).to_have_attribute("aria-live", "polite")
    assert player.page.evaluate("window.spoken") == ["off", "polite"]
    assert player.caption == player.trace[-1].text
    assert player.ask("player.speed, player.index") == (5.0, len(player.trace) - 1)


def test_space_plays_and_pauses(show: type[Shown]) -> None:
    player = show("picture")
    player.tell("player.speed = 15")
    player.press(" ")
    expect(player.root.locator(".where")).not_to_contain_text("step 1 of")
    player.press(" ")
    at = player.where
    player.page.wait_for_timeout(300)
    assert player.where == at


def test_what_python_sets_is_shown(show: type[Shown]) -> None:
    player = show("floats")
    player.tell("player.index = 7")
    expect(player.root.locator(".caption")).to_have_text(player.trace[7].text)
    player.tell("old = player.kernel; player.kernel = -old")
    player.trace = player.trace.reweighted(-player.trace.kernel)
    expect(player.root.locator(".caption")).to_have_text(player.trace[7].text)
    player.tell("player.kernel = old; player.bias = 2")
    changed = traced("floats")
    changed = changed.reweighted(changed.kernel, 2)
    expect(player.root.locator(".caption")).to_have_text(changed[7].text)
    player.tell("player.bias = 0.25; player.symbols = True")
    expect(player.root.locator(".caption")).to_contain_text("w7")


def test_pointing_at_an_output_shows_its_window_and_a_click_stays(show: type[Shown]) -> None:
    player = show("conv2d")
    player.point("output", 3, 2)
    assert player.caption == player.trace.at(3, 2).text
    assert player.ask("player.index") == 0
    player.page.mouse.move(5, 5)
    assert player.caption == player.trace[0].text
    player.choose("output", 3, 2)
    player.page.mouse.move(5, 5)
    assert player.caption == player.trace.at(3, 2).text
    assert player.ask("player.index") == 20


def test_pointing_at_an_input_cell_shows_the_outputs_that_use_it(show: type[Shown]) -> None:
    player = show("conv2d")
    player.point("input", 1, 1)  # the picture's first cell: the padding comes before it
    assert "row 0, column 0 is used by 4 outputs" in player.text("hint")
    marks = ".output-figure .grid"
    assert int(player.root.locator(marks).get_attribute("data-used") or 0) == 4
    player.choose("input", 4, 4)
    player.page.mouse.move(5, 5)
    assert "row 3, column 3 is used by 9 outputs" in player.text("hint")
    assert int(player.root.locator(marks).get_attribute("data-used") or 0) == 9
    player.press("Escape")
    assert player.text("hint") == ""


def test_pointing_at_a_weight_shows_the_inputs_that_it_meets(show: type[Shown]) -> None:
    player = show("dilated")
    player.point("kernel", 0, 1)
    assert "This weight meets 4 input cells" in player.text("hint")
    expect(player.root.locator(".input-figure .grid").first).to_have_attribute("data-met", "4")


def test_a_weight_is_typed_over(show: type[Shown]) -> None:
    player = show("volume")
    player.choose("kernel", 0, 1, number=1)
    player.page.keyboard.type("-7")
    player.page.keyboard.press("Enter")
    kernel = player.trace.kernel.copy()
    kernel[0, 1, 1, 0] = -7
    changed = player.trace.reweighted(kernel)
    expect(player.root.locator(".caption")).to_have_text(changed[0].text)
    assert player.ask("player.kernel.tolist()") == kernel.tolist()
    player.choose("bias", 0, 0)
    player.page.keyboard.type("0.5")
    player.page.keyboard.press("Enter")
    changed = changed.reweighted(kernel, [0.5, 0, 2, -1])
    expect(player.root.locator(".caption")).to_have_text(changed[0].text)
    player.choose("kernel", 2, 2)
    player.page.keyboard.type("seven")
    player.page.keyboard.press("Enter")
    expect(player.root.locator(".hint")).to_contain_text("must be a number")
    assert player.caption == changed[0].text
    player.choose("kernel", 2, 2)
    player.page.keyboard.type("9")
    player.page.keyboard.press("Escape")
    assert player.caption == changed[0].text
    player.tell("player.trace = " + TRACES["volume"])


def test_weights_are_changed_by_keys_alone(show: type[Shown]) -> None:
    player = show("signals")
    player.root.locator(".kernel-figure .grid").first.focus()
    player.press("ArrowRight", "ArrowRight")
    assert "This weight meets" in player.text("hint")
    player.press("Enter")
    player.page.keyboard.type("4")
    player.page.keyboard.press("Enter")
    player.page.wait_for_timeout(300)
    changed = ast.literal_eval(str(player.ask("repr(player.kernel.tolist())")))
    flat, old = str(changed), str(player.trace.kernel.tolist())
    assert flat.count("4") == old.count("4") + 1
    player.tell("player.trace = " + TRACES["signals"])


def test_a_prediction_is_asked_for_before_the_sum_is_shown(show: type[Shown]) -> None:
    player = show("conv2d")
    player.click("Predict")
    assert player.caption == ""
    products = player.root.locator("canvas.sheet").first
    unknown = products.evaluate("canvas => canvas.toDataURL()")
    wrong, right = (str(round(player.trace[i].value) + (1 - i)) for i in (0, 1))
    player.page.keyboard.type(wrong)
    player.page.keyboard.press("Enter")
    assert player.caption == player.trace[0].text
    assert products.evaluate("canvas => canvas.toDataURL()") != unknown
    assert "✗" in player.text("verdict")
    assert player.ask("player.predict, player.tally") == (True, [0, 1])
    player.page.keyboard.press("Enter")
    assert player.where.startswith("step 2 of")
    assert player.caption == ""
    player.page.keyboard.type("?")
    player.page.keyboard.press("Enter")
    assert "Type a number" in player.text("hint")
    player.root.locator(".ask input").fill(right)
    player.page.keyboard.press("Enter")
    assert player.caption == player.trace[1].text
    assert "✓" in player.text("verdict")
    assert player.text("tally") == "1 of 2 right so far"
    assert player.ask("player.tally") == [1, 2]
    player.click("step ▶")
    player.point("output", 4, 4)
    assert player.caption == "", "pointing must not give the answer away"
    player.press("ArrowRight", "ArrowRight")
    player.point("output", 0, 2)
    assert player.caption == "", "stepping past must not, either"
    player.page.mouse.move(5, 5)
    player.press("ArrowLeft", "ArrowLeft")
    player.click("▶ play")
    player.page.wait_for_timeout(600)
    assert player.where.startswith("step 3 of"), "playing waits for a prediction"
    player.click("Predict")
    assert player.caption == player.trace[2].text


def test_digits_go_to_the_prediction_and_the_last_one_ends_the_count(show: type[Shown]) -> None:
    player = show("dense")
    player.click("Predict")
    for number, step in enumerate(player.trace):
        # A click on the player, or keys for its steps, take the focus out of the field.
        player.root.locator(".where").click()
        player.page.keyboard.type(f"{step.value:g}" if number else "(1 + 98)")
        player.page.keyboard.press("Enter")
        assert ("✓" if number else "✗ not (1 + 98) = 99") in player.text("verdict")
        if number < len(player.trace) - 1:
            assert player.text("tally").endswith("right so far")
            player.press("ArrowRight")
    assert player.text("tally") == "2 of 3 right"
    expect(player.root.get_by_role("button", name="next step")).to_have_count(0)
    expect(player.root).to_be_focused()
    player.press("Home", "5")
    assert player.where.startswith("step 1 of")
    assert player.ask("player.tally") == [2, 3]


def test_symbols_name_weights_as_the_slides_do(show: type[Shown]) -> None:
    player = show("conv2d")
    player.click("Symbols")
    names = re.findall(r"w\d", player.caption)
    assert " ".join(names) == "w7 w8 w9 w4 w5 w6 w1 w2 w3"
    assert player.caption.startswith("0·w7 + 0·w8 + 0·w9 + 0·w4 + x0,0·w5 + x0,1·w6")
    assert player.caption.endswith("= y0,0")
    assert player.ask("player.symbols") is True


def test_ignored_cells_are_said_and_shown(show: type[Shown]) -> None:
    player = show("dilated")
    assert "Rows 1, 3 and 5 and columns 1, 3 and 5 are ignored" in player.text("facts")
    expect(player.root.locator(".input-figure .grid")).to_have_attribute("data-ignored", "27")


def test_keras_code_is_copied(show: type[Shown]) -> None:
    player = show("conv2d")
    player.click("copy")
    copied = player.page.evaluate("navigator.clipboard.readText()")
    assert copied == player.trace.keras
    assert copied in player.text("facts")


def test_keys_stay_in_the_player(show: type[Shown]) -> None:
    player = show("average")
    cells = "window.jupyterapp.shell.currentWidget.content"
    player.press("Home")
    before = player.page.evaluate(f"[{cells}.widgets.length, {cells}.activeCellIndex]")
    player.press("a", "b", "d", "d", "x", "ArrowDown", "j", "k", "Shift+Enter", "m", "0", "0")
    assert player.page.evaluate(f"[{cells}.widgets.length, {cells}.activeCellIndex]") == before
    assert player.page.evaluate(f"{cells}.mode") == "command"
    assert player.where == "step 7 of 108 · row 1, column 0"


SIZES = [(1920, 1080), (1366, 768), (1280, 720), (1024, 768)]
"""Of projectors, in pixels."""
OUTSIDE = """stage => {
    const box = stage.getBoundingClientRect();
    return [...stage.querySelectorAll(".grid, figcaption, .op, .thumbs")].filter(each => {
        const {width, left, top, right, bottom} = each.getBoundingClientRect();
        return width && (left < Math.max(box.left, 0) || top < Math.max(box.top, 0)
            || right > Math.min(box.right, innerWidth)
            || bottom > Math.min(box.bottom, innerHeight));
    }).map(each => each.parentElement.className);
}"""
"""Whatever stands outside the stage is cut off, at its top without a way to scroll there."""
FONTS = """root => [".facts code", ".facts", ".where", ".caption"].map(part =>
    parseFloat(getComputedStyle(root.querySelector(part)).fontSize))"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page outside JupyterLab."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("name", [*NAMES, *LARGE])
def test_presenting_cuts_nothing_off(page: Page, tmp_path: Path, name: str) -> None:
    page.goto(play(traced(name)).save_html(tmp_path / "page.html").as_uri())
    page.get_by_text("Present").click()
    expect(page.locator(".cnn-player.present")).to_have_count(1)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        assert page.locator(".stage").evaluate(OUTSIDE) == []
        sizes = page.locator(".cnn-player").evaluate(FONTS)
        # Formulas, parameters and Keras code are as large as the other texts.
        assert max(sizes[:3]) == min(sizes[:3]) >= 16
        assert sizes[3] >= sizes[0]
        if name == "volume":
            cell = page.locator(".input-figure .grid").first.evaluate(
                "grid => (grid.offsetWidth - 6) / grid.dataset.cols"
            )
            assert cell >= 20, "its numbers are legible"


def test_formulas_are_as_large_in_jupyterlab(show: type[Shown]) -> None:
    """JupyterLab has a font size of its own for code."""
    player = show("volume")
    fonts = """facts => [facts, facts.querySelector("code")].map(part =>
        getComputedStyle(part).fontSize)"""
    player.click("Present")
    player.page.wait_for_function("document.fullscreenElement")
    facts, code = player.root.locator(".facts").evaluate(fonts)
    assert facts == code
    player.click("Present")
    player.page.wait_for_function("!document.fullscreenElement")


def test_players_fit_beside_the_open_side_bar(browser: Browser, lab: Lab) -> None:
    made = "trace.conv2d(rng.integers(0, 10, (12, 12, 3)), rng.integers(-2, 3, (3, 3, 3, 4)))"
    trained = (
        "trace.conv2d(rng.random((32, 32, 3)), rng.normal(size=(3, 3, 3, 4)).round(2), [0.1] * 4)"
    )
    cells = [f"play({each})" for each in (TRACES["volume"], made, trained)]
    notebook = lab.open(browser, [FIRST, *cells])
    volume, *large = [notebook.player(number) for number in range(3)]
    for width in (1440, 1024):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        notebook.page.wait_for_timeout(500)
        assert volume.root.locator(".brace").is_visible()
        stage = volume.root.locator(".stage")
        assert stage.evaluate("each => each.scrollWidth <= each.clientWidth")
        if width == 1440:
            heights = [each.root.evaluate("root => root.offsetHeight") for each in large]
            assert heights[0] < 1200
            assert heights[1] < 900
    notebook.close()


def test_presenting_fills_the_screen_and_keeps_the_keys(show: type[Shown]) -> None:
    player = show("conv2d")
    width = player.root.evaluate("root => root.offsetWidth")
    player.click("Present")
    player.page.wait_for_function("document.fullscreenElement")
    player.page.wait_for_timeout(200)
    assert player.root.evaluate("root => root.offsetWidth") > width
    player.press("ArrowRight")
    assert player.caption == player.trace[1].text
    player.click("Present")
    player.page.wait_for_function("!document.fullscreenElement")
    assert player.caption == player.trace[1].text


def test_an_exported_page_works_alone(show: type[Shown], browser: Browser, tmp_path: Path) -> None:
    player = show("volume")
    with player.page.expect_download() as download:
        player.click("Export")
    exported = tmp_path / "exported.html"
    download.value.save_as(exported)
    saved = play(player.trace).save_html(tmp_path / "saved.html")
    assert exported.read_text("utf-8") == saved.read_text("utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    page.locator(".cnn-player .where").wait_for()
    for step in range(30):
        page.wait_for_function("() => new Promise(requestAnimationFrame)")
        assert page.locator(".caption").text_content() == player.trace[step].text
        page.keyboard.press("Tab") if step == 0 else None
        page.keyboard.press("ArrowRight")
    page.locator(".bias-figure .grid").click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(".hint")).to_contain_text("run the cell")
    assert [url for url in asked if not url.startswith("file:")] == []
    page.close()


def test_without_a_kernel_stepping_works_and_editing_says_what_it_needs(
    browser: Browser, lab: Lab
) -> None:
    notebook = lab.open(browser, [FIRST, f"play({TRACES['conv2d']})"])
    player = notebook.player()
    made = traced("conv2d")
    notebook.page.evaluate(
        "window.jupyterapp.shell.currentWidget.sessionContext.shutdown().then(() => null)"
    )
    player.press("ArrowRight", "ArrowRight")
    assert player.caption == made[2].text
    player.choose("kernel", 0, 0)
    notebook.page.keyboard.type("3")
    notebook.page.keyboard.press("Enter")
    expect(player.root.locator(".hint")).to_contain_text("run the cell")
    assert player.caption == made[2].text
    notebook.close()


def test_a_removed_player_leaves_nothing_behind(browser: Browser) -> None:
    """No listener, no timer: as many of them after ten players as before."""
    page = browser.new_page()
    style = (FRONT / "player.css").read_text("utf-8")
    page.set_content(f"<style>{style}</style><div id=here></div>")
    page.evaluate(
        """async ([script, payload]) => {
            const url = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
            const {mount} = await import(url);
            window.due = new Set();
            for (const [set, clear] of [["setTimeout", "clearTimeout"],
                ["requestAnimationFrame", "cancelAnimationFrame"]]) {
                const [really, never] = [window[set].bind(window), window[clear].bind(window)];
                window[set] = (act, ...more) => {
                    const acted = (...given) => { due.delete(set + id); act(...given); };
                    const id = really(acted, ...more);
                    due.add(set + id);
                    return id;
                };
                window[clear] = (id) => { due.delete(set + id); never(id); };
            }
            window.visit = async () => {
                const player = mount(document.getElementById("here"), {payload, speed: 60});
                player.run(true);
                await new Promise(done => setTimeout(done, 60));
                player.request({want: "page"});
                player.copied(player.facts.querySelector("button"));
                player.close();
            };
        }""",
        [script(), payload.of(traced("volume"))],
    )
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def listeners() -> float:
        session.send("HeapProfiler.enable")
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float({each["name"]: each["value"] for each in metrics}["JSEventListeners"])

    page.evaluate("visit()")
    before = listeners()
    for _ in range(10):
        page.evaluate("visit()")
    page.wait_for_timeout(100)
    assert page.evaluate("due.size") == 0
    assert listeners() <= before
    page.close()


def test_removing_a_cell_stops_its_player(browser: Browser, lab: Lab) -> None:
    notebook = lab.open(browser, [FIRST, f"player = play({TRACES['picture']}, speed=15)\nplayer"])
    player = notebook.player()
    player.press(" ")
    notebook.page.wait_for_timeout(400)
    notebook.page.evaluate(
        """async () => {
            const {shell, commands} = window.jupyterapp;
            shell.currentWidget.content.activeCellIndex = 1;
            await commands.execute("notebook:delete-cell");
        }"""
    )
    expect(notebook.page.locator(".cnn-player")).to_have_count(0)
    notebook.page.wait_for_timeout(300)
    index = notebook.run("print(player.index)")
    notebook.page.wait_for_timeout(400)
    assert notebook.run("print(player.index)") == index
    assert int(index) > 0
    notebook.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core from npm: the copy of this checkout, or one fetched into the tests' cache."""
    for folder in (ROOT / "node_modules", cache := ROOT / ".pytest_cache" / "npm" / "node_modules"):
        if (script := folder / "axe-core" / "axe.min.js").exists():
            return script.read_text("utf-8")
    install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(cache.parent)]
    try:
        subprocess.run([*install, "axe-core@4"], check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError):
        if os.environ.get("CI"):
            pytest.fail("npm could not install axe-core")
        pytest.skip("npm could not install axe-core")
    return (cache / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, lab: Lab, axe: str, theme: str) -> None:
    cells = [f"play({TRACES[name]})" for name in ("conv2d", "volume", "conv1d", "max", "dense")]
    cells.append(f"play({TRACES['picture']}, predict=True)")
    cells.append(f"play({TRACES['dilated']}, symbols=True)")
    notebook = lab.open(browser, [FIRST, *cells], theme)
    last = notebook.player(len(cells) - 1)
    expect(last.root).to_have_class("cnn-player dark" if theme == "dark" else "cnn-player")
    notebook.page.evaluate(axe)
    found = notebook.page.evaluate(
        "axe.run('.cnn-player', {resultTypes: ['violations']}).then(found => found.violations"
        ".map(({id, nodes}) => [id, nodes[0].html, nodes[0].failureSummary]))"
    )
    assert found == []
    notebook.close()


def test_tab_reaches_every_part_with_a_visible_focus(show: type[Shown]) -> None:
    player = show("volume")
    player.root.evaluate("root => root.focus()")
    reached = []
    for _ in range(40):
        player.page.keyboard.press("Tab")
        here = player.page.evaluate(
            """() => {
                const at = document.activeElement;
                if (!at.closest(".cnn-player")) return null;
                const {outlineStyle, outlineWidth} = getComputedStyle(at);
                const name = at.getAttribute("aria-label") || at.textContent || at.tagName;
                return [name.trim(), outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
            }"""
        )
        if here is None:
            break
        reached.append(here)
    names = [name for name, _ in reached]
    for wanted in ("Predict", "Symbols", "Present", "Export", "red", "slice 1", "Feature maps"):
        assert wanted in names
    for wanted in ("filter 4", "copy", "◀ back", "▶ play", "step ▶", "step"):
        assert wanted in names
    assert all(visible for _, visible in reached), reached
