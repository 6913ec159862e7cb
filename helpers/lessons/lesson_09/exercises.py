"""Exercises of lesson 09: train it, measure it, and report the right number."""

from __future__ import annotations

import math

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.lessons.lesson_09.descent import START as _START
from helpers.lessons.lesson_09.descent import loss as _loss
from helpers.lessons.lesson_09.descent import slope as _slope
from helpers.quiz.exercise import Choice, Exercise

_SIDE, _CHANNELS, _FILTERS, _UNITS, _CLASSES = 32, 3, 32, 512, 10
_PICTURES, _BATCH, _SPLIT = 50_000, 128, 0.2

_conv = params.conv2d((3, 3), _CHANNELS, _FILTERS)
_convolved = Axis(_SIDE, 3).output
_pooled = Axis(_convolved, 2, 2).output
_first = params.dense(_pooled**2 * _FILTERS, _UNITS)
_last = params.dense(_UNITS, _CLASSES)
_kept = round(_PICTURES * (1 - _SPLIT))
_training_size = _PICTURES * _SIDE**2 * _CHANNELS

size = Exercise(
    "50,000 pictures of 32×32 pixels, three numbers each. How many million bytes do they take "
    "as float64, with 8 bytes per number?",
    8 * _training_size / 1e6,
    [
        (
            _training_size / 1e6,
            "That is one byte per number, as stored. A float64 takes 8.",
        ),
        (4 * _training_size / 1e6, "That is float32, with 4 bytes per number. A float64 takes 8."),
        (
            8 * _training_size / _CHANNELS / 1e6,
            "Each pixel has three numbers: red, green and blue.",
        ),
        (8 * _training_size, "That is the number of bytes; the question is how many million."),
        (8 * _training_size / 1e9, "That is in thousand million bytes (GB)."),
    ],
    "Right: 1.2 GB for a copy that says nothing new. It stays in bytes until the model needs it.",
    "Pictures × height × width × channels × 8 bytes, divided by a million.",
    working="50000·32·32·3·8/1000000",
)

parameters = Exercise(
    "After pooling there are 15×15×32 numbers. They feed a dense layer of 512 units. How many "
    "parameters does this layer have?",
    _first,
    [
        (_pooled**2 * _FILTERS * _UNITS, "The biases are missing: one for each of the 512 units."),
        (
            params.dense(_SIDE**2 * _CHANNELS, _UNITS),
            "That would be a dense layer on the picture itself. It sees the pooled maps.",
        ),
        (
            params.dense(_convolved**2 * _FILTERS, _UNITS),
            "That is without the pooling: it leaves 15×15 of the 30×30 positions.",
        ),
        (
            params.dense(_pooled**2, _UNITS),
            "That is one feature map. There are 32, and the layer sees them all.",
        ),
        (_conv + _first + _last, "That is the whole network. The question is this one layer."),
        (_conv, "That is the convolution. The dense layer has thousands of times as many."),
    ],
    "Right: more than 99 of 100 parameters of the network sit in this one layer.",
    "Inputs × units, plus one bias per unit. The inputs are all the pooled numbers, flattened.",
    working="(15·15·32 + 1)·512",
)

steps = Exercise(
    "Of 50,000 pictures, a fifth is held out. The others go through in batches of 128. How many "
    "batches make one epoch?",
    math.ceil(_kept / _BATCH),
    [
        (
            math.ceil(_PICTURES / _BATCH),
            "That is all 50,000: a fifth of them is held out for validation and never trained on.",
        ),
        (
            _kept // _BATCH,
            "The last batch is smaller, but it counts: round up.",
        ),
        (_kept / _BATCH, "There is no half batch. The last one is smaller: round up."),
        (_kept, "That is the number of pictures. 128 of them make a batch."),
        (
            math.ceil((_PICTURES - _kept) / _BATCH),
            "Those are the pictures held out. The others are trained on.",
        ),
    ],
    "Right: in each epoch the weights take that many small steps.",
    "Take off the held-out fifth, divide by 128, and round up.",
)

untrained = Exercise(
    "A network that knows nothing gives each of the ten classes the same probability. What is its "
    "cross-entropy loss, −ln of the probability of the right class? A calculator is allowed.",
    math.log(_CLASSES),
    [
        (-math.log(_CLASSES), "The loss is minus the logarithm: the sign is missing."),
        (1 / _CLASSES, "That is the probability. The loss is minus its natural logarithm."),
        (math.log10(_CLASSES), "That is the logarithm to base 10. Use the natural one."),
        (math.log2(_CLASSES), "That is the logarithm to base 2. Use the natural one."),
        (1 - 1 / _CLASSES, "That is how often it is wrong. The loss is −ln of the probability."),
    ],
    "Right: a loss near 2.3 means nothing learned yet. Compare the first line of the training.",
    "The probability of the right class is 1/10. Take the natural logarithm, and change the sign.",
)

_RATE = 0.05
_step = _RATE * _slope(_START)
way_down = Choice(
    "At w = 5 the slope of the loss is 24. Which way must the weight go to make the loss smaller?",
    "to smaller w, against the slope",
    [
        (
            "to larger w, with the slope",
            "A positive slope says that the loss grows with w. That way leads uphill.",
        ),
        (
            "to 0, as the loss is to be 0",
            "It is the loss that is to be 0, not the weight. At w = 0 this loss is 16.",
        ),
        (
            "nobody can tell, as long as the lowest point is not known",
            "The slope tells it, here and now: it says which way is up.",
        ),
    ],
    "Right: the slope says which way is up, and the step goes the other way.",
)

one_step = Exercise(
    "The weight is w = 5. There the loss is 36 and its slope is 24. The learning rate is 0.05. "
    "What is w after one step?",
    round(_START - _step, 2),
    [
        (_START + _step, "You went with the slope, and so uphill. The step is taken off."),
        (
            _START - _slope(_START),
            "The learning rate is forgotten: the slope itself is not the step. Multiply it first.",
        ),
        (
            round(_START - _RATE * _loss(_START), 2),
            "You took the loss for the slope. How high the curve is does not say how steep it is.",
        ),
        (round(_step, 2), "That is the step. Take it off the weight."),
        (-round(_step, 2), "That is by how much the weight changes. What is the weight then?"),
        (2, "That is the lowest point. A step goes as far as learning rate and slope say."),
    ],
    "Right: learning rate times slope is 1.2, and that is taken off.",
    "Multiply the slope by the learning rate, and take that off the weight.",
    working="5 − 0.05·24",
)

too_large = Choice(
    "The same start, but the learning rate is 0.26 instead of 0.05. What happens in four steps?",
    "each step jumps over the lowest point, and the loss grows",
    [
        (
            "w comes to the lowest point about five times as fast",
            "A larger learning rate is faster only while a step does not go too far. Work out the "
            "first one: 5 − 0.26·24 = −1.24, and that is farther from 2 than before.",
        ),
        (
            "the first step reaches the lowest point, and w stays there",
            "A step does not know where the lowest point is. The first one goes to "
            "5 − 0.26·24 = −1.24, far beyond it.",
        ),
        (
            "w goes back and forth between the same two values",
            "That is what a learning rate of 0.25 does. With a larger one, each jump is longer "
            "than the one before.",
        ),
    ],
    "Right: the first step leads to −1.24, where the curve is steeper, and so the next is longer.",
)

random_way = Choice(
    "All weights of the network move a little, once against the gradient, and once as far in a "
    "direction drawn at random. What does the loss do?",
    "it falls against the gradient, and hardly changes in the other direction",
    [
        (
            "it falls in both directions",
            "A direction drawn at random does not know the slopes: about half of the weights move "
            "up their slope.",
        ),
        (
            "it falls against the gradient, and rises as fast in the other direction",
            "It rises as fast with the gradient. In a direction drawn at random, about half of the "
            "weights move up their slope and half down: that nearly cancels.",
        ),
        (
            "it hardly changes in either direction, as each weight moves so little",
            "Each moves little, but against the gradient all of them help, and there are millions.",
        ),
    ],
    "Right: millions of small moves add up against the gradient, and cancel in any other way.",
)

_PIXEL = 204
pixel = Exercise(
    f"A pixel is stored as {_PIXEL}. Which number does the first convolution of the network see?",
    _PIXEL / 255,
    [
        (
            _PIXEL,
            "That is what is stored. You forgot to normalise: the Rescaling layer comes first.",
        ),
        (_PIXEL / 256, "The largest value is 255, not 256: that one must become exactly 1."),
        (_PIXEL / 255**2, "That is normalised twice. Once is enough: the Rescaling layer does it."),
        (_PIXEL * 255, "The pixels are divided by 255, not multiplied."),
        (_PIXEL // 255, "In whole numbers everything below 255 becomes 0. Divide with /."),
    ],
    "Right: 0 to 255 becomes 0 to 1, inside the model, one batch at a time.",
    "The Rescaling layer multiplies by 1/255.",
    working="204/255",
)

accuracy = Exercise(
    "Choose one of the three networks in the table. Which accuracy do you report for it, "
    "in percent?",
    67.9,
    [
        (
            69.0,
            "The test set was used to choose: you took the network that does best on it. Then it "
            "is no test any more. Choose with the validation column.",
        ),
        (
            91.0,
            "That is the accuracy on the pictures the network was trained on. It has learned some "
            "of them by heart; new pictures are the question.",
        ),
        (
            68.5,
            "That is the network with the best training accuracy. Choose with the validation "
            "column.",
        ),
        (
            70.0,
            "Right network, wrong column: you chose it because this number is high, so it "
            "flatters. Report a number that had no say in the choice.",
        ),
        (0.679, "Right number; in percent it is a hundred times as large."),
    ],
    "Right: the validation set chooses, and the test set, used once, reports.",
    "Which column may choose? Which column may report? They are not the same.",
)

batch = Exercise(
    "How many million bytes is a batch of 128 pictures as float32, with 4 bytes per number?",
    4 * _BATCH * _SIDE**2 * _CHANNELS / 1e6,
    [
        (_BATCH * _SIDE**2 * _CHANNELS / 1e6, "That is one byte per number. A float32 takes 4."),
        (8 * _BATCH * _SIDE**2 * _CHANNELS / 1e6, "That is float64. A float32 takes 4 bytes."),
        (4 * _BATCH * _SIDE**2 / 1e6, "Each pixel has three numbers: red, green and blue."),
        (4 * _SIDE**2 * _CHANNELS / 1e6, "That is one picture. A batch has 128 of them."),
        (4 * _BATCH * _SIDE**2 * _CHANNELS, "That is in bytes; the question is how many million."),
        (4 * _training_size / 1e6, "Those are all 50,000 pictures. A batch has 128 of them."),
    ],
    "Right: less than a thousandth of what the line x_train / 255.0 asks for.",
    "Pictures × height × width × channels × 4 bytes, divided by a million.",
)

_same_side = Axis(Axis(_SIDE, 3, padding="same").output, 2, 2).output
same = Exercise(
    'How many parameters does the whole network have with padding="same"?',
    _conv + params.dense(_same_side**2 * _FILTERS, _UNITS) + _last,
    [
        (
            _conv + _first + _last,
            'That is with "valid". The maps are larger. Which layer grows?',
        ),
        (
            params.dense(_same_side**2 * _FILTERS, _UNITS),
            "That is the large dense layer alone. Add the convolution and the last layer.",
        ),
        (
            _conv + params.dense(_same_side**2 * _FILTERS, _UNITS),
            "The last layer is missing: 512 units feed ten.",
        ),
        (
            _conv + params.dense(_SIDE**2 * _FILTERS, _UNITS) + _last,
            "The pooling still halves each side: 32×32 becomes 16×16.",
        ),
        (
            params.conv2d((3, 3), _CHANNELS, _FILTERS, bias=False)
            + params.dense(_same_side**2 * _FILTERS, _UNITS, bias=False)
            + params.dense(_UNITS, _CLASSES, bias=False),
            "The biases are missing: one for each filter and each unit.",
        ),
    ],
    "Right: the convolution costs no more than before. The dense layer behind it does.",
    'With "same" the maps stay 32×32, and the pooling makes 16×16 of them. Count again from there.',
)

curves = Choice(
    "After 20 epochs: which accuracy is higher, the one on the pictures that the network learns "
    "from, or the one on those that are held out?",
    "the one on the pictures it learns from",
    [
        (
            "the one on the held-out pictures",
            "They are new to the network. What it knows by heart does not help there.",
        ),
        (
            "they are equal",
            "They would be, if everything it learned held for new pictures, too. Some of it is "
            "only true of the pictures that it has seen.",
        ),
    ],
    "Right: part of what it learns is true of its own pictures only.",
)

confused = Choice(
    "In a full run, which two classes are taken for each other most often?",
    "cat and dog",
    [
        ("airplane and ship", "Both lie on much blue, and that does confuse some. Shapes help."),
        ("automobile and truck", "A good guess: second or third in most runs."),
        ("frog and horse", "They share neither a shape nor a background."),
    ],
    "Right: four legs, two ears, fur of every colour, on every background.",
)

edges = Choice(
    "After 20 epochs: are there edge detectors among the 32 filters of the first layer?",
    "yes, some of them are",
    [
        (
            "no, they look like noise",
            "They did before the first batch. To find where light turns into dark is what helps "
            "first, so some of them become detectors of that.",
        ),
        (
            "yes, all of them are",
            "Some answer to a colour, some to a spot, and some have hardly moved: nothing makes "
            "the network use all 32.",
        ),
    ],
    "Right: nobody designed them. They help to name the pictures, and that is how they came about.",
)

smaller = Choice(
    "Four convolutions and a mean over each map, with a fifteenth of the parameters: how often is "
    "this network right on new pictures, compared with the lecture's?",
    "far more often",
    [
        (
            "about as often",
            "It has fewer weights, but it sees more: each convolution builds on what the one "
            "before it found, and none of them learns the same edge again at every position.",
        ),
        (
            "far less often",
            "Parameters are not what a network knows. Most of the lecture's belong to one position "
            "each, and have to learn there what is true everywhere.",
        ),
    ],
    "Right: what counts is where the weights are used, not how many there are.",
)
