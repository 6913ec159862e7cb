"""A prediction is committed once, reveals its answer, and is tallied."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.core import trace
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.prediction import Prediction, Predictions, Quiz

SUM = Exercise("3 + 4?", 7, [(12, "You multiplied.")], "Yes, 7.", "Count on.")
PAIR = Exercise("Rows and columns?", (3, 5), [((5, 3), "Rows come first.")], "Right.", "Count.")
FLIP = Choice(
    "Does it flip?", "no", [("yes", "That is mathematics."), ("half", "Never.")], "Right."
)


def test_nothing_shows_before_the_commit() -> None:
    asked = Predictions().ask(SUM, "sums")
    assert asked.verdict is None
    assert asked.feedback.value == ""
    assert repr(asked) == "Predict. 3 + 4?"


@pytest.mark.parametrize("answer", ["7", " 7 ", "7.0"])
def test_right(answer: str) -> None:
    guess = Predictions()
    asked = guess.ask(SUM, "sums")
    asked.field.value = answer
    asked.button.click()
    assert asked.verdict
    assert "Yes, 7." in asked.feedback.value
    assert repr(guess.tally()) == "You predicted 1 of 1. Nothing to look at again."


@pytest.mark.parametrize(
    ("answer", "message"), [("12", "You multiplied."), ("3", "Count on."), ("3, 4", "3, 4")]
)
def test_wrong_says_which_mistake_and_the_answer(answer: str, message: str) -> None:
    guess = Predictions()
    asked = guess.ask(SUM, "sums")
    asked.commit(answer)
    assert asked.verdict is not None
    assert not asked.verdict
    for words in (message, "The answer is 7.", "Look again at sums."):
        assert words in asked.feedback.value
    assert asked.field.disabled
    assert repr(guess.tally()) == "You predicted 0 of 1. Look again at sums."


@pytest.mark.parametrize("nothing", ["", "  ", "many", "?", None])
def test_what_is_no_answer_is_not_counted(nothing: str | None) -> None:
    guess = Predictions()
    asked = guess.ask(SUM, "sums")
    asked.commit(nothing)
    assert asked.verdict is None
    assert not asked.field.disabled
    assert "Type a number" in asked.feedback.value
    assert "No prediction yet" in repr(guess.tally())


def test_first_answer_counts() -> None:
    asked = Predictions().ask(SUM, "sums")
    asked.commit("12")
    asked.commit("7")
    assert not asked.verdict


def test_a_choice_has_each_option_once_and_its_messages() -> None:
    assert sorted(FLIP.options) == ["half", "no", "yes"]
    asked = Predictions().ask(FLIP, "flipping")
    asked.button.click()
    assert asked.verdict is None
    asked.field.value = "yes"
    asked.button.click()
    assert "That is mathematics." in asked.feedback.value
    assert "“no”" in asked.feedback.value


def test_the_button_stands_below_the_options_and_they_reach_the_page() -> None:
    asked = Predictions().ask(FLIP, "flipping")
    assert list(asked.children[1:3]) == [asked.field, asked.button]
    state = asked.field.get_state()
    assert (state["question"], state["options"]) == (FLIP.question, FLIP.options)
    assert state["value"] is None


def test_several_numbers() -> None:
    asked = Predictions().ask(PAIR, "sizes")
    asked.commit("5×3")
    assert "Rows come first." in asked.feedback.value
    assert "3, 5" in asked.feedback.value
    again = Predictions().ask(PAIR, "sizes")
    again.commit("(3, 5)")
    assert again.verdict


def test_tally_names_what_to_look_at_again_once() -> None:
    guess = Predictions()
    guess.ask(SUM, "round 1").commit("7")
    guess.ask(PAIR, "round 2").commit("1, 1")
    guess.ask(FLIP, "round 2").commit("half")
    assert repr(guess.tally()) == "You predicted 1 of 3. Look again at round 2."


def test_asking_again_forgets_the_old_answer() -> None:
    guess = Predictions()
    guess.ask(SUM, "sums").commit("12")
    guess.ask(SUM, "sums")
    assert "No prediction yet" in repr(guess.tally())


def test_a_player_in_predict_mode_counts() -> None:
    guess = Predictions()
    player = guess.play(trace.dense([1, 2], [[1], [1]]), "the walk")
    assert player.predict
    player.tally = [2, 3]
    assert repr(guess.tally()) == "You predicted 2 of 3. Look again at the walk."


@pytest.mark.parametrize("question", [None, "3 + 4?", Exercise("f?", abs, [], "", "", ((1,),))])
def test_no_question(question: Any) -> None:
    with pytest.raises(TypeError, match="answered by numbers"):
        Prediction(question, "nothing")


def test_learners_text_is_text() -> None:
    asked = Predictions().ask(PAIR, "<b>")
    asked.commit("1 2 3")
    assert "<b>" not in asked.feedback.value.replace("<b>Predict.", "")


def test_quiz_scores_and_lists_its_questions() -> None:
    quiz = Quiz({"lesson 01": SUM, "lesson 03": FLIP})
    assert repr(quiz) == "1. 3 + 4?\n2. Does it flip?"
    assert [each.children[0].value[:9] for each in quiz.questions] == ["<b>1.</b>", "<b>2.</b>"]
    quiz.questions[0].commit("7")
    quiz.questions[1].commit("yes")
    assert "Look again at lesson 03." in quiz.questions[1].feedback.value
    assert "1 of 2" in repr(quiz.predictions.tally())
