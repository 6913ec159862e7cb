"""The description of a device, and the number type that is chosen for it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import keras
import pytest
from small import small

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


@pytest.mark.parametrize("has, policy", [(True, "mixed_bfloat16"), (False, "float32")])
def test_bfloat16_is_used_on_devices_that_have_it(
    has: bool, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "_has_bfloat16", lambda: has)
    model = small()
    device.use_bfloat16_where_faster(model)
    policies = [layer.dtype_policy.name for layer in model.layers]
    assert policies == [policy] * (len(policies) - 1) + ["float32"]
    assert {w.dtype for w in model.trainable_variables} == {"float32"}


@pytest.mark.parametrize(
    "output, name, has, most",
    [
        ("NVIDIA H200, 9.0\n", "NVIDIA H200", True, 989e12),
        ("NVIDIA A100-SXM4-40GB, 8.0\nNVIDIA A100-SXM4-40GB, 8.0\n", "A100", True, 312e12),
        ("Tesla T4, 7.5\n", "Tesla T4", False, 65e12),
        ("NVIDIA L40S, 8.9\n", "L40S", True, 181e12),
        ("Some Card, 6.1\n", "Some Card", False, None),
    ],
)
def test_graphics_card_is_named_with_its_peak(
    output: str, name: str, has: bool, most: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_nvidia_smi(output, monkeypatch)
    monkeypatch.setattr(device, "accelerated", lambda: True)
    assert name in device.describe()
    assert device._has_bfloat16() is has
    assert device.peak() == most


@pytest.mark.parametrize("output", [FileNotFoundError(), "", "no devices were found", "a, b"])
def test_graphics_card_without_a_name_is_still_described(
    output: str | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_nvidia_smi(output, monkeypatch)
    monkeypatch.setattr(device, "accelerated", lambda: True)
    assert device.describe() == "a graphics card (GPU)"
    assert device._has_bfloat16() is False
    assert device.peak() is None


def test_versions_of_python_numpy_keras_and_backend_are_listed() -> None:
    assert {"python", "numpy", "keras", keras.backend.backend()} == set(device.versions())


def test_one_device_does_not_split_batches() -> None:
    assert device.data_parallel(128, 10_000) is None
