"""The player: one interactive view for every step of every layer."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike

from helpers.core.arrays import Array
from helpers.core.files import atomic_write
from helpers.core.trace import Trace
from helpers.draw.mime import Bundle, StoredStill, stored_bundle
from helpers.player import payload

FRONT = Path(__file__).parent / "front"
SCRIPTS = (
    "typed/read",
    "trace/trace",
    "drawing/look",
    "trace/words",
    "trace/caption",
    "drawing/elements",
    "drawing/measures",
    "drawing/sizes",
    "drawing/layout",
    "drawing/cells",
    "drawing/grid",
    "drawing/values",
    "drawing/window",
    "drawing/draw",
    "drawing/figures",
    "drawing/stage",
    "control/frame",
    "control/editor",
    "control/requests",
    "control/link",
    "control/clock",
    "control/pointer",
    "control/prediction",
    "control/display",
    "control/controls",
    "control/panel",
    "drawing/view",
    "control/python",
    "player",
    "mount",
)
"""The files of the front end; each stands before the files that import it."""


def script() -> str:
    """Return the front end as one JavaScript module, for the widget and for exported pages."""
    return join_scripts(FRONT / f"{name}.js" for name in SCRIPTS)


def join_scripts(paths: Iterable[Path]) -> str:
    """Return the files of a front end as one JavaScript module.

    Lines that are only a comment are left out: every widget of a page carries this text.

    Args:
        paths: The files; each stands before the files that import it.
    """
    texts = [path.read_text("utf-8") for path in paths]
    return re.sub(r"^(import .*| *//.*| */\*\*.*| +\*.*)\n", "", "\n".join(texts), flags=re.M)


def play(
    trace: Trace,
    *,
    index: int = 0,
    speed: float = 2,
    predict: bool = False,
    symbols: bool = False,
) -> TracePlayer:
    """Return a player of ``trace``; as the last value of a cell, it is shown.

    Args:
        trace: The steps.
        index: The step that is shown first, from 0.
        speed: Steps per second while it plays: above 0 and at most 60.
        predict: Hides each value until the learner has typed a prediction.
        symbols: Shows the names of weights and inputs instead of their numbers.

    Raises:
        TypeError, ValueError: Not a trace, or a setting out of range.

    >>> from helpers.core.trace import conv2d
    >>> play(conv2d([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]]), index=1)
    player of Convolution 2×2, step 2 of 2: 2·0 + 3·1 + 5·1 + 6·0 = 8
    """
    return TracePlayer(trace, index=index, speed=speed, predict=predict, symbols=symbols)


class TracePlayer(StoredStill, anywidget.AnyWidget):
    """A widget that steps through a trace.

    Its state is shared with every view of it in the page. ``index`` is the step that is shown,
    ``tally`` the numbers of predictions [right, made]. ``trace``, ``kernel`` and ``bias`` can be
    set; a value that is not possible raises an error, and the last good picture stays.

    Args:
        trace: The steps.
        settings: ``index``, ``speed``, ``predict`` and ``symbols``, as for ``play``.

    Raises:
        TypeError, ValueError: Not a trace, or a setting out of range.
    """

    _esm = script()
    _css = (FRONT / "player.css").read_text("utf-8")

    payload = traitlets.Dict().tag(sync=True)
    index = traitlets.Int(0).tag(sync=True)
    speed = traitlets.Float(2.0).tag(sync=True)
    predict = traitlets.Bool(False).tag(sync=True)
    symbols = traitlets.Bool(False).tag(sync=True)
    tally = traitlets.List(traitlets.Int(), [0, 0], minlen=2, maxlen=2).tag(sync=True)

    def __init__(self, trace: Trace, **settings: Any) -> None:
        self._trace = _checked(trace)
        # All settings at once: a front end may draw as soon as it receives the widget.
        super().__init__(payload=payload.of(trace), **settings)
        self.on_msg(_handle_request)

    def __repr__(self) -> str:
        title, steps = self.payload["title"], len(self.trace)
        text = self.trace[self.index].text
        return f"player of {title}, step {self.index + 1} of {steps}: {text}"

    @property
    def trace(self) -> Trace:
        """The trace that is shown."""
        return self._trace

    @trace.setter
    def trace(self, trace: Trace) -> None:
        # First of all: it raises an error if the trace cannot be shown, and nothing has changed.
        made = payload.of(_checked(trace))
        self._trace = trace
        with self.hold_sync():
            self.payload = made
            self.index = min(self.index, len(trace) - 1)

    @property
    def kernel(self) -> Array:
        """The weights, in the shape in which the trace was given them."""
        return self.trace.kernel

    @kernel.setter
    def kernel(self, kernel: ArrayLike) -> None:
        self.trace = self.trace.reweighted(kernel)

    @property
    def bias(self) -> Array | None:
        """The bias (filters,), or None where there is none."""
        return self.trace.operands.bias

    @bias.setter
    def bias(self, bias: ArrayLike) -> None:
        self.trace = self.trace.reweighted(self.kernel, bias)

    @traitlets.validate("index")
    def _check_index(self, proposal: dict[str, Any]) -> int:
        index, steps = proposal["value"], len(self.trace)
        if not -steps <= index < steps:
            raise ValueError(f"index must lie in 0 … {steps - 1}; received {index}")
        return int(index % steps)

    @traitlets.validate("speed")
    def _check_speed(self, proposal: dict[str, Any]) -> float:
        speed = float(proposal["value"])
        if not 0 < speed <= 60:
            raise ValueError(f"speed must lie above 0 and up to 60; received {speed}")
        return speed

    def save_html(self, path: str | Path) -> Path:
        """Write the player to ``path`` as an HTML page that needs no notebook and no network.

        Raises:
            OSError: The file cannot be written; an older file of that name stays as it was.
        """
        path = Path(path)
        with atomic_write(path) as aside:
            aside.write_text(self.page(), encoding="utf-8")
        return path

    def page(self) -> str:
        """Return the player as an HTML page with the same payload and the same scripts."""
        names = ("payload", "index", "speed", "predict", "symbols")
        state = json.dumps({name: getattr(self, name) for name in names}, ensure_ascii=False)
        return PAGE.format(
            title=html.escape(self.payload["title"]),
            style=self._css,
            # A text with </script> in it would end the script that holds the state.
            state=state.replace("<", "\\u003c"),
            script=self._esm,
        )

    def change(self, role: str, at: int, text: str) -> None:
        """Set one weight or bias.

        Args:
            role: "kernel" or "bias".
            at: The index of the number, in C order.
            text: The new number as it was typed.

        Raises:
            ValueError: There is no such weight, or ``text`` is not a number.
        """
        number = _number(text)
        array = self.kernel if role == "kernel" else self.bias
        if role not in ("kernel", "bias") or array is None or not 0 <= at < array.size:
            raise ValueError(f"there is no {role} number {at} to change")
        changed = array.astype(np.result_type(array, type(number)))
        changed.flat[at] = number
        setattr(self, role, changed)

    def still(self) -> Bundle:
        """Return a film strip of the trace, which a notebook shows without a kernel."""
        from helpers.draw.figures import film_strip  # matplotlib takes a second to import

        data, metadata = stored_bundle(film_strip(self.trace, secret=self.predict))
        png = base64.b64encode(data["image/png"]).decode("ascii")
        return {**data, "image/png": png}, metadata


def _handle_request(player: TracePlayer, content: dict[str, Any], _: Any) -> None:
    """Do what the browser requests, or send the reason why it is not possible."""
    try:
        if content.get("want") == "page":
            name = "".join(c if c.isalnum() else "_" for c in player.payload["title"].lower())
            player.send({"page": player.page(), "name": f"{name}.html"})
        else:
            player.change(str(content.get("want")), int(content["at"]), str(content["text"]))
            player.send({"problem": ""})
    except (KeyError, TypeError, ValueError) as error:
        player.send({"problem": str(error)})


def _checked(trace: Trace) -> Trace:
    if not isinstance(trace, Trace):
        raise TypeError(f"play takes a trace, as trace.conv2d(…) makes it; received {trace!r}")
    return trace


def _number(text: str) -> int | float:
    """Return the number that was typed; a whole number is an int."""
    plain = text.strip().replace("−", "-").replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        number = np.inf
    if not abs(number) < 1e9:
        raise ValueError(f"a weight must be a number, such as −2 or 0.5; received {text.strip()!r}")
    return int(number) if number.is_integer() else number


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 16px; background: #fff; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0b0d10; }} }}
{style}
</style>
</head>
<body>
<main id="player"></main>
<script type="application/json" id="state">{state}</script>
<script type="module">
{script}
mount(document.getElementById("player"), JSON.parse(document.getElementById("state").textContent));
</script>
</body>
</html>
"""
