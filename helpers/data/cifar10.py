"""CIFAR-10: found, verified, cached and cut down; or, where allowed, a stand-in for it.

60,000 pictures of 32x32 pixels on 3 channels, in ten classes. Collected by Krizhevsky, Nair and
Hinton. Source: A. Krizhevsky, *Learning Multiple Layers of Features from Tiny Images*, 2009.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core.files import whole_file
from helpers.data import archive, download
from helpers.data.stand_in import CLASSES as STAND_IN_CLASSES
from helpers.data.stand_in import pictures

# What Keras 3 calls the archive and where it extracts it; the shorter names are Keras 2's.
KERAS_FOLDER = f"{archive.FOLDER}-target"
KERAS_ARCHIVE = f"{KERAS_FOLDER}_archive"

CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)


@dataclass(frozen=True, eq=False, repr=False)
class Data:
    """Pictures (N, 32, 32, 3) and labels (N,), all uint8, for training and for testing."""

    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    classes: tuple[str, ...]
    source: str
    is_stand_in: bool = False

    @property
    def name(self) -> str:
        """``"CIFAR-10"``, or a name that cannot be mistaken for it."""
        return "STAND-IN (not CIFAR-10)" if self.is_stand_in else "CIFAR-10"

    def __repr__(self) -> str:
        train, test = len(self.x_train), len(self.x_test)
        return f"{self.name}: {train:,} pictures to train, {test:,} to test; {self.source}"


def load(path: str | Path | None = None, *, download: bool = True, stand_in: bool = False) -> Data:
    """Return the data, from the first place that has it.

    In this order: ``path``, or the path in the environment variable ``CIFAR10_PATH`` (an ``.npz``,
    the original archive, or its extracted folder); Keras's cache; this project's cache, kept in
    ``LEARN_CONVNETS_CACHE`` where that is set; the network, with an address in ``CIFAR10_URL``
    first; and, if allowed, the stand-in. A path that was named is read or refused: nothing else is
    tried in its place. What is downloaded is put where Keras finds it, too.

    Raises:
        FileNotFoundError: the path that was named does not exist; or nothing was found, and
            ``download`` is False.
        ValueError: a file that was named is damaged or is not CIFAR-10.
        ConnectionError: no host sent the archive.
        OSError: the archive cannot be written.
    """
    named = path or os.environ.get("CIFAR10_PATH")
    if named:
        return _read(Path(named).expanduser(), "path" if path else "CIFAR10_PATH")
    for place, where in _usual_places():
        try:
            return _read(place, where)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:  # not the caller's choice: say so, and go on
            warnings.warn(str(error), stacklevel=2)
    try:
        return _read(_download(download, stand_in), "downloaded")
    except OSError as error:
        if not stand_in:
            raise
        warnings.warn(f"Using a STAND-IN, not CIFAR-10. {error}", stacklevel=2)
        return _stand_in()


def subset(data: Data, n: int, seed: int = 0) -> Data:
    """Return the data with ``n`` training pictures, as many of each class, in random order.

    The test set stays whole: what is learned from fewer pictures is still measured on all of it.

    Raises:
        ValueError: ``n`` is no multiple of the number of classes, or a class has too few pictures.
    """
    classes = len(data.classes)
    if n < 1 or n % classes:
        raise ValueError(f"n must be a positive multiple of the {classes} classes; received {n}")
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(data.y_train == label) for label in range(classes)]
    least = min(len(of_class) for of_class in members)
    if n > least * classes:
        raise ValueError(f"n must be at most {least * classes}; received {n}")
    picks = [rng.choice(of_class, n // classes, replace=False) for of_class in members]
    chosen = rng.permutation(np.concatenate(picks))
    return replace(data, x_train=data.x_train[chosen], y_train=data.y_train[chosen])


def cache_folder() -> Path:
    """Say where this project keeps files: ``LEARN_CONVNETS_CACHE``, or the user's cache."""
    if named := os.environ.get("LEARN_CONVNETS_CACHE"):
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("learn-convnets")


def _keras() -> Path:
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser() / "datasets"


def _usual_places() -> Iterator[tuple[Path, str]]:
    # Archives first: Keras extracts them on every use, and what was read once should count.
    for name in (KERAS_ARCHIVE, f"{archive.FOLDER}.tar.gz"):
        yield _keras() / name, "Keras's cache"
    for folder in (_keras() / KERAS_FOLDER / archive.FOLDER, _keras() / archive.FOLDER):
        yield folder, "Keras's cache"
    yield cache_folder() / archive.ARCHIVE, "this project's cache"


def _read(path: Path, where: str) -> Data:
    """Return the source at ``path``, or the uncompressed copy that an earlier read left."""
    if not path.exists():
        raise FileNotFoundError(
            f"{path} ({where}) does not exist. It should be an .npz, the archive {archive.ARCHIVE} "
            f"or the folder {archive.FOLDER}: correct it, or leave it out to look elsewhere."
        )
    stamp = _stamp(path)
    copy = cache_folder() / "cifar10.npz"  # one, of the source that was read last
    arrays = None
    with suppress(OSError, ValueError):
        arrays = archive.read_npz(copy, stamp)
    if arrays is None:
        arrays = archive.read(path)
        _keep(copy, {**arrays, "stamp": np.array(stamp)})
    x_train, y_train, x_test, y_test = (arrays[name] for name in archive.NAMES)
    return Data(x_train, y_train, x_test, y_test, CLASSES, f"{path.name} ({where})")


def _stamp(path: Path) -> str:
    """Return what tells a source from another or a changed one without reading it."""
    files = sorted(path.resolve().iterdir()) if path.is_dir() else [path.resolve()]
    return " ".join(f"{file}:{file.stat().st_size}@{file.stat().st_mtime_ns}" for file in files)


def _keep(copy: Path, arrays: dict[str, Any]) -> None:
    """Write ``copy`` whole or not at all."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(copy) as aside, aside.open("wb") as file:
            np.savez(file, **arrays)
    except OSError as error:  # a full or read-only disk costs the next start some seconds, no more
        warnings.warn(f"CIFAR-10 is not kept in {copy.parent}: {error}", stacklevel=2)


def _download(allowed: bool, stand_in: bool) -> Path:
    """Fetch the archive to where Keras looks or, if nothing can be written there, to our cache.

    Raises:
        FileNotFoundError: it is not allowed.
        ConnectionError: no host sent it.
        OSError: neither folder can be written to.
    """
    if not allowed:
        raise FileNotFoundError(
            "CIFAR-10 is not on this machine, and download=False forbids fetching it. "
            "Name a copy in the environment variable CIFAR10_PATH, or allow the download."
        )
    own = os.environ.get("CIFAR10_URL")
    urls = [own, *archive.MIRRORS] if own else archive.MIRRORS
    otherwise = "" if stand_in else ", or accept a stand-in with stand_in=True"
    refused = []
    for path in (_keras() / KERAS_ARCHIVE, cache_folder() / archive.ARCHIVE):
        try:
            download.fetch(urls, path, archive.SIZE, archive.SHA256)
            return path
        except ConnectionError as error:
            raise ConnectionError(
                f"CIFAR-10 could not be fetched.\n{error}\nTry again, and it goes on from there. "
                f"Or name a copy in the environment variable CIFAR10_PATH{otherwise}."
            ) from None
        except OSError as error:
            refused.append(f"- {path.parent}: {error.strerror or error}")
    raise OSError(
        "CIFAR-10 can be written to neither of these folders.\n"
        + "\n".join(refused)
        + "\nMake room for 360 MB, or name another folder in the environment variable "
        f"LEARN_CONVNETS_CACHE{otherwise}."
    )


def _stand_in() -> Data:
    train, test = pictures(10_000, seed=1), pictures(2_000, seed=2)
    return Data(*train, *test, STAND_IN_CLASSES, "drawn by helpers.stand_in", is_stand_in=True)
