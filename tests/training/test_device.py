"""The description of a device."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import keras
import pytest

from helpers.training import device


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    for function in (device.graphics_card, device.accelerated):
        function.cache_clear()
    yield
    for function in (device.graphics_card, device.accelerated):
        function.cache_clear()


def fake_nvidia_smi(output: str | Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[0] == "nvidia-smi"
        if isinstance(output, Exception):
            raise output
        return subprocess.CompletedProcess(command, 0, output, "")

    monkeypatch.setattr(subprocess, "run", run)


@pytest.mark.parametrize(
    "output, name, most",
    [
        ("NVIDIA H200, 9.0\n", "NVIDIA H200", 989e12),
        ("NVIDIA A100-SXM4-40GB, 8.0\nNVIDIA A100-SXM4-40GB, 8.0\n", "A100", 312e12),
        ("Tesla T4, 7.5\n", "Tesla T4", 65e12),
        ("NVIDIA L40S, 8.9\n", "L40S", 181e12),
        ("Some Card, 6.1\n", "Some Card", None),
    ],
)
def test_graphics_card_is_named_with_its_peak(
    output: str, name: str, most: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_nvidia_smi(output, monkeypatch)
    monkeypatch.setattr(device, "accelerated", lambda: True)
    assert name in device.describe()
    assert device.peak() == most


@pytest.mark.parametrize("output", [FileNotFoundError(), "", "no devices were found", "a, b"])
def test_graphics_card_without_a_name_is_still_described(
    output: str | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_nvidia_smi(output, monkeypatch)
    monkeypatch.setattr(device, "accelerated", lambda: True)
    assert device.describe() == "a graphics card (GPU)"
    assert device.peak() is None


def test_versions_of_python_numpy_keras_and_backend_are_listed() -> None:
    assert {"python", "numpy", "keras", keras.backend.backend()} == set(device.versions())
