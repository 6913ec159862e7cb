"""A fully connected network, drawn and counted; and the same with a slider for each width."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import ipywidgets as widgets

from helpers.core import params, text
from helpers.draw.colours import INK, INPUT, KERNEL, OUTPUT, SOFT
from helpers.draw.svg import Diagram, card, dot, label, line, tag
from helpers.explore.controls import slider
from helpers.explore.live import LiveDrawing

MOST_DRAWN = 8
"""Neurons of a layer that are drawn at most; of a wider one, the first three and the last three."""
LAYER_GAP, NEURON_GAP, RADIUS, MARGIN = 150.0, 46.0, 15.0, 30.0
MOST_LAYERS, MOST_NEURONS = 7, 12
"""Layers of a network with sliders, and neurons of a layer, at most."""
NAME_WIDTH = 60
"""Pixels for the name of a slider; equal ones, so that sliders stay where they are."""

Point = tuple[float, float]
_centred_label = partial(label, anchor="middle")


def dense_network(widths: Sequence[int], *, bias: bool = False, count: bool = True) -> Diagram:
    """Draw a fully connected network, and count its connections term by term.

    Of wide layers only some neurons are drawn; the count is always of all neurons.

    Args:
        widths: The number of neurons in each layer, from the input to the output.
        bias: Whether each layer but the last has one more input that is always 1. Then the
            parameters are counted.
        count: Whether the count is shown. Without it, a learner can count the lines.

    Raises:
        TypeError: A width is not a whole number.
        ValueError: There are fewer than two widths, or one is below 1.

    >>> dense_network([2, 3, 1])
    A fully connected network 2 → 3 → 1 with 2·3 + 3·1 = 9 connections
    >>> dense_network([2, 1], bias=True)
    A fully connected network 2 → 1 with biases: (2·1 + 1) = 3 parameters
    >>> dense_network([2, 3, 1], count=False)
    A fully connected network 2 → 3 → 1
    """
    total = params.fully_connected(widths, bias)
    sizes = [int(width) for width in widths]
    height = min(max(sizes), MOST_DRAWN) * NEURON_GAP
    parts = _network(sizes, MARGIN + 20 + height / 2, bias)
    width = _left(len(sizes) - 1) + 2 * RADIUS + MARGIN
    foot = MARGIN + 20 + height + NEURON_GAP * bias + 24
    alt = f"A fully connected network {' → '.join(map(text.size, sizes))}"
    if not count:
        return card(width, foot, alt, parts)
    formula = f"{total!r} {'parameters' if bias else 'connections'}"
    width = max(width, 9 * len(formula) + 2 * MARGIN)
    parts += _terms(sizes, foot, bias)
    parts.append(_centred_label(width / 2, foot + 56, formula, INK, 18, bold=True))
    alt += f" with {'biases: ' if bias else ''}{formula}"
    return card(width, foot + 86, alt, parts)


def explore_network(
    widths: Sequence[int] = (5, 4, 5, 4, 5, 1), *, bias: bool = False
) -> LiveDrawing:
    """Return a fully connected network with a slider for each width.

    Args:
        widths: The number of neurons in each layer at first: 2 … 7 layers, 1 … 12 neurons.
        bias: Whether biases are counted at first.

    Raises:
        TypeError: A width is not a whole number.
        ValueError: There are too few or too many layers or neurons.

    >>> explore_network([2, 3, 1])
    A fully connected network 2 → 3 → 1 with 2·3 + 3·1 = 9 connections
    """
    params.fully_connected(widths)
    if len(widths) > MOST_LAYERS:
        raise ValueError(f"widths must name 2 … {MOST_LAYERS} layers; received {len(widths)}")
    padded = [*widths, *[1] * (MOST_LAYERS - len(widths))]
    sliders = {
        name: slider(name, width, 1, MOST_NEURONS, name_width=NAME_WIDTH)
        for name, width in zip(_slider_names(0), padded)
    }
    layers = slider("layers", len(widths), 2, MOST_LAYERS, name_width=NAME_WIDTH)
    biases = widgets.Checkbox(
        bias,
        description="biases, too",
        indent=False,
        layout=widgets.Layout(width=layers.layout.width),
    )
    controls = {"layers": layers, "biases": biases, **sliders}
    return LiveDrawing(controls, _network_of, unused=lambda values: _slider_names(values["layers"]))


def _network_of(layers: int, biases: bool, **widths: int) -> Diagram:
    """Return the network of the first ``layers`` sliders."""
    return dense_network(list(widths.values())[:layers], bias=biases)


def _slider_names(first: int) -> list[str]:
    """Return the names of the sliders for layer ``first`` and all layers after it."""
    return [f"layer {i}" for i in range(first, MOST_LAYERS)]


def _network(sizes: Sequence[int], middle: float, bias: bool) -> list[str]:
    """Return the neurons of all layers and the lines between them, around the height ``middle``."""
    layers = [_neurons(size, _left(i), middle) for i, size in enumerate(sizes)]
    ones = [[_below(layer)] for layer in layers[:-1]] if bias else []
    parts = [*_connections(layers, layers, SOFT), *_connections(ones, layers, KERNEL)]
    for i, layer in enumerate(layers):
        parts += _layer(layer, sizes[i], middle, _colour(i, len(sizes)))
    for (one,) in ones:
        parts += _one(*one)
    return parts


def _left(layer: int) -> float:
    """Return the x of a layer's neurons."""
    return MARGIN + 2 * RADIUS + layer * LAYER_GAP


def _neurons(size: int, x: float, middle: float) -> list[Point]:
    """Return the centres of a layer's neurons; of a wide layer, of those that are drawn."""
    slots = min(size, MOST_DRAWN)
    points = [(x, middle + (i - (slots - 1) / 2) * NEURON_GAP) for i in range(slots)]
    return points if size <= MOST_DRAWN else [*points[:3], *points[-3:]]


def _below(layer: Sequence[Point]) -> Point:
    """Return the centre of the input that is always 1, below a layer's last neuron."""
    x, y = layer[-1]
    return x, y + NEURON_GAP


def _connections(
    sources: Sequence[Sequence[Point]], layers: Sequence[Sequence[Point]], colour: str
) -> list[str]:
    """Return a line from each point of ``sources[i]`` to each neuron of ``layers[i + 1]``."""
    parts = []
    for before, after in zip(sources, layers[1:]):
        for start in before:
            parts += [line(*start, *end, colour, opacity=0.45) for end in after]
    return parts


def _layer(neurons: Sequence[Point], size: int, middle: float, colour: str) -> list[str]:
    """Return a layer's neurons, with its size above; three dots stand for those not drawn."""
    x = neurons[0][0]
    parts = [dot(*neuron, colour, RADIUS) for neuron in neurons]
    if len(neurons) < size:
        parts += [tag("circle", cx=x, cy=middle + shift, r=3, fill=SOFT) for shift in (-16, 0, 16)]
    return [*parts, _centred_label(x, MARGIN, text.size(size), colour, 18, bold=True)]


def _one(x: float, y: float) -> list[str]:
    """Return an input that is always 1."""
    return [dot(x, y, KERNEL, RADIUS), _centred_label(x, y + 6, "1", KERNEL, 18, bold=True)]


def _terms(sizes: Sequence[int], foot: float, bias: bool) -> list[str]:
    """Return the count of each pair of neighbouring layers, under the lines between them."""
    parts = []
    for i, (before, after) in enumerate(pairwise(sizes)):
        layer, x = params.dense(before, after, bias), _left(i) + LAYER_GAP / 2
        parts.append(_centred_label(x, foot, layer.formula, SOFT, 18))
        parts.append(_centred_label(x, foot + 22, f"{int(layer):,}", INK, 18))
    return parts


def _colour(layer: int, count: int) -> str:
    """Return the colour of a layer: the first is the input, the last the output."""
    if layer == 0:
        return INPUT
    return OUTPUT if layer == count - 1 else SOFT
