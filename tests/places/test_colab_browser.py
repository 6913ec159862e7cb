"""Colab's front end, Notebook 6 and ipywidgets 7: `make colab` sets up their environment."""

from __future__ import annotations

import ast
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import ROOT, Opened, Player, answering, chromium, free_port, stored
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect
from test_training_browser import SETUP as TRAINING
from test_training_browser import check_measures

from helpers.core.trace import Trace
from helpers.data.samples import picture
from helpers.explore.layer import conv2d
from helpers.player.widget import play

COLAB = ROOT / ".venv-colab"
CONSTRAINTS = Path(__file__).with_name("colab_constraints.txt")
MOST_STEPS = 12

SETUP = """
import numpy as np
from helpers import trace
from helpers.player import play
x = np.add.outer(np.arange(5), np.arange(5)) % 4
volume = np.stack([x, 3 - x, x % 2], -1)
kernels = (np.arange(54).reshape(3, 3, 3, 2) * 7) % 5 - 2
"""
TRACES = {
    "conv2d": "trace.conv2d(x, [[1, 0, -1], [2, 0, -2], [1, 0, -1]], padding='same')",
    "volume": "trace.conv2d(volume, kernels, [1, -1], channels=('red', 'green', 'blue'))",
    "conv1d": "trace.conv1d(x[1], [1, 0, -2], 3, padding='same', dilation=2)",
    "max": "trace.max_pool2d(x - 2, 3, stride=2, padding='same')",
    "average": "trace.avg_pool2d(volume, 2, stride=1, padding='same')",
    "dense": "trace.dense(x[1, :4], kernels[0, :, 0, :].T.reshape(2, 3)[[0, 1, 0, 1]], [1, 0, -2])",
}
NAMES = list(TRACES)
MADE = ", ".join(f"{name!r}: {code}" for name, code in TRACES.items())
ASKED = """
from helpers.quiz import Choice, Exercise, Predictions
guess = Predictions()
sums = Exercise("2 + 3?", 5, [(23, "That glues digits.")], "Yes: 5.", "Count on from 2.")
size = Exercise("How large is the output, rows and columns?", (3, 5), [], "Yes: 3×5.", "Slide it.")
best = Choice("Which pooling keeps the largest?", "max", [("average", "That is the mean.")], "Yes.")
"""
CELLS = [
    SETUP,
    f"players = {{name: play(made) for name, made in {{{MADE}}}.items()}}",
    *(f"players[{name!r}]" for name in NAMES),
    "from helpers import explore\nexplorer = explore.conv2d(size=5)\nexplorer",
    ASKED,
    "guess.ask(sums, 'sums')",
    "guess.ask(size, 'sizes')",
    "guess.ask(best, 'pooling')",
    "guess.tally()",
    TRAINING,
    "if 'on' in globals(): fit()",
    *(f"if 'on' in globals(): print('cell {number} ran')" for number in range(12)),
]
EXPLORER = len(NAMES)

# Whether the field over a cell hides the sheet on which the cells are drawn, and not the reverse.
UPPERMOST = """root => {
    const sheets = [...root.querySelectorAll(".sheet")];
    const catching = (how) => sheets.forEach(sheet => (sheet.style.pointerEvents = how));
    const field = root.querySelector(".edit"), box = field.getBoundingClientRect();
    catching("auto");
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    catching("");
    return top === field;
}"""
# Where every part of a player is, and how its own text looks.
LOOK = """root => [root, ...root.querySelectorAll("*")].flatMap(part => {
    const [box, from] = [part, root].map(each => each.getBoundingClientRect());
    if (!box.width) return [];
    const style = getComputedStyle(part);
    const written = [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const names = ["font", "color", "backgroundColor", "textDecoration", "textTransform"];
    return [{
        name: part.tagName + " " + part.getAttribute("class"),
        place: [box.x - from.x, box.y - from.y, box.width, box.height],
        text: written ? names.map(name => style[name]) : [],
    }];
})"""


def traced(name: str) -> Trace:
    scope: dict[str, object] = {}
    exec(SETUP, scope)
    made = eval(TRACES[name], scope)
    assert isinstance(made, Trace)
    return made


class Classic(Opened):
    """A notebook in Notebook 6, with its kernel."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page)
        page.goto(url)
        # A cell that runs too early never shows its widget: without a kernel it does not run at
        # all, without the kernel's widget manager the comm of the widget is refused, and before
        # anywidget's extension has mapped its module's name, the module is not found.
        page.wait_for_function(
            """() => {
            const {notebook} = window.Jupyter ?? {};
            return notebook?._fully_loaded && notebook.kernel?.is_connected()
                && notebook.kernel.widget_manager
                && require("base/js/utils").is_loaded("anywidget/extension");
        }"""
        )
        # A new manager asks the kernel for the widgets that there are, over a comm and, where that
        # is closed, by a request, and then draws all outputs anew. What is asked after it is
        # answered after it: here first among the kernel's messages, then among its replies.
        self.run("")
        page.evaluate(
            "new Promise(done => Jupyter.notebook.kernel.comm_info('jupyter.widget', () => done()))"
        )
        page.evaluate("Jupyter.notebook.execute_all_cells()")
        self.run("")
        problem = page.evaluate(
            """Jupyter.notebook.get_cells().flatMap(cell => cell.output_area.outputs)
            .find(output => output.output_type === "error")?.evalue"""
        )
        assert not problem, problem

    def run(self, code: str) -> str:
        """Run code in the kernel, after all that runs already; return what it printed."""
        return str(
            self.page.evaluate(
                """(code) => new Promise((done) => {
            let text = "";
            const output = ({header, content}) => {
                if (header.msg_type === "stream") text += content.text;
                if (header.msg_type === "error") text += content.traceback.join("\\n");
            };
            const status = ({content}) => {
                if (content.execution_state === "idle") done(text.trim());
            };
            const options = {silent: false, store_history: false};
            Jupyter.notebook.kernel.execute(code, {iopub: {output, status}}, options);
        })""",
                code,
            )
        )

    def ask(self, expression: str) -> object:
        """What Python holds."""
        return ast.literal_eval(self.run(f"print(repr(({expression})))"))

    def python_has(self, expression: str, wanted: object) -> None:
        """Wait until Python has heard of what was done in the page."""
        until = time.monotonic() + 10
        while (found := self.ask(expression)) != wanted:
            assert time.monotonic() < until, f"{expression} is {found}, and not {wanted}"

    def output(self, code: str) -> Locator:
        """What the cell with this code shows."""
        return self.page.locator(".cell .output").nth(CELLS.index(code))


class Shown(Player):
    """The player of one trace."""

    def __init__(self, notebook: Classic, name: str) -> None:
        super().__init__(notebook, notebook.player(NAMES.index(name)).root)
        self.trace, self.python = traced(name), f"players[{name!r}]"
        self.root.scroll_into_view_if_needed()
        self.settle()  # Notebook 6 may scroll once more, a frame after the focus has moved


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("classic")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """A running Notebook 6; without its environment, a skip, but a failure where CI is set."""
    if not (COLAB / "suite").exists():
        missing = "no Notebook 6: `make colab` sets up its environment and runs these tests"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    chromium()
    port = free_port()
    settings = [f"port={port}", f"notebook_dir={folder}", "token=", "password="]
    command = [str(COLAB / "bin" / "jupyter"), "notebook", "--no-browser", "--allow-root"]
    command += [f"--NotebookApp.{setting}" for setting in settings]
    # Folders of its own; the nbextensions are found beside its Python all the same.
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {home: str(folder / home.lower()) for home in homes}
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "PYTHON", "VIRTUAL_ENV"))
    }
    with answering(command, port, folder, {**kept, **own}) as url:
        yield url


@pytest.fixture(scope="module")
def notebook(browser: Browser, server: str, folder: Path) -> Iterator[Classic]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    away: list[str] = []

    def refuse(route: Route) -> None:
        away.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((server, "blob:", "data:")), refuse)
    opened = Classic(context.new_page(), f"{server}/notebooks/{stored(CELLS, folder)}")
    yield opened
    assert away == []
    assert opened.hosts == {"127.0.0.1"}
    assert opened.errors == []
    opened.close()


def test_it_is_the_front_end_that_colab_has(notebook: Classic) -> None:
    listed = (line.split("==") for line in CONSTRAINTS.read_text("utf-8").splitlines())
    wanted = {each[0]: each[1] for each in listed if len(each) == 2}
    notebook.run("from importlib.metadata import version")
    assert notebook.ask(f"{{name: version(name) for name in {sorted(wanted)}}}") == wanted
    served = notebook.page.evaluate("fetch('/api').then(answer => answer.json())")
    assert served["version"] == wanted["notebook"]


@pytest.mark.parametrize("name", NAMES)
def test_every_step_says_what_the_trace_says(notebook: Classic, name: str) -> None:
    player = Shown(notebook, name)
    steps = range(min(len(player.trace), MOST_STEPS))
    assert player.caption == player.trace[0].text
    for step in steps[1:]:
        player.press("ArrowRight")
        assert player.caption == player.trace[step].text
    for step in reversed(steps[:-1]):
        player.press("ArrowLeft")
        assert player.caption == player.trace[step].text
    player.press("End")
    assert player.caption == player.trace[-1].text
    notebook.python_has(f"{player.python}.index", len(player.trace) - 1)
    middle = len(player.trace) // 2
    player.root.locator("input[type=range]").fill(str(middle))
    assert player.caption == player.trace[middle].text
    notebook.python_has(f"{player.python}.index", middle)
    player.click("|◀")
    assert player.caption == player.trace[0].text
    player.click("step ▶")
    assert player.caption == player.trace[1].text
    player.click("◀ back")
    notebook.python_has(f"{player.python}.index", 0)


def test_a_click_goes_to_an_output(notebook: Classic) -> None:
    player = Shown(notebook, "conv2d")
    player.choose("output", 3, 2)
    player.page.mouse.move(5, 5)
    assert player.caption == player.trace.at(3, 2).text
    notebook.python_has(f"{player.python}.index", 17)
    player.press("Home")


def test_a_weight_is_typed_over(notebook: Classic) -> None:
    player = Shown(notebook, "volume")
    player.choose("kernel", 0, 1, number=1)
    player.page.keyboard.type("-7")
    assert player.root.evaluate(UPPERMOST), "what is typed must be seen"
    player.page.keyboard.press("Enter")
    kernel = player.trace.kernel.copy()
    kernel[0, 1, 1, 0] = -7
    changed = player.trace.reweighted(kernel)
    expect(player.root.locator(".caption")).to_have_text(changed[0].text)
    assert notebook.ask(f"{player.python}.kernel.tolist()") == kernel.tolist()
    assert notebook.ask(f"{player.python}.trace[0].text") == changed[0].text
    player.choose("kernel", 2, 2)
    player.page.keyboard.type("seven")
    player.page.keyboard.press("Enter")
    expect(player.root.locator(".hint")).to_contain_text("must be a number")
    assert player.caption == changed[0].text


def test_what_python_sets_is_shown(notebook: Classic) -> None:
    player = Shown(notebook, "dense")
    notebook.run(f"{player.python}.index = 2; {player.python}.bias = [1, 0, 5]")
    changed = player.trace.reweighted(player.trace.kernel, [1, 0, 5])
    expect(player.root.locator(".caption")).to_have_text(changed[2].text)


@pytest.mark.parametrize("name, mode", [("conv1d", "symbols"), ("max", "predict")])
def test_the_page_gives_a_player_no_other_look(
    notebook: Classic, browser: Browser, tmp_path: Path, name: str, mode: str
) -> None:
    """Notebook 6 has rules for every label, sub, input, code …: none may show in a player."""
    player = Shown(notebook, name)
    notebook.run(f"{player.python}.index = 4; {player.python}.{mode} = True")
    expect(player.root.locator(".where")).to_contain_text("step 5 of")
    expect(player.root.get_by_role("button", pressed=True)).to_have_count(1)
    wide = player.root.evaluate("root => root.getBoundingClientRect().width")
    saved = play(player.trace, index=4, **{mode: True}).save_html(tmp_path / "alone.html")
    page = browser.new_page(viewport={"width": round(wide) + 32, "height": 1000})
    page.goto(saved.as_uri())
    alone = Player(Opened(page), page.locator(".cnn-player"))
    for each in (player, alone):
        assert each.where.startswith("step 5 of")
    here, there = player.root.evaluate(LOOK), alone.root.evaluate(LOOK)
    page.close()
    notebook.run(f"{player.python}.index = 0; {player.python}.{mode} = False")
    expect(player.root.get_by_role("button", pressed=True)).to_have_count(0)
    assert [part["name"] for part in here] == [part["name"] for part in there]
    for mine, pure in zip(here, there):
        assert mine["place"] == pytest.approx(pure["place"], abs=0.6), mine["name"]
        assert mine["text"] == pure["text"], mine["name"]


def test_keys_stay_in_the_player(notebook: Classic) -> None:
    """Notebook 6 would cut and delete cells with these, and ask to restart the kernel."""
    player = Shown(notebook, "average")
    player.press("Home", "a", "b", "d", "d", "x", "ArrowDown", "j", "k", "m", "0", "0")
    assert player.page.evaluate("Jupyter.notebook.ncells()") == len(CELLS)
    expect(player.page.locator(".modal-dialog")).to_have_count(0)
    assert player.where == "step 6 of 75 · row 1, column 0"


def test_predictions_in_a_player(notebook: Classic) -> None:
    player = Shown(notebook, "max")
    player.press("Home")
    player.click("Predict")
    assert player.caption == ""
    wrong, right = (str(int(player.trace[i].value) + (1 - i)) for i in (0, 1))
    player.page.keyboard.type(wrong)
    player.page.keyboard.press("Enter")
    assert player.caption == player.trace[0].text
    assert "✗" in player.text("verdict")
    player.page.keyboard.press("Enter")
    assert player.caption == ""
    player.page.keyboard.type(right)
    player.page.keyboard.press("Enter")
    assert player.caption == player.trace[1].text
    assert "✓" in player.text("verdict")
    assert player.text("tally") == "1 of 2 right so far"
    notebook.python_has(f"({player.python}.predict, {player.python}.tally)", (True, [1, 2]))


def test_an_explorer_follows_its_settings_and_explains_what_cannot_be(notebook: Classic) -> None:
    player = notebook.player(EXPLORER)
    settings = notebook.output(CELLS[2 + len(NAMES)])
    expected = conv2d(size=5)
    caption = player.root.locator(".caption")
    expect(caption).to_have_text(expected.player.trace[0].text)
    kernel = settings.locator(".widget-dropdown", has_text="sobel x").locator("select")
    expected.settings["kernel"].value = "sharpen"
    kernel.select_option("sharpen")
    expect(caption).to_have_text(expected.player.trace[0].text)

    sharpened = expected.player.trace[0].text
    side = settings.locator(".cnn-number", has_text="kernel size").locator("input")
    expected.settings["kernel_size"].value = 5
    side.fill("5")
    side.press("Enter")
    alert = settings.get_by_role("alert")
    why = expected.notes["kernel_size"].value
    assert "kernel has the size 3" in why
    expect(alert).to_be_visible()
    assert alert.inner_text() in why
    expect(caption).to_have_text(sharpened)

    expected.settings["kernel_size"].value = 3
    settings.get_by_role("button", name="use 3").click()
    expect(alert).to_have_count(0)
    assert side.input_value() == "3"
    assert notebook.ask("explorer.settings['kernel_size'].value") == 3


def test_an_explorer_takes_a_picture_of_ones_own(notebook: Classic, tmp_path: Path) -> None:
    """ipywidgets 7 holds an upload in another form than 8."""
    Image.linear_gradient("L").save(tmp_path / "own.png")
    settings = notebook.output(CELLS[2 + len(NAMES)])
    settings.locator(".widget-dropdown", has_text="own picture").locator("select").select_option(
        "own picture"
    )
    alert = settings.get_by_role("alert")
    expect(alert).to_contain_text("No file has been chosen yet")
    with notebook.page.expect_file_chooser() as chooser:
        settings.get_by_role("button", name="choose a file").click()
    chooser.value.set_files(tmp_path / "own.png")
    expect(alert).to_have_count(0)
    shown = picture(tmp_path / "own.png", 5, grey=True)
    notebook.python_has("explorer.player.trace.operands.x[0, ..., 0].tolist()", shown.tolist())
    text = str(notebook.ask("explorer.player.trace[0].text"))
    expect(notebook.player(EXPLORER).root.locator(".caption")).to_have_text(text)


def test_answers_are_typed_and_judged(notebook: Classic) -> None:
    sums = notebook.output("guess.ask(sums, 'sums')")
    verdict = sums.get_by_role("status")
    sums.get_by_role("button", name="commit").click()
    expect(verdict).to_contain_text("Type a number")
    sums.locator("input").fill("23")
    sums.get_by_role("button", name="commit").click()
    expect(verdict).to_contain_text("✗ Wrong: 23 That glues digits. The answer is 5.")
    expect(sums.locator("input")).to_be_hidden()

    size = notebook.output("guess.ask(size, 'sizes')")
    size.locator("input").fill("3×5")
    size.get_by_role("button", name="commit").click()
    expect(size.get_by_role("status")).to_contain_text("✓ Right: 3×5 Yes: 3×5.")

    best = notebook.output("guess.ask(best, 'pooling')")
    best.get_by_label("max").check()
    best.get_by_role("button", name="commit").click()
    expect(best.get_by_role("status")).to_contain_text("✓ Right: max Yes.")
    tally = notebook.output("guess.tally()")
    expect(tally).to_contain_text("2 of 3 right. Look again at sums.")


def test_a_training_is_watched_and_stopped_while_cells_wait(notebook: Classic) -> None:
    """This kernel hears no click while a cell runs: it is asked, and what waits keeps its order."""
    first = CELLS.index(TRAINING) + 1
    notebook.run("on = True")
    notebook.page.evaluate(f"Jupyter.notebook.execute_cell_range({first}, {len(CELLS)})")
    card = notebook.page.locator(".cnn-training")
    said = card.get_by_role("status")
    check_measures(said)
    expect(card.get_by_role("img", name="Loss by epoch")).to_contain_text("1.500")
    expect(card.locator(".tiles svg")).to_have_count(32)
    card.get_by_role("button").click()
    expect(said).to_contain_text(re.compile(r"Ended after \d{1,3} of 1000 batches"))
    expect(notebook.page.get_by_text("cell 11 ran", exact=True)).to_be_visible()
    notebook.run("del on")
    texts = """first => Jupyter.notebook.get_cells().slice(first)
        .map(cell => cell.output_area.outputs.map(({text}) => text ?? "view"))"""
    ran = [[f"cell {number} ran\n"] for number in range(12)]
    assert notebook.page.evaluate(texts, first) == [["view"], *ran]
    expect(card).to_have_count(1)
    expect(card.get_by_role("button")).to_have_count(0)


def test_a_restart_is_said_on_a_card_and_the_text_is_kept(notebook: Classic) -> None:
    """The last test: it ends what the others need."""
    cell = CELLS.index("guess.ask(sums, 'sums')")
    notebook.run("guess = Predictions()")
    notebook.page.evaluate(f"Jupyter.notebook.execute_cells([{cell}])")
    sums = notebook.output(CELLS[cell])
    field = sums.get_by_placeholder("your answer")
    expect(field).to_be_visible()
    field.fill("5")
    notebook.page.evaluate("Jupyter.notebook.kernel.restart()")
    told = "Python was restarted. Run the set-up cell, then this one; your answer is kept."
    expect(sums.get_by_role("status")).to_have_text(told)
    field.press("Enter")
    expect(sums.get_by_role("status")).to_have_text(told)
    notebook.page.wait_for_function("Jupyter.notebook.kernel.is_connected()")
    for number in (CELLS.index(ASKED), cell):
        notebook.page.evaluate(f"Jupyter.notebook.execute_cells([{number}])")
    expect(sums.get_by_role("status")).to_have_text("")
    expect(field).to_have_value("5")
    field.press("Enter")
    expect(sums.get_by_role("status")).to_have_text("✓ Right: 5 Yes: 5.")
