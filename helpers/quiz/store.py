"""The file of remembered answers: a table in SQLite, which several kernels may use at once.

The file is opened for each answer and closed again, so that no kernel holds it. SQLite's rollback
journal is used, not its write-ahead log, which does not work on network drives. A process that is
killed loses only the answer that it is writing; SQLite rolls that one back at the next opening.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

from helpers.quiz.answers import Answer

VERSION = 1
"""Version of the table. A file with a higher one is neither read nor written."""

COLUMNS = ["id", "lesson", "question", "fingerprint", "typed", "is_right", "mistake", "time"]
TABLE = """
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL,
    question TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    typed TEXT NOT NULL,
    is_right INTEGER NOT NULL,
    mistake TEXT NOT NULL,
    time TEXT NOT NULL
)
"""

PATIENCE = 5.0
"""Seconds to wait for another process that writes."""

SHORT_PATIENCE = 0.2
"""The same after a wait that was in vain: not every answer shall wait for a file that hangs."""

REASONS = {
    "locked": "another program holds the file",
    "full": "the disk is full",
    "readonly": "the file cannot be written",
    "unable to open": "the file cannot be opened",
}
"""What SQLite's messages mean, by words in them."""

Row = tuple[Any, ...]
Result = TypeVar("Result")


class UnusableError(OSError):
    """The file cannot be used. The message is the reason, without a full stop."""


class LockedError(UnusableError):
    """Another process has the file."""


class DamagedError(Exception):
    """The file's contents are not what this module writes."""


class AnswerFile:
    """The answers in one file, in the order in which they were added.

    The file and its folder are made when the first answer is added. All methods but
    ``damaged_files`` raise OSError where the file cannot be used; a damaged file is renamed
    (see ``damaged_files``), and a new one is begun.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """The damaged file that this object renamed last."""
        self._checked = False
        self._patience = PATIENCE

    def add(self, answer: Answer) -> None:
        """Write an answer; when this returns, it is in the file."""
        # Only the user reads the folder, where it is new.
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            if not _has_table(connection):
                connection.execute(TABLE)
                connection.execute(f"PRAGMA user_version = {VERSION}")
            names, marks = ", ".join(COLUMNS[1:]), ", ".join("?" * len(COLUMNS[1:]))
            connection.execute(f"INSERT INTO answers ({names}) VALUES ({marks})", _row(answer))
            connection.execute("COMMIT")

        self._use(write)

    def all(self) -> list[Answer]:
        """Return all answers."""
        return self._select("ORDER BY id")

    def last(self, *key: str) -> Answer | None:
        """Return the last answer to a question, given its lesson, name and fingerprint."""
        where = "WHERE lesson = ? AND question = ? AND fingerprint = ? ORDER BY id DESC LIMIT 1"
        return next(iter(self._select(where, *map(_writable, key))), None)

    def clear(self) -> int:
        """Delete all answers and all damaged files; return the number of answers."""

        def delete(connection: sqlite3.Connection) -> int:
            connection.execute("PRAGMA secure_delete = ON")  # overwrites what is deleted
            connection.execute("BEGIN IMMEDIATE")
            if not _has_table(connection):
                return 0
            count = connection.execute("DELETE FROM answers").rowcount
            connection.execute("COMMIT")
            return count

        count = self._use(delete) if self.path.exists() else 0
        for damaged in self.damaged_files():
            damaged.unlink(missing_ok=True)
        self.set_aside = None
        return count

    def damaged_files(self) -> list[Path]:
        """Return the damaged files that were renamed, with their journals."""
        return sorted(self.path.parent.glob(f"{self.path.name}.damaged-*"))

    def _select(self, condition: str, *values: str) -> list[Answer]:
        """Return the answers that an SQL condition selects."""

        def read(connection: sqlite3.Connection) -> list[Answer]:
            if not _has_table(connection):
                return []
            found = connection.execute(f"SELECT * FROM answers {condition}", values)
            try:
                return [_answer(row) for row in found]
            except (TypeError, ValueError, OverflowError) as error:
                raise DamagedError from error

        return self._use(read) if self.path.exists() else []

    def _use(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return the result of ``work`` on the file; rename a damaged file and try once more."""

        def checked(connection: sqlite3.Connection) -> Result:
            if not self._checked:
                _check(connection)
                self._checked = True
            return work(connection)

        try:
            return self._wait(checked)
        except DamagedError:
            self._set_aside()
        try:
            return self._wait(checked)
        except DamagedError as error:
            raise UnusableError(f"{self.path} is damaged") from error

    def _wait(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return the result of ``work``; where another process has the file, try again.

        SQLite can wait, too, but asks only ten times a second. While another process writes
        without a pause, that is too seldom to find the file free.
        """
        end = time.monotonic() + self._patience
        while True:
            try:
                with self._open() as connection:
                    result = work(connection)
            except LockedError:
                if time.monotonic() > end:
                    self._patience = SHORT_PATIENCE
                    raise
                time.sleep(random.uniform(0.001, 0.005))
            else:
                self._patience = PATIENCE
                return result

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; raise DamagedError or UnusableError for SQLite's errors."""
        try:
            connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
            with closing(connection):
                connection.text_factory = bytes.decode
                connection.execute("PRAGMA journal_mode = DELETE")
                # Half the time of FULL. A killed process loses nothing; see SQLite's manual for
                # what a power failure may do.
                connection.execute("PRAGMA synchronous = NORMAL")
                yield connection
        except sqlite3.Error as error:
            # What is no database, or a malformed one, has no subclass of its own in Python 3.10.
            if type(error) is sqlite3.DatabaseError:
                raise DamagedError from error
            message = str(error)
            reason = next((REASONS[word] for word in REASONS if word in message), message)
            kind = LockedError if "locked" in message else UnusableError
            raise kind(f"{reason} ({self.path})") from error

    def _set_aside(self) -> None:
        """Rename the file if it is damaged: no other process may have done so before."""
        from filelock import FileLock

        with FileLock(f"{self.path}.lock", timeout=PATIENCE):
            try:
                self._wait(_check)
                return
            except DamagedError:
                pass
            new = _unused(self.path)
            journal = Path(f"{self.path}-journal")
            # First, as SQLite would take it for that of the next file.
            if journal.exists():
                journal.rename(f"{new}-journal")
            self.path.rename(new)
            self.set_aside, self._checked = new, False


def _unused(path: Path) -> Path:
    """Return the name for a damaged file: today's date, and a number from the second one on."""
    day = f"{path}.damaged-{datetime.now(timezone.utc):%Y-%m-%d}"
    number, new = 1, Path(day)
    while new.exists():
        number += 1
        new = Path(f"{day}-{number}")
    return new


def _has_table(connection: sqlite3.Connection) -> bool:
    """Return whether the file has the table of answers; False for a new file.

    Raises:
        UnusableError: A newer version of this module wrote the file.
        DamagedError: The file is another program's, or lacks the table.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        raise UnusableError(f"a newer version of these lessons wrote {path}; please update them")
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        return False
    columns = [row[1] for row in connection.execute("PRAGMA table_info(answers)")]
    if version != VERSION or columns != COLUMNS:
        raise DamagedError
    return True


def _check(connection: sqlite3.Connection) -> None:
    """Read the whole file.

    Raises:
        UnusableError: A newer version of this module wrote the file.
        DamagedError: The file is damaged.
    """
    try:
        if _has_table(connection):
            for row in connection.execute("SELECT * FROM answers"):
                _answer(row)
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise DamagedError
    except (TypeError, ValueError, OverflowError) as error:
        raise DamagedError from error


def _writable(text: str) -> str:
    """Return a text with "?" for half characters (surrogates), which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _row(answer: Answer) -> Row:
    """Return an answer as a row of the table, without its id."""
    texts = answer.lesson, answer.question, answer.fingerprint, answer.typed
    when = answer.when.astimezone(timezone.utc).isoformat()
    return *map(_writable, texts), int(answer.right), _writable(answer.mistake), when


def _answer(row: Row) -> Answer:
    """Return the answer in a row of the table.

    Raises:
        TypeError: A value has the wrong type.
        ValueError: The time cannot be read, or ``is_right`` is not 0 or 1.
    """
    _, lesson, question, fingerprint, typed, right, mistake, when = row
    if right not in (0, 1):
        raise ValueError(f"is_right is 0 or 1; received {right!r}")
    answered = datetime.fromisoformat(when)
    return Answer(lesson, question, fingerprint, typed, bool(right), mistake, answered)
