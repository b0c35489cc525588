"""Several replies side by side, each under its title and above its facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..chat import Reply
from .actions import SCRIPT
from .bundle import MimeBundle, render, without_controls
from .live import LivePage
from .markup import BORDER, FAINT, text
from .page import page
from .verbatim import literal

__all__ = ["Column", "columns_html", "side_by_side"]


class Column(NamedTuple):
    """One reply with its facts, of which `beside` is what its own last line does not say.

    `live` is the page that it was shown on while it grew, if it was.
    """

    title: str
    reply: Reply
    facts: str = ""
    beside: str = ""
    live: LivePage | None = None


def side_by_side(
    columns: Sequence[Column],
    last: MimeBundle | None = None,
    *,
    folder: str = "",
    times: bool = True,
) -> MimeBundle:
    """The bundle of all columns, and of what stands below them. Large media lie in the `folder`
    beside the notebook, if one is named; without `times` nothing differs from run to run.
    """
    below = last.data if last is not None else {}
    shown = [render(column.reply, beside=folder, times=times) for column in columns]
    html = _row(zip(columns, (one.data["text/html"] for one in shown), strict=True))
    blocks = [
        f"### {literal(column.title)}\n\n{one.data['text/markdown']}\n\n*{literal(column.facts)}*"
        for column, one in zip(columns, shown, strict=True)
    ]
    lines = [
        f"── {without_controls(column.title)} ──\n{one.data['text/plain']}\n({column.facts})"
        for column, one in zip(columns, shown, strict=True)
    ]
    return MimeBundle(
        {
            "text/html": html + str(below.get("text/html", "")),
            "text/markdown": "\n\n".join([*blocks, *_given(below, "text/markdown")]),
            "text/plain": "\n\n".join([*lines, *_given(below, "text/plain")]),
        },
        files={path: data for one in shown for path, data in one.files.items()},
    )


def columns_html(columns: Sequence[Column]) -> str:
    """Columns as wide as there is room, below each other where there is none."""
    return _row((column, _drawn(column)) for column in columns)


def _drawn(column: Column) -> str:
    if column.live is None:
        return page(column.reply)
    if column.reply.is_finished:
        return column.live.final_html(column.reply)
    return column.live.html(column.reply)


def _row(columns: Iterable[tuple[Column, str]]) -> str:
    drawn = list(columns)
    inner = "".join(_section(column, html.removesuffix(SCRIPT)) for column, html in drawn)
    row = f'<div class="gm-columns" style="display:flex;flex-wrap:wrap;gap:.8em">{inner}</div>'
    return row + SCRIPT * any(html.endswith(SCRIPT) for _, html in drawn)  # one is for all


def _section(column: Column, body: str) -> str:
    return (
        f'<section style="flex:1 1 18em;min-width:0;border:1px solid {BORDER};border-radius:4px;'
        f'padding:.5em .8em"><h4 style="margin:0 0 .4em;font-size:1em;font-weight:600">'
        f'{text(column.title)}</h4>{body}<div style="{FAINT}">{text(column.beside)}</div></section>'
    )


def _given(data: dict[str, object], mime_type: str) -> list[str]:
    return [str(data[mime_type])] if mime_type in data else []
