"""TensorBoard, for those who have it: written to while training, and opened where it can be."""

from __future__ import annotations

import html
import importlib.util
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from helpers.training.device import keras


class Board:
    """Passes each epoch on to Keras's TensorBoard, and never stops a training.

    Whatever is amiss with it (not installed, another backend, a full disk) is said once. Without
    a ``folder`` it does nothing.
    """

    def __init__(self, model: keras.Model, folder: str | Path | None) -> None:
        self._failed = folder is None
        self._board: Any = None
        if folder is not None:
            self._softly(self._open, model, str(folder))

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._board is not None:
            with suppress(Exception):  # what was amiss has been said
                self._board.on_train_end()

    def epoch(self, epoch: int, logs: dict[str, float]) -> None:
        """Write what an epoch, counted from 0, brought."""
        self._softly(lambda: self._board.on_epoch_end(epoch, logs))

    def _open(self, model: keras.Model, folder: str) -> None:
        self._board = keras.callbacks.TensorBoard(log_dir=folder, write_graph=False)
        self._board.set_model(model)
        self._board.on_train_begin()

    def _softly(self, hook: Callable[..., None], *arguments: Any) -> None:
        try:
            if not self._failed:
                hook(*arguments)
        except Exception as error:
            self._failed = True
            print(f"TensorBoard is left out: {error}")


# To a browser, localhost and 127.0.0.1 are two sites, and a frame of another site may keep nothing,
# which TensorBoard must: so the frame calls this machine by the name that the page has for it.
SAME = """<script>{
    const frame = document.currentScript.previousElementSibling, to = new URL(frame.src);
    if (["localhost", "127.0.0.1"].includes(location.hostname) && to.hostname !== location.hostname)
        frame.src = Object.assign(to, {hostname: location.hostname});
}</script>"""


@dataclass(frozen=True, repr=False)
class Opened:
    """TensorBoard at ``address``; ``framed`` where a page on this machine can show it."""

    address: str
    framed: bool
    words: str

    def __repr__(self) -> str:
        return f"{self.words} {self.address}".strip()

    def _repr_html_(self) -> str:
        to = html.escape(self.address)
        link = f'<a href="{to}" target="_blank" rel="noopener">{to}</a>' if to else ""
        frame = f'<iframe src="{to}" width="100%" height="620" title="TensorBoard"></iframe>{SAME}'
        return f"<p>{html.escape(self.words)} {link}</p>{frame if self.framed else ''}"


def show(folder: str | Path = "logs") -> Opened | None:
    """Open TensorBoard on what a training wrote to ``folder``: in the page, or by a link.

    Raises:
        FileNotFoundError: nothing was written there.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(f'{folder} does not exist: train with tensorboard="{folder}" first')
    if importlib.util.find_spec("tensorboard") is None:
        return Opened("", False, "TensorBoard is not installed: pip install tensorboard.")
    if "google.colab" in sys.modules:  # it has a way of its own to show what runs on its machine
        from tensorboard import notebook

        notebook.start(f"--logdir {folder}")
        return None
    from tensorboard import program

    server = program.TensorBoard()
    server.configure(argv=[None, "--logdir", str(folder), "--port", "0", "--load_fast", "false"])
    address = server.launch()
    if prefix := os.environ.get("JUPYTERHUB_SERVICE_PREFIX"):  # Binder is such a hub, too
        words = "TensorBoard runs on the hub. With jupyter-server-proxy there, it is at"
        return Opened(f"{prefix}proxy/{urlsplit(address).port}/", False, words)
    return Opened(address, True, "TensorBoard, also in a tab of its own:")
