"""How a lesson looks in JupyterLab: its text, its stills and its maps, in both themes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from browser import Lab, Notebook, stored
from playwright.sync_api import Browser
from test_player_browser import axe

__all__ = ["axe"]

TEXT = "A line of text must not be so long that the eye loses its way back to the next one. " * 6
CELLS = [
    """import numpy as np
from helpers import draw, trace, samples, player
from helpers.draw import closeup
from helpers import Stack, layers
from helpers.lessons.lesson_01 import network
from helpers.lessons.lesson_04 import counts, moves, unrolled
from helpers.lessons.lesson_07.ladder import ladder
from helpers.lessons.lesson_08.diagram import draw_stack
from helpers.lessons.lesson_08.receptive_fields import fields
from helpers.quiz import Exercise, Predictions
x = np.arange(49).reshape(7, 7) % 9
small, kernel = x[:5, :5], np.ones((3, 3), int)
many = [layers.Conv2D(8, 3), layers.MaxPooling2D(2), layers.Dropout(0.2), layers.Flatten()]
net = Stack((12, 12, 1), [*many, layers.Dense(512), layers.Dropout(0.5), layers.Dense(10)])
cat = samples.photograph("cat", 40, grey=True)
edges = trace.conv2d(cat, samples.KERNELS["sobel x"])""",
    "Predictions().ask(Exercise('2 + 3?', 5, [], 'Yes.', ''), 'a sum')",
    "draw.step(trace.conv2d(x, [[1, 0, -1.25]] * 3, [2]), 3)",
    "draw.film_strip(trace.conv2d(x, np.ones((3, 3))))",
    "draw.kernels(np.stack(list(samples.KERNELS.values()), -1)[:, :, np.newaxis])",
    "draw.pictures([cat] * 4)",
    "draw.feature_maps(edges.output)",
    "closeup.lines({'signal': [1, 3, 2]})",
    "network.dense_network([3, 4, 2])",
    "counts.draw_counts()",
    "unrolled.draw_step(small, kernel, 4)",
    "moves.draw_move(x, kernel)",
    "ladder()",
    "draw_stack(net)",
    "fields(net, np.eye(12))",
    "player.play(edges)",
    "player.play(edges, predict=True)",
]
WIDTH = 1024
"""Of the window; its side bar is open."""


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request: Any, browser: Browser, lab: Lab) -> Iterator[Notebook]:
    name = stored(CELLS, lab.folder)
    content = json.loads((lab.folder / name).read_text("utf-8"))
    said = {"id": "text", "cell_type": "markdown", "metadata": {}, "source": TEXT}
    content["cells"].insert(0, said)
    (lab.folder / name).write_text(json.dumps(content), "utf-8")
    opened = Notebook(lab, browser, name, request.param)
    opened.page.set_viewport_size({"width": WIDTH, "height": 1000})
    opened.player(1)
    opened.page.locator(".cnn-card").wait_for()
    yield opened
    assert opened.errors == []
    opened.close()


def test_lines_of_text_have_ninety_characters_at_most(page: Notebook) -> None:
    page.page.set_viewport_size({"width": 1440, "height": 1000})
    lines = page.page.evaluate(
        """() => {
        const node = document.querySelector(".jp-MarkdownOutput p").firstChild;
        const range = document.createRange();
        const tops = [...node.data].map((_, at) => {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            return range.getBoundingClientRect().top;
        });
        return Object.values(Object.groupBy(tops, String)).map(line => line.length);
    }"""
    )
    assert len(lines) > 4
    assert 70 <= max(lines) <= 92
    page.page.set_viewport_size({"width": WIDTH, "height": 1000})


def test_stills_are_legible_and_not_cut_in_a_narrow_column(page: Notebook) -> None:
    found = page.page.evaluate(
        """() => [...document.querySelectorAll(".cnn-still")].map(still => {
        const texts = [...still.querySelectorAll("text, figcaption, small, .sum")];
        const fonts = texts.filter(each => each.getClientRects().length).map(each => {
            const svg = each.ownerSVGElement;
            const scale = svg ? svg.getScreenCTM().a : 1;
            return parseFloat(getComputedStyle(each).fontSize) * scale;
        });
        const right = still.closest(".jp-OutputArea-output").getBoundingClientRect().right;
        const all = [...still.querySelectorAll("*")].map(each => each.getBoundingClientRect());
        return [Math.min(...fonts, 99), right - Math.max(...all.map(box => box.right))];
    })"""
    )
    assert len(found) == 13
    for smallest_font, room in found:
        assert smallest_font >= 10.9
        assert room >= -0.5


def test_stills_follow_the_theme(page: Notebook) -> None:
    dark = page.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    grounds = page.page.evaluate(
        """() => [...document.querySelectorAll(".cnn-still > div")].map(card =>
            getComputedStyle(card).backgroundColor.match(/[0-9]+/g).map(Number))"""
    )
    for ground in grounds:
        assert max(ground) < 40 if dark else min(ground) == 255
    ink = page.page.locator(".cnn-still text.ink-kw").first.evaluate(
        "text => getComputedStyle(text).fill.match(/[0-9]+/g).map(Number)"
    )
    assert min(ink) > 200 if dark else max(ink) < 60


def test_every_picture_of_the_page_has_words(page: Notebook, axe: str) -> None:
    page.page.evaluate(axe)
    rules = ["image-alt", "role-img-alt", "svg-img-alt", "input-image-alt"]
    found = page.page.evaluate(
        """rules => axe.run(".jp-Notebook", {runOnly: rules}).then(found => [
            found.passes.length, found.violations.map(({id, nodes}) => [id, nodes[0].html])])""",
        rules,
    )
    assert found[0] >= 2
    assert found[1] == []


def test_a_map_is_seen_before_it_is_computed_but_not_where_it_is_asked_for(page: Notebook) -> None:
    colours = [number_of_colours(page, number) for number in (0, 1)]
    assert colours[0] > 20, "the pale map"
    assert colours[1] <= 3, "nothing of it is given away"


def number_of_colours(notebook: Notebook, number: int) -> int:
    """Colours in the lower half of a player's feature map, which its first step does not reach."""
    player = notebook.player(number)
    player.root.scroll_into_view_if_needed()
    player.settle()
    return int(
        player.root.evaluate(
            """root => {
            const grid = root.querySelector(".output-figure .grid").getBoundingClientRect();
            const canvas = root.querySelector("canvas.sheet");
            const sheet = canvas.getBoundingClientRect();
            const scale = canvas.width / sheet.width;
            const place = [grid.left - sheet.left + 4, grid.top - sheet.top + grid.height / 2,
                grid.width - 8, grid.height / 2 - 4].map(each => Math.round(each * scale));
            const {data} = canvas.getContext("2d").getImageData(...place);
            const pixels = new Set();
            for (let at = 0; at < data.length; at += 4) pixels.add(data.slice(at, at + 4).join());
            return pixels.size;
        }"""
        )
    )
