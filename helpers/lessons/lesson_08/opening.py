"""The moving picture at the start of lesson 08: a digit runs through a network, a class wins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.core import reference
from helpers.core.arrays import Array
from helpers.data import samples
from helpers.draw.keyframes import Key, Part, appearing, moving
from helpers.draw.motion import Motion
from helpers.draw.svg import tag
from helpers.draw.themed import frame, label, line, picture, polygon, signed

KERNELS = ("sobel x", "sobel y")
"""Kernels of ``samples.KERNELS``; each is used twice, as it is and with the other sign."""
EXAMPLES = 300
"""Digits whose mean features are the weights of the dense layer: enough, and quickly computed."""
MIDDLE, HEIGHT, NAMES = 188.0, 350.0, 34.0
"""The height on which all is centred, the height of the stage, and the line of the names."""
LEFT, MAPS, POOLED, ROW, BARS = 20.0, 204.0, 322.0, 438.0, 530.0
"""The left edges of the picture, the maps, the pooled maps, the flattened row and the bars."""
PIXEL, CELL, LARGE, FLAT = 16.0, 8.0, 12.0, 4.6
"""The sides of a cell of the picture, of a map and of a pooled map, and the height in the row."""
PITCH, STEP = 76.0, 29.0
"""The distances of two maps, and of two bars."""
CONVOLVES, POOLS, FLATTENS, JOINS, WINS = 0.9, 3.6, 5.2, 6.6, 7.8
"""When each layer begins, and when the winner is marked."""


@dataclass(frozen=True)
class Run:
    """What a small network computes for one digit.

    Args:
        x: The digit (8, 8).
        maps: The maps (8, 8, 4) after convolution and relu.
        pooled: The maps (4, 4, 4) after pooling.
        shares: What each of the flattened numbers adds to each score (64, 10).
        scores: The scores (10,).
    """

    x: Array
    maps: Array
    pooled: Array
    shares: Array
    scores: Array


def run(digit: int = 4, example: int = 0) -> Run:
    """Return what the network computes for a digit.

    Its kernels are chosen, the weights of its dense layer are mean features: nothing is learned.

    Args:
        digit: The digit.
        example: Which of its pictures.
    """
    chosen = [samples.KERNELS[name] for name in KERNELS]
    kernel = np.stack([sign * each for each in chosen for sign in (1, -1)], axis=-1)[:, :, None]
    pictures, labels = samples.digits()
    x = samples.digit(digit, example)
    batch = np.concatenate([pictures[:EXAMPLES], x[None]])[..., None]
    maps = np.maximum(reference.conv2d(batch, kernel, padding="same"), 0)
    pooled = reference.max_pool2d(maps, 2)
    flat = pooled.reshape(len(pooled), -1)
    known, names = flat[:-1], labels[:EXAMPLES]
    means = np.stack([known[names == each].mean(axis=0) for each in range(10)], axis=1)
    # |flat − mean|² without the term that all classes share: the nearest mean has the top score.
    middle = known.mean(axis=0)[:, None]
    shares = (flat[-1][:, None] - (means + middle) / 2) * (means - middle)
    return Run(x, maps[-1], pooled[-1], shares, shares.sum(axis=0))


def opening(digit: int = 4) -> Motion:
    """Return a digit that runs through convolution, relu, pooling, flatten and dense.

    Args:
        digit: The digit.
    """
    computed = run(digit)
    maps = computed.maps.shape[-1]
    tops = [MIDDLE + PITCH * (place - maps / 2) + (PITCH - 8 * CELL) / 2 for place in range(maps)]
    left = (LEFT, MIDDLE - 4 * PIXEL)
    parts: list[Part] = [
        label(LEFT, NAMES, "picture", "input", anchor="start"),
        picture(255 * computed.x / 16, *left, PIXEL),
        frame(*left, 8 * PIXEL, 8 * PIXEL, "line", line=1, corner=0),
        *(part for place, top in enumerate(tops) for part in _branch(computed, place, top)),
        *_joined(computed),
    ]
    for x, name, at in (
        (MAPS + 4 * CELL, "convolve", CONVOLVES),
        (POOLED + 2 * LARGE, "pool", POOLS),
        (ROW + 8, "flatten", FLATTENS),
        (BARS + 88, "scores", JOINS),
    ):
        parts.append(appearing(label(x, NAMES, name, "output"), at))
    alt = (
        f"A handwritten {digit} runs through a network: four kernels make four maps, pooling "
        "shrinks them, they are written in one row, a dense layer makes ten scores of it, and "
        f"the score of {computed.scores.argmax()} is the largest"
    )
    return Motion(parts, alt, 11, HEIGHT)


def _branch(computed: Run, place: int, top: float) -> list[Part]:
    """Return a map, its pooled map, and the beams that lead to them.

    Args:
        computed: What the network computes.
        place: The number of the map.
        top: Its upper edge.
    """
    begins = CONVOLVES + 0.55 * place
    most, side, half = float(computed.maps.max()) * 0.6, 8 * CELL, 4 * LARGE
    small = top + (side - half) / 2
    start = LEFT + 8 * PIXEL
    first = [
        (start, MIDDLE - 4 * PIXEL),
        (MAPS, top),
        (MAPS, top + side),
        (start, MIDDLE + 4 * PIXEL),
    ]
    second = [
        (MAPS + side, top),
        (POOLED, small),
        (POOLED, small + half),
        (MAPS + side, top + side),
    ]
    shown = signed(computed.maps[:, :, place], most, MAPS, top, CELL)
    shown += frame(MAPS, top, side, side, "line", line=1, corner=0)
    pooled = signed(computed.pooled[:, :, place], most, POOLED, small, LARGE)
    pooled += frame(POOLED, small, half, half, "output", line=2, corner=2)
    at = POOLS + 0.2 * place
    return [
        appearing(polygon(first, "kernel", 0.13), begins),
        moving(shown, Key(0, down=0), Key(begins + 0.2, down=0), Key(begins + 0.9), even=True),
        appearing(polygon(second, "output", 0.16), at),
        appearing(pooled, at + 0.2),
    ]


def _joined(computed: Run) -> list[Part]:
    """Return the flattened row, the scores, and the lines from the row to the winner.

    Args:
        computed: What the network computes.
    """
    flat = computed.pooled.reshape(-1, 1)
    winner, most = int(computed.scores.argmax()), float(computed.maps.max()) * 0.6
    top = MIDDLE - FLAT * len(flat) / 2
    row = tag(
        "g", signed(flat, most, 0, 0, 1), transform=f"translate({ROW} {top}) scale(16 {FLAT})"
    )
    row += frame(ROW, top, 16, FLAT * len(flat), "output", line=2, corner=2)
    fan = [
        (POOLED + 4 * LARGE, MIDDLE - 138),
        (ROW, top),
        (ROW, MIDDLE * 2 - top),
        (POOLED + 4 * LARGE, MIDDLE + 138),
    ]
    goal = (BARS - 6, MIDDLE + STEP * (winner - 4.5))
    shares = computed.shares[:, winner]
    lines = "".join(
        line(
            ROW + 16,
            top + FLAT * (i + 0.5),
            *goal,
            "more7" if share > 0 else "less7",
            1 + 2 * abs(share) / abs(shares).max(),
        )
        for i, share in enumerate(shares.tolist())
    )
    return [
        appearing(polygon(fan, "output", 0.16), FLATTENS),
        moving(row, Key(0, down=0), Key(FLATTENS + 0.2, down=0), Key(FLATTENS + 1.1), even=True),
        moving(lines, Key(0, shown=0), Key(JOINS, shown=0), Key(JOINS + 0.7), even=True),
        *_bars(computed.scores),
    ]


def _bars(scores: Array) -> list[Part]:
    """Return a bar for each score (10,); the largest becomes green."""
    lowest, highest = float(scores.min()), float(scores.max())
    unit = 138 / (highest - lowest)
    zero = 704 - unit * highest
    parts: list[Part] = [line(zero, MIDDLE - STEP * 5, zero, MIDDLE + STEP * 5, "line")]
    for number, score in enumerate(scores.tolist()):
        y = MIDDLE + STEP * (number - 4.5)
        won = score == highest
        full = unit * score / 100
        keys = (
            Key(0, zero, wide=0),
            Key(JOINS + 0.5, zero, wide=0),
            Key(JOINS + 1.3, zero, wide=full),
        )
        parts.append(label(BARS + 8, y + 7, f"{number}", "soft"))
        parts.append(moving(frame(0, y - 10, 100, 20, "none", "soft", 0, 0, 0.55), *keys))
        if won:
            green = frame(zero, y - 10, unit * score, 20, "none", "output", 0, 0)
            green += frame(BARS - 6, y - 14, 28, 28, "output", "output", 2)
            green += label(BARS + 8, y + 7, f"{number}", "ground", 20)
            parts.append(appearing(green, WINS))
    return parts
