"""`gm.models()`, `files`, `jobs`, `history` and `tokens`: what there is, as typed tables.

`%gemini models` and the like show the same rows to people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..tasks.listings import file_rows, job_rows, model_rows, token_rows, turn_rows
from .embed import Data, column_of

__all__ = ["Jobs", "files", "history", "jobs", "models", "tokens"]

_TIME = "datetime64[us, UTC]"
_JOBS: dict[str, Any] = {
    "job": "string",
    "run": "string",
    "name": "string",
    "model": "category",
    "state": "category",
    **dict.fromkeys(("requests", "answered", "failed", "pending"), "Int64"),
    "made": _TIME,
    "ended": _TIME,
    "error": "string",
}


def models() -> pd.DataFrame:
    """The models of this key, with limits in tokens, prices where they are known, and their end."""
    dtypes = {
        "name": "string",
        "input_limit": "Int64",
        "output_limit": "Int64",
        "thinks": "boolean",
        "methods": "object",
        "usd_per_million_in": "float64",
        "usd_per_million_out": "float64",
        "shutdown": "datetime64[s]",
        "in_use": "bool",
    }
    return _table(model_rows(), {"model": "string", **dtypes})


def files() -> pd.DataFrame:
    """The files that lie at the service: how large, in which state, and until when."""
    dtypes = {
        "name": "string",
        "type": "category",
        "bytes": "Int64",
        "state": "category",
        "made": _TIME,
        "expires": _TIME,
        "uri": "string",
    }
    return _table(file_rows(), {"file": "string", **dtypes})


def jobs() -> Jobs:
    """The batch jobs of this key, of any kernel: how they go, and how many requests each has.

    `gm.job` gives the table of a `run`, or of a `job` that belongs to one.
    """
    return Jobs(_table(job_rows(), _JOBS))


class Jobs(pd.DataFrame):
    """A DataFrame of jobs that can draw itself."""

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return _jobs_or_frame

    def plot(self, kind: str = "progress", **options: Any) -> Any:  # type: ignore[override]
        """How far they are as a picture; any other kind is one of pandas."""
        from .pictures import job_progress

        if kind != "progress":
            return pd.DataFrame(self).plot(kind=kind, **options)  # type: ignore[call-overload]
        return job_progress(self)


def _jobs_or_frame(*arguments: Any, **options: Any) -> pd.DataFrame:
    frame = pd.DataFrame(*arguments, **options)
    return Jobs(frame) if set(_JOBS) <= set(frame.columns) else frame


def history(thread: str | None = None) -> pd.DataFrame:
    """The turns of a thread, or of all, also of kernels before this one.

    A stale turn was answered before one above it changed.
    """
    dtypes = {
        "thread": "category",
        "turn": "Int64",
        "time": _TIME,
        "cell": "string",
        "model": "category",
        "prompt": "string",
        "answer": "string",
        "is_stale": "bool",
        "is_partial": "bool",
        "tokens": "Int64",
        "cost_usd": "float64",
    }
    return _table(turn_rows(thread), dtypes).set_index(["thread", "turn"])


def tokens(data: Data, column: Any = None, *, model: str = "") -> pd.DataFrame:
    """How many tokens each prompt has, in all and by modality, as the service counts them.

    `data` is a list, a Series, or a DataFrame with the name of its column; the index stays. What
    is missing has no count.
    """
    items = column_of([data] if isinstance(data, str) else data, column)
    asked = items[items.notna()]
    rows = token_rows(asked.tolist(), model)
    places = np.flatnonzero(items.notna())
    table = pd.DataFrame(rows, index=places, columns=None if rows else ["tokens"])
    return table.reindex(range(len(items))).astype("Int64").set_axis(items.index)


def _table(rows: Iterable[Mapping[str, Any]], dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """The rows as columns of these types, also where there are none."""
    return pd.DataFrame(list(rows), columns=list(dtypes)).astype(dict(dtypes))
