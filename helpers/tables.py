"""Rows of words and numbers as a table: aligned text, or one of a page."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence

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
