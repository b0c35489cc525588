"""`df.gemini` and `series.gemini` made known to pandas; what they do is imported when used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from .accessor import Gemini

__all__ = ["register"]


def register() -> None:
    """Once: pandas warns of accessors that take another's place."""
    if not hasattr(pd.DataFrame, "gemini"):
        made: Any = _of  # typed as if only a class would do
        pd.api.extensions.register_dataframe_accessor("gemini")(made)
        pd.api.extensions.register_series_accessor("gemini")(made)


def _of(data: pd.DataFrame | pd.Series) -> Gemini:
    from .accessor import Gemini

    return Gemini(data)
