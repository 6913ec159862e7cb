"""How much the live view slows a training down: with the view and with a text log, in turn.

    python benchmarks/live.py [rounds]

Both train the lecture's network on 10,000 pictures, in a Jupyter kernel, so that the view sends the
messages of its widgets as in a notebook. Printed are the extra time while the network trains, as a
share of the training time, and the extra seconds once, to open the view and to draw the picture
that is stored.
"""

from __future__ import annotations

import json
import statistics
import sys
from typing import Any

from jupyter_client.manager import start_new_kernel

ROUNDS = 7
MOST = 0.03
"""Largest share of the training time that the view may take."""

SETUP = """
import json, time
from helpers import cifar10, training
from helpers.training.callbacks import watcher
from helpers.training.view import live_view, log
keras = training.keras
data = cifar10.subset(cifar10.load(stand_in=True), 10_000)
labels = keras.utils.to_categorical(data.y_train, 10)
views = {"without": log.TextLog, "with": live_view.open_view}

class Clock(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()
    def on_epoch_end(self, epoch, logs=None):
        epochs.append(time.perf_counter() - self.start)

def run(way):
    keras.utils.set_random_seed(0)
    model = training.networks.build((32, 32, 3), 10)
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    watcher.open_view = views[way]
    epochs.clear()
    start = time.perf_counter()
    model.fit(data.x_train, labels, batch_size=128, epochs=3, validation_split=0.2, verbose=0,
              callbacks=[training.watch(), Clock()])
    spent = sum(epochs[1:])  # the network is compiled in the first
    print(json.dumps([spent, time.perf_counter() - start - sum(epochs)]))

epochs = []
"""


def main(rounds: int) -> None:
    manager, client = start_new_kernel()
    printed: list[str] = []

    def receive(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(message["content"]["traceback"]))

    def run(code: str) -> None:
        client.execute_interactive(code, output_hook=receive, timeout=600)

    try:
        run(SETUP)
        times: dict[str, list[list[float]]] = {"without": [], "with": []}
        for number in range(rounds):
            # The order changes each time, as the second one finds a warmer machine.
            for way in sorted(times, reverse=bool(number % 2)):
                run(f"run({way!r})")
                times[way].append(json.loads("".join(printed).splitlines()[-1]))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    pairs = list(zip(times["with"], times["without"]))
    more = statistics.median(one[0] / other[0] - 1 for one, other in pairs)
    once = statistics.median(one[1] - other[1] for one, other in pairs)
    spent = statistics.median(one[0] for one in times["without"])
    print(
        f"the live view: {more:+.1%} while training (median of {rounds} pairs; {spent:.1f} s "
        f"without), and {once:.2f} s once"
    )
    if more > MOST:
        sys.exit(f"that is more than {MOST:.0%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
