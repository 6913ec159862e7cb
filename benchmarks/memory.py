"""Remembered answers: how long a commit takes, and that none is lost when two kernels write.

Run as ``python benchmarks/memory.py [commits] [folder]``; the folder is where to measure, such as
a network drive. Two processes commit 5,000 answers each to one file at the same time; before that,
one commits 200 answers to a file of 1,000, in each of 5 rounds. The exit status is 1 where an
answer is lost, or where the 95th percentile of a commit, the median of the rounds, is 5 ms or more.
A commit waits for the disk about four times; so a bare write that waits once is printed, too.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from helpers.quiz.answers import Answer
from helpers.quiz.memory import Memory

COMMITS = 5_000
"""Answers of each of the two processes."""

STORED, ALONE, ROUNDS = 1_000, 200, 5
"""Answers in the file before one process commits, how many it commits, and how often."""

MOST = 5.0
"""Milliseconds for a commit, 95th percentile."""

MESSAGE = "You counted the padding once; it is added at both ends of each row and column."


def commit(folder: Path, lesson: str, count: int) -> list[float]:
    """Commit answers; return the milliseconds of each."""
    memory, taken = Memory(folder), []
    for number in range(count):
        answer = Answer(lesson, f"question_{number}", "0123456789abcdef", "26×26", False, MESSAGE)
        start = time.perf_counter()
        kept = memory.add(answer)
        taken.append(1000 * (time.perf_counter() - start))
        if not kept:
            print(memory.note)
    return taken


def fsyncs(path: Path, count: int) -> list[float]:
    """Append to a file and wait until the disk has it; return the milliseconds of each."""
    taken = []
    with path.open("ab", buffering=0) as file:
        for _ in range(count):
            start = time.perf_counter()
            file.write(bytes(200))
            os.fsync(file.fileno())
            taken.append(1000 * (time.perf_counter() - start))
    return taken


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


def described(taken: list[float]) -> str:
    return f"median {median(taken):.2f} ms, p95 {p95(taken):.2f} ms, longest {max(taken):.0f} ms"


def lost(folder: Path, lessons: dict[str, int]) -> int:
    """Return how many answers are missing, doubled or out of order, given the count of each."""
    answers = Memory(folder).all()
    wrong = abs(len(answers) - sum(lessons.values()))
    for lesson, count in lessons.items():
        found = [answer.question for answer in answers if answer.lesson == lesson]
        wrong += sum(f"question_{n}" not in found[n : n + 1] for n in range(count))
    return wrong


def main(commits: int, within: str | None) -> int:
    rounds, bare = [], []
    with tempfile.TemporaryDirectory(dir=within) as place:
        shared = Path(place) / "shared"
        gone = 0
        for number in range(ROUNDS):
            alone = Path(place) / str(number)
            commit(alone, "before", STORED)
            bare += fsyncs(Path(place) / "bare", ALONE)
            rounds.append(commit(alone, "one", ALONE))
            gone += lost(alone, {"before": STORED, "one": ALONE})
        print(f"one process, {STORED:,} answers stored: {described([*chain(*rounds)])}")
        print(f"a bare write that waits for the disk: {described(bare)}")
        start = time.perf_counter()
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            tasks = [pool.submit(commit, shared, name, commits) for name in ("first", "second")]
            two = [each for task in tasks for each in task.result()]
        seconds = time.perf_counter() - start
        gone += lost(shared, {"first": commits, "second": commits})
        print(f"two processes, {commits:,} answers each, {seconds:.1f} s: {described(two)}")
        start = time.perf_counter()
        Memory(shared).last("first", "question_0", "0123456789abcdef")
        first = 1000 * (time.perf_counter() - start)
        print(f"opening a file of {2 * commits:,} answers for the first time: {first:.0f} ms")
    figure = median(map(p95, rounds))
    met = gone == 0 and figure < MOST
    print(f"p95 of a commit, median of {ROUNDS} rounds: {figure:.2f} ms")
    print(f"lost: {gone}; wanted: none, and p95 under {MOST} ms; {'met' if met else 'MISSED'}")
    return int(not met)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    count = int(arguments[0]) if arguments else COMMITS
    sys.exit(main(count, arguments[1] if len(arguments) > 1 else None))
