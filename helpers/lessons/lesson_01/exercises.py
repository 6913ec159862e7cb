"""Exercises of lesson 01, fully connected networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.quiz.exercise import Exercise

WIDTHS = (5, 4, 5, 4, 5, 1)

X = np.array([1, -2, -3])
W = np.array([[2, 0], [1, -1], [0, 1]])
B = np.array([1, -7])


def _layer(x: Array, kernel: Array, bias: Array) -> Array:
    return reference.relu(reference.dense(x, kernel, bias))


def _parameters(widths: Sequence[int]) -> int:
    return int(params.fully_connected(widths, bias=True))


_FIRST, _SECOND = params.dense(784, 512), params.dense(512, 10)
_NEURON_X, _NEURON_W, _NEURON_B = np.array([2, 1, 3]), np.array([1, -2, 3]), 2

neuron = Exercise(
    "A neuron has the inputs z = (2, 1, 3), the weights w = (1, −2, 3) and the bias 2. "
    "What is a, before the activation?",
    int(reference.dense(_NEURON_X, _NEURON_W[:, np.newaxis], [_NEURON_B])[0]),
    [
        (int(_NEURON_X @ _NEURON_W), "That is the sum of the three products. Add the bias."),
        (
            int(_NEURON_X @ abs(_NEURON_W)) + _NEURON_B,
            "One weight is −2: its product is subtracted.",
        ),
        (
            int(_NEURON_X.sum() + _NEURON_W.sum()) + _NEURON_B,
            "You added inputs and weights. Each input is multiplied by its own weight first.",
        ),
        (
            int(_NEURON_X.sum() * _NEURON_W.sum()) + _NEURON_B,
            "You summed first and multiplied then. Multiply each pair, then sum the products.",
        ),
    ],
    "Right: three products, one sum, one bias. The whole network is made of this step.",
    "Multiply each input by its weight, add the three products, then add the bias.",
    working="2·1 + 1·(−2) + 3·3 + 2",
)

_DEEP = -12
bent = Exercise(
    "The same inputs and weights, but the bias is now −12. What is z, after the relu?",
    int(reference.relu(reference.dense(_NEURON_X, _NEURON_W[:, np.newaxis], [_DEEP]))[0]),
    [
        (
            int(_NEURON_X @ _NEURON_W) + _DEEP,
            "That is a, before the activation. The relu turns what is negative into 0.",
        ),
        (
            abs(int(_NEURON_X @ _NEURON_W) + _DEEP),
            "You changed the sign. The relu sets what is negative to 0.",
        ),
        (int(_NEURON_X @ _NEURON_W), "That is the sum of the three products. Add the bias."),
        (
            int(_NEURON_X @ _NEURON_W) + _NEURON_B,
            "That is with the old bias. It is −12 now, and then comes the relu.",
        ),
    ],
    "Right: the sum is negative, and the relu lets nothing negative through.",
    "Take the sum of the products, add −12, and keep it only where it is positive.",
)

connections = Exercise(
    "How many connections does the network 5‑4‑5‑4‑5‑1 have? Leave out the biases.",
    params.fully_connected(WIDTHS),
    [
        (
            params.fully_connected(WIDTHS, bias=True),
            "That counts the biases too: a bias is a parameter, but no connection.",
        ),
        (
            int(np.prod(WIDTHS)),
            "You multiplied all widths together. Only neighbouring layers are connected: "
            "multiply each pair, then add the products.",
        ),
        (sum(WIDTHS), "Those are the neurons. A connection joins two of them."),
        (sum(WIDTHS[1:]), "Those are the neurons. A connection joins two of them."),
        (
            sum(width**2 for width in WIDTHS[1:]),
            "You squared each width. A layer of 4 after a layer of 5 has 5·4 connections.",
        ),
        (
            sum(width**2 for width in WIDTHS),
            "You squared each width. A layer of 4 after a layer of 5 has 5·4 connections.",
        ),
    ],
    "Right: each pair of neighbouring layers adds the product of its widths.",
    "Add one product for each pair of neighbouring layers: 5·4 + 4·5 + and so on.",
    working="5·4 + 4·5 + 5·4 + 4·5 + 5·1",
)

WITH_BIASES = (4, 4, 4, 4, 4, 1)
parameters = Exercise(
    "How many parameters does the network 4‑4‑4‑4‑4‑1 have, weights and biases together?",
    _parameters(WITH_BIASES),
    [
        (
            params.fully_connected(WITH_BIASES),
            "Those are the weights. Each neuron after the first layer has a bias, too.",
        ),
        (
            params.fully_connected(WITH_BIASES) + sum(WITH_BIASES),
            "The four inputs have no bias: they are given, not computed.",
        ),
        (
            params.fully_connected(WITH_BIASES) + len(WITH_BIASES) - 1,
            "You gave each layer one bias. Each of its neurons has its own.",
        ),
        (
            int(np.prod(WITH_BIASES)),
            "You multiplied all widths together. Multiply neighbours, then add.",
        ),
        (sum(WITH_BIASES), "Those are the neurons. Count the numbers that they learn."),
    ],
    "Right: as many as the other network has connections. You are about to see why.",
    "Count the weights as before, and add one bias for each neuron after the first layer.",
    working="4·(4·4 + 4) + (4·1 + 1)",
)

digits = Exercise(
    "A picture of 28×28 pixels feeds a dense layer of 512 units. How many parameters "
    "does the layer have?",
    params.dense(28 * 28, 512),
    [
        (
            params.dense(28 * 28, 512, bias=False),
            "Those are the weights. Each of the 512 units has a bias as well.",
        ),
        (
            params.dense(28 * 28, 512, bias=False) + 28 * 28,
            "You gave each input a bias. It is the units that have one: add 512.",
        ),
        (params.dense(28 * 28, 512, bias=False) + 1, "Each unit has a bias of its own: 512."),
        (28 * 28 + 512, "You added pixels and units. Each pixel is joined to each unit."),
        (
            params.dense(28, 512),
            "The picture has 28·28 pixels, not 28: all of them are inputs.",
        ),
        (512**2, "Its inputs are the 28·28 pixels, not another 512 units."),
    ],
    "Right: 784 weights for each unit, and a bias for each.",
    "Multiply the inputs, 28·28, by the units, then add a bias for each unit.",
    working="784·512 + 512",
)

colour = Exercise(
    "A colour picture of 32×32 pixels feeds a dense layer of 28,800 units. How many parameters "
    "does the layer have?",
    params.dense(32 * 32 * 3, 28_800),
    [
        (
            params.dense(32 * 32 * 3, 28_800, bias=False),
            "Those are the weights. Each of the 28,800 units has a bias as well.",
        ),
        (
            params.dense(32 * 32, 28_800),
            "A colour picture has three numbers per pixel: red, green and blue.",
        ),
        (
            params.dense(32 * 32, 28_800, bias=False),
            "A colour picture has three numbers per pixel, and each unit has a bias.",
        ),
        (params.conv2d(3, 3, 32), "That is the small convolution. Here the layer is dense."),
    ],
    "Right, and it is 88 million for one layer. Remember the number: a convolution that gives "
    "as many outputs will need 896.",
    "Count the inputs first, 32·32·3, then weights and biases as before.",
    working="(32·32·3 + 1)·28,800",
)

layer = Exercise(
    "Write layer(x, kernel, bias), which returns relu(x · kernel + bias).",
    _layer,
    [
        (lambda x, k, b: reference.relu(x @ k), "The bias is missing: add it to x @ kernel."),
        (
            lambda x, k, b: x @ k + b,
            "The activation is missing: what is negative must become 0.",
        ),
        (lambda x, k, b: x @ k, "Both the bias and the activation are missing."),
        (
            lambda x, k, b: reference.relu(x @ k) + b,
            "You added the bias after the activation; it belongs inside.",
        ),
        (
            lambda x, k, b: abs(x @ k + b),
            "abs makes negative numbers positive. relu sets them to 0.",
        ),
        (
            lambda x, k, b: reference.relu(k @ x + b),
            "kernel @ x is in the wrong order: the kernel's shape is (inputs, units), so x comes "
            "first.",
        ),
    ],
    "Right. Two of these in a row are a network.",
    "First the weighted sums of the inputs, then the biases; what is negative then becomes 0.",
    probes=(
        (np.array([1, 2]), np.array([[1, -3], [-1, 1]]), np.array([2, 2])),
        (X, W, B),
        (
            np.array([0.5, -2, 1.125]),
            np.array([[1, -0.5, 2, 0.25], [-1.375, 0.5, 1, 1], [0.75, 2, -1, -0.5]]),
            np.array([0.5, -3, 1, 2.625]),
        ),
    ),
    code="np.maximum(x @ kernel + bias, 0)",
)

count = Exercise(
    "Write count(widths), which returns the number of parameters: weights and biases.",
    _parameters,
    [
        (
            lambda w: params.fully_connected(w),
            "Those are the weights. Each neuron after the first layer has a bias too.",
        ),
        (lambda w: int(np.prod(w)), "Multiply neighbours, then add: not all widths at once."),
        (
            lambda w: _parameters(w) + w[0],
            "The inputs have no bias: they are given, not computed.",
        ),
        (
            lambda w: params.fully_connected(w) + sum(w[:-1]),
            "You gave each layer's inputs a bias. It is its outputs that have one.",
        ),
        (
            lambda w: params.fully_connected(w) + len(w) - 1,
            "You gave each layer one bias. Each of its neurons has its own.",
        ),
        (sum, "Those are the neurons. Count the numbers that they learn."),
        (
            lambda w: sum(width**2 for width in w[1:]),
            "A layer's weights are its width times the width before it, not its square.",
        ),
        (
            lambda w: params.dense(w[-2], w[-1]),
            "That is the last layer alone. Add up all layers.",
        ),
        (lambda w: params.dense(w[0], w[1]), "That is the first layer alone. Add up all."),
    ],
    "Right, for any number of layers.",
    "Take each layer with the one before it: how many weights lie between them, and how many "
    "biases belong to it?",
    probes=(((3, 2),), ((2, 3, 4),), ((4, 3, 5, 2),), (WIDTHS,), ((784, 512, 10),)),
    code="sum((before + 1) * after for before, after in zip(widths, widths[1:]))",
)

share = Exercise(
    "Which share of the parameters of 784-512-10 sits in the first layer, in percent?",
    100 * _FIRST / (_FIRST + _SECOND),
    [
        (
            round(_FIRST / (_FIRST + _SECOND), 3),
            "That is the share as a fraction. In percent it is 100 times as much.",
        ),
        (round(100 * _SECOND / (_FIRST + _SECOND), 1), "That is the second layer's share."),
        (
            round(100 * 784 / (784 + 512 + 10), 1),
            "That is the share of the neurons. Count parameters.",
        ),
    ],
    "Right: nearly everything sits where the network meets the picture.",
    "A share is a part divided by the whole. Count the parameters of each layer first.",
)
