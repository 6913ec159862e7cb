"""Explorers: settings joined to one player. What cannot be is explained, and never just refused."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import ipywidgets as widgets

from helpers.core.arrays import Array
from helpers.core.trace import Trace
from helpers.data import samples
from helpers.draw.mime import Bundle, Worded
from helpers.explore import settings
from helpers.player import payload
from helpers.player.widget import play

Settings = dict[str, Any]


def conv2d(picture: str = "hill", *, size: int = 7, kernel: str = "sobel x") -> Explorer:
    """Return settings of a 2-D convolution, joined to a player.

    Raises:
        ValueError: no such picture or kernel.

    >>> conv2d(size=5).player.trace
    trace of conv2d, (5, 5, 1) → (3, 3, 1), 9 steps
    """
    controls = {
        **_picture_settings(picture, size),
        "kernel": _kernels(samples.KERNELS, kernel),
        "kernel_size": _count("kernel size", 3, 1, 15),
        "filters": _count("filters", 1, 1, 8),
        "bias": widgets.FloatText(0.0, description="bias", layout=_width(), style=_style()),
        **_padding_settings(settings.SIDES),
        "row_stride": _count("stride, rows", 1, 0, 16),
        "col_stride": _count("columns", 1, 0, 16),
        "row_dilation": _count("dilation, rows", 1, 0, 16),
        "col_dilation": _count("columns", 1, 0, 16),
    }
    return Explorer(controls, settings.conv2d)


def pooling(picture: str = "hill", *, size: int = 6, kind: str = "max") -> Explorer:
    """Return settings of a max or average pooling, joined to a player.

    Raises:
        ValueError: no such picture or kind.

    >>> pooling(kind="average").player.trace
    trace of avg_pool2d, (6, 6, 1) → (3, 3, 1), 9 steps
    """
    controls = {
        **_picture_settings(picture, size),
        "kind": _choice("pooling", ("max", "average"), kind),
        "pool_rows": _count("window, rows", 2, 1, settings.MOST_SIDE),
        "pool_cols": _count("columns", 2, 1, settings.MOST_SIDE),
        **_padding_settings(settings.SIDES),
        "row_stride": _count("stride, rows", 2, 0, settings.MOST_SIDE),
        "col_stride": _count("columns", 2, 0, settings.MOST_SIDE),
    }
    return Explorer(controls, settings.pooling)


def conv1d(signal: str = "pulse", *, size: int = 12, kernel: str = "difference") -> Explorer:
    """Return settings of a 1-D convolution, joined to a player.

    Raises:
        ValueError: no such signal or kernel.

    >>> conv1d(size=9).player.trace
    trace of conv1d, (1, 9, 1) → (1, 7, 1), 7 steps
    """
    controls = {
        "signal": _choice("signal", samples.SIGNALS, signal),
        "size": _count("size", size, 1, 128),
        "kernel": _choice(
            "kernel", (*settings.KERNELS_1D, settings.RANDOM, settings.TYPED), kernel
        ),
        "kernel_size": _count("kernel size", 3, 1, 15),
        "filters": _count("filters", 1, 1, 8),
        "bias": widgets.FloatText(0.0, description="bias", layout=_width(), style=_style()),
        **_padding_settings(("before", "after")),
        "stride": _count("stride", 1, 0, 16),
        "dilation": _count("dilation", 1, 0, 16),
    }
    return Explorer(controls, settings.conv1d)


def dense(inputs: int = 4, units: int = 3) -> Explorer:
    """Return settings of a dense layer, joined to a player.

    Raises:
        ValueError: a number of inputs or units out of range.

    >>> dense(5, 2).player.trace
    trace of dense, (1, 5, 1) → (1, 1, 2), 2 steps
    """
    controls = {
        "inputs": _count("inputs", inputs, 1, 784),
        "units": _count("units", units, 1, 512),
        "kernel": _choice("weights", (settings.RANDOM, "all 1", settings.TYPED), settings.RANDOM),
        "bias": widgets.FloatText(0.0, description="bias", layout=_width(), style=_style()),
    }
    return Explorer(controls, settings.dense)


class Explorer(Worded, widgets.VBox):  # type: ignore[misc]
    """Settings above a player. A setting that cannot be is explained beside it.

    ``player`` is the player, ``settings`` the controls by name, ``notes`` what is said beside
    each of them. The last picture that could be drawn stays until there is another.
    """

    def __init__(self, controls: Settings, make: Callable[[settings.Values], Trace]) -> None:
        self.settings, self._make = controls, make
        self._typed: tuple[Array, Array | None] | None = None
        self._shown = make(self.values)
        self.player = play(self._shown)
        gone = {"display": "none"}
        self.notes = {name: widgets.HTML(layout=gone) for name in controls}
        self.remedies: Settings = {}
        self._offered: Settings = {}
        for name, control in controls.items():
            control.observe(partial(self._changed, name), "value")
            self.remedies[name] = widgets.Button(layout=gone)
            self.remedies[name].on_click(partial(self._remedied, name))
        self.player.observe(self._edited, "payload")
        flow = {"flex_flow": "row wrap", "align_items": "center"}
        self._rows = {
            name: widgets.Box([control, self.notes[name], self.remedies[name]], layout=flow)
            for name, control in controls.items()
        }
        super().__init__([widgets.Box(list(self._rows.values()), layout=flow), self.player])
        self._hide_unused()

    def __repr__(self) -> str:
        return f"explorer of {self.player.payload['title']}"

    def still(self) -> Bundle:
        """Return the still of the player."""
        return self.player.still()

    @property
    def values(self) -> dict[str, Any]:
        """Every setting by its name, and the weights that were typed into the player."""
        held = {name: control.value for name, control in self.settings.items()}
        return {**held, "typed": self._typed}

    def _changed(self, name: str, _: Any) -> None:
        self._hide_unused()
        before = self._shown
        try:
            self._shown = self._make(self.values)
            self.player.trace = self._shown
        except (TypeError, ValueError) as error:
            self._shown = before
            self._blame(name, str(error))
        else:
            for other in self.settings:
                self._explain(other, "")

    def _edited(self, _: Any) -> None:
        """Take over weights that were typed into the player, so that they stay."""
        made = self.player.trace
        if made is self._shown or made.layer.kernel is None:
            return
        self._shown = made
        self._typed = (made.layer.kernel, made.layer.bias)
        if self.settings["kernel"].value != settings.TYPED:
            self.settings["kernel"].value = settings.TYPED

    def _blame(self, name: str, problem: str) -> None:
        """Explain beside the control that can mend it: the last one changed, or one before it."""
        suspects = [name, *(other for other in self.settings if self.notes[other].value)]
        found = {suspect: self._nearest(suspect) for suspect in suspects}
        culprit = next((each for each, near in found.items() if near is not None), name)
        for other in self.settings:
            if other != culprit:
                self._explain(other, "")
        self._explain(culprit, problem, found[culprit])

    def _explain(self, name: str, problem: str, near: Any = None) -> None:
        """Say beside a control what was asked, why it cannot be, and the nearest that can."""
        self._offered[name] = near
        button, control, note = self.remedies[name], self.settings[name], self.notes[name]
        if (
            problem
            and self.values.get("picture") == settings.OWN
            and not self.settings["own"].value
        ):
            # Nobody can choose a file before the button for it is there: no mistake.
            text = "No file has been chosen yet: use the button. The last good picture stays."
            note.value = f'<span role="alert">{text}</span>'
        elif problem:
            asked = f"“{control.description}: {control.value}”" if name != "own" else "This file"
            rest = "Change another setting." if near is None else f"The nearest that can: {near}."
            text = f"{asked} cannot be: {problem}. {rest} The last good picture stays."
            note.value = f'<span role="alert">⚠ {html.escape(text)}</span>'
            button.description = f"use {near}"
        elif note.value:
            note.value = ""
        note.layout.display = "" if problem else "none"
        button.layout.display = "none" if near is None else ""

    def _nearest(self, name: str) -> Any:
        """Return the value of one setting, nearest to what was asked, with which all work."""
        for value in _candidates(self.settings[name]):
            try:
                payload.of(self._make({**self.values, name: value}))
            except (TypeError, ValueError):
                continue
            return value
        return None

    def _remedied(self, name: str, _: Any) -> None:
        if self._offered.get(name) is not None:
            self.settings[name].value = self._offered[name]

    def _hide_unused(self) -> None:
        held = self.values
        explicit = held.get("padding") == settings.EXPLICIT
        used = {"own": held.get("picture") == settings.OWN}
        used |= dict.fromkeys((*settings.SIDES, "before", "after"), explicit)
        for name, row in self._rows.items():
            row.layout.display = "" if used.get(name, True) else "none"


def _candidates(control: Any) -> list[Any]:
    """Return the other values of a control, the nearest first."""
    if isinstance(control, widgets.Dropdown):
        never = (control.value, settings.OWN, settings.TYPED)
        # Who asks for a picture of their own is to choose a file, not another picture.
        own = control.value == settings.OWN
        return [] if own else [option for option in control.options if option not in never]
    if isinstance(control, widgets.BoundedIntText):
        others = set(range(control.min, control.max + 1)) - {control.value}
        return sorted(others, key=lambda other: (abs(other - control.value), other))
    return []


def _width() -> Any:
    return widgets.Layout(width="225px")


def _count(name: str, value: int, least: int, most: int) -> Any:
    if not least <= value <= most:
        raise ValueError(f"{name} must lie in {least} … {most}; received {value}")
    return widgets.BoundedIntText(
        value, min=least, max=most, description=name, layout=_width(), style=_style()
    )


def _choice(name: str, options: tuple[str, ...], value: str) -> Any:
    if value not in options:
        raise ValueError(f"{name} must be one of {', '.join(options)}; received {value!r}")
    return widgets.Dropdown(
        options=options, value=value, description=name, layout=_width(), style=_style()
    )


def _kernels(presets: Iterable[str], value: str) -> Any:
    return _choice("kernel", (*presets, settings.RANDOM, settings.TYPED), value)


def _style() -> dict[str, str]:
    return {"description_width": "92px"}


def _picture_settings(picture: str, size: int) -> Settings:
    known = (*samples.PATTERNS, *settings.DIGITS, *samples.PHOTOGRAPHS, settings.OWN)
    return {
        "picture": _choice("picture", known, picture),
        "own": widgets.FileUpload(accept="image/*", multiple=False, description="choose a file"),
        "size": _count("size", size, 1, settings.MOST_SIDE),
        "channels": _choice("channels", (settings.GREY, settings.COLOUR), settings.GREY),
    }


def _padding_settings(sides: tuple[str, ...]) -> Settings:
    controls = {"padding": _choice("padding", ("valid", "same", settings.EXPLICIT), "valid")}
    return {**controls, **{side: _count(side, 1, 0, 16) for side in sides}}
