"""What is said to an answer, without a widget."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.question import Question

SUM = Exercise("3 + 4?", 7, [(12, "You multiplied.")], "Yes, 7.", "Count on.")
PAIR = Exercise("Rows and columns?", (3, 5), [((5, 3), "Rows come first.")], "Right.", "Count.")
LOG = Exercise(
    "ln 10?",
    2.302585092994046,
    [(1.0, "That is log10."), (3.321928094887362, "That is log2.")],
    "Right.",
    "Take ln.",
)
BIG = Exercise("Parameters?", -1234, [], "Right.", "Count.")
FLIP = Choice("Does it flip?", "no", [("yes", "That is mathematics.")], "Right.")


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [
        (SUM, "7", "✓ Yes, 7."),
        (SUM, "12", "✗ You said 12. You multiplied. The answer is 7."),
        (SUM, " 3", "✗ You said 3. Count on. The answer is 7."),
        (SUM, "3, 4", "… Type a number or a sum, such as 12 or 3*3+1."),
        (SUM, "many", "… Type a number or a sum, such as 12 or 3*3+1."),
        (SUM, None, "… Type a number or a sum, such as 12 or 3*3+1."),
        (SUM, "9+2", "✗ You said 9+2 = 11. Count on. The answer is 7."),
        (SUM, "3+4", "✓ Yes, 7."),
        (SUM, "3*4", "✗ You said 3*4 = 12. You multiplied. The answer is 7."),
        (SUM, "1,234", "✗ You said 1,234. Count on. The answer is 7."),
        (SUM, "1/0", "… Type a number or a sum, such as 12 or 3*3+1."),
        (SUM, "7" * 5000, "… Type a number or a sum, such as 12 or 3*3+1."),
        (LOG, "2.3", "✓ Right."),
        (LOG, "2", "✗ You said 2. Take ln. The answer is 2.302585092994046."),
        (LOG, "1.0", "✗ You said 1.0. That is log10. The answer is 2.302585092994046."),
        (LOG, "3.3", "✗ You said 3.3. That is log2. The answer is 2.302585092994046."),
        (LOG, "3.4", "✗ You said 3.4. Take ln. The answer is 2.302585092994046."),
        (PAIR, "(3, 5)", "✓ Right."),
        (PAIR, "3 by 5", "✓ Right."),
        (PAIR, "2+3 3", "✗ You said 2+3 3 = 5, 3. Rows come first. The answer is 3, 5."),
        (PAIR, "15", "… Type two numbers, such as 3, 5."),
        (PAIR, "5×3", "✗ You said 5×3. Rows come first. The answer is 3, 5."),
        (PAIR, "", "… Type two numbers, such as 3, 5."),
        (BIG, "5", "✗ You said 5. Count. The answer is −1,234."),
        (FLIP, "no", "✓ Right."),
        (FLIP, "yes", "✗ You said “yes”. That is mathematics. The answer is “no”."),
        (FLIP, None, "… Choose an answer first."),
    ],
)
def test_the_words_for_an_answer(exercise: Any, answer: str | None, said: str) -> None:
    assert repr(Question(exercise, "sums").respond(answer)) == said


def test_a_question_that_is_asked_again_says_where_to_look() -> None:
    assert repr(Question(SUM, "sums", "1.").respond("12")).endswith("is 7. Look again at sums.")


def test_the_text_has_the_opening() -> None:
    assert Question(SUM, "sums").text == "Predict. 3 + 4?"
    assert Question(SUM, "sums", "1.").text == "1. 3 + 4?"


@pytest.mark.parametrize("exercise", [None, "3 + 4?", Exercise("f?", abs, [], "", "", ((1,),))])
def test_what_is_not_answered_by_numbers_is_refused(exercise: Any) -> None:
    with pytest.raises(TypeError, match="answered by numbers"):
        Question(exercise, "nothing")
