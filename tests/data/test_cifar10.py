"""Every way in which the data can come, and every way in which it can be spoilt."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import pickle
import re
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.data import archive, cifar10, download, hosts, stand_in

REAL = os.environ.get("CIFAR10_PATH")
SMALL = {"train": 50, "test": 10}
MIRRORS = hosts.MIRRORS  # before a fixture replaces them


class Evil:
    """A pickle that would make a folder if it were believed."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No data anywhere, a cache of one's own, and 60 pictures that count as the whole data set."""
    monkeypatch.delenv("CIFAR10_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("LEARN_CONVNETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(archive, "TRAIN", SMALL["train"])
    monkeypatch.setattr(archive, "TEST", SMALL["test"])
    monkeypatch.delenv("CIFAR10_URL", raising=False)
    monkeypatch.setattr(hosts, "MIRRORS", ("http://127.0.0.1:9/nobody-listens-here",))
    monkeypatch.setattr(download, "RECONNECT_DELAY", 0.0)


@pytest.fixture
def arrays() -> archive.Arrays:
    x_train, y_train = stand_in.pictures(SMALL["train"], seed=1)
    x_test, y_test = stand_in.pictures(SMALL["test"], seed=2)
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


@pytest.fixture
def npz(tmp_path: Path, arrays: archive.Arrays) -> Path:
    path = tmp_path / "cifar10.npz"
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    return path


@pytest.fixture
def folder(tmp_path: Path, arrays: archive.Arrays, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / archive.FOLDER
    folder.mkdir()
    for i, name in enumerate(archive.MD5):
        part, rows = ("train", slice(10 * i, 10 * i + 10)) if i < 5 else ("test", slice(0, 10))
        flat = arrays[f"x_{part}"][rows].transpose(0, 3, 1, 2).reshape(10, 3072)
        write_batch(folder / name, {b"data": flat, b"labels": arrays[f"y_{part}"][rows].tolist()})
    trust(folder, monkeypatch)
    return folder


def write_batch(path: Path, batch: Any) -> None:
    # The originals were pickled by Python 2, under the name that NumPy's module had then.
    pickled = pickle.dumps(batch, protocol=2)
    path.write_bytes(pickled.replace(b"numpy._core.multiarray", b"numpy.core.multiarray"))


def trust(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: hashlib.md5((folder / name).read_bytes()).hexdigest() for name in archive.MD5}
    monkeypatch.setattr(archive, "MD5", found)


@pytest.fixture
def tarball(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder.parent / archive.ARCHIVE
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder, archive.FOLDER)
    monkeypatch.setattr(archive, "SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setattr(archive, "SIZE", path.stat().st_size)
    return path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Add a mirror on this machine, which sends what it is told to."""
    servers = []

    def start(body: bytes, *, status: int = 200) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        servers.append(server)
        url = f"http://127.0.0.1:{server.server_port}/archive"
        monkeypatch.setattr(hosts, "MIRRORS", (*hosts.MIRRORS, url))
        return url

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def assert_same(data: cifar10.Data, arrays: archive.Arrays) -> None:
    for name, expected in arrays.items():
        found = getattr(data, name)
        assert found.dtype == np.uint8
        assert found.flags.c_contiguous
        np.testing.assert_array_equal(found, expected)
    assert data.classes == cifar10.CLASSES
    assert not data.is_stand_in


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def cached(tmp_path: Path) -> list[str]:
    return inside(tmp_path / "cache")


@pytest.mark.parametrize("form", ["npz", "folder", "tarball"])
def test_each_form_gives_the_same_arrays(
    form: str,
    arrays: archive.Arrays,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = request.getfixturevalue(form)
    assert_same(cifar10.load(path), arrays)
    monkeypatch.setenv("CIFAR10_PATH", str(path))
    data = cifar10.load()
    assert_same(data, arrays)
    assert data.source == f"{path.name} (CIFAR10_PATH)"


def test_second_read_comes_from_the_cache_until_the_source_changes(
    npz: Path, arrays: archive.Arrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cifar10.load(npz)
    assert len(cached(tmp_path)) == 1
    with monkeypatch.context() as patched:
        patched.setattr(archive, "read", None)  # a second read of the source would fail
        assert_same(cifar10.load(npz), arrays)
    arrays["x_test"] = 255 - arrays["x_test"]
    np.savez(npz, **arrays)  # type: ignore[arg-type]
    assert_same(cifar10.load(npz), arrays)
    assert len(cached(tmp_path)) == 1


def test_a_copy_stands_for_its_own_source_only(
    npz: Path, arrays: archive.Arrays, tmp_path: Path
) -> None:
    np.savez(npz, **arrays)  # type: ignore[arg-type]
    cifar10.load(npz)
    arrays["x_test"] = 255 - arrays["x_test"]
    other = tmp_path / "other.npz"
    np.savez(other, **arrays)  # type: ignore[arg-type]
    stat = npz.stat()
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert other.stat().st_size == stat.st_size
    assert_same(cifar10.load(other), arrays)


def test_a_spoilt_cache_is_made_again(npz: Path, arrays: archive.Arrays, tmp_path: Path) -> None:
    cifar10.load(npz)
    copy = tmp_path / "cache" / cached(tmp_path)[0]
    spoilt = bytearray(copy.read_bytes())
    spoilt[len(spoilt) // 2] ^= 255
    copy.write_bytes(spoilt)
    assert_same(cifar10.load(npz), arrays)
    assert copy.read_bytes() != spoilt


def test_a_cache_that_cannot_be_written_costs_a_warning(
    npz: Path, arrays: archive.Arrays, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.warns(UserWarning, match="is not kept"):
        assert_same(cifar10.load(npz), arrays)


def test_a_write_that_fails_half_way_leaves_nothing(
    npz: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(file: Any, **arrays: Any) -> None:
        file.write(b"the first half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.warns(UserWarning, match="No space left"):
        cifar10.load(npz)
    assert cached(tmp_path) == []


def test_missing_path_is_named_and_nothing_else_is_tried(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz .*does not exist.*should be"):
        cifar10.load(tmp_path / "nowhere.npz", stand_in=True)


@pytest.mark.parametrize("size", [0, 100, 0.5, 0.99])
def test_truncated_npz_is_refused(npz: Path, size: float, tmp_path: Path) -> None:
    whole = npz.read_bytes()
    npz.write_bytes(whole[: int(size if size > 1 else size * len(whole))])
    with pytest.raises(
        ValueError, match=r"cifar10\.npz is damaged.*not a whole .npz.*Name another copy"
    ):
        cifar10.load(npz)
    assert cached(tmp_path) == []


def test_tampered_npz_is_refused(npz: Path) -> None:
    spoilt = bytearray(npz.read_bytes())
    spoilt[len(spoilt) // 2] ^= 255
    npz.write_bytes(spoilt)
    with pytest.raises(ValueError, match=r"cifar10\.npz is damaged"):
        cifar10.load(npz)


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("x_train", np.full((50, 32, 32, 3), -0.5), "from -0.5 to -0.5; expected are 0 to 255"),
        ("x_train", np.full((50, 32, 32, 3), np.nan), "x_train is float64.*from nan to nan"),
        ("x_train", np.full((50, 32, 32, 3), 256), "from 256 to 256"),
        ("x_train", np.full((50, 32, 32, 3), "a"), "x_train is <U1.*expected are numbers"),
        ("x_train", np.zeros((50, 32, 32)), r"x_train is float64 of shape \(50, 32, 32\)"),
        ("x_test", np.zeros((9, 32, 32, 3), np.uint8), r"\(9, 32, 32, 3\).*\(10, 32, 32, 3\)"),
        ("y_train", np.zeros((50, 2)), r"y_train is float64 of shape \(50, 2\)"),
        ("y_train", np.linspace(0, 9, 50), "expected are 0 to 9"),
        ("y_train", np.full(50, np.nan), "with nan"),
        ("y_train", np.full(50, "cat"), "expected are whole numbers"),
        ("y_train", np.zeros(50, np.uint8), "expected 5 of each"),
        ("y_test", np.full(10, 11, np.uint8), "with 11; expected are 0 to 9"),
        ("y_test", None, "lacks y_test; found x_train"),
        ("y_test", np.array([None] * 10), "allow_pickle"),
    ],
)
def test_npz_of_something_else_is_refused(
    npz: Path, arrays: dict[str, Any], name: str, value: Any, says: str
) -> None:
    arrays[name] = value
    np.savez(npz, **{key: array for key, array in arrays.items() if array is not None})
    with pytest.raises(ValueError, match=says):
        cifar10.load(npz)


LAYOUTS: dict[str, Callable[[str, Any], Any]] = {
    "channels first": lambda name, a: a.transpose(0, 3, 1, 2) if name[0] == "x" else a,
    "rows": lambda name, a: a.transpose(0, 3, 1, 2).reshape(len(a), -1) if name[0] == "x" else a,
    "columns of labels": lambda name, a: a if name[0] == "x" else a[:, np.newaxis],
    "int64": lambda _, a: a.astype(np.int64),
    "int8 labels": lambda name, a: a if name[0] == "x" else a.astype(np.int8),
    "one-hot": lambda name, a: a if name[0] == "x" else np.eye(10, dtype=np.float32)[a],
    "0 to 1": lambda name, a: (a / 255).astype(np.float32) if name[0] == "x" else a,
    "0 to 255, floats": lambda _, a: a.astype(np.float64),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_that_people_have_is_read(
    npz: Path, arrays: dict[str, Any], layout: str
) -> None:
    before = {name: array.copy() for name, array in arrays.items()}
    np.savez(npz, **{key: LAYOUTS[layout](key, array) for key, array in arrays.items()})
    data = cifar10.load(npz)
    for name, array in before.items():
        read = getattr(data, name)
        assert read.dtype == np.uint8
        np.testing.assert_array_equal(read, array)


def test_names_may_be_capital_letters(npz: Path, arrays: dict[str, Any]) -> None:
    np.savez(npz, **{key.replace("x", "X"): array for key, array in arrays.items()})
    assert len(cifar10.load(npz).x_train) == len(arrays["x_train"])


@pytest.mark.parametrize("inner", ["", archive.KERAS_FOLDER])
def test_a_folder_around_the_batches_may_be_named(folder: Path, tmp_path: Path, inner: str) -> None:
    """As torchvision and Keras make it."""
    around = tmp_path / "data"
    (around / inner).mkdir(parents=True)
    folder.rename(around / inner / archive.FOLDER)
    assert cifar10.load(around).classes == cifar10.CLASSES


def test_a_parquet_file_is_said_to_be_none_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "train.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ValueError, match="parquet files are not read; save"):
        cifar10.load(path)


def test_without_a_home_the_stand_in_comes_in_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A container may run as a user without a name, and without HOME."""
    for name in ("HOME", "KERAS_HOME", "LEARN_CONVNETS_CACHE", "XDG_CACHE_HOME", "CIFAR10_PATH"):
        monkeypatch.delenv(name, raising=False)
    nobody: dict[int, Any] = {}
    pwd = pytest.importorskip("pwd", reason="Windows always knows the user's folder")
    monkeypatch.setattr(pwd, "getpwuid", nobody.__getitem__)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.warns(UserWarning, match="STAND-IN"):
        assert cifar10.load(download=False, stand_in=True).is_stand_in
    with pytest.raises(FileNotFoundError, match=r"~/mine\.npz .* does not exist"):
        cifar10.load("~/mine.npz")


def test_archive_with_another_digest_is_not_opened(
    tarball: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tarfile, "open", None)
    tarball.write_bytes(tarball.read_bytes()[:-1])
    with pytest.raises(ValueError, match=rf"sha256 is .* expected {archive.SHA256}"):
        cifar10.load(tarball)


def test_folder_with_a_changed_or_missing_batch_is_refused(folder: Path) -> None:
    (folder / "test_batch").write_bytes(b"changed")
    with pytest.raises(ValueError, match=r"md5 of test_batch is .* expected"):
        cifar10.load(folder)
    (folder / "data_batch_3").unlink()
    with pytest.raises(ValueError, match="data_batch_3 is missing"):
        cifar10.load(folder)


def test_pickle_that_runs_code_is_refused_even_with_the_right_digest(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    write_batch(folder / "test_batch", {b"data": Evil(trap), b"labels": []})
    trust(folder, monkeypatch)
    with pytest.raises(ValueError, match=r"asks for (posix|nt)\.mkdir, which no array needs"):
        cifar10.load(folder)
    assert not trap.exists()


@pytest.mark.parametrize(
    "name", ["builtins.eval", "os.system", "numpy.load", "helpers.data.cifar10.load"]
)
def test_unpickler_refuses_all_that_is_not_listed(name: str) -> None:
    module, _, function = name.rpartition(".")
    with pytest.raises(pickle.UnpicklingError, match=name):
        archive.Unpickler(io.BytesIO()).find_class(module, function)


@pytest.mark.parametrize("place", [f"{archive.FOLDER}-target/{archive.FOLDER}", archive.FOLDER])
def test_folder_in_the_cache_of_keras_is_found(
    folder: Path, place: str, arrays: archive.Arrays, tmp_path: Path
) -> None:
    target = tmp_path / "keras" / "datasets" / place
    target.parent.mkdir(parents=True)
    folder.rename(target)
    data = cifar10.load(download=False)
    assert_same(data, arrays)
    assert "Keras's cache" in data.source


@pytest.mark.parametrize("name", [f"{archive.FOLDER}-target_archive", f"{archive.FOLDER}.tar.gz"])
def test_archive_in_the_cache_of_keras_is_found(
    tarball: Path, name: str, arrays: archive.Arrays, tmp_path: Path
) -> None:
    target = tmp_path / "keras" / "datasets" / name
    target.parent.mkdir(parents=True)
    tarball.rename(target)
    assert_same(cifar10.load(download=False), arrays)


def test_spoilt_cache_of_keras_is_passed_over(
    tarball: Path, arrays: archive.Arrays, tmp_path: Path
) -> None:
    target = tmp_path / "keras" / "datasets" / f"{archive.FOLDER}.tar.gz"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"half an archive")
    (tmp_path / "cache").mkdir()
    tarball.rename(tmp_path / "cache" / archive.ARCHIVE)
    with pytest.warns(UserWarning, match=r"batches-py\.tar\.gz is damaged"):
        data = cifar10.load(download=False)
    assert_same(data, arrays)
    assert "this project's cache" in data.source


def test_what_cannot_be_opened_is_passed_over(
    tarball: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "cache").mkdir()
    tarball.rename(tmp_path / "cache" / archive.ARCHIVE)
    monkeypatch.setattr(archive, "read", refuse)
    with pytest.warns(UserWarning, match="Permission denied"), pytest.raises(FileNotFoundError):
        cifar10.load(download=False)


def test_good_download_is_kept_where_keras_looks(
    tarball: Path, arrays: archive.Arrays, serve: Callable[..., str], tmp_path: Path
) -> None:
    serve(tarball.read_bytes())
    assert_same(cifar10.load(), arrays)
    kept = tmp_path / "keras" / "datasets"
    assert inside(kept) == [archive.KERAS_ARCHIVE, f"{archive.KERAS_ARCHIVE}.lock"]
    assert cached(tmp_path) == ["cifar10.npz"]  # the copy that is quick to read
    assert_same(cifar10.load(download=False), arrays)
    with tarfile.open(kept / archive.KERAS_ARCHIVE) as tar:
        tar.extractall(kept / archive.KERAS_FOLDER, filter="data")  # as Keras does
    before = (tmp_path / "cache" / "cifar10.npz").stat().st_mtime_ns
    assert_same(cifar10.load(), arrays)
    assert (tmp_path / "cache" / "cifar10.npz").stat().st_mtime_ns == before


def test_keras_looks_there() -> None:
    """In its source, as its import takes seconds."""
    spec = importlib.util.find_spec("keras")
    assert spec
    assert spec.origin
    source = Path(spec.origin).parent / "src"
    data = (source / "datasets" / "cifar10.py").read_text("utf-8")
    assert f'dirname = "{archive.KERAS_FOLDER}"' in data
    assert f'os.path.join(path, "{archive.FOLDER}")' in data
    assert f'"{archive.SHA256}"' in data
    assert f'"{MIRRORS[-1]}"' in data
    files = (source / "utils" / "file_utils.py").read_text("utf-8")
    assert 'download_target = os.path.join(datadir, f"{fname}_archive")' in files


def test_a_download_that_keras_left_half_done_is_replaced(
    tarball: Path, arrays: archive.Arrays, serve: Callable[..., str], tmp_path: Path
) -> None:
    serve(tarball.read_bytes())
    half = tmp_path / "keras" / "datasets" / archive.KERAS_ARCHIVE
    half.parent.mkdir(parents=True)
    half.write_bytes(tarball.read_bytes()[:-1])
    with pytest.warns(UserWarning, match="is damaged"):
        assert_same(cifar10.load(), arrays)
    assert half.read_bytes() == tarball.read_bytes()


def test_where_keras_cannot_write_the_archive_lies_in_our_cache(
    tarball: Path, arrays: archive.Arrays, serve: Callable[..., str], tmp_path: Path
) -> None:
    serve(tarball.read_bytes())
    (tmp_path / "keras").write_text("a file where the folder should be")
    assert_same(cifar10.load(), arrays)
    assert cached(tmp_path) == [archive.ARCHIVE, f"{archive.ARCHIVE}.lock", "cifar10.npz"]
    assert "this project's cache" in cifar10.load(download=False).source


def test_where_nothing_can_be_written_both_folders_are_named(
    tarball: Path, serve: Callable[..., str], tmp_path: Path
) -> None:
    serve(tarball.read_bytes())
    (tmp_path / "keras").write_text("a file where the folder should be")
    (tmp_path / "cache").write_text("another")
    says = r"neither of.*\n- .*datasets: .+\n- .*cache: .+\n.*LEARN_CONVNETS_CACHE"
    with pytest.raises(OSError, match=rf"{says}, or accept a stand-in") as error:
        cifar10.load()
    assert not isinstance(error.value, ConnectionError)
    with pytest.warns(UserWarning, match=rf"STAND-IN, not CIFAR-10\..*{says}\.$"):
        assert cifar10.load(stand_in=True).is_stand_in


def test_mirrors_have_their_turns_and_ones_own_is_first(
    tarball: Path,
    arrays: archive.Arrays,
    serve: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = serve(b"", status=404)
    monkeypatch.setattr(hosts, "MIRRORS", hosts.MIRRORS[:-1])
    monkeypatch.setenv("CIFAR10_URL", own)
    good = serve(tarball.read_bytes())
    assert_same(cifar10.load(), arrays)
    shown = capsys.readouterr().err
    places = [shown.index(url.split("/")[2]) for url in (own, hosts.MIRRORS[0], good)]
    assert places == sorted(places)


@pytest.mark.parametrize("body, status", [(b"<html>Moved</html>", 200), (b"", 500)])
def test_failed_download_says_what_happened_and_what_to_do(
    body: bytes, status: int, tarball: Path, serve: Callable[..., str], tmp_path: Path
) -> None:
    serve(body, status=status)
    says = r"could not be fetched\.\n- 127.*\n- 127.*\n0\.0 of .* are kept\.\nTry.*CIFAR10_PATH"
    with pytest.raises(ConnectionError, match=rf"{says}, or accept a stand-in with stand_in=True"):
        cifar10.load()
    assert inside(tmp_path / "keras" / "datasets") == [f"{archive.KERAS_ARCHIVE}.lock"]
    assert cached(tmp_path) == []
    with pytest.warns(UserWarning, match=rf"Using a STAND-IN.*{says}\.$"):
        assert cifar10.load(stand_in=True).is_stand_in


def test_every_mirror_is_a_secure_address_of_the_archive_and_the_original_is_last() -> None:
    for url in MIRRORS:
        assert re.fullmatch(r"https://[^/]+/.*/?cifar-10-python\.tar\.gz(\?.*)?", url)
    assert len(set(MIRRORS)) == len(MIRRORS) > 1
    assert MIRRORS[-1].startswith("https://www.cs.toronto.edu/")


@pytest.mark.parametrize("download", [True, False])
def test_stand_in_is_used_only_where_allowed_and_says_what_it_is(download: bool) -> None:
    with pytest.raises(ConnectionError if download else FileNotFoundError):
        cifar10.load(download=download)
    with pytest.warns(UserWarning, match="STAND-IN, not CIFAR-10"):
        data = cifar10.load(download=download, stand_in=True)
    assert data.is_stand_in
    assert "STAND-IN (not CIFAR-10)" in repr(data)
    assert not set(data.classes) & set(cifar10.CLASSES)


def test_the_data_of_the_lesson_is_in_the_format_of_cifar10(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The real data where ``CIFAR10_PATH`` names it, else the stand-in; they have one format."""
    if REAL:
        monkeypatch.undo()
        data = cifar10.load()
        means = data.x_train.mean(axis=(0, 1, 2)) / 255
        np.testing.assert_allclose(means, [0.4914, 0.4822, 0.4465], atol=5e-5)
        assert (len(data.x_train), len(data.x_test)) == (50_000, 10_000)
    else:
        with pytest.warns(UserWarning, match="STAND-IN"):
            data = cifar10.load(download=False, stand_in=True)
        assert (len(data.x_train), len(data.x_test)) == (10_000, 2_000)
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.shape == (len(y), 32, 32, 3)
        assert x.dtype == y.dtype == np.uint8
        assert np.bincount(y).tolist() == [len(y) // 10] * 10
    assert len(data.classes) == 10


def test_stand_in_repeats_and_a_linear_model_cannot_learn_it() -> None:
    x, y = stand_in.pictures(3000, seed=1)
    np.testing.assert_array_equal(x, stand_in.pictures(3000, seed=1)[0])
    assert (x[:100] != stand_in.pictures(3000, seed=2)[0][:100]).any()
    x_test, y_test = stand_in.pictures(1000, seed=2)
    flat, flat_test = (p.reshape(len(p), -1) / 255 - 0.5 for p in (x, x_test))
    # Ridge regression on the classes; the ridge is the best of several for this many pictures.
    gram = flat.T @ flat + 3000 * np.eye(flat.shape[1])
    weights = np.linalg.solve(gram, flat.T @ np.eye(10)[y])
    accuracy = ((flat_test @ weights).argmax(axis=1) == y_test).mean()
    assert accuracy < 0.35


@pytest.mark.parametrize("n", [0, -10, 15])
def test_stand_in_refuses_unequal_classes(n: int) -> None:
    with pytest.raises(ValueError, match=f"n must be a positive multiple of 10; received {n}"):
        stand_in.pictures(n, seed=0)


def test_subset_is_balanced_repeats_and_keeps_the_test_set(npz: Path) -> None:
    data = cifar10.load(npz)
    few = cifar10.subset(data, 20, seed=3)
    assert np.bincount(few.y_train).tolist() == [2] * 10
    assert few.x_test is data.x_test
    np.testing.assert_array_equal(few.x_train, cifar10.subset(data, 20, seed=3).x_train)
    assert (few.x_train != cifar10.subset(data, 20, seed=4).x_train).any()
    pairs = {(x.tobytes(), y) for x, y in zip(data.x_train, data.y_train.tolist())}
    chosen = {(x.tobytes(), y) for x, y in zip(few.x_train, few.y_train.tolist())}
    assert len(chosen) == 20
    assert chosen <= pairs


@pytest.mark.parametrize("n, says", [(0, "multiple"), (15, "multiple"), (60, "at most 50")])
def test_subset_refuses_what_cannot_be(npz: Path, n: int, says: str) -> None:
    with pytest.raises(ValueError, match=f"n must be .*{says}.*received {n}"):
        cifar10.subset(cifar10.load(npz), n)
