"""SpokenTurn: what one turn of a conversation by voice was, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...api.audio import Audio, audio_of
from ..reply import Reply
from ..request import Request

__all__ = ["SpokenTurn"]


@dataclass(frozen=True)
class SpokenTurn:
    """What the user said or typed, and the reply.

    `first_ms` is the time from the end of the user's words to the first of the model's, `ms` that
    to the last; None where no end was seen.
    """

    request: Request
    reply: Reply
    ms: float | None = None
    first_ms: float | None = None

    @property
    def said(self) -> str:
        """The user's words: typed, or as the model has understood them."""
        typed = [part.text for part in self.request.parts if part.text]
        return "\n".join([*typed, *([self.reply.heard.strip()] if self.reply.heard else [])])

    @property
    def voice(self) -> Audio | None:
        """The user's speech, 16 kHz; None where it was typed."""
        return audio_of(self.request.parts)

    @property
    def text(self) -> str:
        """What the model said, as text."""
        return self.reply.text

    @property
    def audio(self) -> Audio | None:
        """What the model said, 24 kHz as a rule."""
        return self.reply.audio

    @property
    def row(self) -> dict[str, Any]:
        """The turn as a row of a table: times in seconds and ms, cost in US dollars or None."""
        usage, cost = self.reply.total_usage, self.reply.cost
        return {
            "said": self.said,
            "text": self.text,
            "said_seconds": self.voice.seconds if self.voice else None,
            "seconds": self.audio.seconds if self.audio else None,
            "first_ms": self.first_ms,
            "ms": self.ms,
            "stopped": self.reply.stopped.cause if self.reply.stopped else "",
            "calls": len(self.reply.calls),
            "tokens": usage.total_token_count if usage else None,
            "cost_usd": cost.dollars if cost else None,
        }
