"""Compute a typed number or a sum such as ``3*3+1``, by a grammar of its own; nothing is run."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

LARGEST, LARGEST_POWER, DEEPEST = 1e300, 300, 30
"""Larger numbers, larger exponents and deeper brackets are not read."""
FUNCTIONS = {
    "ln": math.log,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sqrt": math.sqrt,
}
"""What may stand in front of a number or a bracket; ``log`` is natural, as in NumPy."""
FUNCTION = re.compile(r"(log(?:10|2)(?![0-9.,])|log(?!(?:10|2)(?![0-9.,]))|ln|sqrt) ?(?=[0-9.,(])")

IMPLIED = ("(", "l", "s")
"""In front of a bracket and of the name of a function, a sign of multiplication may be left out."""


@dataclass(frozen=True)
class Typed:
    """A number as it was typed.

    Args:
        value: The number; an int if it is a whole number.
        step: What one unit of the last typed digit is worth; 0 for the result of arithmetic.
        digits: How many significant digits were typed; 0 for the result of arithmetic.
    """

    value: int | float
    step: float = 0
    digits: int = 0


# In front of \3, digits in groups: of three everywhere, or as in India with pairs before the
# last three. {0} is the sign that separates groups, {1} the sign in front of decimals.
_NUMERAL = (
    r"([1-9][0-9]{{0,2}}(?:([ '_{0}])[0-9]{{3}}(?:\2[0-9]{{3}})*)(?![0-9])"
    r"|[1-9][0-9]?(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}(?![0-9])|[0-9]+|(?={1}[0-9]))"
    r"(?:{1}([0-9]*))?(?:e([-+]?[0-9]+))?"
)
NUMERALS = {
    ".": re.compile(_NUMERAL.format(",", r"\.")),
    ",": re.compile(_NUMERAL.format(r"\.", ",")),
}
"""The pattern of a number by the sign in front of its decimals, a point or a comma."""
SCIENTIFIC = re.compile(r"^([-+]? ?[0-9.,' _]*[0-9][.,]?) ?\* ?10 ?\^ ?\(?([-+]?[0-9]+)\)?$")
"""A number with its power of ten written out, such as 1.5*10^3."""


def compute(text: str, point: str) -> Typed | None:
    """Return the number that a text stands for; None if it is no number and no arithmetic.

    Args:
        text: The text: digits, ``+ - * / : ^ ( )``, names of functions, and what separates
            thousands and decimals.
        point: The sign in front of decimals, "." or ",".

    >>> compute("(3*3*3+1)*32", "."), compute("1,50", ",")
    (Typed(value=896, step=0, digits=0), Typed(value=1.5, step=0.01, digits=3))
    """
    text = SCIENTIFIC.sub(r"\1e\2", text.strip(" "))
    sign, numeral = (text[0], text[1:].strip(" ")) if text[:1] in ("+", "-") else ("+", text)
    found = NUMERALS[point].fullmatch(numeral)
    if found:
        return _literal(found, -1 if sign == "-" else 1)
    try:
        value = _Parser(text, point).result()
    except (ArithmeticError, ValueError):
        return None
    return Typed(whole(value)) if abs(value) <= LARGEST else None


def whole(value: float) -> int | float:
    """Return an int where a number is whole, and the number itself otherwise."""
    return int(value) if value.is_integer() else value


def _number(found: re.Match[str]) -> float:
    """Return the value of a numeral that was found."""
    digits = re.sub("[^0-9]", "", found[1])
    return float(f"{digits or 0}.{found[3] or 0}e{found[4] or 0}")


def _literal(found: re.Match[str], sign: int) -> Typed | None:
    """Return a numeral with its typed digits; None if it is too large, or its power is."""
    value = _number(found)
    power = int(found[4] or 0) - len(found[3] or "")
    if abs(value) > LARGEST or abs(power) > LARGEST_POWER:
        return None
    digits = re.sub("[^0-9]", "", found[1]) + (found[3] or "")
    step = float(f"1e{power}")
    return Typed(whole(sign * value + 0.0), step, len(digits.lstrip("0")))


class _Parser:
    """A parser of arithmetic, by recursive descent: one method for each level of the grammar.

    Args:
        text: The text, as for ``compute``.
        point: The sign in front of decimals.
    """

    def __init__(self, text: str, point: str) -> None:
        self.text, self.numeral, self.at = text, NUMERALS[point], 0
        self.depth = 0

    def result(self) -> float:
        """Return the value of the whole text.

        Raises:
            ValueError: It is no arithmetic.
            ArithmeticError: It divides by zero, or a number is too large.
        """
        value = self.sum()
        if self.peek():
            raise ValueError("something follows the sum")
        return value

    def peek(self) -> str:
        """Return the next character that is no space; "" at the end."""
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1
        return self.text[self.at : self.at + 1]

    def take(self, signs: str) -> str:
        """Return the next character and go past it if it is one of ``signs``; "" otherwise."""
        sign = self.peek()
        if not sign or sign not in signs:
            return ""
        self.at += 1
        return sign

    def sum(self) -> float:
        value = self.product()
        while sign := self.take("+-"):
            value = value + self.product() if sign == "+" else value - self.product()
        return value

    def product(self) -> float:
        value = self.signed()
        while sign := self.take("*/:") or ("*" if self.peek() in IMPLIED else ""):
            value = value * self.signed() if sign == "*" else value / self.signed()
        return value

    def signed(self) -> float:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("the brackets are too deep")
        sign = self.take("+-")
        value = self.signed() if sign else self.power()
        self.depth -= 1
        return -value if sign == "-" else value

    def power(self) -> float:
        base = self.atom()
        return _power(base, self.signed()) if self.take("^") else base

    def atom(self) -> float:
        self.peek()
        if name := FUNCTION.match(self.text, self.at):
            self.at = name.end()
            return _rounded(FUNCTIONS[name[1]](self.atom()))
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                raise ValueError("a bracket is not closed")
            return value
        found = self.numeral.match(self.text, self.at)
        if not found:
            raise ValueError("a number is missing")
        self.at = found.end()
        return _number(found)


def _rounded(value: float) -> float:
    """Return a number rounded to 13 digits: in the last one, Python and browsers may differ."""
    return float(f"{value:.12e}")


def _power(base: float, exponent: float) -> float:
    """Return a power with a whole exponent.

    Raises:
        ValueError: The exponent is not whole, or too large.
    """
    if not float(exponent).is_integer() or abs(exponent) > LARGEST_POWER:
        raise ValueError("only small whole exponents are computed")
    # The browser's script multiplies in the same order, so that both get the same number.
    value = 1.0
    for _ in range(int(abs(exponent))):
        value *= base
    return value if exponent >= 0 else 1 / value
