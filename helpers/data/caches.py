"""Folders of this machine in which CIFAR-10 is stored: those of Keras and of this project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from helpers.data.archive import ARCHIVE, FOLDER

# These are the names in Keras 3. Keras 2 uses the names of the archive and the folder themselves.
KERAS_FOLDER = f"{FOLDER}-target"
"""The folder into which Keras extracts the archive."""

KERAS_ARCHIVE = f"{KERAS_FOLDER}_archive"
"""The name under which Keras stores the archive."""


def cache_folder() -> Path:
    """Return the folder in which this project stores files; it need not exist yet.

    It is the one in the environment variable ``LEARN_CONVNETS_CACHE``, if that is set, and
    otherwise one in the user's cache.
    """
    if named := os.environ.get("LEARN_CONVNETS_CACHE"):
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("learn-convnets")


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
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser() / "datasets"
