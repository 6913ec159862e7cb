"""A motion moves as its keys say, rests at its end, and says what is seen."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from helpers.draw import colours
from helpers.draw.keyframes import (
    Key,
    Moving,
    appearing,
    counted,
    moving,
    revealed,
    rows_in_time,
    walk,
)
from helpers.draw.motion import Motion
from helpers.draw.themed import SHADES, frame, label, palette, shades, signed, tiles

SQUARE = frame(0, 0, 40, 40, "none", "input", 0, 0)


def motion(*parts: Moving | str, seconds: float = 6) -> Motion:
    return Motion(parts, "A square moves to the right", seconds, 100)


def pixels(shown: Motion) -> np.ndarray:
    with Image.open(io.BytesIO(shown.still.png)) as image:
        return np.asarray(image.convert("RGB"))


def keyframes(shown: Motion) -> list[dict[float, str]]:
    """The states of each moving part, by their percent of the time."""
    blocks = re.findall(r"@keyframes m\w+-\d+\{((?:[^{}]*\{[^{}]*\})*)\}", shown.html)
    return [
        {float(at): state for at, state in re.findall(r"([\d.]+)%\{([^{}]*)\}", block)}
        for block in blocks
    ]


def test_keys_become_percents_of_the_time() -> None:
    (states,) = keyframes(motion(moving(SQUARE, Key(0), Key(3, x=90), Key(4.5, x=90, y=8))))
    assert list(states) == [0, 50, 75, 100]
    assert states[0] == "transform:translate(0px,0px) scale(1,1)"
    assert states[50].startswith("transform:translate(90px,0px)")
    assert states[75] == states[100] == "transform:translate(90px,8px) scale(1,1)"


def test_a_jump_holds_the_state_before_it() -> None:
    (states,) = keyframes(motion(appearing(SQUARE, 3, over=0)))
    assert states == {
        0: "opacity:0;animation-timing-function:step-end",
        50: "opacity:1",
        100: "opacity:1",
    }


def test_of_two_states_at_one_time_both_are_seen() -> None:
    keys = (Key(0), Key(3, x=50), Key(3, y=10, jump=True), Key(4.5, x=50, y=10))
    (states,) = keyframes(motion(moving(SQUARE, *keys)))
    before, after = (at for at in states if 49 < at <= 50)
    assert after == 50
    assert "translate(50px,0px)" in states[before]
    assert "translate(0px,10px)" in states[after]


def test_the_still_is_the_last_state_in_light_colours() -> None:
    shown = pixels(motion(moving(SQUARE, Key(0), Key(3, x=200, y=20))))
    blue = np.all(shown == [int(colours.INPUT[i : i + 2], 16) for i in (1, 3, 5)], axis=2)
    rows, cols = np.nonzero(blue)
    assert (rows.min(), rows.max() + 1, cols.min(), cols.max() + 1) == (30, 90, 300, 360)


def test_what_is_gone_at_the_end_is_not_in_the_still() -> None:
    shown = motion(appearing(label(20, 60, "gone"), 1, until=3), label(80, 60, "stays"))
    assert "gone" in shown.html
    assert "gone" not in shown.still.svg
    # Where nothing may move, the page shows each part in its last state.
    assert re.search(
        r'<g class="moves" style="[^"]*" opacity="0"><text [^>]*><!\[CDATA\[gone', shown.html
    )
    assert "stays" in shown.still.svg
    assert "var(" not in shown.still.svg


def test_whoever_wants_no_motion_sees_the_last_state() -> None:
    html = motion(moving(SQUARE, Key(0), Key(3, x=200), Key(4, x=200, opacity=0.5))).html
    assert 'opacity="0.5" transform="translate(200 0) scale(1 1)"' in html
    assert (
        "@media print,(prefers-reduced-motion:reduce){.cnn-motion *{animation:none!important}"
        in html
    )


def test_it_is_well_formed_says_what_is_seen_and_can_be_paused() -> None:
    shown = Motion([SQUARE], 'A "square" & <nothing> else', 6, 100)
    root = ET.fromstring(
        re.sub(
            r"(<input[^>]*)>", r"\1/>", re.sub(r"<style>.*?</style>", "", shown.html, flags=re.S)
        )
    )
    svg = root.find("{http://www.w3.org/2000/svg}svg")
    assert svg is not None
    assert svg.get("aria-label") == repr(shown) == shown.alt
    button = root.find("input")
    assert button is not None
    assert button.get("aria-label") == "Pause the moving picture"
    assert "<script" not in shown.html
    assert not re.search(r"\son\w+=", shown.html)


def test_a_notebook_gets_it_moving_still_and_in_words() -> None:
    data, metadata = motion(SQUARE)._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert data["text/plain"] == metadata["image/png"]["alt"] == "A square moves to the right"


def test_two_motions_in_one_page_do_not_share_names() -> None:
    one, other = (motion(moving(SQUARE, Key(0), Key(3, x=x))) for x in (50, 60))
    names = [set(re.findall(r"@keyframes ([\w-]+)", each.html)) for each in (one, other)]
    assert len(names[0]) == 2
    assert not names[0] & names[1]
    assert one.html == motion(moving(SQUARE, Key(0), Key(3, x=50))).html


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_that_is_named_is_there_in_both_themes(theme: str) -> None:
    there = palette(colours.LIGHT if theme == "light" else colours.DARK)
    cells = signed(np.arange(-9, 10).reshape(1, -1), 9, 0, 0, 5)
    html = motion(cells, SQUARE).html
    assert set(re.findall(r"var\(--([\w-]+)\)", html)) - {"seconds"} <= set(there)
    assert there["zero"] == (colours.LIGHT if theme == "light" else colours.DARK)["zero"]


@pytest.mark.parametrize(
    "make, why",
    [
        (lambda: motion(SQUARE, seconds=4), "lasts 5 to 15 seconds; received 4"),
        (lambda: motion(SQUARE, seconds=16), "received 16"),
        (lambda: motion(moving(SQUARE, Key(0), Key(5.5, x=9))), "a part moves at 5.5"),
        (lambda: moving(SQUARE), "in order of time"),
        (lambda: moving(SQUARE, Key(2), Key(1)), r"received \[2, 1\]"),
        (lambda: moving(SQUARE, Key(0), Key(1, shown=0.5)), "show all of the part"),
        (lambda: moving(SQUARE, Key(0), Key(1, down=0)), "show all of the part"),
    ],
)
def test_what_cannot_be_shown_is_refused(make: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make()  # type: ignore[operator]


def test_a_window_is_where_the_cell_is_shown() -> None:
    times = rows_in_time(3, [4.0], 1.0, start=2)
    assert times == [2, 6, 7, 8]
    places = walk(times, 4, side=10, stepwise=1)
    row = revealed("", times[0], times[1], 4, stepwise=True)
    for place, shown in zip(places[:4], row.keys[1:]):
        assert place.at == shown.at
        assert place.x / 10 + 1 == 4 * shown.shown
    assert [(key.x, key.y) for key in places[4:]] == [(0, 10), (30, 10), (0, 20), (30, 20)]
    even = revealed("", times[1], times[2], 4)
    assert [(key.at, key.shown) for key in even.keys] == [(0, 0), (6, 0.25), (7, 1)]


def test_one_of_the_counted_texts_is_seen_at_a_time() -> None:
    ends = [
        part.keys[-1] for part in counted(["a", "b", "c"], [1, 2, 3]) if isinstance(part, Moving)
    ]
    assert [(key.at, key.opacity) for key in ends] == [(2, 0), (3, 0), (3, 1)]


def test_shades_are_symmetric_and_bounded() -> None:
    assert shades(np.array([-20, -9, 0, 4.5, 9, 20]), 9).tolist() == [
        -SHADES,
        -SHADES,
        0,
        5,
        SHADES,
        SHADES,
    ]
    assert shades(np.zeros(2), 0).tolist() == [0, 0]


def test_only_masked_numbers_become_tiles() -> None:
    drawn = tiles(np.array([[9, 0, -9]]), 9, 0, 0, 5, np.array([[True, True, False]]))
    assert re.findall(r"M(\d) (\d)", drawn) == [("1", "0"), ("0", "0")]
    assert "--less" not in drawn


def test_what_a_page_does_not_trust_leaves_the_words_alone() -> None:
    """JupyterLab and GitHub take out tags that they do not know, but not the text in them."""
    html = motion(label(20, 60, "1 < 2"), SQUARE).html
    left = re.sub(r"<style>.*?</style>|<!\[CDATA\[.*?\]\]>", "", html, flags=re.S)
    words = re.sub(r"<[^>]*>", "", left)
    assert words == "A square moves to the right. Run this cell to see it move."
