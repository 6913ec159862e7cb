"""Messages from a kernel that reach the browser at once.

Jupyter Server leaves Nagle's algorithm on: a small message waits until the one before it is
acknowledged, up to 40 ms. A learner who moves a slider waits for it at every second change.
``make lab`` starts JupyterLab with this class.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class Prompt(ZMQChannelsWebsocketConnection):
    """The connection of a browser to a kernel, without a wait between small messages."""

    def connect(self) -> Any:
        """Join the two."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
