"""Every kind of trace in every kind of file, each opened again as its reader would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from test_figures import PICTURE, TRACES, frames

from helpers.core import trace
from helpers.core.trace import Trace
from helpers.data import samples
from helpers.draw import animation
from helpers.player import export, payload

SVG = "{http://www.w3.org/2000/svg}"
LONG = trace.conv2d(samples.photograph("cat", size=40, grey=True), samples.KERNELS["sobel x"])
VOLUME = np.dstack([PICTURE, PICTURE.T])
FILTERS = np.arange(24).reshape(2, 2, 2, 3) - 9
ALL = {
    **{name: TRACES[name] for name in ("strided", "signal", "max", "average", "dense")},
    "settings": trace.conv2d(VOLUME, FILTERS, [1, 2, 3], padding=(2, 1), stride=2, dilation=2),
    "long": LONG,
}


def page(path: Path, made: Trace, index: int) -> None:
    text = path.read_text("utf-8")
    state = json.loads(text.split('id="state">')[1].split("</script>")[0])
    assert state["payload"] == json.loads(json.dumps(payload.of(made)))
    assert state["index"] == index
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def moving(path: Path, made: Trace, index: int) -> None:
    with Image.open(path) as gif:
        assert gif.n_frames == 2  # type: ignore[attr-defined]
        shown = []
        for at in range(2):
            gif.seek(at)
            shown.append(np.asarray(gif.convert("RGB")))
    assert (shown[0] != shown[1]).any()


def video(path: Path, made: Trace, index: int) -> None:
    first, second = frames(path)
    assert first != second


def drawing(path: Path, made: Trace, index: int) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert made[index].text in (root.findtext(f"{SVG}title") or "")
    # Words as outlines: no browser looks for a font.
    assert not list(root.iter(f"{SVG}text"))
    assert len(list(root.iter(f"{SVG}use"))) > 10
    links = [value for each in root.iter() for key, value in each.items() if key.endswith("href")]
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)


def picture(path: Path, made: Trace, index: int) -> None:
    with Image.open(path) as image:
        image.load()
        assert made[index].text in image.info["Title"]


def sheet(path: Path, made: Trace, index: int) -> None:
    (only,) = PdfReader(path).pages
    assert "Input" in only.extract_text() or "channel" in only.extract_text()


OPENED: dict[str, Callable[[Path, Trace, int], None]] = {
    ".html": page,
    ".gif": moving,
    ".mp4": video,
    ".svg": drawing,
    ".png": picture,
    ".pdf": sheet,
}


@pytest.mark.parametrize("ending", OPENED)
@pytest.mark.parametrize("name", ALL)
def test_every_trace_in_every_file(name: str, ending: str, tmp_path: Path) -> None:
    made = ALL[name]
    index = len(made) // 2
    settings: dict[str, Any] = {"index": index}
    if ending in (".gif", ".mp4"):
        settings = {"steps": [0, index], "fps": 4}
    path = export.save(made, tmp_path / f"walk{ending}", **settings)
    assert [path] == list(tmp_path.iterdir())
    OPENED[ending](path, made, index)


def test_endings_are_those_that_are_opened_above() -> None:
    assert set(export.KINDS) == set(OPENED)


def test_a_long_trace_is_a_film_of_steps_that_are_evenly_spread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.draw.animation.MOST_FRAMES", 3)
    assert len(LONG) == 950
    assert animation.film(LONG).chosen == [0, 474, 949]
    assert len(frames(export.save(LONG, tmp_path / "walk.mp4"))) == 3


@pytest.mark.parametrize(
    "name, settings, error, message",
    [
        ("a.avi", {}, ValueError, r"saved as \.html, .*\.pdf; received 'a\.avi'"),
        ("a", {}, ValueError, "received 'a'"),
        ("a.svg", {"fps": 2}, TypeError, r"a \.svg file takes the settings index; received fps"),
        ("a.html", {"steps": [1]}, TypeError, "index, speed, predict, symbols; received steps"),
        ("a.gif", {"fps": 0}, ValueError, "fps must be at least 1; received 0"),
        ("a.gif", {"steps": []}, ValueError, "1 to 400 steps; received 0"),
        ("a.mp4", {"steps": [2]}, IndexError, "steps 0 … 1; received 2"),
        ("a.png", {"index": 2}, IndexError, "steps 0 … 1; received 2"),
        ("a.html", {"index": 2}, ValueError, "0 … 1; received 2"),
        ("none/a.gif", {}, OSError, "none"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    name: str, settings: dict[str, Any], error: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message):
        export.save(TRACES["dense"], tmp_path / name, **settings)
    assert list(tmp_path.iterdir()) == []


def test_only_a_trace_is_saved(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"takes a trace.*received \[1, 2\]"):
        export.save([1, 2], tmp_path / "a.html")  # type: ignore[arg-type]
