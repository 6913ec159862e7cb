"""Committed answers are remembered on the learner's machine, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from helpers.core import text
from helpers.core.files import data_folder
from helpers.quiz.answers import Answer

if TYPE_CHECKING:
    from helpers.quiz.store import AnswerFile

NAME = "answers.sqlite3"
"""Name of the file in the data folder."""

Result = TypeVar("Result")


class Memory:
    """The answers that were committed on this machine, in the order in which they were given.

    No method raises an error for a file that cannot be used: nothing is remembered then, and
    ``note`` says why.

    Args:
        folder: The folder of the file; ``data_folder()`` if it is None.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     answers = Memory(Path(folder))
    ...     answers.add(Answer("lesson_03", "size", "0a1b", "26×26", True))
    ...     print(answers.last("lesson_03", "size", "0a1b").typed)
    ...     print(answers.last("lesson_03", "size", "another question now"))
    ...     answers.forget()
    True
    26×26
    None
    1
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._problem = ""
        self._shown = {""}
        self._file: AnswerFile | None = None
        try:
            from helpers.quiz.store import AnswerFile

            self._file = AnswerFile((data_folder() if folder is None else folder) / NAME)
        except OSError as error:
            self._problem = _sentence(error)
        except ImportError:  # some builds of Python lack sqlite3
            self._problem = _sentence(OSError("this Python has no sqlite3"))

    @property
    def note(self) -> str:
        """Why answers are not remembered, or that a damaged file was renamed; "" if all is well."""
        if not self._problem and self._file and self._file.set_aside:
            return (
                "The answers remembered so far could not be read; their file is kept as "
                f"{self._file.set_aside}, and a new one is begun."
            )
        return self._problem

    def new_note(self) -> str:
        """Return ``note`` the first time, and "" if this function returned it before."""
        note = "" if self.note in self._shown else self.note
        self._shown.add(note)
        return note

    def add(self, answer: Answer) -> bool:
        """Remember an answer; return whether that was possible."""

        def add(file: AnswerFile) -> bool:
            file.add(answer)
            self._problem = ""
            return True

        return self._try(add, False)

    def last(self, lesson: str, question: str, fingerprint: str) -> Answer | None:
        """Return the last answer to a question; None if there is none.

        Args:
            lesson: The lesson's name.
            question: The question's name.
            fingerprint: The fingerprint of the question as it is asked now. Answers to the
                question as it was before a change are not returned.
        """
        return self._try(lambda file: file.last(lesson, question, fingerprint), None)

    def all(self) -> list[Answer]:
        """Return all answers in the order in which they were given."""
        return self._try(lambda file: file.all(), [])

    def forget(self) -> int:
        """Delete all answers, and the damaged files; return how many answers were deleted.

        Where that is not possible, ``note`` says why.
        """

        def clear(file: AnswerFile) -> int:
            count = file.clear()
            self._problem = ""
            return count

        return self._try(clear, 0, "The remembered answers could not be deleted")

    def damaged_files(self) -> list[Path]:
        """Return the damaged files that were renamed."""
        return self._try(lambda file: file.damaged_files(), [])

    def _try(
        self,
        work: Callable[[AnswerFile], Result],
        otherwise: Result,
        failed: str = "Your answers are not remembered",
    ) -> Result:
        """Return the result of ``work``; where the file cannot be used, note why.

        Args:
            work: A function of the file. It may raise OSError.
            otherwise: What is returned where the file cannot be used.
            failed: How the note begins.
        """
        if self._file is None:
            return otherwise
        try:
            return work(self._file)
        except OSError as error:
            self._problem = _sentence(error, failed)
            return otherwise


@cache
def memory() -> Memory:
    """Return the memory that all lessons of this kernel share."""
    return Memory()


def forget() -> None:
    """Delete all answers that are remembered on this machine, and print what was deleted."""
    remembered = memory()
    damaged = [path for path in remembered.damaged_files() if not path.name.endswith("-journal")]
    count = remembered.forget()
    if remembered.note:
        text.say(remembered.note)
        return
    words = [f"{count:,} answer{'s' * (count != 1)}"]
    if damaged:
        words.append(f"{len(damaged)} damaged file{'s' * (len(damaged) != 1)}")
    text.say(f"Deleted: {' and '.join(words)}. Nothing is remembered on this machine now.")


def _sentence(error: OSError, failed: str = "Your answers are not remembered") -> str:
    """Return an error as a sentence for a learner.

    >>> _sentence(OSError("the disk is full"))
    'Your answers are not remembered: the disk is full.'
    """
    # Errors of the system have a number, a reason and a path; their text begins with the number.
    reason = f"{error.strerror} ({error.filename})" if error.strerror else str(error)
    return f"{failed}: {reason}."
