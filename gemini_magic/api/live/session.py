"""LiveSession: what a program holds of a session of the Live API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from ..types import LiveServerMessage, LiveServerSetupComplete
from . import frames, legacy
from .link import Link, Reconnection
from .resumption import Resumption

__all__ = ["LiveSession"]


class LiveSession:
    """A conversation by text, voice and images. Made by `client.aio.live.connect`.

    Audio goes in at 16 kHz and comes out at 24 kHz, signed 16-bit little-endian mono; pieces of
    20 to 100 ms are best. A method raises what ended the session: `APIError` with the close code
    (1007 a bad argument, 1008 not allowed, 1011 the service), or `ConnectionFailed`.
    """

    def __init__(self, link: Link[LiveServerMessage], resumption: Resumption) -> None:
        self._link = link
        self._resumption = resumption

    @property
    def setup_complete(self) -> LiveServerSetupComplete:
        """How the service took the setup."""
        return self._link.setup_complete

    @property
    def session_id(self) -> str | None:
        """The service's name for this session."""
        return self.setup_complete.session_id

    @property
    def handle(self) -> str | None:
        """The newest handle to resume this session by, also from another program."""
        return self._resumption.handle

    @property
    def reconnections(self) -> list[Reconnection]:
        """How often the session has moved to another connection, and why."""
        return self._link.reconnections

    async def send_client_content(self, *, turns: Any = None, turn_complete: bool = True) -> None:
        """Add turns to the conversation: text, a `Content`, a part, or a list of these.

        With `turn_complete` the model answers, and stops what it was saying.
        """
        frame = frames.client_content(turns, turn_complete)
        await self._link.send(frame, asks=turn_complete)

    async def send_realtime_input(
        self,
        *,
        media: Any = None,
        audio: Any = None,
        video: Any = None,
        text: str | None = None,
        audio_stream_end: bool | None = None,
        activity_start: Any = None,
        activity_end: Any = None,
    ) -> None:
        """Send one piece of what happens; exactly one of the arguments.

        `audio` is a `Blob` or bytes at 16 kHz; `video` a `Blob`, an image, or JPEG bytes; `media`
        either. `audio_stream_end` says that the microphone is off; the activities mark speech
        where automatic detection is disabled (True will do).
        """
        frame = frames.realtime_input(
            media=media,
            audio=audio,
            video=video,
            text=text,
            audio_stream_end=audio_stream_end,
            activity_start=activity_start,
            activity_end=activity_end,
        )
        await self._link.send(frame, asks=text is not None or bool(activity_end))

    async def send_tool_response(self, *, function_responses: Any) -> None:
        """Answer function calls: one `FunctionResponse` or a list, each with its call's id."""
        await self._link.send(frames.tool_response(function_responses), asks=True)

    async def send_context_update(
        self, *, system_instruction: Any = None, tools: Sequence[Any] | None = None
    ) -> None:
        """Change the system instruction or the tools from here on; `tools=[]` takes them away."""
        await self._link.send(frames.context_update(system_instruction, tools))

    async def send(self, *, input: Any = None, end_of_turn: bool = False) -> None:
        """Send whatever fits; the older form of the methods above. No input ends the turn."""
        frame = legacy.frame_from(input, end_of_turn)
        asks = frame.get("clientContent", {}).get("turnComplete") or "toolResponse" in frame
        await self._link.send(frame, asks=bool(asks))

    async def receive(self) -> AsyncIterator[LiveServerMessage]:
        """The messages of one turn of the model, as they arrive; ends with it.

        Drop audio that was not played yet when `server_content.interrupted` comes.
        """
        async with aclosing(self._link.messages()) as messages:
            async for message in messages:
                yield message
                if message.server_content is not None and message.server_content.ends_turn:
                    return

    async def close(self) -> None:
        """End the session."""
        await self._link.close()
