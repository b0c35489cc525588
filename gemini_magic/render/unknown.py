"""Parts of kinds that are not known yet, as folded JSON; bare signatures show nothing."""

from __future__ import annotations

from typing import Any

from .markup import code_block, fold, jsonable, pretty, text
from .pieces import Piece
from .prose import Prose
from .verbatim import fence, folded, literal

KINDS = ("unknown", "signature")


def html(piece: Piece, prose: Prose) -> str:
    wire = _wire(piece)
    return fold(text(_name(wire)), code_block(pretty(wire))) if wire else ""


def markdown(piece: Piece) -> str:
    wire = _wire(piece)
    return folded(literal(_name(wire)), fence(pretty(wire), "json")) if wire else ""


def plain(piece: Piece) -> str:
    wire = _wire(piece)
    return f"[{_name(wire)}]" if wire else ""


def json(piece: Piece) -> dict[str, Any]:
    return {"part": jsonable(_wire(piece))}


def _wire(piece: Piece) -> dict[str, Any]:
    """The part without its signature, which says nothing to a reader."""
    wire = piece.parts[0].to_wire()
    wire.pop("thoughtSignature", None)
    return wire


def _name(wire: dict[str, Any]) -> str:
    return " ".join(f"unknown part: {', '.join(wire)}".split())
