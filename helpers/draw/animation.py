"""A trace as an animation: a GIF or MP4 file, or a video that a notebook shows."""

from __future__ import annotations

import html
import shutil
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter

from helpers.core.files import atomic_write
from helpers.core.geometry import whole
from helpers.core.trace import Trace
from helpers.draw.scene import page
from helpers.draw.theme import DOTS_PER_INCH, MARGIN, STYLE, UNIT, board, frame

MOST_FRAMES = 400
"""Drawing so many frames takes a minute, and nobody watches a longer film to its end."""


class Film:
    """Steps of a trace as the frames of a film; made by ``film``.

    Args:
        trace: The steps.
        chosen: Numbers of the steps that are shown.
        fps: Frames per second.
    """

    def __init__(self, trace: Trace, chosen: Sequence[int], fps: int) -> None:
        self.trace, self.chosen, self.fps = trace, chosen, fps
        pages = [page(trace, trace[i]) for i in chosen]
        # One size for all frames: the sum's line may wrap in some of them only.
        self._size = (
            max(layout.width for layout in pages) + 2 * MARGIN,
            max(layout.height for layout in pages) + 2 * MARGIN,
        )

    def __repr__(self) -> str:
        return f"film of {len(self.chosen)} steps, {self.fps} a second: {self.trace!r}"

    def save(self, path: str | Path) -> Path:
        """Write the film to ``path``; its ending (.gif or .mp4) chooses the format.

        Raises:
            ValueError: The path has another ending.
            RuntimeError: The film is to be MP4, and there is no ffmpeg.
            OSError: The file cannot be written; an older file of that name stays as it was.
        """
        path = Path(path)
        if path.suffix not in (".gif", ".mp4"):
            raise ValueError(f"a film is saved as .gif or .mp4; received {path.name!r}")
        with atomic_write(path) as aside:
            self._write(aside)
        return path

    def html(self) -> str:
        """Return the film as one HTML element: a video, or without ffmpeg a GIF."""
        alt = html.escape(repr(self), quote=True)
        with TemporaryDirectory() as folder:
            try:
                content = self._write(Path(folder) / "film.mp4").read_bytes()
            except RuntimeError:
                content = self._write(Path(folder) / "film.gif").read_bytes()
                data = f"data:image/gif;base64,{b64encode(content).decode()}"
                return f'<img src="{data}" alt="{alt}" style="max-width: 100%">'
        data = f"data:video/mp4;base64,{b64encode(content).decode()}"
        style = "max-width: 100%"
        return f'<video src="{data}" aria-label="{alt}" style="{style}" controls loop></video>'

    def _repr_html_(self) -> str:
        return self.html()

    def _write(self, path: Path) -> Path:
        writer: Any = PillowWriter(fps=self.fps)
        options: Any = {}
        if path.suffix == ".mp4":
            # Players on phones and in browsers want this colour format and even sizes.
            even = ["-pix_fmt", "yuv420p", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"]
            writer = FFMpegWriter(fps=self.fps, codec="libx264", extra_args=even)
            options["animation.ffmpeg_path"] = ffmpeg()
        with mpl.rc_context({**STYLE, **options}):
            self._animation().save(path, writer=writer, dpi=DOTS_PER_INCH / 1.5)
        return path

    def _animation(self) -> FuncAnimation:
        width, height = self._size
        figure, axes = board(width, height, UNIT)

        def paint(index: int) -> list[Any]:
            axes.clear()
            frame(axes, width, height)
            page(self.trace, self.trace[index]).paint(axes, MARGIN, MARGIN, UNIT)
            return []

        return FuncAnimation(
            figure, paint, frames=self.chosen, init_func=list, interval=1000 / self.fps
        )


def film(trace: Trace, steps: Iterable[int] | None = None, fps: int = 2) -> Film:
    """Make a film of a trace.

    Args:
        trace: The steps.
        steps: Numbers of the steps that are shown. Without it all are, or of a trace of more than
            ``MOST_FRAMES`` steps that many, evenly spread.
        fps: Frames per second.

    Raises:
        TypeError, ValueError: There are no steps, too many for a film, or ``fps`` is below 1.
        IndexError: The trace does not have one of the steps.
    """
    if steps is None:
        steps = (round(i) for i in np.linspace(0, len(trace) - 1, min(len(trace), MOST_FRAMES)))
    chosen = [trace[i].index for i in steps]
    if not 1 <= len(chosen) <= MOST_FRAMES:
        raise ValueError(
            f"a film has 1 to {MOST_FRAMES} steps; received {len(chosen)}. "
            f"Choose some, for example steps=range(0, {len(trace)}, {len(trace) // 100 + 1})"
        )
    return Film(trace, chosen, whole("fps", fps, 1))


def ffmpeg() -> str:
    """Return the path of the system's ffmpeg, or of the one that imageio-ffmpeg brings."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg
    except ImportError:
        raise RuntimeError(
            "MP4 needs ffmpeg: install it, or `pip install imageio-ffmpeg`, or save a .gif"
        ) from None
    return str(imageio_ffmpeg.get_ffmpeg_exe())
