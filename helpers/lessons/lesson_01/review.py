"""The questions of lesson 01 in other forms, to be asked again in later lessons."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from helpers.core import params, reference
from helpers.core.arrays import Array
from helpers.core.text import number
from helpers.quiz.exercise import Exercise
from helpers.quiz.review import Items, listed, one

ITEMS = Items("01_fully_connected_networks.ipynb")

_ADD_UP = "Add one product for each pair of neighbouring layers."


def _neuron(rng: Generator) -> tuple[Array, Array]:
    """Return three inputs and three weights, one of them negative."""
    x = rng.permutation([1, 2, 3, 4, 5])[:3]
    weights = rng.permutation([1, 2, 3, 4])[:3]
    weights[rng.integers(3)] *= -1
    return x, weights


def _sum(x: Array, weights: Array, bias: int) -> int:
    return int(reference.dense(x, weights[:, np.newaxis], [bias])[0])


@ITEMS.numbers("neuron")
def _(rng: Generator) -> Exercise:
    (x, weights), bias = _neuron(rng), one(rng, [1, 3, 4, 5])
    return Exercise(
        f"A neuron has the inputs {listed(x.tolist())}, the weights {listed(weights.tolist())} "
        f"and the bias {bias}. What is a, before the activation?",
        _sum(x, weights, bias),
        [
            (_sum(x, weights, 0), "That is the sum of the three products. Add the bias."),
            (_sum(x, abs(weights), bias), "One weight is negative: its product is subtracted."),
            (int(x.sum() + weights.sum()) + bias, "Each input is multiplied by its own weight."),
            (
                int(x.sum() * weights.sum()) + bias,
                "You summed first and multiplied then. Multiply each pair, then add.",
            ),
        ],
        "Right: three products, one sum, one bias.",
        "Multiply each input by its weight, add the three products, then add the bias.",
    )


@ITEMS.reverse("neuron")
def _(rng: Generator) -> Exercise:
    (x, weights), bias = _neuron(rng), one(rng, [2, 3, 6, 7])
    a = _sum(x, weights, bias)
    return Exercise(
        f"A neuron has the inputs {listed(x.tolist())} and the weights "
        f"{listed(weights.tolist())}. Before the activation it gives {number(a)}. "
        "What is its bias?",
        bias,
        [
            (-bias, "The sign: the bias is what must be added to the products."),
            (a - _sum(x, abs(weights), 0), "One weight is negative: its product is subtracted."),
            (_sum(x, weights, 0), "That is the sum of the products. What is still missing?"),
            (a, "That is the result. Subtract the sum of the three products from it."),
        ],
        "Right: the products and the bias add up to the result.",
        "Add up the three products. The bias is the difference between the result and that sum.",
    )


@ITEMS.numbers("bent")
def _(rng: Generator) -> Exercise:
    (x, weights), more = _neuron(rng), one(rng, [-4, -3, 2, 5])
    bias = more - _sum(x, weights, 0)
    a = _sum(x, weights, bias)
    return Exercise(
        f"A neuron has the inputs {listed(x.tolist())}, the weights {listed(weights.tolist())} "
        f"and the bias {number(bias)}. What is z, after the relu?",
        int(reference.relu(a)),
        [
            (a, "That is a, before the activation. The relu turns what is negative into 0."),
            (abs(a), "The relu sets what is negative to 0. It does not change the sign."),
            (0, "The relu sets only negative numbers to 0. This sum is positive."),
            (_sum(x, weights, 0), "That is the sum of the three products. Add the bias."),
            (-a, "The sum is positive, and the relu passes it on as it is."),
        ],
        "Right: the relu passes on what is positive and sets what is negative to 0.",
        "Take the sum of the products, add the bias, and keep it only where it is positive.",
    )


@ITEMS.reverse("bent")
def _(rng: Generator) -> Exercise:
    total = one(rng, [4, 6, 7, 12])
    return Exercise(
        f"The products of a neuron add up to {total}. What is the largest whole number that its "
        "bias can be, so that z is 0 after the relu?",
        -total,
        [
            (total, "The sign: the bias must take away what the products give."),
            (0, f"With a bias of 0 the neuron gives {total}."),
            (-total - 1, "That gives 0, too. But a sum of exactly 0 is enough."),
            (1 - total, "Then the sum is 1, and the relu passes that on."),
        ],
        "Right: then the sum is 0, and so is z.",
        "The relu gives 0 for every sum up to 0. Which bias makes the sum exactly 0?",
    )


def _widths(rng: Generator) -> list[int]:
    return [int(width) for width in rng.permutation([2, 3, 4, 5])]


@ITEMS.numbers("connections")
def _(rng: Generator) -> Exercise:
    widths = _widths(rng)
    return Exercise(
        f"How many connections does the network {'-'.join(map(str, widths))} have? "
        "Leave out the biases.",
        int(params.fully_connected(widths)),
        [
            (
                int(params.fully_connected(widths, bias=True)),
                "That counts the biases too: a bias is a parameter, but no connection.",
            ),
            (int(np.prod(widths)), "You multiplied all widths together. " + _ADD_UP),
            (sum(widths), "Those are the neurons. A connection joins two of them."),
            (sum(widths[1:]), "Those are the neurons. A connection joins two of them."),
        ],
        "Right: each pair of neighbouring layers adds the product of its widths.",
        _ADD_UP,
    )


@ITEMS.reverse("connections")
def _(rng: Generator) -> Exercise:
    first, middle, last = _widths(rng)[:3]
    total = int(params.fully_connected([first, middle, last]))
    return Exercise(
        f"A fully connected network has {first} inputs, {middle} units in the middle and some "
        f"outputs. It has {total} connections. How many outputs are there?",
        last,
        [
            (
                last * middle,
                "Those are the connections to the outputs. Each output has one from every unit "
                "in the middle.",
            ),
            (total - first * middle - middle, "Biases are not connections: leave them out."),
            (total - first - middle, "You subtracted neurons. Subtract connections."),
        ],
        "Right: the connections to the outputs, divided by the units in the middle.",
        f"{first}·{middle} connections lead to the middle. The others lead to the outputs.",
    )


@ITEMS.numbers("parameters")
def _(rng: Generator) -> Exercise:
    widths = _widths(rng)[:3]
    weights = int(params.fully_connected(widths))
    return Exercise(
        f"How many parameters does the network {'-'.join(map(str, widths))} have, weights and "
        "biases together?",
        int(params.fully_connected(widths, bias=True)),
        [
            (weights, "Those are the weights. Each neuron after the first layer has a bias, too."),
            (weights + sum(widths), "The inputs have no bias: they are given, not computed."),
            (weights + 2, "You gave each layer one bias. Each of its neurons has its own."),
            (int(np.prod(widths)), "You multiplied all widths. Multiply neighbours, then add."),
            (sum(widths), "Those are the neurons. Count the numbers that they learn."),
        ],
        "Right: a weight for each connection, and a bias for each neuron that computes.",
        "Count the weights, and add one bias for each neuron after the first layer.",
    )


@ITEMS.reverse("parameters")
def _(rng: Generator) -> Exercise:
    inputs, units = one(rng, [4, 9, 19]), one(rng, [3, 5, 6, 8])
    total = int(params.dense(inputs, units))
    return Exercise(
        f"A dense layer with {inputs} inputs has {total} parameters, biases included. How many "
        "units does it have?",
        units,
        [
            (
                total / inputs,
                "You divided by the inputs alone. Each unit has a bias as well.",
            ),
            (total - inputs, "A unit has a weight for each input: divide, do not subtract."),
            (inputs + 1, "That is the number of parameters of one unit. How many units are there?"),
        ],
        f"Right: each unit has {inputs} weights and a bias.",
        "How many parameters does one unit have? Divide by that.",
    )


@ITEMS.numbers("digits")
def _(rng: Generator) -> Exercise:
    side, units = one(rng, [5, 10, 20]), one(rng, [4, 8, 30])
    weights = int(params.dense(side**2, units, bias=False))
    return Exercise(
        f"A grey picture of {side}×{side} pixels feeds a dense layer of {units} units. How many "
        "parameters does the layer have?",
        int(params.dense(side**2, units)),
        [
            (weights, f"Those are the weights. Each of the {units} units has a bias as well."),
            (weights + side**2, "You gave each input a bias. It is the units that have one."),
            (weights + 1, "Each unit has a bias of its own."),
            (side**2 + units, "You added inputs and units. Each input is joined to each unit."),
            (int(params.dense(side, units)), f"The picture has {side}·{side} pixels."),
        ],
        "Right: a weight for each pixel and unit, and a bias for each unit.",
        "Multiply the pixels by the units, then add a bias for each unit.",
    )


@ITEMS.reverse("digits")
def _(rng: Generator) -> Exercise:
    side, units = one(rng, [4, 6, 8, 9]), one(rng, [10, 20])
    total = int(params.dense(side**2, units))
    return Exercise(
        f"A square grey picture feeds a dense layer of {units} units, which has {total:,} "
        "parameters. How many pixels is a side of the picture?",
        side,
        [
            (side**2, "Those are all the pixels. A side is the square root of that."),
            (side**2 + 1, "Those are the parameters of one unit. One of them is the bias."),
            (total // units - 2, "Each unit has one bias. Subtract it, then take the square root."),
        ],
        f"Right: one unit has {side**2} weights and a bias.",
        "Divide by the units: those are the parameters of one unit. Subtract its bias, then take "
        "the square root.",
    )


@ITEMS.numbers("colour")
def _(rng: Generator) -> Exercise:
    side, units = one(rng, [4, 5, 10]), one(rng, [2, 6, 10])
    return Exercise(
        f"A colour picture of {side}×{side} pixels feeds a dense layer of {units} units. How many "
        "parameters does the layer have?",
        int(params.dense(side**2 * 3, units)),
        [
            (
                int(params.dense(side**2 * 3, units, bias=False)),
                f"Those are the weights. Each of the {units} units has a bias as well.",
            ),
            (
                int(params.dense(side**2, units)),
                "A colour picture has three numbers per pixel: red, green and blue.",
            ),
            (
                int(params.dense(side**2, units, bias=False)),
                "A colour picture has three numbers per pixel, and each unit has a bias.",
            ),
        ],
        "Right: three numbers per pixel, each joined to each unit, and a bias for each unit.",
        "Count the inputs first: height times width times three. Then weights and biases.",
    )
