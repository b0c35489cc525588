"""Two tables joined by what their columns mean."""

from __future__ import annotations

from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd

from ..errors import InvalidRequest
from .embed import Options, embed
from .nearest import nearest

__all__ = ["semantic_join"]


def semantic_join(
    left: pd.DataFrame,
    right: pd.DataFrame,
    *,
    on: Any = None,
    left_on: Any = None,
    right_on: Any = None,
    k: int = 1,
    threshold: float = 0.0,
    how: Literal["inner", "left"] = "left",
    suffixes: tuple[str, str] = ("_x", "_y"),
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Each row of `left` with the `k` rows of `right` that mean the same most, and `_similarity`.

    Pairs below the `threshold` are no pairs: then a row of `left` stays alone, or goes, as `how`
    says. The index is that of `left`.
    """
    if how not in ("inner", "left"):
        raise InvalidRequest(f"how={how!r} is not understood; use 'inner' or 'left'")
    options.setdefault("task_type", "SEMANTIC_SIMILARITY")
    ours = embed(left, left_on if left_on is not None else on, **options)
    theirs = embed(right, right_on if right_on is not None else on, **options)
    positions, alike = nearest(ours.matrix, theirs.matrix, k)
    fits = (positions >= 0) & (np.nan_to_num(alike, nan=-np.inf) >= threshold)
    rows, ranks = np.nonzero(fits)
    if how == "left":
        alone = np.flatnonzero(~fits.any(axis=1))
        rows = np.concatenate([rows, alone])
        ranks = np.concatenate([ranks, np.full(len(alone), -1)])
        order = np.argsort(rows, kind="stable")
        rows, ranks = rows[order], ranks[order]
    taken = np.where(ranks >= 0, positions[rows, ranks], -1)
    pairs = right.reset_index(drop=True).reindex(taken)
    both = set(left.columns) & set(right.columns)
    table = left.iloc[rows].rename(columns={name: f"{name}{suffixes[0]}" for name in both})
    pairs = pairs.rename(columns={name: f"{name}{suffixes[1]}" for name in both})
    pairs.index = table.index
    joined = pd.concat([table, pairs], axis=1)
    return joined.assign(_similarity=np.where(ranks >= 0, alike[rows, ranks], np.nan))
