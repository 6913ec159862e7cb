"""Predictions, made in the page: committed before the answer shows, and tallied at the end."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
import traitlets

from helpers.core.trace import Trace
from helpers.draw.mime import Worded
from helpers.player.widget import TracePlayer, play
from helpers.quiz.exercise import Choice, Exercise, Verdict
from helpers.quiz.options import Options


class Predictions:
    """The predictions of one lesson: each is asked or played, and all are tallied.

    >>> guess = Predictions()
    >>> sum_ = Exercise("1 + 1?", 2, [(11, "That glues digits.")], "Yes.", "Count on.")
    >>> guess.ask(sum_, "sums").commit("11")
    >>> guess.tally()
    You predicted 0 of 1. Look again at sums.
    """

    def __init__(self) -> None:
        self._made: dict[str, tuple[str, Prediction | TracePlayer]] = {}
        self._tally = Tally()

    def ask(self, question: Exercise | Choice, about: str, opening: str = "Predict.") -> Prediction:
        """Return a question to be answered in the page; ``about`` is what to look at again.

        Raises:
            TypeError: not a question, or one that is answered by a function.
        """
        asked = Prediction(question, about, opening)
        self._add(question.question, about, asked, "verdict")
        return asked

    def play(self, trace: Trace, about: str, **settings: Any) -> TracePlayer:
        """Return a player of ``trace`` that asks for every value; its tally counts here, too.

        Raises:
            TypeError, ValueError: not a trace, or a setting that ``player.play`` does not take.
        """
        player = play(trace, predict=True, **settings)
        self._add(about, about, player, "tally")
        return player

    def tally(self) -> Tally:
        """Return how many predictions were right and what to look at again; it follows them."""
        return self._tally

    def _add(self, key: str, about: str, made: Prediction | TracePlayer, counted: str) -> None:
        # One that is made again takes the place of the old, and its answer is forgotten.
        self._made[key] = about, made
        made.observe(self._count, counted)
        self._count()

    def _count(self, _: Any = None) -> None:
        scores = []
        for about, made in self._made.values():
            if isinstance(made, TracePlayer):
                right, tried = made.tally
            else:
                right, tried = int(bool(made.verdict)), int(made.verdict is not None)
            scores.append((about, right, tried))
        self._tally.show(scores)


class Prediction(Worded, widgets.VBox):  # type: ignore[misc]
    """A question with a field or options and a button. The first answer counts, and reveals.

    ``opening`` stands before the question.

    Raises:
        TypeError: not a question, or one that is answered by a function.
    """

    verdict = traitlets.Instance(Verdict, allow_none=True)

    def __init__(self, question: Exercise | Choice, about: str, opening: str = "Predict.") -> None:
        typed = isinstance(question, Exercise) and not question.probes
        if not (typed or isinstance(question, Choice)):
            raise TypeError(f"ask takes a question answered by numbers; received {question!r}")
        self.question, self.about, self.opening = question, about, opening
        asked = f"<b>{html.escape(opening)}</b> {html.escape(question.question)}"
        self.button = widgets.Button(description="commit", layout=widgets.Layout(width="7em"))
        if isinstance(question, Choice):
            self.field = Options(question.question, question.options)
            rows = [self.field, self.button]
        else:
            self.field = widgets.Text(
                placeholder="your answer",
                layout=widgets.Layout(width="14em"),
                # One message when it is left: of one for each key, those that wait behind a busy
                # kernel would come after the click on the button.
                continuous_update=False,
            )
            rows = [widgets.HBox([self.field, self.button])]
        self.said = widgets.HTML()
        self.button.on_click(lambda _: self.commit(self.field.value))
        super().__init__([widgets.HTML(asked), *rows, self.said])

    def __repr__(self) -> str:
        return f"{self.opening} {self.question.question}"

    def commit(self, answer: str | None) -> None:
        """Take ``answer`` for the learner's, once; say what is wrong with one that is none."""
        if self.verdict is not None:
            return
        written: Any = answer
        if isinstance(self.question, Exercise):
            written = numbers(answer or "", int(np.size(self.question.answer)))
        verdict = self.question(written)
        if verdict.result == "missing" or written is None:
            self.said.value = Verdict("missing", _ask_again(self.question))._repr_html_()
            return
        self.field.disabled = self.button.disabled = True
        if not verdict:
            said = _written(answer) if isinstance(self.question, Choice) else answer
            right = f"The answer is {_written(self.question.answer)}. Look again at {self.about}."
            verdict = Verdict("wrong", f"You said {said}. {verdict.message} {right}")
        self.said.value = verdict._repr_html_()
        self.verdict = verdict


class Tally(Worded, widgets.HTML):  # type: ignore[misc]
    """How many predictions were right, and what to look at again."""

    def __init__(self) -> None:
        super().__init__()
        self.show([])

    def __repr__(self) -> str:
        return self.text

    def show(self, scores: list[tuple[str, int, int]]) -> None:
        """Say how ``scores`` add up: each is what it was about, how many right, how many tried."""
        right, tried = sum(good for _, good, _ in scores), sum(made for _, _, made in scores)
        again = dict.fromkeys(about for about, good, made in scores if good < made)
        self.text = "No prediction yet: commit to an answer above, and this line counts it."
        if tried:
            advice = f"Look again at {', '.join(again)}." if again else "Nothing to look at again."
            self.text = f"You predicted {right} of {tried}. {advice}"
        self.value = f'<div role="status"><b>{html.escape(self.text)}</b></div>'


class Quiz(Worded, widgets.VBox):  # type: ignore[misc]
    """A self-test: questions under what to read again, each graded on the spot, and the score.

    Nothing leaves the learner's machine: the answers live as long as the kernel does.
    """

    def __init__(self, questions: Mapping[str, Exercise | Choice]) -> None:
        self.predictions = Predictions()
        self.asked = [
            self.predictions.ask(question, about, f"{number}.")
            for number, (about, question) in enumerate(questions.items(), start=1)
        ]
        super().__init__([*self.asked, self.predictions.tally()])

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.asked))


def numbers(text: str, count: int = 1) -> float | int | tuple[float | int, ...] | None:
    """Return the number or numbers that a learner typed, None where there is none.

    Where one number is asked for, a comma within it parts thousands, or is a decimal comma.

    >>> numbers("401,920"), numbers("0,5"), numbers("(3, 5)", 2), numbers("3×5", 2), numbers("many")
    (401920, 0.5, (3, 5), (3, 5), None)
    """
    plain = text.replace("−", "-").strip()
    if count == 1:
        plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", plain)
        plain = re.sub(r"^([-+]?\d+),(\d+)$", r"\1.\2", plain)
    if not re.fullmatch(r"[-+\d.eE\s,;×xX*()\[\]]+", plain):
        return None
    found = re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", plain)
    values = tuple(int(each) if re.fullmatch(r"[-+]?\d+", each) else float(each) for each in found)
    return values[0] if len(values) == 1 else values or None


def _ask_again(question: Exercise | Choice) -> str:
    if isinstance(question, Choice):
        return "Choose an answer first."
    count = int(np.size(question.answer))
    return "Type a number, such as 12." if count == 1 else f"Type {count} numbers, such as 3, 5."


def _written(answer: Any) -> str:
    if isinstance(answer, str):
        return f"“{answer}”"
    values = [f"{value:,}".replace("-", "−") for value in np.ravel(answer).tolist()]
    return ", ".join(values)
