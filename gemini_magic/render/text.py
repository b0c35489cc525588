"""Text: what the model says, as Markdown, as the data that was asked for, or on a picture."""

from __future__ import annotations

from typing import Any

from . import data, overlay
from .citations import html_with_marks, markdown_with_marks, with_marks
from .long_text import beginning_of, more_html, more_markdown
from .pieces import Piece
from .prose import Prose
from .safe_markdown import safe_markdown

KINDS = ("text",)


def html(piece: Piece, prose: Prose) -> str:
    if (shown := overlay.html(piece)) is not None:
        return shown
    if piece.showing.as_data and (shown := data.html(piece)) is not None:
        return shown
    marked = with_marks(piece)
    return html_with_marks(prose(beginning_of(marked)), piece) + more_html(marked)


def markdown(piece: Piece) -> str:
    if (shown := overlay.markdown(piece)) is not None:
        return shown
    if piece.showing.as_data and (shown := data.markdown(piece)) is not None:
        return shown
    marked = with_marks(piece)
    shown = markdown_with_marks(safe_markdown(beginning_of(marked)), piece)
    return f"{shown}\n\n{more_markdown(marked)}".rstrip("\n")


def plain(piece: Piece) -> str:
    return piece.text


def json(piece: Piece) -> dict[str, Any]:
    found = overlay.json(piece)
    return {"text": piece.text, "found": found} if found else {"text": piece.text}
