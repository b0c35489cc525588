"""`client.live`: sessions without await, for cells and scripts.

Each session has an event loop in a thread of its own, so that it breathes (answers pings, moves
to another connection) while the program does something else.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from ..connection import Connection
from ..types import LiveServerSetupComplete
from .connect import AsyncLive, AsyncMusic
from .link import Reconnection
from .music import MusicSession
from .session import LiveSession

__all__ = ["BlockingLiveSession", "BlockingMusicSession", "Live", "Music"]

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Session = TypeVar("Session")
Held = TypeVar("Held")


class _Loop:
    """An event loop in a thread. Leaving the block ends both."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        # A daemon: a kernel that dies in mid-session must not wait for it.
        self._thread = threading.Thread(target=self._run, name="gemini-magic-live", daemon=True)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.get_loop().run_forever()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """The result of a coroutine; what interrupts the waiting cancels it."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


class _Blocking(Generic[Session]):
    def __init__(self, session: Session, loop: _Loop) -> None:
        self._session = session
        self._loop = loop


def _waits(
    method: Callable[Concatenate[Session, Arguments], Awaitable[Answer]],
) -> Callable[Concatenate[_Blocking[Session], Arguments], Answer]:
    """The same method, waited for."""

    @functools.wraps(method)
    def waiting(
        self: _Blocking[Session], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Answer:
        async def work() -> Answer:
            return await method(self._session, *args, **kwargs)

        return self._loop.wait(work())

    return waiting


def _iterates(
    method: Callable[[Session], AsyncIterator[Answer]],
) -> Callable[[_Blocking[Session]], Iterator[Answer]]:
    """The same iterator, waited for item by item."""

    @functools.wraps(method)
    def iterating(self: _Blocking[Session], /) -> Iterator[Answer]:
        messages = method(self._session)

        async def following() -> Answer | None:
            return await anext(messages, None)

        while (message := self._loop.wait(following())) is not None:
            yield message

    return iterating


class BlockingLiveSession(_Blocking[LiveSession]):
    """A `LiveSession` whose methods wait. Made by `client.live.connect`."""

    send_client_content = _waits(LiveSession.send_client_content)
    send_realtime_input = _waits(LiveSession.send_realtime_input)
    send_tool_response = _waits(LiveSession.send_tool_response)
    send_context_update = _waits(LiveSession.send_context_update)
    send = _waits(LiveSession.send)
    receive = _iterates(LiveSession.receive)
    close = _waits(LiveSession.close)

    @property
    def setup_complete(self) -> LiveServerSetupComplete:
        """How the service took the setup."""
        return self._session.setup_complete

    @property
    def session_id(self) -> str | None:
        """The service's name for this session."""
        return self._session.session_id

    @property
    def handle(self) -> str | None:
        """The newest handle to resume this session by."""
        return self._session.handle

    @property
    def reconnections(self) -> list[Reconnection]:
        """How often the session has moved to another connection, and why."""
        return self._session.reconnections


class BlockingMusicSession(_Blocking[MusicSession]):
    """A `MusicSession` whose methods wait. Made by `client.live.music.connect`."""

    set_weighted_prompts = _waits(MusicSession.set_weighted_prompts)
    set_music_generation_config = _waits(MusicSession.set_music_generation_config)
    play = _waits(MusicSession.play)
    pause = _waits(MusicSession.pause)
    stop = _waits(MusicSession.stop)
    reset_context = _waits(MusicSession.reset_context)
    receive = _iterates(MusicSession.receive)
    close = _waits(MusicSession.close)


def _opens(
    connect: Callable[Concatenate[Any, Arguments], AbstractAsyncContextManager[Session]],
    kind: Callable[[Session, _Loop], Held],
) -> Callable[Concatenate[Any, Arguments], AbstractContextManager[Held]]:
    """The same way to open a session, which is held as `kind`."""

    @contextmanager
    @functools.wraps(connect)
    def opened(self: Any, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Iterator[Held]:
        connecting = connect(self._aio, *args, **kwargs)
        with _Loop() as loop:
            session = loop.wait(_entered(connecting))
            try:
                yield kind(session, loop)
            finally:
                loop.wait(_left(connecting))

    return opened


async def _entered(connecting: AbstractAsyncContextManager[Session]) -> Session:
    return await connecting.__aenter__()


async def _left(connecting: AbstractAsyncContextManager[Any]) -> None:
    await connecting.__aexit__(None, None, None)


class Music:
    """Lyria RealTime."""

    def __init__(self, connection: Connection) -> None:
        self._aio = AsyncMusic(connection)

    connect = _opens(AsyncMusic.connect, BlockingMusicSession)


class Live:
    """The Live API."""

    def __init__(self, connection: Connection) -> None:
        self._aio = AsyncLive(connection)
        self.music = Music(connection)

    connect = _opens(AsyncLive.connect, BlockingLiveSession)
