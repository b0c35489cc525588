"""Text: what the model says, as Markdown."""

from __future__ import annotations

from typing import Any

from .citations import html_with_marks, markdown_with_marks, with_marks
from .pieces import Piece
from .prose import Prose
from .safe_markdown import safe_markdown

KINDS = ("text",)


def html(piece: Piece, prose: Prose) -> str:
    return html_with_marks(prose(with_marks(piece)), piece)


def markdown(piece: Piece) -> str:
    return markdown_with_marks(safe_markdown(with_marks(piece)), piece)


def plain(piece: Piece) -> str:
    return piece.text


def json(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text}
