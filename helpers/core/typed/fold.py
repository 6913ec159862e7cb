"""Write what people type in many ways in one way: plain signs, digits, spaces and words."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = {
    "-": "−–—‐‑‒―﹣⁻➖",
    "+": "➕⁺",
    "*": "·⋅•∙∗",
    "×": "✕✖⨯⨉",
    "/": "÷⁄∕➗",
    "'": "’‘ʼʹ′`´٬",
    ".": "٫。",
    ",": "،、﹐",
    ";": "؛﹔",
    "=": "≈~∼≃≅≒",
    " ": "\t\n\r\v\f\u2028\u2029\u1680\u180e",
}
_CHARACTERS = {each: sign for sign, same in _SIGNS.items() for each in same}
_CHARACTERS |= dict.fromkeys("₀₁₂₃₄₅₆₇₈₉", "z") | {"π": "pi", "×": "×", "√": "sqrt "}
_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-"))
_WORDS = (
    (r"\bminus\b", "-"),
    (r"\bplus\b", "+"),
    (r"\btimes\b", "*"),
    (r"\bdivided by\b", "/"),
    (r"\bby\b", "×"),
    (r"\band\b|&", ";"),
    (r"\bper ?cent\b|\bpercent\b|\bpct\b", "%"),
    (r"\*\*", "^"),
    (r"[\[{]", "("),
    (r"[\]}]", ")"),
    (r"=+", "="),
    (r" +", " "),
    (r"([0-9]+)\(\+([0-9]+/[0-9]+)\)", r"(\1+\2)"),  # 4½ is a sum
    # An x between two numbers is the sign ×.
    (r"([0-9.)]) ?x ?(?=[-+0-9.(])", "\\1×"),
    (r"[.?]+ *$", ""),
)
"""Patterns, and what stands in their place, in this order."""
PLAIN = tuple((re.compile(pattern, re.A), sign) for pattern, sign in _WORDS)


def fold(text: str) -> str:
    """Return a typed text in small letters with plain signs.

    Letters that are not ASCII become "zz", and what has no meaning here becomes the character 0.

    >>> fold("３² × ٤½ − 1"), fold("12 by 5 Größen")
    ('3^(2) × (4+1/2) - 1', '12 × 5 grzzzzen')
    """
    text = re.sub("[⁰¹²³⁴-⁹⁺⁻]+", _exponent, text)
    folded = "".join(map(_plain, text)).lower()
    for pattern, sign in PLAIN:
        folded = pattern.sub(sign, folded)
    return folded.strip(" ")


def _exponent(found: re.Match[str]) -> str:
    """Return superscript digits as a power: "²" becomes "^(2)"."""
    return f"^({''.join(map(_SUPERSCRIPT.__getitem__, found[0]))})"


def _plain(character: str) -> str:
    """Return what stands in the place of one character."""
    if "！" <= character <= "～":  # the wide forms of ASCII's characters
        character = chr(ord(character) - 0xFEE0)
    if character in _CHARACTERS:
        return _CHARACTERS[character]
    if character.isascii():
        return character if character.isprintable() else "\0"
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(character)
    fraction = re.fullmatch("([0-9]+)⁄([0-9]+)", unicodedata.normalize("NFKC", character))
    if fraction:
        return f"(+{fraction[1]}/{fraction[2]})"
    return {"L": "zz", "M": "zz", "Z": " "}.get(kind[0], "" if kind == "Cf" else "\0")
