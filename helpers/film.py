"""A trace as an animation: a GIF or MP4 file, or HTML with a player."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter

from helpers.geometry import whole
from helpers.scene import page
from helpers.steps import Trace
from helpers.style import DOTS_PER_INCH, MARGIN, STYLE, UNIT, board, frame

MOST_FRAMES = 400


class Film:
    """Steps of a trace as frames, ``fps`` a second; made by ``film``."""

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
        """Write the film to ``path``; its ending (.gif, .mp4 or .html) chooses the format.

        Raises:
            ValueError: another ending.
            RuntimeError: MP4 was asked for, and there is no ffmpeg.
        """
        path = Path(path)
        if path.suffix not in (".gif", ".mp4", ".html"):
            raise ValueError(f"a film is saved as .gif, .mp4 or .html; received {path.name!r}")
        if path.suffix == ".html":
            _write_whole(path, self.html().encode())
            return path
        writer: Any = PillowWriter(fps=self.fps)
        options: Any = {}
        if path.suffix == ".mp4":
            # Players on phones and in browsers want this colour format and even sizes.
            even = ["-pix_fmt", "yuv420p", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"]
            writer = FFMpegWriter(fps=self.fps, codec="libx264", extra_args=even)
            options["animation.ffmpeg_path"] = _ffmpeg()
        aside = path.with_name(f".{path.name}")
        try:
            with mpl.rc_context({**STYLE, **options}):
                self._animation().save(aside, writer=writer, dpi=DOTS_PER_INCH / 1.5)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return path

    def html(self) -> str:
        """Return the film as an HTML fragment with buttons, all in one piece."""
        with mpl.rc_context({**STYLE, "animation.embed_limit": 50}):
            return str(self._animation().to_jshtml(fps=self.fps))

    def _repr_html_(self) -> str:
        return self.html()

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
    """Make a film of a trace, or of the ``steps`` named, at ``fps`` frames a second.

    Raises:
        TypeError, ValueError: no steps, too many for a film, or ``fps`` below 1.
        IndexError: a step that the trace does not have.
    """
    chosen = [trace[i].index for i in (range(len(trace)) if steps is None else steps)]
    if not 1 <= len(chosen) <= MOST_FRAMES:
        raise ValueError(
            f"a film has 1 to {MOST_FRAMES} steps; received {len(chosen)}. "
            f"Choose some, for example steps=range(0, {len(trace)}, {len(trace) // 100 + 1})"
        )
    return Film(trace, chosen, whole("fps", fps, 1))


def _ffmpeg() -> str:
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


def _write_whole(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}")
    aside.write_bytes(content)
    aside.replace(path)
