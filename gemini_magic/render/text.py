"""Text: what the model says, as Markdown, or as the data that was asked for."""

from __future__ import annotations

from typing import Any

from . import data
from .citations import html_with_marks, markdown_with_marks, with_marks
from .pieces import Piece
from .prose import Prose
from .safe_markdown import safe_markdown

KINDS = ("text",)


def html(piece: Piece, prose: Prose) -> str:
    if piece.showing.as_data and (shown := data.html(piece)) is not None:
        return shown
    return html_with_marks(prose(with_marks(piece)), piece)


def markdown(piece: Piece) -> str:
    if piece.showing.as_data and (shown := data.markdown(piece)) is not None:
        return shown
    return markdown_with_marks(safe_markdown(with_marks(piece)), piece)


def plain(piece: Piece) -> str:
    return piece.text


def json(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text}
