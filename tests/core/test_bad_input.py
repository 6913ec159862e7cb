"""What cannot be is refused by ``helpers`` itself: which argument, what came, what would work."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import helpers
from helpers.core import geometry, network, params, reference, trace

HOME = Path(helpers.__file__).parent / "core"
ADVICE = (
    r"must|[Uu]se |at least|at most|such as|works|pad by|take one|a filter is as deep|lie in"
    r"|the layer before it gives"
)

Case = tuple[str, Callable[[], Any], list[str]]

GOOD: dict[str, dict[str, Any]] = {
    "conv2d": {"x": np.ones((6, 7, 3)), "kernel": np.ones((3, 2, 3, 4)), "bias": np.ones(4)},
    "conv1d": {"x": np.ones((7, 3)), "kernel": np.ones((2, 3, 4)), "bias": np.ones(4)},
    "max_pool2d": {"x": np.ones((6, 7, 3))},
    "avg_pool2d": {"x": np.ones((6, 7, 3))},
    "dense": {"x": np.ones(5), "kernel": np.ones((5, 4)), "bias": np.ones(4)},
}
ONLY_X: dict[str, dict[str, Any]] = {"relu": {"x": np.ones(3)}, "softmax": {"x": np.ones(3)}}
COUNTS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "Axis": (geometry.Axis, {"size": 7, "kernel": 3, "stride": 1, "dilation": 1}),
    "params.dense": (params.dense, {"inputs": 3, "units": 2}),
    "params.conv2d": (params.conv2d, {"kernel_size": 3, "in_channels": 3, "filters": 2}),
    "whole": (lambda stride: geometry.whole("stride", stride, 1), {"stride": 1}),
    "pair": (lambda stride: geometry.pair("stride", stride), {"stride": 1}),
}
NOT_SIZES: list[Any] = [0, -1, 1.5, 2.0, float("nan"), True, "3", 3j, [0], [2, 1.5], (2, 2, 2), {}]
NOT_PAIRS: list[Any] = [(), (1,), (1, 1, 1)]
NOT_PADDINGS: list[Any] = ["full", "SAME", "", None, 1, True, (), (1,), (1, 2, 3), (-1, 0), (0, -1)]
NOT_PADDINGS += [(1.5, 0), ("1", 0), (True, 0), b"ab", ("same", "same"), {1, 2}, float("nan")]
NOT_PADDINGS_2D: list[Any] = [((1, 1),), ((1, 1), (1,)), ((1, 1), (1, -2)), ((1, 1),) * 3]


def arrays_that_are_none(name: str, good: Any) -> Iterator[tuple[str, Any, list[str]]]:
    """For one array argument: what it must not be, and what the refusal must say."""
    text = good.astype(str)
    yield "text", text, [name, "real numbers", str(text.dtype)]
    yield "word", "kernel", [name, "real numbers", "<U6"]
    yield "objects", good.astype(object), [name, "real numbers", "object"]
    yield "complex", good * 1j, [name, "real numbers", "complex128"]
    yield "dates", good.astype("M8[s]"), [name, "real numbers", "datetime64"]
    yield "beyond int64", np.full(good.shape, 2**63, np.uint64), [name, "int64", str(2**63)]
    yield "ragged", [[1, 2], [3]], [name, "regular", "unequal"]
    yield "empty", good[:0], [name, "not be empty", str(good[:0].shape)]
    for odd in (np.nan, np.inf, -np.inf):
        bad = good.copy()
        bad.flat[-1] = odd
        yield str(odd), bad, [name, "finite", "NaN or infinity"]


def cases_of_arrays() -> Iterator[Case]:
    made = [(module, name) for module in (reference, trace) for name in GOOD]
    for module, function in [*made, *((reference, name) for name in ONLY_X)]:
        good = (GOOD | ONLY_X)[function]
        call = getattr(module, function)
        for name, value in good.items():
            bad = list(arrays_that_are_none(name, value))
            if function not in ONLY_X:
                many = np.ones((1,) * 5)
                bad.append(("rank", many, [name, "shape", str(many.shape)]))
                if name != "bias":
                    bad.append(("None", None, [name, "real numbers", "object"]))
                    bad.append(("number", 3.0, [name, "shape", "()"]))
            for what, array, says in bad:
                wrong = good | {name: array}
                yield f"{call.__module__}.{function} {name} {what}", _later(call, wrong), says


def cases_of_settings() -> Iterator[Case]:
    for module in (reference, trace):
        for function, good in GOOD.items():
            call = getattr(module, function)
            wrong: list[tuple[str, Any]] = []
            if "conv" in function:
                wrong += [(name, bad) for name in ("stride", "dilation") for bad in NOT_SIZES]
            elif "pool" in function:
                wrong += [(name, bad) for name in ("stride", "pool_size") for bad in NOT_SIZES]
            if function != "dense":
                wrong += [("padding", bad) for bad in NOT_PADDINGS]
            if function.endswith("2d"):
                wrong += [("padding", bad) for bad in NOT_PADDINGS_2D]
                wrong += [("stride", bad) for bad in NOT_PAIRS]
            for name, bad in wrong:
                title = f"{call.__module__}.{function} {name}={bad!r}"
                yield title, _later(call, good | {name: bad}), [name, received(bad)]


def cases_of_counts() -> Iterator[Case]:
    for title, (call, good) in COUNTS.items():
        for name in good:
            for bad in NOT_SIZES:
                says = [name, received(bad)]
                yield f"{title} {name}={bad!r}", _later(call, good | {name: bad}), says
    for bad in NOT_PADDINGS:
        axis = {"size": 7, "kernel": 3, "padding": bad}
        yield f"Axis padding={bad!r}", _later(geometry.Axis, axis), ["padding", received(bad)]
    for bad in (0, 1.5, (0, 1), (1, 1, 1)):
        size = {"kernel_size": 3, "in_channels": 3, "filters": 2, "output_size": bad}
        yield f"output_size={bad}", _later(params.conv2d, size), ["output_size", received(bad)]


def received(bad: Any) -> str:
    """How the refusal names what came: the part at fault, or for its length the whole."""
    inside = [received(part) for part in bad] if isinstance(bad, (tuple, list)) else []
    return "|".join([re.escape(f"received {bad!r}"), *inside])


def _later(call: Callable[..., Any], arguments: dict[str, Any]) -> Callable[[], Any]:
    return lambda: call(**arguments)


def _with(module: Any, function: str, **changes: Any) -> Callable[[], Any]:
    return _later(getattr(module, function), GOOD[function] | changes)


def cases_of_fit() -> Iterator[Case]:
    """Arguments that are fine each by itself, and do not go together."""
    ones = np.ones
    for m in (reference, trace):
        large = ["at most 6", "size 6"]
        yield "kernel 9", _with(m, "conv2d", kernel=ones((9, 2, 3, 4))), ["kernel 9", *large]
        yield "dilation 4", _with(m, "conv2d", dilation=4), ["dilation 4", "reaches over 9", *large]
        yield (
            "wide",
            _with(m, "conv2d", kernel=ones((1, 9, 3, 4))),
            ["width: kernel 9", "at most 7"],
        )
        yield "kernel 1-D", _with(m, "conv1d", kernel=ones((8, 3, 4))), ["kernel 8", "at most 7"]
        for pool in ("max_pool2d", "avg_pool2d"):
            yield pool, _with(m, pool, pool_size=9), ["pool_size 9", *large]
            nothing = [r"padding \(2, 2\)", "window of 2", "less than 2"]
            yield f"{pool} on padding", _with(m, pool, padding=(2, 2)), nothing
        deep = ["x has 3 channels", "kernel", "2 deep", "must be 3"]
        yield "depth", _with(m, "conv2d", kernel=ones((3, 2, 2, 4))), deep
        yield "depth 1-D", _with(m, "conv1d", kernel=ones((2, 2, 4))), deep
        few = ["x has 5 inputs", r"kernel of shape \(6, 4\)", r"must be \(5, units\)"]
        yield "inputs", _with(m, "dense", kernel=ones((6, 4))), few
        flat = ["kernel", r"\(kh, kw\) for", r"received shape \(3, 2, 3, 4\)"]
        yield "flat picture", _with(m, "conv2d", x=ones((6, 7))), flat
        full = ["kernel", r"\(kh, kw, C, F\)", r"received shape \(3, 2\)"]
        yield "flat kernel", _with(m, "conv2d", kernel=ones((3, 2))), full
        full = ["kernel", r"\(k, C, F\)", r"received shape \(2,\)"]
        yield "flat kernel 1-D", _with(m, "conv1d", kernel=ones(2)), full
        for function in ("conv2d", "conv1d", "dense"):
            for bias, shape in ((ones(3), r"\(3,\)"), (ones(5), r"\(5,\)"), (1.0, r"\(\)")):
                says = ["bias", r"\(4,\)", f"received shape {shape}"]
                yield f"{function} bias {shape}", _with(m, function, bias=bias), says


def cases_of_the_rest() -> Iterator[Case]:
    bad: Any
    axis = geometry.Axis(7, 3)
    for bad in (-1, 5, 1.5, "0", True):
        yield f"taps {bad!r}", _later(axis.taps, {"position": bad}), ["position", received(bad)]
    field = network.receptive_field([3])
    for bad in (-1, 1.5, None):
        yield f"field of {bad}", _later(field.of, {"position": bad}), ["position", received(bad)]
    for bad, says in (
        (3, ["layers", "received 3"]),
        ([()], ["layer 1", r"received \(\)"]),
        ([3, (3, 1, 1, 1)], ["layer 2", r"received \(3, 1, 1, 1\)"]),
        (["3"], ["kernel", "received '3'"]),
        ([(3, 0)], ["stride", "received 0"]),
        ([axis, geometry.Axis(6, 3)], ["layer 2 takes size 6", "gives 5"]),
    ):
        yield f"receptive_field {bad}", _later(network.receptive_field, {"layers": bad}), says
    for bad in ([], [3], 3, "34", [3, 0], [3, 1.5], [3, True], None):
        last = bad[-1] if isinstance(bad, list) and len(bad) > 1 else bad
        says = ["width", f"{received(bad)}|{received(last)}"]
        yield f"widths {bad!r}", _later(params.fully_connected, {"widths": bad}), says
    wrong: Any = [3]
    yield "ledger", lambda: network.ledger(*wrong), ["counts", "received 3", "such as"]
    yield "softmax of a number", lambda: reference.softmax(3), ["x", "received a single number"]
    for function in ("conv2d", "conv1d", "dense"):
        batch = np.stack([GOOD[function]["x"]] * 2)
        says = ["x", "batch of 2", r"x\[0\]"]
        yield f"{function} batch", _with(trace, function, x=batch), says
    for bad in (["red"], "rgb", 3):
        for function in ("conv2d", "conv1d"):
            says = ["channels", "each of the 3", re.escape(f"received {bad!r}")]
            yield f"{function} {bad!r}", _with(trace, function, channels=bad), says


CASES = [*cases_of_counts(), *cases_of_fit(), *cases_of_the_rest(), *cases_of_settings()]
# What a refusal must say of an array is meant letter by letter.
CASES += [(name, call, [re.escape(say) for say in says]) for name, call, says in cases_of_arrays()]


def test_every_public_function_is_in_the_table() -> None:
    assert len(CASES) > 600
    for module in (reference, trace):
        public = {
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__
            if not name.startswith("_")
        }
        assert public == set(GOOD | (ONLY_X if module is reference else {}))


@pytest.mark.parametrize("call, says", [pytest.param(c, s, id=n) for n, c, s in CASES])
def test_refused_in_words_of_our_own(call: Callable[[], Any], says: list[str]) -> None:
    with pytest.raises((ValueError, TypeError)) as error:
        call()
    last = traceback.extract_tb(error.tb)[-1]
    assert Path(last.filename).parent == HOME, f"raised in {last.filename}: {error.value}"
    message = str(error.value)
    for say in says:
        assert re.search(say, message), f"{say!r} is not in: {message}"
    assert re.search(ADVICE, message), f"says not what would work: {message}"


def test_what_is_good_is_not_refused() -> None:
    for module in (reference, trace):
        for function in GOOD:
            _with(module, function)()
    for call, good in COUNTS.values():
        call(**good)
