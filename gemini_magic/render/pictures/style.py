"""One quiet style: no background, neutral greys and colours that stand out from white and black.

Colours are Paul Tol's "bright" scheme, which colour-blind readers tell apart; markers repeat what
colours say.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...errors import InvalidRequest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "GREY", "MARKERS", "canvas", "colour_of"]

GREY = "#767676"  # 4.5 : 1 against white, 4.2 : 1 against JupyterLab's dark
COLOURS = ("#4477AA", "#EE6677", "#228833", "#AA3377", "#66CCEE", "#CCBB44")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">", "p", "h")

_STYLE: dict[Any, Any] = {
    "axes.edgecolor": GREY,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": GREY,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": GREY,
    "axes.titlelocation": "left",
    "axes.titlesize": "medium",
    "figure.facecolor": "none",
    "font.size": 9,
    "grid.alpha": 0.25,
    "grid.color": GREY,
    "legend.frameon": False,
    "legend.labelcolor": GREY,
    "savefig.facecolor": "none",
    "text.color": GREY,
    "text.parse_math": False,  # dollars are dollars
    "xtick.color": GREY,
    "ytick.color": GREY,
}


@contextmanager
def canvas(*, width: float = 7.0, height: float = 3.4) -> Iterator[tuple[Figure, Axes]]:
    """A figure with its axes, in inches. Nothing of the user's own matplotlib is touched.

    Raises `InvalidRequest` where matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise InvalidRequest(
            "pictures need matplotlib: pip install gemini-magic[frames]; the table has the numbers"
        )
    import matplotlib as mpl
    from matplotlib.figure import Figure

    plain: dict[Any, Any] = {**mpl.rcParamsDefault, "backend": mpl.rcParams["backend"]}
    with mpl.rc_context({**plain, **_STYLE}):
        # A figure of its own: pyplot would keep it, and some backends would open a window.
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.add_subplot()


def colour_of(number: int) -> Any:
    """The colour of the n-th group."""
    return COLOURS[number % len(COLOURS)]
