"""The player in a real JupyterLab: a step, a held key, a setting, its first appearance, its size.

Run as ``python benchmarks/player.py [rounds]``; it needs Chromium (or CHROMIUM, its path).
The exit status is 1 where a bar is missed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from helpers.core import trace
from helpers.player import payload

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tools"))
from browser import FLAGS, Lab, Notebook, chromium, serving

SETUP = """
import numpy as np
from helpers import trace
from helpers.player import play
rng = np.random.default_rng(1)
volume = trace.conv2d(rng.integers(0, 10, (12, 12, 3)), rng.integers(-2, 3, (3, 3, 3, 4)))
picture = trace.conv2d(rng.integers(0, 256, (64, 64)), rng.integers(-2, 3, (3, 3)))
"""
MATPLOTLIB = """
import matplotlib.pyplot as plt
from ipywidgets import interact
from helpers import explore, reference, samples
explorer = explore.conv2d()
def draw(stride=1):
    x = samples.pattern("hill", 7)
    y = reference.conv2d(x, samples.KERNELS["sobel x"], stride=stride)
    figure, axes = plt.subplots(1, 3, figsize=(11, 4))
    for axis, array in zip(axes, (x, samples.KERNELS["sobel x"], y)):
        axis.imshow(array, cmap="PuOr_r")
        for (row, col), value in np.ndenumerate(array):
            axis.text(col, row, f"{value}", ha="center", va="center")
    plt.show()
"""


def p95(figures: list[float]) -> float:
    return quantiles(figures, n=20)[-1]


STEP = """([number, rounds]) => new Promise(done => {
    const root = document.querySelectorAll(".cnn-player")[number];
    let made = 0;
    const step = () => {
        if ((made += 1) > rounds) return done();
        root.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
        requestAnimationFrame(() => setTimeout(step, 30));
    };
    step();
})"""


def step_work(notebook: Notebook, number: int, rounds: int) -> list[float]:
    """CPU milliseconds that the main thread works for each of ``rounds`` steps, key to paint.

    Read from Chromium's trace: the key's event, and the whole frame after it (script, style,
    layout, paint, commit). CPU time, since others on a machine must not count as ours.
    """
    player = notebook.player(number)
    player.press("Home")
    player.settle()
    browser = notebook.page.context.browser
    assert browser
    browser.start_tracing(page=notebook.page, categories=["cc", "devtools.timeline"])
    notebook.page.evaluate(STEP, [number, rounds])
    events = json.loads(browser.stop_tracing())["traceEvents"]
    whole = [event for event in events if event.get("ph") == "X"]
    keys = [
        event
        for event in whole
        if event["name"] == "EventDispatch" and event["args"]["data"]["type"] == "keydown"
    ]
    thread = keys[0]["pid"], keys[0]["tid"]
    frames = sorted(
        (event["ts"], event["tdur"])
        for event in whole
        if event["name"] == "ProxyMain::BeginMainFrame" and (event["pid"], event["tid"]) == thread
    )
    after = [next((spent for at, spent in frames if at > key["ts"]), None) for key in keys]
    return [(key["tdur"] + frame) / 1000 for key, frame in zip(keys, after) if frame is not None]


def held(notebook: Notebook, number: int, presses: int = 120) -> tuple[int, float]:
    """Steps made, and milliseconds behind, when a key repeats as fast as it can be sent."""
    player = notebook.player(number)
    player.press("Home")
    player.settle()
    for _ in range(presses):
        player.press_now("ArrowRight")
    late = notebook.page.evaluate(
        "() => new Promise(done => { const from = performance.now();"
        "requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from)))})"
    )
    return int(player.where.split()[1]) - 1, float(late)


WATCH = """([label, watched, values]) => new Promise(done => {
    const labels = [...document.querySelectorAll(".widget-label")];
    const named = labels.find(each => each.textContent === label);
    const control = named.parentElement.querySelector("input");
    const target = document.querySelector(watched);
    const found = [];
    const next = () => {
        if (found.length === values.length) return done(found);
        const from = performance.now();
        const seen = new MutationObserver(() => {
            seen.disconnect();
            // The player draws within a frame: a message is handled once that frame is painted.
            const {port1, port2} = new MessageChannel();
            port1.onmessage = () => {
                found.push(performance.now() - from);
                setTimeout(next, 120);
            };
            port2.postMessage(0);
        });
        seen.observe(target, {childList: true, subtree: true, characterData: true});
        control.value = values[found.length];
        control.dispatchEvent(new Event("input", {bubbles: true}));
        control.dispatchEvent(new Event("change", {bubbles: true}));
    };
    next();
})"""


def setting(notebook: Notebook, label: str, watched: str, rounds: int) -> list[float]:
    """Milliseconds from a changed setting to the painted picture."""
    values = [str(1 + (i + 1) % 2) for i in range(rounds)]
    found: list[float] = notebook.page.evaluate(WATCH, [label, watched, values])
    return found


def appearance(notebook: Notebook) -> tuple[float, float]:
    """Milliseconds to a player's first picture, painted: since its cell ran, since the order."""
    ran, whole = notebook.page.evaluate(
        """async () => {
            const {commands, shell} = window.jupyterapp;
            const content = shell.currentWidget.content;
            content.activeCellIndex = content.widgets.length - 1;
            const cell = content.activeCell;
            const old = cell.node.querySelector(".cnn-player");
            const from = performance.now();
            let ran = Infinity;
            commands.execute("notebook:run-cell").then(() => { ran = performance.now(); });
            const drawn = () => {
                const player = cell.node.querySelector(".cnn-player");
                return player && player !== old && player.querySelector(".caption span");
            };
            while (!drawn()) await new Promise(requestAnimationFrame);
            await new Promise(done => setTimeout(done));
            const now = performance.now();
            return [Math.max(0, now - ran), now - from];
        }"""
    )
    return float(ran), float(whole)


def sizes() -> float:
    """Megabytes of the largest payload among the largest traces of their kinds."""
    rng = np.random.default_rng(0)
    made = [
        trace.conv2d(rng.random((64, 64, 3)), rng.normal(size=(5, 5, 3, 1)), [0.5]),
        trace.conv2d(rng.random((64, 64, 3)), rng.normal(size=(3, 3, 3, 1)), padding="same"),
        trace.dense(rng.normal(size=300), rng.normal(size=(300, 300))),
        trace.max_pool2d(rng.random((70, 70)), 3, stride=1, padding="same"),
    ]
    texts = [json.dumps(payload.of(each), ensure_ascii=False) for each in made]
    return max(len(text.encode()) for text in texts) / 1e6


def measured(lab: Lab, browser: Browser, rounds: int) -> Iterator[tuple[str, float, float]]:
    """Each figure with the most that it may be."""
    notebook = lab.open(browser, [SETUP, "play(volume)", "play(picture)"])
    for number, name in enumerate(("12x12x3, 4 filters", "64x64 picture")):
        step_work(notebook, number, 10)
        yield (
            f"step, {name}: ms of work, p95",
            p95(step_work(notebook, number, rounds)),
            8,
        )
        made, late = held(notebook, number)
        yield (f"held key, {name}: steps lost of 120", 120 - made, 0)
        yield (f"held key, {name}: ms behind at the end", late, 50)
    notebook.close()
    notebook = lab.open(browser, [SETUP + MATPLOTLIB, "explorer", "interact(draw, stride=(1, 2));"])
    notebook.player()
    notebook.page.wait_for_selector(".jp-OutputArea-output img")
    ours = setting(notebook, "stride, rows", ".cnn-player .where", rounds)
    yield ("setting changed: ms to the picture, median", median(ours), float("inf"))
    yield ("setting changed: ms to the picture, p95", p95(ours), 60)
    theirs = interacted(notebook, rounds)
    yield ("  interact and matplotlib, p95", p95(theirs), float("inf"))
    yield ("  ours, as a share of theirs", median(ours) / median(theirs), 0.25)
    notebook.close()
    notebook = lab.open(browser, [SETUP, "play(volume)", *["play(volume)"] * 9])
    notebook.player(9)
    step_work(notebook, 9, 10)
    yield ("step among ten players: ms of work, p95", p95(step_work(notebook, 9, rounds)), 8)
    notebook.close()
    notebook = lab.open(browser, [SETUP, "play(volume)"])
    notebook.player()
    yield ("playing at 60 steps a second: steps missed, %", 100 - playing(notebook) / 0.6, 5)
    shown = [appearance(notebook) for _ in range(7)]
    yield ("first appearance: ms after the cell ran", median(ran for ran, _ in shown), 300)
    yield ("  ms after the order to run it", median(whole for _, whole in shown), float("inf"))
    notebook.close()
    yield ("largest payload: MB", sizes(), 1)


def playing(notebook: Notebook, seconds: int = 4) -> float:
    """Steps a second that a player makes when it is set to 60."""
    player = notebook.player()
    player.root.locator("select").select_option("60")
    player.press("Home", " ")
    player.page.wait_for_timeout(500)
    start, first = player.page.evaluate(STEP_NOW)
    player.page.wait_for_timeout(1000 * seconds)
    end, last = player.page.evaluate(STEP_NOW)
    return float((last - first) / (end - start) * 1000)


STEP_NOW = """() => [
    performance.now(), Number(document.querySelector(".where").textContent.split(" ")[1])
]"""


def interacted(notebook: Notebook, rounds: int) -> list[float]:
    """Milliseconds from a key on the slider of ``interact`` to the new picture."""
    found = []
    for i in range(rounds):
        key = "ArrowRight" if i % 2 == 0 else "ArrowLeft"
        notebook.page.evaluate(
            """() => {
            const area = document.querySelector(".widget-interact .jp-OutputArea");
            window.painted = new Promise(done => {
                const from = performance.now();
                const seen = new MutationObserver(async () => {
                    const image = area.querySelector("img");
                    if (!image || image === window.last) return;
                    seen.disconnect();
                    await image.decode();
                    window.last = image;
                    requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
                });
                window.last = area.querySelector("img");
                seen.observe(area, {childList: true, subtree: true, attributes: true});
            });
            document.querySelector(".widget-interact .noUi-handle").focus();
        }"""
        )
        notebook.page.keyboard.press(key)
        found.append(float(notebook.page.evaluate("window.painted")))
        notebook.page.wait_for_timeout(100)
    return found


def main(rounds: int) -> int:
    missed = False
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, figure, most in measured(lab, browser, rounds):
            fails = figure > most
            missed |= fails
            bar = "" if most == float("inf") else f"  (at most {most:g}){' MISSED' * fails}"
            print(f"{name:48} {figure:8.2f}{bar}", flush=True)
        browser.close()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
