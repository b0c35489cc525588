"""A table in plain text, the first column to the left and numbers to the right; and as a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from ..render.data import rows_html
from .render_mode import mode_of

__all__ = ["print_table", "shortened", "show_table", "table_text"]


def show_table(
    shell: Any,
    rows: Sequence[Sequence[str]],
    *,
    numbers_from: int = 1,
    times: Collection[str] = (),
) -> None:
    """Rows, their heads first: printed in a terminal, elsewhere a table that reads as text, too.

    Columns from `numbers_from` on are aligned to the right.
    The columns with the heads `times` stand in the metadata where nobody watches: there outputs
    are compared with what was saved.
    """
    mode = mode_of(shell)
    if mode == "terminal":
        print_table(rows, numbers_from=numbers_from)
        return
    hidden = set(times) if mode == "static" else set()
    stays = [at for at, head in enumerate(rows[0]) if head not in hidden]
    heads, *body = ([row[at] for at in stays] for row in rows)
    found = [dict(zip(heads, row, strict=True)) for row in body]
    data = {
        "text/html": rows_html(found, heads[numbers_from:]),
        "text/plain": table_text([heads, *body], numbers_from=numbers_from),
    }
    whole = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] if hidden else []
    shell.display_pub.publish(data=data, metadata={"gemini_magic": whole} if whole else {})


def print_table(rows: Sequence[Sequence[str]], *, numbers_from: int = 1) -> None:
    """Print rows, their heads first; columns from `numbers_from` on are aligned to the right."""
    print(table_text(rows, numbers_from=numbers_from))


def table_text(rows: Sequence[Sequence[str]], *, numbers_from: int = 1) -> str:
    """The same as text."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = (
        (
            cell.ljust(width) if at < numbers_from else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join("  ".join(cells).rstrip() for cells in lines)


def shortened(text: str, most: int) -> str:
    """The text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
