"""A button that takes a picture file of the learner's; large ones are made smaller in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from helpers.player.widget import FRONT as PLAYER
from helpers.player.widget import join_scripts

FRONT = Path(__file__).parent / "front"


class PictureFile(anywidget.AnyWidget):
    """A button for a picture file. ``value`` is the content of the file, b"" before there is one.

    A notebook program drops messages above some 10 MB without a word. So the page makes a large
    picture smaller before it sends it, as a PNG; one that it cannot show, it does not send, and
    says so. It sends ``{"name": file name}`` with the bytes.

    >>> chosen = PictureFile()
    >>> chosen.value
    b''
    """

    _esm = join_scripts([PLAYER / "drawing" / "elements.js", FRONT / "picture_file.js"])
    _css = (FRONT / "picture_file.css").read_text("utf-8")

    value = traitlets.Bytes()
    description = traitlets.Unicode("choose a file").tag(sync=True)
    # The name of the file that Python has.
    file = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(_take)


def _take(chosen: PictureFile, content: dict[str, Any], buffers: list[Any]) -> None:
    """Take the file that the page sends."""
    if buffers:
        chosen.file = str(content.get("name", ""))
        chosen.value = bytes(buffers[0])
