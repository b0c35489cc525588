"""`df.gemini` and `series.gemini`: the functions of this package, the table in first place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .classify import classify
from .cluster import cluster
from .dedupe import dedupe
from .embed import embed_column
from .estimate import estimate
from .extract import extract
from .map import map as map_
from .score import score
from .search import search
from .semantic_join import semantic_join
from .similarity import similarity

__all__ = ["Gemini"]


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with what the accessor stands on; help and Tab show the function's own."""

    @functools.wraps(function)
    def method(self: Gemini, *args: Any, **kwargs: Any) -> Any:
        return function(self._data, *args, **kwargs)

    return method


class Gemini:
    """Asks Gemini of the rows of a table: `df.gemini`. Each method is a module of its name."""

    def __init__(self, data: Any) -> None:
        self._data = data

    map = _method(map_)
    extract = _method(extract)
    classify = _method(classify)
    score = _method(score)
    estimate = _method(estimate)
    embed = _method(embed_column)
    similarity = _method(similarity)
    search = _method(search)
    cluster = _method(cluster)
    dedupe = _method(dedupe)
    semantic_join = _method(semantic_join)

    def __repr__(self) -> str:
        names = ", ".join(name for name in vars(Gemini) if not name.startswith("_"))
        return f"<gemini on {len(self._data):,} rows: {names}>"
