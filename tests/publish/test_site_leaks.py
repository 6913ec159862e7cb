"""No page of the site, and no hand-out printed from it, shows an answer before it is committed.

Read is what stands outside of what is folded: nothing else is shown before a click, and nothing
else is printed.
"""

from __future__ import annotations

import html
import importlib
import json
import re
from collections.abc import Iterator

import pytest
from test_leaks import Asked, test_nothing_visible_holds_the_answer
from test_site import PAGES, site

from helpers.quiz.exercise import Choice, Exercise

FORM = re.compile(r'<form class="predict".*?<script[^>]*>(.*?)</script>\s*</form>', re.S)


def text_of(markup: str) -> str:
    """Return what a reader sees of a page's markup."""
    for folded in ("details", "script", "annotation", "nav"):
        markup = re.sub(rf"<{folded}\b.*?</{folded}>", " ", markup, flags=re.S)
    # What a screen reader says of a picture is shown, too.
    markup = re.sub(r'<img[^>]*\balt="([^"]*)"[^>]*>', r" \1 ", markup)
    # The colours of code put tags within a line.
    markup = re.sub(r"</?span\b[^>]*>", "", markup)
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def questions(page: str) -> Iterator[Asked]:
    """Yield every question of a page, with what stands before it and after it in its round."""
    lesson = importlib.import_module(f"helpers.lessons.lesson_{page[:2]}")
    known = [each for each in vars(lesson).values() if isinstance(each, Exercise | Choice)]
    by_text = {each.question: each for each in known}
    markup = site()[page].decode()
    article = re.sub(r"<details\b.*?</details>", " ", markup.partition("<article>")[2], flags=re.S)
    for form in FORM.finditer(article):
        state = json.loads(html.unescape(form[1]))
        asked = by_text.get(state["question"])
        if asked is None:  # the self-test of lesson 08, which stands apart from the rounds
            continue
        before, after = article[: form.start()], article[form.end() :]
        own, _, _ = after.partition("<h2")
        # Other questions are asked in the notebook, too: its test holds them.
        texts = [text_of(FORM.sub(" ", part)) for part in (before, own)]
        yield Asked(f"{page[:2]}-{state['mark']}", asked, *texts)


ASKED = [asked for page in PAGES for asked in questions(page)]


def test_the_questions_of_all_lessons_are_held() -> None:
    assert len(ASKED) > 50


@pytest.mark.parametrize("asked", ASKED, ids=[asked.name for asked in ASKED])
def test_nothing_on_the_page_holds_the_answer(asked: Asked) -> None:
    test_nothing_visible_holds_the_answer(asked)
