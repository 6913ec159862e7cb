"""The questions of lesson 09 in other forms, for the self-test."""

from __future__ import annotations

import math

from numpy.random import Generator

from helpers.core import params
from helpers.core.text import number
from helpers.quiz.exercise import Choice, Exercise
from helpers.quiz.review import Items, one

ITEMS = Items("09_cifar10_on_a_gpu.ipynb")

LOGARITHMS = "ln 2 = 0.69, ln 4 = 1.39, ln 5 = 1.61, ln 20 = 3.00"
"""Natural logarithms to two decimals."""


@ITEMS.numbers("size")
def _(rng: Generator) -> Exercise:
    pictures, side = one(rng, [1_000, 10_000, 20_000]), one(rng, [10, 20])
    numbers = pictures * side**2 * 3
    return Exercise(
        f"{pictures:,} colour pictures of {side}×{side} pixels. How many million bytes do they "
        "take as float32, with 4 bytes per number?",
        4 * numbers / 1e6,
        [
            (numbers / 1e6, "That is one byte per number, as they are stored."),
            (8 * numbers / 1e6, "That is float64, with 8 bytes per number."),
            (4 * numbers / 3 / 1e6, "Each pixel has three numbers: red, green and blue."),
            (4 * numbers, "That is the number of bytes; the question is how many million."),
        ],
        "Right: four times what the bytes themselves take.",
        "Pictures × height × width × 3 × 4 bytes, divided by a million.",
    )


@ITEMS.numbers("pixel")
def _(rng: Generator) -> Exercise:
    pixel = one(rng, [51, 102, 153])
    return Exercise(
        f"A pixel is stored as {pixel}. The model begins with a Rescaling layer of 1/255. Which "
        "number does the first convolution see?",
        pixel / 255,
        [
            (pixel, "That is what is stored. The Rescaling layer comes first."),
            (pixel / 256, "The largest value is 255, and it becomes exactly 1."),
            (pixel * 255, "The pixels are divided by 255, not multiplied."),
            (pixel // 255, "In whole numbers everything below 255 becomes 0. Divide with /."),
            (pixel / 100, "0 to 255 becomes 0 to 1: divide by 255, not by 100."),
        ],
        "Right: 0 to 255 becomes 0 to 1.",
        "Divide by 255.",
    )


@ITEMS.reverse("pixel")
def _(rng: Generator) -> Exercise:
    pixel = one(rng, [51, 102, 153, 204])
    return Exercise(
        f"After the Rescaling layer of 1/255, the first convolution sees {pixel / 255}. Which "
        "number, from 0 to 255, is stored for this pixel?",
        pixel,
        [
            (pixel / 255, "That is after rescaling. Undo it."),
            (pixel / 255 * 256, "The largest value is 255, not 256."),
            (round(pixel / 255 * 100), "That is in per cent. Stored are numbers up to 255."),
            (pixel / 255 / 255, "You rescaled once more. Undo it: multiply."),
        ],
        "Right: 255 times as large.",
        "Multiply by 255.",
    )


@ITEMS.numbers("parameters")
def _(rng: Generator) -> Exercise:
    side, maps, units = one(rng, [5, 6, 10]), one(rng, [4, 8]), one(rng, [10, 20])
    inputs = side**2 * maps
    return Exercise(
        f"After pooling there are {side}×{side}×{maps} numbers. They feed a dense layer of {units} "
        "units. How many parameters does this layer have?",
        int(params.dense(inputs, units)),
        [
            (int(params.dense(inputs, units, bias=False)), "One bias for each unit is missing."),
            (int(params.dense(side**2, units)), f"That is one feature map. There are {maps}."),
            (int(params.dense(side * maps, units)), f"Each map has {side}·{side} cells."),
            (
                int(params.dense(inputs, units, bias=False)) + inputs,
                "It is the units that have a bias, not the inputs.",
            ),
        ],
        "Right: a weight for each number and unit, and a bias for each unit.",
        "The inputs are all the pooled numbers. Inputs × units, plus one bias per unit.",
    )


@ITEMS.reverse("parameters")
def _(rng: Generator) -> Exercise:
    side, maps, units = one(rng, [3, 5]), one(rng, [4, 11]), one(rng, [10, 16, 30])
    inputs = side**2 * maps
    total = int(params.dense(inputs, units))
    return Exercise(
        f"{maps} maps of {side}×{side} feed a dense layer with {total:,} parameters, biases "
        "included. How many units does it have?",
        units,
        [
            (total / inputs, "Each unit has a bias as well."),
            (total / (side**2 + 1), f"That is one map as input. There are {maps}."),
            (inputs + 1, "That is one unit. How many of them are there?"),
            (total - inputs, "A unit has a weight for each input: divide."),
        ],
        f"Right: each unit has {inputs} weights and a bias.",
        "How many parameters does one unit have? Divide by that.",
    )


@ITEMS.numbers("untrained")
def _(rng: Generator) -> Exercise:
    classes = one(rng, [2, 4, 5, 20])
    loss = round(math.log(classes), 2)
    return Exercise(
        f"A network that knows nothing gives each of {classes} classes the same probability. "
        f"Rounded: {LOGARITHMS}. What is its cross-entropy loss, to two decimals?",
        loss,
        [
            (-loss, "The loss is minus the logarithm of a number below 1: it is positive."),
            (1 / classes, "That is the probability. The loss is minus its natural logarithm."),
            (classes, "That is the number of classes. Take its natural logarithm."),
            (1 - 1 / classes, "That is how often it is wrong. The loss is −ln of the probability."),
            (round(math.log10(classes), 2), "That is the logarithm to base 10."),
        ],
        f"Right: −ln(1/{classes}) = ln {classes}.",
        f"The probability is 1/{classes}, and −ln of that is ln {classes}.",
    )


@ITEMS.reverse("untrained")
def _(rng: Generator) -> Exercise:
    classes = one(rng, [2, 4, 5, 20])
    loss = round(math.log(classes), 2)
    return Exercise(
        "Before its training, a network gives all classes the same probability. Its cross-entropy "
        f"loss is {loss:.2f}. Rounded: {LOGARITHMS}. How many classes are there?",
        classes,
        [
            (1 / classes, "That is the probability of each class. How many classes are there?"),
            (10, "With ten classes the loss is about 2.3."),
            (loss, "That is the loss. It is the logarithm of the number of classes."),
            (classes - 1, "That leaves out the right class. Count it, too."),
        ],
        f"Right: the loss is ln {classes}.",
        "The loss is the natural logarithm of the number of classes.",
    )


@ITEMS.numbers("way_down")
def _(rng: Generator) -> Choice:
    w, slope = one(rng, [(3, -8), (-2, -6), (4, -5), (-1, 7), (-3, 4)])
    larger, smaller = "w becomes larger", "w becomes smaller"
    right, wrong = (larger, smaller) if slope < 0 else (smaller, larger)
    return Choice(
        f"At w = {number(w)} the slope of the loss is {number(slope)}. Which way does w go in a "
        "step of gradient descent?",
        right,
        [
            (wrong, "That is with the slope, and leads uphill. The step is taken off."),
            ("towards 0", "It is the loss that is to become small, not the weight."),
            ("it stays where it is", "It does so only where the slope is 0."),
        ],
        "Right: against the slope.",
    )


@ITEMS.numbers("one_step")
def _(rng: Generator) -> Exercise:
    w, loss, slope, rate = one(
        rng, [(3, 10, -8, 0.1), (1, 9, -20, 0.05), (4, 12, 6, 0.5), (-2, 8, -6, 0.2)]
    )
    step = round(rate * slope, 2)
    return Exercise(
        f"The weight is w = {number(w)}. There the loss is {loss} and its slope {number(slope)}. "
        f"With a learning rate of {rate}, what is w after one step of gradient descent?",
        round(w - step, 2),
        [
            (round(w + step, 2), "You went with the slope. Learning rate · slope is taken off."),
            (w - slope, "The learning rate is forgotten."),
            (round(w - rate * loss, 2), "You took the loss for the slope."),
            (step, "That is learning rate · slope. Take it off the weight."),
            (-step, "That is by how much the weight changes. What is the weight then?"),
        ],
        "Right: w − learning rate · slope.",
        "Multiply the slope by the learning rate, and take that off the weight.",
    )


@ITEMS.reverse("one_step")
def _(rng: Generator) -> Exercise:
    w, slope, rate = one(rng, [(3, 4, 0.2), (1, -6, 0.1), (2, 20, 0.05), (-1, -5, 0.2)])
    after = round(w - rate * slope, 2)
    return Exercise(
        f"The slope of the loss at w = {number(w)} is {number(slope)}. One step of gradient "
        f"descent leads to w = {number(after)}. What is the learning rate?",
        rate,
        [
            (round(w - after, 2), "That is the whole step: learning rate · slope. Divide."),
            (-rate, "A learning rate is positive: the step goes against the slope."),
            (1 / rate, "The other way round: step / slope."),
            (after / slope, "Divide the step by the slope, not the weight."),
        ],
        "Right: step / slope.",
        "What was taken off the weight is learning rate · slope.",
    )


@ITEMS.numbers("too_large")
def _(rng: Generator) -> Choice:
    names = [str(name) for name in rng.permutation(["A", "B", "C"])]
    small, right, large = names
    losses = dict(zip(names, ("2.30, 2.29, 2.28", "1.60, 1.20, 0.90", "2.90, 5.40, 11.20")))
    listed = "; ".join(f"{name}: {losses[name]}" for name in sorted(names))
    return Choice(
        "A network is trained three times, from the same weights with a loss of 2.31, each time "
        f"with another learning rate. The loss after each step is {listed}. Which learning rate "
        "is too large?",
        f"that of {large}",
        [
            (f"that of {small}", "There the loss hardly moves: the steps are too short."),
            (f"that of {right}", "There the loss falls fast. That is what one wants."),
            ("none of them: larger is faster", "Only while the steps do not go too far."),
        ],
        "Right: the steps jump over the lowest point, and the loss grows.",
    )


@ITEMS.numbers("random_way")
def _(rng: Generator) -> Exercise:
    slopes = one(rng, [(2, -1, 4), (-3, 5, 1), (6, 2, -4)])
    rate = one(rng, [0.1, 0.5])
    steps = [round(-rate * slope, 2) for slope in slopes]
    return Exercise(
        f"Three weights have the slopes {', '.join(map(number, slopes))}. By how much does each "
        f"weight change in one step of gradient descent with a learning rate of {rate}?",
        tuple(steps),
        [
            (tuple(-step for step in steps), "That is with the gradient: the sign is missing."),
            (tuple(-slope for slope in slopes), "The learning rate is forgotten."),
            (slopes, "Those are the slopes. Multiply each by minus the learning rate."),
            ((round(sum(steps), 2),) * 3, "Each weight goes by its own slope, not by their sum."),
        ],
        "Right: each weight goes against its own slope.",
        "Minus learning rate times slope, for each of the weights.",
    )


@ITEMS.numbers("steps")
def _(rng: Generator) -> Exercise:
    pictures, batch = one(rng, [1_000, 2_000, 6_000]), one(rng, [30, 64, 70])
    kept = pictures - pictures // 5
    return Exercise(
        f"Of {pictures:,} pictures, a fifth is held out. The others go through in batches of "
        f"{batch}. How many batches make one epoch?",
        math.ceil(kept / batch),
        [
            (math.ceil(pictures / batch), "A fifth is held out, and never trained on."),
            (kept // batch, "The last batch is smaller, but it counts: round up."),
            (kept / batch, "There is no half batch. The last one is smaller: round up."),
            (kept, f"That is the number of pictures. {batch} of them make a batch."),
            (math.ceil((pictures - kept) / batch), "Those are the pictures held out."),
        ],
        "Right: in each epoch the weights take that many small steps.",
        f"Take off the held-out fifth, divide by {batch}, and round up.",
    )


@ITEMS.reverse("steps")
def _(rng: Generator) -> Exercise:
    pictures, batch = one(rng, [(1_000, 20), (2_000, 40), (5_000, 50), (4_000, 100)])
    kept = pictures - pictures // 5
    return Exercise(
        f"A fifth of the pictures is held out. The others make exactly {kept // batch} batches of "
        f"{batch} in one epoch. How many pictures are there in all?",
        pictures,
        [
            (kept, "Those are the pictures that are trained on. A fifth of all is held out."),
            (kept + kept // 5, "A fifth of all is held out, not a fifth of the others."),
            (5 * kept, "What is left is four fifths, not one fifth."),
            (kept // batch, "Those are the batches."),
        ],
        f"Right: {kept:,} are four fifths of all.",
        "How many pictures are in the batches? They are four fifths of all.",
    )


@ITEMS.numbers("curves")
def _(rng: Generator) -> Choice:
    seen, new = one(rng, [(95, 66), (91, 68), (99, 64)])
    return Choice(
        f"Network A is right on {seen} % of the pictures it learns from and on {new} % of those "
        f"held out. Network B: {seen - 12} % and {new + 5} %. Which one does better on new "
        "pictures?",
        "B: new pictures are like those held out",
        [
            (
                "A: it has learned more",
                "Part of what it knows holds for its own pictures only.",
            ),
            (
                "A: the mean of its two numbers is larger",
                "Only the held-out pictures are new to it. The other number does not count here.",
            ),
            (
                "neither: both have seen the same pictures",
                "They have, but B has learned more of what holds for other pictures, too.",
            ),
        ],
        "Right: the pictures that a network learns from say little about new ones.",
    )


@ITEMS.numbers("confused")
def _(rng: Generator) -> Exercise:
    cat, dog = one(rng, [(70, 20, 10), (65, 25, 10), (80, 15, 5)]), one(rng, [(24, 70), (18, 75)])
    ship = 100 - sum(dog)
    return Exercise(
        "In a confusion matrix a row is what the picture shows, a column what the network says, "
        f"in the order cat, dog, ship. The row of the cats is {cat[0]} {cat[1]} {cat[2]}, that of "
        f"the dogs {dog[0]} {dog[1]} {ship}. How many cats and dogs are taken for each other?",
        cat[1] + dog[0],
        [
            (cat[1], "Those are cats that are called dogs. Dogs are called cats, too."),
            (dog[0], "Those are dogs that are called cats. Cats are called dogs, too."),
            (cat[1] + cat[2] + dog[0] + ship, "That counts those that are taken for ships, too."),
            (cat[0] + dog[1], "Those are the ones that are right."),
            (cat[2] + ship, "Those are taken for ships."),
        ],
        "Right: cats called dogs, and dogs called cats.",
        "In the row of the cats, which number is the dogs'? And in the row of the dogs?",
    )


@ITEMS.numbers("smaller")
def _(rng: Generator) -> Exercise:
    maps, side, classes = one(rng, [16, 20, 32]), one(rng, [2, 4, 8]), one(rng, [5, 10])
    return Exercise(
        f"{maps} maps of {side}×{side}: the mean over each map feeds a dense layer of {classes} "
        "units. How many parameters does this layer have?",
        int(params.dense(maps, classes)),
        [
            (
                int(params.dense(maps * side**2, classes)),
                "That is with Flatten. The mean makes one number of each map.",
            ),
            (int(params.dense(maps, classes, bias=False)), "A bias for each unit is missing."),
            (int(params.dense(side**2, classes)), "There is one mean for each map."),
            (maps + classes, "Each mean is joined to each unit: multiply."),
        ],
        f"Right: {maps} inputs, whatever the size of the maps.",
        "How many numbers are left after the mean? Each is joined to each unit.",
    )
