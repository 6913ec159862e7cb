"""Files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a place to write to; what stands there at the end becomes ``path``, in one step.

    The place is in a folder of its own beside ``path`` and has its name, so that two processes do
    not meet there. After an error nothing is left, and a file that was there before stays.

    Raises:
        OSError: the folder of ``path`` does not exist or cannot be written to.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".aside") as folder:
        aside = Path(folder) / path.name
        yield aside
        aside.replace(path)
