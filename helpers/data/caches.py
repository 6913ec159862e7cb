"""Folders of this machine in which CIFAR-10 is stored: those of Keras and of this project."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from helpers.data.archive import ARCHIVE, FOLDER, KERAS_ARCHIVE, KERAS_FOLDER


def cache_folder() -> Path:
    """Return the folder in which this project stores files; it need not exist yet.

    It is the one in the environment variable ``LEARN_CONVNETS_CACHE``, if that is set, and
    otherwise one in the user's cache.
    """
    if named := os.environ.get("LEARN_CONVNETS_CACHE"):
        return expanded(named)
    from platformdirs import user_cache_path

    try:
        cache = user_cache_path("learn-convnets")
    except RuntimeError:
        return _home() / "cache"
    # Without a home, older versions of platformdirs leave "~" in the path as it is.
    return cache if "~" not in cache.parts else _home() / "cache"


def download_paths() -> tuple[Path, Path]:
    """Return the paths to which the archive may be downloaded, the preferred one first.

    The first is the one where Keras looks, so that Keras need not download the archive again.
    """
    return _keras_datasets() / KERAS_ARCHIVE, cache_folder() / ARCHIVE


def usual_paths() -> Iterator[tuple[Path, str]]:
    """Yield the paths where the data may be, each with the name of its cache."""
    keras = _keras_datasets()
    # Archives come first: they are there before Keras extracts a folder from them. The copy that
    # this project makes of an archive is then still used after Keras has extracted the folder.
    yield keras / KERAS_ARCHIVE, "Keras's cache"
    yield keras / f"{FOLDER}.tar.gz", "Keras's cache"
    yield keras / KERAS_FOLDER / FOLDER, "Keras's cache"
    yield keras / FOLDER, "Keras's cache"
    yield cache_folder() / ARCHIVE, "this project's cache"


def _keras_datasets() -> Path:
    """Return the folder in which Keras stores data sets."""
    return expanded(os.environ.get("KERAS_HOME") or _home() / ".keras") / "datasets"


def expanded(path: str | Path) -> Path:
    """Return a path with the user's folder in place of ~, where the system knows that folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def _home() -> Path:
    """Return the user's folder; where the system knows none, one for temporary files.

    A container may run as a user without a name, and without HOME.
    """
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir()) / "learn-convnets"
