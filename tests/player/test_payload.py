"""What a browser receives: JSON, of bounded size, with the numbers of the trace."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray
from recordings import Recording, recordings

from helpers.core import text, trace
from helpers.player import payload

Array = NDArray[Any]
AWKWARD = -1.23e-5
"""Written in nine characters, two of them minus signs: among the longest words there are."""


def sent(made: trace.Trace) -> bytes:
    """The payload as Jupyter sends it."""
    text = json.dumps(payload.of(made), ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == json.loads(json.dumps(payload.of(made)))
    return text.encode()


def decoded(array: dict[str, Any]) -> list[str]:
    """The cells of an encoded array as they are shown."""
    width = "<u2" if len(array["words"]) <= 1 << 16 else "<u4"
    places = np.frombuffer(base64.b64decode(array["at"]), width)
    return [array["words"][place] for place in places.tolist()]


@given(recordings() | recordings(whole=False))
def test_payload_holds_the_numbers_of_the_trace(recording: Recording) -> None:
    made = recording.trace()
    payload = json.loads(sent(made))
    wanted = {"input": recording.x, "kernel": recording.kernel, "bias": recording.bias}
    for name, array in wanted.items():
        if array is None:
            assert name not in payload
        else:
            assert decoded(payload[name]) == list(map(text.number, array.ravel().tolist()))
    assert decoded(payload["output"]) == [text.number(step.value) for step in made]
    assert payload["shapes"]["input"] == list(recording.x.shape)
    assert payload["shapes"]["output"] == list(made.maps.shape)
    for name, axis in (("rows", recording.rows), ("cols", recording.cols)):
        assert payload["taps"][name] == [list(axis.taps(o)) for o in range(axis.output)]
        assert payload["ignored"][name] == list(axis.ignored)
    if recording.kind == "max_pool2d":
        winners = [int(step.weights.argmax()) for step in made]
        assert payload["winners"] == winners


def awkward(*shape: int) -> Array:
    """Different numbers, all of them long ones."""
    return AWKWARD * (1 + np.arange(np.prod(shape)).reshape(shape) % 997 / 1000)


LARGEST: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "a photograph": ("conv2d", (awkward(70, 70), awkward(3, 3)), {}),
    "many filters": ("conv2d", (awkward(15, 15, 3), awkward(3, 3, 3, 22)), {"padding": "same"}),
    "a large window": ("conv2d", (awkward(64, 64), awkward(56, 56)), {}),
    "the most input": ("conv2d", (awkward(310, 310), awkward(3, 3)), {"stride": 5}),
    "the deepest input": ("conv2d", (awkward(5, 5, 2000), awkward(3, 3, 2000, 1)), {}),
    "many inputs": ("dense", (awkward(45_000), awkward(45_000, 1), awkward(1)), {}),
    "many weights": ("dense", (awkward(60), awkward(60, 1500)), {}),
    "many units": ("dense", (awkward(15), awkward(15, 5000), awkward(5000)), {}),
    "a long signal": ("conv1d", (awkward(5000), awkward(60)), {"padding": "same"}),
    "a wide kernel": ("conv1d", (awkward(1000), awkward(550)), {}),
    "a wide signal": ("conv1d", (awkward(5000, 15), awkward(4, 15, 1)), {"padding": "same"}),
    "most steps": ("max_pool2d", (awkward(70, 70), 3), {"stride": 1, "padding": "same"}),
    "a wide pool": ("avg_pool2d", (awkward(1, 3000), (1, 1500)), {"stride": 1}),
    "a wide, low pool": ("max_pool2d", (awkward(1, 5000), (1, 999)), {"stride": 1}),
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_payloads_stay_under_a_megabyte(name: str) -> None:
    """Or are refused, as too large or as having too many digits, in words of our own."""
    kind, arguments, settings = LARGEST[name]
    try:
        size = len(sent(getattr(trace, kind)(*arguments, **settings)))
    except ValueError as error:
        assert re.search("too many digits|can be stepped through", str(error))  # noqa: PT017
        assert name not in ("a photograph", "many units", "most steps")
    else:
        assert size < 1_000_000
