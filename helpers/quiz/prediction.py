"""Widgets for predictions: a question that is answered once in the page, and a count of them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import ipywidgets as widgets
import traitlets

from helpers.core.trace import Trace
from helpers.draw.mime import StoredStill
from helpers.player.widget import TracePlayer, play
from helpers.quiz.card import Card
from helpers.quiz.exercise import Choice, Exercise, Result, Verdict
from helpers.quiz.question import OPENING, Correction, Judged, Question
from helpers.quiz.recall import Recall


class Predictions:
    """The predictions of one lesson: makes their widgets and counts the answers.

    Args:
        lesson: The lesson's module. Its questions are remembered on this machine, so that an
            answered question shows as answered after a restart.

    >>> guess = Predictions()
    >>> sum_ = Exercise("1 + 1?", 2, [(11, "That glues digits.")], "Yes.", "Count on.")
    >>> guess.ask(sum_, "sums").commit("11")
    >>> guess.tally()
    0 of 1 right. Look again at sums.
    """

    def __init__(self, lesson: ModuleType | None = None) -> None:
        self._recall = Recall(lesson)
        # By question, or by what a player is about: what to look at again, and the widget.
        self._made: dict[str, tuple[str, Prediction | TracePlayer]] = {}
        self._tally = Tally()

    def ask(self, question: Exercise | Choice, about: str, opening: str = OPENING) -> Prediction:
        """Return a widget that asks a question in the page.

        A question that was answered is not asked a second time: its answer is shown, with a
        button to be asked again. So a cell can be run again, and the count stays right.

        Args:
            question: An exercise that is answered by numbers, or a choice.
            about: What to look at again after a wrong answer, such as "round 1: sums".
            opening: The words before the question.

        Raises:
            TypeError: ``question`` is neither an Exercise nor a Choice, or it is an Exercise
                that is answered by a function.
        """
        asked = Prediction(question, about, opening)
        _, before = self._made.get(question.question, (about, None))
        if isinstance(before, Prediction) and before.verdict is not None:
            asked.show_remembered(before.verdict.result, before.reply["typed"], "before")
        elif last := self._recall.last(question):
            when = last.when.astimezone()
            result: Result = "right" if last.right else "wrong"
            asked.show_remembered(result, last.typed, f"on {when.day} {when:%B}")
        self._add(question.question, about, asked, "verdict")
        asked.observe(self._remember, "verdict")
        return asked

    def play(self, trace: Trace, about: str, **settings: Any) -> TracePlayer:
        """Return a player that asks for the value of every step; its answers are counted here.

        It goes on where the learner stopped, also after a restart. Where all steps were predicted,
        *Predict* is off: switched on, it asks again.

        Args:
            trace: The computation to step through.
            about: What to look at again after a wrong answer.
            settings: Keyword arguments of ``player.play``.

        Raises:
            TypeError: ``trace`` is not a trace, or ``player.play`` has no such setting.
            ValueError: A setting is out of range.
        """
        right, made = self._recall.walk(about, trace)
        if made:
            settings["index"] = min(made, len(trace) - 1)
        player = play(trace, predict=made < len(trace), **settings)
        player.tally = [right, made]
        self._add(about, about, player, "tally")
        player.observe(lambda new: self._recall.add_walk(about, trace, new.new), "tally")
        return player

    def tally(self) -> Tally:
        """Return the widget that counts the predictions; it changes with every answer."""
        return self._tally

    def _remember(self, change: Any) -> None:
        """Remember a new answer. The argument is the change of a prediction's verdict."""
        asked: Prediction = change.owner
        if change.new is not None and not asked.remembered:
            self._recall.add(asked.question.exercise, asked.reply["typed"], change.new)

    def _add(self, key: str, about: str, made: Prediction | TracePlayer, trait: str) -> None:
        """Count the answers of a widget, which change its ``trait``.

        A widget with the same ``key`` replaces the one before.
        """
        self._made[key] = about, made
        made.observe(self._count, trait)
        self._count()

    def _count(self, _: Any = None) -> None:
        """Show the sum of all answers in the tally. The argument is the change of a trait."""
        self._tally.show([(about, *made.tally) for about, made in self._made.values()])


class Prediction(StoredStill, Card):
    """A question on a card. The first answer that counts is kept.

    ``verdict`` is None until then. See ``Question`` for the arguments and errors.

    >>> asked = Prediction(Exercise("3 + 4?", 7, [], "Yes.", "Count on."), "sums")
    >>> asked.commit("8")
    >>> asked.verdict
    ✗ You said 8. Count on. The answer is 7.
    """

    verdict = traitlets.Instance(Verdict, allow_none=True)

    def __init__(self, question: Exercise | Choice, about: str, opening: str = OPENING) -> None:
        self.question = Question(question, about, opening)
        super().__init__(
            # The text above the card says already that this is a prediction.
            opening="" if opening == OPENING else opening,
            question=question.question,
            options=question.options if isinstance(question, Choice) else [],
            hint=self.question.hint,
        )

    def __repr__(self) -> str:
        return self.question.text

    @property
    def tally(self) -> tuple[int, int]:
        """How many answers were right and how many were given: (0, 0), (0, 1) or (1, 1)."""
        return int(bool(self.verdict)), int(self.verdict is not None)

    def commit(self, answer: str | None) -> None:
        """Show the verdict on an answer; keep it if the answer can be read.

        Once a verdict is kept, further answers change nothing.
        """
        if self.verdict is not None:
            self.say(**self.reply)
            return
        verdict = self.question.respond(answer)
        self.say(**{"typed": (answer or "").strip(), **_parts(verdict)})
        if verdict.result != "missing":
            self.verdict = verdict

    def show_remembered(self, result: Result, typed: str, when: str) -> None:
        """Show an answer that was given earlier, and a button to be asked again.

        ``remembered`` is set before ``verdict``: who observes ``verdict`` can tell by it that
        this is no new answer.

        Args:
            result: "right" or "wrong".
            typed: The answer as it was typed.
            when: When it was given, such as "on 24 November".
        """
        with self.hold_sync():  # the page gets both at once
            self.remembered = {"when": f"answered {when}"}
            self.say(result=result, typed=typed)
        self.verdict = Verdict(result, f"You said {typed}.")

    def ask_again(self) -> None:
        """Forget the answer, and ask the question once more."""
        with self.hold_sync():
            self.remembered = {}
            self.say()
        self.verdict = None


def _parts(verdict: Verdict) -> dict[str, str]:
    """Return the result and the parts of the message that a card shows.

    >>> _parts(Verdict("right", "Yes."))
    {'result': 'right', 'reason': 'Yes.'}
    """
    parts = {"result": verdict.result, "reason": verdict.message}
    if isinstance(verdict, Judged):
        parts["typed"] = verdict.typed
    if isinstance(verdict, Correction):
        parts |= {"reason": verdict.reason, "answer": verdict.answer, "about": verdict.about}
        parts |= {"working": verdict.working} if verdict.working else {}
    return parts


class Tally(StoredStill, widgets.HTML):  # type: ignore[misc]
    """Widget: how many of the learner's predictions were right, and which topics to repeat."""

    def __init__(self) -> None:
        super().__init__()
        self.show([])

    def __repr__(self) -> str:
        return self.text

    def show(self, scores: list[tuple[str, int, int]]) -> None:
        """Show the sum of ``scores``: (what to look at again, answers right, answers given)."""
        right, given = sum(good for _, good, _ in scores), sum(made for _, _, made in scores)
        again = dict.fromkeys(about for about, good, made in scores if good < made)
        self.text = "No prediction yet: commit to an answer above, and this line counts it."
        points = ""
        if given:
            advice = f"Look again at {'; '.join(again)}." if again else "Nothing to look at again."
            self.text = f"{right} of {given} right. {advice}"
        shown = self.text
        if len(again) > 1:
            shown = f"{right} of {given} right. Look again at:"
            points = "".join(f"<li>{html.escape(each)}</li>" for each in again)
            points = f'<ul style="margin: 0 0 0 1.4em">{points}</ul>'
        self.value = f'<div role="status"><b>{html.escape(shown)}</b>{points}</div>'


class Quiz(StoredStill, widgets.VBox):  # type: ignore[misc]
    """A self-test: a list of questions, each with its verdict, and the count of right answers.

    Args:
        questions: Exercises and choices by what to look at again after a wrong answer.
        module: The module that holds the questions, so that their answers are remembered.
    """

    def __init__(
        self, questions: Mapping[str, Exercise | Choice], module: ModuleType | None = None
    ) -> None:
        self.predictions = Predictions(module)
        self.questions = [
            self.predictions.ask(question, about, f"{number}.")
            for number, (about, question) in enumerate(questions.items(), start=1)
        ]
        super().__init__([*self.questions, self.predictions.tally()])

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.questions))
