"""Read the numbers that a learner types."""

from __future__ import annotations

import re

Number = int | float


def read_numbers(text: str, count: int = 1) -> Number | tuple[Number, ...] | None:
    """Return the numbers in a learner's answer: one number, a tuple of several, None if none.

    Where one number is asked for, a comma in it separates thousands or is a decimal comma. The
    page of a lesson reads answers in the same way: ``readNumbers`` in publish/front/ask.js.

    Args:
        text: The answer as it was typed.
        count: How many numbers are asked for. The answer may hold more or fewer.

    >>> read_numbers("401,920"), read_numbers("0,5"), read_numbers("many")
    (401920, 0.5, None)
    >>> read_numbers("(3, 5)", 2), read_numbers("3×5", 2)
    ((3, 5), (3, 5))
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
