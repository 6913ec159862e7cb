"""A prediction is committed once, reveals its answer, and is tallied."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from helpers.core import trace
from helpers.quiz import memory
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.prediction import Prediction, Predictions, Quiz

SUM = Exercise("3 + 4?", 7, [(12, "You multiplied.")], "Yes, 7.", "Count on.")
PAIR = Exercise("Rows and columns?", (3, 5), [((5, 3), "Rows come first.")], "Right.", "Count.")
FLIP = Choice(
    "Does it flip?", "no", [("yes", "That is mathematics."), ("half", "Never.")], "Right."
)


def send(asked: Prediction, **content: Any) -> None:
    """Let a card receive a message from the page."""
    asked._handle_custom_msg(content, [])


def test_nothing_shows_before_the_commit() -> None:
    asked = Predictions().ask(SUM, "sums")
    assert asked.verdict is None
    assert asked.reply == {"heard": 0}
    assert asked.asked == {
        "opening": "",
        "question": "3 + 4?",
        "options": [],
        "hint": "a number or a sum · your first answer counts",
    }
    assert repr(asked) == "Predict. 3 + 4?"


@pytest.mark.parametrize("answer", ["7", " 7 ", "7.0"])
def test_right(answer: str) -> None:
    guess = Predictions()
    asked = guess.ask(SUM, "sums")
    send(asked, commit=answer)
    assert asked.verdict
    shown = {"result": "right", "typed": answer.strip(), "reason": "Yes, 7.", "heard": 1}
    assert asked.reply == shown
    assert repr(guess.tally()) == "1 of 1 right. Nothing to look at again."


@pytest.mark.parametrize(("answer", "message"), [("12", "You multiplied."), ("3", "Count on.")])
def test_wrong_says_which_mistake_and_the_answer(answer: str, message: str) -> None:
    guess = Predictions()
    asked = guess.ask(SUM, "sums")
    asked.commit(answer)
    assert asked.verdict is not None
    assert not asked.verdict
    for words in (message, "The answer is 7."):
        assert words in asked.verdict.message
    assert asked.reply["result"] == "wrong"
    assert message in asked.reply["typed"] + asked.reply["reason"]
    assert (asked.reply["answer"], asked.reply["about"]) == ("7", "")
    assert repr(guess.tally()) == "0 of 1 right. Look again at sums."


@pytest.mark.parametrize("nothing", ["", "  ", "many", "?", "3, 4", None])
def test_what_is_no_answer_is_not_counted(nothing: str | None) -> None:
    guess = Predictions()
    asked = guess.ask(SUM, "sums")
    for heard in (1, 2):  # the page must be told each time, though nothing else is new
        send(asked, commit=nothing)
        assert asked.verdict is None
        assert (asked.reply["result"], asked.reply["heard"]) == ("missing", heard)
        assert "Type a number" in asked.reply["reason"]
    assert "No prediction yet" in repr(guess.tally())


@pytest.mark.parametrize(("typed", "shown"), [("2*3+1", "2*3+1 = 7"), ("2*6", "2*6 = 12")])
def test_a_sum_is_repeated_with_its_result(typed: str, shown: str) -> None:
    asked = Predictions().ask(SUM, "sums")
    send(asked, commit=typed)
    assert asked.reply["typed"] == shown


def test_first_answer_counts() -> None:
    asked = Predictions().ask(SUM, "sums")
    asked.commit("12")
    before = asked.reply
    asked.commit("7")
    assert not asked.verdict
    assert asked.reply == {**before, "heard": 2}


def test_a_choice_has_each_option_once_and_its_messages() -> None:
    assert sorted(FLIP.options) == ["half", "no", "yes"]
    asked = Predictions().ask(FLIP, "flipping")
    state = asked.get_state()["asked"]
    assert (state["question"], state["options"]) == (FLIP.question, FLIP.options)
    send(asked, commit=None)
    assert asked.verdict is None
    assert asked.reply["reason"] == "Choose an answer first."
    send(asked, commit="yes")
    assert (asked.reply["typed"], asked.reply["answer"]) == ("yes", "“no”")
    assert asked.reply["reason"] == "That is mathematics."


def test_several_numbers() -> None:
    asked = Predictions().ask(PAIR, "sizes")
    asked.commit("5×3")
    assert (asked.reply["reason"], asked.reply["answer"]) == ("Rows come first.", "3, 5")
    assert asked.asked["hint"].startswith("two numbers")
    short = Predictions().ask(PAIR, "sizes")
    short.commit("15")
    assert short.verdict is None, "it costs no answer"
    assert short.reply["reason"] == "Type two numbers, such as 3, 5."
    again = Predictions().ask(PAIR, "sizes")
    again.commit("(3, 5)")
    assert again.verdict


def test_tally_names_what_to_look_at_again_once() -> None:
    guess = Predictions()
    guess.ask(SUM, "round 1").commit("7")
    guess.ask(PAIR, "round 2").commit("1, 1")
    guess.ask(FLIP, "round 2").commit("half")
    assert repr(guess.tally()) == "1 of 3 right. Look again at round 2."


def test_a_cell_that_is_run_again_keeps_its_answer_until_it_is_asked_again() -> None:
    guess = Predictions()
    guess.ask(SUM, "sums").commit("12")
    again = guess.ask(SUM, "sums")
    shown = {"result": "wrong", "typed": "12", "heard": 1}
    assert (again.reply, again.remembered) == (shown, {"when": "answered before"})
    assert repr(guess.tally()) == "0 of 1 right. Look again at sums."
    send(again, again=True)
    assert (again.verdict, again.reply, again.remembered) == (None, {"heard": 2}, {})
    assert "No prediction yet" in repr(guess.tally())
    send(again, commit="7")
    assert repr(guess.tally()) == "1 of 1 right. Nothing to look at again."


def test_an_answer_from_another_day_is_shown_and_no_new_one() -> None:
    asked = Predictions().ask(SUM, "sums")
    new: list[bool] = []
    asked.observe(lambda _: new.append(not asked.remembered), "verdict")
    asked.show_remembered("right", "7", "on 24 November")
    assert asked.remembered == {"when": "answered on 24 November"}
    assert asked.verdict
    asked.ask_again()
    asked.commit("7")
    assert new == [False, True, True]


def test_a_player_in_predict_mode_counts() -> None:
    guess = Predictions()
    player = guess.play(trace.dense([1, 2], [[1], [1]]), "the walk")
    assert player.predict
    player.tally = [2, 3]
    assert repr(guess.tally()) == "2 of 3 right. Look again at the walk."


@pytest.mark.parametrize("question", [None, "3 + 4?", Exercise("f?", abs, [], "", "", ((1,),))])
def test_no_question(question: Any) -> None:
    with pytest.raises(TypeError, match="answered by numbers"):
        Prediction(question, "nothing")


def test_the_answers_of_a_quiz_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEARN_CONVNETS_DATA", str(tmp_path))
    memory.memory.cache_clear()
    module = ModuleType("helpers.lessons.lesson_99.self_test")
    vars(module)["sum"] = SUM
    Quiz({"lesson 01": SUM}, module).questions[0].commit("12")
    memory.memory.cache_clear()
    again = Quiz({"lesson 01": SUM}, module)
    assert again.questions[0].reply["typed"] == "12"
    kept = memory.memory().all()
    assert [(each.lesson, each.question) for each in kept] == [("lesson_99", "self_test.sum")]
    memory.memory.cache_clear()


def test_more_than_one_thing_to_look_at_is_a_list() -> None:
    guess = Predictions()
    for question, about in ((SUM, "round 1: sums, products"), (FLIP, "round 2")):
        guess.ask(question, about).commit("yes" if question is FLIP else "1")
    assert repr(guess.tally()) == "0 of 2 right. Look again at round 1: sums, products; round 2."
    assert "<li>round 1: sums, products</li><li>round 2</li>" in guess.tally().value


def test_quiz_scores_and_lists_its_questions() -> None:
    quiz = Quiz({"lesson 01": SUM, "lesson 03": FLIP})
    assert repr(quiz) == "1. 3 + 4?\n2. Does it flip?"
    assert [each.asked["opening"] for each in quiz.questions] == ["1.", "2."]
    quiz.questions[0].commit("7")
    quiz.questions[1].commit("yes")
    assert quiz.questions[1].reply["about"] == "lesson 03"
    assert "1 of 2" in repr(quiz.predictions.tally())
