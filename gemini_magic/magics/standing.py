"""The saved file of a notebook: which cells stand where, and what they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..chat import Standing

__all__ = ["SavedNotebook", "saved_notebook", "standing_in"]


class SavedNotebook(NamedTuple):
    """Cells by their ids in their order, and when they were saved (UTC, as a turn's time)."""

    sources: dict[str, str]
    saved_at: str = ""


def standing_in(notebook: Path) -> Standing:
    """Where its cells stand."""
    saved = saved_notebook(notebook)
    return Standing(list(saved.sources), saved.saved_at)


def saved_notebook(notebook: Path) -> SavedNotebook:
    """What the file says; no cells where there is no such file, or no ids in it."""
    try:
        file = notebook.stat()
        return _read(notebook, file.st_mtime_ns, file.st_size)
    except (OSError, ValueError, TypeError, AttributeError):  # another kind of file
        return SavedNotebook({})


@lru_cache(maxsize=1)
def _read(notebook: Path, changed_ns: int, size: int) -> SavedNotebook:
    """The same as long as the file stays the same."""
    cells = json.loads(notebook.read_text("utf-8")).get("cells") or ()
    saved_at = datetime.fromtimestamp(changed_ns / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sources = {str(cell["id"]): "".join(cell.get("source") or ()) for cell in cells if "id" in cell}
    return SavedNotebook(sources, saved_at)
