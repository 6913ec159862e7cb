"""Answers that are remembered, and which questions are due again. No files, no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import sha256

DAYS = (1, 3, 7, 16)
"""Days until a question is due again after it was right once, twice, three and four times."""

LONGEST = 365
"""Most days until a question is due again."""


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Answer:
    """One committed answer.

    Args:
        lesson: The lesson's name, such as "lesson_03".
        question: The question's name; no other question of the lesson has it.
        fingerprint: What ``fingerprint`` returns for the question as it was asked.
        typed: The answer as it was typed or chosen.
        right: Whether the answer was right.
        mistake: The message or name of the known mistake; "" if there is none.
        when: The time of the answer, with its time zone.

    Raises:
        TypeError: A text is not a ``str``, ``right`` is not a ``bool`` or ``when`` not a
            ``datetime``.
        ValueError: ``when`` has no time zone.
    """

    lesson: str
    question: str
    fingerprint: str
    typed: str
    right: bool
    mistake: str = ""
    when: datetime = field(default_factory=_now)

    def __post_init__(self) -> None:
        for name in ("lesson", "question", "fingerprint", "typed", "mistake"):
            if not isinstance(value := getattr(self, name), str):
                raise TypeError(f"{name} is a text; received {value!r}")
        if not isinstance(self.right, bool):
            raise TypeError(f"right is True or False; received {self.right!r}")
        if not isinstance(self.when, datetime):
            raise TypeError(f"when is a datetime; received {self.when!r}")
        _check_zone("when", self.when)


def fingerprint(*texts: str) -> str:
    """Return 16 hexadecimal digits that change if a question changes.

    Args:
        texts: What the question consists of: its words, its options, its right answer.

    >>> fingerprint("3 + 4?", "7") == fingerprint("3 + 4?", "8")
    False
    >>> fingerprint("3 + 4?", "7")
    'd65347cbe5696c3f'
    """
    # The lengths keep ("ab", "c") apart from ("a", "bc").
    whole = "".join(f"{len(text)}:{text}" for text in texts)
    return sha256(whole.encode("utf-8", "replace")).hexdigest()[:16]


def due(answers: Iterable[Answer], now: datetime) -> list[Answer]:
    """Return the last answer to every question that is due again.

    A question whose last answer was wrong is due at once. One that was right is due after 1 day,
    after two right answers in a row after 3 days, then after 7, 16, 32 … days, at most a year.
    A right answer that came before the question was due again does not lengthen the interval.

    The missed questions come first, then the others; in both, those answered the longest ago come
    first. This is the order of ``answers``, not that of their times, as a clock may be set back.
    For the same reason a time after ``now`` counts as one that lies as long before ``now``.

    Args:
        answers: Answers to any questions, in the order in which they were given. Where a
            question's fingerprint changed, the earlier answers to it do not count.
        now: The time, with its time zone.

    Raises:
        ValueError: ``now`` has no time zone.

    >>> monday = datetime(2024, 1, 1, tzinfo=timezone.utc)
    >>> right = Answer("lesson_03", "size", "f", "4", True, when=monday)
    >>> missed = Answer("lesson_03", "sum", "f", "5", False, when=monday)
    >>> [answer.question for answer in due([right, missed], monday)]
    ['sum']
    >>> [answer.question for answer in due([right, missed], monday + timedelta(days=1))]
    ['sum', 'size']

    Source: what is repeated after a pause is remembered better than what is repeated at once, and
    the best pause grows with the time for which it is to be remembered (Cepeda, Pashler, Vul,
    Wixted & Rohrer 2006, Psychological Bulletin 132(3), 354–380). The intervals themselves are a
    choice: each is about twice the one before.
    """
    _check_zone("now", now)
    histories: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        key = answer.lesson, answer.question
        # Taken out and put back at the end: the questions are in the order of their last answers.
        history = histories.pop(key, [])
        history.append(answer)
        histories[key] = history
    missed = [history[-1] for history in histories.values() if not history[-1].right]
    known = [
        history[-1]
        for history in histories.values()
        if history[-1].right and abs(now - history[-1].when) >= _interval(history)
    ]
    return missed + known


def _interval(history: Sequence[Answer]) -> timedelta:
    """Return the time from the last answer to a question until the question is due again.

    Args:
        history: All answers to the question, in the order in which they were given; at least one.
    """
    same = [answer for answer in history if answer.fingerprint == history[-1].fingerprint]
    in_a_row = 0
    for before, answer in zip([same[0], *same], same):
        if not answer.right:
            in_a_row = 0
        elif in_a_row == 0 or abs(answer.when - before.when) >= _days(in_a_row):
            in_a_row += 1
    return _days(in_a_row)


def _days(in_a_row: int) -> timedelta:
    """Return the interval after a number of right answers in a row.

    >>> [_days(count).days for count in (0, 1, 2, 3, 4, 5, 6, 100)]
    [0, 1, 3, 7, 16, 32, 64, 365]
    """
    if in_a_row <= len(DAYS):
        return timedelta(days=(0, *DAYS)[in_a_row])
    return timedelta(days=min(DAYS[-1] * 2 ** (in_a_row - len(DAYS)), LONGEST))


def _check_zone(name: str, time: datetime) -> None:
    """Raise ValueError for a time without a time zone."""
    if time.utcoffset() is None:
        raise ValueError(f"{name} needs a time zone, such as timezone.utc; received {time!r}")
