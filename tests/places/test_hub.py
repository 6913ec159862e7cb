"""Two learners at once on a real JupyterHub: `make hub`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import websocket
from hub import LESSONS, START, Hub, Learner, cells, missing, running
from processes import use


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    if lacking := missing():
        if os.environ.get("CI"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    with running(tmp_path_factory.mktemp("hub"), {"CIFAR10_RUN": "short"}) as opened:
        yield opened
        assert use(opened.mark).memory > 50, "the hub and its proxy"
    for mark in (opened.mark, *(each.mark for each in opened.learners)):
        assert not use(mark).memory, "all that was started ends with the hub"


def attend(learner: Learner) -> list[dict[str, Any]]:
    """Start the learner's server, and run lesson 01 whole; its kernel is left running."""
    learner.start()
    kernel = learner.open(LESSONS[0])
    outputs = [output for code in cells(LESSONS[0]) for output in kernel.run(code)]
    kernel.close()
    return outputs


def test_two_learners_run_a_lesson_at_once_and_keep_to_themselves(hub: Hub) -> None:
    pair = [hub.learner(name) for name in ("ada", "ben")]
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(attend, pair))
    for learner, outputs in zip(pair, runs):
        page = learner.browser.get(f"{hub.url}/hub/", timeout=60)
        assert page.ok
        assert page.url == learner.url + START, "where a learner who logs in arrives"
        assert "<title>JupyterLab</title>" in page.text
        assert len(outputs) > 10
        assert not [each for each in outputs if each.get("name") == "stderr"]
    for learner, other in (pair, pair[::-1]):
        kernel = learner.ask("GET", f"{learner.url}/api/kernels").json()[0]["id"]
        for place in ("api/contents", f"api/contents/notebooks/{LESSONS[0].name}", "api/kernels"):
            assert learner.ask("GET", f"{learner.url}/{place}").status_code == 200
            assert other.ask("GET", f"{learner.url}/{place}").status_code == 403
        assert other.browser.get(f"{learner.url}/lab", timeout=60).status_code == 403
        address = f"{learner.url.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels"
        with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
            websocket.create_connection(address, header=other.headers)
