"""The player and the explorers, without a browser; and player.js in Node."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from recordings import Recording, recordings

from helpers import controls, trace
from helpers.player import TracePlayer, play
from helpers.steps import Trace

ROOT = Path(__file__).parents[1]
SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


def small() -> Trace:
    return trace.conv2d(np.arange(25).reshape(5, 5) % 7, SOBEL, 1, padding="same")


def node() -> str:
    found = shutil.which("node")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("no node: the tests of player.js need it")
    pytest.skip("no node")


def test_the_functions_of_player_js() -> None:
    tests = [node(), "--test", str(ROOT / "tests" / "player.test.mjs")]
    done = subprocess.run(tests, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


CAPTIONS = """
import { createInterface } from "node:readline";
const { unpack, caption } = await import(process.argv[1]);
for await (const line of createInterface({ input: process.stdin })) {
  const trace = unpack(JSON.parse(line));
  const text = (index) => caption(trace, index).map(([part]) => part).join("");
  console.log(JSON.stringify(Array.from({ length: trace.steps }, (_, index) => text(index))));
}
"""


class Captions:
    """The browser's captions of a trace, from a Node that keeps running."""

    def __init__(self) -> None:
        script = (ROOT / "helpers" / "player.js").as_uri()
        command = [node(), "--input-type=module", "-e", CAPTIONS, script]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def of(self, made: Trace) -> list[str]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(made.payload()) + "\n")
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
    assert player.payload == wanted.payload()
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
    assert json.loads(state)["payload"] == made.payload()
    assert json.loads(state)["index"] == 2
    assert heard(player, {"want": "page"})["page"] == page


def test_a_still_picture_stands_where_no_widget_can() -> None:
    data, _ = play(small())._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert small()[0].text in data["text/plain"]
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).width > 300


# ---------------------------------------------------------------- explorers

EXPLORERS: dict[str, Callable[[], controls.Explorer]] = {
    "conv2d": controls.explore_conv2d,
    "pooling": controls.explore_pooling,
    "conv1d": controls.explore_conv1d,
    "dense": controls.explore_dense,
}


@pytest.mark.parametrize(
    ("name", "setting", "asked", "nearest"),
    [
        ("conv2d", "row_stride", 0, 1),
        ("conv2d", "col_dilation", 0, 1),
        ("conv2d", "size", 2, 3),
        ("conv2d", "row_dilation", 9, 3),
        ("conv2d", "kernel_size", 5, 3),
        ("conv2d", "kernel", "as typed", "identity"),
        ("pooling", "pool_rows", 9, 6),
        ("pooling", "col_stride", 0, 1),
        ("conv1d", "dilation", 12, 5),
        ("conv1d", "stride", 0, 1),
    ],
)
def test_what_cannot_be_is_explained_and_mended(
    name: str, setting: str, asked: Any, nearest: Any
) -> None:
    explorer = EXPLORERS[name]()
    before = explorer.player.payload
    explorer.settings[setting].value = asked
    note = explorer.notes[setting].value
    assert str(asked) in note
    assert f"The nearest that can: {nearest}." in note
    assert explorer.player.payload is before
    explorer.remedies[setting].click()
    assert explorer.settings[setting].value == nearest
    assert not any(shown.value for shown in explorer.notes.values())


def test_the_control_that_can_mend_it_is_blamed() -> None:
    explorer = controls.explore_conv2d()
    explorer.settings["row_stride"].value = 0
    explorer.settings["padding"].value = "same"
    assert explorer.notes["row_stride"].value
    assert not explorer.notes["padding"].value
    explorer.settings["row_stride"].value = 2
    assert explorer.player.trace.layer.rows.stride == 2
    assert explorer.player.trace.layer.rows.padding == "same"


def test_what_is_legal_but_surprising_is_said() -> None:
    explorer = controls.explore_conv2d(size=8)
    explorer.settings["row_stride"].value = 2
    assert explorer.player.payload["notes"] == [
        "Row 7 is ignored: after the last full window there is no room for another. That is legal."
    ]
    explorer.settings["padding"].value = "same"
    assert explorer.player.payload["notes"] == ["Uneven padding: 0 above, 1 below."]


def test_typed_weights_stay_while_other_settings_change() -> None:
    explorer = controls.explore_conv2d()
    explorer.player.change("kernel", 0, "7")
    assert explorer.settings["kernel"].value == "as typed"
    explorer.settings["padding"].value = "same"
    explorer.settings["size"].value = 9
    assert explorer.player.kernel[0, 0, 0, 0] == 7
    explorer.settings["filters"].value = 2
    assert "the typed kernel has the shape" in explorer.notes["filters"].value
    explorer.settings["kernel"].value = "emboss"
    assert explorer.player.kernel.shape == (3, 3, 1, 2)


def test_your_own_picture_in_the_form_of_either_ipywidgets() -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((90, 60, 3), 200, np.uint8)).save(file, "PNG")
    content = file.getvalue()
    for value in ({"a.png": {"content": content}}, ({"content": memoryview(content)},)):
        assert controls._uploaded(value) == content
    explorer = controls.explore_conv2d(size=16)
    explorer.settings["picture"].value = "own picture"
    assert "no file has been chosen" in explorer.notes["picture"].value
    assert controls._own(content, 16, False).shape == (16, 11)


def choices(control: Any) -> st.SearchStrategy[Any]:
    if hasattr(control, "options"):
        return st.sampled_from(list(control.options))
    if hasattr(control, "min"):
        near = st.integers(control.min, min(control.max, 12))
        return near | st.integers(control.min, control.max)
    return st.floats(-9, 9) | st.sampled_from([0.0, 1.0, float("nan"), float("inf")])


@pytest.mark.parametrize("name", EXPLORERS)
@settings(max_examples=int(os.environ.get("FUZZ", "25")))
@given(data=st.data())
def test_any_settings_end_in_a_good_trace_or_an_explanation(name: str, data: st.DataObject) -> None:
    explorer = EXPLORERS[name]()
    names = [each for each in explorer.settings if each != "own"]
    for _ in range(6):
        setting = data.draw(st.sampled_from(names))
        explorer.settings[setting].value = data.draw(choices(explorer.settings[setting]))
        if any(note.value for note in explorer.notes.values()):
            with pytest.raises((TypeError, ValueError)):
                explorer._make(explorer.values).payload()
        else:
            made = explorer._make(explorer.values)
            assert explorer.player.payload == made.payload(), "a stale picture"
        assert explorer.player.payload == explorer.player.trace.payload()
