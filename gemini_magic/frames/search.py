"""The rows that fit a question best."""

from __future__ import annotations

from typing import Any, Unpack

import pandas as pd

from .embed import Data, Options, embed
from .nearest import nearest

__all__ = ["search"]


def search(
    data: Data, query: Any, k: int = 5, *, on: Any = None, **options: Unpack[Options]
) -> pd.DataFrame:
    """The `k` rows whose column `on` fits the query best, whole, with their `_similarity`."""
    options.setdefault("task_type", "RETRIEVAL_DOCUMENT")
    found = embed(data, on, **options)
    positions, alike = nearest(found.vectors_of([query]), found.matrix, k)
    rows = positions[0] >= 0
    table = data if isinstance(data, pd.DataFrame) else found.items.to_frame(found.name)
    best: pd.DataFrame = table.iloc[positions[0][rows]]
    return best.assign(_similarity=alike[0][rows])
