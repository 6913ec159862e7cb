"""The payload of a player: everything of a trace that a browser shows, as JSON.

An array becomes its distinct words, a shade for each word, and one small number per cell: the
index of its word. The browser looks the words up and does no arithmetic.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core import text
from helpers.core.geometry import Axis
from helpers.core.trace import Trace

STRONGEST_SHADE = 255
SHARE_OF_MAP = 0.98
"""Share of a feature map's values that are told apart by colour."""
MOST_NUMBERED = 16
"""A feature map with a longer side is shown without numbers."""
MOST_BYTES = 1_000_000
"""A larger message makes a notebook slow."""
TERMS = (text.MOST_TERMS, text.FIRST_TERMS, text.LAST_TERMS)
"""A sum of more than the first number of terms shows the second number of terms at its start and
the third number at its end."""


def of(trace: Trace) -> dict[str, Any]:
    """Return the payload of ``trace``: a dictionary that JSON can hold.

    Arrays are ``encoded``: ``input`` (H, W, C), ``kernel`` (kh, kw, C, F), ``bias`` (F,),
    ``output`` in the order of the steps, ``products`` (steps, drawn, kh, kw) of the channels that
    are ``drawn``, and ``sums`` (steps, summed) of the channels that a caption names.

    Raises:
        ValueError: The numbers have so many digits that the payload is larger than 1 MB.
    """
    given, winners = trace.operands, trace.winners
    arrays, chosen = _arrays(trace)
    encoded_arrays: dict[str, Any] = {name: encoded(array) for name, array in arrays.items()}
    if "bias" in arrays:
        # On the scale of the weights: on its own scale a bias would always have the full colour.
        encoded_arrays["bias"] = encoded(arrays["bias"], float(np.abs(arrays["kernel"]).max()))
    taps = {name: _taps(axis) for name, axis in (("rows", given.rows), ("cols", given.cols))}
    held = sum(map(json_size, encoded_arrays.values())) + sum(map(_taps_json_size, taps.values()))
    if held > MOST_BYTES * 0.97:
        raise ValueError(
            "this makes over a megabyte: too many digits to show; round the numbers, or take "
            "a smaller input or kernel"
        )
    if trace.kind == "conv2d" and max(trace.maps.shape[:2]) > MOST_NUMBERED:
        # A map without numbers: a few strong values must not make all the others pale.
        encoded_arrays["output"] = encoded(arrays["output"], share=SHARE_OF_MAP)
    output = encoded_arrays["output"]
    output["rounded"] = _rounded(output["words"], arrays["output"])
    return {
        **encoded_arrays,
        **chosen,
        "kind": trace.kind,
        "terms": list(TERMS),
        "title": trace.title,
        "channels": list(trace.channels),
        "shapes": {
            "input": list(given.x.shape[1:]),
            "window": [given.rows.kernel, given.cols.kernel],
            "output": list(trace.maps.shape),
        },
        "winners": [] if winners is None else winners.transpose(2, 0, 1).ravel().tolist(),
        "taps": taps,
        "pads": {"rows": list(given.rows.pads), "cols": list(given.cols.pads)},
        "ignored": {"rows": list(given.rows.ignored), "cols": list(given.cols.ignored)},
        "formulas": {"height": given.rows.formula, "width": given.cols.formula},
        "parameters": repr(trace.parameters) if trace.parameters else "0",
        "keras": trace.keras,
        "notes": notes(given.rows, given.cols),
    }


def _arrays(trace: Trace) -> tuple[dict[str, NDArray[Any]], dict[str, list[int]]]:
    """Return the arrays of a payload, and the numbers of the channels that are drawn and named."""
    given, channels = trace.operands, trace.operands.x.shape[-1]
    arrays = {"input": given.x[0], "output": trace.maps.transpose(2, 0, 1)}
    drawn, summed = _ends(channels, 4, 3, 1), _ends(channels, *TERMS)
    if given.kernel is not None:
        seen = trace.windows[..., drawn, np.newaxis] * given.kernel[:, :, drawn]
        arrays |= {"kernel": given.kernel, "products": seen.transpose(5, 0, 1, 4, 2, 3)}
        if channels > 1:
            arrays["sums"] = trace.sums[:, :, summed].transpose(3, 0, 1, 2)
    if given.bias is not None:
        arrays["bias"] = given.bias
    return arrays, {"drawn": drawn, "summed": summed}


def _ends(count: int, most: int, first: int, last: int) -> list[int]:
    """Return 0 … ``count`` − 1; of more than ``most`` numbers, only those at both ends."""
    every = list(range(count))
    return every if count <= most else every[:first] + every[-last:]


def _taps(axis: Axis) -> list[list[int]]:
    """Return the taps of every position."""
    return [list(axis.taps(position)) for position in range(axis.output)]


def _taps_json_size(taps: list[list[int]]) -> int:
    """Return the approximate number of bytes that the taps take as JSON."""
    return sum(len(row) * (len(str(row[-1])) + 2) for row in taps)


def _rounded(words: Sequence[str], array: NDArray[Any]) -> list[bool]:
    """Return for each word whether it is a rounding: none of its numbers is whole.

    >>> _rounded(["1234", "5"], np.array([1234.4, 5.0]))
    [True, False]
    """
    exact = {text.number(each) for each in np.unique(array).tolist() if float(each).is_integer()}
    return [word not in exact for word in words]


def encoded(array: NDArray[Any], strongest: float = 0, share: float = 1) -> dict[str, Any]:
    r"""Return an array as words, shades and one index per cell.

    ``words`` are the distinct numbers as they are written, ``shades`` (−255 … 255) how strongly
    each is coloured, and ``at`` the index of each cell's word: base64 of little-endian uint16, or
    of uint32 if there are more than 65,536 words.

    Args:
        array: Numbers of any shape, which are read in C order.
        strongest: A number this large has the shade 255, if no number of the array is larger.
        share: Share (0 … 1) of the numbers that are told apart by their shade; the largest of
            them and all larger numbers have the shade 255.

    >>> made = encoded(np.array([4, -2, 4]))
    >>> made["words"], made["shades"], base64.b64decode(made["at"])
    (['−2', '4'], [-128, 255], b'\x01\x00\x00\x00\x01\x00')
    """
    values, places = np.unique(array.ravel(), return_inverse=True)
    known: dict[str, int] = {}
    same = [known.setdefault(text.number(value), len(known)) for value in values.tolist()]
    # Numbers that are written alike share a word, and the shade of the smallest of them.
    firsts = np.unique(same, return_index=True)[1]
    sizes = np.abs(values.astype(float))
    largest = sizes.max(initial=strongest)
    if share < 1:
        # Where nearly all numbers are 0, the largest of this share can be 0, too.
        largest = np.quantile(np.abs(array), share) or largest
    parts = np.clip(values[firsts].astype(float) / (largest or 1.0), -1, 1)
    shades = np.rint(parts * STRONGEST_SHADE).astype(int)
    width = "<u2" if len(known) <= 1 << 16 else "<u4"
    at = np.asarray(same, width)[places.ravel()]
    return {
        "words": list(known),
        "shades": shades.tolist(),
        "at": base64.b64encode(at.tobytes()).decode("ascii"),
    }


def json_size(encoded_array: dict[str, Any]) -> int:
    """Return the approximate number of bytes that an encoded array takes as JSON.

    >>> json_size(encoded(np.array([4, -2])))
    32
    """
    return len(encoded_array["at"]) + sum(
        len(word.encode()) + len(str(shade)) + 6
        for word, shade in zip(encoded_array["words"], encoded_array["shades"])
    )


def notes(rows: Axis, cols: Axis) -> list[str]:
    """Return remarks on uneven padding and on cells that no window reads.

    >>> notes(Axis(1, 1), Axis(8, 3, stride=2))
    ['Column 7 is ignored: after the last full window there is no room for another. That is legal.']
    """
    said = []
    # Keras refuses a stride together with a dilation.
    legal = rows.stride == cols.stride == 1 or rows.dilation == cols.dilation == 1
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
        said.append(f"{ignored.capitalize()} {verb} ignored: {why}.{' That is legal.' * legal}")
    return said


def _tail(axis: Axis) -> tuple[int, ...]:
    """Return the input indices behind the last window."""
    last = axis.taps(axis.output - 1)[-1]
    return tuple(range(last + 1, axis.size))


def _named(indices: tuple[int, ...], name: str) -> str:
    """Return indices in words, such as "rows 5 to 7"; "" where there are none."""
    if not indices:
        return ""
    if len(indices) == 1:
        return f"{name} {indices[0]}"
    if indices == tuple(range(indices[0], indices[-1] + 1)) and len(indices) > 2:
        return f"{name}s {indices[0]} to {indices[-1]}"
    return f"{name}s {', '.join(map(str, indices[:-1]))} and {indices[-1]}"
