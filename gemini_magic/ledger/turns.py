"""`KeptTurns`: what the threads of one notebook say, for the kernel that comes next.

A thread is a list of turns, each with marks. What a turn says is kept once, whichever threads it
stands in; media are kept once, by what they hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .book import Ledger

__all__ = ["KeptTurn", "KeptTurns", "Said"]


class KeptTurn(NamedTuple):
    """A turn in a thread: `marks` are words, and `body` is what `Said` it."""

    id: str
    marks: str
    body: bytes


@dataclass(frozen=True)
class Said:
    """What a turn says, as bytes; `media` by the names that the body calls them."""

    body: bytes
    media: Mapping[str, bytes] = field(default_factory=dict, hash=False)


class KeptTurns:
    """The threads of a notebook in a ledger. Raises `LedgerError` where that cannot be used."""

    def __init__(self, ledger: Ledger, notebook: str) -> None:
        self.ledger = ledger
        self.notebook = notebook

    def threads(self) -> list[str]:
        """The names of all threads, sorted. A ledger that is not there is not made for this."""
        if not self.ledger.path.exists():
            return []
        sql = "SELECT DISTINCT thread FROM turns WHERE notebook = ? ORDER BY thread"
        return [name for (name,) in self.ledger.read(sql, (self.notebook,))]

    def turns(self, thread: str) -> list[KeptTurn]:
        """The turns of a thread in their order."""
        if not self.ledger.path.exists():
            return []
        sql = (
            "SELECT turn, marks, body FROM turns JOIN said USING (turn) "
            "WHERE notebook = ? AND thread = ? ORDER BY at"
        )
        return [KeptTurn(*row) for row in self.ledger.read(sql, (self.notebook, thread))]

    def media(self, turn: str) -> dict[str, bytes]:
        """The media of a turn, by their names."""
        sql = "SELECT digest, data FROM shown JOIN media USING (digest) WHERE turn = ?"
        return dict(self.ledger.read(sql, (turn,)))

    def keep(self, thread: str, turns: Iterable[tuple[str, str]], said: Mapping[str, Said]) -> None:
        """Let a thread be these turns, given by id and marks; `said` are those that are new."""
        with self.ledger.changing() as connection:
            for turn, what in said.items():
                _add(connection, turn, what)
            gone = self._cleared(connection, thread)
            rows = [
                (self.notebook, thread, at, turn, marks) for at, (turn, marks) in enumerate(turns)
            ]
            connection.executemany("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", rows)
            if gone - {turn for _, _, _, turn, _ in rows}:
                _sweep(connection)

    def forget(self, thread: str) -> None:
        """Let a thread hold nothing."""
        if not self.ledger.path.exists():
            return
        with self.ledger.changing() as connection:
            if self._cleared(connection, thread):
                _sweep(connection)

    def _cleared(self, connection: sqlite3.Connection, thread: str) -> set[str]:
        which = " FROM turns WHERE notebook = ? AND thread = ?"
        names = (self.notebook, thread)
        cleared = {turn for (turn,) in connection.execute(f"SELECT turn{which}", names)}
        connection.execute(f"DELETE{which}", names)
        return cleared


def _add(connection: sqlite3.Connection, turn: str, said: Said) -> None:
    connection.execute("INSERT OR IGNORE INTO said VALUES (?, ?)", (turn, said.body))
    for digest, data in said.media.items():
        connection.execute("INSERT OR IGNORE INTO media VALUES (?, ?)", (digest, data))
        connection.execute("INSERT OR IGNORE INTO shown VALUES (?, ?)", (turn, digest))


def _sweep(connection: sqlite3.Connection) -> None:
    """Drop what no thread of any notebook says any more."""
    connection.execute("DELETE FROM said WHERE turn NOT IN (SELECT turn FROM turns)")
    connection.execute("DELETE FROM shown WHERE turn NOT IN (SELECT turn FROM turns)")
    connection.execute("DELETE FROM media WHERE digest NOT IN (SELECT digest FROM shown)")
