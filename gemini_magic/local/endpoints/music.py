"""Lyria RealTime: a WebSocket on which music plays on, while prompts and settings steer it."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.handlers.socket import SERVICE, Socket
from gemini_magic.local.music.artists import why_filtered
from gemini_magic.local.music.band import CHANNELS, Band
from gemini_magic.local.music.config import MUSIC_GENERATION_CONFIG, config_from
from gemini_magic.local.music.taste import taste_from
from gemini_magic.local.music.timbre import RATE
from gemini_magic.local.wire.errors import InvalidArgument, unknown_model
from gemini_magic.local.wire.proto import Enum, Message, Repeated, floating, string

Wire = dict[str, Any]

_METHOD = "bidiGenerateMusic"
_CONTROLS = ("PLAYBACK_CONTROL_UNSPECIFIED", "PLAY", "PAUSE", "STOP", "RESET_CONTEXT")
_WEIGHTED_PROMPT = Message("WeightedPrompt", {"text": string, "weight": floating})
_FRAME = Message(
    "BidiGenerateMusicClientMessage",
    {
        "setup": Message("BidiGenerateMusicSetup", {"model": string}),
        "clientContent": Message(
            "BidiGenerateMusicClientContent", {"weightedPrompts": Repeated(_WEIGHTED_PROMPT)}
        ),
        "musicGenerationConfig": MUSIC_GENERATION_CONFIG,
        "playbackControl": Enum(
            "BidiGenerateMusicClientMessage.PlaybackControl", frozenset(_CONTROLS)
        ),
    },
)
_MIME_TYPE = f"audio/l16;rate={RATE};channels={CHANNELS}"
_SECONDS_PER_CHUNK = 1.0
_SECONDS_AHEAD = 3.0
_MOST_WAITING = 4
_MOST_PROMPTS = 50
_MOST_CHARACTERS = 2_000


class Music(Socket):
    """A session; nothing is computed while it does not play."""

    FRAME = _FRAME

    _playing: asyncio.Task[None] | None = None

    async def set_up(self, setup: Wire) -> Wire:
        model_id = setup.get("model", "").removeprefix("models/")
        model = catalog.find(model_id)
        if model is None or _METHOD not in model.methods:
            raise unknown_model(model_id, self.version, _METHOD)
        self._source: Wire = {}
        self._band = Band(int(self.engine.new_id()[:7], 16))
        return {}

    async def hear(self, frame: Wire) -> None:
        field, value = next(iter(frame.items()))
        hearers: dict[str, Callable[[Any], Awaitable[None]]] = {
            "clientContent": self._hear_prompts,
            "musicGenerationConfig": self._hear_config,
            "playbackControl": self._hear_control,
        }
        await hearers[field](value)

    def left(self) -> None:
        self._playing = None

    async def _hear_prompts(self, content: Wire) -> None:
        prompts = content.get("weightedPrompts", [])
        _check_prompts(prompts)
        followed = []
        for prompt in prompts:
            if why := why_filtered(prompt["text"]):
                filtered = {"text": prompt["text"], "filteredReason": why}
                await self.say({"filteredPrompt": filtered})
            else:
                followed.append({"weight": 1.0, **prompt})
        if followed:
            self._source["clientContent"] = {"weightedPrompts": followed}
            self._retune()

    async def _hear_config(self, config: Wire) -> None:
        self._band.config = config_from(config)
        self._source["musicGenerationConfig"] = config
        self._retune()

    def _retune(self) -> None:
        prompts = self._source.get("clientContent", {}).get("weightedPrompts", ())
        weighted = [(prompt["text"], prompt["weight"]) for prompt in prompts]
        self._band.taste = taste_from(weighted, self._band.config.guidance)
        if self._playing is None and not self._band.has_begun:
            self._band.reset()

    async def _hear_control(self, control: str) -> None:
        is_playing = self._playing is not None
        if control == "PLAY" and is_playing:
            return
        await self._halt()
        if control in ("STOP", "RESET_CONTEXT"):
            self._band.reset()
        if control == "PLAY" or (control == "RESET_CONTEXT" and is_playing):
            self._playing = self.start(self._play())

    async def _halt(self) -> None:
        """Ends the music at once: what waits to be sent is not sent any more."""
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.cancel()
            await asyncio.wait([playing])
        self.outbox.drop(lambda message: "serverContent" in message)

    async def _play(self) -> None:
        """A chunk a second, a little ahead of the time at which it is heard."""
        loop = asyncio.get_running_loop()
        heard_until = loop.time()
        while True:
            # Waited for even when cancelled: two threads must not play one band.
            chunk = asyncio.ensure_future(
                asyncio.to_thread(self._band.next_seconds, _SECONDS_PER_CHUNK)
            )
            try:
                pcm = await asyncio.shield(chunk)
            except asyncio.CancelledError:
                await asyncio.wait([chunk])
                raise
            data = base64.b64encode(pcm).decode()
            audio = {"data": data, "mimeType": _MIME_TYPE, "sourceMetadata": {**self._source}}
            message = {"serverContent": {"audioChunks": [audio]}}
            await self.outbox.put(message, most=_MOST_WAITING)
            heard_until = max(heard_until, loop.time()) + _SECONDS_PER_CHUNK
            if self.settings["dials"].live_speed:
                await asyncio.sleep(max(0.0, heard_until - loop.time() - _SECONDS_AHEAD))


def _check_prompts(prompts: list[Wire]) -> None:
    if not 1 <= len(prompts) <= _MOST_PROMPTS:
        raise InvalidArgument(
            f"client_content.weighted_prompts holds {len(prompts)} prompts; give 1 to "
            f"{_MOST_PROMPTS}."
        )
    for i, prompt in enumerate(prompts):
        where = f"client_content.weighted_prompts[{i}]"
        if not prompt.get("text"):
            raise InvalidArgument(f"{where}.text must not be empty.")
        if len(prompt["text"]) > _MOST_CHARACTERS:
            raise InvalidArgument(f"{where}.text is longer than {_MOST_CHARACTERS} characters.")
        if prompt.get("weight") == 0:
            raise InvalidArgument(f"{where}.weight must not be 0.")


ROUTES = [(rf"{SERVICE}\.BidiGenerateMusic", Music)]
