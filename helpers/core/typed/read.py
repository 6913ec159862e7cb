"""Read the numbers that a learner types, in every way that makes sense.

The browser reads in the same way: helpers/player/front/typed/read.js. One table of cases in the
tests holds the two to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.core.typed.arithmetic import Typed, compute, whole
from helpers.core.typed.compare import Reading, agree
from helpers.core.typed.fold import fold

LONGEST = 200
"""A text of more characters is not read."""
SEPARATORS = (";", ",", "×", " ", ";,", ";,×", ";,× ", "*")
"""The signs between several numbers, in the order in which they are tried."""
SCALES = {
    "%": (1, 0.01),
    "k": (1e3,),
    "thousand": (1e3,),
    "million": (1e6, 1),
    "millions": (1e6, 1),
    "mio": (1e6, 1),
    "mln": (1e6, 1),
    "billion": (1e9, 1),
}
"""Words after a number that change it, and by what; with a 1, the question may have asked so."""

NAME = re.compile(r"([a-z][a-z0-9,]*(?: [a-z][a-z0-9]*){0,4}) ?[=:](?=.)")
"""What an answer is called, in front of it: "y = ", "number of weights: "."""
OPENING = re.compile(
    r"^(?:(?:i|it's|its|it|is|the|about|approximately|approx|ca|circa|around|roughly|nearly"
    r"|almost|exactly|answer|result|value|total|guess|think|say|maybe|probably|equals|so)"
    r"\b[.,:]? ?)+"
)
UNIT = re.compile(r"^(.*[0-9.)]) ?((?:%|[a-z]+(?:\^\(?[0-9]\)?)?)(?: [a-z]+){0,3})$")
_NO_NAMES = (
    "lambda import from def class for while if else return print eval exec not or ln log exp "
    "sqrt sin cos tan"
)
_NO_UNITS = (
    "no nor than least most in to squared cubed factorial half halves third thirds quarter "
    "quarters fifth fifths tenth tenths hundred hundreds dozen pi mod out of"
)
NOT_A_NAME = frozenset(_NO_NAMES.split())
"""With one of these words in front of it, a number has no name but is part of something else."""
NOT_A_UNIT = NOT_A_NAME | frozenset(_NO_UNITS.split())
"""With one of these words behind it, a number is not the number that was meant."""


def read_numbers(text: str, count: int = 1) -> tuple[Reading, ...]:
    """Return all readings of an answer, the most likely one first; none if it cannot be read.

    Args:
        text: The answer as it was typed.
        count: How many numbers are asked for. A reading may hold more or fewer, but only where
            none has as many.

    >>> [[number.value for number in reading] for reading in read_numbers("1,234")]
    [[1234], [1.234]]
    >>> [number.value for number in read_numbers("26 by 3*3", 2)[0]]
    [26, 9]
    """
    plain = fold(text) if len(text) <= LONGEST else ""
    if not plain:
        return ()
    single = tuple((number,) for number in _read_one(plain))
    if count == 1 and single:
        return single
    lists = tuple(dict.fromkeys(_lists(_without_name(plain))))
    fitting = tuple(each for each in lists if len(each) == count)
    # A single * or × makes a product, unless that many numbers are asked for.
    return fitting or single or lists[:1]


def _lists(text: str) -> Iterator[Reading]:
    """Yield the readings of a folded text as several numbers."""
    text = re.sub(r"\) ?\(", ");(", text)
    if re.search("[;,×] ?[;,×]", text):
        return
    for plain in dict.fromkeys([text.replace(", ", ";"), text]):
        for separators in SEPARATORS:
            parts = _split(plain, separators)
            if len(parts) < 2:
                continue
            for point in ".,":
                numbers = [_read_part(part, point) for part in parts]
                if all(numbers):
                    yield from zip(*numbers)


def _split(text: str, separators: str) -> list[str]:
    """Return the parts of a text between separators; those within brackets are split, too.

    >>> _split("((1,2),(3,4*(5)))", ",")
    ['1', '2', '3', '4*(5)']
    """
    done, todo = list[str](), [text]
    while todo:
        part = _unwrap(todo.pop(0).strip(" "))
        pieces = _pieces(part, separators)
        if len(pieces) == 1:
            done.append(part)
        else:
            todo[:0] = pieces
    return done


def _pieces(text: str, separators: str) -> list[str]:
    """Return the parts of a text between the separators that are not in brackets."""
    pieces, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in separators:
            pieces.append("")
        else:
            pieces[-1] += sign
    # Spaces may stand beside other separators, and a separator at the end.
    if " " in separators:
        pieces = [piece for piece in pieces if piece]
    return pieces[:-1] if len(pieces) > 1 and not pieces[-1].strip(" ") else pieces or [""]


def _unwrap(text: str) -> str:
    """Return a text without the brackets around the whole of it."""
    while text.startswith("(") and text.endswith(")"):
        depths, depth = [], 0
        for sign in text[:-1]:
            depth += (sign == "(") - (sign == ")")
            depths.append(depth)
        if min(depths) < 1:
            break
        text = text[1:-1].strip(" ")
    return text


def _read_one(text: str) -> tuple[Typed, ...]:
    """Return the readings of a folded text as one number."""
    found = [*_read_part(text, "."), *_read_part(text, ",")]
    return tuple(dict.fromkeys(found))


def _read_part(text: str, point: str) -> tuple[Typed, ...]:
    """Return the readings of a folded text as one number; ``point`` is in front of decimals."""
    text = re.sub("^[= ]+", "", _without_name(text))
    text = OPENING.sub("", text)
    unit = UNIT.match(text)
    text, words = (unit[1], unit[2].split(" ")) if unit else (text, [])
    factors = SCALES.get(words[0], ()) if words else (1,)
    names = words[1:] if factors else words
    if any(word in NOT_A_UNIT or len(word) == 1 for word in names):
        return ()
    number = _chain(text.replace("×", "*"), point)
    return tuple(_times(number, factor) for factor in factors or (1,)) if number else ()


def _without_name(text: str) -> str:
    """Return a folded text without the name in front of the answer, such as "y = "."""
    found = NAME.match(text)
    if not found or NOT_A_NAME & set(found[1].split(" ")):
        return text
    return text[found.end() :].strip(" ")


def _chain(text: str, point: str) -> Typed | None:
    """Return the last number of a chain such as "9+2 = 11"; None unless all of them agree."""
    numbers = [compute(_mixed(each.strip(" ")), point) for each in text.split("=")]
    last = numbers[-1]
    for number in numbers:
        if number is None or last is None or not agree(number.value, last):
            return None
    return last


def _mixed(text: str) -> str:
    """Return a text in which a mixed number, "3 1/2", is a sum."""
    return re.sub(r"^([-+]?) ?([0-9]+) ([0-9]+/[0-9]+)$", r"\1(\2+\3)", text)


def _times(number: Typed, factor: float) -> Typed:
    """Return a number and its last digit multiplied by a factor."""
    if factor == 1:
        return number
    # A division by 100 is exact more often than a multiplication by 0.01.
    value = number.value / 100 if factor == 0.01 else number.value * factor
    return Typed(whole(float(value)), number.step * factor, number.digits)
