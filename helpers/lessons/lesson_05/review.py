"""The questions of lesson 05 in other forms, to be asked again in later lessons."""

from __future__ import annotations

from numpy.random import Generator

from helpers.core.geometry import Axis
from helpers.core.network import receptive_field
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.review import Items, one

ITEMS = Items("05_padding_and_stride.ipynb")

_NO_ONE = "You have not counted the first position. Add 1 at the end."


def _after(size: int, kernel: int, layers: int) -> int:
    for _ in range(layers):
        size = Axis(size, kernel).output
    return size


@ITEMS.numbers("five")
def _(rng: Generator) -> Exercise:
    size, kernel, layers = one(rng, [20, 32, 40]), one(rng, [3, 5]), one(rng, [2, 3, 4])
    return Exercise(
        f"A picture of {size}×{size} goes through {layers} layers with kernels of "
        f"{kernel}×{kernel} and padding='valid'. How many rows does the last feature map have?",
        _after(size, kernel, layers),
        [
            (size, "That would need padding. 'valid' adds none at all."),
            (_after(size, kernel, 1), f"That is after one layer. There are {layers}."),
            (size - layers * kernel, f"A layer takes {kernel} − 1, not {kernel}."),
            (size - layers, f"A layer takes {kernel} − 1, not 1."),
        ],
        f"Right: each layer takes {kernel} − 1.",
        f"Each layer takes {kernel} − 1 cells off. There are {layers} of them.",
    )


@ITEMS.reverse("five")
def _(rng: Generator) -> Exercise:
    size, kernel, layers = one(rng, [24, 28, 32]), one(rng, [3, 5]), one(rng, [3, 4])
    last = _after(size, kernel, layers)
    return Exercise(
        f"A picture of {size}×{size} goes through layers with kernels of {kernel}×{kernel} and "
        f"padding='valid'. The last feature map has {last} rows. How many layers are there?",
        layers,
        [
            (size - last, f"That is how many rows are lost. A layer takes {kernel} − 1 of them."),
            ((size - last) / kernel, f"A layer takes {kernel} − 1 rows, not {kernel}."),
            ((size - last) // 2, f"A kernel of {kernel} takes more than 2 rows."),
            ((size - last) // 2 + 1, "The first layer takes as much as every other."),
        ],
        f"Right: each layer takes {kernel} − 1 rows.",
        f"How many rows are lost in all? Each layer takes {kernel} − 1.",
    )


@ITEMS.numbers("once")
def _(rng: Generator) -> Exercise:
    size, kernel, pad = one(rng, [8, 12, 15]), one(rng, [3, 4, 5]), one(rng, [1, 2])
    return Exercise(
        f"Size {size}, kernel {kernel}, {pad} {_cells(pad)} of padding on each side, stride 1: "
        "how many rows does the output have?",
        Axis(size, kernel, padding=(pad, pad)).output,
        [
            (
                Axis(size, kernel, padding=(pad, 0)).output,
                "You counted the padding once. It lies on both sides: before and after.",
            ),
            (Axis(size, kernel).output, "That is without padding."),
            (size + 2 * pad, f"That is the padded input. A kernel then takes {kernel} − 1 off it."),
            (Axis(size, kernel, padding=(pad, pad)).output - 1, _NO_ONE),
            (
                Axis(size, kernel, padding=(2 * pad, 2 * pad)).output,
                f"You padded by {2 * pad} on each side. That is both sides together.",
            ),
        ],
        f"Right: the padded size, less {kernel} − 1.",
        f"First the padded size, with both sides; then take off {kernel} − 1.",
    )


def _cells(count: int) -> str:
    return "cell" if count == 1 else "cells"


@ITEMS.reverse("once")
def _(rng: Generator) -> Exercise:
    size, kernel = one(rng, [10, 28, 32]), one(rng, [3, 5, 7, 9])
    before, _ = Axis(size, kernel, padding="same").pads
    return Exercise(
        f"Size {size}, kernel {kernel}, stride 1: how many cells of padding on each side make the "
        "output as large as the input?",
        before,
        [
            (kernel - 1, "That is both sides together. Half of it goes on each side."),
            (kernel, f"A kernel of {kernel} takes {kernel} − 1 cells off, from both sides."),
            (0, f"Without padding the output is {kernel} − 1 cells smaller."),
            (kernel / 2, f"A kernel of {kernel} takes {kernel} − 1 cells off: halve that."),
        ],
        f"Right: the kernel takes {kernel} − 1 cells off, and half of them go on each side.",
        f"A kernel of {kernel} takes {kernel} − 1 cells off. Divide them between both sides.",
    )


@ITEMS.numbers("strided")
def _(rng: Generator) -> Exercise:
    size, kernel, stride = one(rng, [9, 12, 16]), one(rng, [3, 4, 5]), one(rng, [2, 3])
    return Exercise(
        f"Size {size}, kernel {kernel}, stride {stride}, padding='valid': what is the output's "
        "size?",
        Axis(size, kernel, stride).output,
        [
            (Axis(size, kernel).output, "That is with stride 1. Now positions are skipped."),
            (Axis(size, kernel, stride).output - 1, _NO_ONE),
            (Axis(size, kernel, stride, padding="same").output, "That is padding='same'."),
            (size / stride, "You divided the size. First take the kernel's width off."),
            ((size - kernel) / stride + 1, "A window that does not fit whole is not counted."),
        ],
        "Right: the first position, and every further one that fits.",
        f"The window starts at 0, then at {stride}, … How often does it fit?",
    )


@ITEMS.reverse("strided")
def _(rng: Generator) -> Exercise:
    kernel, stride, output = one(rng, [2, 3, 4]), one(rng, [2, 3, 4]), one(rng, [4, 5, 6])
    size = kernel + (output - 1) * stride
    return Exercise(
        f"Size {size}, kernel {kernel}, padding='valid': the output has "
        f"{Axis(size, kernel, stride).output} cells, and the last window ends at the last cell of "
        "the input. What is the stride?",
        stride,
        [
            (1, f"With stride 1 there are {Axis(size, kernel).output} outputs."),
            (size / output, "The kernel fills the first cells. Divide what is left after it."),
            ((size - kernel) / output, "There is one step less than there are positions."),
            (stride - 1, "You counted the positions that are skipped. A step of 1 skips none."),
        ],
        f"Right: {output} − 1 steps lead from the first window to the last one.",
        f"The last window ends at the last cell. How long are the {output} − 1 steps to it?",
    )


@ITEMS.numbers("third")
def _(rng: Generator) -> Choice:
    size, filters = one(rng, [28, 30, 40]), one(rng, [8, 16, 32])
    kernel, stride = one(rng, [(5, 5), (2, 2), (4, 4)])
    strided, plain = Axis(size, kernel, stride).output, Axis(size, kernel).output
    return Choice(
        f"In Keras, what does layers.Conv2D({filters}, {kernel}, {stride}) make of a picture of "
        f"{size}×{size}?",
        f"{filters} maps of {strided}×{strided}",
        [
            (
                f"{filters} maps of {plain}×{plain}",
                "The second argument alone is the kernel, the third is the stride.",
            ),
            (
                f"{filters} maps of {size}×{size}",
                "That is padding='same' with stride 1. Not given, the padding is 'valid'.",
            ),
            (
                f"{kernel} maps of {plain}×{plain}",
                "The first argument is the number of filters, and each makes one map.",
            ),
        ],
        f"Right: {filters} filters, a kernel of {kernel}×{kernel}, and a stride of {stride}.",
    )


@ITEMS.numbers("exact")
def _(rng: Generator) -> Exercise:
    kernel, stride = one(rng, [(3, 3), (2, 3), (3, 4), (4, 3)])
    size = kernel + stride * one(rng, [2, 3]) + one(rng, [1, 2])
    axis = Axis(size, kernel, stride)
    last = axis.taps(axis.output - 1)[-1]
    return Exercise(
        f"Size {size}, kernel {kernel}, stride {stride}, padding='valid'. The cells are counted "
        "from 0. In which cell does the last window end?",
        last,
        [
            (size - 1, "That is the last cell of the input. A further window does not fit."),
            (last + 1, "You counted from 1. The first cell is number 0."),
            (axis.taps(axis.output - 1)[0], "That is where the last window begins."),
            (last + stride, "That window reaches over the end: it is not counted."),
        ],
        "Right: the cells after it are read by no window, and that is legal.",
        f"The windows begin at 0, {stride}, … Which is the last one that fits, and where does it "
        "end?",
    )


@ITEMS.numbers("uneven")
def _(rng: Generator) -> Exercise:
    size, kernel, stride = one(rng, [(8, 3, 2), (10, 5, 2), (9, 4, 2), (10, 4, 3), (6, 4, 1)])
    before, after = Axis(size, kernel, stride, padding="same").pads
    total, outputs = before + after, Axis(size, kernel, stride, padding="same").output
    return Exercise(
        f"Size {size}, kernel {kernel}, stride {stride}, padding='same': what are the pads "
        "(before, after)?",
        (before, after),
        [
            ((after, before), "Keras puts the odd cell after, not before."),
            ((total, total), "That is the sum of both sides. Divide it between them."),
            ((0, 0), f"That is 'valid'. 'same' promises {outputs} outputs here."),
            ((0, total), "Both sides get some; only the odd cell goes after."),
            ((total / 2, total / 2), "There are no half cells. One side gets the odd cell."),
            ((after, after), f"One cell less is enough for {outputs} outputs."),
        ],
        "Right: the odd cell goes after.",
        f"'same' promises {size} / {stride} outputs, rounded up: {outputs}. How many cells do "
        "these windows reach over?",
    )


@ITEMS.numbers("span")
def _(rng: Generator) -> Exercise:
    taps, dilation = one(rng, [2, 3, 4, 5]), one(rng, [3, 4, 5])
    return Exercise(
        f"{taps} taps with dilation {dilation}: over how many cells does the kernel reach, gaps "
        "included?",
        Axis(99, taps, dilation=dilation).span,
        [
            (taps * dilation, f"{taps} taps have only {taps} − 1 steps between them."),
            (taps, "That is the number of taps. Count the cells between them, too."),
            (
                Axis(99, taps, dilation=dilation + 1).span,
                "Dilation is the step from tap to tap, not the number of free cells.",
            ),
            ((taps - 1) * dilation, "That is the distance. The first tap has a cell of its own."),
        ],
        f"Right: ({taps} − 1) · {dilation} + 1.",
        "Draw it: a tap, the gap, a tap, and so on.",
    )


@ITEMS.reverse("span")
def _(rng: Generator) -> Exercise:
    taps, dilation = one(rng, [3, 4, 5]), one(rng, [2, 3, 4])
    span = Axis(99, taps, dilation=dilation).span
    return Exercise(
        f"{taps} taps reach over {span} cells, gaps included. What is the dilation?",
        dilation,
        [
            (dilation - 1, "Those are the free cells between two taps. Dilation is the step."),
            (span / taps, f"{taps} taps have only {taps} − 1 steps between them."),
            (span - taps, "Those are all free cells. Dilation is the step from tap to tap."),
            (span - 1, f"That is the whole way. It is made of {taps} − 1 steps."),
        ],
        f"Right: ({span} − 1) / ({taps} − 1).",
        f"From the first tap to the last are {span} − 1 cells, in {taps} − 1 steps.",
    )


@ITEMS.numbers("field")
def _(rng: Generator) -> Exercise:
    taps, spread = one(rng, [(3, (1, 3)), (3, (1, 2)), (5, (1, 2)), (2, (1, 2, 4))])
    layers = [(taps, 1, dilation) for dilation in spread]
    spans = [Axis(99, taps, dilation=dilation).span for dilation in spread]
    return Exercise(
        f"{len(spread)} layers of {taps} taps, with dilation {', '.join(map(str, spread))} from "
        "the first to the last, stride 1: how many input cells wide is the receptive field of one "
        "unit at the top?",
        receptive_field(layers).size,
        [
            (receptive_field([taps] * len(spread)).size, "That is with dilation 1 throughout."),
            (spans[-1], "That is the reach in the map below. Each cell there sees more than one."),
            (sum(spans), "You added up the spans. Each layer adds its span less 1."),
            (sum(spans) - len(spans), "Add the one cell that you start from."),
            (taps ** len(spread), "You multiplied the taps. Their fields overlap."),
        ],
        "Right: one cell, and for each layer its span less 1.",
        "Start from one cell. Each layer adds its span less 1.",
    )


@ITEMS.reverse("field")
def _(rng: Generator) -> Exercise:
    taps, layers = one(rng, [3, 5]), one(rng, [3, 4, 6])
    size = receptive_field([taps] * layers).size
    return Exercise(
        f"Several layers of {taps} taps, with stride 1 and dilation 1. The receptive field of one "
        f"unit at the top is {size} input cells wide. How many layers are there?",
        layers,
        [
            (size - 1, f"Each layer adds {taps} − 1 cells, not 1."),
            (size / taps, f"Neighbouring fields overlap: each layer adds {taps} − 1 cells."),
            ((size - 1) / taps, f"Each layer adds {taps} − 1 cells, not {taps}."),
            (layers + 1, "You start from one cell, which is no layer."),
        ],
        f"Right: one cell, and {taps} − 1 more for each layer.",
        f"Start from one cell. Each layer adds {taps} − 1.",
    )
