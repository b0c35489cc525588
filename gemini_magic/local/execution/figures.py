"""A matplotlib backend for the process in which a program runs: `show` saves each open figure."""

import os
from pathlib import Path
from typing import Any

from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg

_FOLDER = Path(os.environ["FIGURES"])
_MOST = 6

FigureCanvas = FigureCanvasAgg


def show(*_: Any, **__: Any) -> None:
    for number in pyplot.get_fignums():
        saved = len(list(_FOLDER.iterdir()))
        if saved < _MOST:
            pyplot.figure(number).savefig(_FOLDER / f"{saved:02}.png", dpi=100)
        pyplot.close(number)
