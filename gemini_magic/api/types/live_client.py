"""What a client may say in a Live session, for those who build it by hand."""

from __future__ import annotations

from typing import Any

from .base import WireModel
from .content import Blob, Content, FunctionResponse

__all__ = [
    "ActivityEnd",
    "ActivityStart",
    "LiveClientContent",
    "LiveClientRealtimeInput",
    "LiveClientToolResponse",
]


class ActivityStart(WireModel):
    """The user begins to speak; for sessions without automatic detection."""


class ActivityEnd(WireModel):
    """The user has spoken."""


class LiveClientContent(WireModel):
    """Turns of the conversation; `turn_complete` asks for an answer."""

    turns: list[Content] | None = None
    turn_complete: bool | None = None


class LiveClientRealtimeInput(WireModel):
    """Media as it happens. `media_chunks` is the older form of `audio` and `video`."""

    media_chunks: list[Blob] | None = None
    audio: Blob | None = None
    video: Blob | None = None
    text: str | None = None
    audio_stream_end: bool | None = None
    activity_start: ActivityStart | dict[str, Any] | None = None
    activity_end: ActivityEnd | dict[str, Any] | None = None


class LiveClientToolResponse(WireModel):
    """What our functions answered."""

    function_responses: list[FunctionResponse] | None = None
