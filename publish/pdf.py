"""The lessons on paper: their pages of the course site, printed to PDF by a browser.

``python -m publish.pdf build/handouts`` prints them all. What a page folds stays out.
"""

from __future__ import annotations

import html
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from helpers.core.files import whole_file
from publish import site

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The margins and the grey are those of the pages: publish/front/site.css.
FOOTER = """<div style="display: flex; justify-content: space-between; width: 100%;
margin: 0 17mm; font: 8pt 'DejaVu Sans', sans-serif; color: #57606a"><span>{title}</span>
<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>"""


def write(folder: Path, course: Mapping[str, bytes]) -> list[Path]:
    """Print every lesson of a course site to a PDF of its name in ``folder``; return the files.

    Raises:
        RuntimeError: there is no playwright, or no browser.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    printed = []
    # Within the folder, as a browser from a snap sees nothing of the system's temporary files.
    with TemporaryDirectory(dir=folder) as aside, _page() as page:
        pages = Path(aside) / "site"
        site.build(pages, course)
        for lesson in sorted(pages.glob("[0-9]*.html")):
            page.goto(lesson.resolve().as_uri())
            path = folder / f"{lesson.stem}.pdf"
            with whole_file(path) as place:
                place.write_bytes(_pdf(page))
            printed.append(path)
    return printed


def _pdf(page: Page) -> bytes:
    """Return the page as a PDF, with its title and the page numbers at the foot."""
    return page.pdf(
        prefer_css_page_size=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER.format(title=html.escape(page.title())),
        tagged=True,
        outline=True,
    )


@contextmanager
def _page() -> Iterator[Page]:
    """Yield an empty page of Chromium: the one that CHROMIUM names, the system's, or playwright's.

    Raises:
        RuntimeError: there is no playwright, or no browser.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise RuntimeError("hand-outs need playwright: pip install playwright") from None
    known = os.environ.get("CHROMIUM"), shutil.which("chromium"), shutil.which("google-chrome")
    path = next(filter(None, known), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            raise RuntimeError(
                f"hand-outs need Chromium; {path or 'that of playwright'} does not start. Set "
                "CHROMIUM to its path, or run `python -m playwright install chromium`"
            ) from error
        # Without scripts there are stills in place of the players, and all pictures are loaded.
        yield browser.new_page(java_script_enabled=False)
        browser.close()


if __name__ == "__main__":
    for path in write(Path(sys.argv[1]), site.files()):
        print(path)
