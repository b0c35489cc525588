"""Text: what the model says, as Markdown."""

from __future__ import annotations

from typing import Any

from .pieces import Piece
from .prose import Prose
from .safe_markdown import safe_markdown

KINDS = ("text",)


def html(piece: Piece, prose: Prose) -> str:
    return prose(piece.text)


def markdown(piece: Piece) -> str:
    return safe_markdown(piece.text)


def plain(piece: Piece) -> str:
    return piece.text


def json(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text}
