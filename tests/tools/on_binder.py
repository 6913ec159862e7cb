"""Binder on this machine: its environment, its start, one processor, and its limit of memory.

``make binder`` makes the environment. The limit is the kernel's own, a control group: what goes
over it is killed, as it is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import ROOT, Lab, serving

ENVIRONMENT = ROOT / ".venv-binder"
GROUPS = Path("/sys/fs/cgroup")


class Limited:
    """A control group with a limit of memory, of either version of Linux's control groups."""

    def __init__(self, name: str) -> None:
        first = GROUPS / "memory"
        self.old = first.exists()
        self.group = (first if self.old else GROUPS) / name
        self.group.mkdir()
        self.mark = f"BINDER={name}"
        """What the environment of every process in it has."""

    def limit(self, megabytes: int) -> None:
        """Let it have so much, in 10^6 bytes, and nothing on disk in place of it."""
        name = "memory.limit_in_bytes" if self.old else "memory.max"
        (self.group / name).write_text(str(megabytes * 10**6))

    def killed(self) -> int:
        """Return how many processes had to be killed for want of memory."""
        events = (self.group / ("memory.oom_control" if self.old else "memory.events")).read_text()
        return int(next(line.split()[1] for line in events.splitlines() if "oom_kill " in line))

    def run(self, command: Sequence[str]) -> list[str]:
        """Return a command that runs this one in the group."""
        enter = 'echo $$ > "$0" && exec "$@"'
        return ["sh", "-c", enter, str(self.group / "cgroup.procs"), *command]


@contextmanager
def binder(folder: Path) -> Iterator[tuple[Lab, Limited]]:
    """Serve a folder as Binder would; where that cannot be, skip, but fail where CI is set."""
    try:
        if not (ENVIRONMENT / "installed").exists():
            raise FileNotFoundError("make binder makes its environment")
        limited = Limited(f"binder-{os.getpid()}")
    except OSError as error:
        if os.environ.get("CI"):
            pytest.fail(f"no Binder: {error}")
        pytest.skip(f"no Binder: {error}")
    python = [str(ROOT / "binder" / "start"), str(ENVIRONMENT / "bin" / "python")]
    own = {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    own |= dict([limited.mark.split("=", 1)])
    try:
        one = ["taskset", "--cpu-list", "0", *limited.run(python)]
        with serving(folder, one, (), own) as lab:
            yield lab, limited
    finally:
        limited.group.rmdir()
