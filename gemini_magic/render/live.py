"""The page of a growing reply, at a cost proportional to what is new."""

from __future__ import annotations

from ..chat import Reply
from .growing_prose import GrowingProse
from .page import page
from .part import renderer_of
from .pieces import Piece

__all__ = ["LivePage"]


class LivePage:
    """Life: made for one reply; `html(reply)` for as many of its states as shall be seen."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], _Place] = {}

    def html(self, reply: Reply) -> str:
        """What `render(reply)` gives as text/html, without starting from the beginning."""
        return page(reply, self._show)

    def _show(self, candidate: int, at: int, piece: Piece) -> str:
        place = self._places.setdefault((candidate, at), _Place())
        return place.html(piece)


class _Place:
    """One place of the page: the piece that was there last, and its HTML."""

    def __init__(self) -> None:
        self._piece: Piece | None = None
        self._html = ""
        self._prose = GrowingProse()

    def html(self, piece: Piece) -> str:
        if self._piece is None or not _is_same(self._piece, piece):
            self._html = renderer_of(piece).html(piece, self._prose)
            self._piece = piece
        return self._html


def _is_same(one: Piece, other: Piece) -> bool:
    # Comparing parts would compare their bytes; finished parts stay the same objects.
    return (
        len(one.parts) == len(other.parts)
        and all(a is b for a, b in zip(one.parts, other.parts, strict=True))
        and one.seconds == other.seconds
    )
