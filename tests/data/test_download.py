"""Every fault that a host, a network or a disk can have, on this machine and in milliseconds."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from helpers.data import download, hosts

BODY = random.Random(0).randbytes(300_000)
SIZE, SHA256 = len(BODY), hashlib.sha256(BODY).hexdigest()
HALF = SIZE // 2
NOBODY = "http://127.0.0.1:9/file"

Answer = Callable[["Host", BaseHTTPRequestHandler, int], None]
"""Answers a request that asks for the file from a certain byte on."""


class Host:
    """A host on this machine; it answers in one way the first time, and then well, or as before."""

    def __init__(self, answer: Answer, *, always: bool = True) -> None:
        self.asked: list[str | None] = []
        self.gate = threading.Event()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = self.headers["Range"]
                host.asked.append(wanted)
                start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
                first = always or len(host.asked) == 1
                try:
                    (answer if first else well)(host, self, start)
                except OSError:  # who asked is gone
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/file"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def close(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()


def head(to: BaseHTTPRequestHandler, status: int, **headers: object) -> None:
    to.send_response(status)
    for name, value in headers.items():
        to.send_header(name.replace("_", "-"), str(value))
    to.end_headers()


def begin(to: BaseHTTPRequestHandler, start: int, **headers: object) -> bytes:
    """Send the right head, with some headers changed, and return the right body."""
    right: dict[str, object] = {"Content_Length": SIZE - start}
    if start:
        right["Content_Range"] = f"bytes {start}-{SIZE - 1}/{SIZE}"
    kept = {key: value for key, value in (right | headers).items() if value is not None}
    head(to, 206 if start else 200, **kept)
    return BODY[start:]


def well(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start))


def without_length(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start, Content_Length=None))


def in_chunks(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.protocol_version = "HTTP/1.1"
    body = begin(to, start, Content_Length=None, Transfer_Encoding="chunked", Connection="close")
    for i in range(0, len(body), 50_000):
        piece = body[i : i + 50_000]
        to.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    to.wfile.write(b"0\r\n\r\n")


def called_packed(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start, Content_Encoding="gzip"))


def called_unknown(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(
        begin(to, start, **({"Content_Range": f"bytes {start}-{SIZE - 1}/*"} if start else {}))
    )


def too_much(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start, Content_Length=None) + b"and more")


def cut(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start)[: SIZE // 4])


def cut_without_length(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start, Content_Length=None)[: SIZE // 4])


def cut_at_once(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    begin(to, start)


def no_ranges(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, 0))


def refused_ranges(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    if start:
        head(to, 416, Content_Range=f"bytes */{SIZE}")
    else:
        to.wfile.write(begin(to, 0))


def earlier_range(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start // 2))


def later_range(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start + 1))


def lying_range(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    begin(to, start)
    to.wfile.write(BODY[: SIZE - start])


def unnamed_range(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    head(to, 206)
    to.wfile.write(BODY[start:])


def says_shorter(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start, Content_Length=1000)[:1000])


def says_longer(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start, Content_Length=SIZE + 1000))


def wrong_file(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    begin(to, start)
    to.wfile.write(bytes(SIZE - start))


def wrong_size(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    head(to, 200, Content_Length=9)
    to.wfile.write(b"not found")


def web_page(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    head(to, 200, Content_Type="text/html; charset=utf-8")
    to.wfile.write(b"<html>Log in to the network</html>")


def silent(host: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    host.gate.wait(10)


def silent_later(host: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    to.wfile.write(begin(to, start)[:100])
    to.wfile.flush()
    host.gate.wait(10)


def drips(a_tick: int) -> Answer:
    def drip(host: Host, to: BaseHTTPRequestHandler, start: int) -> None:
        body = begin(to, start)
        for i in range(0, len(body), a_tick):
            to.wfile.write(body[i : i + a_tick])
            if host.gate.wait(0.01):
                break

    return drip


def status(code: int) -> Answer:
    return lambda host, to, start: head(to, code, Content_Length=0)


def moved(to_where: str) -> Answer:
    return lambda host, to, start: head(to, 302, Location=to_where, Content_Length=0)


def moved_in_circles(_: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    head(to, 302, Location="/file", Content_Length=0)


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test is about is waited for: what is slow counts after a tenth of a second."""
    monkeypatch.setattr(download, "RECONNECT_DELAY", 0.0)
    monkeypatch.setattr(download, "SPEED_WINDOW", 0.1)
    # So low that a busy machine is not taken for a slow host.
    monkeypatch.setattr(download, "MINIMUM_SPEED", 2000.0)
    monkeypatch.setattr(hosts, "PIECE_BYTES", 10_000)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "READ_TIMEOUT", 0.5)


@pytest.fixture
def start() -> Iterator[Callable[..., Host]]:
    started: list[Host] = []

    def begin(answer: Answer = well, *, always: bool = True) -> Host:
        started.append(Host(answer, always=always))
        return started[-1]

    yield begin
    for host in started:
        host.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "file"


def part(path: Path) -> Path:
    return path.with_name("file.part")


def leave(path: Path, content: bytes) -> None:
    """What an earlier call left."""
    path.parent.mkdir()
    part(path).write_bytes(content)


def get(path: Path, *urls: str) -> None:
    download.fetch(urls, path, SIZE, SHA256)


def assert_whole(path: Path) -> None:
    assert path.read_bytes() == BODY
    assert {file.name for file in path.parent.iterdir()} <= {"file", "file.lock"}


FAULTS_OVERCOME = [
    *(well, without_length, in_chunks, called_packed, called_unknown, too_much),
    *(cut, cut_without_length, no_ranges, refused_ranges, earlier_range, lying_range),
]
FAULTS = [
    (cut_at_once, "broke off"),
    (wrong_file, "sent another file: its sha256"),
    (wrong_size, "has another file: 9 bytes, expected 300000"),
    (web_page, "sent a web page"),
    (status(204), "answered 204 No Content"),
    (status(403), "answered 403 Forbidden"),
    (status(404), "answered 404 Not Found"),
    (status(416), "answered 416 "),
    (status(429), "answered 429 Too Many Requests"),
    (status(500), "answered 500 Internal Server Error"),
    (moved_in_circles, "Exceeded 30 redirects"),
    (moved(NOBODY), "could not be reached: "),
]


@pytest.mark.parametrize("left", [0, 1, HALF, SIZE - 1])
@pytest.mark.parametrize("answer", FAULTS_OVERCOME, ids=lambda answer: answer.__name__)
def test_one_host_is_enough(
    answer: Answer, left: int, path: Path, start: Callable[..., Host]
) -> None:
    host = start(answer)
    leave(path, BODY[:left])
    get(path, host.url)
    assert_whole(path)
    assert host.asked[0] == (f"bytes={left}-" if left else None)


@pytest.mark.parametrize(
    "answer, asked",
    [
        (no_ranges, [f"bytes={HALF}-"]),
        (refused_ranges, [f"bytes={HALF}-", None]),
        (earlier_range, [f"bytes={HALF}-"]),
        (lying_range, [f"bytes={HALF}-", None]),  # the digest shows it
    ],
)
def test_what_is_known_is_read_past(
    answer: Answer, asked: list[str | None], path: Path, start: Callable[..., Host]
) -> None:
    host = start(answer)
    leave(path, BODY[:HALF])
    get(path, host.url)
    assert_whole(path)
    assert host.asked == asked


@pytest.mark.parametrize("left", [0, HALF])
@pytest.mark.parametrize("answer, says", FAULTS)
def test_a_host_with_a_fault_is_left_for_the_next(
    answer: Answer, says: str, left: int, path: Path, start: Callable[..., Host]
) -> None:
    host, good = start(answer), start()
    leave(path, BODY[:left])
    with pytest.raises(ConnectionError) as error:
        get(path, host.url)
    assert re.search(rf"^- 127\.0\.0\.1:\d+ .*{re.escape(says)}", str(error.value))
    assert not path.exists()
    assert BODY.startswith(part(path).read_bytes() if part(path).exists() else b"")
    get(path, host.url, good.url)
    assert_whole(path)


@pytest.mark.parametrize("left, times", [(0, 1), (HALF, 2)])
def test_a_wrong_file_is_fetched_again_only_if_a_part_was_there(
    left: int, times: int, path: Path, start: Callable[..., Host]
) -> None:
    host = start(wrong_file)
    leave(path, BODY[:left])
    with pytest.raises(ConnectionError, match="sent another file: its sha256"):
        get(path, host.url)
    assert len(host.asked) == times


@pytest.mark.parametrize("answer, says", [(says_shorter, 1000), (says_longer, SIZE + 1000)])
def test_a_host_that_lies_about_the_length_is_left_or_overcome(
    answer: Answer, says: int, path: Path, start: Callable[..., Host]
) -> None:
    host = start(answer)
    with pytest.raises(ConnectionError, match=f"has another file: {says} bytes, expected 300000"):
        get(path, host.url)
    part(path).write_bytes(BODY[: SIZE - 2500])
    get(path, host.url)  # of a part, the range tells
    assert_whole(path)


@pytest.mark.parametrize("answer", [unnamed_range, later_range])
def test_a_part_that_was_not_asked_for_is_refused(
    answer: Answer, path: Path, start: Callable[..., Host]
) -> None:
    leave(path, BODY[:HALF])
    with pytest.raises(ConnectionError, match="another part than the one asked for"):
        get(path, start(answer).url)
    assert part(path).read_bytes() == BODY[:HALF]


def test_a_cut_connection_is_taken_up_where_it_broke_off(
    path: Path, start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(download, "RECONNECT_DELAY", 0.123)
    monkeypatch.setattr(time, "sleep", pauses.append)
    host = start(cut)
    get(path, host.url)
    assert_whole(path)
    assert host.asked == [None, "bytes=75000-", "bytes=150000-", "bytes=225000-"]
    assert pauses.count(0.123) == 3


def test_what_one_host_sent_is_kept_for_the_next(path: Path, start: Callable[..., Host]) -> None:
    def once(host: Host, to: BaseHTTPRequestHandler, begun: int) -> None:
        (status(500) if begun else cut)(host, to, begun)

    first, second = start(once), start()
    get(path, first.url, second.url)
    assert_whole(path)
    assert second.asked == ["bytes=75000-"]


def test_a_redirect_is_followed_with_its_range(path: Path, start: Callable[..., Host]) -> None:
    good = start()
    leave(path, BODY[:HALF])
    get(path, start(moved(good.url)).url)
    assert_whole(path)
    assert good.asked == [f"bytes={HALF}-"]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    "answer, says",
    [
        (silent, r"did not answer within 0\.5 s"),
        (silent_later, r"sent only \d+ kB/s"),
        (drips(10), r"sent only \d+ kB/s"),
    ],
)
def test_a_host_that_keeps_one_waiting_is_left(
    answer: Answer, says: str, path: Path, start: Callable[..., Host]
) -> None:
    host, good = start(answer), start()
    get(path, host.url, good.url)
    assert_whole(path)
    assert len(host.asked) <= 2
    kept = good.asked[0] or "bytes=0-"
    assert int(kept[6:-1]) < 5000  # a piece of 10,000 is not waited for
    assert len(good.asked) == 1


@pytest.mark.usefixtures("hurried")
def test_a_host_that_falls_silent_without_a_byte_is_named(
    path: Path, start: Callable[..., Host]
) -> None:
    def head_only(host: Host, to: BaseHTTPRequestHandler, begun: int) -> None:
        begin(to, begun)
        host.gate.wait(10)

    with pytest.raises(ConnectionError, match=r"fell silent for 0\.5 s"):
        get(path, start(silent).url, start(head_only).url)


def test_of_slow_hosts_the_fastest_is_gone_back_to(
    path: Path, start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MINIMUM_SPEED", 1e12)
    slow = [start(drips(a_tick), always=False) for a_tick in (10, 1000, 100)]
    get(path, *(host.url for host in slow))
    assert_whole(path)
    assert [len(host.asked) for host in slow] == [1, 2, 1]
    assert all(host.asked[0] for host in slow[1:])  # each went on from the one before


def test_the_last_host_may_be_slow_as_it_likes(
    path: Path, start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MINIMUM_SPEED", 1e12)
    host = start(drips(5_000))  # 500 kB a second
    get(path, NOBODY, host.url)
    assert_whole(path)
    assert len(host.asked) == 2


def test_all_hosts_are_named_with_what_they_did(path: Path, start: Callable[..., Host]) -> None:
    urls = [start(status(404)).url, NOBODY.replace("http", "ftp"), NOBODY]
    leave(path, BODY[:HALF])
    with pytest.raises(ConnectionError) as error:
        get(path, *urls, "nonsense", "http://[")
    expected = [
        r"- 127\.0\.0\.1:\d+ answered 404 Not Found",
        r"- 127\.0\.0\.1:9 could not be reached: No connection adapters were found for 'ftp:.*",
        r"- 127\.0\.0\.1:9 could not be reached: .*refused.*",
        r"- nonsense could not be reached: Invalid URL 'nonsense'.*",
        r"- \[ could not be reached: Failed to parse: .*",
        r"0\.1 of 0\.3 MB are kept\.",
    ]
    lines = str(error.value).splitlines()
    assert len(lines) == len(expected)
    for line, like in zip(lines, expected):
        assert re.fullmatch(like, line)


@pytest.mark.parametrize(
    "slip", ["http://[", "nonsense", "http://a..b/x", "http://127.0.0.1:99999/x"]
)
def test_a_slip_in_an_address_leads_to_the_next(
    slip: str, path: Path, start: Callable[..., Host]
) -> None:
    get(path, slip, start().url)
    assert_whole(path)


def test_no_proxy_alone_is_no_proxy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "localhost")
    with pytest.raises(
        ConnectionError, match=r"^- 127\.0\.0\.1:9 could not be reached: Connection"
    ):
        hosts.check_any_reachable([NOBODY], 5)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    hosts.check_any_reachable([NOBODY], 5)  # the proxy makes the connections


def test_without_a_name_server_every_host_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ConnectionError, match=r"- zenodo\.org could not be reached: Name or serv"):
        get(path, "https://zenodo.org/file")


@pytest.mark.parametrize(
    "left, asked",
    [
        (bytes(HALF), [f"bytes={HALF}-", None]),  # another file's beginning
        (BODY, []),  # it was killed before it could rename
        (bytes(SIZE), [None]),
        (BODY + b"more", [None]),
    ],
)
def test_what_was_left_is_used_if_it_is_right(
    left: bytes, asked: list[str | None], path: Path, start: Callable[..., Host]
) -> None:
    host = start()
    leave(path, left)
    get(path, host.url)
    assert_whole(path)
    assert host.asked == asked


def test_what_is_complete_wants_no_host(path: Path) -> None:
    leave(path, BODY)
    get(path, NOBODY)
    assert_whole(path)


def test_a_file_that_is_there_is_kept_if_it_is_right(
    path: Path, start: Callable[..., Host]
) -> None:
    host = start()
    path.parent.mkdir()
    path.write_bytes(BODY[:-1])
    get(path, host.url)
    assert_whole(path)
    get(path, host.url)
    assert len(host.asked) == 1


def test_an_interrupted_download_goes_on_later(
    path: Path, start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    host = start()
    with monkeypatch.context() as patched:
        patched.setattr(download._SpeedCheck, "add", interrupt)
        with pytest.raises(KeyboardInterrupt):
            get(path, host.url)
    kept = part(path).stat().st_size
    assert 0 < kept < SIZE
    get(path, host.url)
    assert_whole(path)
    assert host.asked == [None, f"bytes={kept}-"]


def test_a_full_disk_is_told_apart_and_not_left_full(
    path: Path, start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            if self.tell() > HALF:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data)

    host, unused, usual = start(), start(), Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, mode: (Full if "a" in mode else usual)(self, mode)
    )
    with pytest.raises(OSError, match="No space left") as error:
        get(path, host.url, unused.url)
    assert not isinstance(error.value, ConnectionError)
    assert unused.asked == []
    assert [file.name for file in path.parent.iterdir()] == ["file.lock"]


def test_a_folder_that_cannot_be_made_is_told_apart(path: Path, start: Callable[..., Host]) -> None:
    path.parent.write_text("a file where the folder should be")
    host = start()
    with pytest.raises(FileExistsError):
        get(path, host.url)
    assert host.asked == []


CHILD = """
import sys
from pathlib import Path
from helpers.data import download
download.fetch([sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
"""


def another_process(path: Path, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, url, str(path), str(SIZE), SHA256]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def half_then_wait(host: Host, to: BaseHTTPRequestHandler, start: int) -> None:
    body = begin(to, start)
    to.wfile.write(body[:HALF])
    to.wfile.flush()
    host.gate.wait(10)
    to.wfile.write(body[HALF:])


def wait_for(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def test_after_a_kill_the_next_call_goes_on(path: Path, start: Callable[..., Host]) -> None:
    host = start(half_then_wait, always=False)
    with another_process(path, host.url) as child:
        wait_for(lambda: part(path).exists() and part(path).stat().st_size)
        child.kill()
    assert not path.exists()
    kept = part(path).stat().st_size
    get(path, host.url)
    assert_whole(path)
    assert host.asked == [None, f"bytes={kept}-"]


def test_of_two_processes_one_fetches_and_one_waits(path: Path, start: Callable[..., Host]) -> None:
    host = start(half_then_wait)
    with another_process(path, host.url) as first:
        wait_for(lambda: host.asked)
        with another_process(path, host.url) as second:
            assert second.stderr
            assert second.stderr.readline() == (
                "Another process is fetching file: waiting for it.\n"
            )
            host.gate.set()
            second.communicate()
        first.communicate()
    assert (first.returncode, second.returncode) == (0, 0)
    assert_whole(path)
    assert host.asked == [None]


def test_the_bar_is_one_line_with_host_speed_and_time_left(
    path: Path, start: Callable[..., Host], capsys: pytest.CaptureFixture[str]
) -> None:
    host = start()
    leave(path, BODY[:HALF])
    get(path, NOBODY, host.url)
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert re.match(r"\r127\.0\.0\.1:9:  50% \|.*\| 150k/300k, \?B/s, \? left\r", shown)
    last = shown.rstrip("\n").split("\r")[-1]
    name = re.escape(host.url.split("/")[2])
    assert re.fullmatch(rf"{name}: 100% \|.*\| 300k/300k, [\d.]+[kMG]?B/s, 00:00 left *", last)


def test_the_bar_goes_back_where_the_download_does(
    path: Path, start: Callable[..., Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = download._bar(SIZE, HALF, "somewhere")
    monkeypatch.setattr(download, "_bar", lambda *_: bar)
    leave(path, bytes(HALF))
    get(path, start().url)
    assert (bar.n, bar.initial) == (SIZE, 0)
