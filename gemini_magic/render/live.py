"""The page of a growing reply, at a cost proportional to what is new."""

from __future__ import annotations

from ..chat import Reply
from .growing_prose import GrowingProse
from .page import Place, page
from .part import renderer_of
from .pieces import Piece
from .side_files import Showing

__all__ = ["LivePage"]


class LivePage:
    """Life: made for one reply; `html(reply)` for as many of its states as shall be seen.

    Large media are taken to lie in the folder `beside` the notebook; empty: in the page. Until
    the last drawing all media are small previews: what is drawn again is sent again.
    """

    def __init__(self, beside: str = "") -> None:
        self.beside = beside
        self._seen: dict[tuple[int, int], _Seen] = {}

    def html(self, reply: Reply) -> str:
        """What `render(reply)` gives as text/html, without starting from the beginning.

        The end of a very long list or table may stand there as plain text.
        """
        return page(reply, self._show, self._showing(reply, is_draft=True))

    def final_html(self, reply: Reply) -> str:
        """The same for the reply as it stays, letter for letter."""
        showing = self._showing(reply, is_draft=False)
        html = page(reply, self._show, showing)
        is_exact = reply.is_finished and all(seen.is_exact for seen in self._seen.values())
        return html if is_exact else page(reply, showing=showing)

    def _showing(self, reply: Reply, *, is_draft: bool) -> Showing:
        pictures = () if is_draft else reply.pictures  # half of what is found is no JSON
        return Showing(self.beside, is_draft, bool(reply.asked.schema), pictures=pictures)

    def _show(self, place: Place, piece: Piece) -> str:
        seen = self._seen.setdefault((place.candidate, place.at), _Seen())
        return seen.html(piece, place.is_open)


class _Seen:
    """One place of the page: the piece that was there last, and its HTML."""

    def __init__(self) -> None:
        self._piece: Piece | None = None
        self._was_open = False
        self._html = ""
        self._prose = GrowingProse()

    @property
    def is_exact(self) -> bool:
        """Whether this is what rendering at once gives."""
        return self._prose.is_exact

    def html(self, piece: Piece, is_open: bool) -> str:
        known = self._piece is not None and _is_same(self._piece, piece)
        if not known or is_open != self._was_open:
            prose = self._prose.draft if is_open else self._prose
            self._html = renderer_of(piece).html(piece, prose)
            self._piece, self._was_open = piece, is_open
        return self._html


def _is_same(one: Piece, other: Piece) -> bool:
    # Comparing parts would compare their bytes; finished parts stay the same objects.
    return (
        len(one.parts) == len(other.parts)
        and all(a is b for a, b in zip(one.parts, other.parts, strict=True))
        and (one.seconds, one.citations, one.showing)
        == (other.seconds, other.citations, other.showing)
    )
