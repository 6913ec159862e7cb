"""What a notebook stores of a picture or a widget: an image and words."""

from __future__ import annotations

import base64
import io
from typing import Any

WIDGET = "application/vnd.jupyter.widget-view+json"

Bundle = tuple[dict[str, Any], dict[str, Any]]
"""Content by MIME type, and metadata by MIME type."""


def bundle(png: bytes, alt: str, width: float, live: str = "") -> Bundle:
    """Return what a notebook shows of a picture.

    Args:
        png: The picture as a PNG file.
        alt: A sentence that says what it shows.
        width: The width in browser pixels.
        live: The picture as HTML, which a running notebook shows instead of the PNG.
    """
    shown = {"text/html": live} if live else {}
    return (
        {**shown, "image/png": png, "text/plain": alt},
        {"image/png": {"alt": alt, "width": round(width)}},
    )


def stored_bundle(picture: Any) -> Bundle:
    """Return what a notebook stores of a Diagram or Picture: its PNG and its words, no HTML."""
    return bundle(picture.png, picture.alt, picture.width)


def data_address(content: bytes) -> str:
    """Return a PNG file as a data address, which an image element shows without another file."""
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"


def small_png(image: Any, quick: bool = False) -> bytes:
    """Return an image of Pillow as a PNG file of 256 colours, which is a third of the size.

    Args:
        image: The image.
        quick: Whether it is made in a fifth of the time, in colours that are a little less near.
    """
    from PIL import Image

    file = io.BytesIO()
    method = Image.Quantize.FASTOCTREE if quick else Image.Quantize.MEDIANCUT
    few = image.convert("RGB").quantize(256, method=method, dither=Image.Dither.NONE)
    few.save(file, format="png", optimize=not quick)
    return file.getvalue()


class StoredStill:
    """Mixin for widgets: a notebook stores the widget's words and, if it has one, a still picture.

    A widget itself cannot be stored: without a kernel it opens as "model not found".
    """

    model_id: str
    # ipywidgets 7 (Colab) shows a widget through this method and stores the beginning of its words.
    _ipython_display_ = None

    def still(self) -> Bundle:
        """Return what is stored in the widget's place: its words, and a picture if there is one."""
        return {"text/plain": repr(self)}, {}

    def _repr_mimebundle_(self, **kwargs: Any) -> Bundle:
        # Written out, as ipywidgets 7 has no method that makes it.
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        still, metadata = self.still()
        return {WIDGET: view, **still}, metadata
