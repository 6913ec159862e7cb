"""A kernel's small messages do not wait for one another."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.server import Prompt

ROOT = Path(__file__).parents[2]


def test_a_connection_sends_at_once() -> None:
    done: list[object] = []
    handler = SimpleNamespace(set_nodelay=done.append)
    connection = SimpleNamespace(websocket_handler=handler)
    bound = Prompt.connect.__get__(connection, Prompt)
    with pytest.raises(TypeError, match="super"):
        bound()  # it is no connection; but the handler was told before that
    assert done == [True]


def test_make_lab_uses_it() -> None:
    assert "kernel_websocket_connection_class=helpers.server.Prompt" in (
        ROOT / "Makefile"
    ).read_text("utf-8")
