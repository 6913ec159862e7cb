"""The loss of a whole network along two straight lines in the space of its weights.

It uses nothing but Keras, so it works with TensorFlow, JAX and PyTorch as the backend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core.text import PlainError
from helpers.draw.colours import INPUT, KERNEL, SOFT
from helpers.draw.theme import Picture, canvas
from helpers.training.checks import fit, ready
from helpers.training.device import keras

Direction = list[NDArray[np.float32]]
"""One array for each of a network's trainable arrays, in their order."""

FIRST_REACH, DOUBLINGS = 0.05, 12
"""The shortest line, and how often it is doubled at most, until the loss rises at its end."""
POINTS = 21
"""Points on each line; a fifth of the line lies before the network's own weights."""


class WithoutDropout(keras.Model):  # type: ignore[misc]
    """A network that computes as in a test, also while it is trained: nothing is left to chance."""

    def __init__(self, network: keras.Model) -> None:
        super().__init__()
        self.network = network
        self.built = True

    def call(self, pictures: Any) -> Any:
        return self.network(pictures, training=False)


class _Landscape:
    """The loss of a copy of a model on some pictures, wherever its weights are moved to.

    Args:
        model: The model; it is not changed.
        x: Pictures (N, H, W, C) as uint8.
        labels: Their labels (N, classes), one-hot.
    """

    def __init__(
        self, model: keras.Model, x: NDArray[np.uint8], labels: NDArray[np.float32]
    ) -> None:
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
        for layer in copy.layers:  # a training may have set them to compute in 16 bits
            layer.dtype_policy = keras.dtype_policies.get("float32")
        self.x, self.labels = x, labels
        self.network = WithoutDropout(copy)
        self.network.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(1.0))
        self.variables = copy.trainable_variables
        self.start = [np.array(variable.numpy()) for variable in self.variables]

    def loss(self, direction: Direction, distance: float) -> float:
        """Return the loss at this distance from the model's weights."""
        for variable, start, step in zip(self.variables, self.start, direction):
            variable.assign(start + np.float32(distance) * step)
        self.network.reset_metrics()  # the loss would be a mean over all calls
        return float(self.network.test_on_batch(self.x, self.labels))

    def gradient(self) -> Direction:
        """Return the slope of the loss by each weight.

        Each backend has functions of its own for it. But all of them can train: plain gradient
        descent with a learning rate of 1 takes just the slope off each weight.
        """
        self.network.train_on_batch(self.x, self.labels)
        return [start - after.numpy() for start, after in zip(self.start, self.variables)]


@dataclass(frozen=True)
class Lines:
    """The loss along two lines through the weights of a network.

    Args:
        distances: How far each point lies from the network's weights (POINTS,).
        downhill: The loss there, against the gradient (POINTS,).
        at_random: The loss there, in a direction drawn at random (POINTS,).
        slope: The slope of the loss in the direction against the gradient.
        slope_at_random: The slope in the other direction.
        weights: How many weights the network has.
    """

    distances: NDArray[np.float64]
    downhill: NDArray[np.float64]
    at_random: NDArray[np.float64]
    slope: float
    slope_at_random: float
    weights: int

    @property
    def here(self) -> float:
        """The loss of the network as it is."""
        return float(self.downhill[np.abs(self.distances).argmin()])

    @property
    def lowest(self) -> tuple[float, float]:
        """The distance and the loss of the lowest point of ``downhill``."""
        at = self.downhill.argmin()
        return float(self.distances[at]), float(self.downhill[at])


def measure(model: keras.Model, x: NDArray[np.uint8], y: NDArray[Any], seed: int = 0) -> Lines:
    """Return the loss of a model on some pictures, along the gradient and along another line.

    Args:
        model: A model that divides pictures by 255 itself, and ends in a softmax.
        x: Pictures (N, H, W, C).
        y: Labels (N,) as integers, or one-hot (N, classes).
        seed: Seed of the other direction.

    Raises:
        PlainError: Shapes or labels do not fit the model, or the loss has no slope.
    """
    ready.check_arrays(x, y)
    fit.check_input(model, x)
    classes = model.output_shape[-1]
    fit.check_labels(fit.UNKNOWN, classes, y)
    hot = y if fit.is_one_hot(y) else keras.utils.to_categorical(y, classes)
    land = _Landscape(model, x, hot)
    gradient, rng = land.gradient(), np.random.default_rng(seed)
    length = _length(gradient)
    if not length:
        raise PlainError("the slope of the loss is 0 for every weight: there is no way down")
    downhill = [-each / length for each in gradient]
    drawn = [rng.standard_normal(each.shape, dtype=np.float32) for each in gradient]
    at_random = [each / _length(drawn) for each in drawn]
    reach = _reach(land, downhill)
    distances = np.linspace(-reach / 4, reach, POINTS)
    return Lines(
        distances,
        np.array([land.loss(downhill, each) for each in distances]),
        np.array([land.loss(at_random, each) for each in distances]),
        -length,
        float(sum(np.vdot(slope, step) for slope, step in zip(gradient, at_random))),
        sum(each.size for each in gradient),
    )


def _reach(land: _Landscape, downhill: Direction) -> float:
    """Return the distance at which the loss is no longer below the one of the model itself."""
    here, reach = land.loss(downhill, 0), FIRST_REACH
    for _ in range(DOUBLINGS):
        if land.loss(downhill, reach) >= here:
            break
        reach *= 2
    return reach


def _length(direction: Direction) -> float:
    """Return the length of a direction: the root of the sum of all squares."""
    return float(np.sqrt(sum(float(np.vdot(each, each)) for each in direction)))


def draw(lines: Lines) -> Picture:
    """Draw the loss along the two lines."""
    figure, axes = canvas(7.2, 3.8)
    axes.plot(lines.distances, lines.downhill, color=INPUT, label="against the gradient")
    axes.plot(lines.distances, lines.at_random, "--", color=SOFT, label="in a random direction")
    for place, loss, words, up in (
        (0.0, lines.here, f"now: {lines.here:.3f}", 10),
        (*lines.lowest, f"lowest: {lines.lowest[1]:.3f}", -20),
    ):
        axes.plot(place, loss, "o", color=KERNEL, markersize=9)
        words_at: Any = {"xytext": (6, up), "textcoords": "offset points"}
        axes.annotate(words, (place, loss), **words_at, color=KERNEL, size=12, weight="bold")
    axes.margins(y=0.16)
    axes.legend(loc="upper center", frameon=False, fontsize=12)
    axes.set(xlabel="distance from the weights as they are now", ylabel="loss")
    last = lines.distances[-1]
    alt = (
        f"The loss of a network of {lines.weights:,} weights along two lines. Now it is "
        f"{lines.here:.3f}. Against the gradient it begins with a slope of {lines.slope:.3f}, is "
        f"lowest, {lines.lowest[1]:.3f}, at a distance of {lines.lowest[0]:.3f}, and "
        f"{lines.downhill[-1]:.3f} at {last:.3f}. In a random direction it begins with a slope of "
        f"{lines.slope_at_random:.4f}, and is {lines.at_random[-1]:.3f} at {last:.3f}"
    )
    return Picture(figure, alt.replace("-", "−"))
