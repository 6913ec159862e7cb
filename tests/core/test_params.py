"""Counts against Keras, formulas against their counts, and the ledger."""

from __future__ import annotations

import math
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.core import network, params
from helpers.core.params import Count

sizes = st.integers(1, 12)


def evaluated(formula: str) -> int:
    """The number that a formula comes to, for a reader who computes it."""
    return int(eval(formula.replace("·", "*")))


def test_the_lessons_counts() -> None:
    assert params.dense(784, 512) == 401_920
    assert params.dense(32 * 32 * 3, 28_800) == 88_502_400
    assert params.conv2d(3, 3, 32) == 896
    assert params.conv2d(3, 1, 1, bias=False) == 9
    assert params.conv2d(3, 1, 1) == 10
    assert params.dense(7200, 512) == 3_686_912
    assert params.dense(512, 10) == 5_130


def test_85_in_both_readings() -> None:
    """5-4-5-4-5-1 without biases and 4-4-4-4-4-1 with them come to the slide's 85."""
    without = params.fully_connected([5, 4, 5, 4, 5, 1])
    with_them = params.fully_connected([4, 4, 4, 4, 4, 1], bias=True)
    assert without == with_them == 85
    assert without.connections == 85
    assert with_them.connections == 4 * 16 + 4
    assert without.formula == "5·4 + 4·5 + 5·4 + 4·5 + 5·1"


@pytest.mark.parametrize(
    "inputs, units, bias", list(product([1, 3, 17], [1, 4, 10], [True, False]))
)
def test_dense_against_keras(inputs: int, units: int, bias: bool) -> None:
    from keras import layers

    layer = layers.Dense(units, use_bias=bias)
    layer.build((None, inputs))
    assert params.dense(inputs, units, bias) == layer.count_params()


@pytest.mark.parametrize("bias", [True, False])
def test_conv1d_against_keras(bias: bool) -> None:
    from keras import layers

    for size, channels, filters in product((1, 2, 5), (1, 3), (1, 4)):
        layer = layers.Conv1D(filters, size, use_bias=bias)
        layer.build((None, 9, channels))
        count = params.conv1d(size, channels, filters, bias)
        assert count == layer.count_params()
        assert eval(count.formula.replace("·", "*")) == count


@pytest.mark.parametrize("kernel_size", [1, 2, 3, (1, 3), (5, 2)])
@pytest.mark.parametrize("in_channels", [1, 3, 8])
@pytest.mark.parametrize("filters", [1, 5])
@pytest.mark.parametrize("bias", [True, False])
def test_conv2d_against_keras(
    kernel_size: int | tuple[int, int], in_channels: int, filters: int, bias: bool
) -> None:
    from keras import layers

    layer = layers.Conv2D(filters, kernel_size, use_bias=bias)
    layer.build((None, 9, 11, in_channels))
    assert params.conv2d(kernel_size, in_channels, filters, bias) == layer.count_params()
    # The size of the picture makes no difference to what is learned, only to the connections.
    y = layer.compute_output_shape((None, 9, 11, in_channels))
    count = params.conv2d(kernel_size, in_channels, filters, bias, output_size=y[1:3])
    weights = math.prod(layer.kernel.shape)
    assert (int(count), count.connections) == (layer.count_params(), weights * y[1] * y[2])


@pytest.mark.parametrize("widths", [[5, 4, 5, 4, 5, 1], [3, 2], [1, 1, 1], [8, 16, 4, 2]])
@pytest.mark.parametrize("bias", [True, False])
def test_fully_connected_against_keras(widths: list[int], bias: bool) -> None:
    import keras

    model = keras.Sequential(
        [
            keras.Input((widths[0],)),
            *(keras.layers.Dense(width, use_bias=bias) for width in widths[1:]),
        ]
    )
    assert params.fully_connected(widths, bias) == model.count_params()


@pytest.mark.parametrize(
    "padding, flat, total", [("valid", 7200, 3_692_938), ("same", 8192, 4_200_842)]
)
def test_the_network_of_lesson_09(padding: str, flat: int, total: int) -> None:
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, 3, padding=padding),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(512),
            layers.Dense(10),
        ]
    )
    counts = [params.conv2d(3, 3, 32), params.dense(flat, 512), params.dense(512, 10)]
    assert sum(counts) == model.count_params() == total


@given(sizes, sizes, st.booleans())
def test_dense_formula_evaluates_to_the_count(inputs: int, units: int, bias: bool) -> None:
    count = params.dense(inputs, units, bias)
    assert evaluated(count.formula) == count
    assert count.connections == count.multiplications == inputs * units


@given(st.tuples(sizes, sizes), sizes, sizes, st.booleans(), st.tuples(sizes, sizes))
def test_conv2d_formula_evaluates_to_the_count(
    kernel: tuple[int, int], channels: int, filters: int, bias: bool, out: tuple[int, int]
) -> None:
    count = params.conv2d(kernel, channels, filters, bias)
    assert evaluated(count.formula) == count
    assert count.connections is None
    per_cell = evaluated(params.conv2d(kernel, channels, filters, bias=False).formula)
    placed = params.conv2d(kernel, channels, filters, bias, output_size=out)
    assert placed.connections == placed.multiplications == per_cell * out[0] * out[1]


@given(st.lists(sizes, min_size=2, max_size=6), st.booleans())
def test_fully_connected_formula_evaluates_to_the_count(widths: list[int], bias: bool) -> None:
    count = params.fully_connected(widths, bias)
    assert evaluated(count.formula) == count
    assert count.formula.count("·") == len(widths) - 1
    assert count.connections == evaluated(params.fully_connected(widths).formula)


def test_a_count_reads_as_its_formula_and_computes_as_its_number() -> None:
    count = params.dense(784, 512)
    assert repr(count) == "784·512 + 512 = 401,920"
    # Within a sentence it is the plain number.
    assert str(count) == f"{count}" == "401920"
    assert isinstance(count, int)
    assert count + 1 == 401_921
    assert f"{count:,}" == "401,920"


CONV, DENSE = params.conv2d(3, 3, 32), params.dense(7200, 512)


def test_ledger_as_text_is_aligned_and_adds_up() -> None:
    lines = repr(network.ledger(CONV, DENSE)).splitlines()
    assert lines[0].split() == ["layer", "formula", "parameters", "connections"]
    assert lines[1].endswith("896")
    assert lines[2].split()[-2:] == ["3,686,912", "3,686,400"]
    # The connections of the convolution are not known, so their total is not claimed.
    assert lines[3].split() == ["total", "3,687,808"]
    end = lines[0].index("parameters") + len("parameters")
    assert [line[:end].split()[-1] for line in lines[1:]] == ["896", "3,686,912", "3,687,808"]
    assert all(line == line.rstrip() for line in lines)


def test_ledger_totals_the_connections_that_it_knows() -> None:
    placed = params.conv2d(3, 3, 32, output_size=(30, 30))
    total = repr(network.ledger(placed, DENSE)).splitlines()[-1].split()
    assert total == ["total", "3,687,808", f"{777_600 + 3_686_400:,}"]


def test_ledger_shows_only_columns_and_rows_that_say_something() -> None:
    alone = network.ledger(CONV)
    assert alone.rows == [
        ("layer", "formula", "parameters"),
        ("convolution 3×3, 3 → 32", "(3·3·3 + 1)·32", "896"),
    ]
    assert network.ledger().rows == [("layer", "formula", "parameters")]


def test_ledger_as_html_holds_the_same_cells() -> None:
    table = network.ledger(CONV, DENSE)
    html = table._repr_html_()
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    cells = [re.findall(r'<t[hd] style="text-align: (left|right)">(.*?)</t[hd]>', r) for r in rows]
    assert [[cell for _, cell in row] for row in cells] == [list(row) for row in table.rows]
    assert [side for side, _ in cells[1]] == ["left", "left", "right", "right"]
    assert re.findall("<th[^>]*>total</th>", html)


def test_layers_are_named_as_the_lessons_read_them() -> None:
    counts: list[Count] = [CONV, params.dense(784, 512), params.fully_connected([5, 4, 1])]
    assert [count.layer for count in counts] == [
        "convolution 3×3, 3 → 32",
        "dense 784 → 512",
        "network 5 → 4 → 1",
    ]
