"""Remembered answers: how long a commit takes, and that none is lost when two kernels write.

Run as ``python benchmarks/memory.py [commits] [folder]``; the folder is where to measure, such as
a network drive. Two processes commit 5,000 answers each to one file at the same time; before that,
one commits 500 answers to a file of 1,000. The exit status is 1 where an answer is lost or the
95th percentile of a commit is 5 ms or more.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from helpers.quiz.answers import Answer
from helpers.quiz.memory import Memory

COMMITS = 5_000
"""Answers of each of the two processes."""

STORED, ALONE = 1_000, 500
"""Answers in the file before one process commits, and how many it commits."""

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


def described(taken: list[float]) -> str:
    return (
        f"median {median(taken):.2f} ms, p95 {quantiles(taken, n=20)[-1]:.2f} ms, "
        f"longest {max(taken):.0f} ms"
    )


def lost(folder: Path, lessons: dict[str, int]) -> int:
    """Return how many answers are missing, doubled or out of order, given the count of each."""
    answers = Memory(folder).all()
    wrong = abs(len(answers) - sum(lessons.values()))
    for lesson, count in lessons.items():
        found = [answer.question for answer in answers if answer.lesson == lesson]
        wrong += sum(f"question_{n}" not in found[n : n + 1] for n in range(count))
    return wrong


def main(commits: int, within: str | None) -> int:
    with tempfile.TemporaryDirectory(dir=within) as place:
        alone, shared = Path(place) / "alone", Path(place) / "shared"
        commit(alone, "before", STORED)
        one = commit(alone, "one", ALONE)
        print(f"one process, {STORED:,} answers stored: {described(one)}")
        start = time.perf_counter()
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            tasks = [pool.submit(commit, shared, name, commits) for name in ("first", "second")]
            two = [each for task in tasks for each in task.result()]
        seconds = time.perf_counter() - start
        gone = lost(shared, {"first": commits, "second": commits})
        gone += lost(alone, {"before": STORED, "one": ALONE})
        print(f"two processes, {commits:,} answers each, {seconds:.1f} s: {described(two)}")
        start = time.perf_counter()
        Memory(shared).last("first", "question_0", "0123456789abcdef")
        first = 1000 * (time.perf_counter() - start)
        print(f"opening a file of {2 * commits:,} answers for the first time: {first:.0f} ms")
    met = gone == 0 and quantiles(one, n=20)[-1] < MOST
    print(f"lost: {gone}; wanted: none, and p95 under {MOST} ms; {'met' if met else 'MISSED'}")
    return int(not met)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    count = int(arguments[0]) if arguments else COMMITS
    sys.exit(main(count, arguments[1] if len(arguments) > 1 else None))
