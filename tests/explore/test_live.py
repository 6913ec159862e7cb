"""A drawing follows its controls, explains what is not possible, and is stored as a picture."""

from __future__ import annotations

import pytest

from helpers.draw.closeup import closeups
from helpers.draw.svg import Diagram, card, label
from helpers.draw.theme import Picture
from helpers.explore.controls import choice, integer_box, option_box, slider
from helpers.explore.live import LiveDrawing


def draw(number: int) -> Diagram:
    if number == 3:
        raise ValueError("three <cannot> be drawn")
    return card(100, 50, f"A card with the number {number}", [label(10, 30, str(number))])


def live() -> LiveDrawing:
    return LiveDrawing({"number": slider("number", 1, 0, 9)}, draw)


def test_it_follows_its_control() -> None:
    shown = live()
    shown.controls["number"].value = 5
    assert repr(shown) == "A card with the number 5"
    assert "number 5" in shown.view.value


def test_a_value_that_is_not_possible_is_explained_and_the_last_drawing_stays() -> None:
    shown = live()
    shown.controls["number"].value = 3
    assert "three &lt;cannot&gt; be drawn" in shown.note.value
    assert repr(shown) == "A card with the number 1"
    shown.controls["number"].value = 4
    assert shown.note.value == ""
    assert repr(shown) == "A card with the number 4"


def test_an_error_that_is_no_explanation_is_not_caught() -> None:
    shown = LiveDrawing({"number": slider("number", 1, 0, 9)}, lambda number: draw(6 // number))
    with pytest.raises(ZeroDivisionError):
        shown.controls["number"].value = 0
    assert shown.note.value == ""


def test_an_error_while_a_possible_drawing_is_shown_is_not_caught() -> None:
    class Broken(LiveDrawing):
        def redraw(self) -> None:
            if self.values["number"] == 5:
                raise ValueError("no fault of the learner")
            super().redraw()

    shown = Broken({"number": slider("number", 1, 0, 9)}, draw)
    with pytest.raises(ValueError, match="no fault"):
        shown.controls["number"].value = 5
    assert shown.note.value == ""


def test_controls_without_an_effect_are_hidden() -> None:
    controls = {"number": slider("number", 1, 0, 9), "other": slider("other", 1, 0, 9)}
    shown = LiveDrawing(
        controls,
        lambda number, other: draw(number),
        unused=lambda values: {"other"} if values["number"] < 5 else set(),
    )
    assert controls["other"].layout.display == "none"
    shown.controls["number"].value = 5
    assert controls["other"].layout.display == ""
    assert controls["number"].layout.display == ""


def test_boxes_refuse_a_first_value_that_they_do_not_have() -> None:
    with pytest.raises(ValueError, match="size takes a whole number from 1 to 9; received 10"):
        integer_box("size", 10, 1, 9)
    with pytest.raises(ValueError, match="kind must be one of max, average; received 'least'"):
        option_box("kind", ("max", "average"), "least")


def test_a_slider_refuses_values_out_of_its_range() -> None:
    assert slider("size", 3, 1, 5).value == 3
    with pytest.raises(ValueError, match="size must lie in 1 … 5; received 6"):
        slider("size", 6, 1, 5)
    with pytest.raises(TypeError, match="whole number"):
        slider("size", 2.5, 1, 5)  # type: ignore[arg-type]


def test_first_values_that_cannot_be_drawn_raise() -> None:
    with pytest.raises(ValueError, match="three"):
        LiveDrawing({"number": slider("number", 3, 0, 9)}, draw)


def test_a_still_picture_stands_beside_the_live_view() -> None:
    data, metadata = live()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["image/png"]
    assert data["text/plain"] == "A card with the number 1"
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_a_matplotlib_picture_can_be_live_with_its_alternative_text() -> None:
    def zoomed(part: str) -> Picture:
        return closeups([[1, 2], [3, 4]], [(0, 0, 1, 1)], [f"{part} <part>"], "All")

    shown = LiveDrawing({"part": choice("part", ("left", "right"), "left")}, zoomed)
    assert "left &lt;part&gt;" in shown.view.value
    assert "data:image/png;base64," in shown.view.value


def test_text_in_a_drawing_cannot_break_it() -> None:
    drawn = card(50, 50, 'A "card" <b>', [label(1, 9, "a < b & c")])
    assert "a &lt; b &amp; c" in drawn.svg
    assert "<b>" not in drawn.svg
    assert drawn.png.startswith(b"\x89PNG")
