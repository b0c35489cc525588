"""A turn of a conversation by voice while it goes on: the user's words, and the answer so far."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ...api.types import Blob, Content, LiveServerMessage, Part
from ..calls import Calls
from ..events import Event, Stopped
from ..reply import Reply, fold
from ..request import Request
from .messages import LiveTurn
from .sound import is_sound
from .spoken_turn import SpokenTurn

__all__ = ["RATE", "OpenTurn", "Words", "begins_turn"]

RATE = 16_000
"""Samples a second of what the user says."""

_MOST_BYTES = 120 * 2 * RATE  # of one turn's speech that is kept; the service hears all of it


@dataclass
class Words:
    """What the user says in one turn. A `number` of 0 is given when the answer begins."""

    typed: str = ""
    number: int = 0
    pcm: bytearray = field(default_factory=bytearray)
    ended: float | None = None

    def hear(self, pcm: bytes) -> None:
        """Keep a piece of speech; of a long silence only the end."""
        self.pcm += pcm
        if len(self.pcm) > _MOST_BYTES:
            del self.pcm[: len(self.pcm) - _MOST_BYTES]

    def end(self) -> None:
        """The user has said it all."""
        self.ended = time.perf_counter()

    @property
    def content(self) -> Content:
        """As a message."""
        return Content(role="user", parts=list(self.parts))

    @property
    def parts(self) -> tuple[Part, ...]:
        """As parts of a request."""
        if self.typed:
            return (Part(text=self.typed),)
        if not self.pcm:
            return ()
        mime_type = f"audio/pcm;rate={RATE}"
        return (Part(inline_data=Blob(data=bytes(self.pcm), mime_type=mime_type)),)


class OpenTurn:
    """Life: made when the answer begins; `take` each message; `spoken` when it ends."""

    def __init__(self, words: Words, model_version: str, calls: Calls) -> None:
        self.words = words
        self.calls = calls
        self.reply = Reply()
        self.is_hushed = False  # by the user, though the model goes on
        self._messages = LiveTurn(model_version)
        self._first: float | None = None

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.words.number

    @property
    def is_stopped(self) -> bool:
        """Whether the user has interrupted it."""
        return self.reply.stopped is not None

    @property
    def is_ended(self) -> bool:
        """Whether the model has said all it wanted to say."""
        return bool(self.reply.finish_reason)

    def take(self, message: LiveServerMessage) -> bytes:
        """Take in a message; gives the sound in it that is to be heard."""
        pcm = _sound_in(message)
        if self._first is None and (pcm or message.text):
            self._first = time.perf_counter()
        self.apply(self._messages.events(message))
        return b"" if self.is_hushed else pcm

    def apply(self, events: Iterable[Event]) -> None:
        """Take in what happened otherwise."""
        self.reply = fold(events, self.reply)

    def spoken(self, request: Request, stopped: Stopped | None) -> SpokenTurn:
        """The turn as it stays; `stopped` if it ended before the model had."""
        self.apply(self._messages.rest())
        if self.is_hushed:
            self.apply([Stopped("interrupted")])
        elif stopped is not None and not self.reply.is_finished:
            self.apply([stopped])
        asked = replace(request, parts=self.words.parts, via="live")
        return SpokenTurn(
            asked, self.reply, self._since(time.perf_counter()), self._since(self._first)
        )

    def _since(self, moment: float | None) -> float | None:
        ended = self.words.ended
        return None if moment is None or ended is None else max(0.0, 1000 * (moment - ended))


def begins_turn(message: LiveServerMessage) -> bool:
    """Whether the model says something, or tells what it has heard."""
    content = message.server_content
    said = content and (
        content.model_turn or content.output_transcription or content.input_transcription
    )
    return bool(said or message.tool_call)


def _sound_in(message: LiveServerMessage) -> bytes:
    turn = message.server_content.model_turn if message.server_content else None
    blobs = [part.inline_data for part in (turn.parts if turn else None) or ()]
    return b"".join(blob.data or b"" for blob in blobs if blob is not None and is_sound(blob))
