"""How arrays travel to a browser: as the words that are shown, with how strongly each is coloured.

An array becomes its distinct words, a shade for each, and one small number per cell that says
which word it is. A browser looks the words up and never does arithmetic.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core import text
from helpers.core.geometry import Axis
from helpers.core.trace import Trace

MOST_SHADES = 255
MOST_BYTES = 1_000_000
TERMS = (text.MOST_TERMS, 6, 2)
"""Of a sum of more terms than the first number, as many at its start and end as the others say."""


def of(trace: Trace) -> dict[str, Any]:
    """Return all that a browser needs to show every step of ``trace``, as JSON can hold it.

    Arrays are ``encoded``: ``input`` (H, W, C), ``kernel`` (kh, kw, C, F), ``bias`` (F,),
    ``output`` in the order of the steps, ``products`` (steps, drawn, kh, kw) of the channels that
    are ``drawn`` and ``sums`` (steps, summed) of those that a caption names.

    Raises:
        ValueError: numbers with so many digits that they make over 1 MB.
    """
    layer, winners = trace.layer, trace.winners
    arrays, chosen = _arrays(trace)
    wired: dict[str, Any] = {name: encoded(array) for name, array in arrays.items()}
    if "bias" in arrays:
        # On the scale of the weights: a bias alone would always look as strong as can be.
        wired["bias"] = encoded(arrays["bias"], float(np.abs(arrays["kernel"]).max()))
    taps = {name: _taps(axis) for name, axis in (("rows", layer.rows), ("cols", layer.cols))}
    held = sum(map(size, wired.values())) + sum(map(_digits, taps.values()))
    if held > MOST_BYTES * 0.97:
        raise ValueError(
            "this makes over a megabyte: too many digits to show; round the numbers, or take "
            "a smaller input or kernel"
        )
    wired["output"]["rough"] = [_rough(word) for word in wired["output"]["words"]]
    return {
        **wired,
        **chosen,
        "kind": trace.kind,
        "terms": list(TERMS),
        "title": title(trace),
        "channels": list(trace.channels),
        "shapes": {
            "input": list(layer.x.shape[1:]),
            "window": [layer.rows.kernel, layer.cols.kernel],
            "output": list(trace.maps.shape),
        },
        "winners": [] if winners is None else winners.transpose(2, 0, 1).ravel().tolist(),
        "taps": taps,
        "pads": {"rows": list(layer.rows.pads), "cols": list(layer.cols.pads)},
        "ignored": {"rows": list(layer.rows.ignored), "cols": list(layer.cols.ignored)},
        "formulas": {"height": layer.rows.formula, "width": layer.cols.formula},
        "parameters": repr(trace.parameters) if trace.parameters else "0",
        "keras": trace.keras,
        "notes": notes(layer.rows, layer.cols),
    }


def _arrays(trace: Trace) -> tuple[dict[str, NDArray[Any]], dict[str, list[int]]]:
    """Return the arrays of a payload, and the channels that are drawn and named."""
    layer, channels = trace.layer, trace.layer.x.shape[-1]
    arrays = {"input": layer.x[0], "output": trace.maps.transpose(2, 0, 1)}
    drawn, summed = _ends(channels, 4, 3, 1), _ends(channels, *TERMS)
    if layer.kernel is not None:
        seen = trace.windows[..., drawn, np.newaxis] * layer.kernel[:, :, drawn]
        arrays |= {"kernel": layer.kernel, "products": seen.transpose(5, 0, 1, 4, 2, 3)}
        if channels > 1:
            arrays["sums"] = trace.sums[:, :, summed].transpose(3, 0, 1, 2)
    if layer.bias is not None:
        arrays["bias"] = layer.bias
    return arrays, {"drawn": drawn, "summed": summed}


def _ends(count: int, most: int, first: int, last: int) -> list[int]:
    """Return 0 … count − 1, or of more than ``most`` the first and the last of them."""
    every = list(range(count))
    return every if count <= most else every[:first] + every[-last:]


def _taps(axis: Axis) -> list[list[int]]:
    return [list(axis.taps(position)) for position in range(axis.output)]


def _digits(taps: list[list[int]]) -> int:
    """Return about how many bytes the taps take as JSON."""
    return sum(len(row) * (len(str(row[-1])) + 2) for row in taps)


def _rough(word: str) -> str:
    """Return a word in two digits: as precise as a prediction must be."""
    value = float(word.replace("−", "-"))
    return word if value.is_integer() else f"{value:.2g}".replace("-", "−")


def title(trace: Trace) -> str:
    """Return what the computation is called, with the settings that are not the usual ones."""
    rows, cols = trace.layer.rows, trace.layer.cols
    if trace.kind == "dense":
        return f"Dense layer, {cols.size} inputs"
    axes = [cols] if trace.kind == "conv1d" else [rows, cols]
    name = {
        "conv1d": "1-D convolution, kernel",
        "conv2d": "Convolution",
        "max_pool2d": "Max pooling",
        "avg_pool2d": "Average pooling",
    }[trace.kind]
    parts = [f"{name} {'×'.join(str(axis.kernel) for axis in axes)}"]
    for what in ("stride", "dilation"):
        settings = [getattr(axis, what) for axis in axes]
        if max(settings) > 1:
            parts.append(f"{what} {'×'.join(map(str, dict.fromkeys(settings)))}")
    return ", ".join(parts)


def encoded(array: NDArray[Any], strongest: float = 0) -> dict[str, Any]:
    r"""Return ``array``, read in C order, as words, shades −255 … 255 and places of the words.

    The places are base64 of little-endian uint16, or of uint32 where there are too many words.
    The largest number, or one as large as ``strongest``, has the shade ±255.

    >>> wired = encoded(np.array([4, -2, 4]))
    >>> wired["words"], wired["shades"], base64.b64decode(wired["at"])
    (['−2', '4'], [-128, 255], b'\x01\x00\x00\x00\x01\x00')
    """
    values, places = np.unique(array.ravel(), return_inverse=True)
    known: dict[str, int] = {}
    same = [known.setdefault(text.number(value), len(known)) for value in values.tolist()]
    # Neighbours that read the same share a word and the shade of the first of them.
    firsts = np.unique(same, return_index=True)[1]
    largest = float(np.abs(values.astype(float)).max(initial=strongest)) or 1.0
    shades = np.rint(values[firsts].astype(float) / largest * MOST_SHADES).astype(int)
    width = "<u2" if len(known) <= 1 << 16 else "<u4"
    at = np.asarray(same, width)[places.ravel()]
    return {
        "words": list(known),
        "shades": shades.tolist(),
        "at": base64.b64encode(at.tobytes()).decode("ascii"),
    }


def size(wired: dict[str, Any]) -> int:
    """Return about how many bytes an encoded array takes as JSON.

    >>> size(encoded(np.array([4, -2])))
    32
    """
    return len(wired["at"]) + sum(
        len(word.encode()) + len(str(shade)) + 6
        for word, shade in zip(wired["words"], wired["shades"])
    )


def notes(rows: Axis, cols: Axis) -> list[str]:
    """Return what a learner may trip over: uneven pads, and cells that no window touches.

    >>> notes(Axis(1, 1), Axis(8, 3, stride=2))
    ['Column 7 is ignored: after the last full window there is no room for another. That is legal.']
    """
    said = []
    for axis, before, after in ((rows, "above", "below"), (cols, "on the left", "on the right")):
        if axis.pads[0] != axis.pads[1]:
            said.append(f"Uneven padding: {axis.pads[0]} {before}, {axis.pads[1]} {after}.")
    named = [_named(axis.ignored, name) for axis, name in ((rows, "row"), (cols, "column"))]
    if ignored := " and ".join(filter(None, named)):
        one = len(rows.ignored) + len(cols.ignored) == 1
        why = "no window touches them, since the stride or the dilation steps over them"
        if all(axis.ignored == _tail(axis) for axis in (rows, cols)):
            why = "after the last full window there is no room for another"
        verb = "is" if one else "are"
        said.append(f"{ignored.capitalize()} {verb} ignored: {why}. That is legal.")
    return said


def _tail(axis: Axis) -> tuple[int, ...]:
    last = axis.taps(axis.output - 1)[-1]
    return tuple(range(last + 1, axis.size))


def _named(indices: tuple[int, ...], name: str) -> str:
    if not indices:
        return ""
    if len(indices) == 1:
        return f"{name} {indices[0]}"
    if indices == tuple(range(indices[0], indices[-1] + 1)) and len(indices) > 2:
        return f"{name}s {indices[0]} to {indices[-1]}"
    return f"{name}s {', '.join(map(str, indices[:-1]))} and {indices[-1]}"
