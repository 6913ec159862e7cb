"""Every exercise that wants a function accepts the styles in which people write it."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from answers import FUNCTIONS, wide
from numpy.lib.stride_tricks import sliding_window_view

from helpers.quiz.shown import same

STYLES: dict[str, list[Callable[..., Any]]] = {}


class Tensor:
    """An array of another library: it can be turned into one of NumPy, and nothing else."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self.value, dtype)


def style(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say of which exercise a function is a right answer."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        STYLES.setdefault(name, []).append(function)
        return function

    return add


# Lesson 01: a layer.


@style("lesson_01.layer")
def layer_with_loops(x: Any, kernel: Any, bias: Any) -> Any:
    y = np.zeros(len(bias))
    for unit in range(len(bias)):
        total = bias[unit]
        for i in range(len(x)):
            total += x[i] * kernel[i][unit]
        if total > 0:
            y[unit] = total
    return y


@style("lesson_01.layer")
def layer_in_numpy(x: Any, kernel: Any, bias: Any) -> Any:
    z = x.dot(kernel) + bias
    z[z < 0] = 0
    return z


@style("lesson_01.layer")
def layer_as_a_list(x: Any, kernel: Any, bias: Any) -> Any:
    return [max(0, sum(a * w for a, w in zip(x, ws)) + b) for ws, b in zip(kernel.T, bias)]


@style("lesson_01.layer")
def layer_with_einsum(x: Any, kernel: Any, bias: Any) -> Any:
    z = np.einsum("i,iu->u", x, kernel) + bias
    return z * (z > 0)


@style("lesson_01.layer")
def layer_mapped(x: Any, kernel: Any, bias: Any) -> Any:
    return list(map(lambda b, ws: max(float(x @ ws + b), 0.0), bias, kernel.T))


@style("lesson_01.layer")
def layer_in_float32(x: Any, kernel: Any, bias: Any) -> Any:
    z = x.astype(np.float32) @ kernel.astype(np.float32) + bias.astype(np.float32)
    return Tensor(np.clip(z, 0, None))


# Lessons 01 and 07: counting.


@style("lesson_01.count")
def count_with_a_loop(widths: Any) -> Any:
    total = 0
    for i in range(len(widths) - 1):
        total += widths[i] * widths[i + 1] + widths[i + 1]
    return total


@style("lesson_01.count")
def count_in_numpy(widths: Any) -> Any:
    widths = np.array(widths)
    return (widths[:-1] * widths[1:]).sum() + widths[1:].sum()


@style("lesson_01.count")
def count_in_a_comprehension(widths: Any) -> Any:
    return float(sum([before * after + after for before, after in pairwise(widths)]))


@style("lesson_01.count")
def count_by_recursion(widths: Any) -> Any:
    if len(widths) == 1:
        return 0
    return (widths[0] + 1) * widths[1] + count_by_recursion(widths[1:])


@style("lesson_01.count")
def count_as_a_dot_product(widths: Any) -> Any:
    return np.array(np.dot([width + 1 for width in widths[:-1]], widths[1:]))


@style("lesson_01.count")
def count_reduced(widths: Any) -> Any:
    return reduce(lambda total, pair: total + (pair[0] + 1) * pair[1], pairwise(widths), 0)


@style("lesson_07.count")
def filters_in_one_line(kh: Any, kw: Any, channels: Any, filters: Any) -> Any:
    return kh * kw * channels * filters + filters


@style("lesson_07.count")
def filters_with_loops(kh: Any, kw: Any, channels: Any, filters: Any) -> Any:
    total = 0
    for _ in range(filters):
        for _ in range(channels):
            total += kh * kw
        total += 1
    return total


@style("lesson_07.count")
def filters_in_numpy(kh: Any, kw: Any, channels: Any, filters: Any) -> Any:
    return np.zeros((kh, kw, channels, filters)).size + np.zeros(filters).size


@style("lesson_07.count")
def filters_summed(kh: Any, kw: Any, channels: Any, filters: Any) -> Any:
    return sum(math.prod((kh, kw, channels)) + 1 for _ in range(filters))


@style("lesson_07.count")
def filters_by_recursion(kh: Any, kw: Any, channels: Any, filters: Any) -> Any:
    one = float(kh * kw * channels + 1)
    return one if filters == 1 else one + filters_by_recursion(kh, kw, channels, filters - 1)


# Lesson 02: shuffles, and one half of the edge detector.


@style("lesson_02.unshuffle")
def unshuffle_with_a_loop(pixels: Any, order: Any) -> Any:
    picture = [0.0] * len(pixels)
    for i in range(len(pixels)):
        picture[order[i]] = pixels[i]
    return picture


@style("lesson_02.unshuffle")
def unshuffle_in_numpy(pixels: Any, order: Any) -> Any:
    picture = np.zeros(len(pixels))
    picture[order] = pixels
    return picture


@style("lesson_02.unshuffle")
def unshuffle_in_a_comprehension(pixels: Any, order: Any) -> Any:
    return [pixels[list(order).index(i)] for i in range(len(order))]


@style("lesson_02.unshuffle")
def unshuffle_by_sorting(pixels: Any, order: Any) -> Any:
    return tuple(pixel for _, pixel in sorted(zip(order, pixels)))


@style("lesson_02.unshuffle")
def unshuffle_with_a_matrix(pixels: Any, order: Any) -> Any:
    return pixels @ np.eye(len(order))[order]


@style("lesson_02.unshuffle")
def unshuffle_in_place(pixels: Any, order: Any) -> Any:
    pixels[order] = pixels.copy()
    return pixels


@style("lesson_02.follow")
def follow_with_loops(kernel: Any, order: Any) -> Any:
    moved = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for unit in range(kernel.shape[1]):
            moved[i, unit] = kernel[order[i], unit]
    return moved


@style("lesson_02.follow")
def follow_in_numpy(kernel: Any, order: Any) -> Any:
    return np.take(kernel, order, axis=0)


@style("lesson_02.follow")
def follow_in_a_comprehension(kernel: Any, order: Any) -> Any:
    return [list(kernel[i]) for i in order]


@style("lesson_02.follow")
def follow_with_a_matrix(kernel: Any, order: Any) -> Any:
    return np.eye(len(order))[order] @ kernel


@style("lesson_02.follow")
def follow_mapped(kernel: Any, order: Any) -> Any:
    return np.array(list(map(kernel.__getitem__, order)))


@style("lesson_02.down")
def down_with_loops(x: Any) -> Any:
    y = np.zeros((x.shape[0] - 2, x.shape[1] - 2))
    for row in range(1, x.shape[0] - 1):
        for col in range(1, x.shape[1] - 1):
            y[row - 1, col - 1] = abs(x[row + 1, col] - x[row - 1, col])
    return y


@style("lesson_02.down")
def down_in_numpy(x: Any) -> Any:
    return np.absolute(x[:-2] - x[2:])[:, 1:-1]


@style("lesson_02.down")
def down_in_a_comprehension(x: Any) -> Any:
    rows, cols = x.shape
    return [[abs(x[r + 2][c] - x[r][c]) for c in range(1, cols - 1)] for r in range(rows - 2)]


@style("lesson_02.down")
def down_as_a_maximum(x: Any) -> Any:
    d = x[2:, 1:-1] - x[:-2, 1:-1]
    return np.maximum(d, -d)


@style("lesson_02.down")
def down_by_rolling(x: Any) -> Any:
    return abs(np.roll(x, -1, 0) - np.roll(x, 1, 0))[1:-1, 1:-1].astype(np.float32)


# Lessons 03 and 07: convolutions.


@style("lesson_03.conv2d")
def conv_with_four_loops(x: Any, kernel: Any) -> Any:
    kh, kw = kernel.shape
    y = np.zeros((len(x) - kh + 1, len(x[0]) - kw + 1))
    for row, col in np.ndindex(*y.shape):
        for i in range(kh):
            for k in range(kw):
                y[row][col] += x[row + i][col + k] * kernel[i][k]
    return y


@style("lesson_03.conv2d")
def conv_in_numpy(x: Any, kernel: Any) -> Any:
    return (sliding_window_view(x, kernel.shape) * kernel).sum(axis=(-1, -2))


@style("lesson_03.conv2d")
def conv_in_a_comprehension(x: Any, kernel: Any) -> Any:
    kh, kw = kernel.shape
    rows, cols = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    return [[np.sum(x[r : r + kh, c : c + kw] * kernel) for c in cols] for r in rows]


@style("lesson_03.conv2d")
def conv_with_einsum(x: Any, kernel: Any) -> Any:
    return np.einsum("rcij,ij->rc", sliding_window_view(x, kernel.shape), kernel)


@style("lesson_03.conv2d")
def conv_tap_by_tap(x: Any, kernel: Any) -> Any:
    rows, cols = (size - k + 1 for size, k in zip(x.shape, kernel.shape))
    taps = np.ndindex(kernel.shape)
    return sum(kernel[i, k] * x[i : i + rows, k : k + cols] for i, k in taps)


@style("lesson_03.conv2d")
def conv_as_a_product(x: Any, kernel: Any) -> Any:
    windows = np.float32(sliding_window_view(x, kernel.shape))
    return Tensor(windows.reshape(*windows.shape[:2], -1) @ np.float32(kernel).ravel())


@style("lesson_07.volume")
def volume_with_loops(x: Any, kernel: Any, bias: Any) -> Any:
    kh, kw, channels, filters = kernel.shape
    y = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1, filters))
    for row, col, f in np.ndindex(*y.shape):
        for i, k, c in np.ndindex(kh, kw, channels):
            y[row, col, f] += x[row + i, col + k, c] * kernel[i, k, c, f]
    return y + bias


@style("lesson_07.volume")
def volume_in_numpy(x: Any, kernel: Any, bias: Any) -> Any:
    windows = sliding_window_view(x, kernel.shape[:3])[:, :, 0]
    return np.tensordot(windows, kernel, 3) + bias


@style("lesson_07.volume")
def volume_in_a_comprehension(x: Any, kernel: Any, bias: Any) -> Any:
    kh, kw = kernel.shape[:2]
    rows, cols = range(x.shape[0] - kh + 1), range(x.shape[1] - kw + 1)
    filters = range(len(bias))
    return [
        [
            [(x[r : r + kh, c : c + kw] * kernel[..., f]).sum() + bias[f] for f in filters]
            for c in cols
        ]
        for r in rows
    ]


@style("lesson_07.volume")
def volume_with_einsum(x: Any, kernel: Any, bias: Any) -> Any:
    windows = sliding_window_view(x, kernel.shape[:2], axis=(0, 1))
    return np.einsum("rcaij,ijaf->rcf", windows, kernel) + bias


@style("lesson_07.volume")
def volume_map_by_map(x: Any, kernel: Any, bias: Any) -> Any:
    maps = []
    for f, b in enumerate(bias):
        channels = range(x.shape[-1])
        maps.append(sum(conv_in_numpy(x[:, :, c], kernel[:, :, c, f]) for c in channels) + b)
    return np.stack(maps, axis=-1)


# Lesson 04: the matrix, and the gap.


@style("lesson_04.unroll")
def unroll_with_loops(kernel: Any, size: Any) -> Any:
    matrix = np.zeros((size - len(kernel) + 1, size))
    for row in range(len(matrix)):
        for i in range(len(kernel)):
            matrix[row, row + i] = kernel[i]
    return matrix


@style("lesson_04.unroll")
def unroll_in_numpy(kernel: Any, size: Any) -> Any:
    rows, k = size - len(kernel) + 1, len(kernel)
    matrix = np.zeros((rows, size), np.float32)
    matrix[np.arange(rows)[:, None], np.arange(rows)[:, None] + np.arange(k)] = kernel
    return matrix


@style("lesson_04.unroll")
def unroll_as_lists(kernel: Any, size: Any) -> Any:
    rest = size - len(kernel)
    return [[0] * row + list(kernel) + [0] * (rest - row) for row in range(rest + 1)]


@style("lesson_04.unroll")
def unroll_as_diagonals(kernel: Any, size: Any) -> Any:
    rows = size - len(kernel) + 1
    return sum(weight * np.eye(rows, size, i) for i, weight in enumerate(kernel))


@style("lesson_04.unroll")
def unroll_by_what_it_does(kernel: Any, size: Any) -> Any:
    return np.stack([np.correlate(unit, kernel, "valid") for unit in np.eye(size)], axis=-1)


@style("lesson_04.unroll")
def unroll_by_recursion(kernel: Any, size: Any) -> Any:
    if len(kernel) == size:
        return [list(kernel)]
    smaller = [[*row, 0] for row in unroll_by_recursion(kernel, size - 1)]
    return [*smaller, [0] * (size - len(kernel)) + list(kernel)]


@style("lesson_04.gap")
def gap_in_numpy(x: Any, kernel: Any) -> Any:
    turned = conv_in_numpy(np.rot90(x), kernel)
    return np.abs(turned - np.rot90(conv_in_numpy(x, kernel))).max()


@style("lesson_04.gap")
def gap_with_loops(x: Any, kernel: Any) -> Any:
    largest = 0.0
    first = conv_with_four_loops(np.rot90(x), kernel)
    second = np.rot90(conv_with_four_loops(x, kernel))
    for row in range(first.shape[0]):
        for col in range(first.shape[1]):
            largest = max(largest, abs(first[row, col] - second[row, col]))
    return largest


@style("lesson_04.gap")
def gap_in_a_comprehension(x: Any, kernel: Any) -> Any:
    first, second = conv_tap_by_tap(np.rot90(x), kernel), np.rot90(conv_tap_by_tap(x, kernel))
    return max(abs(a - b) for a, b in zip(first.flat, second.flat))


@style("lesson_04.gap")
def gap_without_rot90(x: Any, kernel: Any) -> Any:
    first = conv_with_einsum(x.T[::-1], kernel)
    return np.array(np.abs(first - conv_with_einsum(x, kernel).T[::-1]).max())


@style("lesson_04.gap")
def gap_as_a_norm(x: Any, kernel: Any) -> Any:
    d = conv_in_numpy(np.rot90(x), kernel) - np.rot90(conv_in_numpy(x, kernel))
    return float(np.linalg.norm(d.ravel(), np.inf))


# Lesson 05: the size of an output.


@style("lesson_05.output_size")
def size_rounded_down(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    return math.floor((n + before + after - kernel) / stride + 1)


@style("lesson_05.output_size")
def size_as_an_int(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    return int((n - kernel + before + after) / stride) + 1


@style("lesson_05.output_size")
def size_in_numpy(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    return np.floor((n + before + after - kernel) / stride) + 1


@style("lesson_05.output_size")
def size_counted(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    return len(range(0, n + before + after - kernel + 1, stride))


@style("lesson_05.output_size")
def size_rounded_up(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    return math.ceil((n + before + after - kernel + 1) / stride)


@style("lesson_05.output_size")
def size_walked(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    start, windows = -before, 0
    while start + kernel <= n + after:
        start, windows = start + stride, windows + 1
    return windows


@style("lesson_05.output_size")
def size_by_recursion(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    left = n + before + after
    return 0 if left < kernel else 1 + size_by_recursion(left - stride, kernel, stride, 0, 0)


@style("lesson_05.output_size")
def size_as_a_fraction(n: Any, kernel: Any, stride: Any, before: Any, after: Any) -> Any:
    steps = Fraction(n + before + after - kernel, stride)
    return Fraction(math.floor(steps) + 1)


# Lesson 06: max pooling.


@style("lesson_06.max_pool")
def pool_with_four_loops(x: Any, size: Any, stride: Any) -> Any:
    rows, cols = (x.shape[0] - size) // stride + 1, (x.shape[1] - size) // stride + 1
    y = np.full((rows, cols), -np.inf)
    for row, col in np.ndindex(rows, cols):
        for i, k in np.ndindex(size, size):
            y[row, col] = max(y[row, col], x[row * stride + i, col * stride + k])
    return y


@style("lesson_06.max_pool")
def pool_in_numpy(x: Any, size: Any, stride: Any) -> Any:
    return sliding_window_view(x, (size, size))[::stride, ::stride].max(axis=(2, 3))


@style("lesson_06.max_pool")
def pool_in_a_comprehension(x: Any, size: Any, stride: Any) -> Any:
    rows = range(0, x.shape[0] - size + 1, stride)
    cols = range(0, x.shape[1] - size + 1, stride)
    return [[np.max(x[r : r + size, c : c + size]) for c in cols] for r in rows]


@style("lesson_06.max_pool")
def pool_tap_by_tap(x: Any, size: Any, stride: Any) -> Any:
    height, width = x.shape[0] - size + 1, x.shape[1] - size + 1
    taps = [x[i : i + height, k : k + width] for i, k in product(range(size), repeat=2)]
    return reduce(np.maximum, taps)[::stride, ::stride]


@style("lesson_06.max_pool")
def pool_side_by_side(x: Any, size: Any, stride: Any) -> Any:
    def along(line: Any) -> Any:
        return [max(line[i : i + size]) for i in range(0, len(line) - size + 1, stride)]

    return np.array(list(map(along, np.array(list(map(along, x))).T))).T


# Lesson 08: the loss.


@style("lesson_08.cross_entropy")
def loss_with_a_loop(scores: Any, right: Any) -> Any:
    total = 0.0
    for score in scores:
        total += math.exp(score)
    return -math.log(math.exp(scores[right]) / total)


@style("lesson_08.cross_entropy")
def loss_in_numpy(scores: Any, right: Any) -> Any:
    powers = np.exp(scores - np.max(scores))
    return -np.log(powers / np.sum(powers))[right]


@style("lesson_08.cross_entropy")
def loss_in_a_comprehension(scores: Any, right: Any) -> Any:
    return np.log(sum(np.exp(score - scores[right]) for score in scores))


@style("lesson_08.cross_entropy")
def loss_with_a_one_hot_target(scores: Any, right: Any) -> Any:
    p = np.exp(scores) / np.exp(scores).sum()
    return np.array([-(np.eye(len(scores))[right] * np.log(p)).sum()])


@style("lesson_08.cross_entropy")
def loss_in_float32(scores: Any, right: Any) -> Any:
    return np.float32(np.logaddexp.reduce(np.float32(scores)) - np.float32(scores[right]))


def test_each_exercise_has_at_least_five_styles() -> None:
    assert {name: len(styles) >= 5 for name, styles in STYLES.items()} == dict.fromkeys(
        FUNCTIONS, True
    )


@pytest.mark.parametrize(
    ("name", "solution"),
    [(name, each) for name, styles in STYLES.items() for each in styles],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_every_style_passes(name: str, solution: Callable[..., Any]) -> None:
    verdict = FUNCTIONS[name](solution)
    assert verdict, verdict
    assert verdict.message == FUNCTIONS[name].praise
    for arguments in wide(name)[:5]:  # so that the style is right in itself
        expected = FUNCTIONS[name].answer(*arguments)
        copies = [np.array(each) if isinstance(each, np.ndarray) else each for each in arguments]
        assert same(expected, solution(*copies)), arguments
