"""Every number of the exercises a second time, as one computes it by hand.

Nothing of ``helpers`` is used. For each exercise that is answered by numbers: the numbers in its
question, the right answer, and the number of each known mistake, in the order of the exercise.
For each choice with numbers: those in its question, in its answer and in its wrong answers.

Sources: a dense layer has inputs · units + units parameters and a convolution
(kh · kw · channels + 1) · filters (Dumoulin and Visin, 2016; Keras's ``count_params``); an output
has ⌊(n + pads − kernel) / stride⌋ + 1 cells (the same, relationship 6); a receptive field grows by
(kernel − 1) · (product of the strides before) with each layer (Araujo, Norris and Sim, 2019).
"""

from __future__ import annotations

from math import e, log
from typing import Any

LESSON_01: dict[str, tuple[str, Any, list[Any]]] = {
    # 2·1 − 1·2 + 3·3 + 2
    "neuron": ("2 1 3 1 −2 3 2", 2 - 2 + 9 + 2, [9, 2 + 2 + 9 + 2, 6 + 2 + 2, 6 * 2 + 2]),
    "bent": ("−12", 0, [9 - 12, 3, 9, 9 + 2]),
    "connections": (
        "5 4 5 4 5 1",
        20 + 20 + 20 + 20 + 5,
        [85 + 4 + 5 + 4 + 5 + 1, 5 * 4 * 5 * 4 * 5, 5 + 19, 19, 16 + 25 + 16 + 25 + 1, 25 + 83],
    ),
    "parameters": (
        "4 4 4 4 4 1",
        4 * (16 + 4) + 4 + 1,
        [4 * 16 + 4, 68 + 21, 68 + 5, 4**5, 5 * 4 + 1],
    ),
    "digits": (
        "28 28 512",
        784 * 512 + 512,
        [784 * 512, 784 * 512 + 784, 784 * 512 + 1, 784 + 512, 28 * 512 + 512, 512 * 512],
    ),
    "colour": (
        "32 32 28,800",
        3072 * 28800 + 28800,
        [3072 * 28800, 1024 * 28800 + 28800, 1024 * 28800, (27 + 1) * 32],
    ),
    # The second layer has 5,130 parameters.
    "share": (
        "784 512 10",
        100 * 401920 / 407050,
        [0.987, 1.3, round(78400 / 1306, 1)],
    ),
}
LESSON_02: dict[str, tuple[str, Any, list[Any]]] = {
    # The pixel 3 meets 4, then −5.
    "shift": ("", 3 * -5, [3 * 4, 3 * -2, -5, 3 * 5, 12 - 15]),
    "places": ("28 28 3 3", 26 * 26, [28 * 28, 9 * 9, 25 * 25, 27 * 27, 26, 26 + 26]),
    # Of a square of 5×5: each map has 20 cells, 4 in both, so 36 in one of them and 16 in one only.
    "corners": ("0", 4, [20, 20 + 20 - 4, 1, 0, 20 - 4]),
    "price": (
        "28 28",
        784 * 676 + 676,
        [784 * 676, 676 * 10, 676 * 9, 784 + 1, 10, 784 * 784 + 784],
    ),
}
LESSON_03: dict[str, tuple[str, Any, list[Any]]] = {
    # The window 5 3 1 / 9 4 2 / 4 3 1 and the kernel 1 0 −1 / 2 1 −2 / 0 3 2.
    "cell": (
        "1 2",
        5 - 1 + 2 * 9 + 4 - 2 * 2 + 3 * 3 + 2 * 1 + 2,
        [
            33,
            2 * 5 + 3 * 3 - 2 * 9 + 4 + 2 * 2 - 4 + 1 + 2,  # flipped
            10 + 9 - 18 + 4 + 4 - 4 + 1,
            5 + 2 * 3 + 4 + 3 * 2 - 4 - 2 * 3 + 2 + 2,  # by columns
            5 - 4 + 2 * 3 + 4 - 2 * 3 + 3 * 2 + 0 + 2,  # row 2, column 1
            1 - 1 + 2 * 3 + 5 - 2 * 3 + 3 * 9 + 2 * 4 + 2,  # row 0, column 1
            5 + 3 + 1 + 9 + 4 + 2 + 4 + 3 + 1 + 2,
        ],
    ),
    "size": (
        "6 8 3 3",
        (6 - 3 + 1, 8 - 3 + 1),
        [(6, 8), (5, 7), (3, 5), (2, 2), (2, 3), (3, 3), (6, 4)],
    ),
    "parameters": (
        "3 3 28 28",
        9 + 1,
        [9, 9 * 676, 10 * 676, 9 * 784, 784 + 1, 784, 26 * 26],
    ),
    # A layer does not flip: output cell (row, col) reads left of its centre.
    "mover": (
        "3 3",
        [[0, 0, 0], [1, 0, 0], [0, 0, 0]],
        [
            [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
            [[0, 1, 0], [0, 0, 0], [0, 0, 0]],
            [[0, 0, 0], [0, 0, 0], [0, 1, 0]],
            [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
            [[1, 0, 0], [1, 0, 0], [1, 0, 0]],
            [[0, 0, 0], [1, 1, 0], [0, 0, 0]],
        ],
    ),
    "even": ("0", -(4 * 1 + 4 * 2), [12, 0, 1 - 12, -8, -4]),
}
LESSON_04: dict[str, tuple[str, Any, list[Any]]] = {
    "products": (
        "3 3 28 28",
        9 * 676,
        [9, 9 * 784, 784 * 676, 10 * 676, 26 * 26, 9 * 26],
    ),
    "unshared": (
        "26 26 3 3",
        676 * (9 + 1),
        [10, 9 * 676, 9 * 676 + 1, 784 * 676 + 676, 10 * 784],
    ),
    "larger": ("56 56 3 3", 10, [4 * 10, 2 * 10, 9, 10 * 54 * 54, 9 * 54 * 54, 36 + 1]),
    "nonzero": ("3 3 0 5 5 0", 9 * 9, [9 * 25, 9, 25, 3 * 9, 225 - 81]),
    "any_size": (
        "3 3 28 28 40 60",
        (40 - 2, 60 - 2),
        [(26, 26), (40, 60), (28, 28), (58, 38), (37, 57)],
    ),
    # 3,072 inputs, 28,800 outputs; a filter has 27 weights.
    "fewer": (
        "32 32 30 30 32",
        round(3072 / 27),
        [
            3072 / 27,
            3072 // 27,
            round((3072 * 28800 + 28800) / 896),
            round(3072 / 9),
            0,
            round((3072 * 28800 + 28800) / (28 * 28800)),
            round(1024 / 27),
        ],
    ),
    "place": ("2 3", (2 + 2, 3 - 1), [(2, 3), (0, 4), (4, 4), (1, 5), (2, 4)]),
}
LESSON_05: dict[str, tuple[str, Any, list[Any]]] = {
    "five": ("28 28 3 3", 28 - 5 * 2, [28, 28 - 2, 28 - 5, 28 - 15]),
    "once": ("10 3", 14 - 3 + 1, [12 - 3 + 1, 10 - 3 + 1, 14, 14 - 3, 18 - 3 + 1]),
    "strided": ("7 3 2", 4 // 2 + 1, [7 - 3 + 1, 6 // 2 + 1, 4 // 2, 7 / 2, 5 / 2]),
    # ⌈6 / 2⌉ = 3 windows reach over 2 · 2 + 3 = 7 cells.
    "uneven": ("6 3 2", (0, 1), [(1, 1), (1, 0), (0, 0), (0, 2), (2, 2), (0.5, 0.5)]),
    "span": ("2", 2 * 2 + 1, [3 * 2, 3, 2 * 3 + 1, 2 * 2]),
    "field": (
        "3 1 2 4 1",
        1 + 2 + 4 + 8,
        [1 + 2 + 2 + 2, 2 * 4 + 1, 3, 3**3, 3 + 5 + 9, 2 + 4 + 8],
    ),
    "ordinary": ("", (1, 1), [(0, 0), (0, 1), (1, 0), (1, 2), (2, 1)]),
    # 16 windows reach over 15 · 2 + 5 = 35 cells.
    "halve": ("32 5 2", (1, 2), [(2, 2), (2, 1), (0, 0), (3, 3), (0, 3)]),
}
LESSON_06: dict[str, tuple[str, Any, list[Any]]] = {
    # The window 3 1 / 0 8; one row further down it is 0 8 / 2 5, that to its right 0 2 / 4 2.
    "largest": ("2 2 2 1 0", 8, [3 + 1 + 0 + 8, 12 / 4, 0, 6, 5, 7]),
    "mean": ("", 12 / 4, [8, 12, 12 / 2, (1 + 3) / 2, 12 / 3]),
    "parameters": ("2 2 32", 0, [4, 4 + 1, 4 * 32, 5 * 32, 1]),
    "shape": (
        "30 30 32 2 2",
        (15, 15, 32),
        [(15, 15, 1), (15, 15, 16), (30, 30, 16), (29, 29, 32), (28, 28, 32), (15, 15)],
    ),
    "overlap": ("55 55 3 3 2", 52 // 2 + 1, [52 // 3 + 1, 52 + 1, 54 // 2 + 1, 52 // 2, 55 / 2]),
    "corner": ("3 3 6 2 2 2", 6, [6 / 4, 6 / 2, 0]),
    "head": (
        "15 15 32 10",
        32 * 10 + 10,
        [7200 * 10 + 10, 32 * 10, 225 * 10 + 10, 10 + 10],
    ),
    "field": (
        "3 3 3 3 2 2 2 3 3",
        1 + 2 + 2 + 1 + 2 * 2,
        [1 + 2 + 2 + 2, 1 + 2 + 2 + 1 + 2, 3, 3 + 3 + 2 + 3, 2 + 2 + 1 + 4],
    ),
}
LESSON_07: dict[str, tuple[str, Any, list[Any]]] = {
    "maps": (
        "3 3 6 8",
        (4, 6, 4),
        [(6, 8, 4), (4, 6, 1), (4, 4, 6), (16, 6, 1), (4, 6, 3), (4, 6)],
    ),
    # Red 3 1 / 0 2 with 1 0 / 0 1, green 1 1 / 2 0 with 0 −1 / 2 0, blue 0 1 / 1 0 with 1 1 / 0 −1.
    "cell": (
        "1 0",
        (3 + 2) + (-1 + 4) + 1 + 1,
        [
            5 + 3 + 1,
            5 + 3 + 1 + 3,
            5 + 1,
            5,
            (5, 3, 1),
            (6, 4, 2),
            9 / 3 + 1,
            # Row 0, column 1: red 0 2 / 1 0, green 2 1 / 1 3, blue 1 0 / 1 1.
            0 + 0 + (-1 + 2) + (1 - 1) + 1,
        ],
    ),
    "ten": ("10 3 3", 10, [3 * 10, 3, 1, 3 + 10, 9 * 10]),
    "parameters": (
        "32 3 3 32 32",
        (27 + 1) * 32,
        [
            27 * 32,
            (9 + 1) * 32,
            9 * 32,
            (9 + 1) * 3 * 32,
            27 + 1,
            27 * 32 + 1,
            (27 + 1) * 3,
            896 * 900,
            3072 * 32 + 32,
        ],
    ),
    "changes": ("0 0 0 0 9 9 9 9 −1 0 1 0", 2, [4, 1, 3, 8 - 3 + 1, 0]),
    "second": ("64 3 3 18,496", (289 - 1) / 9, [3, 289 / 9, 64, 18496 / 64, 289 - 1]),
    # The second difference, as in a second derivative.
    "bend": (
        "3 0 2 1",
        (-1, 2, -1),
        [(-1, 0, 1), (1, -2, 1), (0, 2, 0), (-2, 2, 0), (0, 2, -2), (1, 2, 1), (-0.5, 1, -0.5)],
    ),
}
POWERS = e**2 + e + 1 / e
FIRST, BLOCK, LAST = 28 * 32, (9 * 32 + 1) * 64, 512 * 10 + 10


def network(flat: int, block: int = BLOCK) -> int:
    """Parameters of lesson 08's network with a second block, and ``flat`` flattened numbers."""
    return FIRST + block + flat * 512 + 512 + LAST


LESSON_08: dict[str, tuple[str, Any, list[Any]]] = {
    "shape": (
        "32 32 4 3 3 2 2",
        (15, 15, 4),
        [(16, 16, 4), (30, 30, 4), (15, 15, 1), (15, 15, 2), (14, 14, 4), (15, 15, 36)],
    ),
    "percent": (
        "2 1 −1 7.39 2.72 0.37",
        round(100 * e**2 / POWERS),
        [
            100,
            50,
            67,
            round(100 * e / POWERS),
            round(100 / e / POWERS),
            round(100 * e**2 / (e**2 + e)),
            round(100 * e**2),
            round(100 * e**2 / POWERS, 1),
            round(e**2 / POWERS, 3),
        ],
    ),
    "flat": (
        "32 32 3 32 3 3 2 2 25",
        225 * 32,
        [225, 900 * 32, 256 * 32, 0.75 * 7200, 225 * 3, 7200 * 3, 15 + 15 + 32],
    ),
    "field": (
        "5 5 2 2 3 3",
        1 + 4 + 1 + 2 * 2,
        [3, 5, 1 + 4 + 2, 1 + 4 + 1 + 2, 5 + 1, 5 * 3, 6 * 3, 5 * 2 * 3, 10 * 10],
    ),
    "second_block": (
        "64 3 3 2 2",
        network(36 * 64),
        [
            network(225 * 32),
            network(49 * 64),
            network(169 * 64),
            network(36 * 32),
            network(36),
            network(36 * 64, 10 * 64),
            network(36 * 64, 28 * 64),
            network(64 * 64),
            network(36 * 64) - FIRST,
            network(36 * 64) - LAST,
        ],
    ),
}
SELF_TEST: dict[str, tuple[str, Any, list[Any]]] = {
    "biases": ("3 4 2", 12 + 4 + 8 + 2, [12 + 8, 3 * 4 * 2, 3 + 4 + 2, 26 + 3]),
    "shared": ("3 3 100 100", 9 + 1, [9, 10 * 98 * 98, 9 * 98 * 98, 98 * 98, 10000 + 1]),
    "floors": ("8 3 2", 5 // 2 + 1, [5 / 2 + 1, 3 + 1, 8 - 3 + 1, 5 // 2, 5 / 2]),
    "weightless": ("2 2 32 30 30", 0, [4, 4 + 1, 4 * 32, (4 * 32 + 1) * 32, 225 * 32]),
    "deep": ("5 5", 25 * 3, [25, 75 + 1, 25 + 1, 75 * 3]),
    "maps": ("10", 10, [3 * 10, 3, 3 + 10, 1]),
    "reach": ("3 3 1", 1 + 2 + 2, [3, 3 + 3, 3 * 3, 3 + 1]),
}
MILLION, PICTURE, FLAT = 1e6, 32 * 32 * 3, 15 * 15 * 32
LESSON_09: dict[str, tuple[str, Any, list[Any]]] = {
    "size": (
        "50,000 32 32 64 8",
        50000 * PICTURE * 8 / MILLION,
        [153.6, 2 * 307.2, 50000 * 1024 * 8 / MILLION, 1228.8 * MILLION, 1.2288],
    ),
    "parameters": (
        "15 15 32 512",
        FLAT * 512 + 512,
        [
            FLAT * 512,
            PICTURE * 512 + 512,
            900 * 32 * 512 + 512,
            225 * 512 + 512,
            896 + 3686912 + 5130,
            896,
        ],
    ),
    # Batches of 128: 312.5 of 40,000, 390.6 of 50,000, 78.1 of 10,000.
    "steps": ("50,000 128", 313, [391, 312, 40000 / 128, 40000, 79]),
    "untrained": ("", log(10), [-log(10), 1 / 10, 1, 1 / (log(2) / log(10)), 1 - 1 / 10]),
    # The loss of w is (2·w − 4)², its slope 8·w − 16.
    "one_step": ("5 36 24 0.05", 5 - 1.2, [5 + 1.2, 5 - 24, 5 - 1.8, 1.2, -1.2, 2]),
    "pixel": ("204", 204 / 255, [204, 204 / 256, 0.8 / 255, 204 * 255, 0]),
    # The table in the lesson: B is best in validation.
    "accuracy": ("", 67.9, [69.0, 91.0, 68.5, 70.0, 67.9 / 100]),
    "batch": (
        "128 32 4",
        128 * PICTURE * 4 / MILLION,
        [
            128 * PICTURE / MILLION,
            128 * PICTURE * 8 / MILLION,
            128 * 1024 * 4 / MILLION,
            PICTURE * 4 / MILLION,
            128 * PICTURE * 4,
            50000 * PICTURE * 4 / MILLION,
        ],
    ),
    "same": (
        "",
        896 + 256 * 32 * 512 + 512 + 5130,
        [
            896 + FLAT * 512 + 512 + 5130,
            8192 * 512 + 512,
            896 + 8192 * 512 + 512,
            896 + 1024 * 32 * 512 + 512 + 5130,
            864 + 8192 * 512 + 5120,
        ],
    ),
}
EXERCISES = {
    "lesson_01": LESSON_01,
    "lesson_02": LESSON_02,
    "lesson_03": LESSON_03,
    "lesson_04": LESSON_04,
    "lesson_05": LESSON_05,
    "lesson_06": LESSON_06,
    "lesson_07": LESSON_07,
    "lesson_08": LESSON_08,
    "lesson_08.self_test": SELF_TEST,
    "lesson_09": LESSON_09,
}

CHOICES: dict[str, list[str]] = {
    "lesson_02.same": ["3", "", "3", "", ""],
    "lesson_03.nothing": ["0", "", "", "", "", ""],
    "lesson_03.flipped": ["1 2 3 4 5 6 7 8 9", "180 9 8 7", "1 2 3", "3 2 1", ""],
    "lesson_04.turned": ["90 90", "", "", "", ""],
    # (32 − 3) // 3 + 1 = 10 with stride 3, 32 − 3 + 1 = 30 with stride 1.
    "lesson_05.third": ["2 64 3 3 32 32", "64 10 10", "64 30 30", "64 32 32", "3 30 30"],
    "lesson_05.exact": ["8 3 2 6 7", "3", "8 3 2", "4", "4"],
    "lesson_06.shift": ["2 2 2", "", "", "", ""],
    "lesson_06.two": ["2 2 2", "", "", "", ""],
    "lesson_07.depth": ["3 3", "27 3 3", "9 3 3", "9", "27 3 3"],
    "lesson_07.equal": ["9 0 0 0 9 0", "0", "", "", "0"],
    "lesson_07.grows": ["8 8 80 80", "", "", "", ""],
    "lesson_08.shifted": ["10 12 11 9", "", "", "1", ""],
    "lesson_08.two_losses": ["0.5 0.45 0.05 0.5 0.25 0.25", "", "", ""],
    "lesson_08.most": ["", "512", "2 32", "2", "10"],
    # Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, 2015, section 6.4.
    "lesson_08.year": ["5.1", "2015", "2012", "2014", "2017"],
    "lesson_08.self_test.flip": ["−1 0 1 0 0 9", "9", "−9", "0"],
    "lesson_08.self_test.moved": ["5 1", "5", "", "", "5"],
    "lesson_08.self_test.larger": ["32 32 64 64", "", "", ""],
    "lesson_08.self_test.third": ["2 64 3 3", "64 3 3 3", "64 3 3 1", "64 3 3 3"],
    "lesson_08.self_test.tolerant": ["2 2", "", "", ""],
    "lesson_08.self_test.grows": ["10 512 10 64 64", "512", "", "", ""],
    "lesson_08.self_test.asked": ["0.2 0.7 0.1", "0.2", "0.7", "0.2 0.7 0.1", "1 0.2"],
    "lesson_09.way_down": ["5 24", "", "", "0 0", ""],
    "lesson_09.too_large": ["0.26 0.05", "", "", "", ""],
    "lesson_09.curves": ["20", "", "", ""],
    "lesson_09.edges": ["20 32", "", "", ""],
}
