"""Every step of every kind of trace against the layer in one go, and read as its reader would."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recordings import Recording, recordings

from helpers.core import limits, reference, text, trace
from helpers.core.trace import Step, Trace


@given(recordings())
def test_steps_visit_every_output_once_in_the_documented_order(recording: Recording) -> None:
    made = recording.trace()
    np.testing.assert_array_equal(made.output, recording.reference())
    assert made.output.dtype == recording.reference().dtype
    height, width = recording.rows.output, recording.cols.output
    assert made.maps.shape == (height, width, recording.filters)
    places = list(product(range(recording.filters), range(height), range(width)))
    assert [(step.filter, *step.out) for step in made] == places
    assert [step.index for step in made] == list(range(len(made))) == list(range(len(places)))


@given(recordings() | recordings(whole=False))
def test_every_step_computes_its_output(recording: Recording) -> None:
    made = recording.trace()
    maps = recording.reference().reshape(made.maps.shape)
    for step in made:
        want = maps[(*step.out, step.filter)]
        assert step.value == want
        assert type(step.value) is type(want.item())
        np.testing.assert_array_equal(step.products, step.patch * step.weights)
        total = step.products.sum() + step.bias
        np.testing.assert_allclose(total, want, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(step.sums.sum() + step.bias, want, rtol=1e-9, atol=1e-9)
        assert step.bias == (0 if recording.bias is None else recording.bias[step.filter])


@given(recordings())
def test_every_step_shows_what_lies_under_its_window(recording: Recording) -> None:
    rows, cols, x = recording.rows, recording.cols, recording.x
    channels = x.shape[-1]
    for step in recording.trace():
        assert step.rows == rows.taps(step.out[0])
        assert step.cols == cols.taps(step.out[1])
        under = np.zeros((rows.kernel, cols.kernel, channels))
        inside = np.zeros(under.shape[:2], bool)
        for (i, row), (j, col) in product(enumerate(step.rows), enumerate(step.cols)):
            inside[i, j] = 0 <= row < rows.size and 0 <= col < cols.size
            if inside[i, j]:
                under[i, j] = x[row, col]
        np.testing.assert_array_equal(step.inside, inside)
        assert step.patch.shape == step.products.shape == step.weights.shape == recording.window
        if recording.kernel is None:
            np.testing.assert_array_equal(step.patch, under[..., step.filter])
            check_pooling_weights(recording, step)
            continue
        np.testing.assert_array_equal(step.patch.reshape(under.shape), under)
        weights = recording.kernel[..., step.filter]
        np.testing.assert_array_equal(step.weights.reshape(under.shape), weights)
        np.testing.assert_array_equal(step.sums, (under * weights).sum(axis=(0, 1)))


def check_pooling_weights(recording: Recording, step: Step) -> None:
    """The first of the largest has all the weight; in a mean, every cell of the input the same."""
    if recording.kind == "avg_pool2d":
        np.testing.assert_array_equal(step.weights, step.inside / step.inside.sum())
        return
    winner = int(np.argmax(np.where(step.inside, step.patch, -np.inf)))
    assert step.weights.ravel().tolist() == [i == winner for i in range(step.weights.size)]


@given(recordings(), st.data())
def test_steps_by_position_and_by_slice(recording: Recording, data: st.DataObject) -> None:
    made = recording.trace()
    texts = [step.text for step in made]
    index = data.draw(st.integers(0, len(made) - 1))
    step = made[index]
    assert made.at(*step.out, step.filter).index == index
    assert made[index - len(made)].index == index
    assert made[-1].index == len(made) - 1
    some = slice(data.draw(st.integers(-9, 9)), None, data.draw(st.sampled_from([1, 2, -1])))
    assert [step.text for step in made[some]] == texts[some]
    rows, cols, filters = made.maps.shape
    for outside in (len(made), -len(made) - 1):
        with pytest.raises(IndexError, match=str(outside)):
            made[outside]
    for place in ((rows, 0, 0), (0, cols, 0), (0, 0, filters), (-1, 0, 0), (0, -1, 0), (0, 0, -1)):
        with pytest.raises(IndexError, match=f"row {place[0]}, column {place[1]}"):
            made.at(*place)


def test_positions_are_whole_numbers() -> None:
    made = trace.conv2d(np.ones((4, 5)), np.ones((2, 2)))
    wrong: Any = 0.5
    with pytest.raises(TypeError, match=r"row must be a whole number; received 0\.5"):
        made.at(wrong, 0)
    with pytest.raises(TypeError, match=r"index must be a whole number; received 0\.5"):
        made[wrong]


def read(word: str) -> int:
    return int(word.strip("()").replace("−", "-"))


NUMBER = r"\(?−?\d+\)?"


@given(recordings())
def test_text_reads_as_the_sum_and_comes_to_the_value(recording: Recording) -> None:
    for step in recording.trace():
        left, _, right = step.text.rpartition(" = ")
        code = re.sub(r"(channel \d|red|green|blue|bias) ", "", left)
        code = code.replace("−", "-").replace("·", "*")
        value = eval(code, {"max": lambda *cells: max(cells)})
        np.testing.assert_allclose(value, step.value, rtol=1e-12 if "/" in left else 0)
        assert right == text.number(value)
        # Two signs never stand side by side, and a sum never begins with one.
        assert not re.search(r"[·+] ?−|^−", left)
        check_operands(recording, step, left)


def check_operands(recording: Recording, step: Step, left: str) -> None:
    """The text names the operands of the step, each and in order."""
    if recording.kernel is None:
        cells, _, count = left.partition(" / ") if "/" in left else (left, "", "")
        found = [read(cell) for cell in re.findall(NUMBER, cells.removeprefix("max"))]
        assert found == step.patch[step.inside].tolist()
        assert count in ("", str(step.inside.sum()))
        return
    bias = [] if recording.bias is None else [step.bias]
    if recording.x.shape[-1] > 1:
        names = recording.settings.get("channels") or [f"channel {i}" for i in (1, 2, 3)]
        terms = re.findall(rf"([a-z]+(?: \d)?) ({NUMBER})(?: \+ |$)", left)
        assert [read(term) for _, term in terms] == [*step.sums.tolist(), *bias]
        wanted = [*names[: recording.x.shape[-1]], *["bias"] * len(bias)]
        assert [name for name, _ in terms] == wanted
        return
    *pairs, last = left.split(" + ") if bias else [*left.split(" + "), ""]
    both = [[read(factor) for factor in pair.split("·")] for pair in pairs]
    assert both == [list(pair) for pair in zip(step.patch.ravel(), step.weights.ravel())]
    assert [read(last)] == bias if bias else not last


@pytest.mark.parametrize("pool", [trace.max_pool2d, trace.avg_pool2d])
def test_the_channels_of_a_pooling_have_names(pool: Callable[..., Trace]) -> None:
    colours = ["red", "green", "blue"]
    assert pool(np.ones((4, 4, 3)), 2, channels=colours).channels == tuple(colours)
    assert pool(np.ones((4, 4, 3)), 2).channels == ("channel 1", "channel 2", "channel 3")
    with pytest.raises(ValueError, match="each of the 3 channels"):
        pool(np.ones((4, 4, 3)), 2, channels=["red"])


def test_a_long_sum_is_abbreviated_and_says_so() -> None:
    x = np.arange(26)
    text = trace.dense(x, np.ones((26, 1), int), [5])[0].text
    assert text == "0·1 + 1·1 + 2·1 + 3·1 + 4·1 + 5·1 + … + 24·1 + 25·1 + 5 = 330"
    assert "…" not in trace.dense(x[:25], np.ones((25, 1), int))[0].text


@pytest.mark.parametrize(
    "value, word",
    [
        (0, "0"),
        (-0.0, "0"),
        (-3, "−3"),
        (2**62 + 1, str(2**62 + 1)),
        (0.1 + 0.2, "0.3"),
        (-1.25e-5, "−1.25e−05"),
        (999.4, "999"),
        (999.6, "1000"),
        (-12345.6, "−12346"),
        (1e15, "1" + "0" * 15),
        (1e16, "1e+16"),
        (1e300, "1e+300"),
    ],
)
def test_numbers_are_written_as_a_reader_expects(value: float, word: str) -> None:
    assert text.number(value) == word


@given(recordings())
def test_nothing_in_a_trace_can_be_changed(recording: Recording) -> None:
    made = recording.trace()
    before = made.output.copy(), [step.text for step in made]
    operands, step = made.operands, made[0]
    held = [made.output, made.maps, made.windows, operands.x, step.patch, step.inside, step.weights]
    held += [step.products, step.sums]
    held += [array for array in (made.winners, operands.kernel, operands.bias) if array is not None]
    for array in held:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 1
    with pytest.raises(AttributeError):
        step.value = 1  # type: ignore[misc]
    for given_array in recording.arguments:
        if isinstance(given_array, np.ndarray):
            given_array[...] = 77
    np.testing.assert_array_equal(made.output, before[0])
    assert [step.text for step in made] == before[1]


@given(recordings(kinds=("conv2d", "conv1d", "dense")))
def test_reweighted_walks_the_same_way_with_other_weights(recording: Recording) -> None:
    x, kernel, bias = recording.arguments
    again = recording.trace().reweighted(kernel[::-1] + 1)
    np.testing.assert_array_equal(again.output, recording.trace(x, kernel[::-1] + 1, bias).output)


def crop_offered(error: pytest.ExceptionInfo[ValueError]) -> str | None:
    found = re.search(r"Crop the input: (x\[.*\]) works$", str(error.value))
    if found is None:
        assert str(error.value).endswith("Take fewer filters or units, or a smaller input")
    return found[1] if found else None


@given(recordings(), st.integers(1, 30))
def test_what_is_too_large_offers_the_largest_crop_that_works(
    recording: Recording, most: int
) -> None:
    x, *others = recording.arguments
    many, largest = len(recording.trace()), max(recording.x.shape[:2])
    with patch.object(limits, "MOST_STEPS", most):
        if many <= most:
            assert len(recording.trace()) == many
            return
        with pytest.raises(ValueError, match=f"would take {many} steps") as error:
            recording.trace()
        offer = crop_offered(error)
        side = 0
        if offer:
            cropped = eval(offer, {"x": x})
            assert len(recording.trace(cropped, *others)) <= most
            side = max(cropped.shape[: 1 if recording.kind == "conv1d" else 2])
        for larger in range(side + 1, largest):
            square = (slice(larger),) * (1 if recording.kind == "conv1d" else min(x.ndim, 2))
            with pytest.raises(ValueError, match=r"would take|x has|is larger|wholly on"):
                recording.trace(x[square], *others)


@pytest.mark.parametrize(
    "kind, x, others",
    [
        ("conv2d", np.ones((200, 300)), (np.ones((3, 3)),)),
        ("conv2d", np.ones((1, 200, 300, 3)), (np.ones((3, 3, 3, 4)),)),
        ("conv1d", np.ones(6000), (np.ones(3),)),
        ("conv1d", np.ones((200_000, 1)), (np.ones((3, 1, 1)),)),
        ("max_pool2d", np.ones((400, 350)), (2,)),
        ("avg_pool2d", np.ones((400, 500, 3)), ((9, 9),)),
    ],
)
def test_the_crop_of_a_real_case_works(kind: str, x: Any, others: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="steps") as error:
        getattr(trace, kind)(x, *others)
    offer = crop_offered(error)
    assert offer is not None
    assert len(getattr(trace, kind)(eval(offer, {"x": x}), *others)) <= limits.MOST_STEPS


def test_where_no_crop_would_help_none_is_offered() -> None:
    for kind, x, kernel in (
        ("dense", np.ones(10), np.ones((10, 6000))),
        ("dense", np.ones(100_000), np.ones((100_000, 2))),
        ("conv2d", np.ones((3, 3, 1)), np.ones((3, 3, 1, 6000))),
    ):
        with pytest.raises(ValueError, match=r"would take|would hold") as error:
            getattr(trace, kind)(x, kernel)
        assert crop_offered(error) is None
    assert reference.dense(np.ones(10), np.ones((10, 6000))).shape == (6000,)
