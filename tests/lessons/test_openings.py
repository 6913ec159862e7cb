"""Every lesson opens with a moving picture: short, small, true, and silent about the answers."""

from __future__ import annotations

import importlib
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from PIL import ImageFont
from test_leaks import ASKED, Asked, patterns
from test_notebooks import LESSONS, read

from helpers.core import geometry, params, reference
from helpers.core.arrays import Array
from helpers.data import samples
from helpers.draw.keyframes import Moving
from helpers.draw.motion import WIDTH, Motion
from helpers.draw.themed import shades
from helpers.quiz.exercise import Choice
from helpers.training.runs import recorded
from publish.store import OPENING

BOLD = ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans-Bold.ttf", 100)
"""The widest of the fonts that the pictures name."""
NUMBERS = [path.name[:2] for path in LESSONS]
each = pytest.mark.parametrize("number", NUMBERS)


def opening(number: str) -> Motion:
    motion = importlib.import_module(f"helpers.lessons.lesson_{number}").opening()
    assert isinstance(motion, Motion)
    return motion


def moving(number: str) -> list[Moving]:
    return [part for part in opening(number).parts if isinstance(part, Moving)]


def texts(svg: str) -> list[str]:
    return re.findall(r"<!\[CDATA\[(.*?)\]\]></text>", svg)


def grids(svg: str) -> list[Array]:
    """The numbers of the shades of each grid of cells without gaps, read from its SVG."""
    found = []
    for ground, paths in re.findall(
        r'<path d="M0 0h(\d+v\d+)h-\d+z" fill="[^"]*"/>((?:<path [^>]*/>)*)', svg
    ):
        cols, rows = map(int, ground.split("v"))
        grid = np.zeros((rows, cols), int)
        for data, sign, shade in re.findall(r'd="([^"]*)" fill="var\(--(more|less)(\d+)\)"', paths):
            for col, row, wide in re.findall(r"M(\d+) (\d+)h(\d+)v", data):
                start = int(col)
                grid[int(row), start : start + int(wide)] = int(shade) * (
                    1 if sign == "more" else -1
                )
        found.append(grid)
    return found


def maps(number: str) -> list[Array]:
    """All grids of cells of an opening, in the order of its parts."""
    return [grid for part in moving(number) for grid in grids(part.svg)]


@each
def test_a_lesson_opens_with_it(number: str) -> None:
    cells = read(LESSONS[NUMBERS.index(number)]).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert code[1].source == OPENING
    (output,) = code[1].outputs
    assert set(output.data) == {"image/png", "text/plain"}, "stored is its still"
    assert output.data["text/plain"] == opening(number).alt
    assert output.metadata["image/png"]["alt"] == opening(number).alt
    assert len(output.data["image/png"]) * 3 / 4 < 60_000


@each
def test_it_is_small_and_always_the_same(number: str) -> None:
    one, other = opening(number), opening(number)
    assert one.html == other.html
    assert one.still.png == other.still.png
    assert len(one.html) < 150_000
    assert 60 < len(one.alt) < 300


@each
def test_it_moves_and_then_rests(number: str) -> None:
    motion = opening(number)
    times = sorted({key.at for part in moving(number) for key in part.keys})
    assert 5 <= motion.seconds <= 15
    assert motion.seconds - times[-1] >= 1
    # Nothing stands still for more than two seconds before the rest.
    assert max(after - before for before, after in pairwise(times)) <= 2.3


@each
def test_names_are_legible_and_inside(number: str) -> None:
    """At a width of 572 pixels, JupyterLab's column at 1024, a name has 16 pixels or more."""
    motion = opening(number)
    for attributes, text in re.findall(r"<text ([^>]*)><!\[CDATA\[(.*?)\]\]>", motion.html):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if len(text) > 3:
            size, x = float(found["font-size"]), float(found["x"])
            assert size * 572 / WIDTH >= 16, text
            wide = BOLD.getlength(text) * size / BOLD.size
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[found["text-anchor"]]
            assert left >= 0, text
            assert left + wide <= WIDTH, text
            # The button that pauses it is in the upper right corner, 38 pixels wide and high.
            if float(found["y"]) - size < 38 * WIDTH / 572:
                assert left + wide <= WIDTH - 38 * WIDTH / 572 + 8, text


@pytest.mark.parametrize("asked", ASKED, ids=[asked.name for asked in ASKED])
def test_it_gives_no_answer_away(asked: Asked) -> None:
    motion = opening(asked.name[:2])
    seen = "\n".join([motion.alt, *texts(motion.html)])
    if isinstance(asked.exercise, Choice):
        assert asked.exercise.answer not in seen
        return
    for group in patterns(asked.exercise):
        assert not [match for pattern in group for match in re.findall(pattern, seen)]


def test_01_lines_are_counted_and_squares_are_to_scale() -> None:
    motion = opening("01")
    lines = sum(
        part.svg.count("M")
        for part in moving("01")
        if "stroke-width" in part.svg and "path" in part.svg
    )
    counts = [int(text.split()[0]) for text in texts(motion.html) if text.endswith(" weights")]
    assert counts == [25, 50, 75, 100, 125]
    assert lines == counts[-1]
    (grown,) = (
        part
        for part in moving("01")
        if part.keys[-1].wide == 1 != part.keys[0].wide
        and "rect" in part.svg
        and "image" not in part.svg
    )
    share = counts[-1] / int(params.dense(784, 512, bias=False))
    assert grown.keys[0].wide * grown.keys[0].high == pytest.approx(share)


def test_02_bars_are_the_outputs_and_those_of_the_moved_digit_are_left_open() -> None:
    lesson: Any = importlib.import_module("helpers.lessons.lesson_02")
    kernel, bias = lesson.templates(*lesson.digits())
    bars = [part for part in moving("02") if "rect" in part.svg and part.keys[-1].opacity == 0]
    grown = np.array([next(key.wide for key in bar.keys if key.wide) for bar in bars])
    outputs = samples.digit(3).reshape(-1) @ kernel + bias
    assert grown / outputs == pytest.approx(np.full(10, grown[0] / outputs[0]))
    moves = min(key.at for part in moving("02") for key in part.keys if key.x == 28)
    assert all(bar.keys[-1].at < moves for bar in bars)
    assert "?" in texts(opening("02").html)
    assert re.findall(r"unit (\d)", opening("02").alt) == ["3"]


def test_03_the_map_is_the_one_that_is_computed() -> None:
    x = samples.photograph("photographer", 34)[4:32, 1:29]
    values = reference.conv2d(x, samples.KERNELS["laplacian"])
    assert np.vstack(maps("03")).tolist() == shades(values, abs(values).max() / 2).tolist()


def test_04_the_same_nine_weights_in_every_row() -> None:
    lesson: Any = importlib.import_module("helpers.lessons.lesson_04")
    kernel = importlib.import_module("helpers.lessons.lesson_04.opening").KERNEL
    nonzero = int(np.count_nonzero(lesson.matrix(kernel, (6, 6))))
    assert texts(opening("04").html)[-5:] == ["576 weights", "→", f"{nonzero}", "→", "9"]
    flying = [part for part in moving("04") if part.svg.count("<path") == 1 and len(part.keys) == 4]
    assert len(flying) == nonzero
    landed: dict[tuple[float, float], set[str]] = {}
    for part in flying:
        shade = re.findall(r"--(\w+)\)", part.svg)[0]
        landed.setdefault((part.keys[-1].y, part.keys[-1].x), set()).add(shade)
    assert len(landed) == 9
    numbers = shades(kernel, 4).reshape(-1).tolist()
    named = [{f"{'less' if n < 0 else 'more'}{abs(n)}"} for n in numbers]
    assert [landed[place] for place in sorted(landed)] == named


def test_05_three_walks_have_the_sizes_that_the_formula_gives() -> None:
    module = importlib.import_module("helpers.lessons.lesson_05.opening")
    windows = [part for part in moving("05") if 'stroke-width="4"' in part.svg]
    axes = [
        geometry.Axis(5, 3),
        geometry.Axis(5, 3, padding=(1, 1)),
        geometry.Axis(5, 3, 2, padding=(1, 1)),
    ]
    for window, axis in zip(windows, axes, strict=True):
        places = [
            (
                round((key.y - (module.MIDDLE - 2.5 * module.SIDE)) / module.SIDE),
                round((key.x - module.LEFT) / module.SIDE),
            )
            for key in window.keys[1:-1]
        ]
        starts = [axis.taps(o)[0] for o in range(axis.output)]
        assert places == [(row, col) for row in starts for col in starts]
    assert [axis.output for axis in axes] == [3, 5, 3]


def test_06_of_four_cells_the_largest_stays() -> None:
    whole = grids("".join(part for part in opening("06").parts if isinstance(part, str)))[0]
    once, twice = maps("06")
    for before, after in ((whole, once), (once, twice)):
        rows, cols = after.shape
        assert before.reshape(rows, 2, cols, 2).max(axis=(1, 3)).tolist() == after.tolist()
    shown = [texts(part.svg) for part in moving("06")]
    close = np.array(next(found for found in shown if len(found) == 16), int).reshape(4, 4)
    winners = [int(found[0]) for found in shown if len(found) == 1 and found[0].isdigit()]
    assert winners == close.reshape(2, 2, 2, 2).max(axis=(1, 3)).reshape(-1).tolist()


def test_07_each_kernel_makes_its_own_map() -> None:
    module = importlib.import_module("helpers.lessons.lesson_07.opening")
    x = samples.photograph("coffee", 45, grey=True)[:30, 7:37]
    for name, found in zip(module.NAMES, maps("07"), strict=True):
        values = reference.conv2d(x, samples.KERNELS[name])
        assert found.tolist() == shades(values, abs(values).max() * 0.5).tolist()


def test_08_the_network_computes_what_is_drawn() -> None:
    module = importlib.import_module("helpers.lessons.lesson_08.opening")
    computed = module.run()
    x = samples.digit(4)
    sobel = [sign * samples.KERNELS[name] for name in ("sobel x", "sobel y") for sign in (1, -1)]
    by_hand = np.stack(
        [np.maximum(reference.conv2d(x, each, padding="same"), 0) for each in sobel], -1
    )
    assert computed.maps.tolist() == by_hand.tolist()
    assert computed.pooled.tolist() == by_hand.reshape(4, 2, 4, 2, 4).max(axis=(1, 3)).tolist()
    most = by_hand.max() * 0.6
    drawn = maps("08")
    assert [grid.shape for grid in drawn] == [(8, 8), (4, 4)] * 4 + [(64, 1)]
    assert drawn[0].tolist() == shades(by_hand[:, :, 0], most).tolist()
    assert drawn[-1].reshape(-1).tolist() == shades(computed.pooled.reshape(-1), most).tolist()
    # The score is largest where the mean features of a class are nearest.
    pictures, labels = samples.digits()
    flat = []
    for picture in pictures[: module.EXAMPLES]:
        every = [np.maximum(reference.conv2d(picture, each, padding="same"), 0) for each in sobel]
        flat.append(np.stack(every, -1).reshape(4, 2, 4, 2, 4).max(axis=(1, 3)).reshape(-1))
    means = [
        np.mean(np.array(flat)[labels[: module.EXAMPLES] == digit], axis=0) for digit in range(10)
    ]
    distances = [((computed.pooled.reshape(-1) - mean) ** 2).sum() for mean in means]
    assert np.argsort(distances).tolist() == np.argsort(-computed.scores).tolist()
    assert computed.scores.argmax() == 4


def test_09_shows_the_first_epochs_of_the_record_and_leaves_the_end_open() -> None:
    run = recorded()[0]
    right = [text for text in texts(opening("09").html) if text.endswith(" of 100 right")]
    assert right == [f"{round(100 * value)} of 100 right" for value in run.history["accuracy"][:8]]
    green = [part.svg.count("<rect") for part in moving("09") if "<rect" in part.svg]
    assert np.cumsum(green).tolist() == [
        round(100 * value) for value in run.history["accuracy"][:8]
    ]
    assert "?" in texts(opening("09").html)
    assert run.epochs == 20
