"""Thoughts: the summaries of what the model considered, folded away."""

from __future__ import annotations

from typing import Any

from .long_text import beginning_of, more_html
from .markup import fold
from .pieces import Piece
from .prose import Prose
from .safe_markdown import safe_markdown
from .verbatim import folded

KINDS = ("thought",)


def html(piece: Piece, prose: Prose) -> str:
    return (
        fold("Thoughts", prose(beginning_of(piece.text)) + more_html(piece.text))
        if piece.text.strip()
        else ""
    )


def markdown(piece: Piece) -> str:
    return folded("Thoughts", safe_markdown(beginning_of(piece.text))) if piece.text.strip() else ""


def plain(piece: Piece) -> str:
    return "[thoughts]" if piece.text.strip() else ""


def json(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text}
