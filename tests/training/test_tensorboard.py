"""TensorBoard, opened on what Keras's callback has written beside ours."""

from __future__ import annotations

import importlib.util
import sys
import urllib.request
from pathlib import Path
from types import ModuleType

import keras
import pytest
from small import HOT, X, compiled, small

from helpers import training
from helpers.training import tensorboard


# What Keras and TensorBoard use is deprecated by NumPy and by html5lib.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_show_opens_tensorboard_on_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = keras.callbacks.TensorBoard(tmp_path)
    compiled(small()).fit(X, HOT, verbose=0, callbacks=[training.watch(), written])
    assert list(tmp_path.rglob("events*"))
    opened = tensorboard.show(tmp_path)
    assert opened is not None
    assert opened.framed
    assert opened.address in repr(opened)
    assert f'<iframe src="{opened.address}"' in opened._repr_html_()
    with urllib.request.urlopen(f"{opened.address}data/environment", timeout=20) as answer:
        assert answer.status == 200
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/me/")
    on_a_hub = tensorboard.show(tmp_path)
    assert on_a_hub is not None
    assert on_a_hub.address.startswith("/user/me/proxy/")
    assert "iframe" not in on_a_hub._repr_html_()


def test_on_colab_show_uses_tensorboards_own_notebook_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a fake of the module by which Colab is recognised; no other file refers to it."""
    started: list[str] = []
    inside = ModuleType("tensorboard.notebook")
    inside.start = started.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tensorboard.notebook", inside)
    monkeypatch.setattr("tensorboard.notebook", inside, raising=False)
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    assert tensorboard.show(tmp_path) is None
    assert started == [f"--logdir {tmp_path}"]
    home = Path(tensorboard.__file__).parent
    known = [
        path.name for path in home.rglob("*.py") if '"google.colab"' in path.read_text("utf-8")
    ]
    assert known == ["tensorboard.py"]


def test_missing_tensorboard_or_folder_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError, match=r"first train with .*TensorBoard\(.nowhere"):
        tensorboard.show("nowhere")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "pip install tensorboard" in repr(tensorboard.show(tmp_path))
