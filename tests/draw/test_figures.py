"""Pictures say what the trace says: their texts are its numbers, their alt text its sums."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from helpers.core import text, trace
from helpers.core.trace import Trace
from helpers.data import samples
from helpers.draw import animation, figures
from helpers.draw.animation import ffmpeg
from helpers.draw.scene import MOST_NUMBERED
from helpers.lessons.lesson_01 import network

PICTURE = samples.pattern("hill", 6)
KERNEL = samples.KERNELS["sobel x"]
RNG = np.random.default_rng(3)
TRACES = {
    "flat": trace.conv2d(PICTURE, KERNEL, [1], padding="same"),
    "strided": trace.conv2d(PICTURE, KERNEL, stride=2),
    "dilated": trace.conv2d(PICTURE, KERNEL, dilation=2, padding=(1, 2)),
    "deep": trace.conv2d(RNG.integers(0, 9, (5, 6, 3)), RNG.integers(-2, 3, (3, 3, 3, 4)), [0] * 4),
    "signal": trace.conv1d(samples.signal("wave", 12), [-1, 0, 1]),
    "max": trace.max_pool2d(RNG.integers(0, 9, (5, 5, 2)), padding="same"),
    "average": trace.avg_pool2d(PICTURE, 3, stride=1, padding="same"),
    "dense": trace.dense([1, 2, 3], [[1, -1], [0, 2], [3, 1]], [0, 1]),
}
each = pytest.mark.parametrize("name", TRACES)


def texts(figure: Figure) -> list[str]:
    """Return all words on a figure."""
    return [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]


def shown_numbers(made: Trace, index: int) -> set[str]:
    """Return every number that a picture of a step may show in a cell."""
    step = made[index]
    arrays = [made.operands.x, made.maps, step.patch, step.weights, step.products, step.sums]
    return {text.number(value) for array in arrays for value in np.ravel(array).tolist()} | {"0"}


@each
def test_a_step_shows_the_numbers_of_the_trace_and_no_others(name: str) -> None:
    made = TRACES[name]
    for index in (0, len(made) // 2, len(made) - 1):
        picture = figures.step(made, index)
        cells = {text for text in texts(picture.figure) if text.lstrip("−")[:1].isdigit()}
        sums = set(made[index].text.split(" "))
        sizes = {text for text in cells if "×" in text or "padded" in text or "unit" in text}
        pieces = {piece for term in sums for piece in (*term.split("·"), term)}
        counts = {made.operands.x.shape[2], made.maps.shape[1], len(made[index].cols)}
        allowed = shown_numbers(made, index) | pieces | sizes | set(map(str, counts))
        assert cells <= allowed, f"{name} step {index} shows {cells - allowed}"
        assert text.number(made[index].value) in cells
        assert made[index].text in picture.alt


@each
def test_what_is_not_yet_computed_is_not_shown(name: str) -> None:
    made = TRACES[name]
    first, last = figures.step(made, 0), figures.step(made, len(made) - 1)
    assert len(texts(first.figure)) < len(texts(last.figure))


@each
def test_pictures_are_pngs_with_words_for_them(name: str) -> None:
    for picture in (figures.step(TRACES[name]), figures.film_strip(TRACES[name], 3)):
        data, metadata = picture._repr_mimebundle_()
        with Image.open(io.BytesIO(data["image/png"])) as image:
            width, height = image.size
        assert metadata["image/png"]["width"] < width < 2000
        assert 50 < height < 2400
        assert data["text/plain"] == metadata["image/png"]["alt"] == repr(picture) == picture.alt


def test_a_film_strip_tells_every_step_it_shows() -> None:
    made = TRACES["strided"]
    lines = figures.film_strip(made, 4).alt.splitlines()
    assert len(lines) == 4
    assert lines[0].endswith(made[0].text)
    assert lines[-1].endswith(made[-1].text)
    assert len(figures.film_strip(made, 99).alt.splitlines()) == len(made)


def test_large_inputs_are_shown_as_pictures_with_numbers_in_the_window_only() -> None:
    large = samples.photograph("cat", size=40, grey=True)
    assert max(large.shape) > MOST_NUMBERED
    made = trace.conv2d(large, KERNEL)
    picture = figures.step(made, 100)
    assert len(texts(picture.figure)) < large.size / 5
    for value in np.ravel(made[100].patch).tolist():
        assert text.number(value) in texts(picture.figure)


def test_a_matplotlibrc_that_saves_pdf_changes_nothing() -> None:
    picture = figures.grid([[1, 2], [3, -4]], "Numbers")
    with matplotlib.rc_context({"savefig.format": "pdf"}):
        assert "image/png" in picture._repr_mimebundle_()[0]


def half_written(figure: Figure, path: Path, **options: object) -> None:
    """Stand in for a disk that is full before the picture is whole."""
    path.write_bytes(b"half")
    raise OSError("the disk is full")


def test_saving_writes_whole_files_or_none(tmp_path: Path) -> None:
    picture = figures.grid([[1, 2], [3, -4]], "Numbers")
    for ending in ("png", "svg", "pdf"):
        assert picture.save(tmp_path / f"a.{ending}").stat().st_size > 500
    with pytest.raises(ValueError, match=r"saved as .png.*'a\.xyz'"):
        picture.save(tmp_path / "a.xyz")
    (tmp_path / "a.png").write_bytes(b"before")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Figure, "savefig", half_written)
        with pytest.raises(OSError, match="full"):
            picture.save(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == b"before"
    film = animation.film(TRACES["dense"])
    with pytest.raises(ValueError, match=r"saved as .gif.*'a\.avi'"):
        film.save(tmp_path / "a.avi")
    with pytest.raises(OSError, match="missing"):
        film.save(tmp_path / "missing" / "a.gif")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "a.png", "a.svg"]


def frames(mp4: Path) -> list[str]:
    """A checksum of each frame of a video."""
    command = [ffmpeg(), "-i", str(mp4), "-map", "0:v", "-f", "framemd5", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line.split()[-1] for line in told.splitlines() if not line.startswith("#")]


def test_a_film_has_a_frame_for_each_step(tmp_path: Path) -> None:
    made = TRACES["strided"]
    film = animation.film(made, fps=4)
    with Image.open(film.save(tmp_path / "walk.gif")) as gif:
        assert gif.n_frames == len(made)  # type: ignore[attr-defined]
    assert (tmp_path / "walk.gif").stat().st_size < 1_000_000
    assert len(frames(film.save(tmp_path / "walk.mp4"))) == len(made)


def test_a_film_in_a_notebook_needs_no_other_file_or_host(monkeypatch: pytest.MonkeyPatch) -> None:
    film = animation.film(TRACES["dense"])
    assert '<video src="data:video/mp4;base64,' in film._repr_html_()
    assert "http" not in film.html()

    def none() -> str:
        raise RuntimeError

    monkeypatch.setattr("helpers.draw.animation.ffmpeg", none)
    assert '<img src="data:image/gif;base64,' in film.html()


def test_a_film_of_too_many_steps_says_which_to_choose() -> None:
    made = trace.conv2d(samples.photograph("cat", size=40, grey=True), KERNEL)
    with pytest.raises(ValueError, match=r"1 to 400 steps; received 9\d\d.*steps=range"):
        animation.film(made, range(len(made)))
    with pytest.raises(ValueError, match="fps must be at least 1"):
        animation.film(TRACES["flat"], fps=0)
    with pytest.raises(IndexError, match="received 99"):
        animation.film(TRACES["dense"], [99])


def test_drawing_refuses_what_it_cannot_show() -> None:
    with pytest.raises(IndexError, match="steps 0 … 35"):
        figures.step(TRACES["flat"], 36)
    with pytest.raises(ValueError, match="count must be at least 1"):
        figures.film_strip(TRACES["flat"], 0)
    with pytest.raises(ValueError, match="titles must be a list of 4"):
        figures.kernels(np.ones((3, 3, 1, 4)), ["one"])
    with pytest.raises(ValueError, match="maps must have shape"):
        figures.feature_maps(np.ones((2, 3, 3, 1)))
    with pytest.raises(ValueError, match="at least one picture"):
        figures.pictures([])


def test_kernels_and_maps_say_how_many_there_are() -> None:
    assert figures.kernels(np.ones((3, 3, 3, 32))).alt == "32 filters: 3 by 3, 3 deep"
    assert "sobel x" in figures.kernels(KERNEL, ["sobel x"]).alt
    assert (
        figures.feature_maps(np.ones((4, 5, 2))).alt == "feature map 1, feature map 2: 4 by 5 cells"
    )


def test_a_network_is_drawn_with_every_connection_or_says_what_it_leaves_out() -> None:
    small = network.dense_network([5, 4, 5, 4, 5, 1])
    assert small.svg.count("<line") == 85
    assert small.svg.count("<circle") == 24
    large = network.dense_network([784, 512, 10])
    assert large.svg.count("<line") == 6 * 6 * 2
    assert "406,528 connections" in large.alt
    with Image.open(io.BytesIO(small.png)) as image:
        assert image.size == (2 * round(small.width), image.height)


@pytest.mark.parametrize("cols", range(1, 21))
def test_a_stored_picture_is_the_drawn_one_whatever_its_width(cols: int, tmp_path: Path) -> None:
    drawn = figures.grid(np.eye(3, cols))
    with Image.open(drawn.save(tmp_path / "whole.png")) as whole:
        expected = np.asarray(whole.convert("RGB"), int)
    with Image.open(io.BytesIO(drawn.png)) as stored:
        found = np.asarray(stored.convert("RGB"), int)
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 1, "few colours, and no row out of its place"
