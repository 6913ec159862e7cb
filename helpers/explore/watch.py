"""A line in the page that says when Python does not hear of a changed control."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from helpers.player.widget import FRONT as PLAYER
from helpers.player.widget import join_scripts

FRONT = Path(__file__).parent / "front"


class Watch(anywidget.AnyWidget):
    """Says that Python was restarted, where a control in the same box is changed after that.

    The page sends a message when a control is changed, and waits until ``heard`` is counted up.
    """

    _esm = join_scripts([PLAYER / "control" / "requests.js", FRONT / "watch.js"])
    _css = (FRONT / "watch.css").read_text("utf-8")

    heard = traitlets.Int().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(_count)


def _count(watch: Watch, _: Any, __: Any) -> None:
    """Count a message of the page."""
    watch.heard += 1
