"""Requests that a recording knows get its answers; all others go to the engine, or nowhere."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.web import Application

from gemini_magic.local.handlers.base import Endpoint
from gemini_magic.local.recording.body import response_bytes
from gemini_magic.local.recording.exchange import GOOGLE, Exchange, Recording
from gemini_magic.local.wire.errors import not_found


class Replayed(Endpoint):
    """Gives a recorded answer: its status, its headers, and its chunks as they came."""

    def initialize(self, recording: Recording, exchange: Exchange, in_time: bool) -> None:
        self._recording = recording
        self._exchange = exchange
        self._in_time = in_time

    async def _play(self) -> None:
        exchange = self._exchange
        here = f"{self.request.protocol}://{self.request.host}"
        self.set_status(exchange.status)
        for name, value in exchange.headers.items():
            self.set_header(name, value.replace(GOOGLE, here))
        self.set_header("x-gemini-magic-engine", "a recording of the API; nothing is computed")
        waited = 0.0
        for at, text in exchange.chunks:
            if self._in_time:
                await asyncio.sleep(max(0.0, at - waited))
                waited = at
            self.write(text.replace(GOOGLE, here))
            await self.flush()
        if not exchange.chunks:
            self._write_body(here)
        await self.finish()

    get = post = put = patch = delete = _play

    def check_key(self) -> None:
        """An upload's address is its key, here as there."""
        if "upload_id=" not in (self.request.query or ""):
            super().check_key()

    def _write_body(self, here: str) -> None:
        try:
            body = response_bytes(self._exchange.response, self._recording.folder)
        except FileNotFoundError as error:
            raise not_found(f"The recording's body {error.filename!r} is gone.") from error
        self.write(body.replace(GOOGLE.encode(), here.encode()))


class Unrecorded(Endpoint):
    """Nothing but what was recorded is answered."""

    def _refuse(self) -> None:
        raise not_found(
            f"{self.request.method} {self.request.path} with this body stands in no line of the "
            "recording; record it, or serve without --replay-only."
        )

    get = post = put = patch = delete = _refuse


class Replaying(HTTPServerConnectionDelegate):
    """Stands before the application, and looks at each request once it is whole."""

    def __init__(
        self, application: Application, recording: Recording, *, only: bool, in_time: bool
    ) -> None:
        self.application = application
        self.recording = recording
        self.only = only
        self.in_time = in_time

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        return _Waiting(self, server_conn, request_conn)


class _Waiting(HTTPMessageDelegate):
    """Keeps a request until its body is there, then hands it on to whom it concerns."""

    def __init__(self, replaying: Replaying, server_conn: object, connection: HTTPConnection):
        self._replaying = replaying
        self._server_conn = server_conn
        self._connection = connection
        self._body = bytearray()
        self._handler: HTTPMessageDelegate | None = None

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        assert isinstance(start_line, RequestStartLine)
        self._start_line, self._headers = start_line, headers
        return None

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        self._body += chunk
        return None

    def finish(self) -> None:
        self._handing_on = asyncio.ensure_future(self._hand_on())

    async def _hand_on(self) -> None:
        """A handler may take a while for each step, as one that stores an upload does."""
        self._handler = self._found()
        steps: list[Callable[[], Awaitable[None] | None]] = [
            partial(self._handler.headers_received, self._start_line, self._headers)
        ]
        if self._body:
            steps.append(partial(self._handler.data_received, bytes(self._body)))
        for step in steps:
            if (going_on := step()) is not None:
                await going_on
        self._handler.finish()

    def on_connection_close(self) -> None:
        if self._handler is not None:
            self._handler.on_connection_close()

    def _found(self) -> HTTPMessageDelegate:
        replaying = self._replaying
        method, uri, _ = self._start_line
        body = bytes(self._body).replace(self._here, GOOGLE.encode())
        recorded = replaying.recording.answer(method, uri, body)
        application = replaying.application
        if recorded is None and not replaying.only:
            return application.start_request(self._server_conn, self._connection)
        request = HTTPServerRequest(
            connection=self._connection,
            server_connection=self._server_conn,
            start_line=self._start_line,
            headers=self._headers,
        )
        if recorded is None:
            return application.get_handler_delegate(request, Unrecorded)
        known = {
            "recording": replaying.recording,
            "exchange": recorded,
            "in_time": replaying.in_time,
        }
        return application.get_handler_delegate(request, Replayed, known)

    @property
    def _here(self) -> bytes:
        return f"http://{self._headers.get('host', '127.0.0.1')}".encode()
