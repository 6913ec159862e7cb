"""What it costs to watch a training: the same with the live view and without, in turn, in a kernel.

    python benchmarks/live.py [rounds]

Both train the lecture's network on 10,000 pictures for two epochs. The view sends its widgets'
messages as in a notebook. What it costs while the network trains is a part of that time; what it
costs once, to open it and to draw the picture that is stored, is said in seconds.
"""

from __future__ import annotations

import statistics
import sys
from typing import Any

from jupyter_client.manager import start_new_kernel

ROUNDS = 7
BAR = 0.03

SETUP = """
import json, time
from helpers import cifar10, training
from helpers.training import live_view, log, trainer
data = cifar10.subset(cifar10.load(stand_in=True), 10_000)
views = {"without": log.Quiet, "with": live_view.watch}

def run(way):
    training.keras.utils.set_random_seed(0)
    model = training.networks.build((32, 32, 3), 10)
    trainer.watch = views[way]
    training.train(model, data.x_train, data.y_train, epochs=1)  # compiled
    start = time.perf_counter()
    run = training.train(model, data.x_train, data.y_train, epochs=3, resume=True)
    epochs = sum(run.seconds[1:])
    print(json.dumps([epochs, time.perf_counter() - start - epochs]))
"""


def main(rounds: int) -> None:
    manager, client = start_new_kernel()
    said: list[str] = []

    def heard(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            said.append(message["content"]["text"])
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(message["content"]["traceback"]))

    def run(code: str) -> None:
        client.execute_interactive(code, output_hook=heard, timeout=600)

    try:
        run(SETUP)
        times: dict[str, list[list[float]]] = {"without": [], "with": []}
        for number in range(rounds):
            # In turn, and turned around: whoever comes second finds a warmer machine.
            for way in sorted(times, reverse=bool(number % 2)):
                run(f"run({way!r})")
                times[way].append([float(part) for part in said[-1].strip("[]\n").split(",")])
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
    if more > BAR:
        sys.exit(f"that is more than {BAR:.0%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
