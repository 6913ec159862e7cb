"""Start-up: importing ``helpers`` against importing TensorFlow, each in a fresh process.

Run as ``python benchmarks/startup.py [rounds]``. The imports take turns; the figures are medians
of the import alone, without the start of Python. The exit status is 1 where ``import helpers``
takes 0.3 s or more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median

MOST = 0.3
"""Seconds for ``import helpers``."""

IMPORTS = ("tensorflow", "helpers", "helpers.core.trace")

CODE = """
import time
start = time.perf_counter()
import {name}
print(time.perf_counter() - start)
"""


def seconds(name: str) -> float:
    """Seconds that a fresh process takes to import a module."""
    run = subprocess.run(
        [sys.executable, "-c", CODE.format(name=name)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return float(run.stdout)


def main(rounds: int = 5) -> int:
    for name in IMPORTS:  # the first import reads the files and writes the byte code
        seconds(name)
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name in IMPORTS:
            taken[name].append(seconds(name))
    medians = {name: median(values) for name, values in taken.items()}
    base = medians["tensorflow"]
    print(f"import, in a fresh process each, median of {rounds} rounds")
    for name, value in medians.items():
        print(f"{name:18} {value:8.4f} s   1 / {base / value:,.0f} of TensorFlow")
    print(f"wanted: helpers under {MOST} s; {'met' if medians['helpers'] < MOST else 'MISSED'}")
    return int(medians["helpers"] >= MOST)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
