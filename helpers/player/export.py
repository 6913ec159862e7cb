"""A trace as a file of its own: a page that is live, a film of its steps, or a still."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

from helpers.core.trace import Trace
from helpers.draw.animation import Film, film
from helpers.draw.figures import step
from helpers.draw.theme import Picture
from helpers.player.widget import TracePlayer, play

KINDS: dict[str, tuple[Callable[..., Any], Callable[..., Path]]] = {
    **dict.fromkeys([".html"], (play, TracePlayer.save_html)),
    **dict.fromkeys([".gif", ".mp4"], (film, Film.save)),
    **dict.fromkeys([".svg", ".png", ".pdf"], (step, Picture.save)),
}
"""What a file of each ending holds: how that is made of a trace, and how it is written."""


def save(trace: Trace, path: str | Path, **settings: Any) -> Path:
    """Write a trace to ``path``; its ending chooses what, and which ``settings`` it takes.

    ``.html`` is the player in a page that needs no notebook and no network (``index``, ``speed``,
    ``predict``, ``symbols``); ``.gif`` and ``.mp4`` are films (``steps``, ``fps``); ``.svg``,
    ``.png`` and ``.pdf`` are stills of one step (``index``).

    Raises:
        TypeError: not a trace, or a setting that such a file does not have.
        ValueError, IndexError: another ending, or a setting out of range.
        OSError: the file cannot be written; then a file that was there stays as it was.
        RuntimeError: MP4 was asked for, and there is no ffmpeg.

    >>> from helpers.core.trace import dense
    >>> save(dense([1, 2], [[3], [4]]), "unit.gif", index=1)
    Traceback (most recent call last):
    TypeError: a .gif file takes the settings steps, fps; received index
    """
    path = Path(path)
    if not isinstance(trace, Trace):
        raise TypeError(f"save takes a trace, as trace.conv2d(…) makes it; received {trace!r}")
    if path.suffix not in KINDS:
        raise ValueError(f"a trace is saved as {', '.join(KINDS)}; received {path.name!r}")
    make, write = KINDS[path.suffix]
    known = [name for name in signature(make).parameters if name != "trace"]
    unknown = [name for name in settings if name not in known]
    if unknown:
        raise TypeError(
            f"a {path.suffix} file takes the settings {', '.join(known)}; "
            f"received {', '.join(unknown)}"
        )
    return write(make(trace, **settings), path)
