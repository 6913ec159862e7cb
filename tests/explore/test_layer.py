"""The explorers, without a browser: settings change the player, or are explained."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from helpers.explore import layer
from helpers.explore import settings as meant
from helpers.explore.controls import choice, integer_box
from helpers.explore.explorer import Explorer
from helpers.explore.remedy import Remedy, other_values
from helpers.player import payload

EXPLORERS: dict[str, Callable[[], Explorer]] = {
    "conv2d": layer.conv2d,
    "pooling": layer.pooling,
    "conv1d": layer.conv1d,
    "dense": layer.dense,
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
def test_a_setting_that_is_not_possible_is_explained_and_remedied(
    name: str, setting: str, asked: Any, nearest: Any
) -> None:
    explorer = EXPLORERS[name]()
    before = explorer.player.payload
    explorer.settings[setting].value = asked
    note = explorer.notes[setting].value
    assert str(asked) in note
    assert f"The nearest possible: {nearest}." in note
    assert explorer.player.payload is before
    explorer.remedies[setting].click()
    assert explorer.settings[setting].value == nearest
    assert not any(shown.value for shown in explorer.notes.values())


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("conv2d", {"size": 2}, "the pattern hill needs a size of at least 3"),
        ("conv2d", {"row_stride": 0}, "with 1 it goes to the next row"),
        ("conv2d", {"col_dilation": 0}, "the kernel would read one column again and again"),
        ("conv2d", {"row_dilation": 9}, "reaches over 19 rows, and the picture has 7"),
        ("conv2d", {"size": 64, "filters": 8}, "would take 30,752 steps, and at most 5,000 can be"),
        ("pooling", {"pool_cols": 9}, "the window reaches over 9 columns, and the picture has 6"),
        ("pooling", {"padding": "before and after", "top": 2}, "would lie wholly on padding"),
        ("conv1d", {"dilation": 12}, "reaches over 25 cells, and the signal has 12"),
        ("conv1d", {"padding": "before and after", "before": 2, "dilation": 9}, "with its padding"),
        ("conv1d", {"size": 2}, "a signal needs a size of at least 3"),
        (
            "dense",
            {"inputs": 784, "units": 512},
            "would hold 402,704 numbers, and at most 100,000 can be",
        ),
    ],
)
def test_a_note_speaks_of_what_the_controls_show(
    name: str, asked: dict[str, Any], why: str
) -> None:
    explorer = EXPLORERS[name]()
    for setting, value in asked.items():
        explorer.settings[setting].value = value
    (note,) = [shown.value for shown in explorer.notes.values() if shown.value]
    assert why in note
    for word in ("received", "height", "width", "pool_size", "x[", "padding=", "trace"):
        assert word not in note


def test_a_digit_is_not_enlarged_and_that_is_said() -> None:
    explorer = layer.pooling("digit 3", size=8)
    assert "pixels" not in explorer.remark.value
    explorer.settings["size"].value = 64
    assert explorer.player.trace.operands.x.shape == (1, 8, 8, 1)
    assert "A digit has 8×8 pixels and is not enlarged." in explorer.remark.value
    explorer.settings["picture"].value = "cat"
    assert "pixels" not in explorer.remark.value


def test_the_note_stands_beside_a_control_that_can_end_the_problem() -> None:
    explorer = layer.conv2d()
    explorer.settings["row_stride"].value = 0
    explorer.settings["padding"].value = "same"
    assert explorer.notes["row_stride"].value
    assert not explorer.notes["padding"].value
    explorer.settings["row_stride"].value = 2
    assert explorer.player.trace.operands.rows.stride == 2
    assert explorer.player.trace.operands.rows.padding == "same"


def test_of_two_wrong_settings_each_is_blamed_for_its_own_problem() -> None:
    explorer = layer.conv2d()
    explorer.settings["row_stride"].value = 0
    explorer.settings["size"].value = 2
    assert "“size: 2”" in explorer.notes["size"].value
    assert "stride" not in explorer.notes["size"].value
    explorer.remedies["size"].click()
    assert explorer.settings["size"].value == 3
    assert "“stride, rows: 0”" in explorer.notes["row_stride"].value
    assert not explorer.notes["size"].value
    explorer.remedies["row_stride"].click()
    assert not any(note.value for note in explorer.notes.values())
    assert explorer.player.trace.operands.x.shape == (1, 3, 3, 1)


def test_the_preset_that_cannot_be_is_named_with_its_filter() -> None:
    explorer = layer.conv2d(kernel="blur")
    explorer.settings["filters"].value = 2
    explorer.settings["kernel_size"].value = 5
    assert "the sharpen kernel of filter 2 has the size 3" in explorer.notes["kernel_size"].value


def test_settings_that_are_read_together_stand_in_one_box() -> None:
    explorer = layer.conv2d()
    grid = explorer.children[0]
    boxes = [list(each.children) for each in grid.children if hasattr(each, "children")]
    for pair in (("row_stride", "col_stride"), ("top", "bottom"), ("left", "right")):
        assert [explorer.settings[name] for name in pair] in boxes
    shown = [each for each in grid.children if each.layout.display != "none"]
    explorer.settings["padding"].value = "before and after"
    assert len([each for each in grid.children if each.layout.display != "none"]) == (
        len(shown) + 2
    )


def test_what_is_legal_but_surprising_is_said() -> None:
    explorer = layer.conv2d(size=8)
    explorer.settings["row_stride"].value = 2
    assert explorer.player.payload["notes"] == [
        "Row 7 is ignored: after the last full window there is no room for another. That is legal."
    ]
    explorer.settings["padding"].value = "same"
    assert explorer.player.payload["notes"] == ["Uneven padding: 0 above, 1 below."]
    explorer.settings["padding"].value = "valid"
    explorer.settings["col_dilation"].value = 2
    (note,) = explorer.player.payload["notes"]
    assert "legal" not in note, "Keras has no layer with both"
    assert explorer.player.payload["keras"].startswith("# no such layer: strides and dilation")


def test_typed_weights_stay_while_other_settings_change() -> None:
    explorer = layer.conv2d()
    explorer.player.change("kernel", 0, "7")
    assert explorer.settings["kernel"].value == "as typed"
    explorer.settings["padding"].value = "same"
    explorer.settings["size"].value = 9
    assert explorer.player.kernel[0, 0, 0, 0] == 7
    explorer.settings["filters"].value = 2
    assert (
        "the typed weights are 1 filter of 3×3×1, and these settings ask for 2 filters of 3×3×1"
        in explorer.notes["filters"].value
    )
    explorer.settings["kernel"].value = "emboss"
    assert explorer.player.kernel.shape == (3, 3, 1, 2)


def test_other_values_come_nearest_first_without_what_a_learner_must_add() -> None:
    assert other_values(integer_box("size", 3, 1, 5)) == [2, 4, 1, 5]
    options = ("hill", "own picture", "as typed", "cat")
    assert other_values(choice("picture", options, "hill")) == ["cat"]
    assert other_values(choice("picture", options, "own picture")) == []


def test_a_remedy_does_nothing_once_its_offer_is_taken_back() -> None:
    control = integer_box("size", 3, 1, 5)
    remedy = Remedy(control)
    remedy.offer(4)
    assert (remedy.description, remedy.layout.display) == ("use 4", "")
    remedy.offer(None)
    remedy.click()
    assert (control.value, remedy.layout.display) == (3, "none")


def test_an_error_that_is_no_explanation_is_not_caught() -> None:
    def make(values: meant.Values) -> Any:
        return meant.dense({**values, "units": 6 // (values["units"] - 5)})

    explorer = Explorer(layer.dense(units=6).settings, make)
    with pytest.raises(ZeroDivisionError):
        explorer.settings["units"].value = 5
    assert not any(note.value for note in explorer.notes.values())


def test_a_lesson_chooses_the_settings_that_it_shows() -> None:
    explorer = layer.conv2d("cat", size=12, kernel="blur", shown=["kernel", "picture"])
    assert list(explorer.settings) == ["picture", "own", "kernel"]
    whole = layer.conv2d("cat", size=12, kernel="blur")
    assert explorer.player.payload == whole.player.payload
    for each in (explorer, whole):
        each.settings["kernel"].value = "sobel y"
    assert explorer.player.payload == whole.player.payload
    with pytest.raises(ValueError, match="no such setting: knob; there are picture, own"):
        layer.conv2d(shown=["knob"])


def test_your_own_picture() -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((90, 60, 3), 200, np.uint8)).save(file, "PNG")
    content = file.getvalue()
    explorer = layer.conv2d(size=16)
    explorer.settings["picture"].value = "own picture"
    assert "No file has been chosen" in explorer.notes["picture"].value
    assert explorer.remedies["picture"].layout.display == "none", "no other picture is offered"
    own = explorer.settings["own"]
    own._handle_custom_msg({"name": "mine.png"}, [memoryview(content)])
    assert own.file == "mine.png"
    assert explorer.notes["picture"].value == ""
    assert explorer.player.trace.operands.x.shape == (1, 16, 11, 1)
    assert explorer.player.trace.operands.x.max() == 200
    own._handle_custom_msg({"name": "mine.txt"}, [memoryview(b"no picture")])
    assert "This file is not possible: picture is not a picture" in explorer.notes["own"].value


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("99", 64), ("200", 64), ("0", 3), ("−4", 3), ("5.5", 5), ("many", 7), ("", 7), ("3, 4", 7)],
)
def test_what_is_typed_and_not_possible_is_said_and_remedied(typed: str, nearest: int) -> None:
    explorer = layer.conv2d(size=7, kernel="identity")
    explorer.settings["padding"].value = "same"
    before, size = explorer.player.payload, explorer.settings["size"]
    size.take(typed)
    note = explorer.notes["size"].value
    assert f"“size: {typed or 'nothing'}” is not possible" in note
    assert "size takes a whole number from 1 to 64" in note
    assert f"The nearest possible: {nearest}." in note
    assert explorer.player.payload is before
    explorer.remedies["size"].click()
    assert (size.value, size.field["text"], explorer.notes["size"].value) == (
        nearest,
        str(nearest),
        "",
    )


@pytest.mark.parametrize(("typed", "value"), [("8", 8), ("2*4", 8), ("８", 8), (" 8.0 ", 8)])
def test_a_setting_is_read_like_an_answer(typed: str, value: int) -> None:
    explorer = layer.conv2d()
    explorer.settings["size"].take(typed)
    assert explorer.player.trace.operands.x.shape[1] == value
    explorer.settings["bias"].take("0,5")
    assert explorer.player.trace[0].bias == 0.5


def test_a_refused_number_goes_when_another_setting_changes() -> None:
    explorer = layer.conv2d()
    size = explorer.settings["size"]
    size.take("99")
    explorer.settings["padding"].value = "same"
    assert (size.field["text"], explorer.notes["size"].value) == ("7", "")
    size.take("99")
    size.take("7")
    assert (size.field["text"], explorer.notes["size"].value) == ("7", "")


def test_arrow_keys_ask_for_the_next_number_within_the_bounds() -> None:
    size = layer.conv2d(size=63).settings["size"]
    for content, value in (({"step": 1}, 64), ({"step": 1}, 64), ({"step": -1}, 63)):
        size._handle_custom_msg(content, [])
        assert (size.value, size.field["text"]) == (value, str(value))
    size._handle_custom_msg({"typed": "60 + 1"}, [])
    assert (size.value, size.field["text"]) == (61, "61")


def choices(control: Any) -> st.SearchStrategy[Any]:
    if hasattr(control, "options"):
        return st.sampled_from(list(control.options))
    if control.bounds:
        least, most = control.bounds
        return st.integers(least, min(most, 12)) | st.integers(least, most)
    return st.floats(-9, 9) | st.sampled_from([0.0, 1.0, float("nan"), float("inf")])


@pytest.mark.parametrize("name", EXPLORERS)
@settings(max_examples=int(os.environ.get("FUZZ", "30")))
@given(data=st.data())
def test_any_settings_end_in_a_good_trace_or_an_explanation(name: str, data: st.DataObject) -> None:
    explorer = EXPLORERS[name]()
    names = [each for each in explorer.settings if each != "own"]
    for _ in range(data.draw(st.integers(1, 16))):
        setting = data.draw(st.sampled_from(names))
        explorer.settings[setting].value = data.draw(choices(explorer.settings[setting]))
        if any(note.value for note in explorer.notes.values()):
            with pytest.raises((TypeError, ValueError)):
                payload.of(explorer._make(explorer.values))
        else:
            made = explorer._make(explorer.values)
            assert explorer.player.payload == payload.of(made), "a stale picture"
        assert explorer.player.payload == payload.of(explorer.player.trace)


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_still_picture_is_stored(name: str) -> None:
    explorer = EXPLORERS[name]()
    data, metadata = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert explorer.player.trace[0].text in data["text/plain"]
    assert metadata["image/png"]["width"] > 300
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).width > 300
