"""Turns: what a history consists of, and which of them stand above the cell that asks.

The rule, for one thread:

- A cell has one turn. Run again, it takes the place of that turn and is sent what stands above;
  what stands below becomes stale, and stays in the history.
  A run that broke off before anything was said takes no answer's place.
- A branch begins with what its parent says: all that is not stale, up to where the cell stands.
  Then it goes on alone. Only the cell that began it begins it anew when it is run again.
- A new kernel of the notebook goes on where the last one stopped. But the first cell that is run
  again there puts all below it aside: turns put aside are sent nowhere, until their cells are run
  again and append them. So Run-All in a new kernel sends what a first Run-All would.
- Where the notebook's file tells, what an earlier kernel left is also put aside if its cell is
  gone, or stands below the one that asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ..api.types import Content
from .live.sound import HANDLE, written
from .reply import Reply
from .request import Request, Via

__all__ = ["Standing", "Turn", "begins", "inherited", "own", "place_of", "placed", "set_aside"]


def _new_id() -> str:
    return uuid.uuid4().hex


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Turn:
    """A request and its reply, as the history keeps them; `reply.is_partial` marks a broken one.

    `cell` is the id of the cell that asked, where it is known. A stale turn was answered before
    one above it changed; one that `is_aside` is sent no more. An inherited turn was said in the
    parent of this branch, an earlier one in another kernel. `time` is when it was answered, UTC.
    """

    request: Request
    reply: Reply
    cell: str = ""
    is_stale: bool = False
    is_aside: bool = False
    is_inherited: bool = False
    is_earlier: bool = field(default=False, compare=False)
    id: str = field(default_factory=_new_id, compare=False)
    time: str = field(default_factory=_now, compare=False)

    @property
    def contents(self) -> list[Content]:
        """The messages of this turn that later requests repeat.

        Of a reply that broke off only plain text counts: a call without its response, or half
        a signed part, would make every later request invalid.
        """
        return self._with_question(self._words if self.reply.is_partial else self.reply.contents)

    def before(self, question: Content) -> list[Content]:
        """Its messages as a question is sent behind them.

        A call that ran nowhere stays if the question brings its response; else only text counts,
        as if the reply had broken off there.
        """
        contents = self.contents
        is_open = bool(contents) and contents[-1].role == "model" and _has_calls(contents[-1])
        if not is_open or _has_responses(question):
            return contents
        return self._with_question(self._words)

    @property
    def _words(self) -> list[Content]:
        parts = [part for part in self.reply.parts if part.kind == "text" and part.text]
        return [Content(role="model", parts=parts)] if parts else []

    def _with_question(self, answer: list[Content]) -> list[Content]:
        # A question without any answer is left out, or roles would no longer alternate.
        turn = [self.request.content, *answer] if answer else []
        return written(turn, self.reply.heard) if self.request.via == "live" else turn

    @property
    def kept_id(self) -> str:
        """What stands at the service for the conversation up to here; empty if nothing does."""
        return _KEPT_IDS[self.request.via](self.reply)

    def is_of(self, cell: str) -> bool:
        """Whether that cell asked this; a turn that no cell asked is known by its id."""
        return bool(cell) and cell in (self.cell, self.id)


_KEPT_IDS: dict[Via, Callable[[Reply], str]] = {
    "generate": lambda reply: "",
    "interactions": lambda reply: reply.response_id,
    "live": lambda reply: str(reply.answers[0].notes.get(HANDLE, "")),
}


def _has_calls(content: Content) -> bool:
    return any(part.function_call is not None for part in content.parts or ())


def _has_responses(content: Content) -> bool:
    return any(part.function_response is not None for part in content.parts or ())


@dataclass(frozen=True)
class Standing:
    """The cells of a notebook in their order, and when they were saved (UTC, as a turn's time)."""

    cells: Sequence[str] = ()
    saved_at: str = ""

    def is_above(self, turn: Turn, cell: str) -> bool:
        """Whether a turn may stand above the cell that asks; so it is where nothing is known."""
        asked_at, asks_at = self._at(turn.cell), self._at(cell)
        if asked_at is not None:
            return asks_at is None or asked_at < asks_at
        # Ids of another kind (VS Code's), or a cell that is newer than the file, tell nothing.
        return not turn.cell or asks_at is None or turn.time >= self.saved_at

    def _at(self, question: str) -> tuple[int, int] | None:
        """Where a question stands: "id" is the first of its cell, "id#2" the second."""
        cell, _, number = question.partition("#")
        return (self.cells.index(cell), int(number or 1)) if cell in self.cells else None


def place_of(turns: Sequence[Turn], cell: str) -> int:
    """How many turns stand above that of a cell, which may be still to come."""
    live = [turn for turn in turns if not turn.is_aside]
    return next((at for at, turn in enumerate(live) if turn.is_of(cell)), len(live))


def placed(turns: Sequence[Turn], turn: Turn) -> list[Turn]:
    """A history with one more turn, or the same turn anew; what is aside stands at the end."""
    live = [one for one in turns if not one.is_aside]
    aside = [one for one in turns if one.is_aside and not one.is_of(turn.cell)]
    at = place_of(turns, turn.cell)
    replaced, later = live[at : at + 1], [replace(one, is_stale=True) for one in live[at + 1 :]]
    says_nothing = turn.reply.is_partial and not turn.contents
    if says_nothing and any(one.contents for one in replaced):
        return list(turns)
    if replaced and replaced[0].is_earlier:
        aside, later = [*_aside(later), *aside], []
    return [*live[:at], turn, *later, *aside]


def set_aside(turns: Sequence[Turn], cell: str, standing: Standing) -> list[Turn]:
    """A history without what an earlier kernel left of cells that do not stand above this one."""
    kept: list[Turn] = []
    gone: list[Turn] = []
    for turn in turns:
        stays = not turn.is_earlier or turn.is_of(cell) or standing.is_above(turn, cell)
        (gone if turn.is_aside or not stays else kept).append(turn)
    return [*kept, *_aside(gone)]


def begins(turns: Sequence[Turn], cell: str) -> bool:
    """Whether this cell is the one that begins, or once began, a branch with these turns."""
    first = next(iter(own(turns)), None)
    return first is None or first.is_aside or first.is_of(cell)


def own(turns: Iterable[Turn]) -> list[Turn]:
    """What a branch said itself."""
    return [turn for turn in turns if not turn.is_inherited]


def inherited(parent: Sequence[Turn], cell: str, standing: Standing) -> list[Turn]:
    """What a branch begins with: the parent's turns that are not stale, up to the cell."""
    above = parent[: place_of(parent, cell)]
    return [
        replace(turn, is_inherited=True)
        for turn in above
        if not (turn.is_stale or turn.is_aside) and standing.is_above(turn, cell)
    ]


def _aside(turns: Iterable[Turn]) -> Iterator[Turn]:
    for turn in turns:
        if not turn.is_inherited:  # which its branch can only take over anew
            yield replace(turn, is_aside=True, is_stale=True)
