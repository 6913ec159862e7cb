"""Print the lessons: a browser turns their pages of the course site into PDF files.

``python -m publish.pdf build/handouts`` prints them all. Text that a page folds is not printed.
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

from helpers.core.files import atomic_write
from helpers.draw.colours import SOFT
from publish import site

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The margins are those of the pages: @page in publish/front/site.css.
FOOTER = """<div style="display: flex; justify-content: space-between; width: 100%;
margin: 0 17mm; font: 8pt 'DejaVu Sans', sans-serif; color: {colour}"><span>{title}</span>
<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>"""


def print_lessons(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Print every lesson of a course site to a PDF file; return the paths of these files.

    Args:
        folder: Where the PDF files are written; it is made if it does not exist.
        files: The content of each file of the site by name, as ``site.files`` returns it.

    Raises:
        RuntimeError: Playwright is not installed, or no browser starts.
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    printed = []
    # A browser that is installed as a snap cannot read the system's folder for temporary files.
    with TemporaryDirectory(dir=folder) as temporary, _browser_page() as page:
        pages = Path(temporary) / "site"
        site.build(pages, files)
        for lesson in sorted(pages.glob("[0-9]*.html")):
            page.goto(lesson.resolve().as_uri())
            path = folder / f"{lesson.stem}.pdf"
            with atomic_write(path) as part:
                part.write_bytes(_pdf(page))
            printed.append(path)
    return printed


def _pdf(page: Page) -> bytes:
    """Return the page as a PDF file, with its title and the page numbers in the footer."""
    return page.pdf(
        prefer_css_page_size=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER.format(colour=SOFT, title=html.escape(page.title())),
        tagged=True,
        outline=True,
    )


@contextmanager
def _browser_page() -> Iterator[Page]:
    """Yield an empty page of Chromium, which is closed at the end.

    The program is the one that the variable CHROMIUM names, else one of the system, else
    playwright's own.

    Raises:
        RuntimeError: Playwright is not installed, or the browser does not start.
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
        # Without scripts, a page shows still pictures in place of players, and loads all of them.
        yield browser.new_page(java_script_enabled=False)
        browser.close()


if __name__ == "__main__":
    for path in print_lessons(Path(sys.argv[1]), site.files()):
        print(path)
