"""Texts too long for a page: their beginning, and a fold that holds some more of them."""

from __future__ import annotations

from .markup import code_block, fold, size, text
from .verbatim import folded, literal

__all__ = ["LONGEST", "beginning_of", "more_html", "more_markdown"]

LONGEST = 1_200_000
"""Characters that are drawn as Markdown: browsers draw this many, and not ten times as many."""
_MORE = 200_000


def beginning_of(long: str) -> str:
    """All of the text, or as much of it as a page holds, cut at the end of a line."""
    if len(long) <= LONGEST:
        return long
    line_end = long.rfind("\n", LONGEST // 2, LONGEST)
    return long[: line_end + 1 or LONGEST]


def more_html(long: str) -> str:
    """What stands below the beginning; nothing where that is all."""
    rest = long[len(beginning_of(long)) :]
    return fold(text(_summary(rest)), code_block(rest[:_MORE])) if rest else ""


def more_markdown(long: str) -> str:
    """The same in Markdown, where nothing folds so much."""
    rest = long[len(beginning_of(long)) :]
    return folded(literal(_summary(rest)), "…") if rest else ""


def _summary(rest: str) -> str:
    shown = f", {size(_MORE)} of them here" if len(rest) > _MORE else ""
    return f"{size(len(rest.encode()))} more{shown}; the reply's .text holds all"
