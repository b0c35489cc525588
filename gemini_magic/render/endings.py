"""How a reply ended, where that needs a mark: stopped, cut off, refused, out of tokens, failed."""

from __future__ import annotations

from ..chat import Answer, Reply
from ..chat.events import Older, Stopped

__all__ = ["Mark", "ending_of", "endings"]

Mark = tuple[str, str]
"""A word for the mark, and what more there is to say (maybe nothing)."""

_AS_INTENDED = frozenset({"", "STOP", "FINISH_REASON_UNSPECIFIED"})
_STOPPED = {
    "interrupted": ("stopped", ""),
    "truncated": ("truncated", "the connection ended early"),
    "error": ("error", ""),
}
_MEANING = {
    "MAX_TOKENS": "the limit of output tokens is reached; ask to go on, or raise it",
    "SAFETY": "withheld by the safety filters",
    "RECITATION": "it came too close to a known text",
    "LANGUAGE": "the language is not supported",
    "BLOCKLIST": "it holds forbidden terms",
    "PROHIBITED_CONTENT": "it may hold prohibited content",
    "SPII": "it may hold personal data",
    "MALFORMED_FUNCTION_CALL": "the model wrote a call that cannot be read; ask again",
    "IMAGE_SAFETY": "the picture was withheld by the safety filters",
    "MODEL_ARMOR": "withheld by Model Armor",
    "JAILBREAK": "taken for an attempt to get around the safety filters",
}


def endings(reply: Reply) -> list[Mark]:
    """The marks of a reply; none where it ended as intended, or has not ended."""
    marks = ending_of(reply.answers[0])
    if reply.refused:
        marks.append((f"blocked: {reply.refused}", _MEANING.get(reply.refused, "")))
    if reply.stopped is not None:
        marks.append(_stopped(reply.stopped))
    if reply.older is not None:
        marks.append(("older answer", _why_older(reply.older)))
    return marks


def ending_of(answer: Answer) -> list[Mark]:
    """The marks of one candidate."""
    reason = answer.finish_reason
    if reason in _AS_INTENDED:
        return []
    said = [answer.finish_message or _MEANING.get(reason, ""), *_harms(answer)]
    return [(reason, "; ".join(part for part in said if part))]


def _harms(answer: Answer) -> list[str]:
    """The categories that the service thinks likely, in words: "dangerous content (high)"."""
    found = []
    for rating in answer.notes.get("safety_ratings") or ():
        probability = (rating.probability or "").lower()
        if rating.blocked or probability in {"medium", "high"}:
            category = (rating.category or "").removeprefix("HARM_CATEGORY_").lower()
            found.append(f"{category.replace('_', ' ')} ({probability or 'blocked'})")
    return found


def _why_older(older: Older) -> str:
    what = ", ".join(older.changed) or "what stands above"
    has = "have" if len(older.changed) > 1 else "has"
    day = older.time[:16].replace("T", " ")
    return f"of {day} UTC; {what} {has} changed since, and nothing was asked (cache is only)"


def _stopped(stopped: Stopped) -> Mark:
    word, usual = _STOPPED[stopped.cause]
    return word, stopped.message or usual
