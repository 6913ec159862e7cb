"""Stacks against Keras: shapes and counts; receptive fields against what really reaches a unit."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from helpers.core import reference
from helpers.core.layer_base import Layer
from helpers.core.layers import Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling2D
from helpers.core.layers import MaxPooling2D as Pool
from helpers.core.network import Stack
from helpers.draw.svg import Diagram
from helpers.lessons.lesson_08 import exercises as lesson_08
from helpers.lessons.lesson_08.controls import explore_stack
from helpers.lessons.lesson_08.diagram import draw_stack
from helpers.lessons.lesson_08.receptive_fields import fields

small = st.integers(1, 4)
paddings = st.sampled_from(["valid", "same"])
convolutions = st.builds(
    Conv2D,
    st.integers(1, 5),
    st.one_of(small, st.tuples(small, small)),
    st.one_of(st.integers(1, 3), st.tuples(small, small)),
    paddings,
    activation=st.sampled_from([None, "relu"]),
    use_bias=st.booleans(),
)
# Keras takes only one of stride and dilation above 1.
dilated = st.builds(Conv2D, small, small, st.just(1), paddings, st.integers(1, 3))
convolutions |= dilated
poolings = st.builds(Pool, st.one_of(small, st.tuples(small, small)), st.just(None), paddings)
poolings |= st.builds(Pool, small, st.integers(1, 3), paddings)
inner = st.lists(st.one_of(convolutions, poolings, st.just(Dropout(0.25))), max_size=5)
ends = st.sampled_from([Flatten(), GlobalAveragePooling2D()])
dense = st.lists(st.builds(Dense, st.integers(1, 9)), max_size=2)
sides = st.tuples(st.integers(1, 24), st.integers(1, 24), st.integers(1, 4))


def network(*more: Layer, padding: str = "valid") -> Stack:
    first = Conv2D(32, 3, padding=padding, activation="relu")
    last = [Flatten(), Dense(512, "relu"), Dropout(0.5), Dense(10, "softmax")]
    return Stack((32, 32, 3), [first, Pool(2), Dropout(0.25), *more, *last])


def in_keras(shape: tuple[int, ...], chain: list[Layer]) -> Any:
    """Return the Keras model that the layers' own Keras code makes."""
    import keras
    from keras import layers

    built = [eval(layer.keras, {"layers": layers}) for layer in chain]
    return keras.Sequential([keras.Input(shape), *built])


@settings(max_examples=150, deadline=None)
@given(sides, inner, ends, dense)
def test_shapes_and_counts_against_keras(
    shape: tuple[int, int, int], maps: list[Layer], end: Layer, units: list[Layer]
) -> None:
    chain = [*maps, end, *units]
    try:
        ours = Stack(shape, chain)
    except ValueError:
        with pytest.raises(ValueError, match=r"[Nn]egative|dimension|size"):
            in_keras(shape, chain)
        return
    theirs = in_keras(shape, chain)
    assert theirs.output_shape[1:] == ours.output
    assert theirs.count_params() == ours.total
    for mine, its in zip(ours.placed, theirs.layers):
        assert its.output.shape[1:] == mine.output, mine.layer
        assert its.count_params() == mine.count, mine.layer


@pytest.mark.parametrize(
    "padding, flat, total", [("valid", 7200, 3692938), ("same", 8192, 4200842)]
)
def test_the_network_of_lesson_09(padding: str, flat: int, total: int) -> None:
    net = network(padding=padding)
    assert net.placed[3].output == (flat,)
    assert net.total == total


def test_the_network_is_the_one_that_lesson_09_trains() -> None:
    from helpers.training import networks

    ours, theirs = network(), networks.build((32, 32, 3), 10)
    kept = [layer for layer in theirs.layers if type(layer).__name__ != "Rescaling"]
    assert [type(layer).__name__ for layer in kept] == [type(x).__name__ for x in ours.layers]
    assert [layer.count_params() for layer in kept] == [each.count for each in ours.placed]
    assert [layer.output.shape[1:] for layer in kept] == [each.output for each in ours.placed]


def test_the_table_by_hand() -> None:
    net = network()
    assert [each.shape for each in net.placed] == [
        *("30×30×32", "15×15×32", "15×15×32", "7,200", "512", "512", "10"),
    ]
    assert [int(each.count) for each in net.placed] == [896, 0, 0, 0, 3686912, 0, 5130]
    assert [each.sees for each in net.placed] == ["3×3", *["4×4"] * 3, *["32×32"] * 3]
    assert round(max(net.shares), 3) == 0.998
    assert sum(net.shares) == pytest.approx(1)
    assert repr(net).splitlines()[-1].split() == ["total", "3,692,938"]
    assert "<td" in net._repr_html_()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(convolutions, poolings), min_size=1, max_size=4), st.randoms())
def test_receptive_fields_are_what_reaches_a_unit(chain: list[Layer], random: Any) -> None:
    """Change one pixel after another: a unit changes only where its field says so."""
    side = 14
    try:
        net = Stack((side, side, 1), chain)
    except ValueError:
        return
    row = random.randrange(net.output[0])
    rows = net.placed[-1].fields[0].of(row)

    def seen(at: int | None = None) -> Any:
        # With weights of 1 and positive numbers nothing cancels, and a mean is changed by all.
        x: Any = np.ones((side, side, 1))
        if at is not None:
            x[at] = 99
        for layer in chain:
            axes: Any = layer.axes(x.shape)
            along, across = axes
            window, stride = (along.kernel, across.kernel), (along.stride, across.stride)
            pads: Any = along.padding
            if isinstance(layer, Conv2D):
                ones = np.ones((*window, x.shape[2], 1))
                x = reference.conv2d(x, ones, stride=stride, padding=pads)
            else:
                x = reference.avg_pool2d(x, window, stride=stride, padding=pads)
        return x[row]

    plain = seen()
    changing = [at for at in range(side) if not np.array_equal(seen(at), plain)]
    assert set(changing) <= set(rows)
    along = [layer.axes(each.given) for layer, each in zip(chain, net.placed)]
    exact = all(
        axis.padding == "valid" and axis.stride <= axis.kernel
        for axes in along
        for axis in axes or ()
    )
    # Padding is no pixel, and a stride longer than its window leaves holes.
    if exact:
        assert changing == list(rows)


def test_rows_and_columns_have_fields_of_their_own() -> None:
    net = Stack(
        (20, 30, 1), [Conv2D(2, (3, 5)), Pool((2, 3)), Conv2D(2, (1, 2)), Flatten(), Dense(1)]
    )
    # Rows: 3, + 1·1, + 0·2, and all 9: + 8·2. Columns: 5, + 2·1, + 1·3, and all 7: + 6·3.
    assert [each.sees for each in net.placed] == ["3×5", "4×7", "4×10", "4×10", "20×28"]


@pytest.mark.parametrize(
    "chain, words",
    [
        ([Conv2D(4, 40)], ["layer 1", "Conv2D(4, 40)", "larger than the input", "at most 32"]),
        ([Dense(10)], ["layer 1", "32×32×3", "Flatten()"]),
        ([Flatten(), Conv2D(4, 3)], ["layer 2", "3,072", "before Flatten()"]),
        ([Flatten(), Pool(2)], ["layer 2", "MaxPooling2D", "3,072"]),
        ([Flatten(), GlobalAveragePooling2D()], ["layer 2", "feature maps"]),
        ([Conv2D(0, 3)], ["filters", "0"]),
        ([Conv2D(4, 3, padding="full")], ["padding", "full", "same"]),
    ],
)
def test_what_cannot_be_says_why(chain: list[Layer], words: list[str]) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        Stack((32, 32, 3), chain)
    for word in words:
        assert word in str(raised.value)


def test_a_notebook_shows_the_sentence_and_no_traceback() -> None:
    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]
    with redirect_stdout(io.StringIO()) as shown:
        shell.run_cell("from helpers.core.network import Stack; Stack((8, 8, 1), [])")
        shell.run_cell("from helpers.core.layers import Dense; Stack((8, 8, 1), [Dense(10)])")
    with pytest.raises(ValueError, match=r"Flatten\(\)") as raised:
        Stack((8, 8, 1), [Dense(10)])
    assert shown.getvalue().splitlines()[-1] == f"ValueError: {raised.value}"
    assert "Traceback" not in shown.getvalue()


def test_what_is_no_stack() -> None:
    with pytest.raises(TypeError, match=r"layer 2 must be a layer, .*'relu'"):
        Stack((32, 32, 3), [Flatten(), "relu"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"\(32, 32\)"):
        Stack((32, 32), [])
    with pytest.raises(ValueError, match="received 25"):
        Dropout(25)


def test_diagram_says_every_number_that_the_stack_has() -> None:
    net = network(Conv2D(64, 3, strides=2), padding="same")
    drawn = draw_stack(net)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.svg)
    for each in net.placed:
        for said in (each.shape, f"{int(each.count):,}", each.sees, type(each.layer).__name__):
            assert said in texts
        assert f"output {each.shape}, {int(each.count):,} parameters" in drawn.alt
    assert f"{net.total:,} in all" in texts
    assert drawn.png.startswith(b"\x89PNG")


def test_diagram_draws_any_stack() -> None:
    for chain in ([], [Pool(2)], [Flatten()], [Conv2D(1, 1), GlobalAveragePooling2D(), Dense(1)]):
        assert draw_stack(Stack((2, 5, 1), chain)).png


def test_fields_on_a_picture() -> None:
    net = network(Conv2D(8, 3))
    drawn = fields(net, np.zeros((32, 32, 3)))
    assert drawn.alt.endswith("Conv2D 3×3, MaxPooling2D 4×4, Conv2D 8×8")
    first: list[Any] = [axes.patches[0] for axes in drawn.figure.axes]
    frames = [frame.get_bbox().bounds for frame in first]
    # Unit 15 of 30, 7 of 15 and 6 of 13, each centre on centre.
    assert frames == [(14.5, 14.5, 3, 3), (13.5, 13.5, 4, 4), (11.5, 11.5, 8, 8)]
    with pytest.raises(ValueError, match="32×32; received 8×8"):
        fields(net, np.zeros((8, 8)))
    with pytest.raises(ValueError, match="window"):
        fields(Stack((8, 8, 1), [Flatten()]), np.zeros((8, 8)))


def test_controls_change_every_part() -> None:
    live = explore_stack(network(Conv2D(64, 3), Pool(2)), left_out=[3, 4])

    def total() -> int:
        (found,) = re.findall(r"with ([\d,]+) parameters in all", repr(live))
        return int(found.replace(",", ""))

    assert total() == 3_692_938
    for changes, wanted in (
        ({"padding_0": "same"}, network(padding="same").total),
        ({"padding_0": "valid", "there_3": True, "there_4": True}, 1_204_682),
        ({"units_6": 64}, 896 + 18_496 + 2304 * 64 + 64 + 650),
        ({"there_6": False, "end_5": "GlobalAveragePooling2D"}, 896 + 18_496 + 650),
        ({"filters_3": 16, "kernel_size_3": 5}, 896 + (25 * 32 + 1) * 16 + 170),
        ({"pool_size_1": 3, "strides_0": 2}, 896 + (25 * 32 + 1) * 16 + 170),
    ):
        for name, value in changes.items():
            live.controls[name].value = value
        if "strides_0" not in changes:
            assert total() == wanted, changes
            assert isinstance(live.drawn, Diagram)
            assert live.view.value == live.drawn.html
            assert live.note.value == ""
    # 32 → 15 → 5 → 1, and no window of 2 fits on one cell: told, and the last good one stays.
    assert "MaxPooling2D(2)" in live.note.value
    assert "larger than the input" in live.note.value
    assert total() == 896 + (25 * 32 + 1) * 16 + 170
    live.controls["there_4"].value = False
    assert live.note.value == ""


def test_controls_refuse_what_they_do_not_reach() -> None:
    with pytest.raises(ValueError, match=r"0 … 0; received \{4\}"):
        explore_stack(Stack((8, 8, 1), [Flatten()]), left_out=[4])
    with pytest.raises(ValueError, match="units must lie in 1 … 1024; received 5000"):
        explore_stack(Stack((8, 8, 1), [Flatten(), Dense(5000)]))
    with pytest.raises(TypeError, match=r"kernel must be.*\(3, 1\)"):
        explore_stack(Stack((8, 8, 1), [Conv2D(2, (3, 1))]))


@pytest.mark.parametrize(
    "chain, words",
    [
        ([Flatten(), Dense(10, "softmax")], "at least one"),
        ([Conv2D(8, 3), Flatten(), Dense(10)], "the last layer is"),
        ([Conv2D(32, 3), Flatten(), Dense(512), Dense(10, "softmax")], "too many.*Dense\\(512\\)"),
        ([Conv2D(8, 3), Pool(2), Flatten(), Dense(10, "softmax")], "sees 4×4 pixels only"),
        ([Conv2D(8, 9), Flatten(), Dense(10, "softmax")], "sees 9×9 pixels only"),
    ],
)
def test_designs_that_miss_the_point_are_told_which(chain: list[Layer], words: str) -> None:
    verdict = lesson_08.design(Stack((32, 32, 3), chain))
    assert verdict.result == "wrong"
    assert re.search(words, verdict.message), verdict


def test_designs_that_are_none() -> None:
    assert lesson_08.design(None).result == lesson_08.design(...).result == "missing"
    assert "received a list" in lesson_08.design([Flatten()]).message
    assert "32×32×3" in lesson_08.design(Stack((28, 28, 1), [Conv2D(8, 3)])).message


def test_several_designs_are_right() -> None:
    ten = Dense(10, "softmax")
    block = [Conv2D(32, 3), Pool(2), Conv2D(64, 3), Pool(2)]
    for chain in (
        [*block, Flatten(), ten],
        [*block, GlobalAveragePooling2D(), ten],
        [*block, Flatten(), Dense(16, "relu"), ten],
        [Conv2D(16, 5, 2), Conv2D(32, 5, 2), Dropout(0.5), Flatten(), ten],
    ):
        assert lesson_08.design(Stack((32, 32, 3), chain)), chain
