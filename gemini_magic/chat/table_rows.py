"""A table as a schema: its columns and their types are those of the rows to come.

By what tables can do: pandas and polars are not imported for it.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from ..errors import InvalidRequest

__all__ = ["is_table", "rows_type", "table_of"]

_BY_KIND: dict[str, type] = {
    "b": bool,
    "i": int,
    "u": int,
    "f": float,
    "M": datetime.datetime,
    "m": datetime.timedelta,
}
"""Types by the letters of numpy; any other column is text."""


def is_table(value: Any) -> bool:
    """Whether it is a data frame."""
    return not isinstance(value, type) and hasattr(value, "columns") and hasattr(value, "dtypes")


def rows_type(table: Any) -> Any:
    """A TypedDict with a field for each column."""
    names = [str(column) for column in table.columns]
    if not names or len(set(names)) < len(names):
        raise InvalidRequest(
            f"a table with the columns {names} cannot be a schema; give each a name of its own"
        )
    types = {
        name: _type_of(table[column], dtype)
        for name, column, dtype in zip(names, table.columns, table.dtypes, strict=True)
    }
    return TypedDict("Row", types)  # type: ignore[operator]


def table_of(rows: list[dict[str, Any]], like: Any) -> Any:
    """The rows as a table of the kind that the schema was made of."""
    return type(like)(rows) if rows else like[:0]


def _type_of(column: Any, dtype: Any) -> Any:
    kind = _known(dtype)
    has_gaps = hasattr(column, "isna") and bool(column.isna().any())
    return kind | None if has_gaps else kind


def _known(dtype: Any) -> Any:
    if callable(to_python := getattr(dtype, "to_python", None)):  # polars
        return to_python()
    categories = getattr(dtype, "categories", None)
    if categories is not None and all(isinstance(name, str) for name in categories):
        return Literal[tuple(categories)] if len(categories) else str
    return _BY_KIND.get(getattr(dtype, "kind", ""), str)
