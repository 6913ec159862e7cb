"""Real notebooks in a headless Chromium: one browser, and one JupyterLab, for all tests."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    Error,
    Locator,
    Page,
    Request,
    ViewportSize,
    WebSocket,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 30_000
SIZE: ViewportSize = {"width": 1400, "height": 1000}
BROWSERLESS = "no Chromium: set CHROMIUM to its path, or run playwright install chromium"


def chromium() -> str:
    """The browser's path; without one, a skip, but a failure where CI is set."""
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        with sync_playwright() as playwright:
            bundled = playwright.chromium.executable_path
        found = bundled if Path(bundled).exists() else None
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(BROWSERLESS)
    pytest.skip(BROWSERLESS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"{BROWSERLESS}; {path} does not start: {error}")
        yield launched
        launched.close()


class Lab:
    """A running JupyterLab, the folder that it serves, and its pages in which nothing is open.

    A page is used again: JupyterLab takes four seconds to start, and a notebook half a second.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.free: list[Page] = []

    def open(self, browser: Browser, cells: list[str], theme: str = "light") -> Notebook:
        """Open a new notebook with these cells and run them all."""
        return Notebook(self, browser, stored(cells, self.folder), theme)

    def page(self, browser: Browser, name: str) -> Page:
        """A page in which this notebook is opened, or can be."""
        if self.free:
            return self.free.pop()
        context = browser.new_context(viewport=SIZE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{self.url}/lab/tree/{name}?reset")
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext")
        return page


class Opened:
    """A page with players: which hosts it asked, and what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", self._requested)
        page.on("websocket", self._connected)
        page.on("pageerror", self._failed)

    def _requested(self, request: Request) -> None:
        self._asked(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self._asked(socket.url)

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def _asked(self, url: str) -> None:
        if url.startswith(("http", "ws")):
            self.hosts.add(url.split("/")[2].split(":")[0])

    def player(self, number: int = 0) -> Player:
        player = Player(self, self.page.locator(".cnn-player").nth(number))
        player.root.wait_for()
        return player

    def close(self) -> None:
        self.page.context.close()


OPEN = """async ([path, name]) => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = await app.commands.execute("docmanager:open", {path});
    app.shell.activateById(panel.id);
    await panel.context.ready; await panel.sessionContext.ready;
    const theme = name === "dark" ? "JupyterLab Dark" : "JupyterLab Light";
    if (document.body.dataset.jpThemeName !== theme)
        await app.commands.execute("apputils:change-theme", {theme});
}"""
RUN = """async () => {
    const app = window.jupyterapp;
    await app.commands.execute("notebook:run-all-cells");
    const outputs = app.shell.currentWidget.content.widgets
        .flatMap(cell => cell.model.outputs?.toJSON() ?? []);
    return outputs.find(output => output.output_type === "error")?.evalue;
}"""
CLOSE = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.ready;
    await panel.sessionContext.shutdown();
    panel.dispose();
}"""


class Notebook(Opened):
    """A notebook in JupyterLab, with its kernel."""

    def __init__(self, lab: Lab, browser: Browser, name: str, theme: str = "light") -> None:
        super().__init__(lab.page(browser, name))
        self.lab = lab
        self.page.set_viewport_size(SIZE)
        self.page.evaluate(OPEN, [name, theme])
        self.opened()
        problem = self.page.evaluate(RUN)
        assert not problem, problem

    def opened(self) -> None:
        """Look at it before its cells are run."""

    def close(self) -> None:
        """Close it, and its kernel with it; the page is free for another."""
        self.page.evaluate(CLOSE)
        self.page.remove_listener("request", self._requested)
        self.page.remove_listener("websocket", self._connected)
        self.page.remove_listener("pageerror", self._failed)
        self.lab.free.append(self.page)

    def run(self, code: str) -> str:
        """Run code in the kernel, apart from the cells; return what it printed."""
        return str(
            self.page.evaluate(
                """async (code) => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const future = kernel.requestExecute({code, store_history: false});
            let text = "";
            future.onIOPub = (message) => {
                const {text: out, traceback} = message.content;
                if (message.header.msg_type === "stream") text += out;
                if (message.header.msg_type === "error") text += traceback.join("\\n");
            };
            await future.done;
            return text.trim();
        }""",
                code,
            )
        )


class Player:
    """What a learner sees and does in one player."""

    def __init__(self, notebook: Opened, root: Locator) -> None:
        self.notebook, self.page, self.root = notebook, notebook.page, root

    def text(self, part: str) -> str:
        """The text of a part once everything that is due has been drawn."""
        return str(
            self.root.locator(f".{part}").evaluate(
                """part => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
                    () => done(part.textContent))))"""
            )
        )

    @property
    def caption(self) -> str:
        return self.text("caption")

    @property
    def where(self) -> str:
        return self.text("where")

    def settle(self) -> None:
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def press(self, *keys: str) -> None:
        """Press keys, with the focus in the player."""
        self.root.evaluate("root => root.contains(document.activeElement) || root.focus()")
        self.press_now(*keys)

    def walk(self, key: str, steps: int) -> list[str]:
        """Press a key so many times, as a program can, and return the caption after each."""
        captions: list[str] = self.root.evaluate(
            """async (root, [key, steps]) => {
                const captions = [];
                for (let step = 0; step < steps; step++) {
                    root.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
                    // The player draws in the next frame, and asked for it before this does.
                    await new Promise(requestAnimationFrame);
                    captions.push(root.querySelector(".caption").textContent);
                }
                return captions;
            }""",
            [key, steps],
        )
        return captions

    def press_now(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=False).first.click()

    def cell(self, role: str, row: int, col: int, number: int = 0) -> tuple[float, float]:
        """Where on the page a cell of a figure is."""
        lines = self.root.locator(f".{role}-figure .grid").nth(number)
        lines.scroll_into_view_if_needed()
        box = lines.bounding_box()
        assert box
        height, width = json.loads(
            lines.evaluate(
                "grid => JSON.stringify([grid.dataset.rows, grid.dataset.cols].map(Number))"
            )
        )
        across, down = (box["width"] - 6) / width, (box["height"] - 6) / height
        return box["x"] + 3 + (col + 0.5) * across, box["y"] + 3 + (row + 0.5) * down

    def point(self, role: str, row: int, col: int, number: int = 0) -> None:
        self.page.mouse.move(*self.cell(role, row, col, number))

    def choose(self, role: str, row: int, col: int, number: int = 0) -> None:
        self.page.mouse.click(*self.cell(role, row, col, number))


def stored(cells: list[str], folder: Path) -> str:
    """Write a notebook of these cells into the folder; return its name."""
    name = f"n{time.monotonic_ns()}.ipynb"
    (folder / name).write_text(json.dumps(_notebook(cells)), "utf-8")
    return name


def _notebook(cells: list[str]) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": [
            {
                "id": f"cell-{number}",
                "cell_type": "code",
                "metadata": {},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(cells)
        ],
    }


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    chromium()
    with serving(tmp_path_factory.mktemp("lab")) as running:
        yield running


PROMPT = "ServerApp.kernel_websocket_connection_class=helpers.server.Prompt"
"""A setting of make lab."""


@contextmanager
def serving(
    folder: Path,
    python: Sequence[str] = (sys.executable,),
    special: Sequence[str] = (PROMPT,),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Lab]:
    """Run a JupyterLab that serves this folder: ours as make lab does, or another's."""
    port = free_port()
    settings = ["IdentityProvider.token=", "LabApp.expose_app_in_browser=True", *special]
    settings += ["JupyterNotebookApp.expose_app_in_browser=True"]
    settings += [f"ServerApp.port={port}", f"ServerApp.root_dir={folder}"]
    settings += [f"LabApp.app_settings_dir={folder / 'settings'}"]
    command = [*python, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{setting}" for setting in settings]
    ours = {**os.environ, "PYTHONPATH": str(ROOT), "CIFAR10_RUN": "short"}
    ours.pop("TF_ENABLE_ONEDNN_OPTS", None)  # learners have oneDNN
    with answering(command, port, folder, {**(environment or ours), **_quiet(folder)}) as url:
        yield Lab(url, folder)


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def answering(
    command: list[str], port: int, folder: Path, environment: dict[str, str]
) -> Iterator[str]:
    """Run a notebook server in the folder; yield its address once it answers."""
    server = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/api", server)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            # Its kernels and its loop have ended; it can still wait for a thread of anyio.
            server.kill()
            server.wait()


def _quiet(folder: Path) -> dict[str, str]:
    """Settings and learners' answers of its own, and no question about news."""
    overrides = folder / "settings"
    overrides.mkdir()
    settings = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
        # All cells are drawn, not only those in sight.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    }
    (overrides / "overrides.json").write_text(json.dumps(settings))
    return {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "user"),
        "LEARN_CONVNETS_DATA": str(folder / "data"),
    }


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the notebook server ended before it answered")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the notebook server did not answer within a minute")
