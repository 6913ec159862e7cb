"""Three layers between the same neurons, with a line for each connection."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.core.geometry import Axis
from helpers.draw.colours import INK, INPUT, KERNEL, NEGATIVE, OUTPUT, RING, SOFT
from helpers.draw.svg import Diagram, card, dot, label, line, wrapped

WEIGHT_COLOURS = (KERNEL, NEGATIVE, RING)
"""Lines of one of these colours share a weight; further weights begin again with the first."""
NEURON_GAP = 40.0


def draw_connections(inputs: int = 7, kernel: int = 3) -> Diagram:
    """Draw three layers between the same neurons: dense, sparse, and sparse with shared weights.

    Args:
        inputs: The number of inputs.
        kernel: The number of neighbouring inputs that a unit of the sparse layers has.

    Raises:
        TypeError: An argument is not a whole number.
        ValueError: An argument is below 1, or the kernel is larger than the inputs.

    >>> draw_connections(4, 3)
    Three layers from 4 inputs to 2 outputs. dense: 8 lines, 8 weights; sparse: 6 lines, 6 \
weights; sparse and shared: 6 lines, 3 weights
    """
    axis = Axis(inputs, kernel)
    everywhere = [tuple(range(axis.size))] * axis.output
    windows = [axis.taps(o) for o in range(axis.output)]
    layers = (("dense", everywhere), ("sparse", windows), ("sparse and shared", windows))
    foot = 40 + NEURON_GAP * inputs + 32
    parts, descriptions = [], []
    for i, (name, taps) in enumerate(layers):
        left, shared = 30 + 300 * i, name == "sparse and shared"
        lines = sum(map(len, taps))
        counts = f"{lines} lines, {axis.kernel if shared else lines} weights"
        parts += [
            label(left, 26, name, INK, 17, bold=True),
            *_neurons(left + 15, axis, taps, shared),
            label(left, foot, counts, SOFT, 15),
        ]
        descriptions.append(f"{name}: {counts}")
    sizes = f"Three layers from {axis.size} inputs to {axis.output} outputs"
    drawn = card(900, foot + 14, f"{sizes}. {'; '.join(descriptions)}", parts)
    return wrapped(drawn, 580)


def _neurons(x: float, axis: Axis, taps: Sequence[Sequence[int]], shared: bool) -> list[str]:
    """Return two columns of neurons with a line for each connection.

    Args:
        x: The place of the inputs.
        axis: How many inputs and outputs there are.
        taps: The inputs of each output.
        shared: Whether the units share their weights: then lines are coloured by weight.
    """
    top, right = 60.0, x + 180
    lift = NEURON_GAP / 2 * (axis.size - axis.output)
    parts = []
    for o, inputs in enumerate(taps):
        for j, tap in enumerate(inputs):
            colour = WEIGHT_COLOURS[j % len(WEIGHT_COLOURS)] if shared else SOFT
            ends = (x, top + NEURON_GAP * tap, right, top + lift + NEURON_GAP * o)
            parts.append(line(*ends, colour, 3 if shared else 1.2))
    parts += [dot(x, top + NEURON_GAP * j, INPUT) for j in range(axis.size)]
    parts += [dot(right, top + lift + NEURON_GAP * o, OUTPUT) for o in range(axis.output)]
    return parts
