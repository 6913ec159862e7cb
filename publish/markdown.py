"""Convert the Markdown of the lessons to HTML. Formulas become MathML: no script draws them."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def to_html(source: str) -> Markup:
    r"""Return Markdown as HTML.

    >>> to_html("# Two **words**")
    Markup('<h1 id="two-words">Two <strong>words</strong></h1>\n')
    """
    return Markup(MarkdownWithMath(renderer=_LessonRenderer(escape=False)).render(source))


class _LessonRenderer(IPythonRenderer):
    """Headings with anchors, links to pages of the site, and tables and formulas that scroll."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f'<h{level} id="{anchor(text)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, page_of(url), title)

    def table(self, text: str) -> str:
        # In Markdown every table has a header row. One without any words is left out.
        rows = unmark_empty_headers(text)
        if not re.search(r"<th[ >]", rows):
            rows = re.sub(r"<thead>.*?</thead>", "", rows, flags=re.S)
        return f'<div class="scroll"><table>{rows}</table></div>\n'

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return f'<span class="scroll formula">{mathml(body, "block")}</span>'


def mathml(formula: str, display: str = "inline") -> str:
    """Return a LaTeX formula as MathML, which browsers show without a script.

    Args:
        formula: The formula, without dollar signs.
        display: "inline", or "block" for a formula on a line of its own.

    >>> mathml("r^2").endswith("<mrow><msup><mi>r</mi><mn>2</mn></msup></mrow></math>")
    True
    """
    from latex2mathml.converter import convert  # installed by the extra `site`

    return str(convert(formula.strip(), display=display))


def unmark_empty_headers(table: str) -> str:
    """Return the HTML of a table with its empty header cells as ordinary cells.

    A screen reader announces a header cell even where it is empty.

    >>> unmark_empty_headers("<th></th><th>size</th>")
    '<td></td><th>size</th>'
    """
    return re.sub(r"<th( [^>]*)?></th>", lambda header: f"<td{header[1] or ''}></td>", table)


def anchor(heading: str) -> str:
    """Return the anchor of a heading, given as HTML.

    >>> anchor("2. Put <code>n</code> into a layer")
    '2-put-n-into-a-layer'
    """
    return "-".join(re.findall(r"\w+", re.sub(r"<[^>]*>|&\w+;", "", heading).lower()))


def page_of(url: str) -> str:
    """Return the link of a lesson as a link of the site: notebooks become pages.

    >>> page_of("06_pooling.ipynb"), page_of("../README.md"), page_of("https://keras.io")
    ('06_pooling.html', 'index.html', 'https://keras.io')
    """
    inner = re.sub(r"^(\w+)\.ipynb", r"\1.html", url)
    return re.sub(r"^\.\./README\.md(#.*)?$", "index.html", inner)
