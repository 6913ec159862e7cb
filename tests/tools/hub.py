"""A real JupyterHub on this machine: learners log in, and run lessons in a JupyterLab of their own.

``make hub`` installs what it needs: JupyterHub into ``.hub``, its proxy into ``build/proxy``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import requests
import websocket
from browser import ROOT, free_port

PACKAGES = ROOT / ".hub"
PROXY = ROOT / "build" / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
LESSONS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
START = "/lab/tree/notebooks/start.ipynb"
PATIENCE = 300.0


def missing() -> str:
    """What a hub needs and is not there; empty if nothing is."""
    lacking = [str(each) for each in (PACKAGES / "jupyterhub", PROXY) if not each.exists()]
    lacking += [] if shutil.which("node") else ["Node.js"]
    return f"no JupyterHub: make hub installs {', '.join(lacking)}" if lacking else ""


class Hub:
    """A JupyterHub, and the folder in which its learners' folders lie.

    ``mark``, here and of a learner, stands in the environment of all that run for them only.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.mark = f"CLASSROOM={folder}"
        self.learners: list[Learner] = []

    def learner(self, name: str) -> Learner:
        """Give a learner a folder with the lessons, and log in."""
        shutil.copytree(ROOT / "notebooks", self.folder / name / "notebooks")
        self.learners.append(Learner(self.url, name, f"HOME={self.folder / name}"))
        return self.learners[-1]


class Learner:
    """One who is logged in: by cookies as in a browser, and by a token as a program is."""

    def __init__(self, hub: str, name: str, mark: str) -> None:
        self.hub, self.name, self.mark = hub, name, mark
        self.url = f"{hub}/user/{name}"
        self.browser = requests.Session()
        form = {"username": name, "password": "", "_xsrf": self._xsrf("/hub/login")}
        # Where it leads on to, the server starts by itself; here, start() says when.
        self.browser.post(
            f"{hub}/hub/login", form, allow_redirects=False, timeout=PATIENCE
        ).raise_for_status()
        asked = self.browser.post(
            f"{hub}/hub/api/users/{name}/tokens",
            headers={"X-XSRFToken": self._xsrf("/hub/token")},
            timeout=PATIENCE,
        )
        asked.raise_for_status()
        self.headers = {"Authorization": f"token {asked.json()['token']}"}

    def _xsrf(self, page: str) -> str:
        self.browser.get(self.hub + page, timeout=PATIENCE).raise_for_status()
        return next(str(each.value) for each in self.browser.cookies if each.name == "_xsrf")

    def ask(self, method: str, url: str, **options: Any) -> requests.Response:
        """Ask the hub or a server, as a program."""
        return requests.request(method, url, headers=self.headers, timeout=PATIENCE, **options)

    def start(self) -> None:
        """Have the hub start the learner's server, and wait for it."""
        self._server("POST", lambda servers: bool(servers.get("", {}).get("ready")))

    def stop(self) -> None:
        """Have the hub end the server and its kernels, and wait for that."""
        self._server("DELETE", lambda servers: not servers)

    def _server(self, method: str, reached: Callable[[dict[str, Any]], bool]) -> None:
        user = f"{self.hub}/hub/api/users/{self.name}"
        self.ask(method, f"{user}/server").raise_for_status()
        until = time.monotonic() + PATIENCE
        while not reached(self.ask("GET", user).json()["servers"]):
            if time.monotonic() > until:
                raise RuntimeError(f"{method} of the server of {self.name} took {PATIENCE} s")
            time.sleep(0.2)

    def open(self, lesson: Path) -> Kernel:
        """Open a lesson of the learner's own folder, which starts a kernel."""
        path = f"notebooks/{lesson.name}"
        session = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.ask("POST", f"{self.url}/api/sessions", json=session)
        answer.raise_for_status()
        return Kernel(self, answer.json()["kernel"]["id"])


class Kernel:
    """A kernel of a learner's server, spoken to as JupyterLab does: through the hub's proxy."""

    def __init__(self, learner: Learner, identity: str) -> None:
        self.url = f"{learner.url}/api/kernels/{identity}"
        self.learner, self.session = learner, uuid.uuid4().hex
        self.socket = websocket.create_connection(
            f"{self.url.replace('http', 'ws', 1)}/channels?session_id={self.session}",
            header=learner.headers,
            timeout=PATIENCE,
        )

    def run(self, code: str) -> list[dict[str, Any]]:
        """Run code; return the contents of its outputs.

        Raises:
            RuntimeError: the code failed.
        """
        asked = self._send(code)
        outputs: list[dict[str, Any]] = []
        due = {"execute_reply", "idle"}
        while due:
            opcode, received = self.socket.recv_data()
            if opcode != websocket.ABNF.OPCODE_TEXT:  # with buffers: the state of a widget
                continue
            message = json.loads(received)
            kind, content = message["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != asked:
                continue
            if kind == "error":
                raise RuntimeError("\n".join([code, *content["traceback"]]))
            if kind in ("stream", "display_data", "execute_result"):
                outputs.append(content)
            due -= {kind, content.get("execution_state")}
        return outputs

    def _send(self, code: str) -> str:
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": self.session, "username": self.learner.name, "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        content |= {"user_expressions": {}, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps({**message, "buffers": [], "channel": "shell"}))
        return header["msg_id"]

    def close(self) -> None:
        """Leave the kernel running, as a closed tab does."""
        self.socket.close()


def cells(lesson: Path) -> list[str]:
    """Return the code of a lesson, cell by cell."""
    notebook: Any = nbformat.read(lesson, as_version=4)  # type: ignore[no-untyped-call]
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def settings(folder: Path, url: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the hub's configuration: anyone logs in; servers run as the user who runs the hub."""
    proxy, hub = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    served = ["--allow-root", "--ServerApp.kernel_websocket_connection_class=helpers.server.Prompt"]
    return {
        "JupyterHub": {
            "authenticator_class": "dummy",
            "bind_url": url,
            "hub_bind_url": hub,
            "spawner_class": "simple",
        },
        "DummyAuthenticator": {"allow_all": True},
        "ConfigurableHTTPProxy": {"api_url": proxy, "command": [str(PROXY)]},
        "SimpleLocalProcessSpawner": {
            "args": served,
            "cmd": [sys.executable, "-m", "jupyterhub.singleuser"],
            "default_url": START,
            "environment": dict(variables),
            "home_dir_template": f"{folder}/{{username}}",
            "http_timeout": int(PATIENCE),  # as patient as we are: many start at once
            "start_timeout": int(PATIENCE),
        },
    }


@contextmanager
def running(folder: Path, variables: Mapping[str, str]) -> Iterator[Hub]:
    """Run a hub in the folder; its learners' lessons see the variables."""
    opened = Hub(f"http://127.0.0.1:{free_port()}", folder)
    # The hub's proxy gets the mark on, its learners' servers do not.
    environment = {
        **os.environ,
        "TF_ENABLE_ONEDNN_OPTS": "1",
        "CLASSROOM": str(folder),
        "PYTHONPATH": str(PACKAGES),
    }
    config = folder / "jupyterhub_config.json"
    config.write_text(json.dumps(settings(folder, opened.url, variables)), "utf-8")
    with (folder / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"{opened.url}/hub/api/", process)
        yield opened
        for learner in opened.learners:
            learner.browser.close()
    except Exception as error:
        said = (folder / "hub.log").read_text("utf-8", "replace")[-3000:]
        raise RuntimeError(f"{error}\nThe hub and its servers said last:\n{said}") from error
    finally:
        process.terminate()  # it ends its proxy and its servers first
        process.wait(PATIENCE)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the hub did not answer")
