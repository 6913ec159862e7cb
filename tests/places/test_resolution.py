"""What set-up takes on every Python and system, asked of the package index: `make resolution`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INTEL = "x86_64-apple-darwin"
SYSTEMS = [
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    INTEL,
    "x86_64-pc-windows-msvc",
]
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
BACKENDS = {"tensorflow", "jax", "jaxlib", "torch"}


def wanted(python: str, system: str) -> set[str]:
    """The backend of Keras that README promises."""
    if system == INTEL:
        return set() if python == "3.14" else {"jax", "jaxlib"}
    return {"jax", "jaxlib"} if python == "3.14" else {"tensorflow"}


@pytest.fixture(scope="module")
def pins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """requirements.txt without the checkout itself."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    path = tmp_path_factory.mktemp("resolution") / "pins.txt"
    path.write_text("\n".join(line for line in lines if "==" in line), "utf-8")
    return path


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_every_pinned_version_has_a_wheel_and_the_backend_is_the_promised_one(
    python: str, system: str, pins: Path
) -> None:
    command = [os.environ["UV"], "pip", "compile", "--quiet", "--no-config", "--no-build"]
    command += ["--no-annotate", "--all-extras", f"--constraint={pins}", "pyproject.toml"]
    command += [f"--python={sys.executable}", f"--python-version={python}"]
    command += [f"--python-platform={system}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = dict(re.findall(r"^([\w-]+)==(\S+)$", done.stdout, re.M))
    assert found.keys() & BACKENDS == wanted(python, system)
    pinned = set(re.findall(r"^([\w-]+)==([^\s;]+)", pins.read_text("utf-8"), re.M))
    assert found.items() <= pinned, "not what requirements.txt installs"


@pytest.mark.parametrize(
    "version, machine, said",
    [
        ("(3, 9, 18)", ("linux", "x86_64"), "Python 3.9 cannot run all lessons: use Python 3.10"),
        ("(3, 15, 0)", ("win32", "AMD64"), "all lessons: use Python 3.10 to 3.14, for example"),
        ("(3, 14, 0)", ("darwin", "x86_64"), "Intel processor: use Python 3.10 to 3.13"),
        ("(3, 14, 0)", ("darwin", "arm64"), ""),
        ("(3, 13, 1)", ("darwin", "x86_64"), ""),
        ("(3, 10, 0)", ("linux", "aarch64"), ""),
    ],
)
def test_make_lab_says_at_once_which_python_to_use(
    version: str, machine: tuple[str, str], said: str, tmp_path: Path
) -> None:
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "helpers").mkdir()
    # A Python that says that it is another, and does nothing but run code: no environment.
    system, processor = machine
    code = f"import platform, sys; sys.version_info, sys.platform = {version}, {system!r}; "
    code += f"platform.machine = lambda: {processor!r}; exec(sys.argv[1])"
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} -c "{code}" "$2"\n')
    python.chmod(0o755)
    start = time.monotonic()
    command = ["make", "lab", f"PYTHON={python}"]
    # Under another make, this one would first say that it takes part in it.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    environment.pop("MFLAGS", None)
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    first, *_ = done.stderr.splitlines()
    assert said in first
    assert ("cannot run all lessons" in first) == bool(said)
    assert ("-m venv" in done.stdout) == (not said)
    assert time.monotonic() - start < 5
    assert not (tmp_path / ".venv").exists()
