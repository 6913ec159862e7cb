"""Prepare questions for the scripts of a page: each with the message for every answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.quiz.exercise import Choice
from helpers.quiz.question import Question
from helpers.quiz.review import question_fingerprint

TYPED = "{typed}"
"""A part of a message that the page replaces with the learner's answer."""


def question_state(question: Question) -> dict[str, Any]:
    """Return a question with the message for every answer, as front/ask.js reads it.

    All questions have "opening", "question", "about", "mark": what changes if the question
    changes, and "again": the message for an answer that cannot be read. A choice has "options":
    the message for each option.

    An exercise has "count", how many numbers it asks for; "known", the right answer and the
    mistakes, each with its "values" and the message "said"; and "unknown", the message for other
    numbers. More or fewer numbers are asked for again. In its messages "{typed}" stands for the
    answer.

    >>> choice = Choice("2 + 2?", "4", [("22", "Glued.")], "Right.")
    >>> question_state(Question(choice, "sums"))["options"]
    {'22': '✗ You said “22”. Glued. The answer is “4”.', '4': '✓ Right.'}
    """
    asked = question.exercise
    state: dict[str, Any] = {
        "opening": question.opening,
        "question": asked.question,
        "about": question.about,
        "mark": question_fingerprint(asked),
        "again": repr(question.ask_again()),
    }
    if isinstance(asked, Choice):
        options = {option: repr(question.respond(option)) for option in asked.options}
        return {**state, "options": options}
    return {
        **state,
        "count": question.count,
        "known": [
            {"values": np.ravel(value).tolist(), "said": repr(question.verdict(which, TYPED))}
            for which, value in enumerate(question.known)
        ],
        "unknown": repr(question.wrong(asked.hint, TYPED)),
    }
