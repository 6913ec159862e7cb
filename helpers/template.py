"""A lesson to begin from: the shape of a page, with a small subject to be replaced by yours."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent
from typing import Any
from zlib import crc32

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NEXT = """\
Next: 1. write the lesson and its exercises.
2. make notebooks LESSONS='notebooks/NAME.ipynb' runs and stores it.
3. Name it in README.md (the table), notebooks/README.md (its row and its part), and in the last
   line of the lesson before it.
4. make test tells what the page still lacks."""

OPENING = """\
# Say what the learner will do

[Open in Colab](https://colab.research.google.com/github/{address}/blob/main/notebooks/{name}.ipynb) · [Open on Binder](https://mybinder.org/v2/gh/{address}/HEAD?urlpath=lab/tree/notebooks/{name}.ipynb)

In two or three sentences: the question that this lesson answers, and what you do to answer it.

**Afterwards you can**

- compute something by hand that you could not before;
- say how large the result is, for any input;
- count what a layer learns.

**Time:** 20 minutes. **You need:** lesson {before}.

**How it works:** where you see **Predict**, answer and press *commit* before you go on. Run each cell with <kbd>Shift</kbd> + <kbd>Enter</kbd>."""

SETUP = """\
import importlib.util
if importlib.util.find_spec("helpers") is None:  # on Colab only: fetch the helpers
    %pip install -q git+https://github.com/{address}
from helpers import draw, params, player, trace
from helpers.lessons import lesson_{number} as lesson
from helpers.geometry import Axis
from helpers.quiz import Predictions
guess = Predictions()"""

ROUNDS = [
    (
        "Compute one value",
        "products",
        "what a window sums up",
        "walk = trace.conv1d(lesson.X, lesson.KERNEL)\nprint(walk[0].text)",
    ),
    ("Move the window", "size", "how many places there are", "print(Axis(5, 3).formula)"),
    ("Take larger steps", "stride", "steps of two", "print(Axis(5, 3, stride=2).formula)"),
    ("Count what is learned", "weights", "parameters", "print(params.conv1d(3, 1, 1))"),
    (
        "Say what it is",
        "kind",
        "the name of it",
        "player.play(trace.conv1d(lesson.X, lesson.KERNEL))",
    ),
]
"""Heading, question, what to look at again, and the cell that shows the answer."""

LEARNED = "> **One sentence that says what this round has shown.**"
EXERCISES = [
    ("by hand", "products", "4 * 1 + 5 * 2 + 6 * 3", "Each weight meets the input under it."),
    ("how many places", "size", "5 - 3 + 1", "The first place counts, too."),
    ("what is learned", "weights", "3 + 1", "Three weights and a bias, at every place the same."),
]
"""What it is about, the exercise, its solution, and why."""

CLOSING = """\
## Summary

- What was learned, a line a round.

**The fine print.** What frameworks do differently.

**Sources.** Where the facts are from: author, title, year.

**Before:** [{before} …]({file}) · [All lessons](../README.md)"""


def notebook(name: str, before: str, address: str) -> Any:
    """Return the lesson ``name``, which follows the lesson ``before``, of the repository."""
    number = name[:2]
    words = {"name": name, "number": number, "address": address}
    words |= {"before": before[:2], "file": f"{before}.ipynb"}
    cells = [_text(OPENING.format(**words)), _code(SETUP.format(**words), "setup")]
    for at, (heading, question, about, shown) in enumerate(ROUNDS, start=1):
        cells += _round(at, heading, question, about, shown)
    cells += [_text("**How did you do?**"), _code("guess.tally()"), _text("## Exercises")]
    for at, (title, exercise, solution, why) in enumerate(EXERCISES, start=1):
        cells += _exercise(at, title, exercise, solution, why)
    made = new_notebook(cells=[*cells, _text(CLOSING.format(**words))])  # type: ignore[no-untyped-call]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    made.metadata["kernelspec"] = kernel
    for at, cell in enumerate(made.cells):
        # Always the same name in the same place: a lesson begun anew shows no change.
        cell.id = f"{crc32(f'{at} {cell.source}'.encode()):08x}"
    return made


def _round(at: int, heading: str, question: str, about: str, shown: str) -> Iterator[Any]:
    yield _text(f"## {at}. {heading}\n\nWhat is given, in a sentence or a picture.")
    yield _text("**Predict.** Before you go on:")
    yield _code(f'guess.ask(lesson.{question}, "round {at}: {about}")')
    yield _code(shown, "answer")
    yield _text(LEARNED)


def _exercise(at: int, title: str, exercise: str, solution: str, why: str) -> Iterator[Any]:
    yield _text(f"### Exercise {at}: {title}\n\nThe task, in a sentence.")
    yield _code("answer = None", "exercise")
    yield _code(f"lesson.{exercise}(answer)", "check")
    folded = f"```python\nanswer = {solution}\n```\n\n{why}"
    opened = "<details>\n<summary><b>A worked solution</b> (try first)</summary>"
    yield _text(f"{opened}\n\n{folded}\n</details>", "solution")


def _text(source: str, *tags: str) -> Any:
    return new_markdown_cell(source, metadata={"tags": [*tags]} if tags else {})  # type: ignore[no-untyped-call]


def _code(source: str, *tags: str) -> Any:
    return new_code_cell(source, metadata={"tags": [*tags]} if tags else {})  # type: ignore[no-untyped-call]


def exercises(number: str) -> str:
    """Return the module of a lesson's exercises, each with its known mistakes."""
    return dedent(f'''\
        """Exercises of lesson {number}: say of what."""

        from __future__ import annotations

        from helpers import params
        from helpers.checks import Choice, Exercise
        from helpers.geometry import Axis

        X, KERNEL = [4, 5, 6, 7, 8], [1, 2, 3]

        products = Exercise(
            "The weights 1, 2, 3 lie on the inputs 4, 5, 6. What is the sum of the products?",
            sum(x * weight for x, weight in zip(X, KERNEL)),
            [
                (28, "The kernel was flipped: the first weight belongs to the first input."),
                (21, "That is all six numbers added up. Multiply in pairs first."),
                (90, "That is one sum times the other. Multiply in pairs, then add."),
            ],
            "Right: 4·1 + 5·2 + 6·3.",
            "Multiply each weight with the input under it, then add.",
        )

        size = Exercise(
            "A window of 3 on 5 inputs: how many places are there?",
            Axis(5, 3).output,
            [
                (2, "That is 5 − 3. The first place counts, too."),
                (5, "At the borders the window would reach beyond the inputs."),
                (1, "Windows may overlap: they move by one input."),
            ],
            "Right: 5 − 3 + 1.",
            "Lay the window on the first three inputs, then move it by one.",
        )

        stride = Exercise(
            "The same window moves by two inputs at a time. How many places?",
            Axis(5, 3, stride=2).output,
            [
                (3, "That is with steps of one."),
                (1, "After the first place there is room for one more."),
                (2.5, "Only whole windows count: the division rounds down."),
            ],
            "Right: at inputs 0 and 2.",
            "The window starts at 0, then at 2. Does it still fit?",
        )

        weights = Exercise(
            "How many numbers does a layer with this kernel learn, with its bias?",
            int(params.conv1d(3, 1, 1)),
            [
                (3, "The bias is missing."),
                (12, "They are the same four at each of the three places."),
                (20, "That is a set for each input. There is one kernel."),
            ],
            "Right: three weights and a bias.",
            "The kernel is the same everywhere.",
        )

        kind = Choice(
            "What is this walk of a kernel along a signal called?",
            "a 1-D convolution",
            [
                ("a dense layer", "That joins every input to every output."),
                ("a pooling", "That has no weights."),
            ],
            "Right.",
        )
        ''')
