"""`gm.usage()`: the ledger as a table, a row for each call, and sums that count nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import InvalidRequest, UnknownName
from ..ledger import Ledger
from ..tasks.usage_rows import IN, OUT, TOKENS, ledger_in_use, usage_rows

__all__ = ["Usage", "usage"]

_CATEGORIES = ("notebook", "cell", "thread", "model", "finish", "model_version")
_COUNTS = (*TOKENS, *IN, *OUT, "tokens_unpriced")
_DTYPES: dict[str, Any] = {
    "time": "datetime64[us, UTC]",
    **dict.fromkeys(("notebook", "cell", "thread", "model"), "category"),
    **dict.fromkeys(_COUNTS, "Int64"),
    **dict.fromkeys(("cost_usd", "ms", "first_ms"), "float64"),
    "finish": "category",
    "error": "string",
    "replayed": "bool",
    "model_version": "category",
    "response_id": "string",
}
_DAYS = {"day": "D", "hour": "h"}


def usage(path: str | Path | None = None, *, since: datetime | str | None = None) -> Usage:
    """Every call that the ledger of this notebook holds, also those of kernels before this one.

    `path` names another ledger's file; `since` a time (UTC where it does not say), from which on.
    Costs are US dollars, NaN where no price is known, and the least where `tokens_unpriced` counts
    tokens that no price covers; times are milliseconds. Answers that were given once more have
    `replayed` set and cost nothing.
    """
    begin = "" if since is None else _utc(since)
    if path is None:
        rows = list(usage_rows(ledger_in_use().entries(since=begin)))
    elif not Path(path).is_file():
        raise InvalidRequest(f"there is no ledger {str(path)!r}")
    else:
        with Ledger(path) as ledger:
            rows = list(usage_rows(ledger.entries(since=begin)))
    return Usage(pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES))


class Usage(pd.DataFrame):
    """A DataFrame of calls that can add itself up; what pandas makes of it is one, too, as long as
    it has the columns for it.
    """

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return _usage_or_frame

    @property
    def total(self) -> pd.Series[Any]:
        """The sums over all calls, as `by` has them for each group."""
        sums = _sums(self, [pd.Series(0, self.index)]).reindex([0], fill_value=0)
        return pd.Series({name: sums[name].iloc[0] for name in sums}, dtype=object, name="total")

    def by(self, *names: str) -> pd.DataFrame:
        """Sums for each model, thread, cell, notebook, finish, model_version, day or hour.

        Tokens of replayed answers were paid before, and do not count. `cost_usd` is NaN where no
        price is known; `unpriced` says of how many calls that is so, and what they cost comes on
        top of it.
        """
        groups = [_group(self, name) for name in names or ("model",)]
        return _sums(self, groups)

    def plot(self, kind: str = "time", **options: Any) -> Any:  # type: ignore[override]
        """A picture: tokens and cost over "time", cost by "model", or "latency" by model.

        Any other kind is one of pandas.
        """
        from .pictures.usage import PICTURES

        if kind not in PICTURES:
            return pd.DataFrame(self).plot(kind=kind, **options)  # type: ignore[call-overload]
        return PICTURES[kind](self, **options)


def _usage_or_frame(*arguments: Any, **options: Any) -> pd.DataFrame:
    """What pandas makes of usage: usage where nothing is missing, as GeoPandas does it."""
    frame = pd.DataFrame(*arguments, **options)
    return Usage(frame) if set(_DTYPES) <= set(frame.columns) else frame


def _sums(calls: pd.DataFrame, groups: list[pd.Series[Any]]) -> pd.DataFrame:
    asked = ~calls["replayed"]
    has_price = asked & calls["cost_usd"].notna()
    lacks_price = asked & calls["tokens_total"].notna() & calls["cost_usd"].isna()
    counted = pd.DataFrame(
        {
            "calls": asked.astype("Int64"),
            "replayed": calls["replayed"].astype("Int64"),
            "failed": (calls["error"] != "").astype("Int64"),
            **{name: calls[name].where(asked, 0).fillna(0) for name in _COUNTS},
            "cost_usd": calls["cost_usd"].where(has_price, 0.0),
            "unpriced": lacks_price.astype("Int64"),
            "priced": has_price.astype("Int64"),
        }
    )
    sums = counted.groupby(groups, sort=True, dropna=False).sum()
    is_known = (sums["priced"] > 0) | (sums["unpriced"] == 0)
    return sums.assign(cost_usd=sums["cost_usd"].where(is_known)).drop(columns="priced")


def _group(calls: pd.DataFrame, name: str) -> pd.Series[Any]:
    if name in _DAYS:
        begins: pd.Series[Any] = calls["time"].dt.floor(_DAYS[name])
        return begins.rename(name)
    if name not in _CATEGORIES:
        raise UnknownName("grouping", name, (*_CATEGORIES, *_DAYS))
    return calls[name].astype("string")


def _utc(since: datetime | str) -> str:
    time = pd.Timestamp(since)
    time = time.tz_localize("UTC") if time.tz is None else time.tz_convert("UTC")
    return f"{time:%Y-%m-%dT%H:%M:%S.%fZ}"
