"""The moving picture at the start of lesson 05: padding keeps the size, stride shrinks it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from helpers.core import trace
from helpers.data import samples
from helpers.draw.keyframes import Key, Moving, Part, appearing, moving
from helpers.draw.motion import Motion
from helpers.draw.themed import cell, cells, frame, label, line

SIDE, MIDDLE = 31.0, 164.0
"""The side of a cell, and the height on which all grids are centred."""
LEFT = 51.0
"""The left edge of the picture, inside its padding."""
NAMES = 36.0
"""The line on which all names stand."""
KERNEL = 222.0
"""The upper edge of the kernel."""
STAY = 0.02
"""Seconds in which an output cell appears."""


@dataclass(frozen=True)
class Scene:
    """One walk of the window.

    Args:
        name: What is written above its output.
        walk: The walk.
        left: The left edge of its output.
        begins: When the window is at its first place.
        each: The seconds that it stays at each place.
    """

    name: str
    walk: trace.Trace
    left: float
    begins: float
    each: float

    @property
    def top(self) -> float:
        """The upper edge of its output."""
        return MIDDLE - SIDE * len(self.walk.maps) / 2


def opening(size: int = 5) -> Motion:
    """Return a window that walks three times: as it is, with padding, and with a stride of 2.

    Args:
        size: Height and width of the picture.
    """
    x, kernel = samples.pattern("hill", size), samples.KERNELS["laplacian"]
    scenes = (
        Scene("no padding", trace.conv2d(x, kernel), 268, 0.9, 0.28),
        Scene("padding", trace.conv2d(x, kernel, padding=(1, 1)), 386, 4.6, 0.14),
        Scene("+ stride 2", trace.conv2d(x, kernel, padding=(1, 1), stride=2), 566, 8.8, 0.36),
    )
    top = MIDDLE - SIDE * size / 2
    walks = [part for scene in scenes for part in _walk(scene, top)]
    parts: list[Part] = [
        label(LEFT - SIDE, NAMES, "picture", "input", anchor="start"),
        appearing(_ring(size, top), 3.6, over=0.7),
        cells(x, float(x.max()), LEFT, top, SIDE),
        cells(kernel, 2.0, 268, KERNEL, 25),
        label(268 + 84, KERNEL + 64, "kernel", "kernel", anchor="start"),
        *walks,
    ]
    alt = (
        "A kernel slides over a picture, and the output is smaller than the picture. A ring of "
        "zeros appears around the picture, and the output is as large as the picture. The ring "
        "stays, the kernel takes steps of two cells, and the output is smaller again"
    )
    return Motion(parts, alt, 14, 2 * MIDDLE - 18)


def _ring(size: int, top: float) -> str:
    """Return the padding: a ring of hatched cells, each with a 0.

    Args:
        size: Height and width of the picture.
        top: The upper edge of the picture.
    """
    parts = []
    for row, col in product(range(-1, size + 1), repeat=2):
        if not (0 <= row < size and 0 <= col < size):
            x, y = LEFT + SIDE * col, top + SIDE * row
            parts.append(frame(x + 1, y + 1, SIDE - 2, SIDE - 2, "line", "panel", 1, 3))
            parts += [
                line(x + 3, y + 3 + far, x + 3 + far, y + 3, "line", 1.5) for far in (8, 16, 24)
            ]
            parts.append(label(x + SIDE / 2, y + SIDE / 2 + 6, "0", "soft", 17, bold=False))
    return "".join(parts)


def _walk(scene: Scene, top: float) -> list[Moving]:
    """Return the window of a scene, the output that it makes, and the output's name.

    Args:
        scene: The walk.
        top: The upper edge of the picture.
    """
    maps = scene.walk.maps[:, :, 0]
    most, reach = float(abs(maps).max()), SIDE * scene.walk.operands.rows.kernel
    begins, ends = scene.begins, scene.begins + scene.each * len(scene.walk)
    places, parts = [], []
    for step in scene.walk:
        at, (row, col) = begins + scene.each * step.index, step.out
        x, y = scene.left + SIDE * col, scene.top + SIDE * row
        places.append(Key(at, LEFT + SIDE * step.cols[0], top + SIDE * step.rows[0], jump=True))
        parts.append(appearing(cell(float(step.value), most, x, y, SIDE), at, over=STAY))
        green = frame(x + 1, y + 1, SIDE - 2, SIDE - 2, "output")
        parts.append(appearing(green, at, at + scene.each, over=0))
    window = frame(0, 0, reach, reach, "ink", line=4)
    first, last = places[0], places[-1]
    shown = [Key(0, first.x, first.y, opacity=0), *places]
    shown.append(Key(ends, last.x, last.y, opacity=0, jump=True))
    width = SIDE * maps.shape[1]
    rim = frame(scene.left, scene.top, width, SIDE * len(maps), "output", line=2)
    name = label(scene.left + width / 2, NAMES, scene.name, "output")
    return [
        appearing(name, begins - 0.5),
        *parts,
        appearing(rim, ends),
        moving(window, *shown),
    ]
