"""`df.gemini` made known to pandas, and to Dask; what it does is imported when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .accessor import Gemini
    from .partitions import Partitioned

__all__ = ["register", "register_partitions"]


def register() -> None:
    """With pandas. Once: it warns of accessors that take another's place."""
    import pandas as pd

    if not hasattr(pd.DataFrame, "gemini"):
        made: Any = _of  # typed as if only a class would do
        pd.api.extensions.register_dataframe_accessor("gemini")(made)
        pd.api.extensions.register_series_accessor("gemini")(made)


def register_partitions() -> None:
    """With Dask. Once: it warns, too."""
    from dask import dataframe

    if hasattr(dataframe.DataFrame, "gemini"):
        return
    registered: Any = dataframe.extensions  # untyped
    registered.register_dataframe_accessor("gemini")(_of_partitions)
    registered.register_series_accessor("gemini")(_of_partitions)


def _of(data: Any) -> Gemini:
    from .accessor import Gemini

    return Gemini(data)


def _of_partitions(data: Any) -> Partitioned:
    from .partitions import Partitioned

    return Partitioned(data)
