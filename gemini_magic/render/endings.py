"""How a reply ended, where that needs a mark: stopped, cut off, refused, out of tokens, failed."""

from __future__ import annotations

from ..chat import Answer, Reply
from ..chat.events import Stopped

__all__ = ["Mark", "ending_of", "endings"]

Mark = tuple[str, str]
"""A word for the mark, and what more there is to say (maybe nothing)."""

_AS_INTENDED = frozenset({"", "STOP", "FINISH_REASON_UNSPECIFIED"})
_STOPPED = {
    "interrupted": ("stopped", ""),
    "truncated": ("truncated", "the connection ended early"),
    "error": ("error", ""),
}


def endings(reply: Reply) -> list[Mark]:
    """The marks of a reply; none where it ended as intended, or has not ended."""
    marks = ending_of(reply.answers[0])
    if reply.refused:
        marks.append((f"blocked: {reply.refused}", ""))
    if reply.stopped is not None:
        marks.append(_stopped(reply.stopped))
    return marks


def ending_of(answer: Answer) -> list[Mark]:
    """The marks of one candidate."""
    if answer.finish_reason in _AS_INTENDED:
        return []
    return [(answer.finish_reason, answer.finish_message)]


def _stopped(stopped: Stopped) -> Mark:
    word, usual = _STOPPED[stopped.cause]
    return word, stopped.message or usual
