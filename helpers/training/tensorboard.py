"""TensorBoard, where it is installed, opened on what Keras's callback has written."""

from __future__ import annotations

import html
import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SAME_HOST_SCRIPT = """<script>{
    const frame = document.currentScript.previousElementSibling, to = new URL(frame.src);
    if (["localhost", "127.0.0.1"].includes(location.hostname) && to.hostname !== location.hostname)
        frame.src = Object.assign(to, {hostname: location.hostname});
}</script>"""
"""Gives the frame before it the host name of the page, where both are names of this machine.

To a browser, localhost and 127.0.0.1 are two sites, and a frame from another site may store
nothing. TensorBoard must store its settings.
"""


@dataclass(frozen=True, repr=False)
class TensorBoardLink:
    """A sentence with a link to a running TensorBoard, and TensorBoard itself where possible.

    Args:
        address: URL of TensorBoard; "" where none runs.
        framed: Whether TensorBoard is shown in the notebook, below the link.
        text: The sentence before the link.
    """

    address: str
    framed: bool
    text: str

    def __repr__(self) -> str:
        return f"{self.text} {self.address}".strip()

    def _repr_html_(self) -> str:
        url = html.escape(self.address)
        link = f'<a href="{url}" target="_blank" rel="noopener">{url}</a>' if url else ""
        frame = (
            f'<iframe src="{url}" width="100%" height="620" title="TensorBoard"></iframe>'
            f"{SAME_HOST_SCRIPT}"
        )
        return f"<p>{html.escape(self.text)} {link}</p>{frame if self.framed else ''}"


def show(folder: str | Path = "logs") -> TensorBoardLink | None:
    """Start TensorBoard, and return a link to it. On Colab, show it and return None.

    Args:
        folder: What ``keras.callbacks.TensorBoard`` was given.

    Raises:
        FileNotFoundError: The folder does not exist.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(
            f"{folder} does not exist: first train with "
            f'callbacks=[keras.callbacks.TensorBoard("{folder}")]'
        )
    if importlib.util.find_spec("tensorboard") is None:
        return TensorBoardLink("", False, "TensorBoard is not installed: pip install tensorboard.")
    if "google.colab" in sys.modules:  # a browser cannot reach the ports of Colab's machine
        from tensorboard import notebook

        notebook.start(f"--logdir {folder}")
        return None
    from tensorboard import program

    server = program.TensorBoard()
    server.configure(argv=[None, "--logdir", str(folder), "--port", "0", "--load_fast", "false"])
    address = server.launch()
    if prefix := os.environ.get("JUPYTERHUB_SERVICE_PREFIX"):  # set on Binder, too
        text = "TensorBoard runs on the hub. With jupyter-server-proxy there, it is at"
        return TensorBoardLink(f"{prefix}proxy/{urlsplit(address).port}/", False, text)
    return TensorBoardLink(address, True, "TensorBoard, also in a tab of its own:")
