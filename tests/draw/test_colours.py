"""One palette: style sheets and scripts repeat the colours of ``draw.colours`` and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.draw import colours

ROOT = Path(__file__).parents[2]
FRONT = ROOT / "helpers" / "player" / "front"
THEMES = {"light": colours.LIGHT, "dark": colours.DARK}


def rgb(colour: str) -> list[int]:
    """The red, green and blue of a colour, 0 … 255: #rgb or #rrggbb."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]


def variables(block: str) -> dict[str, str]:
    """The custom properties of a block of CSS that are colours."""
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    """Relative luminance, 0 … 1. Source: WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_names() -> None:
    assert set(colours.LIGHT) == set(colours.DARK)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_legible_in_both_themes(theme: str) -> None:
    palette = THEMES[theme]
    for name in ("input", "kernel", "output", "ink", "soft"):
        for ground in ("ground", "panel"):
            assert contrast(palette[name], palette[ground]) >= 4.5, (name, ground)


def test_the_players_style_sheet() -> None:
    style = (FRONT / "player.css").read_text("utf-8")
    light, dark = (
        re.search(rf"\.cnn-player{which} {{(.*?)}}", style, re.S) for which in ("", r"\.dark")
    )
    assert light
    assert dark
    for found, palette in ((light, colours.LIGHT), (dark, colours.DARK)):
        named = {name: rgb(colour) for name, colour in variables(found[1]).items()}
        ring = named.pop("ring")  # the window's outline: as dark or as light as can be
        assert ring in (rgb(palette["ink"]), [255, 255, 255])
        assert named == {name: rgb(palette[name]) for name in named}
        assert set(named) >= {"input", "kernel", "output", "ink", "soft", "line", "panel", "ground"}


def test_the_cards_style_sheet() -> None:
    style = (ROOT / "helpers" / "quiz" / "front" / "card.css").read_text("utf-8")
    light, dark = re.findall(r"^[^{}]*\.cnn-card {(.*?)}", style, re.S | re.M)[:2]
    names = {"ground", "ink", "soft", "line", "panel", "kernel", "output", "focus"}
    for found, palette in ((light, colours.LIGHT), (dark, colours.DARK)):
        named = {name: rgb(colour) for name, colour in variables(found).items()}
        assert named == {name: rgb(palette[name]) for name in names}
    assert not re.findall("#[0-9a-f]{3}", style.partition(dark)[2]), "only by their names"


def test_the_players_script() -> None:
    script = (FRONT / "drawing" / "look.js").read_text("utf-8")
    for theme, palette in THEMES.items():
        line = re.search(rf"{theme}: {{(.*?)}}", script)
        assert line
        found = dict(re.findall(r"(\w+): (\[[\d, ]+\])", line[1]))
        wanted = {"base": "zero", "more": "positive", "less": "negative"}
        assert found == {name: str(rgb(palette[colour])) for name, colour in wanted.items()}
    for name in colours.HUES:
        both = ", ".join(str(rgb(palette[name])) for palette in THEMES.values())
        assert f"{name}: [{both}]" in script
