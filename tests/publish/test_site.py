"""The course site, file by file: whole, linked, searchable, and asking nobody else."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from helpers.draw import colours
from helpers.lessons.lesson_01 import exercises as lesson_01
from helpers.player.widget import TracePlayer
from helpers.quiz.question import Question
from publish.page_questions import question_state
from publish.site import build, files

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/0*.ipynb"))
PAGES = [f"{name}.html" for name in LESSONS]
each = pytest.mark.parametrize("page", ["index.html", *PAGES])
each_lesson = pytest.mark.parametrize("page", PAGES)


@cache
def site() -> dict[str, bytes]:
    """The whole site, built once for all tests of a process."""
    return files()


@cache
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(site()[page], "html.parser")


def texts(selector: str, page: str) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in soup(page).select(selector)]


def test_every_lesson_has_a_page_and_a_place_in_the_list() -> None:
    assert [name for name in site() if name.endswith(".html")] == ["index.html", *PAGES]
    listed = soup("index.html").select("ol.lessons a")
    assert [link["href"] for link in listed] == PAGES
    assert all(link.select_one("img") for link in listed)


@each
def test_a_page_has_what_every_page_needs(page: str) -> None:
    html = soup(page).html
    assert isinstance(html, Tag)
    assert html["lang"] == "en"
    assert len(soup(page).select("main")) == len(soup(page).select("h1")) == 1
    assert texts("title", page)[0].endswith("Convolutional networks, step by step")
    assert soup(page).select_one("a.skip[href='#main']")
    levels = [int(head.name[1]) for head in soup(page).select("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    names = [tag["id"] for tag in soup(page).select("[id]")]
    assert len(names) == len(set(names))


@each_lesson
def test_neighbours_are_above_and_below(page: str) -> None:
    at = PAGES.index(page)
    expected = {"prev": PAGES[max(at - 1, 0) : at], "next": PAGES[at + 1 : at + 2]}
    bars = soup(page).select("nav.around")
    assert len(bars) == 2
    for bar in bars:
        for rel, pages in expected.items():
            assert [link["href"] for link in bar.select(f"a[rel={rel}]")] == pages


@each
def test_links_within_the_site_lead_somewhere(page: str) -> None:
    for tag in soup(page).select("[href], [src]"):
        link = str(tag.get("href") or tag.get("src"))
        parts = urlsplit(link)
        if parts.scheme:
            continue
        name = parts.path or page
        assert name in site(), link
        assert not parts.fragment or soup(name).find(id=parts.fragment), link


@each
def test_nothing_is_asked_of_another_host(page: str) -> None:
    text = site()[page].decode()
    for tag in soup(page).select("[src], link[href], [action], [srcset], [poster]"):
        asked = str(tag.get("src") or tag.get("href"))
        assert not urlsplit(asked).netloc, asked
    assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", text)


@pytest.mark.parametrize("name", ["site.css", "site.js", "player.js", "search.js", "icon.svg"])
def test_no_shared_file_names_another_host(name: str) -> None:
    text = site()[name].decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "import" not in re.findall(r"^\s*(import|export)\b", text, re.M)
    if name != "search.js":  # which quotes the lessons' links as text
        assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}  # SVG's name


@each
def test_every_picture_has_words_and_a_size(page: str) -> None:
    for image in soup(page).select("img"):
        assert len(str(image["alt"])) > 20
        assert int(str(image["width"])) > 0
        assert int(str(image["height"])) > 0
        assert site()[str(image["src"])].startswith(b"\x89PNG")


@each_lesson
def test_formulas_are_mathml(page: str) -> None:
    # Dollars may stand in code, and only there.
    plain = BeautifulSoup(site()[page], "html.parser")
    for tag in plain.select("script, code, pre"):
        tag.decompose()
    assert plain.select("math")
    assert "$" not in plain.get_text()
    assert "\\" not in plain.get_text()
    assert not plain.select("merror")


def test_a_formula_says_what_the_lesson_wrote() -> None:
    (first, *_) = soup(PAGES[0]).select("math[display=block]")
    assert re.sub(r"\s+", "", first.get_text()).startswith("ai=∑j≺iwijzj+bi")


@each_lesson
def test_answers_are_folded_and_solutions_stay_so(page: str) -> None:
    for fold in soup(page).select("details"):
        assert fold.get("open") is None
        assert fold.find("summary")
    solutions = [text for text in texts("summary", page) if "worked solution" in text.lower()]
    exercises = [head for head in texts("h3", page) if head.startswith("Exercise")]
    assert len(solutions) == len(exercises) >= 3
    if page != PAGES[8]:
        assert "show the answer" in texts("details.answer > summary", page)
    assert sum("Your turn." in text for text in texts(".remark", page)) == len(exercises)


@each_lesson
def test_places_to_run_a_lesson_are_its_own(page: str) -> None:
    for remark in soup(page).select(".remark"):
        links = [str(link["href"]) for link in remark.select("a")]
        assert len(links) == 2
        assert all(page.replace(".html", ".ipynb") in link for link in links)


def test_players_are_there_with_their_stills() -> None:
    boxes = {page: soup(page).select(".live") for page in PAGES}
    counts = [len(found) for found in boxes.values()]
    assert counts == [1, 0, 3, 1, 3, 4, 4, 0, 0]
    for box in (box for found in boxes.values() for box in found):
        assert box.select_one("img")
        state = json.loads(box.select("script")[0].string or "")
        assert state["payload"]["kind"]
        assert set(state) == {"payload", "index", "speed", "predict", "symbols"}


@each_lesson
def test_no_page_asks_for_a_cell_to_be_run_that_is_live_in_it(page: str) -> None:
    assert "Run the cell to use it" not in soup(page).get_text()


def test_predictions_are_asked_with_their_stored_words() -> None:
    forms = [form for page in PAGES for form in soup(page).select("form.predict")]
    assert len(forms) > 60
    for form in forms:
        asked = json.loads(form.select("script")[0].string or "")
        assert asked["question"] in form.get_text()
        assert len(form.select("input[type=radio]")) == len(asked.get("options", []))


def test_a_question_says_what_the_notebook_says() -> None:
    question = Question(lesson_01.connections, "round 3")
    made: dict[str, Any] = question_state(question)
    right, *wrong = made["known"]
    assert right["said"].startswith("✓")
    assert right["values"] == [85]
    assert all(each["said"].startswith("✗ You said {typed}. ") for each in wrong)
    assert not any("Look again" in each["said"] for each in wrong), "the learner is there"
    assert lesson_01.connections.hint in made["unknown"]
    others = {str(each["values"][0]): each["said"] for each in made["known"]}
    others |= {"987": made["unknown"]}
    for typed, said in {**others, "many": made["again"], "1, 2": made["again"]}.items():
        assert repr(question.respond(typed)) == said.replace("{typed}", typed)


def test_the_site_judges_with_the_players_reader() -> None:
    code = site()["site.js"].decode()
    assert code.index("function readNumbers(") < code.index("function judge(")
    assert not re.search(r"^(export|import) ", code, re.M)


def test_a_search_finds_sections_and_gives_no_answer_away() -> None:
    text = site()["search.js"].decode()
    index = json.loads(text.removeprefix("window.courseIndex = ").rstrip(";\n"))
    found = {page for page, _, _, heading, words in index if "stride" in (heading + words).lower()}
    assert PAGES[4] in found
    for page, _, anchor, heading, words in index:
        assert soup(page).find(id=anchor)
        assert heading
        assert "worked solution" not in words.lower()


def test_the_colours_are_those_of_the_house() -> None:
    style = site()["site.css"].decode().removeprefix(TracePlayer._css)
    assert len(style) < len(site()["site.css"])
    for name in ("ink", "soft", "line", "panel", "input", "kernel", "output"):
        assert f": light-dark({colours.LIGHT[name]}, {colours.DARK[name]});" in style
    assert f"border-color: {colours.RING};" in style
    icon = set(re.findall(r"#\w{6}", site()["icon.svg"].decode()))
    assert icon == {colours.INPUT, colours.KERNEL, colours.OUTPUT, colours.SOFT}


def test_no_colour_of_the_house_is_written_a_second_time() -> None:
    house = {colours.RING, *colours.LIGHT.values(), *colours.DARK.values()}
    for path in (ROOT / "publish").rglob("*"):
        if path.suffix in {".py", ".js", ".css", ".html", ".svg"}:
            code = re.sub(r">>> .*\n.*", "", path.read_text("utf-8"))  # a doctest shows two
            assert not house & set(re.findall(r"#\w{6}\b", code)), path


def test_a_site_is_written_whole_and_only_over_a_site(tmp_path: Path) -> None:
    small = {"search.js": b"1", "pictures/a.png": b"2"}
    build(tmp_path / "new" / "site", small)
    assert (tmp_path / "new" / "site" / "pictures" / "a.png").read_bytes() == b"2"
    build(tmp_path / "new" / "site", {"search.js": b"3"})
    assert [path.name for path in (tmp_path / "new" / "site").iterdir()] == ["search.js"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["site"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="something else"):
        build(other, small)
    assert [path.name for path in other.iterdir()] == ["thesis.txt"]


@each_lesson
def test_a_lesson_opens_with_what_moves_and_its_still_stands_in_the_list(page: str) -> None:
    (motion,) = soup(page).select("article .motion > .cnn-motion")
    assert motion.select_one("svg[role=img][aria-label]")
    assert "@keyframes" in motion.select("style")[0].get_text()
    assert not [head for head in motion.find_all_previous("h2") if head.find_parent("article")]
    assert "opening()" not in "".join(texts(".code", page))
    number = page[:2]
    (thumbnail,) = soup("index.html").select(f"a[href='{page}'] img")
    assert thumbnail["alt"] == import_module(f"helpers.lessons.lesson_{number}").opening().alt


def test_the_colours_of_what_moves_are_those_of_the_page() -> None:
    style = site()["site.css"].decode()
    (rule,) = re.findall(r"\.motion \.cnn-motion \{ (.*?) \}", style)
    assert f"--ink:light-dark({colours.INK}, {colours.DARK['ink']});" in rule
    assert f"--more10:light-dark({colours.POSITIVE}, {colours.DARK['positive']});" in rule


def test_the_search_finds_no_words_of_a_picture() -> None:
    assert "keyframes" not in site()["search.js"].decode()
    assert "of 100 right" not in site()["search.js"].decode()
