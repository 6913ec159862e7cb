"""Train networks on CIFAR-10, each in a process of its own, and compare their speed and accuracy.

    python benchmarks/train.py                    the slides' code and ours, 2 epochs, in turn
    python benchmarks/train.py --full             20 epochs each
    python benchmarks/train.py --full --all       the lesson's variants and its short run, too
    python benchmarks/train.py --seeds 3          with three seeds
    python benchmarks/train.py --full --record    save our runs as the recorded runs of the lesson
    python benchmarks/train.py --gpu gpu.json     on a graphics card: many batches in one go, too;
                                                  all that was measured is written to the file

The slides' code is rewritten here: a float64 copy of every picture, one-hot labels, but without
TensorBoard. Ours is the lesson's: bytes, the number type that the device report chooses, ``fit``
with the callbacks ``watch`` and ``keep``. CPU time is that of all threads of the process, for the
training alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EPOCHS, SHORT = 20, 2
VARIANT_EPOCHS = 10
WAYS = ("slides", "lecture", "blocks", "deeper", "normalised", "augmented", "short")
PIPELINES = WAYS[:2]
"""The lecture's network, trained by the slides' code and by ours."""
ON_A_CARD = WAYS[:3]
"""The same in blocks of batches, too: see ``helpers.training.blocks``."""


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what ``work`` returns, its wall time and its CPU time, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def slides(epochs: int, seed: int) -> dict[str, Any]:
    """Train as on the slides: all pictures are float64 before they reach the model."""
    import keras
    from keras import layers

    from helpers.data import cifar10

    keras.utils.set_random_seed(seed)
    data = cifar10.load()
    x_train, x_test = data.x_train / 255.0, data.x_test / 255.0
    y_train = keras.utils.to_categorical(data.y_train, 10)
    y_test = keras.utils.to_categorical(data.y_test, 10)
    del data  # the slides rebind the names, which lets the uint8 pictures go
    model = keras.Sequential(
        [
            layers.Input((32, 32, 3)),
            layers.Conv2D(32, (3, 3), activation="relu", padding="valid"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    arguments = {"batch_size": 128, "epochs": epochs, "validation_split": 0.2, "verbose": 0}
    _, wall, cpu = timed(lambda: model.fit(x_train, y_train, **arguments))
    _, accuracy = model.evaluate(x_test, y_test, batch_size=128, verbose=0)
    return report(40_000 * epochs, wall, cpu, float(accuracy), model.count_params())


def ours(way: str, epochs: int, seed: int, record: bool) -> dict[str, Any]:
    """Train a network of the lesson as the lesson does."""
    from helpers import cifar10, training
    from helpers.training import networks

    keras, data = training.keras, cifar10.load()
    chosen = cifar10.subset(data, 10_000, seed) if way == "short" else data
    keras.config.set_dtype_policy(training.device_report().policy)
    keras.utils.set_random_seed(seed)
    optimizer: Any = "rmsprop"
    if way in PIPELINES or way == "short":
        model = networks.build((32, 32, 3), 10)
    else:
        options = {"normalise": way != "deeper", "flip": way == "augmented"}
        model = networks.deeper((32, 32, 3), 10, **options)
        optimizer = networks.warm_and_cool(epochs * 313)
    model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    labels = keras.utils.to_categorical(chosen.y_train, 10)
    kept = training.keep(f"{way} {seed}", anew=True)
    callbacks = [training.watch(), kept]
    arguments = {"batch_size": 128, "epochs": epochs, "validation_split": 0.2, "verbose": 0}
    _, wall, cpu = timed(
        lambda: model.fit(chosen.x_train, labels, callbacks=callbacks, **arguments)
    )
    test_labels = keras.utils.to_categorical(data.y_test, 10)
    loss, accuracy = model.evaluate(data.x_test, test_labels, batch_size=128, verbose=0)
    run = replace(kept.run, seed=seed, test_loss=float(loss), test_accuracy=float(accuracy))
    if record:
        # The lesson replays the filters of one run only, and they take 100 kB for each run.
        filters = run.filters if way == "lecture" and seed == 0 else []
        replace(run, filters=filters).save(training.runs.RECORDED / f"{way}-{seed}.json")
    return report(run.images * epochs, wall, cpu, float(accuracy), run.parameters)


def blocks(epochs: int, seed: int) -> dict[str, Any]:
    """Train the lecture's network in blocks of batches, each a loop that runs on the device."""
    import numpy as np

    from helpers import cifar10, training
    from helpers.training import networks
    from helpers.training.blocks import BlockModel, block_length

    keras, data = training.keras, cifar10.load()
    keras.config.set_dtype_policy(training.device_report().policy)
    keras.utils.set_random_seed(seed)
    network = networks.build((32, 32, 3), 10)
    length = block_length(len(data.x_train) * 4 // 5 // 128)
    model = BlockModel(network, data.x_train, length)
    arguments: dict[str, Any] = {"loss": "categorical_crossentropy", "metrics": ["accuracy"]}
    model.compile(optimizer="rmsprop", jit_compile=True, **arguments)
    count = len(data.x_train) * 4 // 5 // (128 * length) * 128 * length
    labels = keras.utils.to_categorical(data.y_train, 10)
    given = np.arange(count, dtype=np.int32), labels[:count]
    _, wall, cpu = timed(
        lambda: model.fit(*given, batch_size=128 * length, epochs=epochs, verbose=0)
    )
    network.compile(**arguments)
    test_labels = keras.utils.to_categorical(data.y_test, 10)
    _, accuracy = network.evaluate(data.x_test, test_labels, batch_size=128, verbose=0)
    return report(count * epochs, wall, cpu, float(accuracy), network.count_params())


def report(
    images: int, seconds: float, cpu: float, accuracy: float, parameters: int
) -> dict[str, Any]:
    import keras

    from helpers.training import device

    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
    return {
        "images_per_second": images / seconds,
        "seconds": seconds,
        "cpu": cpu,
        "peak_gb": peak,
        "test_accuracy": accuracy,
        "parameters": parameters,
        "device": f"{device.describe()}, {keras.backend.backend()}",
        "device_peak": device.peak(),
    }


def run_in_process(way: str, epochs: int, seed: int, record: bool = False) -> dict[str, Any]:
    """Run once in a process of its own, and return the measurements it prints in its last line."""
    command = [sys.executable, __file__, "--run", way, "--epochs", str(epochs), "--seed", str(seed)]
    with TemporaryDirectory() as folder:  # of what is kept, nothing is wanted afterwards
        done = subprocess.run(
            [*command, *(["--record"] if record else [])],
            env={**os.environ, "LEARN_CONVNETS_DATA": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{way:<10} seed {seed}: {epochs} epochs, {result['images_per_second']:7,.0f} pictures/s, "
        f"{result['seconds']:5.1f} s, CPU {result['cpu']:6.1f} s, peak {result['peak_gb']:.2f} GB, "
        f"{result['parameters']:9,} parameters, test accuracy {result['test_accuracy']:.1%}, "
        f"on {result['device']}",
        flush=True,
    )
    return result


def epochs_of(way: str, full: bool) -> int:
    if way == "short":
        return 3
    if not full:
        return SHORT
    return EPOCHS if way in ON_A_CARD else VARIANT_EPOCHS


def compare(ways: tuple[str, ...], full: bool, seeds: int, record: bool) -> dict[str, Any]:
    """Run each way with each seed, print what was found, and return it by way."""
    results: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for seed in range(seeds):
        for way in ways:
            keep = record and way not in ("slides", "blocks")
            results[way].append(run_in_process(way, epochs_of(way, full), seed, keep))
    print()
    for way, found in results.items():
        accuracies = [each["test_accuracy"] for each in found]
        spread = f" ± {statistics.stdev(accuracies):.1%}" if len(found) > 1 else ""
        cpu = statistics.mean(each["cpu"] for each in found)
        print(f"{way:<10} test {statistics.mean(accuracies):.1%}{spread}, CPU {cpu:.0f} s")
    for way in ("lecture", "blocks"):
        if way in results:
            print_comparison(results["slides"], results[way], way)
    return results


def print_comparison(theirs: list[dict[str, Any]], mine: list[dict[str, Any]], way: str) -> None:
    """Print how much faster ours trains the slides' network, and its share of the device's peak."""
    from helpers.core import params

    def mean(found: list[dict[str, Any]], name: str) -> float:
        return float(statistics.mean(each[name] for each in found))

    rate, before = (mean(found, "images_per_second") for found in (mine, theirs))
    print(
        f"\nthe slides' network on {mine[0]['device']}: {way} {rate:,.0f} pictures/s, the slides' "
        f"code {before:,.0f}: {rate / before:.2f}x, in "
        f"{mean(mine, 'peak_gb') / mean(theirs, 'peak_gb'):.2f}x the memory"
    )
    if most := mine[0]["device_peak"]:
        forward = (
            params.conv2d((3, 3), 3, 32, output_size=(30, 30)),
            params.dense(15 * 15 * 32, 512),
            params.dense(512, 10),
        )
        # Two operations (product and sum) each; the backward pass takes twice the forward pass.
        operations = 3 * 2 * sum(count.multiplications or 0 for count in forward)
        print(f"{way} uses {rate * operations / most:.1%} of the device's 16-bit peak")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help=f"{EPOCHS} epochs instead of {SHORT}")
    parser.add_argument("--all", action="store_true", help="the lesson's other networks, too")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds")
    parser.add_argument("--record", action="store_true", help="keep ours as the recorded runs")
    parser.add_argument("--gpu", metavar="FILE", help="in blocks, too; write all to a file")
    parser.add_argument("--run", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.record and not (asked.full or asked.run):
        parser.error("--record needs --full: the recorded runs are whole ones")
    if asked.run == "slides":
        print(json.dumps(slides(asked.epochs, asked.seed)))
    elif asked.run == "blocks":
        print(json.dumps(blocks(asked.epochs, asked.seed)))
    elif asked.run:
        print(json.dumps(ours(asked.run, asked.epochs, asked.seed, asked.record)))
    else:
        ways = (
            ON_A_CARD
            if asked.gpu
            else tuple(way for way in WAYS if way != "blocks")
            if asked.all
            else PIPELINES
        )
        results = compare(ways, asked.full, asked.seeds, asked.record)
        if asked.gpu:
            Path(asked.gpu).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
