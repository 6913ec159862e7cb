"""The pictures of the README, the player moving and a small one of each lesson: ``make images``."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

from helpers.core import trace
from helpers.data import samples
from helpers.player.widget import play

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tools"))
from browser import FLAGS, chromium

from publish import site

HERE = Path(__file__).parent
WIDTH = 960
THUMB = (288, 160)
"""Twice as wide and as high as they are shown."""


def shots(page: Page, steps: int) -> list[Image.Image]:
    """A picture of the player at every step."""
    taken = []
    for _ in range(steps):
        page.wait_for_function("() => new Promise(requestAnimationFrame)")
        png = page.locator(".cnn-player").screenshot()
        taken.append(Image.open(io.BytesIO(png)).convert("RGB"))
        page.keyboard.press("ArrowRight")
    return taken


def record() -> None:
    """Write a player's walk as a GIF beside this file."""
    walk = trace.conv2d(samples.pattern("hill", 6), samples.KERNELS["sobel x"], padding="same")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.goto(play(walk).save_html(Path(folder, "player.html")).as_uri())
        page.locator(".cnn-player .where").wait_for()
        page.locator(".cnn-player").focus()
        frames = shots(page, len(walk))
        browser.close()
    # One palette for all, so that what stands still is stored once.
    palette = frames[-1].quantize(255, dither=Image.Dither.NONE)
    few = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    last = [600] * (len(few) - 1) + [2500]
    few[0].save(HERE / "player.gif", save_all=True, append_images=few[1:], duration=last, loop=0)


def shrink() -> None:
    """Write a small picture of each lesson beside this file: the one that the course site has."""
    for entry in site.course():
        picture = Image.open(io.BytesIO(entry.emblem.png)).convert("RGB")
        small = ImageOps.pad(picture, THUMB, Image.Resampling.LANCZOS, "white")
        few = small.quantize(64, dither=Image.Dither.NONE)
        few.save(HERE / f"{entry.lesson.number}.png", optimize=True)


if __name__ == "__main__":
    record()
    shrink()
