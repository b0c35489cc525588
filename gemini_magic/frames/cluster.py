"""Rows that belong together."""

from __future__ import annotations

from typing import Any, Literal, Unpack

import pandas as pd

from .embed import Data, Options, embed

__all__ = ["cluster"]


def cluster(
    data: Data,
    column: Any = None,
    k: int | Literal["auto"] = "auto",
    *,
    names: bool = False,
    **options: Unpack[Options],
) -> pd.Series[Any]:
    """The cluster of each row, as `Embeddings.cluster` finds it."""
    options.setdefault("task_type", "CLUSTERING")
    return embed(data, column, **options).cluster(k, names=names)
