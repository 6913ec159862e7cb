"""What is said of a device, and the arithmetic that is chosen for it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import keras
import pytest
from small import small

from helpers.training import device


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    for question in (device.card, device.accelerated):
        question.cache_clear()
    yield
    for question in (device.card, device.accelerated):
        question.cache_clear()


def smi(said: str | Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[0] == "nvidia-smi"
        if isinstance(said, Exception):
            raise said
        return subprocess.CompletedProcess(command, 0, said, "")

    monkeypatch.setattr(subprocess, "run", run)


@pytest.mark.parametrize("has, policy", [(True, "mixed_bfloat16"), (False, "float32")])
def test_bfloat16_is_for_devices_that_have_it(
    has: bool, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "_has_bfloat16", lambda: has)
    model = small()
    device.use_fast_arithmetic(model)
    policies = [layer.dtype_policy.name for layer in model.layers]
    assert policies == [policy] * (len(policies) - 1) + ["float32"]
    assert {w.dtype for w in model.trainable_variables} == {"float32"}


@pytest.mark.parametrize(
    "said, name, has, most",
    [
        ("NVIDIA H200, 9.0\n", "NVIDIA H200", True, 989e12),
        ("NVIDIA A100-SXM4-40GB, 8.0\nNVIDIA A100-SXM4-40GB, 8.0\n", "A100", True, 312e12),
        ("Tesla T4, 7.5\n", "Tesla T4", False, 65e12),
        ("NVIDIA L40S, 8.9\n", "L40S", True, 181e12),
        ("Some Card, 6.1\n", "Some Card", False, None),
    ],
)
def test_card_is_named_and_known(
    said: str, name: str, has: bool, most: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    smi(said, monkeypatch)
    monkeypatch.setattr(device, "accelerated", lambda: True)
    assert name in device.device()
    assert device._has_bfloat16() is has
    assert device.peak() == most


@pytest.mark.parametrize("said", [FileNotFoundError(), "", "no devices were found", "a, b"])
def test_card_that_says_nothing_is_still_one(
    said: str | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    smi(said, monkeypatch)
    monkeypatch.setattr(device, "accelerated", lambda: True)
    assert device.device() == "a graphics card (GPU)"
    assert device._has_bfloat16() is False
    assert device.peak() is None


def test_versions_name_everything_that_computes() -> None:
    assert {"python", "numpy", "keras", keras.backend.backend()} == set(device.versions())


def test_one_device_shares_with_nobody() -> None:
    assert device.together(128, 10_000) is None
