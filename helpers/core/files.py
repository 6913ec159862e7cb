"""Files: written completely or not at all, and recognised by their digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path; the file or folder written there replaces ``path`` at the end.

    The temporary path has the same name, in a new folder beside ``path``, so that two processes
    never write to the same place. If the block raises an error, what it wrote is deleted and a
    file that existed at ``path`` is kept.

    Raises:
        OSError: The folder of ``path`` does not exist or cannot be written to.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".temporary") as folder:
        temporary = Path(folder) / path.name
        yield temporary
        temporary.replace(path)


def digest(path: Path, algorithm: str) -> str:
    """Return the digest of a file as hexadecimal digits.

    Args:
        path: The file. It is read in blocks, so it may be larger than the memory.
        algorithm: A name that ``hashlib`` knows, such as "sha256" or "md5".

    >>> digest(Path(__file__), "sha256") == hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    True
    """
    # Some systems forbid MD5 for security. Here it only tells whether a file is complete.
    state = hashlib.new(algorithm, usedforsecurity=algorithm != "md5")
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            state.update(block)
    return state.hexdigest()


def data_folder() -> Path:
    """Return the folder in which a learner's answers and trainings are kept; it need not exist yet.

    It is the one in the environment variable ``LEARN_CONVNETS_DATA``, if that is set, and
    otherwise one in the user's data.

    Raises:
        OSError: The user has no home folder.
    """
    try:
        if named := os.environ.get("LEARN_CONVNETS_DATA"):
            return Path(named).expanduser().absolute()
        from platformdirs import user_data_path

        folder = user_data_path("learn-convnets")
    except RuntimeError as error:  # from pathlib, for "~" without a home
        raise OSError("there is no home folder") from error
    if not folder.is_absolute():  # "~/…" as it stands
        raise OSError("there is no home folder")
    return folder
