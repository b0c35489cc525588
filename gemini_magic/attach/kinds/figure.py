"""Figures: matplotlib's (or anything drawn in one) and plotly's, as PNG."""

from __future__ import annotations

import io
from typing import Any

from ...errors import InvalidRequest
from ..attachment import Attachment, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("matplotlib.Artist", "plotly.BaseFigure", "seaborn.Grid", "numpy.ndarray")


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """The figure as it is drawn now; an array of axes is the figure they are in."""
    if hasattr(value, "to_image"):
        return media(_plotly(value, name), "image/png", name, terms)
    figure = _figure_of(value)
    if figure is None:
        return None
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", bbox_inches="tight")
    return media(buffer.getvalue(), "image/png", name, terms)


def _figure_of(value: Any) -> Any:
    if getattr(value, "dtype", "") == "O" and value.size:
        value = value.flat[0]  # what plt.subplots gives
    figure = getattr(value, "figure", None)
    while figure is not None and not hasattr(figure, "savefig"):
        outer = figure.figure  # a figure inside a figure cannot be saved by itself
        figure = None if outer is figure else outer
    return figure


def _plotly(value: Any, name: str) -> bytes:
    try:
        return bytes(value.to_image(format="png"))
    except (ValueError, ImportError, RuntimeError) as error:
        raise InvalidRequest(
            f"plotly cannot draw {name or 'the figure'!r} as a picture: {error}; "
            "pip install kaleido, or send its data"
        ) from None
