"""The oracle: every layer of ``reference`` against its namesake in Keras, shapes and values.

Most configurations are drawn from a fixed seed and dealt into chunks, so that the processes of
pytest-xdist can share them; some are fresh at each run, from a seed that is printed at its end.
Keras computes in float64, except where the input is float32; whole numbers must come out digit for
digit. TensorFlow runs without oneDNN: see ``test_one_channel_and_one_column``.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from helpers.core import reference

Array = NDArray[Any]

CHUNKS = range(8)
FRESH = "fresh"
SEED = int(os.environ["ORACLE_SEED"])
"""Of the fresh configurations: set by conftest.py, the same in all processes of a run."""
FLOATS = {"float32": 1e-4, "float64": 1e-11}  # with the error that adding up may make
WHOLE = {"uint8": (0, 256), "int32": (-9, 10), "int64": (-99, 100), "bool": (0, 2)}


@dataclass(frozen=True)
class Config:
    """One layer and the shape of its input, an entry an axis; its repr names it in a failure."""

    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: str
    channels: int
    filters: int
    batch: int | None
    dtype: str
    bias: bool
    seed: int

    def draw(self, *shape: int) -> Array:
        """Numbers of this configuration's type: the same ones for the same shape."""
        rng = np.random.default_rng([self.seed, *shape])
        if self.dtype in FLOATS:
            return rng.normal(size=shape).astype(self.dtype)
        return rng.integers(*WHOLE[self.dtype], shape).astype(self.dtype)

    @property
    def arrays(self) -> tuple[Array, Array, Array | None]:
        """Input, kernel and bias of a convolution."""
        batch = () if self.batch is None else (self.batch,)
        x = self.draw(*batch, *self.size, self.channels)
        kernel = self.draw(*self.kernel, self.channels, self.filters)
        return x, kernel, self.draw(self.filters) if self.bias else None

    def pair(self, name: str) -> tuple[int, int]:
        height, width = getattr(self, name)
        return height, width

    def in_keras(self, layer: Any, x: Array, *weights: Array | None) -> Array:
        """What a Keras layer with these weights makes of ``x``."""
        batch = x[np.newaxis] if self.batch is None else x
        layer.build((None, *batch.shape[1:]))
        layer.set_weights([array for array in weights if array is not None])
        y = np.asarray(layer(batch.astype(self.float)))
        return y[0] if self.batch is None else y

    @property
    def float(self) -> str:
        return self.dtype if self.dtype in FLOATS else "float64"

    def check(self, got: Array, want: Array, *, mean: bool = False) -> None:
        """Shape, type and values, in one assertion."""
        dtype = self.float if mean or self.dtype in FLOATS else "int64"
        # A mean of whole numbers divides, and may do so in another order.
        error = FLOATS["float64"] if mean else 0
        error = FLOATS.get(self.dtype, error)
        same = got.shape == want.shape and np.allclose(got, want, rtol=error, atol=error)
        assert same and got.dtype == dtype, (  # noqa: PT018 - one assertion a configuration
            f"{self}\nshape {got.shape}, Keras {want.shape}; {got.dtype}, wanted {dtype}\n"
            f"{got}\nKeras:\n{want}"
        )


def configurations(how_many: int, seed: int, rank: int = 2, dilate: bool = True) -> list[Config]:
    """Distinct configurations of those that Keras accepts."""
    rng = random.Random(seed)
    # Keras takes only one of stride and dilation above 1, on whatever axis.
    steps = [(1, 1), (2, 1), (3, 1), *([(1, 2), (1, 3)] if dilate else [])]
    found: dict[Config, None] = {}
    while len(found) < how_many:
        axes = [(rng.randint(1, 12), rng.randint(1, 5), *rng.choice(steps)) for _ in range(rank)]
        if rng.random() < 0.3:  # square in everything, as most layers are
            axes = axes[:1] * rank
        size, kernel, stride, dilation = zip(*axes)
        padding = rng.choice(["valid", "same"])
        fits = all((k - 1) * d < n for n, k, _, d in axes)
        if (padding == "valid" and not fits) or (max(stride) > 1 and max(dilation) > 1):
            continue
        config = Config(
            *(size, kernel, stride, dilation, padding),
            channels=rng.randint(1, 8),
            filters=rng.randint(1, 8),
            batch=rng.choice([None, 1, 2, 5]),
            dtype=rng.choice([*FLOATS, *WHOLE]),
            bias=rng.random() < 0.5,
            seed=rng.randrange(10**6),
        )
        found[config] = None
    return list(found)


# Large batches too, which are computed in parts.
LARGE = [
    Config(
        *((20 + n, 30), (3, 2), (1, 1), (1, 1), "same"), 3, 4, batch=n, dtype=t, bias=True, seed=n
    )
    for n, t in [(2, "float32"), (5, "float64"), (6, "int32"), (7, "uint8")]
]
CONV2D = configurations(680, seed=1) + LARGE
CONV1D = configurations(240, seed=2, rank=1)
PADDED = configurations(120, seed=3)
POOLED = configurations(320, seed=4, dilate=False)
DENSE = configurations(120, seed=5, rank=1)


def part(fixed: list[Config], chunk: int | str, **drawn: Any) -> list[Config]:
    """A chunk of the fixed configurations, or fresh ones: a quarter as many."""
    if isinstance(chunk, str):
        return configurations(len(fixed) // 4, SEED, **drawn)
    return fixed[chunk :: len(CHUNKS)]


def test_the_oracle_is_wide() -> None:
    assert len(set(CONV2D)) == 684 >= 600
    assert len(set(CONV1D)) == 240
    assert len(set(POOLED)) == 320
    for configs in (CONV2D[:680], POOLED):
        assert {c.channels for c in configs} == {c.filters for c in configs} == set(range(1, 9))
        assert {k for c in configs for k in c.kernel} == set(range(1, 6))
        assert {s for c in configs for s in c.stride} == {1, 2, 3}
        assert {c.padding for c in configs} == {"valid", "same"}
        assert {c.batch for c in configs} == {None, 1, 2, 5}
        assert {c.dtype for c in configs} == {*FLOATS, *WHOLE}
        for name in ("size", "kernel", "stride"):
            square = sum(len(set(getattr(c, name))) == 1 for c in configs)
            assert 100 < square < len(configs) - 50, name
    assert {d for c in CONV2D for d in c.dilation} == {1, 2, 3}
    assert sum(max(c.dilation) > 1 and c.padding == "same" for c in CONV2D) > 50
    dealt = [c for number in CHUNKS for c in CONV2D[number :: len(CHUNKS)]]
    assert sorted(map(repr, dealt)) == sorted(map(repr, CONV2D))


@pytest.mark.parametrize("chunk", [*CHUNKS, FRESH])
def test_conv2d(chunk: int | str) -> None:
    from keras import layers

    for c in part(CONV2D, chunk):
        x, kernel, bias = c.arrays
        layer = layers.Conv2D(
            *(c.filters, c.kernel, c.stride, c.padding),
            dilation_rate=c.dilation,
            use_bias=c.bias,
            dtype=c.float,
        )
        got = reference.conv2d(
            x, kernel, bias, stride=c.pair("stride"), padding=c.padding, dilation=c.pair("dilation")
        )
        c.check(got, c.in_keras(layer, x, kernel, bias))


def test_one_channel_and_one_column() -> None:
    """TensorFlow 2.21 with oneDNN, its default on Intel, computes other values here, and wrongly.

    It takes one input channel, a stride of 1 down and of more to the right, and one output column.
    """
    from keras import layers

    assert os.environ["TF_ENABLE_ONEDNN_OPTS"] == "0"
    c = Config((9, 6), (3, 4), (1, 3), (1, 1), "valid", 1, 2, None, "float64", False, seed=7)
    x, kernel, _ = c.arrays
    by_hand = [
        [[(x[row : row + 3, :4, 0] * kernel[:, :, 0, f]).sum() for f in range(2)]]
        for row in range(7)
    ]
    got = reference.conv2d(x, kernel, stride=(1, 3))
    c.check(got, np.array(by_hand))
    c.check(
        got,
        c.in_keras(layers.Conv2D(2, (3, 4), (1, 3), use_bias=False, dtype="float64"), x, kernel),
    )


@pytest.mark.parametrize("chunk", [*CHUNKS, FRESH])
def test_conv1d(chunk: int | str) -> None:
    from keras import layers

    for c in part(CONV1D, chunk, rank=1):
        x, kernel, bias = c.arrays
        layer = layers.Conv1D(
            *(c.filters, c.kernel, c.stride, c.padding),
            dilation_rate=c.dilation,
            use_bias=c.bias,
            dtype=c.float,
        )
        got = reference.conv1d(
            x, kernel, bias, stride=c.stride[0], padding=c.padding, dilation=c.dilation[0]
        )
        c.check(got, c.in_keras(layer, x, kernel, bias))


@pytest.mark.parametrize("chunk", [*CHUNKS, FRESH])
def test_explicit_padding_is_a_ring_of_zeros(chunk: int | str) -> None:
    """As zero-padding and then "valid", in Keras and in ``reference`` itself."""
    import keras
    from keras import layers

    for c in part(PADDED, chunk):
        x, kernel, bias = c.arrays
        rng = random.Random(c.seed)
        # At least as much as "same" would pad, so that every window fits.
        reach = [(k - 1) * d for k, d in zip(c.kernel, c.dilation)]
        pads = tuple((rng.randint(0, 3), r + rng.randint(0, 2)) for r in reach)
        model = keras.Sequential(
            [
                layers.ZeroPadding2D(pads, dtype=c.float),
                layers.Conv2D(
                    *(c.filters, c.kernel, c.stride),
                    dilation_rate=c.dilation,
                    use_bias=c.bias,
                    dtype=c.float,
                ),
            ]
        )
        got = reference.conv2d(
            x,
            kernel,
            bias,
            stride=c.pair("stride"),
            padding=(pads[0], pads[1]),
            dilation=c.pair("dilation"),
        )
        c.check(got, c.in_keras(model, x, kernel, bias))
        around = ((0, 0),) * (x.ndim - 3) + (*pads, (0, 0))
        valid = reference.conv2d(
            np.pad(x, around), kernel, bias, stride=c.pair("stride"), dilation=c.pair("dilation")
        )
        np.testing.assert_array_equal(got, valid, str(c))


@pytest.mark.parametrize("kind", ["max", "avg"])
@pytest.mark.parametrize("chunk", [*CHUNKS, FRESH])
def test_pooling(chunk: int | str, kind: str) -> None:
    from keras import layers

    ours = {"max": reference.max_pool2d, "avg": reference.avg_pool2d}[kind]
    theirs = {"max": layers.MaxPooling2D, "avg": layers.AveragePooling2D}[kind]
    for c in part(POOLED, chunk, dilate=False):
        x, size = c.arrays[0], c.pair("kernel")
        stride = c.pair("stride") if c.bias else None
        layer = theirs(size, stride, c.padding, dtype=c.float)
        got = ours(x, size, stride=stride, padding=c.padding)
        c.check(got, c.in_keras(layer, x), mean=kind == "avg")


@pytest.mark.parametrize("chunk", [*CHUNKS, FRESH])
def test_dense(chunk: int | str) -> None:
    from keras import layers

    for c in part(DENSE, chunk, rank=1):
        inputs = c.size[0] * c.channels
        x = c.draw(*(() if c.batch is None else (c.batch,)), inputs)
        kernel, bias = c.draw(inputs, c.filters), c.draw(c.filters) if c.bias else None
        layer = layers.Dense(c.filters, use_bias=c.bias, dtype=c.float)
        c.check(reference.dense(x, kernel, bias), c.in_keras(layer, x, kernel, bias))


@pytest.mark.parametrize("dtype", [*FLOATS, *WHOLE])
@pytest.mark.parametrize("shape", [(2,), (7,), (3, 4), (2, 3, 4), (2, 3, 4, 5)])
def test_relu_and_softmax(shape: tuple[int, ...], dtype: str) -> None:
    from keras import ops

    c = Config((), (), (), (), "valid", 1, 1, None, dtype, False, seed=6)
    x = c.draw(*shape)
    c.check(reference.relu(x), np.asarray(ops.relu(x.astype(c.float))))
    want = np.asarray(ops.softmax(x.astype(c.float)))
    c.check(reference.softmax(x), want, mean=True)
    np.testing.assert_allclose(reference.softmax(x).sum(axis=-1), 1, rtol=1e-6)


def test_softmax_at_its_limits() -> None:
    np.testing.assert_array_equal(reference.softmax([-3]), [1])
    np.testing.assert_array_equal(reference.softmax([1e300, 0.0]), [1, 0])
    # Their difference does not fit into int64.
    np.testing.assert_array_equal(reference.softmax([-(2**63), 2**63 - 1]), [0, 1])
