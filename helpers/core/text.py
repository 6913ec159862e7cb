"""Rows of words and numbers as a table: aligned text, or one of a page."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence

from helpers.core.geometry import Axis

Number = int | float

MOST_TERMS = 25
"""A longer sum than a 5x5 window's is abbreviated: first terms, dots, last terms."""


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


def term(value: Number) -> str:
    """Return ``value`` as it stands within a sum or product: a negative one in parentheses.

    >>> term(-2), term(2)
    ('(−2)', '2')
    """
    return f"({number(value)})" if value < 0 else number(value)


def join(terms: Sequence[str], sign: str) -> str:
    """Return the terms with ``sign`` between them; of very many, the first and the last.

    >>> join(["a", "b"], " + ")
    'a + b'
    """
    if len(terms) > MOST_TERMS:
        terms = [*terms[:6], "…", *terms[-2:]]
    return sign.join(terms)


def products(cells: Sequence[Number], weights: Sequence[Number], bias: Number | None) -> str:
    """Return the sum over one channel, product by product.

    >>> products([2, 4], [1, -1], 3)
    '2·1 + 4·(−1) + 3'
    """
    terms = [f"{term(cell)}·{term(weight)}" for cell, weight in zip(cells, weights)]
    return join(terms, " + ") + ("" if bias is None else f" + {term(bias)}")


def partial_sums(names: Sequence[str], sums: Sequence[Number], bias: Number | None) -> str:
    """Return the sum over several channels, channel by channel.

    >>> partial_sums(["red", "green"], [0, -7], 1)
    'red 0 + green (−7) + bias 1'
    """
    terms = [f"{name} {term(part)}" for name, part in zip(names, sums)]
    return join(terms, " + ") + ("" if bias is None else f" + bias {term(bias)}")


def maximum(cells: Sequence[Number]) -> str:
    """Return the largest of the cells, written out.

    >>> maximum([7, -9])
    'max(7, −9)'
    """
    return f"max({join([number(cell) for cell in cells], ', ')})"


def mean(cells: Sequence[Number]) -> str:
    """Return the mean of the cells, written out.

    >>> mean([7, -9]), mean([6])
    ('(7 + (−9)) / 2', '6 / 1')
    """
    total = join([term(cell) for cell in cells], " + ")
    return f"{total} / 1" if len(cells) == 1 else f"({total}) / {len(cells)}"


def keras_window(name: str, first: Sequence[str], axes: Sequence[Axis], last: str = "") -> str:
    """Return a convolution or pooling as Keras code; explicit pads become a layer of their own.

    >>> keras_window("Conv2D", ["1", "3"], [Axis(7, 3, padding="same"), Axis(9, 3, padding="same")])
    'layers.Conv2D(1, 3, padding="same")'
    """
    pooling, rank = "Pool" in name, len(axes)
    strides = [axis.stride for axis in axes]
    dilations = [axis.dilation for axis in axes]
    if max(strides) > 1 and max(dilations) > 1:
        return "# Keras does not combine strides with a dilation_rate"
    explicit = [axis.pads for axis in axes] if isinstance(axes[0].padding, tuple) else []
    if pooling and explicit:
        return '# Keras pools with padding="valid" or padding="same" only'
    arguments = list(first)
    if strides != ([axis.kernel for axis in axes] if pooling else [1] * rank):
        arguments.append(f"strides={one_or_all(strides)}")
    if axes[0].padding == "same":
        arguments.append('padding="same"')
    if max(dilations) > 1:
        arguments.append(f"dilation_rate={one_or_all(dilations)}")
    if last:
        arguments.append(last)
    code = f"layers.{name}({', '.join(arguments)})"
    if explicit:
        pads = tuple(explicit) if rank > 1 else explicit[0]
        code = f"layers.ZeroPadding{rank}D({pads}), {code}"
    return code


def one_or_all(values: Sequence[int]) -> str:
    """Return equal values as one number, others as a tuple.

    >>> one_or_all([2, 2]), one_or_all([2, 1])
    ('2', '(2, 1)')
    """
    return str(values[0] if len(set(values)) == 1 else tuple(values))


Rows = Sequence[Sequence[str]]


class Table:
    """Shows its ``rows``, the first of which names the columns, in text and in a page.

    The columns of ``numbers`` are set to the right; a row that begins with "total" stands out.
    """

    numbers: Collection[int] = ()

    @property
    def rows(self) -> Rows:
        """The cells, row by row."""
        raise NotImplementedError

    def __repr__(self) -> str:
        rows = self.rows
        wide = [max(map(len, column)) for column in zip(*rows)]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if column in self.numbers else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, wide))
            ).rstrip()
            for row in rows
        )

    def _repr_html_(self) -> str:
        lines = []
        for number, row in enumerate(self.rows):
            tag = "th" if number == 0 or row[0] == "total" else "td"
            cells = (
                f'<{tag} style="text-align: {"right" if column in self.numbers else "left"}">'
                f"{html.escape(cell)}</{tag}>"
                for column, cell in enumerate(row)
            )
            lines.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(lines)}</table>"
