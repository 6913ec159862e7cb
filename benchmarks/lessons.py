"""The lessons as a learner meets them: how long, how large, how soon there is something to see.

Run as ``python benchmarks/lessons.py [rounds]``. Lessons 01 to 08 are each run whole in a fresh
kernel ("Restart and run all"): the first picture counts from the moment at which the kernel
answers, the peak of its memory from its start to its end. The figures are medians. Then nbval
compares the stored outputs of all nine. The exit status is 1 where a bar is missed or a cell fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
SHORT = {**os.environ, "CIFAR10_RUN": "short"}
WORKERS = 2

MOST = {"run": 20.0, "memory": 350.0, "picture": 2.5, "stored": 1000.0}
"""Seconds for a whole run, MB of memory, seconds to the first picture, kB in the repository."""

MOST_NBVAL = 240.0
"""Seconds for nbval on all nine."""

PEAK = "import resource, sys; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
UNIT = 1e6 if sys.platform == "darwin" else 1e6 / 1024
"""Of what ``PEAK`` prints, in a MB: macOS counts bytes, Linux kB of 1024."""


@dataclass(frozen=True)
class Run:
    """One whole run: seconds to the kernel's answer, to the first picture, in all; peak in MB."""

    kernel: float
    picture: float
    run: float
    memory: float


class Watch:
    """Hears what a kernel puts out; keeps when the first picture came, and what was printed."""

    def __init__(self) -> None:
        self.picture = float("inf")
        self.printed = ""

    def __call__(self, message: dict[str, Any]) -> None:
        """Take one message."""
        content = message["content"]
        if "image/png" in content.get("data", {}):
            self.picture = min(self.picture, time.perf_counter())
        self.printed += content.get("text", "") if message["msg_type"] == "stream" else ""


def run(path: Path) -> Run:
    """Run a lesson in a fresh kernel.

    Raises:
        RuntimeError: a cell failed.
    """
    cells = [cell for cell in _read(path).cells if cell.cell_type == "code"]
    manager = KernelManager(kernel_name="python3")
    begun = time.perf_counter()
    manager.start_kernel(cwd=str(path.parent), stderr=subprocess.DEVNULL)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        ready, watch = time.perf_counter(), Watch()
        for cell in cells:
            reply = client.execute_interactive(cell.source, timeout=120, output_hook=watch)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(f"{path.name}: {reply['content']}\n{cell.source}")
        done, asked = time.perf_counter(), Watch()
        client.execute_interactive(PEAK, timeout=10, output_hook=asked)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    memory = int(asked.printed) / UNIT
    return Run(ready - begun, watch.picture - ready, done - begun, memory)


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def nbval() -> float:
    """Seconds that nbval takes for all lessons, two at a time; infinite where an output differs."""
    command = [sys.executable, "-m", "pytest", "-o", "addopts=--nbval", "-q", "--dist", "loadfile"]
    begun = time.perf_counter()
    status = subprocess.run(
        [*command, "-n", str(WORKERS), *map(str, LESSONS)], cwd=ROOT, env=SHORT, check=False
    )
    return time.perf_counter() - begun if status.returncode == 0 else float("inf")


def measure(path: Path, rounds: int) -> dict[str, float]:
    """Return the medians of all figures of a lesson by their names."""
    runs = [run(path) for _ in range(rounds)]
    names = ("kernel", "picture", "run", "memory")
    figures = {name: median(getattr(each, name) for each in runs) for name in names}
    return {**figures, "stored": path.stat().st_size / 1000}


def main(rounds: int = 3) -> int:
    print(f"each lesson in a fresh kernel, median of {rounds} rounds")
    print(f"{'':32} kernel  first picture  whole run    memory    stored")
    missed = []
    for path in LESSONS[:8]:
        is_ = measure(path, rounds)
        print(
            f"{path.stem:32} {is_['kernel']:4.1f} s + {is_['picture']:9.2f} s",
            f"{is_['run']:9.1f} s {is_['memory']:6.0f} MB {is_['stored']:6.0f} kB",
            flush=True,
        )
        missed += [f"{path.stem}: {name}" for name, most in MOST.items() if is_[name] >= most]
    print("nbval on all lessons:", flush=True)
    taken = nbval()
    print(f"{taken:.0f} s")
    missed += ["nbval"] if taken >= MOST_NBVAL else []
    print(
        "wanted: first picture {picture} s after the kernel answers, whole run {run:.0f} s, memory "
        "{memory:.0f} MB, stored {stored:.0f} kB at most,".format(**MOST),
        f"nbval {MOST_NBVAL:.0f} s;",
        f"MISSED: {', '.join(missed)}" if missed else "met",
    )
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
