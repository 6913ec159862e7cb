"""What a notebook stores of a widget: its view where one can live, and a still picture or words."""

from __future__ import annotations

from typing import Any

WIDGET = "application/vnd.jupyter.widget-view+json"

Bundle = tuple[dict[str, Any], dict[str, Any]]


def bundle(png: bytes, alt: str, width: float) -> Bundle:
    """Return what a notebook shows of a picture: ``width`` browser pixels, and words for it."""
    return (
        {"image/png": png, "text/plain": alt},
        {"image/png": {"alt": alt, "width": round(width)}},
    )


class Worded:
    """Gives a widget what a notebook stores of it, and shows without it: words, and a still."""

    model_id: str
    # The way of ipywidgets 7 (Colab), which stores no more than the beginning of the words.
    _ipython_display_ = None

    def still(self) -> Bundle:
        """Return what stands for the widget: its words, or a picture of it with them."""
        return {"text/plain": repr(self)}, {}

    def _repr_mimebundle_(self, **kwargs: Any) -> Bundle:
        # Written out, as ipywidgets 7 has no method for it.
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        still, metadata = self.still()
        return {WIDGET: view, **still}, metadata
