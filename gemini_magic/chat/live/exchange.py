"""One turn in a Live session: contents in, events out; the session ends with the turn.

What was said before is sent along, or stands behind the handle that the service gave.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any, Self

from ...api.body import body_from
from ...api.call import Call, json_of
from ...api.cancelling import current_scope
from ...api.client import Client
from ...api.generate_call import model_path
from ...api.types import Content, GenerateContentConfig, LiveServerMessage, Part
from ...errors import GeminiError
from ...ledger import Guard
from ..events import Annotated, Event
from ..exchange import OnRetry, unanswered
from .config import live_config
from .messages import LiveTurn
from .sound import HANDLE, is_sound, pcm_of, slices_of

if TYPE_CHECKING:
    from ...api.live.blocking import BlockingLiveSession

__all__ = ["LiveExchange", "live_call", "model_version_of"]

_SECONDS_FOR_A_HANDLE = 0.5  # the service gives one soon after a turn, or not at all
_parse = json_of(LiveServerMessage)


class LiveExchange:
    """By a Live session. `handle` stands for what the service keeps of the conversation.

    Life: a context; `events` for the question, then for each answer of our functions.
    """

    def __init__(
        self,
        client: Client,
        model: str,
        config: GenerateContentConfig,
        handle: str = "",
        guard: Guard = nullcontext,
    ) -> None:
        self._client = client
        self._model = model
        self._config = config
        self._handle = handle
        self._guard = guard
        self._held = ExitStack()
        self._session: BlockingLiveSession | None = None
        self._messages: Iterator[LiveServerMessage] = iter(())
        self._turn = LiveTurn(model_version_of(client, model))
        self._is_resumable = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._held.close()

    def call(self, contents: list[Content]) -> Call[Any]:
        """What is asked, in the form of other calls: a session has no single one."""
        said = unanswered(contents) if self._handle else contents
        return live_call(self._model, said, self._config)

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model says to all of these messages, up to its end or to a function call."""
        with self._guard(self.call(contents)):
            if self._session is None:
                self._session = self._opened(contents)
            else:
                answers = [part.function_response for part in contents[-1].parts or ()]
                self._session.send_tool_response(function_responses=answers)
            try:
                for message in self._messages:
                    if (scope := current_scope()) is not None and scope.is_cancelled:
                        raise KeyboardInterrupt
                    yield from self._turn.events(message)
                    if message.tool_call is not None:
                        return
            except (GeminiError, KeyboardInterrupt):
                yield from self._turn.rest()
                raise
        if self._is_resumable.wait(_SECONDS_FOR_A_HANDLE) and self._session.handle:
            yield Annotated({HANDLE: self._session.handle})

    def _opened(self, contents: list[Content]) -> BlockingLiveSession:
        said = unanswered(contents) if self._handle else contents
        config = live_config(self._config, self._handle, is_marked=_sounds_in(said[-1]))
        connecting = self._client.live.connect(
            model=self._model, config=config, on_message=self._note
        )
        session = self._held.enter_context(connecting)
        self._messages = session.receive()
        _send_turn(session, said)
        return session

    def _note(self, message: LiveServerMessage) -> None:
        """A handle counts if nothing was said after it."""
        if message.server_content is not None or message.tool_call is not None:
            self._is_resumable.clear()
        update = message.session_resumption_update
        if update is not None and update.resumable:
            self._is_resumable.set()


def model_version_of(client: Client, model: str) -> str:
    """Who answers: sessions do not say it, and the local engine is not Gemini."""
    return "local-live" if client.is_local else model.removeprefix("models/")


def live_call(model: str, contents: list[Content], config: GenerateContentConfig) -> Call[Any]:
    """A turn in the form of a call, for whoever estimates or shows it before it is sent."""
    return Call(
        "POST", f"{model_path(model)}:bidiGenerateContent", _parse, body=body_from(contents, config)
    )


def _send_turn(session: BlockingLiveSession, contents: list[Content]) -> None:
    """Say the last of these, after the others. Sound is sent as if it were being spoken."""
    *before, last = contents
    if not _sounds_in(last):
        session.send_client_content(turns=contents)
        return
    if before:
        session.send_client_content(turns=before, turn_complete=False)
    session.send_realtime_input(activity_start=True)
    for part in last.parts or ():
        _send_part(session, part)
    session.send_realtime_input(activity_end=True)


def _send_part(session: BlockingLiveSession, part: Part) -> None:
    if part.inline_data is not None and is_sound(part.inline_data):
        for piece in slices_of(*pcm_of(part.inline_data)):
            session.send_realtime_input(audio=piece)
    elif part.inline_data is not None:
        session.send_realtime_input(media=part.inline_data)
    elif part.text:
        session.send_realtime_input(text=part.text)


def _sounds_in(content: Content) -> bool:
    blobs = [part.inline_data for part in content.parts or ()]
    return any(blob is not None and is_sound(blob) for blob in blobs)
