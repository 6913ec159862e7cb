"""A class on a JupyterHub: what the hub's machine wants of memory and CPU for each learner.

Run as ``python benchmarks/classroom.py [learners ...]`` after ``make hub``; on Linux. A real hub
runs here. Learners log in, each gets a JupyterLab server, and they run the same lesson whole at
the same moment: through the hub's proxy, with a kernel each. Counted is what a learner's server
and kernels use together. What is left out: the browsers, which are the learners' own.

``peak`` is the most that a learner used (the median of the learners), ``own`` the part of the peak
that no file backs, ``a head`` the most that the class used at once, over its learners, ``after``
the same when all have run through, with the kernels left open. ``cpu`` is what a learner's lesson
took, ``cell`` the costliest cell of it, ``start`` what it took to start the server.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tools"))
from hub import LESSONS, Hub, Learner, cells, missing, running
from processes import KINDS, use, watching

ROUNDS = 3
CLASSES = (1, 2, 4)

Edit = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class Figures:
    """Of one learner: MB of memory, then CPU seconds, then seconds until all were through."""

    idle: float
    peak: float
    own: float
    a_head: float
    after: float
    start: float
    cpu: float
    cell: float
    wall: float


HEAD = f"{'':34}  idle   peak    own a head  after    start    cpu   cell   wall"


def row(name: str, figures: Figures) -> str:
    memory = " ".join(f"{each:6.0f}" for each in astuple(figures)[:5])
    seconds = " ".join(f"{each:6.1f}" for each in astuple(figures)[5:])
    return f"{name:32} {memory} MB {seconds} s"


def as_stored(codes: list[str]) -> list[str]:
    return codes


def one_epoch(codes: list[str]) -> list[str]:
    """Have lesson 09 train in full, on all pictures, but once over them and not twenty times."""
    after = 1 + next(place for place, code in enumerate(codes) if "\nEPOCHS = " in code)
    return [*codes[:after], "SHORT, EPOCHS = False, 1", *codes[after:]]


def attend(learner: Learner, lessons: list[Path], edit: Edit) -> tuple[float, float]:
    """Run lessons whole, one after another, and leave them open; CPU seconds of all, of a cell."""
    begun, costliest = use(learner.mark).cpu, 0.0
    spent = begun
    for lesson in lessons:
        kernel = learner.open(lesson)
        for code in edit(cells(lesson)):
            kernel.run(code)
            now = use(learner.mark).cpu
            costliest, spent = max(costliest, now - spent), now
        kernel.close()
    return spent - begun, costliest


def measure(hub: Hub, count: int, lessons: list[Path], edit: Edit = as_stored) -> Figures:
    """Have a class of newcomers run lessons, all at the same time."""
    learners = [hub.learner(f"learner-{len(hub.learners)}") for _ in range(count)]
    marks = [learner.mark for learner in learners]
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(Learner.start, learners))
        idle = [use(each) for each in marks]
        begun = time.perf_counter()
        with watching(marks) as peaks:
            ran = list(pool.map(lambda each: attend(each, lessons, edit), learners))
            wall = time.perf_counter() - begun
        after = [use(each).memory for each in marks]
        list(pool.map(Learner.stop, learners))
    for learner in learners:
        shutil.rmtree(hub.folder / learner.name)
    return Figures(
        idle=median(each.memory for each in idle),
        peak=median(peaks.each.values()),
        own=peaks.own,
        a_head=peaks.together / count,
        after=median(after),
        start=median(each.cpu for each in idle),
        cpu=median(each[0] for each in ran),
        cell=median(each[1] for each in ran),
        wall=wall,
    )


def alone(hub: Hub) -> Path:
    """Measure each of 01 to 08 with one learner; return the one that takes the most memory."""
    print(f"one learner, one lesson open (medians of {ROUNDS} rounds)\n{HEAD}")
    peaks = {}
    for lesson in LESSONS[:8]:
        rounds = [measure(hub, 1, [lesson]) for _ in range(ROUNDS)]
        figures = Figures(*map(median, zip(*map(astuple, rounds))))
        print(row(lesson.stem, figures), flush=True)
        peaks[lesson] = figures.peak
    return max(peaks, key=lambda lesson: peaks[lesson])


def together(hub: Hub, classes: tuple[int, ...], largest: Path, pictures: bool) -> None:
    """Measure classes: one lesson open, all of 01 to 08 open, and 09."""
    kinds = [(f"{largest.stem[:2]}, the largest", [largest], as_stored)]
    kinds += [("01 to 08, all left open", LESSONS[:8], as_stored)]
    kinds += [("09, short", LESSONS[8:], as_stored)]
    # Without a copy, every learner would fetch one.
    kinds += [("09, in full, one epoch", LESSONS[8:], one_epoch)] if pictures else []
    print(f"\nas many learners at once\n{HEAD}")
    for name, lessons, edit in kinds:
        for count in classes:
            print(row(f"{count:2} × {name}", measure(hub, count, lessons, edit)), flush=True)


def main(classes: tuple[int, ...]) -> None:
    if lacking := missing():
        sys.exit(lacking)
    pictures = {key: value for key, value in os.environ.items() if key == "CIFAR10_PATH"}
    variables = {"CIFAR10_RUN": "short", **pictures}
    print(f"memory as {KINDS}; {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), variables) as hub:
        together(hub, classes, alone(hub), bool(pictures))
        itself, seen = use(hub.mark), len(hub.learners)
        print(f"\nthe hub and its proxy: {itself.memory:.0f} MB after {seen} learners")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or CLASSES)
