"""A trace saved as a file: a page with the live player, a film, or a still picture."""

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
"""For each ending of a file name: what makes the content of a trace, and what writes it."""


def save(trace: Trace, path: str | Path, **settings: Any) -> Path:
    """Write a trace to ``path`` as a page, a film or a still picture.

    Args:
        trace: The steps.
        path: The file. Its ending chooses what it holds: ``.html`` the player in a page that needs
            no notebook and no network; ``.gif`` and ``.mp4`` a film; ``.svg``, ``.png`` and
            ``.pdf`` a still picture of one step.
        settings: For a page ``index``, ``speed``, ``predict`` and ``symbols``; for a film
            ``steps`` and ``fps``; for a still ``index``.

    Raises:
        TypeError: Not a trace, or a setting that such a file does not have.
        ValueError, IndexError: The path has another ending, or a setting is out of range.
        OSError: The file cannot be written; an older file of that name stays as it was.
        RuntimeError: The film is to be MP4, and there is no ffmpeg.

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
