"""Votes in the ledger: which of several answers to one question somebody found best."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from .book import Ledger

__all__ = ["Vote", "add_vote", "votes"]

_ADD = "INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?)"
_ALL = "SELECT comparison, time, prompt, winner, others FROM votes ORDER BY time"


@dataclass(frozen=True)
class Vote:
    """One vote; a comparison has one at most, the last. `prompt` is a hash of what was asked,
    `winner` and `others` are titles of answers: models, or numbers of prompts.
    """

    comparison: str
    time: str  # RFC 3339, UTC
    prompt: str
    winner: str
    others: tuple[str, ...]


def add_vote(ledger: Ledger, vote: Vote) -> None:
    """Write down a vote, in the place of an earlier one on the same comparison."""
    others = json.dumps(vote.others, ensure_ascii=False)
    ledger.write(_ADD, (vote.comparison, vote.time, vote.prompt, vote.winner, others))


def votes(ledger: Ledger) -> Iterator[Vote]:
    """All votes, the oldest first."""
    for comparison, time, prompt, winner, others in ledger.read(_ALL):
        yield Vote(comparison, time, prompt, winner, tuple(json.loads(others)))
