"""The backend that is chosen, and what is said about a keras.json from another age."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.core.text import PlainError
from helpers.training import backend

ROOT = Path(__file__).parents[2]
GOOD = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}
ASKED = """
from helpers import training
keras = training.keras
shape = keras.layers.Conv2D(4, 3)(keras.ops.ones((1, 8, 9, 2))).shape
print(keras.config.floatx(), keras.config.image_data_format(), keras.config.backend(), shape)
"""
USUAL = "float32 channels_last tensorflow (1, 6, 7, 4)"
# IPython shows what a notebook would.
SHOWN = f"from IPython.core.interactiveshell import InteractiveShell as I; I().run_cell({ASKED!r})"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A KERAS_HOME of its own, and no KERAS_BACKEND."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    return tmp_path


def lines_of_a_notebook(**variables: str) -> list[str]:
    """The lines that a cell shows which loads Keras and asks it for its settings."""
    own = {**os.environ, **variables, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    own["IPYTHONDIR"] = own["KERAS_HOME"]
    command = [sys.executable, "-c", SHOWN]
    done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=120)
    return [line for line in done.stdout.splitlines() if line]


def test_an_old_file_is_overridden_and_each_setting_named_in_a_line(home: Path) -> None:
    old = {"floatx": "float16", "backend": "theano", "image_data_format": "channels_first"}
    file = home / "keras.json"
    file.write_text(json.dumps({**GOOD, **old}))
    *said, usual = lines_of_a_notebook()
    assert usual == USUAL
    assert len(said) == 3
    for line, (name, value) in zip(sorted(said), sorted(old.items()), strict=True):
        assert line.startswith(f'{file} says "{name}": "{value}"')
        assert f'"{GOOD[name]}" is used here; write it there' in line


@pytest.mark.parametrize("text", [json.dumps(GOOD), None, "{}"])
def test_a_good_file_or_none_is_no_reason_to_speak(text: str | None, home: Path) -> None:
    if text is not None:
        (home / "keras.json").write_text(text)
    assert lines_of_a_notebook() == [USUAL]


def test_broken_json_is_named_and_does_no_harm(home: Path) -> None:
    (home / "keras.json").write_text('{"floatx": ')
    said, usual = lines_of_a_notebook()
    assert said.startswith(f"{home / 'keras.json'} is not JSON")
    assert usual == USUAL


def test_what_keras_refuses_is_one_line_in_a_notebook(home: Path) -> None:
    (home / "keras.json").write_text('{"floatx": "bfloat16"}')
    file = home / "keras.json"
    (said,) = lines_of_a_notebook()
    assert said.endswith(
        f'ValueError: {file} says "floatx": "bfloat16", which Keras refuses: '
        'write "floatx": "float32" there'
    )


@pytest.mark.parametrize(
    "content, said",
    [
        ({"image_data_format": "NHWC"}, 'write "image_data_format": "channels_last" there'),
        ({"floatx": ["float32"]}, 'write "floatx": "float32" there'),
        ({"epsilon": 1}, 'says "epsilon": 1, which Keras refuses: write "epsilon": 1e-07'),
        ([1], "must hold an object"),
    ],
)
def test_every_value_with_which_keras_fails_is_named(content: Any, said: str, home: Path) -> None:
    (home / "keras.json").write_text(json.dumps(content))
    with pytest.raises(PlainError) as problem:
        backend.settings()
    assert said in str(problem.value)
    assert str(home / "keras.json") in str(problem.value)
    failed = subprocess.run([sys.executable, "-c", "import keras"], capture_output=True)
    assert failed.returncode != 0, "Keras takes it now"


def test_a_file_that_cannot_be_read_is_named(home: Path) -> None:
    (home / "keras.json").mkdir()
    with pytest.raises(PlainError, match=r"keras\.json cannot be read"):
        backend.settings()


@pytest.mark.parametrize(
    "asked, problem", [("theano", "is no backend"), ("torch", "not installed")]
)
def test_a_missing_backend_that_was_asked_for_is_one_line(
    asked: str, problem: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "find_spec", lambda name: name == "tensorflow" or None)
    monkeypatch.setenv("KERAS_BACKEND", asked)
    with pytest.raises(PlainError, match=rf"KERAS_BACKEND is {asked}, .*{problem}.*: .*tensorflow"):
        backend.choose({})


@pytest.mark.parametrize(
    "there, stored, taken",
    [
        ({"jax"}, "tensorflow", "jax"),  # Keras wrote it by itself
        ({"torch", "jax"}, None, "jax"),
        ({"torch"}, None, "torch"),
        ({"tensorflow", "jax"}, "jax", None),
        ({"tensorflow", "jax"}, None, None),
    ],
)
def test_the_installed_backend_is_taken_where_tensorflow_is_missing(
    there: set[str],
    stored: str | None,
    taken: str | None,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(backend, "find_spec", lambda name: name in there or None)
    monkeypatch.setenv("KERAS_BACKEND", "")  # as Keras has it: not set
    backend.choose({"backend": stored} if stored else {})
    assert (os.environ["KERAS_BACKEND"] or None) == taken
    assert capsys.readouterr().out == ""


def test_no_backend_at_all_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "find_spec", lambda _: None)
    with pytest.raises(PlainError, match=r"none is installed: set up with Python 3\.10 to 3\.13"):
        backend.choose({})


def test_the_file_is_the_one_that_keras_reads(home: Path) -> None:
    command = "import keras; print(keras.config.floatx())"
    backend.settings_file().write_text('{"floatx": "float64"}')
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
    assert done.stdout.strip() == "float64"
