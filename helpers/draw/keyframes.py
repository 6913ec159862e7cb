"""The parts of a moving picture, and their states over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True)
class Key:
    """The state of a part at one time; between two keys the state changes smoothly.

    Args:
        at: The time in seconds.
        x: How far the part is moved to the right, in units of the stage.
        y: How far it is moved down.
        wide: Its width, as a factor; the part's own origin stays in place.
        high: Its height, as a factor.
        opacity: 0 … 1.
        shown: The share of its width that is shown, from the left, 0 … 1.
        down: The share of its height that is shown, from the top, 0 … 1.
        jump: Whether the state before holds until ``at``, and then changes at once.
    """

    at: float
    x: float = 0
    y: float = 0
    wide: float = 1
    high: float = 1
    opacity: float = 1
    shown: float = 1
    down: float = 1
    jump: bool = False


@dataclass(frozen=True)
class Moving:
    """A part of a motion, and its states over time.

    Args:
        svg: The part as SVG.
        keys: Its states, the earliest first. The first holds before, the last holds afterwards.
        even: Whether changes run at one speed; else they begin and end gently.

    Raises:
        ValueError: There is no key, the keys are not in order, or the last one hides a share.
    """

    svg: str
    keys: tuple[Key, ...]
    even: bool = False

    def __post_init__(self) -> None:
        times = [key.at for key in self.keys]
        if not times or times != sorted(times) or times[0] < 0:
            raise ValueError(f"keys must be in order of time, from 0 on; received {times}")
        if (self.keys[-1].shown, self.keys[-1].down) != (1, 1):
            raise ValueError("the last key must show all of the part: a still cannot cut it")


Part = str | Moving


def moving(svg: str, *keys: Key, even: bool = False) -> Moving:
    """Return a part with its states over time; the arguments are the fields of ``Moving``."""
    return Moving(svg, keys, even)


def appearing(
    svg: str, at: float, until: float | None = None, over: float = 0.3, x: float = 0, y: float = 0
) -> Moving:
    """Return a part that fades in, and may fade out again.

    Args:
        svg: The part as SVG.
        at: The time in seconds at which it begins to appear.
        until: The time at which it begins to go; None: it stays.
        over: The seconds that each change takes; 0 is a jump.
        x: How far it is moved to the right.
        y: How far it is moved down.
    """
    off, on = Key(0, x, y, opacity=0), Key(0, x, y)
    keys = [off, *_change(off, on, at, over)]
    if until is not None:
        keys += _change(on, off, until, over)
    return Moving(svg, tuple(keys))


def counted(texts: Sequence[str], times: Sequence[float], until: float | None = None) -> list[Part]:
    """Return texts that take the same place one after the other, as in a counter.

    Args:
        texts: Each text as SVG.
        times: When each appears.
        until: When the last goes; None: it stays.
    """
    ends = [*times[1:], until]
    return [appearing(*each, over=0) for each in zip(texts, times, ends)]


def _change(before: Key, after: Key, at: float, over: float) -> list[Key]:
    """Return the keys of a change of state that begins at ``at``."""
    if not over:
        return [replace(after, at=at, jump=True)]
    return [replace(before, at=at), replace(after, at=at + over)]


def rows_in_time(rows: int, slow: Sequence[float], each: float, start: float) -> list[float]:
    """Return when each row of a walk begins, and when the last one ends.

    Args:
        rows: The number of rows.
        slow: The seconds of the first rows.
        each: The seconds of each other row.
        start: When the first row begins.

    >>> rows_in_time(4, [2, 1], 0.5, start=1)
    [1, 3, 4, 4.5, 5.0]
    """
    times = [start]
    for row in range(rows):
        times.append(times[-1] + (slow[row] if row < len(slow) else each))
    return times


def walk(times: Sequence[float], cols: int, side: float, stepwise: int = 0) -> list[Key]:
    """Return the states of a window that walks row by row over ``cols`` places.

    Args:
        times: When each row begins, and when the last one ends.
        cols: The number of places in a row.
        side: How far the window moves from one place to the next.
        stepwise: The rows, from the first, in which it stays a while at each place.
    """
    keys = []
    for row, (begins, ends) in enumerate(pairwise(times)):
        if row < stepwise:
            step = (ends - begins) / cols
            keys += [Key(begins + step * i, side * i, side * row, jump=True) for i in range(cols)]
        else:
            keys.append(Key(begins, 0, side * row, jump=True))
            keys.append(Key(ends, side * (cols - 1), side * row))
    return keys


def revealed(svg: str, begins: float, ends: float, cols: int, stepwise: bool = False) -> Moving:
    """Return a row of ``cols`` cells that is shown cell by cell, as a window walks.

    Args:
        svg: The row as SVG.
        begins: When the window is at the first cell.
        ends: When it leaves the last.
        cols: The number of cells.
        stepwise: Whether the window stays a while at each place.
    """
    if stepwise:
        step = (ends - begins) / cols
        keys = [Key(begins + step * i, shown=(i + 1) / cols, jump=True) for i in range(cols)]
    else:
        keys = [Key(begins, shown=1 / cols, jump=True), Key(ends)]
    return Moving(svg, (Key(0, shown=0), *keys), even=True)
