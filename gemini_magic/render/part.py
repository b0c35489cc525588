"""Which renderer shows which kind of part.

A renderer is a module of this folder with `KINDS` and the four functions of `Renderer`. To show a
new kind, write its file and name it in `RENDERERS`.
"""

from __future__ import annotations

from typing import Any, Protocol

from . import code, function_call, media, text, thought, unknown
from .pieces import Piece
from .prose import Prose

__all__ = ["RENDERERS", "Renderer", "renderer_of"]


class Renderer(Protocol):
    """How pieces of some kinds look in each form."""

    @property
    def KINDS(self) -> tuple[str, ...]: ...

    def html(self, piece: Piece, prose: Prose, /) -> str: ...

    def markdown(self, piece: Piece, /) -> str: ...

    def plain(self, piece: Piece, /) -> str: ...

    def json(self, piece: Piece, /) -> dict[str, Any]: ...


RENDERERS: tuple[Renderer, ...] = (text, thought, code, function_call, media, unknown)

_BY_KIND = {kind: renderer for renderer in RENDERERS for kind in renderer.KINDS}


def renderer_of(piece: Piece) -> Renderer:
    """Who shows the piece."""
    return _BY_KIND[piece.kind]
