"""Remembered answers: none is lost, and whatever the file is, the lesson goes on."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from helpers import quiz
from helpers.core.files import data_folder
from helpers.quiz import memory as memory_module
from helpers.quiz import store
from helpers.quiz.answers import Answer, due, fingerprint
from helpers.quiz.memory import NAME, Memory, memory

NOON = datetime(2024, 3, 1, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)
ROOT = Path(memory_module.__file__).parents[2]
OF_THE_SUITE = os.environ["LEARN_CONVNETS_DATA"]
"""The folder that tests/conftest.py sets for all tests, before the fixture here sets another."""


def answer(question: str = "size", right: bool = True, **changes: Any) -> Answer:
    given = {"lesson": "lesson_03", "fingerprint": "f", "typed": "26×26", "when": NOON}
    return Answer(question=question, right=right, **{**given, **changes})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the shared memory, which is made anew in each test."""
    monkeypatch.setenv("LEARN_CONVNETS_DATA", str(tmp_path / "data"))
    memory.cache_clear()
    yield tmp_path / "data"
    memory.cache_clear()


def edit(folder: Path, *statements: str) -> None:
    """Change the file as another program would."""
    with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def filled(folder: Path, count: int = 1) -> Memory:
    made = Memory(folder)
    for number in range(count):
        assert made.add(answer(f"question_{number}")), made.note
    return made


def test_the_suite_never_writes_into_the_users_folder() -> None:
    assert Path(OF_THE_SUITE).is_dir()
    assert Path(tempfile.gettempdir()) in Path(OF_THE_SUITE).parents


# What is kept


def test_an_answer_comes_back_as_it_was_given(folder: Path) -> None:
    given = answer(typed="½ “ 'x'; DROP TABLE answers; -- \0 😀\n", right=False, mistake="− once")
    assert memory().add(given)
    assert Memory(folder).all() == [given]
    assert Memory(folder).note == ""
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_times_are_kept_in_utc(folder: Path) -> None:
    here = datetime(2024, 3, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    memory().add(answer(when=here))
    assert memory().all()[0].when == here
    with closing(sqlite3.connect(folder / NAME)) as connection:
        times = connection.execute("SELECT time FROM answers").fetchall()
    assert times == [("2024-02-29T19:30:00+00:00",)]


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    assert memory().add(answer(typed="a\ud800"))
    assert memory().all()[0].typed == "a?"
    assert memory().last("\udc00", "size", "f") is None


def test_the_last_answer_is_of_this_lesson_question_and_wording() -> None:
    for typed in ("1", "2"):
        memory().add(answer(typed=typed))
    memory().add(answer(typed="3", fingerprint="changed"))
    memory().add(answer(typed="4", lesson="lesson_04"))
    memory().add(answer("other", typed="5"))
    found = memory().last("lesson_03", "size", "f")
    assert found is not None
    assert found.typed == "2"
    assert memory().last("lesson_03", "size", "g") is None


def test_a_clock_that_goes_backwards_changes_no_order() -> None:
    for number in range(5):
        memory().add(answer(typed=str(number), when=NOON - number * DAY))
    assert [each.typed for each in memory().all()] == list("01234")
    found = memory().last("lesson_03", "size", "f")
    assert found is not None
    assert found.typed == "4"


def test_reading_makes_no_file(folder: Path) -> None:
    assert memory().all() == []
    assert memory().last("lesson_03", "size", "f") is None
    assert memory().forget() == 0
    assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_cannot_look_into_the_folder(folder: Path) -> None:
    memory().add(answer())
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"typed": 26}, TypeError),
        ({"lesson": None}, TypeError),
        ({"right": 1}, TypeError),
        ({"when": "now"}, TypeError),
        ({"when": datetime(2024, 3, 1)}, ValueError),
    ],
)
def test_what_is_no_answer(changes: dict[str, Any], error: type[Exception]) -> None:
    (name,) = changes
    with pytest.raises(error, match=name):
        answer(**changes)


def test_fingerprints_tell_texts_apart() -> None:
    given = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("\ud800",), ("1:a1:b",), ("a", "b")]
    assert len({fingerprint(*texts) for texts in given}) == len(given)
    assert all(len(fingerprint(*texts)) == 16 for texts in given)


# Where it is kept


def test_the_shared_one_takes_the_folder_at_its_first_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = memory()
    monkeypatch.setenv("LEARN_CONVNETS_DATA", str(folder / "later"))
    assert memory() is first
    memory().add(answer())
    assert (folder / NAME).exists()
    assert data_folder() == folder / "later"


def test_the_folder_is_one_of_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEARN_CONVNETS_DATA", "")
    assert data_folder().is_absolute()
    assert "learn-convnets" in data_folder().parts
    monkeypatch.setenv("LEARN_CONVNETS_DATA", "~/mine")
    assert data_folder() == Path.home() / "mine"


def no_home(path: str) -> str:
    return path


@pytest.mark.parametrize("named", ["", "~"])
def test_without_a_home_nothing_is_kept(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python leaves "~" as it stands where it finds no home."""
    monkeypatch.setenv("LEARN_CONVNETS_DATA", named)
    monkeypatch.setattr(os.path, "expanduser", no_home)
    if not named:
        monkeypatch.setattr("platformdirs.user_data_path", lambda _: Path("~/learn-convnets"))
    assert not memory().add(answer())
    assert memory().note == "Your answers are not remembered: there is no home folder."
    assert not Path("~").exists()


def test_without_sqlite_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "helpers.quiz.store", None)
    assert not memory().add(answer())
    assert memory().note == "Your answers are not remembered: this Python has no sqlite3."
    assert memory().forget() == 0


def test_a_file_in_place_of_the_folder(folder: Path) -> None:
    folder.write_text("mine")
    for _ in range(2):
        assert not memory().add(answer())
        assert memory().last("lesson_03", "size", "f") is None
    assert memory().note.startswith("Your answers are not remembered: ")
    assert str(folder) in memory().note
    assert memory().new_note() == memory().note
    assert memory().new_note() == "", "a note is shown once"
    assert folder.read_text() == "mine"


def test_a_folder_in_place_of_the_file(folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    assert not memory().add(answer())
    assert "the file cannot be opened" in memory().note
    assert memory().all() == []


@contextmanager
def without_rights(path: Path) -> Iterator[None]:
    """Make a file and its folder read-only; root gives up its rights meanwhile."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    opened = [each for each in path.parents if root and each.stat().st_mode & 0o005 != 0o005]
    modes = {each: each.stat().st_mode for each in [path, path.parent, *opened]}
    for each in opened:
        each.chmod(0o755)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        if root:
            os.seteuid(65534)
        yield
    finally:
        if root:
            os.seteuid(0)
        for each, mode in modes.items():
            each.chmod(mode)


def test_a_read_only_folder(folder: Path) -> None:
    made = filled(folder)
    with without_rights(folder / NAME):
        assert not made.add(answer("later"))
        assert "the file cannot be written" in made.note
        assert [each.question for each in made.all()] == ["question_0"], "it can still be read"
        assert made.forget() == 0
        assert made.note.startswith("The remembered answers could not be deleted: ")
    assert made.add(answer("later"))
    assert made.note == ""


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own limit stands for the disk's: it gives the same error."""
    made = filled(folder)
    connect = sqlite3.connect

    def limited(*args: Any, **settings: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **settings)
        connection.execute("PRAGMA max_page_count = 3")
        return connection

    with monkeypatch.context() as full:
        full.setattr(sqlite3, "connect", limited)
        kept = [made.add(answer(typed="x" * 500)) for _ in range(30)]
        assert True in kept
        assert kept == sorted(kept, reverse=True)
        assert not kept[-1]
        assert "the disk is full" in made.note
        assert len(made.all()) == 1 + sum(kept)
    assert made.add(answer()), "there is room again"
    assert made.note == ""
    assert len(made.all()) == 2 + sum(kept)


def test_a_file_that_another_program_holds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.3)
    made = filled(folder)
    with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert not made.add(answer())
        assert "another program holds the file" in made.note
        start = time.monotonic()
        assert not made.add(answer())
        assert time.monotonic() - start < 2, "the second time, the wait is short"
    assert made.add(answer())
    assert len(made.all()) == 2


# Other files under its name


def test_a_newer_version_is_left_alone(folder: Path) -> None:
    filled(folder)
    edit(folder, "ALTER TABLE answers ADD COLUMN confidence", "PRAGMA user_version = 2")
    before = (folder / NAME).read_bytes()
    made = Memory(folder)
    assert made.all() == []
    assert not made.add(answer())
    assert made.forget() == 0
    assert "a newer version of these lessons wrote" in made.note
    assert made.note.count(". ") == 0
    assert (folder / NAME).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_a_file_that_becomes_newer_while_the_kernel_runs(folder: Path) -> None:
    made = filled(folder)
    edit(folder, "PRAGMA user_version = 2")
    assert not made.add(answer())
    assert "a newer version" in made.note


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def torn(content: bytes) -> bytes:
    """The end of the file is zeros: what a power failure may leave."""
    return content[:4096] + bytes(len(content) - 4096)


def noise(content: bytes) -> bytes:
    return random.Random(1).randbytes(len(content))


def text(_: bytes) -> bytes:
    return b'{"answers": []}'


DAMAGES = [truncated, torn, noise, text]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("first", ["add", "all"])
def test_a_damaged_file_is_kept_aside(folder: Path, damage: Any, first: str) -> None:
    filled(folder, 60)
    damaged = damage((folder / NAME).read_bytes())
    (folder / NAME).write_bytes(damaged)
    made = Memory(folder)
    assert made.add(answer()) if first == "add" else made.all() == []
    (aside,) = made.damaged_files()
    assert aside.name == f"{NAME}.damaged-{datetime.now(timezone.utc):%Y-%m-%d}"
    assert aside.read_bytes() == damaged
    assert made.note.endswith(f"their file is kept as {aside}, and a new one is begun.")
    assert made.new_note()
    assert made.add(answer("next"))
    assert not made.new_note()
    assert Memory(folder).note == ""
    assert made.all()[-1].question == "next"


def test_damaged_files_do_not_replace_each_other(folder: Path) -> None:
    for number in range(3):
        folder.mkdir(exist_ok=True)
        (folder / NAME).write_bytes(f"damaged {number}".encode())
        assert Memory(folder).add(answer())
    contents = {path.read_text() for path in Memory(folder).damaged_files()}
    assert contents == {"damaged 0", "damaged 1", "damaged 2"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answers SET time = 'noon'",
        "UPDATE answers SET time = '2024-03-01T12:00:00'",
        "UPDATE answers SET is_right = 2",
        "UPDATE answers SET typed = CAST(x'ff' AS TEXT)",
        "UPDATE answers SET typed = x'00'",
        "DROP TABLE answers",
        "ALTER TABLE answers RENAME COLUMN typed TO given",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
    ],
)
def test_contents_that_make_no_sense_are_damage(folder: Path, statement: str) -> None:
    filled(folder)
    edit(folder, statement)
    made = Memory(folder)
    assert made.add(answer())
    assert len(made.damaged_files()) == 1
    assert made.all() == [answer()]


def test_damage_while_the_kernel_runs(folder: Path) -> None:
    made = filled(folder, 60)
    (folder / NAME).write_bytes(noise(bytes(9000)))
    assert made.add(answer())
    assert made.all() == [answer()]
    assert len(made.damaged_files()) == 1


def test_two_memories_repair_once(folder: Path) -> None:
    """The second one finds the new file in order and leaves it where it is."""
    first, second = filled(folder), filled(folder)
    (folder / NAME).write_bytes(b"damaged" * 100)
    assert first.add(answer("a"))
    assert second._file is not None
    second._file._set_aside()
    assert second.add(answer("b"))
    assert [each.question for each in second.all()] == ["a", "b"]
    assert len(first.damaged_files()) == 1
    assert second.note == ""


@pytest.mark.parametrize("seed", range(60))
def test_any_changed_bytes_give_a_note_or_new_memory(folder: Path, seed: int) -> None:
    filled(folder, 20)
    content, dice = bytearray((folder / NAME).read_bytes()), random.Random(seed)
    # The first bytes describe the file, so that changes to them are the worst.
    for _ in range(dice.randrange(1, 6)):
        content[dice.randrange(dice.choice([100, len(content)]))] = dice.randrange(256)
    (folder / NAME).write_bytes(content)
    made = Memory(folder)
    made.all()
    made.last("lesson_03", "size", "f")
    if made.add(answer("new")):
        assert made.all()[-1].question == "new"
    else:
        assert made.note.startswith("Your answers are not remembered: ")


def test_an_empty_file_is_a_new_one(folder: Path) -> None:
    folder.mkdir()
    (folder / NAME).touch()
    assert memory().all() == []
    assert memory().add(answer())
    assert memory().damaged_files() == []


# Several processes, and their end


def commit(folder: Path, lesson: str, count: int) -> None:
    made = Memory(folder)
    for number in range(count):
        assert made.add(answer(str(number), lesson=lesson)), made.note


def test_two_processes_lose_nothing(folder: Path) -> None:
    processes = [
        get_context("spawn").Process(target=commit, args=(folder, lesson, 500)) for lesson in "ab"
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    answers = Memory(folder).all()
    assert len(answers) == 1000
    for lesson in "ab":
        found = [each.question for each in answers if each.lesson == lesson]
        assert found == [str(number) for number in range(500)]


WRITES = """
import sys
from pathlib import Path
from helpers.quiz.memory import Answer, Memory
memory = Memory(Path(sys.argv[1]))
for number in range(100_000):
    if memory.add(Answer("lesson_03", str(number), "f", "x" * 3000, True)):
        print(number, flush=True)
"""


def test_a_killed_kernel_loses_nothing_acknowledged(folder: Path) -> None:
    """Killed at 6 moments, in the midst of writing; each begins where the file was left."""
    acknowledged = []
    for round_ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITES, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(20)]
        time.sleep(0.003 * round_)
        process.kill()
        acknowledged += process.stdout.read().split()
        process.stdout.close()
        process.wait()
        found = [each.question for each in Memory(folder).all()]
        # The last one may be in the file without having been told.
        told = iter(found)
        assert all(number in told for number in acknowledged)
        assert len(found) - len(acknowledged) in range(round_ + 2)
    assert Memory(folder).damaged_files() == []
    assert Memory(folder).add(answer())


# Forgetting


def test_forget_deletes_all_and_says_what(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory().add(answer(typed="something secret"))
    (folder / f"{NAME}.damaged-2024-01-01").write_text("secret")
    (folder / f"{NAME}.damaged-2024-01-01-journal").write_text("secret")
    (folder / "mine.txt").write_text("stays")
    for number in range(30):
        memory().add(answer(typed=f"something secret {number}" * 50))
    quiz.forget()
    assert capsys.readouterr().out == (
        "Deleted: 31 answers and 1 damaged file. Nothing is remembered on this machine now.\n"
    )
    assert {path.name for path in folder.iterdir()} == {NAME, "mine.txt"}
    assert b"secret" not in (folder / NAME).read_bytes()
    assert memory().all() == []
    assert memory().add(answer())
    assert len(memory().all()) == 1


def test_forget_says_why_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(folder)
    edit(folder, "PRAGMA user_version = 2")
    quiz.forget()
    said = capsys.readouterr().out
    assert said.startswith("The remembered answers could not be deleted: a newer version")
    assert "Deleted" not in said


def test_forget_deletes_a_damaged_file_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.mkdir()
    (folder / NAME).write_text("secret" * 100)
    memory().all()
    assert memory().note
    quiz.forget()
    assert "Deleted: 0 answers and 1 damaged file." in capsys.readouterr().out
    assert memory().note == ""
    assert not memory().damaged_files()


# What is due again


def history(*given: tuple[float, bool]) -> list[Answer]:
    """Answers to one question: (days after noon, right)."""
    return [answer(right=right, when=NOON + days * DAY) for days, right in given]


@pytest.mark.parametrize(
    "given, last, days",
    [
        ([(0, True)], 0, 1),
        ([(0, True), (1, True)], 1, 3),
        ([(0, True), (1, True), (4, True)], 4, 7),
        ([(0, True), (1, True), (4, True), (11, True)], 11, 16),
        ([(0, True), (1, True), (4, True), (11, True), (27, True)], 27, 32),
        ([(0, False), (1, True)], 1, 1),
        ([(0, True), (1, True), (2, False), (3, True)], 3, 1),
        ([(0, True), (0.1, True), (0.2, True)], 0.2, 1),  # at once again: as once
        ([(0, True), (-1, True)], -1, 3),  # the clock was set back
    ],
)
def test_intervals_grow_with_right_answers_in_a_row(
    given: list[tuple[float, bool]], last: float, days: float
) -> None:
    answers, end = history(*given), NOON + last * DAY
    assert due(answers, end + (days - 0.01) * DAY) == []
    assert due(answers, end + days * DAY) == [answers[-1]]


def test_a_missed_question_is_due_at_once() -> None:
    answers = history((0, True), (1, False))
    assert due(answers, NOON + DAY) == [answers[-1]]


def test_a_changed_question_begins_anew() -> None:
    answers = history((0, True), (1, True))
    answers.append(answer(fingerprint="changed", when=NOON + 4 * DAY))
    assert due(answers, NOON + 4.9 * DAY) == []
    assert due(answers, NOON + 5 * DAY) == [answers[-1]]


def test_missed_ones_come_first_then_the_longest_ago() -> None:
    answers = [
        answer("b", right=True),
        answer("a", right=True, when=NOON - 9 * DAY),  # given later, whatever the clock said
        answer("d", right=False),
        answer("c", right=False),
        answer("d", right=False),
    ]
    assert [each.question for each in due(answers, NOON + 2 * DAY)] == ["c", "d", "b", "a"]


def test_a_time_far_ahead_does_not_hide_a_question_for_ever() -> None:
    wrong_clock = answer(when=NOON + 3000 * DAY)
    assert due([wrong_clock], NOON) == [wrong_clock]
    assert due([answer(when=NOON + timedelta(seconds=5))], NOON) == []


def test_due_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="now needs a time zone"):
        due([], datetime(2024, 1, 1))
