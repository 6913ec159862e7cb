"""Without a network nothing hangs: neither where there is none, nor where it swallows what is sent.

CI runs all tests without a network. Here it is taken away from one process, by namespaces of
Linux, which root may make.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 5.0
"""Seconds for which a host may be waited for."""

NONE = "ip link set lo up"
SWALLOWS = f"""{NONE}
ip link add hole0 type veth peer name hole1
ip addr add 10.99.0.1/24 dev hole0
ip link set hole0 up
ip link set hole1 up
# A neighbour who is no one: what is sent to it gets no answer, not even a refusal.
ip neigh add 10.99.0.2 lladdr 02:00:00:00:00:01 dev hole0 nud permanent
ip route add default via 10.99.0.2
echo nameserver 10.99.0.2 > resolv.conf
mount --bind resolv.conf /etc/resolv.conf"""

LOAD = """
import time, warnings
from helpers.data import archive, caches, cifar10, download, hosts, stand_in
import requests, tqdm, filelock
warnings.simplefilter("ignore")
began = time.perf_counter()
try:
    cifar10.load()
except OSError as error:
    print(f"{time.perf_counter() - began:.2f}", error)
print(cifar10.load(stand_in=True))
"""


def cut_off(folder: Path, network: str) -> str:
    """Ask for the pictures on such a network; return what is said."""
    unshare = ["unshare", "--net", "--mount"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*unshare, "true"], stderr=subprocess.DEVNULL).returncode
    ):
        missing = "no network can be taken away here: that takes Linux, and root"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    away = {"CIFAR10_PATH", "CIFAR10_URL", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"}
    kept = {name: value for name, value in os.environ.items() if name not in away}
    own = {"PYTHONPATH": str(ROOT), "KERAS_HOME": str(folder), "LEARN_CONVNETS_CACHE": str(folder)}
    done = subprocess.run(
        [*unshare, "sh", "-ec", f'{network}\nexec "$@"', "sh", sys.executable, "-c", LOAD],
        cwd=folder,
        env={**kept, **own},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("network", [NONE, SWALLOWS], ids=["none", "swallows"])
def test_the_pictures_are_not_waited_for(tmp_path: Path, network: str) -> None:
    said = cut_off(tmp_path, network)
    # What every host did is said, and the whole of it took no longer than one host may take.
    assert "www.cs.toronto.edu could not be reached" in said
    assert float(said.split()[0]) < PATIENCE + 1.5, "and what it takes to say so"
    assert "STAND-IN" in said
