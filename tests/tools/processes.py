"""What processes use, told apart by a variable of their environment; from Linux's /proc."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PSS = Path("/proc/self/smaps_rollup").exists()
KINDS = "PSS: what several processes share counts in parts" if PSS else "RSS, for want of PSS"
KB = 1024 / 1e6


@dataclass(frozen=True)
class Use:
    """MB of memory, MB of it that are not of a file and so cannot be given back; CPU seconds."""

    memory: float = 0.0
    own: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Use) -> Use:
        return Use(self.memory + other.memory, self.own + other.own, self.cpu + other.cpu)


def use(variable: str) -> Use:
    """Return what all processes use that have ``NAME=value`` in their environment."""
    return sum(map(_use, _found(variable)), Use())


def _found(variable: str) -> Iterator[Path]:
    for environ in PROC.glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended, or is not ours
            if variable.encode() in environ.read_bytes().split(b"\0"):
                yield environ.parent


def _use(process: Path) -> Use:
    with suppress(OSError):
        status = _kilobytes(process / "status")
        memory = _kilobytes(process / "smaps_rollup")["Pss"] if PSS else status["VmRSS"]
        # After the name, which may hold spaces: the state is field 3, and 14 and 15 are CPU.
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        ticks = sum(map(int, fields[11:13]))
        return Use(memory * KB, status["RssAnon"] * KB, ticks / os.sysconf("SC_CLK_TCK"))
    return Use()


def _kilobytes(table: Path) -> dict[str, int]:
    """Read the lines ``Name:  number kB`` of a table; 0 for what it leaves out."""
    found = {"Pss": 0, "VmRSS": 0, "RssAnon": 0}  # all of them, of a process that is ending
    for line in table.read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in found:
            found[name] = int(rest.split()[0])
    return found


class Peaks:
    """The most that each of some variables' processes used, and the most that all did at once."""

    def __init__(self, variables: list[str]) -> None:
        self.each: Mapping[str, float] = dict.fromkeys(variables, 0.0)
        self.own, self.together = 0.0, 0.0

    def look(self) -> None:
        """Take what is used now."""
        now = {variable: use(variable) for variable in self.each}
        self.each = {key: max(peak, now[key].memory) for key, peak in self.each.items()}
        self.own = max(self.own, *(each.own for each in now.values()))
        self.together = max(self.together, sum(each.memory for each in now.values()))


@contextmanager
def watching(variables: list[str], every: float = 0.25) -> Iterator[Peaks]:
    """Look again and again, until the end of the ``with``."""
    peaks, over = Peaks(variables), threading.Event()

    def watch() -> None:
        while not over.wait(every):
            peaks.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()
        peaks.look()
