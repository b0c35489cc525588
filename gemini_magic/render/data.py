"""Text that is JSON by a schema: rows as a table, what is nested as a tree, else the value.

While it arrives, the part that has arrived is shown in the same way.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic_core import from_json

from .markup import BORDER, FAINT, code_block, fold, pretty, quiet, size, text
from .pieces import Piece
from .verbatim import fence, literal

__all__ = ["html", "markdown", "rows_html", "value_html"]

MOST_ROWS = 500
MOST_EMPTY = 5_000
"""Cells of a table that hold nothing: of rows that share no names each has a column of its own."""
DEEPEST = 12
MOST_TEXT = 100_000
"""Characters that are drawn; each may become sixty of HTML, and is drawn again while it grows."""


def html(piece: Piece) -> str | None:
    """None where the text is no JSON so far."""
    beginning, rest = piece.text[:MOST_TEXT], _rest(piece)
    try:
        shown = value_html(from_json(beginning, allow_partial="trailing-strings"))
    except ValueError:
        if not _looks_nested(beginning):
            return None
        shown = code_block(beginning)
    return shown + quiet(rest) if rest else shown


def value_html(value: Any) -> str:
    """A value of JSON: a table, a tree, or itself."""
    return _region(_html(value, 0))


def rows_html(rows: list[dict[str, Any]], numbers: Collection[str]) -> str:
    """Rows as a table; the columns `numbers` stand to the right."""
    return _region(_table(rows, numbers))


def markdown(piece: Piece) -> str | None:
    """The same for readers of Markdown; a tree is JSON there."""
    beginning = piece.text[:MOST_TEXT]
    try:
        shown = _value_markdown(from_json(beginning, allow_partial="trailing-strings"))
    except ValueError:
        if not _looks_nested(beginning):
            return None
        shown = fence(beginning)
    return f"{shown}\n\n{_rest(piece)}".rstrip()


def _value_markdown(value: Any) -> str:
    if not _is_rows(value):
        return literal(str(value)) if _is_flat(value) else fence(pretty(value), "json")
    columns = _columns(value)
    rows = [[_said(row.get(name)) for name in columns] for row in value[:MOST_ROWS]]
    head, *body = (f"| {' | '.join(map(literal, cells))} |" for cells in [columns, *rows])
    table = "\n".join([head, "|---" * len(columns) + "|", *body])
    return f"{table}\n\n{_more(value)}".rstrip()


def _looks_nested(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _rest(piece: Piece) -> str:
    hidden = len(piece.text) - MOST_TEXT
    return f"… and {size(hidden)} more, in the reply itself" if hidden > 0 else ""


def _html(value: Any, depth: int) -> str:
    if value is None:
        return f'<span style="{FAINT}">null</span>'
    if _is_flat(value) or not value:
        return text(_said(value) if _is_flat(value) else str(value))
    if depth > DEEPEST:
        return code_block(pretty(value))
    if _is_rows(value):
        return _table(value, _numbers(value))
    named = value.items() if isinstance(value, dict) else enumerate(value)
    items = [_item(str(name), item, depth) for name, item in list(named)[:MOST_ROWS]]
    return "".join(items) + text(_more(value))


def _item(name: str, value: Any, depth: int) -> str:
    if _is_flat(value) or not value:
        return f"<div><strong>{text(name)}</strong>: {_html(value, depth)}</div>"
    inner = _html(value, depth + 1)
    return fold(f"<strong>{text(name)}</strong> {len(value)}", inner, is_open=depth < 2)


def _region(inner: str) -> str:
    return f'<div role="region" tabindex="0" style="overflow:auto">{inner}</div>'


def _table(rows: list[dict[str, Any]], numbers: Collection[str]) -> str:
    columns = _columns(rows)
    styles = {name: _cell("right" if name in numbers else "left") for name in columns}
    head = "".join(f"<th {styles[name]}>{text(name)}</th>" for name in columns)
    lines = (
        "".join(f"<td {styles[name]}>{text(_said(row.get(name)))}</td>" for name in columns)
        for row in rows[:MOST_ROWS]
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return table + text(_more(rows))


def _cell(side: str) -> str:
    style = f"text-align:{side};vertical-align:top;padding:.2em .7em;border:1px solid {BORDER}"
    return f'style="{style}"'


def _numbers(rows: list[dict[str, Any]]) -> set[str]:
    """The columns that hold nothing else."""
    others = (str, bool, type(None))
    of_others = {name for row in rows for name in row if isinstance(row[name], others)}
    return set(_columns(rows)) - of_others


def _is_flat(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _is_rows(value: Any) -> bool:
    """Whether it is a list of objects that hold nothing nested, and are alike enough."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and all(map(_is_flat, row.values())) for row in value)
        and any(value)
        and _empty_cells(value[:MOST_ROWS], _columns(value)) <= MOST_EMPTY
    )


def _empty_cells(rows: list[dict[str, Any]], columns: list[str]) -> int:
    return len(rows) * len(columns) - sum(map(len, rows))


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _said(value: Any) -> str:
    """As JSON has it, but text without quotes, and nothing for null."""
    if value is None or isinstance(value, str):
        return value or ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _more(value: Any) -> str:
    hidden = len(value) - MOST_ROWS
    return f"… and {hidden} more, in the reply itself" if hidden > 0 else ""
