"""Fenced code in Markdown, told from the rest: line by line, and always closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Fence", "blocks"]

_MARKER = r"(?:[-*+]|\d{1,9}[.)])"
_OPENS = re.compile(
    rf"(?P<lead>(?:[ \t>]|{_MARKER}[ \t])*)(?P<run>`{{3,}}(?=[^`]*\Z)|~{{3,}})(?P<info>.*)"
)
_BEGINS_ITEM = re.compile(rf"[ \t>]*{_MARKER}(?:[ \t]|\Z)")


@dataclass(frozen=True)
class Fence:
    """A code block. `lead` stands before its first line, `indent` before the others."""

    code: str
    info: str
    lead: str = ""
    indent: str = ""


def blocks(text: str) -> Iterator[str | Fence]:
    """The text in order: fences, and the lines between them."""
    rows = text.split("\n")
    between: list[str] = []
    at = 0
    in_list = False
    while at < len(rows):
        row = rows[at]
        opening = _OPENS.match(row)
        if opening is None:
            in_list = _stays_in_list(in_list, row)
            between.append(row)
            at += 1
            continue
        if between:
            yield "\n".join(between)
            between = []
        lead = opening["lead"].expandtabs(4)
        in_list = (in_list and lead != "") or _BEGINS_ITEM.match(lead) is not None
        if not in_list and ">" not in lead:
            lead = ""  # only looks indented
        indent = re.sub(rf"{_MARKER}", lambda match: " " * len(match[0]), lead)
        code, at = _content(rows, at + 1, opening["run"], indent)
        yield Fence(code, opening["info"], lead, indent)
    if between:
        yield "\n".join(between)


def _stays_in_list(in_list: bool, row: str) -> bool:
    if _BEGINS_ITEM.match(row):
        return True
    return in_list and (not row.strip() or row[0] in " \t")


def _content(rows: list[str], at: int, run: str, indent: str) -> tuple[str, int]:
    """The code from line `at` on, and the line after the fence."""
    closing = re.compile(rf"[ \t>]*{re.escape(run[0])}{{{len(run)},}}[ \t]*")
    end = next((n for n in range(at, len(rows)) if closing.fullmatch(rows[n])), None)
    if end is None:
        # Still growing, or never closed: then it ends with the item or quote that holds it.
        end = next((n for n in range(at, len(rows)) if not _holds(rows[n], indent)), len(rows))
        return "\n".join(_without(row, indent) for row in rows[at:end]), end
    return "\n".join(_without(row, indent) for row in rows[at:end]), end + 1


def _holds(row: str, indent: str) -> bool:
    if not row.strip():
        return ">" not in indent
    return row.startswith(indent.rstrip(" ") or indent)


def _without(row: str, indent: str) -> str:
    """The line without what stands before all lines of its fence."""
    kept = 0
    while (
        kept < len(indent)
        and kept < len(row)
        and row[kept] in " >"
        and (row[kept] == indent[kept] or row[kept] == " ")
    ):
        kept += 1
    return row[kept:]
