"""`client.aio.live` and `client.aio.live.music`: where sessions are opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from ..connection import Connection
from ..resources.models import model_path
from ..types import (
    HttpOptions,
    LiveConnectConfig,
    LiveMusicServerMessage,
    LiveServerMessage,
    SessionResumptionConfig,
)
from .address import live_address, music_address
from .frames import Frame
from .link import SETUP_TIMEOUT, Link, Reconnection, Terms
from .music import MusicSession
from .resumption import Resumption
from .session import LiveSession
from .setup import live_config_from, setup_from

__all__ = ["AsyncLive", "AsyncMusic"]


class AsyncMusic:
    """Lyria RealTime."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def connect(
        self,
        *,
        model: str = "models/lyria-realtime-exp",
        on_message: Callable[[LiveMusicServerMessage], None] | None = None,
        keepalive: float | None = 20.0,
    ) -> AsyncIterator[MusicSession]:
        """Open a session; it is closed when the block is left."""
        setup = {"model": model_path(model)}
        terms = Terms(
            address=music_address(self._connection),
            setup=lambda handle: setup,
            kind=LiveMusicServerMessage,
            retry=self._connection.retry,
            keepalive=keepalive,
            setup_timeout=_setup_timeout(self._connection, HttpOptions()),
            on_message=on_message,
        )
        never = Resumption(None, asked=False, transparent=False, enabled=False)
        link = Link(terms, never)
        await link.open()
        try:
            yield MusicSession(link)
        finally:
            await link.close()


class AsyncLive:
    """The Live API."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.music = AsyncMusic(connection)

    @asynccontextmanager
    async def connect(
        self,
        *,
        model: str,
        config: LiveConnectConfig | Mapping[str, Any] | None = None,
        reconnect: bool = True,
        on_message: Callable[[LiveServerMessage], None] | None = None,
        on_reconnection: Callable[[Reconnection], None] | None = None,
        keepalive: float | None = 20.0,
    ) -> AsyncIterator[LiveSession]:
        """Open a session; it is closed when the block is left.

        With `session_resumption` in the config (an empty one will do) the session outlives its
        connection: it moves on by the newest handle when the service goes away or the network
        breaks, unless `reconnect` is False. `on_reconnection` is told of it. `on_message` sees
        every message the moment it arrives, an interruption say, before `receive` yields it.
        `keepalive` is in seconds between two pings, None for none.
        """
        typed = live_config_from(config)
        options = typed.http_options or HttpOptions()
        asked = typed.session_resumption
        setup = setup_from(model, typed)

        def setup_with(handle: str | None) -> Frame:
            if asked is None or handle is None:
                return setup
            return {**setup, "sessionResumption": {**asked.to_wire(), "handle": handle}}

        terms = Terms(
            address=live_address(self._connection, options),
            setup=setup_with,
            kind=LiveServerMessage,
            retry=self._connection.retry,
            keepalive=keepalive,
            setup_timeout=_setup_timeout(self._connection, options),
            on_message=on_message,
            on_reconnection=on_reconnection,
        )
        wanted = asked or SessionResumptionConfig()
        resumption = Resumption(
            wanted.handle,
            asked=asked is not None,
            transparent=bool(wanted.transparent),
            enabled=reconnect,
        )
        link = Link(terms, resumption)
        await link.open()
        try:
            yield LiveSession(link, resumption)
        finally:
            await link.close()


def _setup_timeout(connection: Connection, options: HttpOptions) -> float:
    if options.timeout is not None:
        return options.timeout / 1000
    return min(SETUP_TIMEOUT, connection.timeout.read or SETUP_TIMEOUT)
