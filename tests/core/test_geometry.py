"""Shapes by hand from the literature, by property, and against TensorFlow and Keras."""

from __future__ import annotations

from itertools import pairwise
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.core.geometry import Axis, Padding, pair, whole
from helpers.core.network import ReceptiveField, receptive_field

# size, kernel, stride, dilation, padding → output, pads, ignored
BY_HAND: list[tuple[tuple[int, int, int, int, Padding], int, tuple[int, int], tuple[int, ...]]] = [
    # Dumoulin and Visin 2016, figures 2.1 to 2.7 and 5.1
    ((4, 3, 1, 1, "valid"), 2, (0, 0), ()),  # no padding, unit strides
    ((5, 4, 1, 1, (2, 2)), 6, (2, 2), ()),  # arbitrary padding, unit strides
    ((5, 3, 1, 1, (1, 1)), 5, (1, 1), ()),  # half padding
    ((5, 3, 1, 1, (2, 2)), 7, (2, 2), ()),  # full padding
    ((5, 3, 2, 1, "valid"), 2, (0, 0), ()),  # no padding, strides
    ((5, 3, 2, 1, (1, 1)), 3, (1, 1), ()),  # padding, strides
    ((6, 3, 2, 1, (1, 1)), 3, (1, 1), ()),  # odd: the last pad is what goes unused
    ((7, 3, 1, 2, "valid"), 3, (0, 0), ()),  # dilated
    # The lessons' own examples
    ((7, 3, 1, 1, "valid"), 5, (0, 0), ()),
    ((7, 3, 2, 1, "valid"), 3, (0, 0), ()),
    ((7, 3, 1, 1, "same"), 7, (1, 1), ()),
    ((6, 3, 2, 1, "same"), 3, (0, 1), ()),
    ((8, 3, 2, 1, "valid"), 3, (0, 0), (7,)),
    ((32, 3, 1, 1, "valid"), 30, (0, 0), ()),
    ((30, 2, 2, 1, "valid"), 15, (0, 0), ()),
    # TensorFlow's "same": the odd one goes after; nothing is padded where nothing is missing
    ((5, 2, 1, 1, "same"), 5, (0, 1), ()),
    ((5, 4, 1, 1, "same"), 5, (1, 2), ()),
    ((7, 3, 3, 1, "same"), 3, (1, 1), ()),
    ((6, 2, 2, 1, "same"), 3, (0, 0), ()),
    ((6, 1, 2, 1, "same"), 3, (0, 0), (1, 3, 5)),
    ((6, 3, 1, 2, "same"), 6, (2, 2), ()),
    ((224, 7, 2, 1, "same"), 112, (2, 3), ()),
    # A stride beyond the window leaves gaps; dilation can jump over the middle of a small input
    ((10, 2, 4, 1, "valid"), 3, (0, 0), (2, 3, 6, 7)),
    ((3, 2, 1, 2, "valid"), 1, (0, 0), (1,)),
    ((1, 1, 1, 1, "valid"), 1, (0, 0), ()),
    ((2, 5, 1, 1, "same"), 2, (2, 2), ()),
]


@pytest.mark.parametrize("setting, output, pads, ignored", BY_HAND)
def test_by_hand(
    setting: tuple[int, int, int, int, Padding],
    output: int,
    pads: tuple[int, int],
    ignored: tuple[int, ...],
) -> None:
    axis = Axis(*setting)
    assert (axis.output, axis.pads, axis.ignored) == (output, pads, ignored)
    assert axis.formula.endswith(f"= {output}")


@st.composite
def axes(draw: st.DrawFn, size: int | None = None) -> Axis:
    """Any axis that a window fits on."""
    size = draw(st.integers(1, 24)) if size is None else size
    padding: Padding = draw(
        st.sampled_from(["valid", "same"]) | st.tuples(st.integers(0, 5), st.integers(0, 5))
    )
    dilation = draw(st.integers(1, 3))
    room = 40 if padding == "same" else size + (sum(padding) if isinstance(padding, tuple) else 0)
    kernel = draw(st.integers(1, min(7, (room - 1) // dilation + 1)))
    return Axis(size, kernel, draw(st.integers(1, 4)), dilation, padding)


@given(axes())
def test_taps_walk_evenly_and_leave_the_input_only_onto_padding(axis: Axis) -> None:
    before, after = axis.pads
    walk = [axis.taps(position) for position in range(axis.output)]
    for position, taps in enumerate(walk):
        assert len(taps) == axis.kernel
        assert taps[0] == position * axis.stride - before
        assert {b - a for a, b in pairwise(taps)} <= {axis.dilation}
        assert taps[-1] - taps[0] + 1 == axis.span
        assert -before <= taps[0]
        assert taps[-1] < axis.size + after
    # One position more would not fit.
    assert walk[-1][-1] + axis.stride >= axis.size + after
    with pytest.raises(ValueError, match="position"):
        axis.taps(axis.output)


@given(axes())
def test_ignored_are_exactly_the_untouched(axis: Axis) -> None:
    touched = np.zeros(axis.size, bool)
    for position in range(axis.output):
        for tap in axis.taps(position):
            if 0 <= tap < axis.size:
                touched[tap] = True
    assert axis.ignored == tuple(np.flatnonzero(~touched))


@given(axes())
def test_formula_evaluates_to_the_output(axis: Axis) -> None:
    left, right = axis.formula.split(" = ")
    code = left.replace("⌊", "(").replace(") / ", ") // ").replace("⌋", ")").replace("−", "-")
    assert eval(code) == int(right) == axis.output


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 4), st.integers(1, 3))
def test_same_is_ceil_with_the_odd_one_after(size: int, kernel: int, stride: int, dil: int) -> None:
    axis = Axis(size, kernel, stride, dil, "same")
    before, after = axis.pads
    assert axis.output == -(-size // stride)
    assert after - before in (0, 1)
    # No more padding than the last window needs.
    assert before + after == max(0, (axis.output - 1) * stride + axis.span - size)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_pads_like_tensorflow(stride: int) -> None:
    """A kernel that counts up, on ones: the border outputs tell how many taps fell outside."""
    import tensorflow as tf

    for size in range(1, 13):
        for kernel in range(1, 7):
            axis = Axis(size, kernel, stride, 1, "same")
            weights = 2.0 ** np.arange(kernel)
            got = tf.nn.conv1d(
                np.ones((1, size, 1)), weights[:, None, None], stride, "SAME"
            ).numpy()[0, :, 0]
            want = [
                sum(weights[i] for i, tap in enumerate(axis.taps(o)) if 0 <= tap < size)
                for o in range(axis.output)
            ]
            np.testing.assert_array_equal(got, want, str(axis))


def composed(stack: list[Axis], position: int) -> set[int]:
    """Input cells that reach unit ``position``, found by following every tap down."""
    units = {position}
    for axis in reversed(stack):
        units = {tap for unit in units for tap in axis.taps(unit) if 0 <= tap < axis.size}
    return units


@st.composite
def stacks(draw: st.DrawFn) -> list[Axis]:
    """Up to four layers, each fitting on the one before it."""
    stack = [draw(axes(draw(st.integers(1, 40))))]
    for _ in range(draw(st.integers(0, 3))):
        stack.append(draw(axes(stack[-1].output)))
    return stack


@given(stacks())
def test_receptive_field_agrees_with_following_the_taps(stack: list[Axis]) -> None:
    field = receptive_field(stack)
    for position in range(stack[-1].output):
        reached = composed(stack, position)
        assert reached <= set(field.of(position))
    assert field.stride == prod(axis.stride for axis in stack)


@given(stacks())
def test_receptive_field_is_tight(stack: list[Axis]) -> None:
    """Without padding, unit 0's field begins at its first and ends at its last reached cell."""
    bare = [(axis.kernel, axis.stride, axis.dilation) for axis in stack]
    size, grown = 1, []
    for kernel, stride, dilation in reversed(bare):
        size = (size - 1) * stride + (kernel - 1) * dilation + 1
        grown.append(Axis(size, kernel, stride, dilation))
    reached = composed(grown[::-1], 0)
    assert receptive_field(bare) == receptive_field(grown[::-1])
    assert receptive_field(bare).of(0) == range(min(reached), max(reached) + 1) == range(size)


VGG_16 = [3, 3, (2, 2), 3, 3, (2, 2), *[3, 3, 3, (2, 2)] * 3]
ALEXNET = [(11, 4), (3, 2), 5, (3, 2), 3, 3, 3, (3, 2)]
RESNET_50 = [(7, 2), (3, 2), *[3] * 2, (3, 2), *[3] * 3, (3, 2), *[3] * 5, (3, 2), *[3] * 3]
MOBILENET = [(3, 2), 3, (3, 2), 3, (3, 2), 3, (3, 2), *[3] * 5, (3, 2), 3]
LESSON_09 = [3, (2, 2)]


@pytest.mark.parametrize(
    "layers, size, stride",
    [
        # Araujo, Norris and Sim 2019, the table of receptive fields and effective strides
        (ALEXNET, 195, 32),
        (VGG_16, 212, 32),
        (MOBILENET, 315, 32),
        (RESNET_50, 483, 32),
        (LESSON_09, 4, 2),
        ([3, 3], 5, 1),  # two 3x3 see as much as one 5x5,
        ([3, 3, 3], 7, 1),  # three as much as one 7x7 (Simonyan and Zisserman 2015)
        ([(3, 1, 1), (3, 1, 2), (3, 1, 4)], 15, 1),  # dilated (Yu and Koltun 2016, figure 1)
        ([], 1, 1),
    ],
)
def test_receptive_fields_of_known_networks(
    layers: list[int | tuple[int, ...]], size: int, stride: int
) -> None:
    assert receptive_field(layers) == ReceptiveField(size, stride, 0)


def test_effective_padding_of_vgg_16() -> None:
    """Araujo, Norris and Sim 2019: 90, with 224 cells and every convolution padded by 1."""
    stack: list[Axis] = []
    for layer in VGG_16:
        size = stack[-1].output if stack else 224
        stack.append(Axis(size, 2, 2) if layer == (2, 2) else Axis(size, 3, padding=(1, 1)))
    assert receptive_field(stack) == ReceptiveField(212, 32, 90)
    assert stack[-1].output == 7


@pytest.mark.parametrize(
    "settings",
    [
        [(20, 3, 1, 1, "same"), (20, 2, 2, 1, "valid"), (10, 3, 1, 1, "same")],
        [(21, 5, 2, 1, "valid"), (9, 3, 1, 2, "same"), (9, 3, 3, 1, "same")],
        [(16, 3, 1, 3, "same"), (16, 4, 3, 1, "same")],
        [(17, 2, 2, 1, "same"), (9, 2, 2, 1, "same"), (5, 2, 1, 1, "same")],
    ],
)
def test_receptive_field_against_the_gradient_in_keras(
    settings: list[tuple[int, int, int, int, str]],
) -> None:
    """With all weights 1 the input cells with a gradient are those that reach the unit."""
    import tensorflow as tf
    from keras import layers

    stack = [Axis(*setting) for setting in settings]
    x = tf.zeros((1, stack[0].size, 1))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x
        for axis in stack:
            y = layers.Conv1D(
                1,
                axis.kernel,
                strides=axis.stride,
                padding=axis.padding,
                dilation_rate=axis.dilation,
                kernel_initializer="ones",
            )(y)
        units = [y[0, position, 0] for position in range(y.shape[1])]
    field = receptive_field(stack)
    assert len(units) == stack[-1].output
    for position, unit in enumerate(units):
        reached = set(np.flatnonzero(tape.gradient(unit, x).numpy()[0, :, 0]).tolist())
        assert reached == composed(stack, position)
        seen = field.of(position)
        assert reached <= set(seen)
        if seen.start >= 0 and seen.stop <= stack[0].size:
            assert (min(reached), max(reached)) == (seen.start, seen.stop - 1)


def test_whole_and_pair_take_what_counts_as_a_number() -> None:
    assert whole("size", np.int64(3), 1) == 3
    assert type(whole("size", np.uint8(3), 1)) is int
    assert pair("stride", [2, 1]) == (2, 1)
    assert pair("stride", 3) == (3, 3)
