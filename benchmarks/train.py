"""Train the lecture's network twice: as the slides write it, and as this project does.

    python benchmarks/train.py                    2 epochs each, in turn
    python benchmarks/train.py --full             20 epochs each
    python benchmarks/train.py --seeds 3          ours with three seeds
    python benchmarks/train.py --full --record    the first seed of ours becomes the recorded run

Each run is a process of its own, so that its peak memory is its own. The slides' way is written
afresh from what they say: a float64 copy of every picture, one-hot labels, TensorBoard left out.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

EPOCHS, SHORT = 20, 2


def slides(epochs: int, seed: int) -> dict[str, Any]:
    """The recipe of the slides: everything in float64 before it reaches the model."""
    import keras
    from keras import layers

    from helpers import cifar10, training

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
    start = time.perf_counter()
    model.fit(x_train, y_train, batch_size=128, epochs=epochs, validation_split=0.2, verbose=0)
    seconds = time.perf_counter() - start
    _, accuracy = model.evaluate(x_test, y_test, batch_size=128, verbose=0)
    return report("slides", seed, 40_000 * epochs, seconds, float(accuracy), training.device())


def ours(epochs: int, seed: int, record: bool) -> dict[str, Any]:
    """The same network through ``helpers.training``."""
    import keras

    from helpers import cifar10, runs, training

    data = cifar10.load()
    keras.utils.set_random_seed(seed)
    model = training.build((32, 32, 3), training.CLASSES)
    start = time.perf_counter()
    run = training.train(model, data.x_train, data.y_train, epochs=epochs, seed=seed)
    seconds = time.perf_counter() - start
    loss, accuracy = training.evaluate(model, data.x_test, data.y_test)
    if record:
        replace(run, test_loss=loss, test_accuracy=accuracy).save(runs.RECORDED)
    return report("ours", seed, run.images * epochs, seconds, accuracy, run.device)


def report(
    way: str, seed: int, images: int, seconds: float, accuracy: float, device: str
) -> dict[str, Any]:
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
    return {
        "way": way,
        "seed": seed,
        "images_per_second": images / seconds,
        "seconds": seconds,
        "peak_gb": peak,
        "test_accuracy": accuracy,
        "device": device,
    }


def child(way: str, epochs: int, seed: int, record: bool = False) -> dict[str, Any]:
    """One run in a process of its own; what it prints as its last line comes back."""
    command = [sys.executable, __file__, "--run", way, "--epochs", str(epochs), "--seed", str(seed)]
    done = subprocess.run(
        [*command, *(["--record"] if record else [])], stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{way:<6} seed {seed}: {result['images_per_second']:6,.0f} pictures/s, "
        f"{result['seconds']:5.1f} s, peak {result['peak_gb']:.2f} GB, "
        f"test accuracy {result['test_accuracy']:.1%}, on {result['device']}",
        flush=True,
    )
    return result


def compare(epochs: int, seeds: int, record: bool) -> None:
    results: dict[str, list[dict[str, Any]]] = {"slides": [], "ours": []}
    for seed in range(seeds):
        if seed == 0:
            results["slides"].append(child("slides", epochs, seed))
        results["ours"].append(child("ours", epochs, seed, record and seed == 0))
    theirs, mine = (
        {key: statistics.mean(r[key] for r in rs) for key in rs[0] if key not in ("way", "device")}
        for rs in results.values()
    )
    accuracies = [r["test_accuracy"] for r in results["ours"]]
    spread = f" ± {statistics.stdev(accuracies):.1%}" if seeds > 1 else ""
    faster = mine["images_per_second"] / theirs["images_per_second"]
    print(
        f"\n{epochs} epochs: ours trains {faster:.2f}x the pictures per second "
        f"in {mine['peak_gb'] / theirs['peak_gb']:.2f}x the memory; "
        f"test accuracy {mine['test_accuracy']:.1%}{spread} against {theirs['test_accuracy']:.1%}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help=f"{EPOCHS} epochs instead of {SHORT}")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds for ours")
    parser.add_argument("--record", action="store_true", help="keep ours as the recorded run")
    parser.add_argument("--run", choices=("slides", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.record and not (asked.full or asked.run):
        parser.error("--record needs --full: the recorded run is a whole one")
    if asked.run == "slides":
        print(json.dumps(slides(asked.epochs, asked.seed)))
    elif asked.run == "ours":
        print(json.dumps(ours(asked.epochs, asked.seed, asked.record)))
    else:
        compare(EPOCHS if asked.full else SHORT, asked.seeds, asked.record)


if __name__ == "__main__":
    main()
