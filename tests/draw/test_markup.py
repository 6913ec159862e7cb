"""Pictures on a live page: the same numbers as in the PNG, legible in both themes, with words."""

from __future__ import annotations

import html
import re

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from test_colours import contrast
from test_figures import TRACES

from helpers.core import text, trace
from helpers.draw import closeup, colours, figures
from helpers.draw.markup import SMALLEST_FONT, ink_class, theme_colour, themed
from helpers.draw.mime import stored_bundle
from helpers.draw.pixels import coloured_pixels
from helpers.draw.svg import Diagram
from helpers.draw.theme import SIGNED, Picture, signed_scale
from helpers.lessons.lesson_01.network import dense_network

each = pytest.mark.parametrize("name", TRACES)
LETTERS = {"k": colours.INK, "w": "#ffffff"}


def live(picture: object) -> str:
    """The HTML of a picture without its style sheet."""
    data, _ = picture._repr_mimebundle_()  # type: ignore[attr-defined]
    return str(data["text/html"]).partition("</style>")[2]


def words(markup: str) -> list[str]:
    """The texts of HTML, one for each element that holds nothing else."""
    return [html.unescape(found).strip() for found in re.findall(r">([^<>]+)<", markup)]


@each
def test_a_live_picture_has_the_numbers_of_the_stored_one(name: str) -> None:
    made = TRACES[name]
    for index in (0, len(made) // 2, len(made) - 1):
        picture = figures.step(made, index)
        drawn = [each.get_text() for each in picture.figure.findobj(Text)]
        numbers = sorted(each for each in drawn if re.fullmatch(r"−?[\d.]+", each))
        equation = re.findall(r'<div class="sum">(.*?)</div>', live(picture))
        shown = sorted(each for each in words(live(picture)) if re.fullmatch(r"−?[\d.]+", each))
        assert shown == numbers
        assert " ".join("".join(words(f">{equation[0]}<")).split()) == "".join(
            made[index].text.split(" ")
        )


@each
def test_a_live_picture_tells_nothing_that_is_to_be_predicted(name: str) -> None:
    made = TRACES[name]
    hidden = live(figures.film_strip(made, 3, secret=True))
    known = {text.number(value) for value in np.ravel(made.operands.x).tolist()} | {"0"}
    cells = re.findall(r"<text [^>]*>([^<]+)</text>", hidden)
    assert set(cells) <= known


def test_every_picture_has_words_in_the_page() -> None:
    pictures: list[Picture | Diagram] = [
        figures.grid([[1, 2]], 'A <b> & "c"'),
        figures.pictures([np.ones((4, 4))], ["one"]),
        closeup.lines({"signal": [1, 2]}),
        closeup.grids([[[1, 2]]], ["Input"]),
        dense_network([2, 3]),
    ]
    for picture in pictures:
        markup = live(picture)
        named = html.escape(picture.alt, quote=True)
        assert f'aria-label="{named}"' in markup or f'alt="{named}"' in markup
        assert all("alt=" in found for found in re.findall("<img[^>]*>", markup))


def test_a_notebook_stores_no_markup() -> None:
    data, metadata = stored_bundle(figures.grid([[1, 2]]))
    assert set(data) == {"image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == data["text/plain"]


@pytest.mark.parametrize("share", np.linspace(-1, 1, 41))
def test_numbers_are_legible_on_every_fill_in_both_themes(share: float) -> None:
    fill = to_hex(SIGNED((share + 1) / 2))
    end = "positive" if share >= 0 else "negative"
    dark = np.array([int(colours.DARK["zero"][i : i + 2], 16) for i in (1, 3, 5)])
    full = np.array([int(colours.DARK[end][i : i + 2], 16) for i in (1, 3, 5)])
    mixed = to_hex((dark + abs(share) * (full - dark)) / 255)
    in_light, in_dark = list(ink_class(fill).removeprefix("ink-"))
    assert contrast(LETTERS[in_light], fill) >= 3.9
    letters = {"k": colours.DARK["ground"], "w": colours.DARK["ink"]}
    assert contrast(letters[in_dark], mixed) >= 3.9


def test_fills_follow_the_theme() -> None:
    assert theme_colour(colours.POSITIVE) == "var(--positive)"
    half = to_hex(SIGNED(0.25))
    assert theme_colour(half) == "color-mix(in srgb, var(--negative) 50%, var(--zero))"
    assert theme_colour("#808080") == "#808080", "a picture's grey is the same in both"
    assert "#" not in themed(dense_network([3, 2, 1]).svg).replace("&#", "")


def test_zero_is_transparent_in_a_map() -> None:
    values = np.array([[0, 4, -2]])
    (zero, most, less), *_ = coloured_pixels(values, SIGNED, signed_scale(values))
    assert zero[3] == 0
    assert to_hex(most / 255) == colours.POSITIVE
    assert (to_hex(less[:3] / 255), less[3]) == (colours.NEGATIVE, 128)


def test_a_map_of_zeros_says_so() -> None:
    assert "all 0" in words(live(figures.feature_maps(np.zeros((20, 20)))))
    assert "all 0" not in words(live(figures.feature_maps(np.eye(20))))


def test_long_numbers_get_wider_cells() -> None:
    """The width of a grid is at least so many pixels that its numbers have 11."""

    def least(values: list[list[float]]) -> float:
        found = re.search(r"max\(.*?, (\d+)px\)", live(figures.grid(values)))
        assert found
        return float(found[1])

    assert least([[1, 2]]) >= 2 * SMALLEST_FONT / 0.4
    assert least([[0.123, 2]]) > 1.3 * least([[1, 2]])


def test_small_pictures_tell_their_numbers() -> None:
    assert figures.grid([[1, -2], [0, 3]], "Input").alt == (
        "Input: a grid of 2 by 2 cells: 1 −2 / 0 3"
    )
    assert figures.grid(np.ones((9, 2))).alt == "Numbers: a grid of 9 by 2 cells"
    made = trace.conv2d([[1, 2], [3, 4]], [[1, 0]], [5])
    assert figures.step(made).alt.endswith("Input: 1 2 / 3 4. Kernel: 1 0")


def test_a_chart_is_turned_dark_and_a_photograph_is_not() -> None:
    assert 'class="chart"' in live(closeup.lines({"signal": [1, 2]}))
    photograph = closeup.closeups(np.eye(8), [(0, 0, 2, 2)], ["part"], "whole")
    assert isinstance(photograph, Picture)
    assert re.findall('img class="(.*?)"', live(photograph)) == ["light", "dark"]
    light, dark = re.findall('src="(.*?)"', live(photograph))
    assert light != dark
    inks = {text.get_color() for text in photograph.figure.findobj(Text) if text.get_text()}
    assert colours.INPUT in inks, "the figure itself has its colours back"
