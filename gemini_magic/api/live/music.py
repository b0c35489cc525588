"""MusicSession: music by Lyria RealTime, steered while it plays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from ...errors import InvalidRequest
from ..contents import wire_from
from ..types import (
    LiveMusicGenerationConfig,
    LiveMusicPlaybackControl,
    LiveMusicServerMessage,
    WeightedPrompt,
)
from .link import Link

__all__ = ["MusicSession"]


class MusicSession:
    """Music that plays on. Made by `client.aio.live.music.connect`.

    The audio is signed 16-bit little-endian, 48 kHz, two channels. After a change of `bpm` or
    `scale` call `reset_context`, or nothing is heard of it.
    """

    def __init__(self, link: Link[LiveMusicServerMessage]) -> None:
        self._link = link

    async def set_weighted_prompts(
        self, prompts: Sequence[WeightedPrompt | Mapping[str, Any]]
    ) -> None:
        """What the music should be like from now on; weights are relative and never 0."""
        typed = [wire_from(WeightedPrompt, prompt, "prompt") for prompt in prompts]
        if not typed or any(prompt.weight == 0 for prompt in typed):
            raise InvalidRequest(
                f"weighted prompts are {[(p.text, p.weight) for p in typed]}; give at least one, "
                "and leave out those of weight 0"
            )
        content = {"weightedPrompts": [prompt.to_wire() for prompt in typed]}
        await self._link.send({"clientContent": content})

    async def set_music_generation_config(
        self, config: LiveMusicGenerationConfig | Mapping[str, Any]
    ) -> None:
        """How the music is made, as a whole: what is left out returns to its default."""
        typed = wire_from(LiveMusicGenerationConfig, config, "config")
        await self._link.send({"musicGenerationConfig": typed.to_wire()})

    async def play(self) -> None:
        """Begin, or go on after a pause."""
        await self._control(LiveMusicPlaybackControl.PLAY)

    async def pause(self) -> None:
        """Hold; `play` goes on from here."""
        await self._control(LiveMusicPlaybackControl.PAUSE)

    async def stop(self) -> None:
        """Stop, and forget the music so far; prompts and config stay."""
        await self._control(LiveMusicPlaybackControl.STOP)

    async def reset_context(self) -> None:
        """Forget the music so far and play on; prompts and config stay."""
        await self._control(LiveMusicPlaybackControl.RESET_CONTEXT)

    async def receive(self) -> AsyncIterator[LiveMusicServerMessage]:
        """The music as it is made, and prompts that were filtered out; ends with the session."""
        async with aclosing(self._link.messages()) as messages:
            async for message in messages:
                yield message

    async def close(self) -> None:
        """End the session."""
        await self._link.close()

    async def _control(self, control: LiveMusicPlaybackControl) -> None:
        await self._link.send({"playbackControl": str(control)})
