"""DataFrames and Series: their columns, and as many rows as the budget allows, as CSV.

Rows are taken evenly from the first to the last, so that a sorted table does not mislead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...api.types import Part
from ..attachment import Attachment, Terms
from ..fencing import fenced, named

__all__ = ["TYPES", "attached"]

TYPES = ("pandas.DataFrame", "pandas.Series", "polars.DataFrame", "polars.Series")

_CHARACTERS_PER_TOKEN = 4
_LONGEST_CELL = 200
_MOST_ROWS = 1000


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """Schema and sample. A table that fits is sent whole."""
    table = _view_of(value)
    room = terms.budget * _CHARACTERS_PER_TOKEN
    schema = _schema(table, room // 3)
    rows = _sample(table, len(schema), room - sum(map(len, schema)))
    shape = f"{table.count:,} × {len(table.columns):,}"
    about = f"a table of {table.count:,} rows × {len(table.columns):,} columns"
    note = shape if len(rows) == table.count else f"{shape}, {len(rows):,} rows sent"
    if len(schema) < len(table.columns):
        note += f", {len(schema):,} columns sent"
    columns = fenced("\n".join(schema), f"{named(name, about)}. Its columns")
    which = "All its rows" if len(rows) == table.count else f"{len(rows):,} of its rows, at even "
    which += "" if len(rows) == table.count else "distances from the first to the last"
    told = f"{columns}\n\n{fenced(_csv(table, rows, len(schema)), which, 'csv')}"
    return Attachment.of(Part(text=told), name, "table", note)


@dataclass(frozen=True)
class _View:
    """What pandas and polars have in common, as far as it is needed here."""

    columns: list[str]
    types: list[str]
    missing: list[int]
    count: int
    frame: Any
    is_pandas: bool

    def rows(self, positions: Sequence[int]) -> list[tuple[Any, ...]]:
        """Rows by position; pandas' index stands before the columns."""
        if self.is_pandas:
            return list(self.frame.iloc[list(positions)].itertuples(index=True, name=None))
        return list(self.frame[list(positions)].rows()) if positions else []


def _view_of(value: Any) -> _View:
    is_pandas = hasattr(value, "iloc")
    # A Series of either library can make itself a frame, and a frame has no need to.
    frame = value.to_frame() if len(value.shape) == 1 else value
    missing = frame.isna().sum().tolist() if is_pandas else list(frame.null_count().row(0))
    return _View(
        columns=[str(column) for column in frame.columns],
        types=[str(kind) for kind in frame.dtypes],
        missing=missing,
        count=len(frame),
        frame=frame,
        is_pandas=is_pandas,
    )


def _schema(table: _View, room: int) -> list[str]:
    """A line for each column, for as many as there is room; the first in any case."""
    lines: list[str] = []
    for column, kind, missing in zip(table.columns, table.types, table.missing, strict=True):
        line = f"{_cell(column)}: {kind}" + (f", {missing:,} missing" if missing else "")
        room -= len(line) + 1
        if lines and room < 0:
            break
        lines.append(line)
    return lines


def _sample(table: _View, columns: int, room: int) -> list[int]:
    """The positions of the rows that fit; one in any case."""
    size = min(table.count, _MOST_ROWS)
    while True:
        positions = _evenly(table.count, size)
        needed = len(_csv(table, positions, columns))
        if needed <= room or size <= 1:
            return positions
        size = max(1, min(size - 1, size * room // needed))


def _evenly(count: int, size: int) -> list[int]:
    """So many positions of `count`, the first and the last among them."""
    if size < 2:
        return [0][:size]
    return [at * (count - 1) // (size - 1) for at in range(size)]


def _csv(table: _View, positions: Sequence[int], columns: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    index = [""] if table.is_pandas else []
    writer.writerow([*index, *map(_cell, table.columns[:columns])])
    for row in table.rows(positions):
        writer.writerow([_cell(str(value)) for value in row[: columns + len(index)]])
    return out.getvalue().rstrip("\n")


def _cell(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
