"""Short moving pictures: SVG that CSS animates, so that it moves without a kernel or a script.

A motion ends in the state that tells most. That state is its still: the picture that a notebook
stores, that paper shows, and that whoever wants no motion sees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from zlib import crc32

from helpers.draw.colours import DARK, LIGHT
from helpers.draw.keyframes import Key, Moving, Part
from helpers.draw.mime import Bundle, bundle
from helpers.draw.svg import FONT, Diagram, tag
from helpers.draw.themed import colour, declarations, palette

WIDTH = 720.0
"""Width of every stage. In JupyterLab at 1024 pixels, side bar open, a unit is 0.8 pixels."""
WIDEST = 960
"""Width in browser pixels at which a motion is shown at most."""
SHARPNESS = 1.5
"""Pixels of a still per unit: few enough that it is drawn in an instant."""
SHORTEST, LONGEST = 5.0, 15.0
"""Seconds that a motion lasts, with its rest at the end."""
FADE = 0.5
"""Seconds in which the stage fades before it begins again."""
MOMENT = 0.004
"""Seconds between two states of a part at one time."""


@dataclass(frozen=True, repr=False)
class Motion:
    """A short moving picture that begins again and again, after a rest.

    Args:
        parts: What is seen, the lowest first: SVG that stays, or parts that move.
        alt: A sentence that says what is seen, for whoever cannot see it.
        seconds: How long it lasts, with its rest.
        height: The height of the stage; its width is WIDTH.

    Raises:
        ValueError: It is shorter than SHORTEST, longer than LONGEST, or a part moves in the last
            second, which is for the rest.
    """

    parts: Sequence[Part]
    alt: str
    seconds: float
    height: float

    def __post_init__(self) -> None:
        if not SHORTEST <= self.seconds <= LONGEST:
            raise ValueError(
                f"a motion lasts {SHORTEST:g} to {LONGEST:g} seconds; received {self.seconds:g}"
            )
        last = max((part.keys[-1].at for part in self._moving), default=0)
        if last > self.seconds - 1:
            raise ValueError(
                f"the last second is a rest; of {self.seconds:g} seconds, a part moves at {last:g}"
            )

    def __repr__(self) -> str:
        return self.alt

    @property
    def _moving(self) -> list[Moving]:
        return [part for part in self.parts if isinstance(part, Moving)]

    @cached_property
    def still(self) -> Diagram:
        """The state at the end as a drawing without motion, in the colours of a light page."""
        svg = self._svg("".join(_at_rest(part) for part in self.parts))
        named = palette(LIGHT)
        drawn = re.sub(r"var\(--([\w-]+)\)", lambda found: named[found[1]], svg)
        return Diagram(drawn, self.alt, WIDTH, SHARPNESS, quick=True)

    @cached_property
    def html(self) -> str:
        """The motion as one HTML element, with its style sheet and a button that pauses it."""
        tracks = list(dict.fromkeys(part.keys for part in self._moving))
        # Style sheets hold for the whole page, and it may show several motions.
        name = f"m{crc32(repr((self.alt, tracks)).encode()):08x}"
        numbers = {keys: i for i, keys in enumerate(tracks)}
        drawn = [
            _at_rest(part, f"{name}-{numbers[part.keys]}") if isinstance(part, Moving) else part
            for part in self.parts
        ]
        frames = "".join(
            f"@keyframes {name}-{i}{{{''.join(_keyframes(keys, self.seconds))}}}"
            for i, keys in enumerate(tracks)
        )
        start, rest = (100 * at / self.seconds for at in (FADE, self.seconds - FADE))
        frames += f"@keyframes {name}{{0%,100%{{opacity:0}}{start:.4g}%,{rest:.4g}%{{opacity:1}}}}"
        button = '<input type="checkbox" aria-label="Pause the moving picture" title="pause">'
        # All that is left where the page takes out style sheets and SVG.
        words = tag("p", html.escape(f"{self.alt}. Run this cell to see it move."))
        stage = tag("g", *drawn, class_="moves even", style=f"animation-name:{name}")
        return (
            f'<div class="cnn-motion" style="--seconds:{self.seconds:g}s">'
            f"<style>{STYLE}{frames}</style>{words}{button}{self._svg(stage)}</div>"
        )

    def _svg(self, content: str) -> str:
        """Return the stage with its content as one SVG element."""
        ground = tag("rect", width=WIDTH, height=self.height, fill=colour("ground"))
        return tag(
            "svg",
            ground,
            content,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH:g} {self.height:g}",
            width=WIDTH,
            font_family=FONT,
            role="img",
            aria_label=self.alt,
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        data, metadata = bundle(self.still.png, self.alt, WIDTH)
        return {"text/html": self.html, **data}, metadata


def _at_rest(part: Part, animation: str = "") -> str:
    """Return a part in its last state; an animation overrides this state while it runs.

    Args:
        part: The part.
        animation: The name of its animation; "" for a still, which leaves out what is not seen.
    """
    if isinstance(part, str):
        return part
    last = part.keys[-1]
    if not animation and last.opacity == 0:
        return ""
    attributes: dict[str, str | float] = {}
    if animation:
        attributes = {
            "class": "moves even" if part.even else "moves",
            "style": f"animation-name:{animation}",
        }
    if last.opacity != 1:
        attributes["opacity"] = last.opacity
    if (last.x, last.y, last.wide, last.high) != (0, 0, 1, 1):
        attributes["transform"] = (
            f"translate({last.x:g} {last.y:g}) scale({last.wide:g} {last.high:g})"
        )
    return tag("g", part.svg, **attributes)


def _keyframes(keys: Sequence[Key], seconds: float) -> Iterator[str]:
    """Yield the CSS of a part's states; a property that stays the same is left out.

    Args:
        keys: The states.
        seconds: How long the motion lasts.
    """
    used = {
        "opacity": any(key.opacity != 1 for key in keys),
        "transform": any((key.x, key.y, key.wide, key.high) != (0, 0, 1, 1) for key in keys),
        "clip-path": any((key.shown, key.down) != (1, 1) for key in keys),
    }
    states = [replace(keys[0], at=0.0), *keys, replace(keys[-1], at=seconds, jump=False)]
    # Of two states at one time, the first ends a moment before.
    states = [
        replace(key, at=key.at - MOMENT) if key.at == after.at > 0 else key
        for key, after in pairwise([*states, replace(states[-1], at=seconds + 1)])
        if not key.at == after.at == 0
    ]
    for key, after in pairwise([*states, states[-1]]):
        values = {
            "opacity": f"{key.opacity:g}",
            "transform": f"translate({key.x:.5g}px,{key.y:.5g}px)"
            f" scale({key.wide:.5g},{key.high:.5g})",
            "clip-path": f"inset(0 {100 - 100 * key.shown:.4g}% {100 - 100 * key.down:.4g}% 0)",
        }
        written = [f"{name}:{value}" for name, value in values.items() if used[name]]
        written += ["animation-timing-function:step-end"] if after.jump else []
        yield f"{100 * key.at / seconds:.4g}%{{{';'.join(written)}}}"


STYLE = (
    f".cnn-motion{{{declarations(LIGHT)}}}"
    'body[data-jp-theme-light="false"] .cnn-motion,html[theme="dark"] .cnn-motion,'
    f"body.vscode-dark .cnn-motion{{{declarations(DARK)}}}"
    f""".cnn-motion{{position:relative;box-sizing:border-box;max-width:{WIDEST}px;margin:4px 0;
border:1px solid var(--line);border-radius:10px;background:var(--ground);overflow:hidden;
container-type:inline-size;content-visibility:auto;contain-intrinsic-size:auto 400px}}
.cnn-motion svg{{display:block;width:100%;height:auto}}"""
    """
.cnn-motion p{display:none}
.cnn-motion .moves{animation-duration:var(--seconds);animation-iteration-count:infinite;
animation-timing-function:ease-in-out}
.cnn-motion .even{animation-timing-function:linear}
.cnn-motion input{position:absolute;top:8px;right:8px;width:30px;height:30px;margin:0;
appearance:none;-webkit-appearance:none;border:1px solid var(--line);border-radius:6px;
background:var(--panel);color:var(--soft);cursor:pointer}
.cnn-motion input:hover{border-color:var(--soft)}
.cnn-motion input:focus-visible{outline:3px solid var(--focus);outline-offset:0}
.cnn-motion input::before{content:"";position:absolute;top:8px;left:9px;width:3px;height:12px;
border:solid currentColor;border-width:0 3px}
.cnn-motion input:checked::before{left:11px;width:0;height:0;border:solid transparent;
border-width:6px 0 6px 10px;border-left-color:currentColor}
.cnn-motion input:checked~svg *{animation-play-state:paused}
@container (max-width:480px){.cnn-motion svg{margin-top:36px}}
@media print,(prefers-reduced-motion:reduce){.cnn-motion *{animation:none!important}
.cnn-motion input{display:none}}
"""
)
"""The style sheet of every motion."""
