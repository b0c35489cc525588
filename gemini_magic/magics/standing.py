"""Where the cells of a notebook stand, as its saved file tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from ..chat import Standing

__all__ = ["standing_in"]


def standing_in(notebook: Path) -> Standing:
    """The ids of its cells in their order; none where there is no such file, or no ids in it."""
    try:
        saved = notebook.stat()
        return _read(notebook, saved.st_mtime_ns, saved.st_size)
    except (OSError, ValueError, TypeError, AttributeError):  # another kind of file
        return Standing()


@lru_cache(maxsize=1)
def _read(notebook: Path, changed_ns: int, size: int) -> Standing:
    """The same as long as the file stays the same."""
    cells = json.loads(notebook.read_text("utf-8")).get("cells") or ()
    saved_at = datetime.fromtimestamp(changed_ns / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Standing([str(cell["id"]) for cell in cells if "id" in cell], saved_at)
