"""The course site as a reader meets it, on a desk and on a phone: served by a plain file server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from browser import Opened
from playwright.sync_api import Browser, Page, expect
from test_exercises import ALL, CHOICES
from test_player_browser import axe
from test_site import PAGES, site

from helpers.core import trace
from helpers.lessons.lesson_03 import exercises as lesson_03
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.prediction import Prediction
from helpers.quiz.question import Question
from publish.page_questions import question_state
from publish.site import build

__all__ = ["axe"]

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
STROLL = trace.conv2d(lesson_03.PICTURE, [[-1, 0, 1]] * 3)
VIOLATIONS = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
    .map(({id, nodes}) => [id, nodes[0].html.slice(0, 200), nodes[0].failureSummary]))"""
each_size = pytest.mark.parametrize("size", SIZES)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that writes no log."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("course") / "site"
    build(folder, site())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Reader:
    """Opens pages of the site, and hears of every request and every complaint."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.opened: list[Opened] = []

    def open(self, page: str, size: str = "desk", theme: str = "light", **more: Any) -> Opened:
        context = self.browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            **more,
        )
        opened = Opened(context.new_page())
        opened.page.on("console", lambda said: opened.errors.append(said.text))
        opened.page.goto(page if "://" in page else f"{self.address}/{page}")
        self.opened.append(opened)
        return opened


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reading = Reader(browser, address)
    yield reading
    for opened in reading.opened:
        assert opened.hosts <= {"127.0.0.1"}
        assert opened.errors == []
        opened.close()


def wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@each_size
def test_a_player_steps_by_key_and_by_button(reader: Reader, size: str) -> None:
    opened = reader.open(PAGES[2], size)
    # It shows what the player before it asks for.
    opened.page.locator("details.answer:has(.live) > summary").click()
    opened.page.locator(".live").nth(1).scroll_into_view_if_needed()
    opened.page.locator(".live .cnn-player").nth(1).wait_for()
    player = opened.player(1)
    player.click("Symbols")
    assert player.caption == STROLL[0].text
    player.press("ArrowRight")
    assert player.caption == STROLL[1].text
    player.click("step ▶")
    assert player.caption == STROLL[2].text
    assert not wide(opened.page)


@each_size
def test_a_player_asks_and_the_page_counts(reader: Reader, size: str) -> None:
    opened = reader.open(PAGES[2], size)
    opened.page.locator(".live").first.scroll_into_view_if_needed()
    player = opened.player()
    assert player.caption == ""
    player.root.locator(".ask input").fill(str(STROLL[0].value))
    opened.page.keyboard.press("Enter")
    assert player.caption == STROLL[0].text
    assert "✓" in player.text("verdict")
    expect(opened.page.locator(".count")).to_have_text("1 of 1 right. Nothing to look at again.")


def test_typing_over_a_weight_says_where_that_works(reader: Reader) -> None:
    opened = reader.open(PAGES[5])
    opened.page.locator(".live").first.scroll_into_view_if_needed()
    player = opened.player()
    expect(player.root.locator("button.page")).to_be_hidden()
    opened = reader.open(PAGES[2])
    opened.page.locator(".live").first.scroll_into_view_if_needed()
    player = opened.player()
    player.choose("kernel", 0, 0)
    opened.page.keyboard.type("7")
    opened.page.keyboard.press("Enter")
    expect(player.root.locator(".hint")).to_contain_text("Colab")


def test_players_are_made_when_they_come_near(reader: Reader) -> None:
    opened = reader.open(PAGES[2])
    expect(opened.page.locator(".live")).to_have_count(3)
    assert opened.page.locator(".cnn-player").count() == 0
    assert opened.page.locator(".live img").count() == 3
    opened.page.locator(".live").last.scroll_into_view_if_needed()
    opened.page.locator(".cnn-player").first.wait_for()


def questions() -> list[Exercise | Choice]:
    """Every question of the course that can be asked in a page."""
    return [*CHOICES.values(), *(each for each in ALL.values() if not each.probes)]


def test_answers_are_judged_as_in_the_notebook(reader: Reader) -> None:
    """Every question, with its answer, its known mistakes, and what else people type."""
    page = reader.open(PAGES[0]).page
    assert len(questions()) > 80
    for posed in questions():
        state = question_state(Question(posed, "round 1"))
        typed = ["", "many", "1", "1, 2", "3×5", "(4, 4, 4)", "−7", "0,5", "401,920", "1e3", ".5"]
        typed += ["9+2", "88 502 400", "26 by 26", "(3*3*3+1)*32", "71%", "2.3", "a = 1,5", "1/0"]
        typed += [", ".join(map(repr, known["values"])) for known in state.get("known", [])]
        typed = [*state["options"], ""] if "options" in state else typed
        expected = []
        for answer in typed:
            asked = Prediction(posed, "round 1")
            asked.commit(answer or None)
            words = repr(asked.question.respond(answer or None))
            expected.append({"said": words, "counts": asked.verdict is not None})
        judge = "([question, typed]) => typed.map((answer) => judge(question, answer))"
        assert page.evaluate(judge, [state, typed]) == expected


def test_a_prediction_is_committed_once_and_counted(reader: Reader) -> None:
    opened = reader.open(PAGES[0], "phone")
    forms = opened.page.locator("form.predict")
    first, other = forms.nth(0), forms.nth(2)
    first.get_by_role("button").click()
    expect(first.locator(".said")).to_have_text("… Type a number or a sum, such as 12 or 3*3+1.")
    first.get_by_role("textbox").fill("11")
    first.get_by_role("button").click()
    expect(first.locator(".said")).to_contain_text("✓")
    expect(first.get_by_role("textbox")).to_be_disabled()
    other.get_by_role("textbox").fill("24")
    opened.page.keyboard.press("Enter")
    expect(other.locator(".said")).to_contain_text("✗ You said 24.")
    expect(opened.page.locator(".count")).to_have_text(
        "1 of 2 right. Look again at round 3: counting connections."
    )


def test_answers_are_kept_by_the_browser_until_they_are_forgotten(reader: Reader) -> None:
    opened = reader.open(PAGES[0])
    page = opened.page
    form = page.locator("form.predict").first
    form.get_by_role("textbox").fill("many")
    form.get_by_role("button").click()
    page.reload()
    expect(form.get_by_role("textbox")).to_be_enabled()
    for right, typed in ((False, "999"), (True, "11")):
        form.get_by_role("textbox").fill(typed)
        form.get_by_role("button").click()
        page.reload()
        expect(form.locator(".said")).to_contain_text("✓" if right else "✗ You said 999.")
        expect(form.get_by_role("textbox")).to_have_value(typed)
        expect(form.get_by_role("textbox")).to_be_disabled()
        expect(page.locator(".count")).to_contain_text(f"{int(right)} of 1 right")
        if not right:
            form.get_by_role("button", name="ask me again").press("Enter")
            expect(form.get_by_role("textbox")).to_be_focused()
            expect(form.locator(".said")).to_have_text("")
            expect(page.locator(".count")).to_contain_text("No prediction yet")
    expect(form.locator(".earlier")).to_contain_text("answered on ")
    page.goto(f"{reader.address}/index.html")
    first = page.locator("ol.lessons li").first
    expect(first).to_contain_text("1 of ")
    expect(page.locator("ol.lessons .answered:not(:empty)")).to_have_count(1)
    expect(page.get_by_role("link", name="Go on: 01")).to_be_visible()
    page.get_by_role("button", name="forget my answers").click()
    expect(first).not_to_contain_text("answered")
    page.goto(f"{reader.address}/{PAGES[0]}")
    expect(form.get_by_role("textbox")).to_be_enabled()
    # What is no answer of ours is left alone, and harms nothing.
    mark = page.evaluate("JSON.parse(document.querySelector('.predict script').textContent).mark")
    page.evaluate("mark => localStorage.setItem('learn-convnets/1/' + mark, '{')", mark)
    page.reload()
    expect(form.get_by_role("textbox")).to_be_enabled()


def test_where_the_browser_keeps_nothing_it_is_said_once(reader: Reader) -> None:
    page = reader.open(PAGES[0]).page
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); };")
    page.reload()
    for number in (0, 2):
        form = page.locator("form.predict").nth(number)
        form.get_by_role("textbox").fill("11")
        form.get_by_role("button").click()
        expect(form.locator(".said")).not_to_have_text("")
        kept = "" if number else "This browser keeps no answers for this page"
        expect(form.locator(".earlier")).to_contain_text(kept)
    expect(page.get_by_text("This browser keeps no answers")).to_have_count(1)


@each_size
def test_a_search_leads_to_a_section(reader: Reader, size: str) -> None:
    opened = reader.open("index.html", size)
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("stride 2")
    found = page.get_by_role("region", name="Search results")
    expect(found.locator("mark").first).to_be_visible()
    assert not wide(page)
    heading = found.locator("b").first.text_content()
    found.locator("a").first.click()
    page.wait_for_url("**/05_*#*")
    anchor = page.url.partition("#")[2]
    expect(page.locator(f"[id='{anchor}']")).to_have_text(heading or "")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
    page.locator("#query").fill("qwxz")
    expect(page.locator("#found")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()


def test_the_theme_is_the_systems_until_one_is_chosen(reader: Reader) -> None:
    opened = reader.open(PAGES[2], theme="dark")
    page = opened.page
    page.locator(".live").first.scroll_into_view_if_needed()
    root = opened.player().root
    expect(root).to_have_class("cnn-player dark")
    page.get_by_role("button", name="Switch to the light theme").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(root).to_have_class("cnn-player")
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.get_by_role("button", name="Switch to the dark theme").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(11, 13, 16)")


@each_size
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(reader: Reader, axe: str, theme: str, size: str) -> None:
    for name in ("index.html", PAGES[2], PAGES[8]) if theme == "light" else PAGES[2:3]:
        page = reader.open(name, size, theme).page
        for fold in page.locator("details").all():
            fold.evaluate("fold => (fold.open = true)")
        for box in page.locator(".live").all():
            box.scroll_into_view_if_needed()
            box.locator(".cnn-player").wait_for()
        page.evaluate(axe)
        assert page.evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("name", ["index.html", *PAGES])
def test_no_page_scrolls_sideways_on_a_phone(reader: Reader, name: str) -> None:
    page = reader.open(name, "phone").page
    for fold in page.locator("details").all():
        fold.evaluate("fold => (fold.open = true)")
    for box in page.locator(".live").all():
        box.scroll_into_view_if_needed()
        box.locator(".cnn-player").wait_for()
    assert not wide(page)


def test_without_scripts_the_stills_and_the_questions_stay(reader: Reader) -> None:
    page = reader.open(PAGES[2], java_script_enabled=False).page
    expect(page.locator(".live img").first).to_be_visible()
    expect(page.locator("legend").first).to_be_visible()
    for gone in ("form.search", "button.theme", "form.predict button >> nth=0"):
        expect(page.locator(gone)).to_be_hidden()


def test_it_works_from_a_memory_stick(reader: Reader, tmp_path: Path) -> None:
    build(tmp_path / "site", site())
    opened = reader.open((tmp_path / "site" / PAGES[2]).as_uri())
    opened.page.locator(".live").first.scroll_into_view_if_needed()
    opened.player()
    opened.page.locator("#query").fill("stride")
    expect(opened.page.locator("#found a").first).to_be_visible()
    assert opened.hosts == set()
