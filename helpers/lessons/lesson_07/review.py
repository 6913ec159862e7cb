"""The questions of lesson 07 in other forms, to be asked again in later lessons."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from helpers.core import params, reference
from helpers.core.geometry import Axis
from helpers.core.text import number
from helpers.quiz.exercise import Exercise
from helpers.quiz.review import Items, listed, one

ITEMS = Items("07_multiple_filters.ipynb")


@ITEMS.numbers("parameters")
def _(rng: Generator) -> Exercise:
    kernel, channels, filters = one(rng, [2, 3, 5]), one(rng, [3, 4, 8]), one(rng, [2, 5, 10])
    weights = int(params.conv2d(kernel, channels, filters, bias=False))
    return Exercise(
        f"A layer has {filters} filters of {kernel}×{kernel} with biases, and sees maps with "
        f"{channels} channels. How many parameters does it have?",
        int(params.conv2d(kernel, channels, filters)),
        [
            (weights, "Those are the weights. Each filter has a bias."),
            (
                int(params.conv2d(kernel, 1, filters)),
                f"You took the filters to be flat. Each is {channels} slices deep.",
            ),
            (
                int(params.conv2d(kernel, 1, channels * filters)),
                "You gave each slice a bias. A filter has one.",
            ),
            (int(params.conv2d(kernel, channels, 1)), f"That is one filter of {filters}."),
            (weights + 1, "Each filter has a bias of its own."),
        ],
        f"Right: ({kernel}·{kernel}·{channels} + 1)·{filters}.",
        "Count one filter first: a slice for each channel, and a bias. Then all filters.",
    )


@ITEMS.reverse("parameters")
def _(rng: Generator) -> Exercise:
    kernel, filters = one(rng, [2, 3, 5]), one(rng, [4, 8, 10, 16])
    total, single = int(params.conv2d(kernel, 3, filters)), int(params.conv2d(kernel, 3, 1))
    return Exercise(
        f"A layer of {kernel}×{kernel} filters with biases has {total:,} parameters on colour "
        "pictures. How many filters does it have?",
        filters,
        [
            (
                total / int(params.conv2d(kernel, 1, 1)),
                "You took the filters to be flat. On colour pictures each has three slices.",
            ),
            (total / (single - 1), "You left the bias out. Each filter has one."),
            (3 * filters, "Those are the slices. Three of them are one filter."),
            (total / kernel**2, "One filter has three slices and a bias."),
        ],
        f"Right: one filter has {kernel}·{kernel}·3 + 1 = {single} parameters.",
        "How many parameters does one filter have? Divide by that.",
    )


@ITEMS.numbers("maps")
def _(rng: Generator) -> Exercise:
    (height, width), kernels = one(rng, [(8, 9), (10, 7)]), one(rng, [2, 6])
    kernel = one(rng, [3, 4, 5])
    high, wide = Axis(height, kernel).output, Axis(width, kernel).output
    return Exercise(
        f"{kernels} kernels of {kernel}×{kernel} slide over a grey picture of {height}×{width}, "
        "without padding. What is the shape of the output: rows, columns, feature maps?",
        (high, wide, kernels),
        [
            ((height, width, kernels), "Each map is smaller than the picture: n − k + 1."),
            ((high, wide, 1), "Nothing is added up here: each kernel makes a map of its own."),
            ((kernels, high, wide), "The maps come last: rows, columns, maps."),
            ((high, wide, kernel), f"The {kernel} is the kernel's side. Count the kernels."),
            ((high, wide), "That is one map. The output has a third axis."),
        ],
        "Right: every kernel makes one feature map, and they are stacked along the last axis.",
        "First the size of one map, as in lesson 03. Then ask how many maps there are.",
    )


@ITEMS.reverse("maps")
def _(rng: Generator) -> Exercise:
    (height, width), kernels = one(rng, [(9, 12), (11, 8), (7, 10)]), one(rng, [2, 4, 6])
    kernel = one(rng, [2, 3, 4])
    high, wide = Axis(height, kernel).output, Axis(width, kernel).output
    return Exercise(
        f"Kernels of {kernel}×{kernel}, without padding, make an output of shape ({high}, {wide}, "
        f"{kernels}) from a grey picture. What are the rows and columns of the picture, and how "
        "many kernels are there?",
        (height, width, kernels),
        [
            ((high, wide, kernels), "That is the output. The picture is larger: add k − 1."),
            ((high + kernel, wide + kernel, kernels), f"Add {kernel} − 1, not {kernel}."),
            ((height, width, 1), "Each kernel makes a map of its own."),
            ((height, width, kernels * kernel**2), "Those are the weights. Count the kernels."),
            ((width, height, kernels), "Rows come first."),
        ],
        "Right: k − 1 more rows and columns, and a kernel for each map.",
        "n − k + 1 is the output. And how many kernels make so many maps?",
    )


@ITEMS.numbers("depth")
def _(rng: Generator) -> Exercise:
    kernel, channels = one(rng, [2, 3, 5]), one(rng, [4, 8, 10])
    weights = int(params.conv2d(kernel, channels, 1, bias=False))
    return Exercise(
        f"One filter with a window of {kernel}×{kernel} looks at {channels} feature maps. How many "
        "weights does it have? Leave out the bias.",
        weights,
        [
            (kernel**2, "A filter is not flat: it has a slice for each map."),
            (weights + 1, "That counts the bias. The question is about the weights."),
            (weights + channels, "That counts a bias for each slice. Leave biases out."),
            (kernel * channels, f"A slice has {kernel}·{kernel} weights."),
            (kernel**2 + channels, "There is a slice for each map: multiply."),
        ],
        "Right: a filter is as deep as its input.",
        "How many slices does the filter have, and how many weights are in each?",
    )


@ITEMS.reverse("depth")
def _(rng: Generator) -> Exercise:
    kernel, channels = one(rng, [2, 3, 5]), one(rng, [3, 6, 8, 12])
    weights = int(params.conv2d(kernel, channels, 1, bias=False))
    return Exercise(
        f"One filter with a window of {kernel}×{kernel} has {weights} weights, the bias left out. "
        "How many channels does its input have?",
        channels,
        [
            (1, "A flat filter would have only one slice. This one has more weights than that."),
            (weights / kernel, f"A slice has {kernel}·{kernel} weights, not {kernel}."),
            (weights - kernel**2, "The slices are all of the same size: divide."),
            (weights, "Those are the weights. How many of them belong to one channel?"),
        ],
        "Right: one slice for each channel.",
        "How many weights does one slice have? Divide by that.",
    )


@ITEMS.numbers("cell")
def _(rng: Generator) -> Exercise:
    sums, bias = rng.permutation([4, -2, 5, 7])[:3], one(rng, [1, 2, 3])
    red, green, blue = sums.tolist()
    total = int(reference.dense(sums, np.ones((3, 1), int), [bias])[0])
    return Exercise(
        f"At one position, a filter's products add up to {number(red)} in red, {number(green)} in "
        f"green and {number(blue)} in blue. Its bias is {bias}. What is the output there?",
        total,
        [
            (total - bias, "The three sums are added up, yes; add the bias."),
            (total + 2 * bias, "A filter has one bias: add it once."),
            ((red + bias, green + bias, blue + bias), "One filter gives one number: add them up."),
            ((red, green, blue), "One filter gives one number: add them up, and the bias."),
            ((total - bias) / 3 + bias, "The channels are added up, and nothing is divided."),
            (red + bias, "That is red alone. Green and blue count, too."),
        ],
        "Right: three sums, one bias, one number.",
        "Add the three sums, then the bias.",
    )


@ITEMS.reverse("cell")
def _(rng: Generator) -> Exercise:
    sums, bias = rng.permutation([4, -2, 5, 7, 3])[:3], one(rng, [1, 2, 6])
    red, green, blue = sums.tolist()
    total = int(reference.dense(sums, np.ones((3, 1), int), [bias])[0])
    return Exercise(
        f"A filter with the bias {bias} gives {number(total)} at one position. Its products add up "
        f"to {number(red)} in red and {number(green)} in green. What is the sum in blue?",
        blue,
        [
            (blue + bias, "The bias is a part of the output, too."),
            (blue - 2 * bias, "A filter has one bias, not one for each channel."),
            (total - red - bias, "Green is a part of the output, too."),
            (total, "That is the output: the three sums and the bias together."),
            (-blue, "The sign: which number makes them all add up to the output?"),
        ],
        "Right: the three sums and one bias make the output.",
        "Subtract red, green and the bias from the output.",
    )


@ITEMS.numbers("ten")
def _(rng: Generator) -> Exercise:
    filters, channels, kernel = one(rng, [6, 12, 20]), one(rng, [3, 4, 8]), one(rng, [3, 5])
    kernels = np.ones((kernel, kernel, channels, filters))
    return Exercise(
        f"A layer has {filters} filters of {kernel}×{kernel} and sees {channels} feature maps. How "
        "many feature maps does it make?",
        int(reference.conv2d(np.ones((kernel, kernel, channels)), kernels).shape[-1]),
        [
            (channels * filters, "The slices of a filter belong together: they make one map."),
            (channels, "Every filter sees all maps and makes one of its own."),
            (1, "The channels of one filter are added up. The filters are not."),
            (channels + filters, "Channels and filters do not add up."),
            (kernel**2 * filters, "A window gives one number for each filter."),
        ],
        "Right: as many maps as filters, however deep the input is.",
        "Ask how many numbers one filter makes at one position. Then count the filters.",
    )


@ITEMS.numbers("equal")
def _(rng: Generator) -> Exercise:
    red, green = one(rng, [9, 8, 6]), one(rng, [3, 5, 7, 9])
    x = np.array([[red, 0, 0], [0, green, 0]])
    kernel = np.repeat([[[-1]], [[1]]], 3, axis=1)
    return Exercise(
        f"The left pixel is red, ({red}, 0, 0), the right one green, (0, {green}, 0). Each of the "
        "three slices of a filter is −1 1: right minus left. What does the filter give?",
        int(reference.conv1d(x, kernel)[0, 0]),
        [
            (green + red, "Red falls from left to right: its sum is negative."),
            (-red, "That is red alone. A filter adds up all three channels."),
            (green, "That is green alone. A filter adds up all three channels."),
            (red - green, "The sign: right minus left."),
            ((-red, green, 0), "There are three sums, but a filter adds them up to one number."),
        ],
        f"Right: −{red} in red and +{green} in green.",
        "Right minus left in each channel, then add up the three.",
    )


@ITEMS.numbers("changes")
def _(rng: Generator) -> Exercise:
    lengths = one(rng, [(2, 3, 3), (3, 2, 4), (4, 3, 2), (3, 3, 1)])
    signal = np.repeat([0, one(rng, [5, 6, 8]), 0], lengths)
    output = reference.conv1d(signal, [-1, 1])
    jumps = int(np.count_nonzero(output))
    return Exercise(
        f"The signal is {listed(signal.tolist())}, the kernel (−1, 1). How many numbers of the "
        "output are not 0?",
        jumps,
        [
            (lengths[1], "Where the signal stays high, right minus left is 0."),
            (1, "It rises, and it falls again."),
            (len(output), "Those are all positions. Where both cells are equal it gives 0."),
            (2 * jumps, "A window of 2 sees each step once."),
            (0, "Is the signal even everywhere?"),
        ],
        "Right: one window sees the step up, and one the step down.",
        "Slide the window along: its value is the right cell minus the left one.",
    )


@ITEMS.numbers("grows")
def _(rng: Generator) -> Exercise:
    kernel, filters, size = one(rng, [2, 3, 5]), one(rng, [2, 4, 10]), one(rng, [10, 20])
    old, new = int(params.conv2d(kernel, 1, filters)), int(params.conv2d(kernel, 3, filters))
    return Exercise(
        f"A layer has {filters} filters of {kernel}×{kernel} with biases: {old} parameters on "
        f"grey pictures of {size}×{size}. Now the pictures are {2 * size}×{2 * size}, and in "
        "colour. How many parameters does it have?",
        new,
        [
            (old, "The size does not count, but the depth does: each filter has three slices."),
            (3 * old, "You tripled the biases, too. A filter has one."),
            (4 * old, "The pictures' size does not count; their depth does."),
            (12 * old, "The pictures' size does not count; and a filter has only one bias."),
            (4 * new, "The pictures' size is not in the formula."),
        ],
        f"Right: ({kernel}·{kernel}·3 + 1)·{filters}, whatever the size.",
        "Which of the two changes is in the formula: the size, or the number of channels?",
    )
