"""The Live API: a session on a WebSocket, its answers written or spoken at their own pace."""

import asyncio
import base64
from collections.abc import Generator
from contextlib import aclosing
from typing import Any

from gemini_magic.local import reply
from gemini_magic.local.answer import Answer
from gemini_magic.local.closing import GOING_AWAY, Closing
from gemini_magic.local.engine import Engine
from gemini_magic.local.handlers.socket import SERVICE, Socket
from gemini_magic.local.live.ear import Said
from gemini_magic.local.live.frames import FRAME
from gemini_magic.local.live.hearing import unheard
from gemini_magic.local.live.pacing import Pacer
from gemini_magic.local.live.session import Begin, Effect, Say, Session, Stop
from gemini_magic.local.live.setup import setup_from
from gemini_magic.local.live.telling import (
    Message,
    Sentence,
    Telling,
    audio,
    is_of_answer,
    transcription,
)
from gemini_magic.local.project import Dials
from gemini_magic.local.project.auth_tokens import PREFIX, AuthToken
from gemini_magic.local.project.clock import now
from gemini_magic.local.request import Request
from gemini_magic.local.sound.pcm import SPEECH_RATE
from gemini_magic.local.stepping import stepped
from gemini_magic.local.tokens import count_text
from gemini_magic.local.wire.errors import ApiError

Wire = dict[str, Any]

_PIECE_SECONDS = 0.04
_PIECE_BYTES = 2 * round(SPEECH_RATE * _PIECE_SECONDS)
_MOST_SECONDS_OF_NOTICE = 10.0


class Live(Socket):
    FRAME = FRAME
    _turn: asyncio.Task[None] | None = None

    async def set_up(self, setup: Wire) -> Wire:
        project = self.engine.resources.project
        checked = setup_from(self.admitted(setup), self.version)
        self._session = Session(checked, project.live_handles, self.engine.new_id)
        self.start(self._end_in_time(self._dials.live_session))
        return {"sessionId": self.engine.new_id()}

    def admitted(self, setup: Wire) -> Wire:
        """The setup as far as the caller may have it."""
        return setup

    async def hear(self, frame: Wire) -> None:
        await self._do(self._session.hear(frame))

    async def _do(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Say():
                    await self.say(effect.message)
                case Begin():
                    self._turn = self.start(self._answer(effect.said, self._turn))
                case Stop():
                    await self._stop()

    async def _stop(self) -> None:
        if self._turn is not None:
            self._turn.cancel()
            await asyncio.wait([self._turn])
        self.outbox.drop(is_of_answer)

    async def _answer(self, said: Said | None, before: asyncio.Task[None] | None) -> None:
        if before is not None and before is not asyncio.current_task():
            await asyncio.wait([before])
        await asyncio.sleep(self.settings["latency"])
        session, telling = self._session, Telling(speaks=self._session.setup.speaks)
        answer = await self._understood(said) if said is not None else None
        pacer = Pacer(self._dials.live_speed)
        chunks = stepped(_chunks(self.engine, session.request(), answer))
        async with aclosing(chunks):
            async for chunk in chunks:
                for piece in telling.pieces(chunk):
                    await self._tell(piece, telling, pacer)
        for piece in telling.rest():
            await self._tell(piece, telling, pacer)
        sound = said.sound if said is not None else None
        await self._do(session.over(telling.calls, telling.usage(sound)))

    async def _understood(self, said: Said) -> Answer | None:
        """Adds to the conversation what was said; the answer, if only sound was heard."""
        sound, listener = said.sound, self.engine.resources.listener
        heard = None
        if sound is not None:
            heard = await asyncio.to_thread(listener.transcribe, sound.pcm, sound.rate)
        for told in self._session.understand(said, heard):
            await self.say(told.message)
        if sound is None or heard or said.parts:
            return None
        return unheard(sound, listened=listener.hears)

    async def _tell(self, piece: Message | Sentence, telling: Telling, pacer: Pacer) -> None:
        self._session.saying(piece.text)
        if isinstance(piece, Message):
            await self.say(piece.wire)
            if (rate := self.settings["tokens_per_second"]) is not None:
                await asyncio.sleep(count_text(piece.text) / rate)
            return
        setup = self._session.setup
        if setup.transcribes_output:
            await self.say(transcription(piece.text))
        if not piece.spoken:
            return
        speech = self.engine.resources.speaker.speech
        pcm = await asyncio.to_thread(speech, piece.spoken, setup.voice, language=setup.language)
        for start in range(0, len(pcm), _PIECE_BYTES):
            await asyncio.sleep(pacer.wait(_PIECE_SECONDS))
            data = pcm[start : start + _PIECE_BYTES]
            telling.audio_seconds += len(data) / 2 / SPEECH_RATE
            await self.say(audio(base64.b64encode(data).decode("ascii")))

    async def _end_in_time(self, seconds: float) -> None:
        notice = min(_MOST_SECONDS_OF_NOTICE, seconds / 2)
        await asyncio.sleep(seconds - notice)
        await self.say({"goAway": {"timeLeft": f"{notice:g}s"}})
        await asyncio.sleep(notice)
        self.end(Closing(GOING_AWAY, f"A connection lasts {seconds:g} s; resume the session."))

    @property
    def _dials(self) -> Dials:
        dials: Dials = self.settings["dials"]
        return dials


class Constrained(Live):
    """For ephemeral tokens, and for them only."""

    def check_key(self) -> None:
        headers = self.request.headers
        kind, _, name = headers.get("authorization", "").partition(" ")
        if kind.lower() != "token":
            name = self.get_query_argument("access_token", headers.get("x-goog-api-key", ""))
        if not name.startswith(PREFIX):
            raise ApiError(
                401,
                "UNAUTHENTICATED",
                "BidiGenerateContentConstrained takes an ephemeral token, by the header "
                "Authorization: Token or access_token=.",
            )
        self._token: AuthToken = self.engine.resources.project.auth_tokens.find(name.strip())

    def admitted(self, setup: Wire) -> Wire:
        admitted = self._token.open_session(setup)
        self.start(self._end_with_token())
        return admitted

    async def _end_with_token(self) -> None:
        while True:
            await asyncio.sleep((self._token.expires - now()).total_seconds())
            self._token.check()


def _chunks(engine: Engine, request: Request, answer: Answer | None) -> Generator[Wire]:
    """The engine's chunks. A Live session is stateful: nothing in it need be signed."""
    resolved = engine.resources.project.resolved(request)
    answers = (answer or engine.answer(resolved) for _ in range(1))
    yield from reply.chunks(resolved, answers, engine.new_id(), engine.resources.signer)


ROUTES = [
    (rf"{SERVICE}\.BidiGenerateContent", Live),
    (rf"{SERVICE}\.BidiGenerateContentConstrained", Constrained),
]
