"""A table without the rows that say once more what another said."""

from __future__ import annotations

from typing import Any, Unpack

import pandas as pd

from .embed import Data, Options, embed

__all__ = ["dedupe"]


def dedupe(
    data: Data, column: Any = None, threshold: float = 0.95, **options: Unpack[Options]
) -> Any:
    """The rows but for those that say the same as one before them; missing ones stay."""
    options.setdefault("task_type", "SEMANTIC_SIMILARITY")
    found = embed(data, column, **options)
    table = data if isinstance(data, (pd.DataFrame, pd.Series)) else found.items
    return table[found.firsts(threshold)]
