"""The rows of an evaluation as a table: for a page, for Markdown, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..render import MimeBundle, without_controls
from ..render.markup import BORDER, FAINT, text
from ..render.page import LOCAL_NOTE, badge
from ..render.verbatim import literal

__all__ = ["MOST_ROWS", "evaluation_bundle"]

MOST_ROWS = 50
MOST_LETTERS = 120
_HIDDEN = frozenset({"seconds", "tokens", "cost"})  # they differ from run to run
_MARKS = {True: "✓ right", False: "✗ wrong", None: ""}


def evaluation_bundle(
    rows: Sequence[dict[str, Any]], summary: str, *, is_local: bool
) -> MimeBundle:
    """The first rows, and the result in a line. All of them are in the object."""
    note = [LOCAL_NOTE] if is_local else []
    names = [
        name
        for name in rows[0]
        if name not in _HIDDEN and (name not in ("why", "error") or any(r[name] for r in rows))
    ]
    table = [names, *([_cell(name, row[name]) for name in names] for row in rows[:MOST_ROWS])]
    if len(rows) > MOST_ROWS:
        summary += f" · the first {MOST_ROWS} are shown"
    lines = ["  ".join(line) for line in _aligned(table)]
    return MimeBundle(
        {
            "text/html": badge() * is_local + _html(table, summary),
            "text/markdown": "\n\n".join([*(f"*{n}*" for n in note), _markdown(table, summary)]),
            "text/plain": "\n".join([*note, *lines, summary]),
        }
    )


def _cell(name: str, value: Any) -> str:
    said = _MARKS[value] if name == "correct" else " ".join(without_controls(str(value)).split())
    return said if len(said) <= MOST_LETTERS else said[: MOST_LETTERS - 1] + "…"


def _aligned(table: list[list[str]]) -> list[list[str]]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [[c.ljust(width) for c, width in zip(row, widths, strict=True)] for row in table]


def _html(table: list[list[str]], summary: str) -> str:
    style = f"border:1px solid {BORDER};padding:.2em .6em;text-align:left;vertical-align:top"
    head = "".join(f'<th scope="col" style="{style}">{text(name)}</th>' for name in table[0])
    body = "".join(
        "<tr>" + "".join(f'<td style="{style}">{text(cell)}</td>' for cell in row) + "</tr>"
        for row in table[1:]
    )
    return (
        f'<p style="margin-bottom:.4em"><strong>{text(summary)}</strong></p>'
        f'<div role="region" aria-label="Cases" tabindex="0" style="overflow:auto;max-height:30em">'
        f'<table style="border-collapse:collapse">'
        f'<thead><tr style="{FAINT}">{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _markdown(table: list[list[str]], summary: str) -> str:
    head, *rows = ["| " + " | ".join(map(literal, row)) + " |" for row in table]
    rule = "|" + " --- |" * len(table[0])
    return "\n".join([f"**{literal(summary)}**", "", head, rule, *rows])
