"""Download of one large file that several hosts have copies of."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from helpers.core import text
from helpers.core.files import digest
from helpers.data import hosts
from helpers.data.hosts import HostError, host_name

if TYPE_CHECKING:
    from tqdm import tqdm

MINIMUM_SPEED = 200_000.0
"""Bytes per second. A class can wait for 170 MB at this speed: a quarter of an hour."""

SPEED_WINDOW = 15.0
"""Seconds over which the speed of a host is measured."""

RECONNECT_DELAY = 1.0
"""Seconds before a host is asked again after its connection broke off."""

BAR_FORMAT = "{desc}: {percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt}, {rate_fmt}, {remaining} left"


def fetch(urls: Sequence[str], path: Path, size: int, sha256: str) -> None:
    """Download a file to ``path``, from the first host that sends it fast enough.

    A host that is slower than ``MINIMUM_SPEED`` is given up for the next one. If no host is fast
    enough, the fastest of the slow ones is asked again, without a minimum. The bytes that came
    are kept in a file ``.part`` beside ``path``, and a later call continues there. If two
    processes fetch the same file, the second waits for the first.

    Args:
        urls: URLs of identical copies, the preferred one first.
        path: Where the file is written. Its folder is created if it does not exist.
        size: Bytes of the complete file.
        sha256: SHA-256 digest of the complete file, in hexadecimal.

    Raises:
        ConnectionError: No host sent the file. The message has a line per host with the reason.
        OSError: The file cannot be written. The partial file is deleted, for the disk may be full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        if path.exists() and digest(path, "sha256") == sha256:
            return  # another process fetched it while this one waited
        part = path.with_name(f"{path.name}.part")
        try:
            if _size(part) < size:  # a complete file needs no host, only the check of its digest
                hosts.check_any_reachable(urls, hosts.CONNECT_TIMEOUT)
            with _bar(size, _size(part), host_name(urls[0])) as bar:
                _Download(part, size, sha256, bar).complete(urls)
        except ConnectionError:
            raise
        except OSError:
            part.unlink(missing_ok=True)
            raise
        part.replace(path)


@dataclass
class _SpeedCheck:
    """Measures the speed of a host over all of its connections, and rejects a slow host.

    Args:
        minimum: Bytes per second.
        received: Bytes since ``since``.
        since: Start of the current window, on the clock of ``time.monotonic()``.
    """

    minimum: float
    received: int = 0
    since: float = field(default_factory=time.monotonic)

    def add(self, received: int) -> None:
        """Count bytes that came.

        Raises:
            HostError: The window has ended, and its mean speed is below the minimum.
        """
        self.received += received
        seconds = time.monotonic() - self.since
        if seconds < SPEED_WINDOW:
            return
        speed = self.received / seconds
        if speed < self.minimum:
            raise HostError(f"sent only {speed / 1000:,.0f} kB/s", speed)
        self.received, self.since = 0, time.monotonic()


@dataclass
class _Download:
    """A partial file that is to become the complete one.

    Args:
        part: The partial file; it need not exist yet.
        size: Bytes of the complete file.
        sha256: SHA-256 digest of the complete file, in hexadecimal.
        bar: The progress bar; it counts the bytes of ``part``.
    """

    part: Path
    size: int
    sha256: str
    bar: tqdm[NoReturn]

    def complete(self, urls: Sequence[str]) -> None:
        """Complete the file from the first host that can; slow hosts are asked again at the end.

        Raises:
            ConnectionError: No host could. The message has a line per host with the reason.
        """
        errors: dict[str, HostError] = {}
        for url in urls:
            if self._try(url, MINIMUM_SPEED, errors):
                return
        speeds = {url: error.speed for url, error in errors.items() if error.speed is not None}
        for url in sorted(speeds, key=speeds.__getitem__, reverse=True):
            if self._try(url, 0.0, errors):
                return
        lines = [f"- {host_name(url)} {error}" for url, error in errors.items()]
        lines.append(f"{_size(self.part) / 1e6:,.1f} of {self.size / 1e6:,.1f} MB are kept.")
        raise ConnectionError("\n".join(lines))

    def _try(self, url: str, minimum: float, errors: dict[str, HostError]) -> bool:
        """Complete the file from one host; return False, with its error stored, if that fails."""
        self.bar.set_description_str(host_name(url))
        try:
            self._complete_from(url, minimum)
        except HostError as error:
            errors[url] = error
            return False
        return True

    def _complete_from(self, url: str, minimum: float) -> None:
        """Complete the file from one host and check its digest.

        If the digest is wrong and a part of the file was there before, nobody knows who sent the
        wrong bytes. The file is then fetched once more, all of it from this host.

        Raises:
            HostError: The host failed, is slower than ``minimum`` or sent a file that is wrong.
        """
        speed = _SpeedCheck(minimum)
        attempts = 2 if _size(self.part) else 1
        for _ in range(attempts):
            self._receive_rest(url, speed)
            if digest(self.part, "sha256") == self.sha256:
                return
            self.part.unlink()
            self.bar.initial = 0
            self.bar.reset()
        raise HostError("sent another file: its sha256 is not the one expected")

    def _receive_rest(self, url: str, speed: _SpeedCheck) -> None:
        """Receive the missing bytes; connect again as long as each connection brings some.

        Raises:
            HostError: A connection brought nothing, or the host is slow.
        """
        while (before := _size(self.part)) < self.size:
            try:
                self._receive(url, speed)
            except HostError as error:
                if error.speed is not None or _size(self.part) == before:
                    raise
                time.sleep(RECONNECT_DELAY)

    def _receive(self, url: str, speed: _SpeedCheck) -> None:
        """Append the bytes of one connection to the file, until the file is complete.

        Raises:
            HostError: The connection failed or ended too early, or the host is slow.
        """
        have = _size(self.part)
        with hosts.request(url, have) as response:
            # Bytes at the start of the body that the file has already.
            skip = have - hosts.body_offset(response, have, self.size)
            with self.part.open("ab") as file:
                for piece in hosts.body_pieces(response):
                    new = piece[skip:][: self.size - have]
                    skip -= min(skip, len(piece))
                    have += file.write(new)
                    self.bar.update(len(new))
                    speed.add(len(piece))
                    if have == self.size:
                        return
        raise HostError("broke off")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time run the block; the others wait, and say so.

    The operating system releases the lock of a process that is killed.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        text.say(f"Another process is fetching {path.name}: waiting for it.", sys.stderr)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _bar(total: int, have: int, name: str) -> tqdm[NoReturn]:
    """Return a progress bar in plain text, which every front end can show.

    Args:
        total: Bytes of the complete file.
        have: Bytes that are there already.
        name: The text before the bar: a host.
    """
    from tqdm import tqdm

    return tqdm(None, name, total, initial=have, unit="B", unit_scale=True, bar_format=BAR_FORMAT)


def _size(path: Path) -> int:
    """Return the size of a file in bytes; 0 if there is none."""
    return path.stat().st_size if path.exists() else 0
