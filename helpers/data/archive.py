"""Reads CIFAR-10 from its files, and checks that they are complete and unchanged.

The same pictures come in three forms: the original archive (``.tar.gz``), the folder inside it
(six pickled batches), and an ``.npz`` file of four arrays. Unpickling can run code, so a pickle is
only read after its digest was found to be the published one.
"""

from __future__ import annotations

import pickle
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from helpers.core.files import digest
from helpers.data import hosts, layouts

Arrays = dict[str, NDArray[np.uint8]]
"""The arrays of the data set, by the names in ``NAMES``."""

ARCHIVE = "cifar-10-python.tar.gz"
"""File name of the original archive."""

FOLDER = "cifar-10-batches-py"
"""Name of the folder in the archive."""

# These are the names in Keras 3. Keras 2 uses the names of the archive and the folder themselves.
KERAS_FOLDER = f"{FOLDER}-target"
"""The folder into which Keras extracts the archive."""

KERAS_ARCHIVE = f"{KERAS_FOLDER}_archive"
"""The name under which Keras stores the archive."""

SIZE = 170_498_071
"""Bytes of the archive."""

SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
"""Digest of the archive."""

MD5 = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}
"""Digests of the six batches, for a folder that was extracted. Source: torchvision's code."""

TRAIN, TEST = 50_000, 10_000
"""Number of pictures for training and for testing."""

NAMES = ("x_train", "y_train", "x_test", "y_test")


def read(path: Path) -> Arrays:
    """Return the four arrays in a file or folder, after all checks.

    Args:
        path: The archive, its extracted folder, or an ``.npz`` file.

    Raises:
        ValueError: The file or folder is damaged, or is not CIFAR-10.
    """
    named, path = path, _original_in(path) if path.is_dir() else path
    try:
        if path.is_dir():
            return _checked(_joined(_batches_in_folder(path)))
        if path.suffix == ".npz":
            return read_npz(path)
        if path.suffix == ".parquet":
            raise ValueError("parquet files are not read; save its four arrays as an .npz once")
        found = digest(path, "sha256")
        if found != SHA256:
            size = path.stat().st_size
            raise ValueError(f"its sha256 is {found} ({size:,} bytes), expected {SHA256}")
        with tarfile.open(path, "r:gz") as archive:
            return _checked(_joined(_batches_in_archive(archive)))
    except (ValueError, tarfile.TarError, EOFError, zlib.error, pickle.UnpicklingError) as error:
        raise ValueError(
            f"{named} is damaged or is not CIFAR-10: {error}. "
            f"Name another copy; the original is {hosts.MIRRORS[-1]}"
        ) from error


def read_npz(path: Path, fingerprint: str | None = None) -> Arrays:
    """Return the four arrays in an ``.npz`` file, after all checks.

    Args:
        path: The ``.npz`` file.
        fingerprint: Text that the file must hold under the name "fingerprint"; it says from
            which source the file was made. None accepts any file.

    Raises:
        ValueError: The file is damaged, is not CIFAR-10, or holds another fingerprint.
    """
    if not zipfile.is_zipfile(path):
        raise ValueError(f"it is not a whole .npz file (found {path.stat().st_size:,} bytes)")
    try:
        with np.load(path, allow_pickle=False) as file:
            keys = {key.lower(): key for key in file}
            missing = [name for name in NAMES if name not in keys]
            if missing:
                raise ValueError(f"it lacks {', '.join(missing)}; found {', '.join(file)}")
            if fingerprint is not None and str(file["fingerprint"]) != fingerprint:
                raise ValueError("it was made from an older source")
            return _checked({name: file[keys[name]] for name in NAMES})
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, KeyError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _checked(arrays: Mapping[str, Any]) -> Arrays:
    """Return the arrays in the layout of the suite, after a check of shapes, values and classes.

    Raises:
        ValueError: An array is not one of CIFAR-10, in any layout that is read.
    """
    checked = {}
    for part, count in (("train", TRAIN), ("test", TEST)):
        checked[f"x_{part}"] = layouts.pictures(f"x_{part}", arrays[f"x_{part}"], count)
        checked[f"y_{part}"] = layouts.labels(f"y_{part}", arrays[f"y_{part}"], count)
    return checked


def _original_in(folder: Path) -> Path:
    """Return the archive, or the folder with the six batches, within a folder that was named.

    torchvision's and Keras's folders hold one; a folder that holds none is returned as it is.
    """
    inner = [folder / FOLDER, folder / KERAS_FOLDER / FOLDER, folder / ARCHIVE]
    inner += [folder / f"{FOLDER}.tar.gz", folder / KERAS_ARCHIVE]
    if any((folder / name).is_file() for name in MD5):
        return folder
    return next((path for path in inner if path.exists()), folder)


def _batches_in_folder(folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name of each batch in a folder with the open file, after a check of its digest.

    Raises:
        ValueError: A file is missing or has another digest.
    """
    for name, expected in MD5.items():
        if not (folder / name).is_file():
            raise ValueError(f"the file {name} is missing")
        found = digest(folder / name, "md5")
        if found != expected:
            raise ValueError(f"the md5 of {name} is {found}, expected {expected}")
        with (folder / name).open("rb") as file:
            yield name, file


def _batches_in_archive(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name of each batch in an archive with the open file."""
    for member in archive:
        file = archive.extractfile(member)
        if file is not None and Path(member.name).name in MD5:
            yield Path(member.name).name, file


def _joined(batches: Iterable[tuple[str, IO[bytes]]]) -> Arrays:
    """Return the arrays of the data set from its batches, which may come in any order.

    Args:
        batches: Pairs of a name in ``MD5`` and an open file. A missing batch adds no pictures.
    """
    x = {name: np.empty((0, 32, 32, 3), np.uint8) for name in MD5}
    y = {name: np.empty(0, np.uint8) for name in MD5}
    for name, file in batches:
        batch = Unpickler(file, encoding="bytes").load()
        # The batches are stored channels first, (N, 3, 32, 32); this project has channels last.
        by_channel = batch[b"data"].reshape(-1, 3, 32, 32)
        x[name] = np.ascontiguousarray(by_channel.transpose(0, 2, 3, 1))
        y[name] = np.array(batch[b"labels"], np.uint8)
    *train, test = MD5
    return {
        "x_train": np.concatenate([x[name] for name in train]),
        "y_train": np.concatenate([y[name] for name in train]),
        "x_test": x[test],
        "y_test": y[test],
    }


class Unpickler(pickle.Unpickler):
    """Unpickles NumPy arrays and plain Python values, and nothing else.

    A pickle can name any function of any module, and unpickling calls it. This class allows only
    the few functions that rebuild an array, under the names of older and newer NumPy modules.
    """

    _ALLOWED: ClassVar[dict[tuple[str, str], Any]] = {
        ("numpy", "ndarray"): np.ndarray,
        ("numpy", "dtype"): np.dtype,
        ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
        ("numpy._core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
        # Pickles of Python 2 store bytes as text.
        ("_codecs", "encode"): lambda text, encoding: text.encode(encoding),
    }

    def find_class(self, module: str, name: str) -> Any:
        """Return the function or class of this name, if it is allowed.

        Raises:
            pickle.UnpicklingError: It is not allowed.
        """
        if (module, name) not in self._ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no array needs")
        return self._ALLOWED[module, name]
