"""Markdown of the lessons as HTML that asks no other host: formulas are MathML."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def prose(source: str) -> Markup:
    r"""Return Markdown as HTML.

    >>> prose("# Two **words**")
    Markup('<h1 id="two-words">Two <strong>words</strong></h1>\n')
    """
    return Markup(MarkdownWithMath(renderer=_Prose(escape=False)).render(source))


class _Prose(IPythonRenderer):
    """Headings with anchors, links between pages, tables and formulas in boxes that scroll."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f'<h{level} id="{slug(text)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, page_of(url), title)

    def table(self, text: str) -> str:
        # Markdown wants a head even where there is nothing to say in it; a reader does not.
        named = no_empty_heads(text)
        if not re.search(r"<th[ >]", named):
            named = re.sub(r"<thead>.*?</thead>", "", named, flags=re.S)
        return f'<div class="scroll"><table>{named}</table></div>\n'

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return f'<span class="scroll formula">{mathml(body, "block")}</span>'


def mathml(formula: str, display: str = "inline") -> str:
    """Return a LaTeX formula as MathML, which browsers draw by themselves.

    >>> mathml("r^2").endswith("<mrow><msup><mi>r</mi><mn>2</mn></msup></mrow></math>")
    True
    """
    from latex2mathml.converter import convert  # installed by the extra `site`

    return str(convert(formula.strip(), display=display))


def no_empty_heads(table: str) -> str:
    """Return a table without heads that are empty: a screen reader would announce them.

    >>> no_empty_heads("<th></th><th>size</th>")
    '<td></td><th>size</th>'
    """
    return re.sub(r"<th( [^>]*)?></th>", lambda head: f"<td{head[1] or ''}></td>", table)


def slug(heading: str) -> str:
    """Return a heading, as HTML, for an anchor.

    >>> slug("2. Put <code>n</code> into a layer")
    '2-put-n-into-a-layer'
    """
    return "-".join(re.findall(r"\w+", re.sub(r"<[^>]*>|&\w+;", "", heading).lower()))


def page_of(url: str) -> str:
    """Return where a lesson's link leads to in the site.

    >>> page_of("06_pooling.ipynb"), page_of("../README.md"), page_of("https://keras.io")
    ('06_pooling.html', 'index.html', 'https://keras.io')
    """
    inner = re.sub(r"^(\w+)\.ipynb", r"\1.html", url)
    return re.sub(r"^\.\./README\.md(#.*)?$", "index.html", inner)
