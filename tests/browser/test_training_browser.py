"""The live view in a real JupyterLab: curves grow, the button stops, the cells after it run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from browser import PATIENCE, Lab, Notebook
from playwright.sync_api import Browser, Locator, expect
from test_player_browser import axe

__all__ = ["axe"]

expect.set_options(timeout=PATIENCE)

# A training without a network: 20 epochs of 50 batches, which take 20 ms each.
SETUP = """
import time, numpy as np
from helpers.training.view.live_view import open_view
from helpers.training.view.log import EpochLog, Snapshot
kernel = np.linspace(-1, 1, 3 * 3 * 3 * 32, dtype="f4").reshape(3, 3, 3, 32)

def fit():
    view, ran = open_view(EpochLog(5000, 20)), 0
    while ran < 1000 and not view.stopping:
        time.sleep(0.02)
        ran += 1
        part = 2 / (1 + ran / 50)
        view.batch(100 * (ran % 50), lambda: Snapshot(part, 1 - part / 2, kernel * part))
        if ran % 50 == 0:
            logs = {"loss": part, "accuracy": 1 - part / 2, "val_loss": 1.5, "val_accuracy": 0.375}
            view.epoch(logs, 1.0, lambda: Snapshot(part, 1 - part / 2, kernel * part))
    view.end(f"Ended after {ran} of 1000 batches.")
"""
WAITING = [f"if 'on' in globals(): print('cell {number} ran')" for number in range(12)]
RUN_ALL = """async (name) => {
    const {commands} = window.jupyterapp;
    await commands.execute("apputils:change-theme", {theme: name});
    await commands.execute("notebook:clear-all-cell-outputs");
    commands.execute("notebook:run-all-cells");
}"""
INTERRUPT = "() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')"
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .map(cell => cell.model.outputs.toJSON().map(({text, ename}) => text ?? ename ?? "view"))"""
OUTLINE = "button => (button.focus(), getComputedStyle(button).outlineWidth)"
AN_EPOCH = re.compile(r"epoch +\d+/500")
"""Any epoch: short ones end faster than the view is redrawn, so it may not be the next one."""
VIOLATIONS = """axe.run(".cnn-training", {resultTypes: ["violations"]}).then(found =>
    found.violations.map(({id, nodes}) => [id, nodes[0].html, nodes[0].failureSummary]))"""


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[Notebook]:
    """A notebook in which a cell trains while other cells wait for its end."""
    # Opening a notebook runs all cells and waits for them, so they do nothing the first time.
    opened = lab.open(browser, [SETUP.strip(), "if 'on' in globals(): fit()", *WAITING])
    opened.run("on = True")
    yield opened
    assert opened.errors == []
    opened.close()


class Training:
    """A run of that notebook."""

    def __init__(self, notebook: Notebook, theme: str = "Light") -> None:
        self.notebook, self.page = notebook, notebook.page
        self.page.evaluate(RUN_ALL, f"JupyterLab {theme}")
        self.card = self.page.locator(".cnn-training")
        self.status = self.card.get_by_role("status")
        expect(self.card.locator(".head")).to_contain_text("pictures/s")

    @property
    def button(self) -> Locator:
        return self.card.get_by_role("button")

    def check_end(self) -> None:
        """Check that the training was stopped, and that the cells that waited are run after it."""
        expect(self.status).to_contain_text(re.compile(r"Ended after \d{1,3} of 1000 batches"))
        expect(self.page.get_by_text(f"cell {len(WAITING) - 1} ran", exact=True)).to_be_visible()
        ran = [[f"cell {number} ran\n"] for number in range(len(WAITING))]
        assert self.page.evaluate(OUTPUTS)[1:] == [["view"], *ran]
        expect(self.button).to_have_count(0)


def test_curves_grow_until_a_click_stops_the_training(notebook: Notebook) -> None:
    training = Training(notebook)
    card, loss = training.card, training.card.get_by_role("img", name="Loss by epoch")
    expect(card.locator(".head")).to_contain_text("of 20")
    before = str(loss.get_attribute("aria-label"))
    check_measures(training.status)
    expect(loss).not_to_have_attribute("aria-label", before)
    expect(loss).to_contain_text("1.500")
    expect(loss.locator("polyline")).to_have_count(3)
    expect(card.locator(".tiles svg")).to_have_count(32)
    expect(card.locator(".head")).to_contain_text("s left")
    assert float(card.get_by_role("progressbar").get_attribute("aria-valuenow") or 0) >= 10
    high = card.evaluate("card => getComputedStyle(card).height")
    training.button.click()
    expect(training.status).to_contain_text("Ended after")
    expect(card).to_have_css("height", high)  # nothing jumps
    training.check_end()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_keyboard_stops_the_training(notebook: Notebook, key: str) -> None:
    training = Training(notebook)
    training.page.keyboard.press("Shift")  # the focus is shown only after a key was pressed
    outline = training.button.evaluate(OUTLINE)
    assert outline == "3px", "the focus must be seen"
    training.button.press(key)
    training.check_end()


def test_interrupt_of_jupyter_stops_the_training(notebook: Notebook) -> None:
    training = Training(notebook)
    training.page.evaluate(INTERRUPT)
    expect(training.page.get_by_text("KeyboardInterrupt").first).to_be_visible()
    # The interrupt drops the cells that wait, and with them code that arrives at that moment.
    until = time.monotonic() + PATIENCE / 1000
    while training.notebook.run("print('alive')") != "alive":
        assert time.monotonic() < until, "the kernel does not answer any more"
        training.page.wait_for_timeout(100)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_no_violation(notebook: Notebook, axe: str, theme: str) -> None:
    training = Training(notebook, theme)
    expect(training.status).to_contain_text(re.compile(r"epoch +\d+/20 · "))
    training.page.evaluate(axe)
    assert training.page.evaluate(VIOLATIONS) == []
    training.button.click()
    expect(training.status).to_contain_text("Ended after")
    assert training.page.evaluate(VIOLATIONS) == []
    training.check_end()


def test_recording_is_replayed(browser: Browser, lab: Lab) -> None:
    replayed = """
from helpers.training import replay
from helpers.training.runs import Run
import numpy as np
history = {name: [1 / 2, 1 / 4, 1 / 8] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
filters = [np.full((3, 3, 1, 8), i, "f4").tolist() for i in range(3)]
run = Run(history, [60.0, 60.0, 60.0], 5000, 100, 0, 10, "a machine", {}, filters=filters)
replay(run, 2)
"""
    notebook = lab.open(browser, [replayed.strip(), "print('after it')"])
    card = notebook.page.locator(".cnn-training")
    expect(card).to_have_count(1)
    expect(card.locator(".head")).to_contain_text("Recording")
    expect(card.locator(".head")).to_contain_text("3 of 3 epochs in 3 min 00 s · 83 pictures/s")
    expect(card.get_by_role("status")).to_have_text("Recorded on a machine.")
    expect(card.get_by_role("img", name="Loss by epoch: training 0.125")).to_be_visible()
    expect(card.locator(".tiles svg")).to_have_count(8)
    expect(notebook.page.get_by_text("after it", exact=True)).to_be_visible()
    assert notebook.errors == []
    notebook.close()


# Few pictures, as Keras trains here; it is stopped long before its last epoch.
REAL = """
from helpers import training
from helpers.data import stand_in
keras = training.keras
x, y = stand_in.pictures(2000, seed=1)
y = keras.utils.to_categorical(y, 10)
model = training.networks.build((32, 32, 3), 10)
model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
"""
FIT = """
if "on" in globals():
    kept = training.keep("in a browser")
    history = model.fit(x, y, batch_size=128, epochs={}, validation_split=0.2, verbose=0,
                        callbacks=[training.watch(), kept])
"""


def check_measures(status: Locator) -> None:
    """Wait until some epochs are finished, and check the measures of the epoch that is shown.

    The view is redrawn once a second at most, so not every epoch is shown on a busy machine.
    """
    expect(status).to_contain_text(re.compile(r"epoch +([2-9]|1\d)/20 · "))
    words = status.text_content() or ""
    part = 2 / (1 + epoch_of(words))
    assert f" · training: loss {part:.3f}, accuracy {1 - part / 2:.1%} · validation: " in words


def epoch_of(words: str) -> int:
    """Return the number of the last finished epoch from the text of the status."""
    (epoch,) = re.findall(r"epoch +(\d+)/", words)
    return int(epoch)


def whole_epochs(card: Locator) -> int:
    """Return the number of finished epochs from the heading of a view that has ended."""
    head = card.locator(".head").text_content() or ""
    return int(head.removeprefix("Training").split(" of ")[0])


def test_training_is_stopped_interrupted_and_resumed(browser: Browser, lab: Lab) -> None:
    cells = [REAL.strip(), *(FIT.format(most).strip() for most in (500, 500, 1))]
    notebook = lab.open(browser, cells, "light")
    page = notebook.page
    notebook.run("on = True")
    page.evaluate(RUN_ALL, "JupyterLab Light")
    first, second, last = (page.locator(".cnn-training").nth(number) for number in range(3))
    expect(first.get_by_role("status")).to_contain_text(AN_EPOCH)
    first.get_by_role("button").click()
    expect(first.get_by_role("status")).to_contain_text("Run the cell again to go on.")
    epochs = whole_epochs(first)
    # The second training starts with the epochs of the first.
    another = re.compile(rf"epoch +(?!{epochs}/)\d+/500")
    expect(second.get_by_role("status")).to_contain_text(another)
    assert epoch_of(second.get_by_role("status").text_content() or "") > epochs
    page.evaluate(INTERRUPT)
    expect(second.get_by_role("status")).to_contain_text("Run the cell again to go on.")
    assert whole_epochs(second) > epochs
    # The interrupt raises no error, so the cell that waited is run; no epoch is left for it.
    expect(last.get_by_role("status")).to_contain_text("The network has the weights of epoch")
    assert whole_epochs(last) == whole_epochs(second)
    assert notebook.errors == []
    notebook.close()


def test_a_mistake_and_a_failure_end_in_a_sentence(browser: Browser, lab: Lab) -> None:
    broken = "model.layers[-1].activation = keras.activations.linear"
    failing = """
class Fails(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if "on" in globals() and batch == 2:
            raise MemoryError("the card is full")
if "on" in globals():
    model.fit(x, y, batch_size=128, verbose=0, callbacks=[training.watch(), Fails()])
"""
    notebook = lab.open(browser, [REAL.strip(), failing.strip(), "", FIT.format(1).strip()])
    page = notebook.page
    notebook.run("on = True")
    page.evaluate(RUN_ALL, "JupyterLab Light")
    ended = page.locator(".cnn-training").get_by_role("status")
    expect(ended).to_have_text("Ended by an error. What was learned before it is kept.")
    notebook.run(broken)
    said = page.evaluate("""async () => {
        const panel = window.jupyterapp.shell.currentWidget, cell = panel.content.widgets[3];
        panel.content.activeCellIndex = 3;
        await window.jupyterapp.commands.execute("notebook:run-cell");
        return cell.node.querySelector(".jp-OutputArea-output").textContent.trim();
    }""")
    assert said.startswith("ValueError: the network ends in scores (from ")
    assert said.endswith('takes probabilities: add activation="softmax" to the last Dense')
    assert notebook.errors == []
    notebook.close()
