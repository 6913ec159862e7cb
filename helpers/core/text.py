"""How numbers, sums and tables are written out, in every caption and figure; lines, errors."""

from __future__ import annotations

import html
import sys
from collections.abc import Collection, Sequence
from typing import TextIO

Number = int | float

MOST_TERMS, FIRST_TERMS, LAST_TERMS = 25, 6, 2
"""A sum of more terms than a 5×5 window has is shortened to its first and last terms."""


class PlainError(ValueError):
    """A mistake of the learner's, told in one sentence: a notebook shows the message alone."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback: the mistake is not in our code.
        return [f"ValueError: {self}"]


def say(message: str, file: TextIO | None = None) -> None:
    """Print a line at once, whatever the console can show; a print never ends what runs.

    Signs that the console's encoding lacks become question marks. Where nobody reads any more, as
    on a closed pipe, nothing is printed.

    Args:
        message: The line.
        file: Where it is printed; by default ``sys.stdout``.
    """
    file = file or sys.stdout
    try:
        print(message, file=file, flush=True)
    except UnicodeEncodeError:
        encoding = file.encoding or "ascii"
        print(message.encode(encoding, "replace").decode(encoding), file=file, flush=True)
    except (OSError, ValueError):
        pass  # the file is closed


def number(value: Number) -> str:
    """Return ``value`` as it is shown everywhere: whole numbers in full, others to 3 digits.

    >>> number(-17), number(0.12345), number(2.0), number(1234.5), number(1e300)
    ('−17', '0.123', '2', '1234', '1e+300')
    """
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e16):
        digits = str(int(value))
    else:
        # 999.6 in three digits would be 1e+03.
        digits = f"{value:.0f}" if 999.5 <= abs(value) < 1e16 else f"{value:.3g}"
    return digits.replace("-", "−")


def weight(value: Number) -> str:
    """Return a weight: one of 1/2 … 1/99 whose decimals go on as a fraction, others as a number.

    >>> weight(1 / 9), weight(-1 / 3), weight(0.25), weight(0.7)
    ('1/9', '−1/3', '0.25', '0.7')
    """
    parts = round(1 / abs(value)) if value else 0
    shortened = float(f"{value:.3g}") != value
    if shortened and 2 <= parts <= 99 and abs(abs(value) * parts - 1) < 1e-12:
        return f"{'−' if value < 0 else ''}1/{parts}"
    return number(value)


def percent(share: float) -> str:
    """Return ``share`` (0 … 1) in percent, with one decimal; a small share is not shown as 0.

    >>> percent(0.25), percent(0.0002), percent(0.0)
    ('25.0 %', '< 0.1 %', '0.0 %')
    """
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def size(shape: int | Sequence[int]) -> str:
    """Return a shape with × between its numbers, and thousands separated by commas.

    >>> size((30, 30, 32)), size(7200)
    ('30×30×32', '7,200')
    """
    return "×".join(f"{side:,}" for side in (shape if isinstance(shape, Sequence) else (shape,)))


def term(value: Number) -> str:
    """Return ``value`` as it stands within a sum or product: a negative one in parentheses.

    >>> term(-2), term(2)
    ('(−2)', '2')
    """
    return f"({number(value)})" if value < 0 else number(value)


def join(terms: Sequence[str], sign: str) -> str:
    """Return the terms with ``sign`` between them; the middle of a very long sum is left out.

    >>> join(["a", "b"], " + ")
    'a + b'
    """
    if len(terms) > MOST_TERMS:
        terms = [*terms[:FIRST_TERMS], "…", *terms[-LAST_TERMS:]]
    return sign.join(terms)


def products(cells: Sequence[Number], weights: Sequence[Number], bias: Number | None) -> str:
    """Write the sum of cell · weight over one channel, plus the bias if there is one, as text.

    >>> products([2, 4], [1, -1], 3)
    '2·1 + 4·(−1) + 3'
    """
    terms = [f"{term(cell)}·{term(weight)}" for cell, weight in zip(cells, weights)]
    return join(terms, " + ") + ("" if bias is None else f" + {term(bias)}")


def partial_sums(names: Sequence[str], sums: Sequence[Number], bias: Number | None) -> str:
    """Write the sum of one partial sum per channel, plus the bias if there is one, as text.

    >>> partial_sums(["red", "green"], [0, -7], 1)
    'red 0 + green (−7) + bias 1'
    """
    terms = [f"{name} {term(part)}" for name, part in zip(names, sums)]
    return join(terms, " + ") + ("" if bias is None else f" + bias {term(bias)}")


def maximum(cells: Sequence[Number]) -> str:
    """Write "max(…)" with the cells in it.

    >>> maximum([7, -9])
    'max(7, −9)'
    """
    return f"max({join([number(cell) for cell in cells], ', ')})"


def mean(cells: Sequence[Number]) -> str:
    """Write the sum of the cells divided by their number as text.

    >>> mean([7, -9]), mean([6])
    ('(7 + (−9)) / 2', '6 / 1')
    """
    total = join([term(cell) for cell in cells], " + ")
    return f"{total} / 1" if len(cells) == 1 else f"({total}) / {len(cells)}"


class Table:
    """A table that shows its rows as aligned text, and as HTML in a notebook.

    A row whose first cell is "total" is set in bold.
    """

    number_columns: Collection[int] = ()
    """Indices of the columns that are aligned to the right."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The cells, row by row; the first row names the columns."""
        raise NotImplementedError

    def __repr__(self) -> str:
        rows = self.rows
        widths = [max(map(len, column)) for column in zip(*rows)]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if column in self.number_columns else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths))
            ).rstrip()
            for row in rows
        )

    def _repr_html_(self) -> str:
        lines = []
        for at, row in enumerate(self.rows):
            tag = "th" if at == 0 or row[0] == "total" else "td"
            cells = (
                f'<{tag} style="text-align: '
                f'{"right" if column in self.number_columns else "left"}">'
                f"{html.escape(cell)}</{tag}>"
                for column, cell in enumerate(row)
            )
            lines.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(lines)}</table>"
