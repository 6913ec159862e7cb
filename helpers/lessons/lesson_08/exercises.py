"""Exercises of lesson 08, convolutional networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.core import params
from helpers.core.arrays import Array
from helpers.core.geometry import Axis
from helpers.core.layer_base import Layer
from helpers.core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from helpers.core.network import Stack, receptive_field
from helpers.core.reference import softmax
from helpers.quiz.exercise import Choice, Exercise, Verdict

INPUT = (32, 32, 3)
BUDGET, REACH = 100_000, 10
SCORES = np.array([2, 1, -1])


def _network(*more: Layer, padding: str = "valid") -> Stack:
    """Return the network of the lesson, with ``more`` layers before Flatten."""
    first = Conv2D(32, 3, padding=padding, activation="relu")
    dense = [Dense(512, "relu"), Dropout(0.5), Dense(10, "softmax")]
    return Stack(INPUT, [first, MaxPooling2D(2), Dropout(0.25), *more, Flatten(), *dense])


_side = Axis(32, 3).output
_pooled = Axis(_side, 2, 2).output
_flat = _network().placed[3].output[0]
_percent = [round(100 * share) for share in softmax(SCORES).tolist()]

shape = Exercise(
    "A grey picture of 32×32, a convolution with 4 filters of 3×3 and no padding, a relu, and a "
    "max pooling of 2×2. What comes out: how many rows, columns and channels?",
    Stack((32, 32, 1), [Conv2D(4, 3), MaxPooling2D(2)]).output,
    [
        ((16, 16, 4), "You halved the picture. The convolution without padding takes 2 off first."),
        ((_side, _side, 4), "That is after the convolution. The pooling halves rows and columns."),
        ((_pooled, _pooled, 1), "Each of the 4 filters makes a feature map of its own."),
        ((_pooled, _pooled, 2), "The pooling halves rows and columns. The channels stay."),
        ((14, 14, 4), "The relu works on each number by itself: it changes no size."),
        (
            (_pooled, _pooled, 36),
            "A filter gives one number per window, not one per weight.",
        ),
    ],
    "Right: 32 − 3 + 1 = 30, half of it is 15, and each of the 4 filters has its map.",
    "First the convolution: n − k + 1 along each axis. Then the pooling halves that.",
)

percent = Exercise(
    "The scores are 2 for cat, 1 for dog, −1 for horse. With e² ≈ 7.39, e¹ ≈ 2.72 and e⁻¹ ≈ 0.37: "
    "how probable is the cat, in whole per cent?",
    _percent[0],
    [
        (100, "You took shares of the scores: 2 / (2 + 1 − 1). First take e^a of each."),
        (50, "You took shares of the scores without their signs. First take e^a of each."),
        (67, "That is 2 of 3: the scores themselves, without the horse's. First take e^a of each."),
        (_percent[1], "That is the dog's. The cat's power is the largest of the three."),
        (_percent[2], "That is the horse's. The cat's power is the largest of the three."),
        (73, "You left the horse out of the sum. A negative score still has a positive power."),
        (739, "That is the power. Divide it by the sum of all three."),
        (70.5, "The share is right; in whole per cent it is 71."),
        (0.705, "The share is right; in whole per cent it is 71."),
    ],
    "Right: 7.39 / (7.39 + 2.72 + 0.37). The powers are all positive, and the shares add up to 1.",
    "Divide 7.39 by the sum of the three powers, and write the share in per cent.",
)

shifted = Choice(
    "Now every score grows by 10: 12, 11 and 9. What do the three probabilities do?",
    "They stay as they were",
    [
        (
            "All three grow",
            "They add up to 1 before and after, so they cannot all grow. Each power grows by the "
            "same factor e^10, and a common factor cancels in the share.",
        ),
        (
            "The largest comes nearer to 1",
            "That is what multiplying the scores would do. Adding gives each power the same factor "
            "e^10, and it cancels in the share.",
        ),
        (
            "They come nearer to each other",
            "12, 11 and 9 look more alike, but softmax sees only their differences, and those are "
            "the same.",
        ),
    ],
    "Right: each power grows by the same factor, and it cancels. Only differences count.",
)

two_losses = Choice(
    "The picture shows a cat. Network A says cat 0.5, dog 0.45, horse 0.05. Network B says "
    "cat 0.5, dog 0.25, horse 0.25. Whose loss is larger?",
    "Neither: they are equal",
    [
        (
            "A's, because it says that a dog is nearly as probable",
            "What the wrong classes get is multiplied by a 0 of the one-hot target. Only the "
            "cat's 0.5 counts.",
        ),
        (
            "B's, because it is wrong twice",
            "The loss does not count wrong classes. Their terms are multiplied by 0, and both "
            "networks give the cat 0.5.",
        ),
    ],
    "Right: only the probability of the right class counts, and it is 0.5 in both.",
)

flat = Exercise(
    "The picture is 32×32×3. A convolution with 32 filters of 3×3 and no padding, a max pooling of "
    "2×2, a dropout of 25 %. How many numbers does Flatten put in its row?",
    _flat,
    [
        (_pooled**2, "That is one feature map. There are 32 of them."),
        (_side**2 * 32, "That is before the pooling: it keeps one of four cells."),
        (16**2 * 32, "That is with padding. Without it, the convolution gives 30×30."),
        (
            round(0.75 * _flat),
            "Dropout sets a part to 0, and only in training. The zeros keep their places.",
        ),
        (_pooled**2 * 3, "After the convolution there are 32 channels, no longer 3."),
        (_pooled**2 * 32 * 3, "The 3 colours went into each of the 32 sums: they are gone."),
        (2 * _pooled + 32, "Multiply rows, columns and channels; do not add them."),
    ],
    "Right: 15·15·32. Each of these numbers will be joined to every unit of the dense layer.",
    "Rows × columns × channels of what the pooling gives.",
    working="15·15·32",
)

most = Choice(
    "In which layer of this network do most of its parameters sit?",
    "Dense, 512 units",
    [
        (
            "Conv2D, 32 filters",
            "Its weights are few, and each of them is used at all 900 positions: "
            f"{params.conv2d(3, 3, 32)!r}.",
        ),
        (
            "MaxPooling2D",
            "A pooling has no parameters at all: nothing is learned in taking the largest of four.",
        ),
        (
            "Dense, 10 units",
            "It is dense, too, but it has only 512 inputs and 10 units: "
            f"{params.dense(512, 10)!r}. Now look at the other one.",
        ),
    ],
    "Right. Every one of the flattened numbers has a weight of its own for each of the 512 units.",
)

same = Choice(
    'In the convolution, padding="valid" becomes padding="same". What does the number of '
    "parameters of the whole network do?",
    "It grows",
    [
        (
            "It stays the same",
            "The convolution's does. But its maps are larger now, so Flatten passes on more "
            "numbers, and each has 512 weights in the dense layer.",
        ),
        (
            "It shrinks",
            "Padding keeps the maps larger: 16×16 after the pooling. More numbers reach the dense "
            "layer, not fewer.",
        ),
    ],
    "Right: the convolution itself keeps its 896, but it passes on larger maps.",
)

field = Exercise(
    "A convolution of 5×5, a max pooling of 2×2, and a convolution of 3×3. One unit at the end "
    "depends on a square of the picture: how many pixels is its side?",
    receptive_field([5, (2, 2), 3]).size,
    [
        (3, "That is the last kernel. Each of its inputs has seen more than one pixel itself."),
        (5, "That is the largest kernel. The two layers after it see more."),
        (7, "That is the two convolutions alone. The pooling between them widens the view."),
        (8, "That is stride 1 in the pooling. Neighbours after it are 2 pixels apart."),
        (
            6,
            "One pooled cell sees 6 pixels, and there are three. (Or did you count the 6 cells of "
            "the first maps that three pooled cells cover? Each of those sees 5 pixels.)",
        ),
        (15, "You multiplied the kernels. Neighbouring windows overlap."),
        (18, "Three pooled cells see 6 pixels each, but not 18 in all: their views overlap."),
        (30, "You multiplied all sizes. Neighbouring windows overlap."),
        (100, "That is the whole square. The question is its side."),
    ],
    "Right: 3 pooled cells are 6 cells of the first maps, and those 6 see 10 pixels.",
    "Go backwards: 3 cells after the pooling, how many before it, and how many pixels do they see?",
    working="3·2 + 5 − 1",
)

year = Choice(
    "ImageNet's challenge: a person who had trained for it was wrong on 5.1 % of the pictures. In "
    "which year was the winning program first better than that?",
    "2015",
    [
        (
            "2012",
            "That was the first winner with a convolutional network, AlexNet, at 16.4 %: a leap, "
            "but still three times a person's error.",
        ),
        ("2014", "Nearly: GoogLeNet was at 6.7 %."),
        ("2017", "By then the error was less than half of a person's: 2.3 %."),
    ],
    "Right: ResNet, with 3.6 %.",
)


def _loss(scores: Array, right: int) -> float:
    return float(-np.log(softmax(scores)[right]))


cross_entropy = Exercise(
    "Write loss(scores, right): the cross-entropy of the softmax, where class number right is "
    "the right one.",
    _loss,
    [
        (
            lambda z, right: -_loss(z, right),
            "The sign: ln of a probability is negative, but a loss is not.",
        ),
        (
            lambda z, right: float(softmax(z)[right]),
            "That is the probability of the right class. The loss is −ln of it.",
        ),
        (
            lambda z, right: 1 - float(softmax(z)[right]),
            "One minus the probability is a loss, too, but another one. Take −ln.",
        ),
        (
            lambda z, right: _loss(z, right) / np.log(10),
            "That is the logarithm to base 10. np.log is the natural one.",
        ),
        (
            lambda z, right: _loss(z, right) / np.log(2),
            "That is the logarithm to base 2. np.log is the natural one.",
        ),
        (
            lambda z, right: float(-np.log(softmax(z)).sum()),
            "You added up −ln p of all classes. Only the right one's counts.",
        ),
        (
            lambda z, right: float(-np.log(softmax(z)).mean()),
            "You took the mean over all classes. Only the right one's −ln p counts.",
        ),
        (
            lambda z, right: float(-np.log(softmax(z).max())),
            "That is the loss of the class with the largest probability. Use the class right.",
        ),
        (
            lambda z, right: -float(z[right]),
            "−ln e^a is −a: you have forgotten to divide by the sum of the powers.",
        ),
        (lambda z, right: -np.log(softmax(z)), "Return one number: the loss of the right class."),
    ],
    "Right. The training in lesson 09 makes this number small.",
    "First the probabilities, from the powers of the scores. Then which of them counts, and what "
    "is its loss?",
    probes=(
        (SCORES, 1),
        (np.array([0.5, 3.0, -2.0, 1.0]), 0),
        (np.array([0, 0, 0]), 2),
        (np.array([-1.5, 0.375]), 1),
    ),
    code="p = np.exp(scores) / np.exp(scores).sum(), then -np.log(p[right])",
)

_BLOCK = (Conv2D(64, 3, activation="relu"), MaxPooling2D(2))
_last = params.dense(512, 10)
_first, _second = params.conv2d(3, 3, 32), params.conv2d(3, 32, 64)


def _ending(flat: int, second: int = _second) -> int:
    return _first + second + params.dense(flat, 512) + _last


second_block = Exercise(
    "A second convolution of 64 filters of 3×3 (no padding) and a second pooling of 2×2 stand "
    "before Flatten. How many parameters does the whole network have now?",
    _network(*_BLOCK).total,
    [
        (
            _network().total + _second,
            "You added the new convolution. But the dense layer has changed as well: what does "
            "Flatten pass on now?",
        ),
        (_ending(7 * 7 * 64), "13 rows pool to 6, not 7: the last one is left over, and ignored."),
        (_ending(13 * 13 * 64), "That is without the second pooling."),
        (_ending(6 * 6 * 32), "The second convolution gives 64 feature maps, not 32."),
        (_ending(6 * 6), "You flattened a single feature map. There are 64."),
        (
            _ending(6 * 6 * 64, params.conv2d(3, 1, 64)),
            "A filter is as deep as its input: 3·3·32 weights each, not 3·3.",
        ),
        (
            _ending(6 * 6 * 64, params.conv2d(3, 3, 64)),
            "The second convolution does not see colours. Its input has 32 channels.",
        ),
        (
            _ending(8 * 8 * 64),
            'That is with padding="same" in both convolutions.',
        ),
        (_ending(6 * 6 * 64) - _first, "The first convolution counts, too: 896."),
        (_ending(6 * 6 * 64) - _last, "The last layer counts, too: 5,130."),
    ],
    "Right: two more layers, and a third of the parameters: smaller maps are flattened.",
    "Follow the size first: 15 rows, and then? Count each layer anew: which of them has changed?",
)


def design(received: Any = None) -> Verdict:
    """Return whether a learner's network is small enough and sees enough of the picture."""
    if received is None or received is Ellipsis:
        return Verdict("missing", "Build a network within the budget. Write it as Stack(…).")
    if not isinstance(received, Stack):
        kind = type(received).__name__
        return Verdict("wrong", f"Write Stack((32, 32, 3), [ …layers… ]); received a {kind}.")
    for holds, complaint in (
        (received.input_shape == INPUT, "The pictures are 32×32×3. Begin with (32, 32, 3)."),
        (
            any(isinstance(layer, Conv2D) for layer in received.layers),
            "There is no convolution in it. A convolutional network has at least one.",
        ),
        (
            received.layers[-1:] == (Dense(10, "softmax"),),
            'Ten classes, ten probabilities: the last layer is Dense(10, activation="softmax").',
        ),
    ):
        if not holds:
            return Verdict("wrong", complaint)
    seen = [each for each in received.placed if len(each.output) == 3][-1]
    sees = min(field.size for field in seen.fields)
    if received.total >= BUDGET:
        share, worst = max(zip(received.shares, received.layers), key=lambda pair: pair[0])
        return Verdict(
            "wrong",
            f"{received.total:,} parameters are too many: {share:.1%} of them sit in {worst!r}. "
            "Let it take in fewer numbers, or give fewer.",
        )
    if sees < REACH:
        return Verdict(
            "wrong",
            f"Small enough, with {received.total:,} parameters. But a unit of the last feature "
            f"maps sees {seen.sees} pixels only. More layers, or a longer stride, see further.",
        )
    return Verdict(
        "right",
        f"Right: {received.total:,} parameters, and the last feature maps see {seen.sees} pixels. "
        "Lesson 09 can train it.",
    )
