"""The colours of the suite: their one home.

Colour means the same thing everywhere. *Who it is*, by text and outline: input blue, kernel
orange-brown, output green. *How much it is*, by fill: signed values purple, white, orange; pictures
in grey; colour channels in their own hue. Style sheets and scripts repeat these colours; a test
(tests/draw/test_colours.py) holds them to this file.
"""

from collections.abc import Iterable, Mapping

INPUT, KERNEL, OUTPUT = "#0b6bb0", "#b45309", "#0f766e"
INK, SOFT, LINE, PANEL = "#1f2328", "#57606a", "#d0d7de", "#f6f8fa"
"""Text, text that stands back, thin lines, and the ground of boxes."""
RING = "#f59e0b"
"""The outline of a window on a picture, where INK would not be seen."""
NEGATIVE, ZERO, POSITIVE = "#805abe", "#ffffff", "#f09632"
HUES = {"red": "#d64541", "green": "#2e8b57", "blue": "#3465b8"}

FOCUS = "#0969da"
"""The ring around what has the keyboard's focus."""
DARK = {
    "input": "#6cb6ff",
    "kernel": "#f2a65a",
    "output": "#56d4bc",
    "ink": "#e6edf3",
    "soft": "#9da7b3",
    "line": "#3a424c",
    "panel": "#1a1f26",
    "ground": "#111418",
    "focus": "#6cb6ff",
    "negative": "#9678e2",
    "zero": "#181c22",
    "positive": "#e08e36",
    "red": "#e85c54",
    "green": "#3ea86a",
    "blue": "#5488e0",
}
"""The same colours in a dark theme, by name; ``ground`` is the page's own."""
LIGHT = {
    "input": INPUT,
    "kernel": KERNEL,
    "output": OUTPUT,
    "ink": INK,
    "soft": SOFT,
    "line": LINE,
    "panel": PANEL,
    "ground": "#ffffff",
    "focus": FOCUS,
    "negative": NEGATIVE,
    "zero": ZERO,
    "positive": POSITIVE,
    **HUES,
}
"""All colours of the light theme, by the names that ``DARK`` has."""


def css_variables(palette: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return declarations of CSS variables.

    Args:
        palette: ``LIGHT`` or ``DARK``.
        names: The name of each variable, and the name of its colour in ``palette``.

    >>> css_variables(DARK, {"training": "input", "ground": "ground"})
    '--training: #6cb6ff; --ground: #111418;'
    """
    return " ".join(f"--{name}: {palette[colour]};" for name, colour in names.items())


def luminance(rgb: Iterable[float]) -> float:
    """Return the relative luminance of a colour (r, g, b in 0 … 1): 0 is black, 1 is white.

    >>> round(luminance((1, 1, 1)), 6), round(luminance((0.5, 0.5, 0.5)), 3)
    (1.0, 0.214)

    Source: WCAG 2.2, relative luminance.
    """
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear))
