"""Run the scripts of the pages in Node, without a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from helpers.player.widget import FRONT


def node() -> str:
    """The path of Node; without it the test is skipped, or fails where everything must run."""
    found = shutil.which("node")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("no node: the tests of the front end need it")
    pytest.skip("no node")


def run_module(name: str, code: str, given: Any) -> Any:
    """What JavaScript code returns, with a module of the front end as ``front``, and ``given``."""
    program = (
        f'const front = await import("{(FRONT / name).as_uri()}");\n'
        'const { readFileSync } = await import("node:fs");\n'
        'const given = JSON.parse(readFileSync(0, "utf8"));\n'
        f"console.log(JSON.stringify(({code})(given)));"
    )
    command = [node(), "--input-type=module", "-e", program]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
