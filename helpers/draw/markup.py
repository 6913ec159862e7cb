"""Still pictures as HTML: in a running notebook they follow the theme and wrap on a narrow page.

A notebook stores the PNG of a picture instead, which GitHub, nbviewer and paper show.
"""

from __future__ import annotations

import html
import re

import numpy as np

from helpers.draw.colours import DARK, HUES, LIGHT, NEGATIVE, POSITIVE, css_variables, luminance

SMALLEST_FONT = 11
"""The smallest font of a number, in browser pixels, on a page of 1024 pixels with its side bar."""
SMALLEST_UNIT, LARGEST_UNIT = 28, 38
"""Browser pixels of a board unit: the side of most cells. It follows the width of the page."""
FRAME = 38
"""Width of the padding and the border of a still, in browser pixels, and a little more."""
NAMES = {colour: name for name, colour in reversed(LIGHT.items())} | {"white": "ground"}
"""The name of each colour of the light theme."""
RAMPS = {POSITIVE: "positive", NEGATIVE: "negative", **{HUES[name]: name for name in HUES}}
"""The colours that a number's fill runs to from white, and their names."""
DARK_PAGE = 'body[data-jp-theme-light="false"] {0}, html[theme="dark"] {0}'
"""Selector of an element on a dark page of JupyterLab, Notebook 7 or Colab."""

STYLE = (
    f".cnn-still {{ {css_variables(LIGHT, {name: name for name in LIGHT})} }}\n"
    + DARK_PAGE.format(".cnn-still")
    + f" {{ {css_variables(DARK, {name: name for name in DARK})} }}\n"
    + DARK_PAGE.format(".cnn-still img.chart")
    + " { filter: invert(0.93) hue-rotate(180deg) }\n"
    + ".cnn-still img.dark { display: none }\n"
    + DARK_PAGE.format(".cnn-still img.light")
    + " { display: none }\n"
    + DARK_PAGE.format(".cnn-still img.dark")
    + " { display: block }\n"
    + f"""\
.cnn-still {{ container-type: inline-size; max-width: 1240px; margin: 4px 0; color: var(--ink);
  font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; text-align: left }}
.cnn-still > div {{ box-sizing: border-box; width: fit-content; max-width: 100%; padding: 14px 17px;
  border: 1px solid var(--line); border-radius: 10px; background: var(--ground);
  --v: min((100cqw - {FRAME}px) / var(--units), {LARGEST_UNIT}px);
  --u: max({SMALLEST_UNIT}px, var(--v)) }}
"""
    + """\
.cnn-still .row, .cnn-still .pair { display: flex; align-items: center; gap: 10px }
.cnn-still .row { flex-wrap: wrap; row-gap: 14px }
.cnn-still .column { display: flex; flex-direction: column; align-items: flex-start; gap: 12px }
.cnn-still .sign { padding-top: 24px; color: var(--soft); font-size: 20px; white-space: nowrap }
.cnn-still figure { flex: none; max-width: 100%; margin: 0; padding: 0 }
.cnn-still figcaption { font-size: 14px; font-weight: 600; line-height: 24px; white-space: nowrap }
.cnn-still small { color: var(--soft); font-size: 13px; font-weight: 400 }
.cnn-still svg { display: block; max-width: 100%; height: auto; overflow: visible }
.cnn-still img { display: block; max-width: 100%; height: auto }
.cnn-still .narrow, .cnn-still .signs { display: none }
@media print { .cnn-still .signs { display: inline } }
@container (max-width: 860px) {
  .cnn-still .wide { display: none } .cnn-still .narrow { display: block }
}
.cnn-still .ink-kw { fill: var(--ink) } .cnn-still .ink-wk { fill: var(--ground) }
.cnn-still .ink-ww { fill: #fff } .cnn-still .ink-kk { fill: #1f2328 }
.cnn-still .sum { padding: 8px 12px; border-radius: 8px; background: var(--panel);
  font: 15px/1.6 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
.cnn-still .sum b { color: var(--output) }
.cnn-still .gallery { display: grid; gap: 12px 16px; align-items: start }
.cnn-still .gallery figcaption { white-space: normal }
.cnn-still .signed { position: relative }
.cnn-still .gallery .signs { position: absolute; inset: 0 }
.cnn-still .gallery img { width: 100%; outline: 1px solid var(--line); image-rendering: pixelated;
  background: var(--zero) }
"""
)
"""The style sheet of all stills; each still carries it, as a notebook has no other place for it."""


def still(content: str, alt: str, units: float = 1) -> str:
    """Return a still picture for a live page, as HTML.

    Args:
        content: The picture as HTML.
        alt: A sentence that says what it shows.
        units: The width of the picture in board units, without its margins.
    """
    words = html.escape(alt, quote=True)
    return (
        f'<style>{STYLE}</style><div class="cnn-still" role="img" aria-label="{words}">'
        f'<div style="--units:{units:.4g}">{content}</div></div>'
    )


def image(address: str, alt: str, width: float, dark: str = "") -> str:
    """Return a finished picture for a live page, as HTML.

    Args:
        address: The address of the picture.
        alt: A sentence that says what it shows.
        width: The width in browser pixels.
        dark: The address of the same picture for a dark page. Without it, white becomes black
            there, as suits a chart, but no photograph.
    """
    words = html.escape(alt, quote=True)
    kinds = {"light": address, "dark": dark} if dark else {"chart": address}
    pictures = "".join(
        f'<img class="{kind}" src="{source}" alt="{words}" width="{round(width)}">'
        for kind, source in kinds.items()
    )
    return f'<style>{STYLE}</style><div class="cnn-still"><div>{pictures}</div></div>'


def dark_colour(colour: str) -> str:
    """Return what a colour "#rrggbb" of the light theme is in the dark theme, or itself.

    >>> dark_colour("#0b6bb0"), dark_colour("#123456")
    ('#6cb6ff', '#123456')
    """
    return DARK[NAMES[colour]] if colour in NAMES else colour


def themed(svg: str) -> str:
    """Return an SVG drawing whose colours follow the theme of the page.

    >>> themed('<rect fill="white" stroke="#0b6bb0"/>')
    '<rect fill="var(--ground)" stroke="var(--input)"/>'
    >>> themed('<rect fill="#f8cb99"/>')
    '<rect fill="color-mix(in srgb, var(--positive) 50%, var(--zero))"/>'
    """
    return re.sub(
        r'(?<=")(?:#[0-9a-f]{6}|white)(?=")', lambda found: theme_colour(found[0]), svg, flags=re.I
    )


def theme_colour(colour: str) -> str:
    """Return a colour "#rrggbb" of the light theme as a CSS colour that follows the theme.

    A colour that is not one of the theme's, nor between two of them, is returned as it is.
    """
    if colour in NAMES:
        return f"var(--{NAMES[colour]})"
    name, share = _on_ramp(colour)
    if not name:
        return colour
    return f"color-mix(in srgb, var(--{name}) {round(100 * share)}%, var(--zero))"


def ink_class(fill: str | None) -> str:
    """Return the class of a number on a cell: its letters are light or dark in each theme.

    >>> ink_class("#ffffff"), ink_class("#f09632"), ink_class(None)
    ('ink-kw', 'ink-kk', 'ink-kw')
    """
    if fill is None:
        return "ink-kw"
    light = _rgb(fill)
    name, share = ("zero", 1.0) if NAMES.get(fill) == "ground" else _on_ramp(fill)
    dark = light
    if name:
        dark = share * _rgb(DARK[name]) + (1 - share) * _rgb(DARK["zero"])
    return f"ink-{_letters(light, 0.2)}{_letters(dark, 0.179)}"


def _on_ramp(colour: str) -> tuple[str, float]:
    """Return the colour that a fill runs to from white, and how far it is; "" where it is none."""
    white, given = np.full(3, 255.0), _rgb(colour)
    for end, name in RAMPS.items():
        whole = _rgb(end) - white
        share = float((given - white) @ whole / (whole @ whole))
        # Fills are rounded to whole numbers, and colours are mixed in steps of 1 %.
        if np.abs(white + share * whole - given).max() < 2 and 0 <= share < 1.02:
            return name, min(share, 1.0)
    return "", 0.0


def _rgb(colour: str) -> np.ndarray:
    """Return "#rrggbb" as three numbers 0 … 255."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


def _letters(rgb: np.ndarray, least: float) -> str:
    """Return "k" where dark letters are legible on a colour, "w" where light ones are.

    Args:
        rgb: The colour, 0 … 255.
        least: The smallest relative luminance for dark letters.
    """
    return "k" if luminance(rgb / 255) > least else "w"
