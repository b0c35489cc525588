"""Threads: the named chats of a session, a tree by their names, kept for the next kernel.

`main/idea` is a branch of `main`. What a thread says is kept in the ledger where both the
notebook and the cells that asked are known: else no cell could take its own turn's place again,
and each Run-All would add to what the one before has said. Nothing is read before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..errors import InvalidRequest
from ..ledger import KeptTurns, Ledger, Recorder
from .chat import Arrange, Chat
from .kept import marks_of, said, turn_from
from .turns import Standing, Turn, begins, inherited, own, place_of, set_aside

__all__ = ["ThreadRow", "Threads"]


class ThreadRow(NamedTuple):
    """What a list of threads says of one. `cost` is in US dollars, None where no price is known;
    `asked` is when its last turn was answered, UTC.
    """

    thread: str
    parent: str
    turns: int
    stale: int
    tokens: int
    cost: float | None
    asked: str


class Threads:
    """Life: made with what makes a chat from its name and `Chat`'s `arrange` and `on_change`;
    `keep_in` says where they are kept from then on.
    """

    def __init__(self, make: Callable[..., Chat]) -> None:
        self._make = make
        self._chats: dict[str, Chat] = {}
        self._recorder: Recorder | None = None
        self._kept: KeptTurns | None = None
        self._standing: Callable[[], Standing] = Standing
        self._written: set[str] = set()  # ids of turns that the ledger holds
        self._told: set[str] = set()

    def keep_in(self, recorder: Recorder, notebook: str, standing: Callable[[], Standing]) -> None:
        """Keep the threads of this notebook; `standing` tells where its cells stand."""
        self._recorder, self._standing = recorder, standing
        before, now = self._kept, KeptTurns(recorder.ledger, notebook) if notebook else None
        if _place(before) == _place(now):
            return
        self._kept = now
        self._written.clear()
        if before is None:  # what was said until now stands behind what is kept
            for name, chat in self._chats.items():
                chat.turns = [*self._taken_up(name), *chat.turns]

    @property
    def is_kept(self) -> bool:
        """Whether what is said outlives the kernel."""
        return self._kept is not None

    @property
    def chats(self) -> dict[str, Chat]:
        """The chats of this kernel by name; threads that are only kept are not among them."""
        return dict(self._chats)

    @property
    def names(self) -> list[str]:
        """All threads that hold something, each behind its parent; also those that are kept."""
        held = {name for name, chat in self._chats.items() if chat.turns}
        if self._kept is not None and self._recorder is not None:
            kept = self._recorder.safely(self._kept.threads) or []
            held |= {name for name in kept if name not in self._chats}
        return sorted(held, key=lambda name: name.split("/"))

    def chat(self, name: str) -> Chat:
        """The chat of that name, made when first asked for, with what is kept of it."""
        if name not in self._chats:
            _parent_of(name)  # raises where that is no name
            arrange = self._arrangement(name)
            chat = self._make(name, arrange=arrange, on_change=self._changed)
            chat.turns = self._taken_up(name)
            self._chats[name] = chat
        return self._chats[name]

    def rows(self) -> list[ThreadRow]:
        """What there is to say of each thread."""
        return [_row(name, self.chat(name).turns) for name in self.names]

    def taken_up(self, name: str, cell: str) -> int:
        """How many turns of an earlier kernel the cell goes on behind; each thread says it once."""
        if name in self._told:
            return 0
        self._told.add(name)
        turns = self._arrangement(name)(self.chat(name).turns, cell)
        return sum(turn.is_earlier for turn in turns[: place_of(turns, cell)])

    def reset(self, name: str | None = None) -> list[str]:
        """Forget one thread, or all; returns the names of those that held something."""
        held = self.names
        names = held if name is None else [name]
        for each in names:
            self._chats.pop(each, None)
            self._told.add(each)  # what it says from now on is no news
            if self._kept is not None and self._recorder is not None:
                self._recorder.safely(self._kept.forget, each)
        return [each for each in names if each in held]

    def _arrangement(self, name: str) -> Arrange:
        """How the turns of a thread stand when a cell asks."""
        parent = _parent_of(name)

        def arranged(turns: Sequence[Turn], cell: str) -> list[Turn]:
            arranged = list(turns)
            if any(turn.is_earlier and not turn.is_aside for turn in turns):
                arranged = set_aside(turns, cell, self._standing())
            if parent and begins(arranged, cell):
                above = inherited(self._turns_at(parent, cell), cell, self._standing())
                arranged = [*above, *own(arranged)]
            return arranged

        return arranged

    def _turns_at(self, name: str, cell: str) -> list[Turn]:
        """What a thread says to a cell that branches off, be it what its own parent says."""
        turns = self._chats[name].turns if name in self._chats else self._taken_up(name)
        return self._arrangement(name)(turns, cell)

    def _taken_up(self, name: str) -> list[Turn]:
        """The turns that an earlier kernel of this notebook has kept."""
        if self._kept is None or self._recorder is None:
            return []
        kept = self._kept
        found = self._recorder.safely(
            lambda: [(row, kept.media(row.id)) for row in kept.turns(name)]
        )
        turns = [replace(turn_from(row, media), is_earlier=True) for row, media in found or ()]
        self._written |= {turn.id for turn in turns}
        return turns

    def _changed(self, chat: Chat) -> None:
        """Keep what a thread says now, as far as cells have asked it."""
        if self._kept is None or self._recorder is None:
            return
        turns = [turn for turn in chat.turns if turn.cell]
        new = {turn.id: said(turn) for turn in turns if turn.id not in self._written}
        rows = [(turn.id, marks_of(turn)) for turn in turns]
        self._recorder.safely(self._kept.keep, chat.name, rows, new)
        self._written |= set(new)


def _parent_of(name: str) -> str:
    """The thread that this one branches from; empty where it is none. Raises `InvalidRequest`."""
    if not all(part.strip() for part in name.split("/")):
        raise InvalidRequest(
            f"{name!r} is no name of a thread; a branch of main is called main/NAME"
        )
    return name.rpartition("/")[0]


def _place(kept: KeptTurns | None) -> tuple[Ledger, str] | None:
    return None if kept is None else (kept.ledger, kept.notebook)


def _row(name: str, turns: Sequence[Turn]) -> ThreadRow:
    usages = [turn.reply.total_usage for turn in turns]
    costs = [turn.reply.cost for turn in turns if turn.reply.total_usage is not None]
    return ThreadRow(
        name,
        _parent_of(name),
        len(turns),
        sum(turn.is_stale for turn in turns),
        sum(usage.total_token_count or 0 for usage in usages if usage is not None),
        None if None in costs else sum(cost.dollars for cost in costs if cost is not None),
        max((turn.time for turn in turns), default=""),
    )
