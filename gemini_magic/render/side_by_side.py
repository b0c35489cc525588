"""Several replies side by side, each under its title and above its facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..chat import Reply
from .bundle import MimeBundle, plain_text, render, without_controls
from .live import LivePage
from .markup import BORDER, FAINT, text
from .page import page
from .verbatim import literal

__all__ = ["Column", "columns_html", "side_by_side"]


class Column(NamedTuple):
    """One reply; `live` is the page that it was shown on while it grew, if it was."""

    title: str
    reply: Reply
    facts: str = ""
    live: LivePage | None = None


def side_by_side(columns: Sequence[Column], last: MimeBundle | None = None) -> MimeBundle:
    """The bundle of all columns, and of what stands below them."""
    below = last.data if last is not None else {}
    html = columns_html(columns) + str(below.get("text/html", ""))
    blocks = [
        f"### {literal(column.title)}\n\n{render(column.reply).data['text/markdown']}\n\n"
        f"*{literal(column.facts)}*"
        for column in columns
    ]
    lines = [
        f"── {without_controls(column.title)} ──\n{plain_text(column.reply)}\n({column.facts})"
        for column in columns
    ]
    return MimeBundle(
        {
            "text/html": html,
            "text/markdown": "\n\n".join([*blocks, *_given(below, "text/markdown")]),
            "text/plain": "\n\n".join([*lines, *_given(below, "text/plain")]),
        }
    )


def columns_html(columns: Sequence[Column]) -> str:
    """Columns as wide as there is room, below each other where there is none."""
    return (
        '<div class="gm-columns" style="display:flex;flex-wrap:wrap;gap:.8em">'
        + "".join(map(_column, columns))
        + "</div>"
    )


def _column(column: Column) -> str:
    if column.live is None:
        body = page(column.reply)
    elif column.reply.is_finished:
        body = column.live.final_html(column.reply)
    else:
        body = column.live.html(column.reply)
    return (
        f'<section style="flex:1 1 18em;min-width:0;border:1px solid {BORDER};border-radius:4px;'
        f'padding:.5em .8em"><div style="font-weight:600;margin-bottom:.4em">'
        f'{text(column.title)}</div>{body}<div style="{FAINT}">{text(column.facts)}</div></section>'
    )


def _given(data: dict[str, object], mime_type: str) -> list[str]:
    return [str(data[mime_type])] if mime_type in data else []
