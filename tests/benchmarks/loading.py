"""What `%load_ext gemini_magic` costs a notebook that may never ask anything."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from .measure import RUNS
from .table import Row

__all__ = ["rows"]

_MOST = 60.0  # ms
_HEAVY = ["httpx", "pandas", "ipywidgets", "pydantic"]
_PROGRAM = f"""
import json, sys, tempfile, time
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

config = Config()
config.HistoryManager.enabled = False
with tempfile.TemporaryDirectory() as folder:
    shell = InteractiveShell.instance(config=config, ipython_dir=folder)
    begun = time.process_time()
    shell.run_line_magic("load_ext", "gemini_magic")
    taken = time.process_time() - begun
print(json.dumps([taken * 1e3, [name for name in {_HEAVY} if name in sys.modules]]))
"""


def rows() -> Iterator[Row]:
    """CPU time in a fresh shell each, and what came along."""
    runs = [_loaded() for _ in range(RUNS + 1)][1:]  # the first one may compile
    taken = median(run[0] for run in runs)
    came: list[str] = runs[0][1]
    yield Row(
        "%load_ext gemini_magic: CPU in a fresh shell",
        "ms",
        taken,
        target=f"<= {_MOST:g} ms",
        met=taken <= _MOST,
    )
    yield Row(
        f"… and what it imports of {', '.join(_HEAVY)}",
        "of them",
        float(len(came)),
        target="none",
        met=not came,
        note=", ".join(came),
    )


def _loaded() -> Any:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)
