"""Make the pictures of the README: the player as a GIF, and a small picture of each lesson.

``make images`` writes them beside this file.
"""

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
WINDOW_WIDTH = 960
"""Pixels."""
THUMBNAIL = (288, 160)
"""Width and height in pixels: twice those at which the pictures are shown."""
STEP_TIME, LAST_STEP_TIME = 600, 2500
"""How long the GIF shows a step, in milliseconds."""


def screenshots(page: Page, steps: int) -> list[Image.Image]:
    """Return a picture of the player at each of its ``steps`` steps."""
    taken = []
    for _ in range(steps):
        page.wait_for_function("() => new Promise(requestAnimationFrame)")
        png = page.locator(".cnn-player").screenshot()
        taken.append(Image.open(io.BytesIO(png)).convert("RGB"))
        page.keyboard.press("ArrowRight")
    return taken


def record_player() -> None:
    """Write player.gif: the player, stepping through a convolution."""
    walk = trace.conv2d(samples.pattern("hill", 6), samples.KERNELS["sobel x"], padding="same")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": WINDOW_WIDTH, "height": 900})
        page.goto(play(walk).save_html(Path(folder, "player.html")).as_uri())
        page.locator(".cnn-player .where").wait_for()
        page.locator(".cnn-player").focus()
        frames = screenshots(page, len(walk))
        browser.close()
    # With one palette for all frames, the parts that do not change are stored only once.
    palette = frames[-1].quantize(255, dither=Image.Dither.NONE)
    reduced = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    reduced[0].save(
        HERE / "player.gif",
        save_all=True,
        append_images=reduced[1:],
        duration=[STEP_TIME] * (len(reduced) - 1) + [LAST_STEP_TIME],
        loop=0,
    )


def write_thumbnails() -> None:
    """Write 01.png, 02.png, …: for each lesson, the picture of the site's list, made smaller."""
    for entry in site.course():
        picture = Image.open(io.BytesIO(entry.thumbnail.png)).convert("RGB")
        small = ImageOps.pad(picture, THUMBNAIL, Image.Resampling.LANCZOS, "white")
        reduced = small.quantize(64, dither=Image.Dither.NONE)
        reduced.save(HERE / f"{entry.lesson.number}.png", optimize=True)


if __name__ == "__main__":
    record_player()
    write_thumbnails()
