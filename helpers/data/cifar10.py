"""Loads CIFAR-10 from this machine or the network, or a stand-in: drawn pictures, if allowed.

CIFAR-10 has 60,000 pictures of 32×32 pixels with 3 channels, in ten classes. It was collected by
Krizhevsky, Nair and Hinton.

Source: A. Krizhevsky, *Learning Multiple Layers of Features from Tiny Images*, 2009.
"""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.core.files import atomic_write
from helpers.data import archive, caches, download, hosts
from helpers.data.stand_in import CLASSES as STAND_IN_CLASSES
from helpers.data.stand_in import pictures

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
    """Pictures and labels for training and for testing.

    Args:
        x_train: Pictures (N, 32, 32, 3), uint8.
        y_train: Labels (N,), uint8: indices into ``classes``.
        x_test: Pictures for testing, in the same format.
        y_test: Labels for testing, in the same format.
        classes: The names of the classes.
        source: Where the data came from, in words.
        is_stand_in: True if these are not the pictures of CIFAR-10.
    """

    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    classes: tuple[str, ...]
    source: str
    is_stand_in: bool = False

    @property
    def name(self) -> str:
        """``"CIFAR-10"``, or a name that says that this is not CIFAR-10."""
        return "STAND-IN (not CIFAR-10)" if self.is_stand_in else "CIFAR-10"

    def __repr__(self) -> str:
        train, test = len(self.x_train), len(self.x_test)
        return f"{self.name}: {train:,} pictures to train, {test:,} to test; {self.source}"


def load(path: str | Path | None = None, *, download: bool = True, stand_in: bool = False) -> Data:
    """Return the data from the first of these places that has it.

    1. ``path``, or the path in the environment variable ``CIFAR10_PATH``. If one of them is set,
       no other place is tried.
    2. The cache of Keras.
    3. The cache of this project (see ``caches.cache_folder``).
    4. The network. The URL in the environment variable ``CIFAR10_URL`` is tried first. The
       archive is stored where Keras finds it, too.
    5. The stand-in: drawn pictures in the same format.

    Args:
        path: An ``.npz`` file, the original archive, or its extracted folder.
        download: Whether the network may be used.
        stand_in: Whether the stand-in may be returned if CIFAR-10 is in no other place.

    Raises:
        FileNotFoundError: ``path`` does not exist; or no place on this machine has the data and
            ``download`` is False.
        ValueError: The file at ``path`` is damaged or is not CIFAR-10.
        ConnectionError: No host sent the archive.
        OSError: The archive cannot be written.
    """
    named = path or os.environ.get("CIFAR10_PATH")
    if named:
        return _read(caches.expanded(named), "path" if path else "CIFAR10_PATH")
    if data := _cached():
        return data
    try:
        return _read(_download(download, stand_in), "downloaded")
    except OSError as error:
        if not stand_in:
            raise
        warnings.warn(f"Using a STAND-IN, not CIFAR-10. {error}", stacklevel=2)
        return _stand_in()


def subset(data: Data, n: int, seed: int = 0) -> Data:
    """Return the data with only ``n`` training pictures, in random order; all test pictures stay.

    Args:
        data: The data; it is not changed.
        n: Number of training pictures. Each class has the same number of them.
        seed: Seed of the random choice; the same seed chooses the same pictures.

    Raises:
        ValueError: ``n`` is not a positive multiple of the number of classes, or a class has too
            few pictures.
    """
    classes = len(data.classes)
    if n < 1 or n % classes:
        raise ValueError(f"n must be a positive multiple of the {classes} classes; received {n}")
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(data.y_train == label) for label in range(classes)]
    largest = classes * min(len(indices) for indices in members)
    if n > largest:
        raise ValueError(f"n must be at most {largest}; received {n}")
    by_class = [rng.choice(indices, n // classes, replace=False) for indices in members]
    chosen = rng.permutation(np.concatenate(by_class))
    return replace(data, x_train=data.x_train[chosen], y_train=data.y_train[chosen])


def _cached() -> Data | None:
    """Return the data from the first cache that has it, or None; warn of files that are damaged."""
    for path, where in caches.usual_paths():
        try:
            return _read(path, where)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            # The caller did not name this file, so the next cache may serve as well.
            warnings.warn(str(error), stacklevel=3)
    return None


def _read(path: Path, where: str) -> Data:
    """Return the data in the file or folder at ``path``.

    The arrays are also stored uncompressed in the cache of this project, and read from there as
    long as the file or folder does not change. There is one such copy, of the source that was
    read last.

    Args:
        path: An ``.npz`` file, the archive, or its extracted folder.
        where: The name of the place, for messages.

    Raises:
        FileNotFoundError: There is nothing at ``path``.
        OSError: The file cannot be read.
        ValueError: The file is damaged or is not CIFAR-10.
    """
    if not path.exists():
        raise FileNotFoundError(
            f"{path} ({where}) does not exist. It should be an .npz, the archive {archive.ARCHIVE} "
            f"or the folder {archive.FOLDER}: correct it, or leave it out to look elsewhere."
        )
    fingerprint = _fingerprint(path)
    copy = caches.cache_folder() / "cifar10.npz"
    arrays = None
    with suppress(OSError, ValueError):
        arrays = archive.read_npz(copy, fingerprint)
    if arrays is None:
        arrays = archive.read(path)
        _store(copy, {**arrays, "fingerprint": np.array(fingerprint)})
    x_train, y_train, x_test, y_test = (arrays[name] for name in archive.NAMES)
    return Data(x_train, y_train, x_test, y_test, CLASSES, f"{path.name} ({where})")


def _fingerprint(path: Path) -> str:
    """Return the path, size and date of each file of a source: they change when the source does."""
    files = sorted(path.resolve().iterdir()) if path.is_dir() else [path.resolve()]
    return " ".join(f"{file}:{file.stat().st_size}@{file.stat().st_mtime_ns}" for file in files)


def _store(copy: Path, arrays: dict[str, Any]) -> None:
    """Write arrays to the ``.npz`` file ``copy``; warn if that is not possible."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(copy) as temporary, temporary.open("wb") as file:
            np.savez(file, **arrays)
    except OSError as error:
        # The disk is full or read-only. Without the copy, only the next start takes longer.
        warnings.warn(f"CIFAR-10 is not kept in {copy.parent}: {error}", stacklevel=2)


def _download(allowed: bool, stand_in: bool) -> Path:
    """Download the archive and return its path.

    It is stored in the cache of Keras or, if that cannot be written to, in that of this project.

    Args:
        allowed: Whether the network may be used.
        stand_in: Whether the caller accepts a stand-in already; if not, the messages offer it.

    Raises:
        FileNotFoundError: The network may not be used.
        ConnectionError: No host sent the archive.
        OSError: Neither folder can be written to.
    """
    if not allowed:
        raise FileNotFoundError(
            "CIFAR-10 is not on this machine, and download=False forbids fetching it. "
            "Name a copy in the environment variable CIFAR10_PATH, or allow the download."
        )
    preferred = os.environ.get("CIFAR10_URL")
    urls = [preferred, *hosts.MIRRORS] if preferred else hosts.MIRRORS
    or_stand_in = "" if stand_in else ", or accept a stand-in with stand_in=True"
    failures = []
    for path in caches.download_paths():
        try:
            download.fetch(urls, path, archive.SIZE, archive.SHA256)
            return path
        except ConnectionError as error:
            raise ConnectionError(
                f"CIFAR-10 could not be fetched.\n{error}\nTry again, and it goes on from there. "
                f"Or name a copy in the environment variable CIFAR10_PATH{or_stand_in}."
            ) from None
        except OSError as error:
            failures.append(f"- {path.parent}: {error.strerror or error}")
    raise OSError(
        "CIFAR-10 can be written to neither of these folders.\n"
        + "\n".join(failures)
        + "\nMake room for 360 MB, or name another folder in the environment variable "
        f"LEARN_CONVNETS_CACHE{or_stand_in}."
    )


def _stand_in() -> Data:
    """Return drawn pictures in the format of CIFAR-10: the same ones at every call."""
    train, test = pictures(10_000, seed=1), pictures(2_000, seed=2)
    return Data(*train, *test, STAND_IN_CLASSES, "drawn by helpers.data.stand_in", is_stand_in=True)
