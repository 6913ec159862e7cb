"""Explorers: settings joined to one player. What cannot be is explained, and never just refused."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np

from helpers import samples, trace
from helpers.layer import Array
from helpers.player import play
from helpers.steps import Trace

Values = Mapping[str, Any]
Settings = dict[str, Any]

COLOURS = ("red", "green", "blue")
GREY, COLOUR = "grey", "in colour"
PATTERNS = ("hill", "cross", "edge", "diagonal", "square", "dot", "checkers", "ramp")
DIGITS = tuple(f"digit {number}" for number in range(10))
SIGNALS = ("pulse", "step", "ramp", "wave", "noisy")
KERNELS_1D = {
    "smooth": np.ones(3) / 3,
    "difference": np.array([-1, 0, 1]),
    "second difference": np.array([1, -2, 1]),
    "identity": np.array([0, 1, 0]),
}
OWN, TYPED, RANDOM, EXPLICIT = "own picture", "as typed", "random", "before and after"
SIDES = ("top", "bottom", "left", "right")
MOST_SIDE = 64


def explore_conv2d(picture: str = "hill", *, size: int = 7, kernel: str = "sobel x") -> Explorer:
    """Return settings of a 2-D convolution, joined to a player.

    Raises:
        ValueError: no such picture or kernel.

    >>> explore_conv2d(size=5).player.trace
    trace of conv2d, (5, 5, 1) → (3, 3, 1), 9 steps
    """
    settings = {
        **_picture_settings(picture, size),
        "kernel": _choice("kernel", (*samples.KERNELS, RANDOM, TYPED), kernel),
        "kernel_size": _count("kernel size", 3, 1, 15),
        "filters": _count("filters", 1, 1, 8),
        "bias": widgets.FloatText(0.0, description="bias", layout=_width()),
        **_padding_settings(SIDES),
        "row_stride": _count("stride, rows", 1, 0, 16),
        "col_stride": _count("columns", 1, 0, 16),
        "row_dilation": _count("dilation, rows", 1, 0, 16),
        "col_dilation": _count("columns", 1, 0, 16),
    }
    return Explorer(settings, _conv2d)


def explore_pooling(picture: str = "hill", *, size: int = 6, kind: str = "max") -> Explorer:
    """Return settings of a max or average pooling, joined to a player.

    Raises:
        ValueError: no such picture or kind.

    >>> explore_pooling(kind="average").player.trace
    trace of avg_pool2d, (6, 6, 1) → (3, 3, 1), 9 steps
    """
    settings = {
        **_picture_settings(picture, size),
        "kind": _choice("pooling", ("max", "average"), kind),
        "pool_rows": _count("window, rows", 2, 1, MOST_SIDE),
        "pool_cols": _count("columns", 2, 1, MOST_SIDE),
        **_padding_settings(SIDES),
        "row_stride": _count("stride, rows", 2, 0, MOST_SIDE),
        "col_stride": _count("columns", 2, 0, MOST_SIDE),
    }
    return Explorer(settings, _pooling)


def explore_conv1d(
    signal: str = "pulse", *, size: int = 12, kernel: str = "difference"
) -> Explorer:
    """Return settings of a 1-D convolution, joined to a player.

    Raises:
        ValueError: no such signal or kernel.

    >>> explore_conv1d(size=9).player.trace
    trace of conv1d, (1, 9, 1) → (1, 7, 1), 7 steps
    """
    settings = {
        "signal": _choice("signal", SIGNALS, signal),
        "size": _count("size", size, 1, 128),
        "kernel": _choice("kernel", (*KERNELS_1D, RANDOM, TYPED), kernel),
        "kernel_size": _count("kernel size", 3, 1, 15),
        "filters": _count("filters", 1, 1, 8),
        "bias": widgets.FloatText(0.0, description="bias", layout=_width()),
        **_padding_settings(("before", "after")),
        "stride": _count("stride", 1, 0, 16),
        "dilation": _count("dilation", 1, 0, 16),
    }
    return Explorer(settings, _conv1d)


def explore_dense(inputs: int = 4, units: int = 3) -> Explorer:
    """Return settings of a dense layer, joined to a player.

    Raises:
        ValueError: a number of inputs or units out of range.

    >>> explore_dense(5, 2).player.trace
    trace of dense, (1, 5, 1) → (1, 1, 2), 2 steps
    """
    settings = {
        "inputs": _count("inputs", inputs, 1, 784),
        "units": _count("units", units, 1, 512),
        "kernel": _choice("weights", (RANDOM, "all 1", TYPED), RANDOM),
        "bias": widgets.FloatText(0.0, description="bias", layout=_width()),
    }
    return Explorer(settings, _dense)


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Settings above a player. A setting that cannot be is explained beside it.

    ``player`` is the player, ``settings`` the controls by name, ``notes`` what is said beside
    each of them. The last picture that could be drawn stays until there is another.
    """

    def __init__(self, settings: Settings, make: Callable[[Values], Trace]) -> None:
        self.settings, self._make = settings, make
        self._typed: tuple[Array, Array | None] | None = None
        self._shown = make(self.values)
        self.player = play(self._shown)
        self.notes = {name: widgets.HTML() for name in settings}
        self.remedies: Settings = {}
        self._offered: Settings = {}
        for name, control in settings.items():
            control.observe(partial(self._changed, name), "value")
            self.remedies[name] = widgets.Button(layout=widgets.Layout(display="none"))
            self.remedies[name].on_click(partial(self._remedied, name))
        self.player.observe(self._edited, "payload")
        flow = {"flex_flow": "row wrap", "align_items": "center"}
        rows = [
            widgets.Box(
                [control, self.notes[name], self.remedies[name]], layout=widgets.Layout(**flow)
            )
            for name, control in settings.items()
        ]
        super().__init__([widgets.Box(rows, layout=widgets.Layout(**flow)), self.player])
        self._hide_unused()

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
        if self.settings["kernel"].value != TYPED:
            self.settings["kernel"].value = TYPED

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
        button, control = self.remedies[name], self.settings[name]
        if problem:
            asked = f"{control.description} {control.value}" if name != "own" else "This file"
            rest = "Change another setting." if near is None else f"The nearest that can: {near}."
            text = f"{asked} cannot be: {problem}. {rest} The last good picture stays."
            self.notes[name].value = f'<span role="alert">⚠ {html.escape(text)}</span>'
            button.description = f"use {near}"
        elif self.notes[name].value:
            self.notes[name].value = ""
        button.layout.display = "none" if near is None else ""

    def _nearest(self, name: str) -> Any:
        """Return the value of one setting, nearest to what was asked, with which all work."""
        for value in _candidates(self.settings[name]):
            try:
                self._make({**self.values, name: value}).payload()
            except (TypeError, ValueError):
                continue
            return value
        return None

    def _remedied(self, name: str, _: Any) -> None:
        if self._offered.get(name) is not None:
            self.settings[name].value = self._offered[name]

    def _hide_unused(self) -> None:
        explicit = "padding" in self.settings and self.settings["padding"].value == EXPLICIT
        for name in (*SIDES, "before", "after"):
            if name in self.settings:
                self.settings[name].layout.display = "" if explicit else "none"
        if "own" in self.settings:
            own = self.settings["picture"].value == OWN
            self.settings["own"].layout.display = "" if own else "none"


def _candidates(control: Any) -> list[Any]:
    """Return the other values of a control, the nearest first."""
    if isinstance(control, widgets.Dropdown):
        return [option for option in control.options if option not in (control.value, OWN, TYPED)]
    if isinstance(control, widgets.BoundedIntText):
        others = set(range(control.min, control.max + 1)) - {control.value}
        return sorted(others, key=lambda other: (abs(other - control.value), other))
    return []


def _width() -> Any:
    return widgets.Layout(width="200px")


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


def _style() -> dict[str, str]:
    return {"description_width": "92px"}


def _picture_settings(picture: str, size: int) -> Settings:
    known = (*PATTERNS, *DIGITS, *samples.PHOTOGRAPHS, OWN)
    return {
        "picture": _choice("picture", known, picture),
        "own": widgets.FileUpload(accept="image/*", multiple=False, description="choose a file"),
        "size": _count("size", size, 1, MOST_SIDE),
        "channels": _choice("channels", (GREY, COLOUR), GREY),
    }


def _padding_settings(sides: tuple[str, ...]) -> Settings:
    settings = {"padding": _choice("padding", ("valid", "same", EXPLICIT), "valid")}
    return {**settings, **{side: _count(side, 1, 0, 16) for side in sides}}


def _padding(values: Values, *sides: str) -> Any:
    if values["padding"] != EXPLICIT:
        return values["padding"]
    pads = [values[side] for side in sides]
    return tuple(pads) if len(pads) == 2 else ((pads[0], pads[1]), (pads[2], pads[3]))


def _picture(values: Values) -> Array:
    """Return the chosen picture (H, W, C)."""
    name, size, colour = values["picture"], values["size"], values["channels"] == COLOUR
    own = name == OWN
    x = _own(_uploaded(values["own"]), size, colour) if own else _sample(name, size, colour)
    return x[:, :, np.newaxis] if x.ndim == 2 else x


@lru_cache(maxsize=64)
def _sample(name: str, size: int, colour: bool) -> Array:
    if name in samples.PHOTOGRAPHS:
        x = samples.photograph(name, size, grey=not colour)
    elif name in DIGITS:
        x = samples.digit(int(name.split()[1]))[:size, :size]
    else:
        x = samples.pattern(name, size)
    # A picture that has no colours gets some: the picture, upside down, and its negative.
    return np.stack([x, x[::-1], x.max() - x], axis=-1) if colour and x.ndim == 2 else x


@lru_cache(maxsize=8)
def _own(content: bytes, size: int, colour: bool) -> Array:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture")
        path.write_bytes(content)
        return samples.picture(path, size, grey=not colour)


def _uploaded(value: Any) -> bytes:
    """Return the content of the last upload; ipywidgets 7 has a dict of them, 8 a tuple."""
    files = list(value.values()) if isinstance(value, dict) else list(value)
    if not files:
        raise ValueError("no file has been chosen yet; use the button beside")
    return bytes(files[-1]["content"])


def _weights(values: Values, presets: Mapping[str, Array], shape: tuple[int, ...]) -> Array:
    """Return a kernel (…, C, F): the preset in each slice, the presets after it in more filters."""
    name, window, filters = values["kernel"], shape[:-2], shape[-1]
    if name == TYPED:
        if values["typed"] is None:
            raise ValueError("nothing has been typed yet; click a weight in the player")
        typed: Array = values["typed"][0]
        if typed.shape[-len(shape) :] != shape:
            raise ValueError(
                f"the typed kernel has the shape {typed.shape[-len(shape) :]}, and these settings "
                f"ask for {shape}; choose another kernel first"
            )
        return typed.reshape(shape)
    if name == RANDOM:
        return np.random.default_rng(7).integers(-2, 3, shape)
    names = list(presets)
    first = names.index(name)
    chosen = [names[(first + i) % len(names)] for i in range(filters)]
    slices = [_sized(presets[each], each, window) for each in chosen]
    return np.repeat(np.stack(slices, axis=-1)[..., np.newaxis, :], shape[-2], axis=-2)


def _sized(kernel: Array, name: str, window: tuple[int, ...]) -> Array:
    """Return a preset for a window of another size, where it has a meaning there."""
    if kernel.shape == window:
        return kernel
    if name in ("blur", "smooth"):
        return np.ones(window) / np.prod(window)
    if name == "identity":
        one = np.zeros(window, np.int64)
        one[tuple(side // 2 for side in window)] = 1
        return one
    raise ValueError(f"the {name} kernel has the size {kernel.shape[0]}; random kernels have any")


def _bias(values: Values, filters: int) -> Array:
    if values["kernel"] == TYPED and values["typed"] and values["typed"][1] is not None:
        typed: Array = values["typed"][1]
        return typed
    bias = float(values["bias"])
    return np.full(filters, int(bias) if bias.is_integer() else bias)


def _conv2d(values: Values) -> Trace:
    x, side = _picture(values), values["kernel_size"]
    kernel = _weights(values, samples.KERNELS, (side, side, x.shape[-1], values["filters"]))
    return trace.conv2d(
        x,
        kernel,
        _bias(values, values["filters"]),
        stride=(values["row_stride"], values["col_stride"]),
        padding=_padding(values, *SIDES),
        dilation=(values["row_dilation"], values["col_dilation"]),
        channels=COLOURS if x.shape[-1] == 3 else None,
    )


def _pooling(values: Values) -> Trace:
    pool = trace.max_pool2d if values["kind"] == "max" else trace.avg_pool2d
    return pool(
        _picture(values),
        (values["pool_rows"], values["pool_cols"]),
        stride=(values["row_stride"], values["col_stride"]),
        padding=_padding(values, *SIDES),
    )


def _conv1d(values: Values) -> Trace:
    x = samples.signal(values["signal"], values["size"])[:, np.newaxis]
    kernel = _weights(values, KERNELS_1D, (values["kernel_size"], 1, values["filters"]))
    return trace.conv1d(
        x,
        kernel,
        _bias(values, values["filters"]),
        stride=values["stride"],
        padding=_padding(values, "before", "after"),
        dilation=values["dilation"],
    )


def _dense(values: Values) -> Trace:
    inputs, units = values["inputs"], values["units"]
    x = np.random.default_rng(3).integers(0, 5, inputs)
    if values["kernel"] == TYPED:
        kernel = _weights({**values}, {}, (1, inputs, 1, units)).reshape(inputs, units)
    elif values["kernel"] == RANDOM:
        kernel = np.random.default_rng(7).integers(-2, 3, (inputs, units))
    else:
        kernel = np.ones((inputs, units), np.int64)
    return trace.dense(x, kernel, _bias(values, units))
