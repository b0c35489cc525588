"""A connection of HTTP/1.1: h11 says what the bytes mean, an event loop of asyncio carries them.

httpcore does the same by way of anyio, which finds out for each lock and each time limit what event
loop there is: that took as much CPU as all else that a request needs.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple, Self, cast

import h11
import httpx

__all__ = ["Lane", "Limits", "Origin"]

Limits = Mapping[str, float | None]
"""Seconds for `connect`, `read` and `write`, as httpx says them; None is as long as it takes."""

_LONGEST_HEAD = 100 * 1024  # bytes of status line and headers, as httpcore has it
_MOST_UNREAD = 256 * 1024  # bytes; then the service has to wait
_MOST_IDLE = 5.0  # seconds, as httpx has it: servers close what is idle, and may just be about to
_NEXT_ADDRESS = 0.25  # seconds until the next address of a name is tried, too (RFC 8305)


class Origin(NamedTuple):
    """What a connection leads to."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: httpx.URL) -> Self:
        """Of an address; httpx says `UnsupportedProtocol` of other schemes, and so do we."""
        if url.scheme not in ("http", "https") or not url.host:
            raise httpx.UnsupportedProtocol(f"{url.scheme}://{url.host} is no address of HTTP")
        return cls(
            url.scheme, url.raw_host.decode(), url.port or (443 if url.scheme == "https" else 80)
        )


class Lane(asyncio.Protocol):
    """Life: `opened`; `ask`, then `body` to its end, as often as it `is_free`; `close`, `closed`.

    Raises what httpx's own transport raises.
    """

    def __init__(self) -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._loop = asyncio.get_running_loop()
        self._unread = 0
        self._has_ended = False  # no more will come
        self._error: httpx.TransportError | None = None
        self._news: asyncio.Future[None] | None = None  # whoever waits for bytes
        self._room: asyncio.Future[None] | None = None  # whoever waits to send more
        self._lost = self._loop.create_future()
        self._idle_until = 0.0

    @classmethod
    async def opened(cls, origin: Origin, context: ssl.SSLContext | None, limits: Limits) -> Self:
        """A connection; with a context for TLS where the origin wants it."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(limits.get("connect")):
                _, lane = await loop.create_connection(
                    cls, origin.host, origin.port, ssl=context, happy_eyeballs_delay=_NEXT_ADDRESS
                )
        except TimeoutError:
            raise httpx.ConnectTimeout("no connection within the time limit") from None
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(str(error)) from error
        return lane

    @property
    def is_free(self) -> bool:
        """Whether another request may be sent: all is read, and it is open and was just used."""
        return (
            self._http.our_state is h11.IDLE
            and self._http.trailing_data == (b"", False)
            and not self._transport.is_closing()
            and time.monotonic() < self._idle_until
        )

    async def ask(self, request: httpx.Request, limits: Limits) -> h11.Response:
        """Send a request, and wait for the head of its response."""
        try:
            await self._send(request, limits.get("write"))
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        while not isinstance(head := await self._event(limits.get("read")), h11.Response):
            pass  # informational: more is to come
        return head

    async def body(self, limits: Limits) -> AsyncIterator[bytes]:
        """What follows the head. At its end the lane is free, where both sides keep it open."""
        while isinstance(event := await self._event(limits.get("read")), h11.Data):
            yield bytes(event.data)
        if self._http.our_state is self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._idle_until = time.monotonic() + _MOST_IDLE

    def close(self) -> None:
        """At once, whatever is under way: nobody waits for a farewell."""
        self._transport.abort()

    async def closed(self) -> None:
        """Wait until the socket is closed."""
        await self._lost

    async def _send(self, request: httpx.Request, limit: float | None) -> None:
        url = request.url
        head = h11.Request(method=request.method, target=url.raw_path, headers=request.headers.raw)
        unsent = self._http.send(head) or b""
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for piece in request.stream:
            if self._has_ended:  # it may have answered all the same
                return
            # Head and body in one packet, where they fit.
            await self._write(unsent + (self._http.send(h11.Data(data=piece)) or b""), limit)
            unsent = b""
        await self._write(unsent + (self._http.send(h11.EndOfMessage()) or b""), limit)

    async def _write(self, data: bytes, limit: float | None) -> None:
        if data:
            self._transport.write(data)
        if self._room is not None:
            try:
                async with asyncio.timeout(limit):
                    await self._room
            except TimeoutError:
                raise httpx.WriteTimeout("no byte was taken within the time limit") from None

    async def _event(self, limit: float | None) -> h11.Event | type[h11.PAUSED]:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                await self._more(limit)
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        return cast("h11.Event | type[h11.PAUSED]", event)

    async def _more(self, limit: float | None) -> None:
        """Wait for bytes, or for the end of them."""
        if self._error is not None:
            raise self._error
        self._unread = 0
        self._transport.resume_reading()
        self._news = self._loop.create_future()
        try:
            async with asyncio.timeout(limit):
                await self._news
        except TimeoutError:
            raise httpx.ReadTimeout("no byte came within the time limit") from None
        finally:
            self._news = None

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._http.receive_data(data)
        self._unread += len(data)
        if self._unread > _MOST_UNREAD:
            self._transport.pause_reading()
        _wake(self._news)

    def eof_received(self) -> None:
        self._end(None)

    def pause_writing(self) -> None:
        self._room = self._loop.create_future()

    def resume_writing(self) -> None:
        _wake(self._room)
        self._room = None

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error)
        _wake(self._room)
        self._lost.set_result(None)

    def _end(self, error: Exception | None) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        if error is not None:
            self._error = httpx.ReadError(str(error))
        elif self._http.their_state is h11.SEND_RESPONSE and not self._http.trailing_data[0]:
            self._error = httpx.RemoteProtocolError("the server left without an answer")
        else:
            self._http.receive_data(b"")
        _wake(self._news)
        _wake(self._room)


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
