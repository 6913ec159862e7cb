"""The player without a browser, and its front end in Node."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traitlets
from hypothesis import given
from in_node import node
from PIL import Image
from recordings import Recording, recordings

from helpers.core import trace
from helpers.core.trace import Trace
from helpers.player import payload
from helpers.player.widget import FRONT, SCRIPTS, TracePlayer, play, script

ROOT = Path(__file__).parents[2]
SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


def small() -> Trace:
    return trace.conv2d(np.arange(25).reshape(5, 5) % 7, SOBEL, 1, padding="same")


def test_the_functions_of_the_front_end() -> None:
    tests = [node(), "--test", str(ROOT / "tests" / "player" / "front.test.mjs")]
    done = subprocess.run(tests, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


def test_every_file_of_the_front_end_stands_after_those_that_it_imports() -> None:
    paths = [FRONT / f"{name}.js" for name in SCRIPTS]
    assert sorted(paths) == sorted(FRONT.rglob("*.js"))
    for number, path in enumerate(paths):
        lines = path.read_text("utf-8").splitlines()
        imports = [line for line in lines if re.match("import|} from", line)]
        found = [re.fullmatch(r'import {.*} from "(\.[\w./]+\.js)";', line) for line in imports]
        assert all(found), f"{path}: each import must be one line, which `script` deletes"
        imported = {(path.parent / each[1]).resolve() for each in found if each}
        assert imported <= set(paths[:number]), path


def test_the_joined_front_end_has_lost_comments_only() -> None:
    lines = script().splitlines()
    assert not [line for line in lines if re.match(r"\s*(//|/\*\*|\*|import )", line)]
    code = [line for name in SCRIPTS for line in (FRONT / f"{name}.js").read_text().splitlines()]
    inside, kept = False, []
    for line in code:
        inside = inside or line.strip().startswith("/*")
        if not (inside or line.startswith("import ") or line.strip().startswith("//")):
            kept.append(line)
        inside = inside and not line.rstrip().endswith("*/")
    assert [line for line in lines if line] == [line for line in kept if line]


@pytest.mark.parametrize("joined", [True, False], ids=["as one module", "as many modules"])
def test_the_front_end_loads(joined: bool) -> None:
    """As one module no name is given twice, and as many modules each imported name is exported."""
    module = script() if joined else f'await import("{(FRONT / "mount.js").as_uri()}");'
    command = [node(), "--input-type=module", "-"]
    done = subprocess.run(command, input=module, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


CAPTIONS = """
import { createInterface } from "node:readline";
const { unpack } = await import(process.argv[1] + "trace/trace.js");
const { caption } = await import(process.argv[1] + "trace/caption.js");
for await (const line of createInterface({ input: process.stdin })) {
  const trace = unpack(JSON.parse(line));
  const text = (index) => caption(trace, index).map(([part]) => part).join("");
  console.log(JSON.stringify(Array.from({ length: trace.steps }, (_, index) => text(index))));
}
"""


class Captions:
    """The browser's captions of a trace, from a Node that keeps running."""

    def __init__(self) -> None:
        home = f"{(ROOT / 'helpers' / 'player' / 'front').as_uri()}/"
        command = [node(), "--input-type=module", "-e", CAPTIONS, home]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def of(self, made: Trace) -> list[str]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(payload.of(made)) + "\n")
        self.process.stdin.flush()
        captions: list[str] = json.loads(self.process.stdout.readline())
        return captions


@pytest.fixture(scope="module")
def captions() -> Iterator[Captions]:
    running = Captions()
    yield running
    running.process.communicate()


@given(recording=recordings() | recordings(whole=False))
def test_the_browser_says_what_every_step_says(captions: Captions, recording: Recording) -> None:
    made = recording.trace()
    assert captions.of(made) == [step.text for step in made]


@pytest.mark.parametrize(
    "made",
    [
        trace.conv2d(np.arange(64).reshape(8, 8) % 5, np.ones((6, 6), int), 2),
        trace.conv2d(np.ones((3, 3, 30)) / 3, np.ones((2, 2, 30, 2)) / 7, [1, 0.5]),
        trace.max_pool2d(np.arange(81).reshape(9, 9), 7, stride=2, padding="same"),
        trace.avg_pool2d(np.arange(81).reshape(9, 9) / 7, 7, stride=2, padding="same"),
        trace.dense(np.arange(50), np.ones((50, 2)) * 1e-20),
    ],
    ids=["long sum", "deep", "large maximum", "large mean", "many inputs"],
)
def test_what_is_abbreviated_reads_the_same(captions: Captions, made: Trace) -> None:
    assert captions.of(made) == [step.text for step in made]


def test_index_stays_within_the_trace() -> None:
    player = play(small(), index=-1)
    assert player.index == 24
    for wrong in (25, -26):
        with pytest.raises(ValueError, match=r"0 … 24"):
            player.index = wrong
    with pytest.raises(traitlets.TraitError):
        player.index = "first"  # type: ignore[assignment]
    assert player.index == 24
    player.trace = trace.conv2d(np.ones((3, 3)), SOBEL)
    assert player.index == 0


def test_settings_out_of_range_are_refused() -> None:
    for speed in (0, -1, 61):
        with pytest.raises(ValueError, match="speed"):
            play(small(), speed=speed)
    with pytest.raises(TypeError, match="takes a trace"):
        play([[1, 2]])  # type: ignore[arg-type]


def test_a_kernel_set_in_python_is_the_trace_and_the_payload() -> None:
    player = play(small())
    player.kernel = np.negative(SOBEL)
    wanted = trace.conv2d(np.arange(25).reshape(5, 5) % 7, np.negative(SOBEL), 1, padding="same")
    assert [step.text for step in player.trace] == [step.text for step in wanted]
    assert player.payload == payload.of(wanted)
    player.bias = 2
    assert player.trace[0].bias == 2
    assert player.trace.keras == wanted.keras


def test_what_cannot_be_leaves_the_last_good_picture() -> None:
    player = play(small())
    before = player.payload
    for wrong in ([[1, 2]], [["a"] * 3] * 3, np.full((3, 3), np.nan), np.ones((3, 3, 1, 1))):
        with pytest.raises((TypeError, ValueError)):
            player.kernel = wrong
    with pytest.raises(ValueError, match="bias"):
        player.bias = [1, 2]
    with pytest.raises(ValueError, match="pooling has no weights"):
        play(trace.max_pool2d([[1, 2], [3, 4]])).kernel = [[1]]
    assert player.payload is before


def heard(player: TracePlayer, content: dict[str, Any]) -> dict[str, Any]:
    """What the browser hears when it sends ``content``."""
    sent: list[dict[str, Any]] = []
    player.send = sent.append
    player._handle_custom_msg(content, [])
    return sent[0]


def test_a_weight_typed_in_the_browser() -> None:
    player = play(small())
    assert heard(player, {"want": "kernel", "at": 3, "text": " −2,5 "}) == {"problem": ""}
    assert player.kernel.tolist() == [[1, 0, -1], [-2.5, 0, -2], [1, 0, -1]]
    assert heard(player, {"want": "bias", "at": 0, "text": "4"}) == {"problem": ""}
    assert player.bias is not None
    assert player.bias.tolist() == [4]
    for text in ("", "two", "nan", "inf", "1e12"):
        assert (
            "must be a number"
            in heard(player, {"want": "kernel", "at": 0, "text": text})["problem"]
        )
    for content in (
        {"want": "kernel", "at": 9, "text": "1"},
        {"want": "kernel", "at": -1, "text": "1"},
        {"want": "moon", "at": 0, "text": "1"},
        {"want": "kernel"},
        {},
    ):
        assert heard(player, content)["problem"]
    assert player.kernel[0, 0] == 1


def test_the_exported_page_holds_all_it_needs(tmp_path: Path) -> None:
    names = ["</script><b>", "green", "blue"]
    made = trace.conv2d(np.ones((3, 3, 3)), np.ones((2, 2, 3, 1)), channels=names)
    player = play(made, index=2)
    page = player.save_html(tmp_path / "page.html").read_text("utf-8")
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page
    assert page.count("</script>") == 2
    state = page.split('id="state">')[1].split("</script>")[0]
    assert json.loads(state)["payload"] == payload.of(made)
    assert json.loads(state)["index"] == 2
    assert heard(player, {"want": "page"})["page"] == page


def test_a_still_picture_stands_where_no_widget_can() -> None:
    data, _ = play(small())._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert small()[0].text in data["text/plain"]
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).width > 300
