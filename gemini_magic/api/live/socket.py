"""Socket: one WebSocket connection. The only module that imports websockets."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from websockets import exceptions
from websockets.asyncio.client import ClientConnection, connect
from websockets.protocol import State

from ...errors import ConnectionFailed, GeminiError, SettingsError, TimedOut
from ..failures import ALLOW_MORE_TIME, error_from_response
from .address import Address
from .closing import Closed

__all__ = ["Socket"]

# The library writes every header of the handshake, the key too, into a log that listens for
# DEBUG. Nobody can listen to a logger that is in no tree.
_SILENT = logging.Logger("gemini_magic.live", logging.CRITICAL)
_SILENT.addHandler(logging.NullHandler())

_CLOSE_TIMEOUT = 2.0  # seconds for a service to answer our goodbye


class _Connect(connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        """Follow none: the library would hand the key header to any host."""
        return exc


class Socket:
    """An open connection. `send` and `receive` raise `Closed` when it ends."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, address: Address, keepalive: float | None) -> Socket:
        """Connect. `keepalive` is in seconds between two pings, None for none."""
        failure: GeminiError
        if not address.access.is_ready:
            await asyncio.to_thread(address.access.prepare)
        try:
            connection = await _Connect(
                address.url,
                additional_headers=address.headers,
                user_agent_header=None,
                open_timeout=address.timeout,
                close_timeout=_CLOSE_TIMEOUT,
                ping_interval=keepalive,
                # Under load the service takes half a minute to answer a ping.
                ping_timeout=None if keepalive is None else 3 * keepalive,
                max_size=None,
                # A full queue would stop reading, and so the keepalive; audio is slow anyway.
                max_queue=1_000_000,
                logger=_SILENT,
            )
        except exceptions.InvalidStatus as error:
            failure = error_from_response(
                error.response.status_code, bytes(error.response.body or b"")
            )
        except TimeoutError:
            failure = TimedOut(
                f"no connection to {address.host} within the time limit; {ALLOW_MORE_TIME}"
            )
        except exceptions.InvalidURI:
            failure = SettingsError(f"{address.host!r} is not an address; look at base_url")
        except (OSError, exceptions.WebSocketException) as error:
            failure = ConnectionFailed(
                f"cannot open a WebSocket to {address.host}: {error or type(error).__name__}; "
                "is the network up, and does a proxy let WebSockets pass?"
            )
        else:
            return cls(connection)
        try:
            raise failure
        finally:
            # Frames of the library hold the request's headers; see `translated`.
            failure.__context__ = None

    @property
    def is_open(self) -> bool:
        """Whether a frame can be sent: nobody has said goodbye, as far as we know."""
        return self._connection.state is State.OPEN

    async def send(self, frame: str) -> None:
        """Send one text frame."""
        try:
            await self._connection.send(frame)
        except exceptions.ConnectionClosed as error:
            raise _closed(error) from None

    async def receive(self) -> str | bytes:
        """The next frame. May be cancelled without losing one."""
        try:
            return await self._connection.recv()
        except exceptions.ConnectionClosed as error:
            raise _closed(error) from None

    async def close(self, code: int = 1000) -> None:
        """Say goodbye; the connection is gone afterwards, answered or not."""
        await self._connection.close(code)


def _closed(error: exceptions.ConnectionClosed) -> Closed:
    if error.rcvd is not None and error.rcvd_then_sent is not False:
        return Closed(error.rcvd.code, error.rcvd.reason)
    sent: Any = error.sent
    if sent is not None and sent.code == 1011:
        return Closed(1006, "no answer to our pings")
    if sent is not None and sent.code not in (1000, 1001):
        return Closed(1006, f"we could not read what came: {sent.code} {sent.reason}".strip())
    return Closed(1006)
