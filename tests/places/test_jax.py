"""Training with JAX as the backend of Keras, on one device and on several: `make jax`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
# Run in a process of its own, as the backend and its devices are chosen before Keras is imported.
SCRIPT = """
import json, sys
import keras
import numpy as np
from helpers import training
from helpers.training import device, loop
from small import X, Y, small

device.accelerated = lambda: True
device.graphics_card = lambda: ("", 0.0)
placed = []
prepare = loop.prepare

def recorded(*arguments, **options):
    setup = prepare(*arguments, **options)
    places = getattr(setup.network.layers[1].kernel.value, "sharding", None)
    devices = len(places.device_set) if places else 1
    placed.append((setup.data.batches_per_block, devices))
    return setup

loop.prepare = recorded
x, y = np.concatenate([X] * 8), np.concatenate([Y] * 8)
model = small()
first = training.train(model, x, y, epochs=1, batch_size=32)
run = training.train(model, x, y, epochs=3, batch_size=32, resume=True)
loss, _ = training.evaluate(model, x[640:], y[640:])
one = training.probabilities(model, x[:1]).shape
print(json.dumps([run.history, loss, run.best, placed, one, keras.backend.backend()]))
"""


def run_on_devices(count: int) -> list[Any]:
    """Run the script with so many devices, and return what it printed."""
    environment = {
        **os.environ,
        "KERAS_BACKEND": "jax",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={count}",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "tests" / "tools", ROOT / ".jax"))),
    }
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=500
    )
    assert run.returncode == 0, run.stderr[-3000:]
    found: list[Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_jax_trains_in_blocks_on_one_device_as_on_four() -> None:
    history, loss, best, placed, one, backend = run_on_devices(1)
    shared = run_on_devices(4)
    assert backend == shared[5] == "jax"
    assert placed == [[20, 1]] * 2
    assert shared[3] == [[20, 4]] * 2, "the weights lie on four devices"
    assert one == shared[4] == [1, 10], "one picture is not split among devices"
    for found in (history, shared[0]):
        assert sorted(found) == ["accuracy", "loss", "val_accuracy", "val_loss"]
        assert len(found["loss"]) == 3
        assert found["loss"][2] < found["loss"][0]
        np.testing.assert_allclose(found["loss"], history["loss"], rtol=2e-3)
    assert loss == pytest.approx(history["val_loss"][best - 1], rel=1e-3)
