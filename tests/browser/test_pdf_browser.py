"""Lessons on paper, printed and read again: all of it is there, but for what a page folds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest
from browser import chromium
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from test_site import PAGES, site

from publish import pdf
from publish.site import build

PRINTED = [PAGES[0], PAGES[2]]
WITHIN = (595 - 2 * 17 * 72 / 25.4) * 96 / 72
"""Pixels between the margins of a sheet."""
each = pytest.mark.parametrize("lesson", PRINTED)


def printed(folder: Path, course: Mapping[str, bytes], browser: str) -> list[Path]:
    """Print in a thread of its own: in this one, playwright may serve other tests."""
    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(1) as thread:
        patched.setenv("CHROMIUM", browser)
        return thread.submit(pdf.print_lessons, folder, course).result()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    others = {*PAGES} - {*PRINTED}
    course = {name: content for name, content in site().items() if name not in others}
    folder = tmp_path_factory.mktemp("paper")
    files = printed(folder, course, chromium())
    assert files == [folder / Path(lesson).with_suffix(".pdf") for lesson in PRINTED]
    assert sorted(folder.iterdir()) == files
    return folder


def plain(text: str) -> str:
    """Leave out all spaces, as a line can be broken anywhere; letters are letters in any shape."""
    return re.sub(r"\s", "", normalize("NFKC", text))


@cache
def sheets(folder: Path, lesson: str) -> list[str]:
    """The words of each sheet."""
    reader = PdfReader(folder / Path(lesson).with_suffix(".pdf"))
    return [plain(page.extract_text()) for page in reader.pages]


def texts(lesson: str, selector: str) -> list[str]:
    found = BeautifulSoup(site()[lesson], "html.parser").select(selector)
    return [plain(tag.get_text()) for tag in found]


@each
def test_a_handout_has_the_whole_lesson(folder: Path, lesson: str) -> None:
    whole = "".join(sheets(folder, lesson))
    for words in texts(lesson, "article > :is(h1, h2, h3, blockquote), legend, label.option"):
        assert words in whole
    asked = texts(lesson, "h3[id^=exercise] + p")
    assert len(asked) == 3
    for words in asked:
        assert words[:40] in whole
    assert whole.count("Youranswer") == len(texts(lesson, "label.typed"))


def test_a_formula_is_text(folder: Path) -> None:
    assert "dh·dh−1" in "".join(sheets(folder, PRINTED[0]))


@each
def test_what_is_folded_is_not_given_away(folder: Path, lesson: str) -> None:
    whole = "".join(sheets(folder, lesson))
    page = BeautifulSoup(site()[lesson], "html.parser")
    folds = [fold.extract() for fold in page.select("article details")]
    shown = plain(page.get_text())
    lines = [plain(line) for fold in folds for line in fold.get_text().splitlines()]
    told = [line for line in lines if len(line) > 12 and line not in shown]
    assert len(told) > 15
    assert [line for line in told if line in whole] == []
    for gone in ("showtheanswer", "workedsolution", "Colab", "Skipto"):
        assert gone not in whole


@each
def test_every_sheet_is_a4_has_words_and_is_numbered(folder: Path, lesson: str) -> None:
    found = sheets(folder, lesson)
    (title,) = texts(lesson, "title")
    assert 4 <= len(found) <= 14
    for number, words in enumerate(found, 1):
        assert words.endswith(footer := f"{title}{number}/{len(found)}")
        # Where the last sheet begins depends on the fonts.
        assert len(words) > len(footer) + (200 if number < len(found) else 0)
    for page in PdfReader(folder / Path(lesson).with_suffix(".pdf")).pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_nothing_is_wider_than_a_sheet(browser: Browser, tmp_path: Path) -> None:
    build(tmp_path / "site", site())
    page = browser.new_page(
        viewport={"width": int(WITHIN), "height": 900}, java_script_enabled=False
    )
    page.emulate_media(media="print")
    for lesson in PAGES:
        page.goto((tmp_path / "site" / lesson).as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, lesson
    page.close()


def test_a_reader_who_prints_gets_stills_in_light_colours(browser: Browser, tmp_path: Path) -> None:
    build(tmp_path / "site", site())
    page = browser.new_page(color_scheme="dark")
    page.goto((tmp_path / "site" / PAGES[2]).as_uri())
    page.get_by_role("button", name="Switch to the light theme").click()
    page.get_by_role("button", name="Switch to the dark theme").click()
    box = page.locator(".live").first
    box.scroll_into_view_if_needed()
    box.locator(".cnn-player").wait_for()
    expect(box.locator("img")).to_be_hidden()
    page.emulate_media(media="print")
    expect(box.locator("img")).to_be_visible()
    expect(box.locator(".cnn-player")).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.close()


def test_without_a_browser_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"/nowhere does not start. Set CHROMIUM"):
        printed(tmp_path, {}, "/nowhere")
    assert list(tmp_path.iterdir()) == []
