"""A dense layer that classifies handwritten digits by their mean pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.arrays import Array, checked_array
from helpers.data import samples


def digits() -> tuple[Array, Array]:
    """Return 1,797 handwritten digits, flat (1797, 64), and their labels (1797,).

    >>> pictures, labels = digits()
    >>> pictures.shape, labels[:5]
    ((1797, 64), array([0, 1, 2, 3, 4]))

    Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI, 1998.
    """
    pictures, labels = samples.digits()
    return pictures.reshape(len(pictures), -1), labels


def templates(pictures: ArrayLike, labels: ArrayLike) -> tuple[Array, Array]:
    """Return the kernel (pixels, classes) and the bias (classes,) of a dense layer of templates.

    The weights of a unit are the mean picture of its class minus the mean of all pictures. The
    unit whose mean picture is nearest to an input has the largest output. Kernel and bias are
    rounded to whole numbers.

    Args:
        pictures: Flat pictures (N, pixels).
        labels: The class 0, 1, … of each picture (N,).

    Raises:
        TypeError, ValueError: The pictures are not flat, or there is not one label for each.

    >>> templates([[4, 0], [0, 4]], [0, 1])
    (array([[ 2, -2],
           [-2,  2]]), array([-4, -4]))
    """
    x, classes = checked_array("pictures", pictures, {2: "(N, pixels)"}), np.asarray(labels)
    if classes.shape != (len(x),) or classes.dtype.kind not in "iu" or classes.min() < 0:
        raise ValueError(
            f"labels must be {len(x)} whole numbers 0, 1, … , one a picture; "
            f"received {classes.dtype} of shape {classes.shape}"
        )
    means = np.stack([x[classes == i].mean(axis=0) for i in range(classes.max() + 1)], axis=1)
    middle = x.mean(axis=0)
    # |x − mean|² without the terms that all classes share: x · mean − |mean|² / 2.
    bias = ((middle**2).sum() - (means**2).sum(axis=0)) / 2
    kernel = np.rint(means - middle[:, np.newaxis])
    return kernel.astype(np.int64), np.rint(bias).astype(np.int64)
