"""The recorder: a loopback address that passes requests on to the real API, and writes them down.

The caller's key goes through and is written nowhere. Streams go through as they come. A body of
JSON is held until it is whole, so that addresses in it lead through the recorder, too.
"""

import asyncio
import codecs
import json
import os
import sys
import time
from pathlib import Path

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.netutil import bind_sockets
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.web import Application, RequestHandler

from gemini_magic.local.process.lifetime import ending
from gemini_magic.local.recording.body import request_body, response_body
from gemini_magic.local.recording.exchange import (
    EVENT_STREAM,
    GOOGLE,
    Exchange,
    canonical_url,
    folder_of,
)
from gemini_magic.local.recording.redaction import Redaction
from gemini_magic.local.wire.errors import ApiError

_MOST_BYTES = 256 * 1024 * 1024  # of a body; uploads of more than that go straight to the API
_SECONDS_TO_CONNECT = 20
_AT_ONCE = 64
# Of one connection, not of the message (RFC 9110, 7.6.1), or made anew on the other side.
_OF_CONNECTIONS = frozenset(
    "connection content-length host keep-alive proxy-authenticate proxy-authorization te trailer "
    "transfer-encoding upgrade accept-encoding".split()
)
_KEPT_HEADERS = frozenset(
    "content-type location retry-after x-goog-upload-status x-goog-upload-url "
    "x-goog-upload-chunk-granularity x-goog-upload-size-received".split()
)


class Tape:
    """The file: lines are only added, and only its owner can read it."""

    def __init__(self, path: Path) -> None:
        self.bodies = folder_of(path)
        self.redaction = Redaction()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = open(descriptor, "a", encoding="utf-8", buffering=1)  # noqa: SIM115

    def write(self, exchange: Exchange) -> None:
        self._file.write(exchange.to_line())

    def close(self) -> None:
        self._file.close()


class _Passed(RequestHandler):
    """One request on its way to the API, and the answer on its way back."""

    def initialize(self, upstream: str, tape: Tape, client: SimpleAsyncHTTPClient) -> None:
        self._upstream = upstream
        self._tape = tape
        self._client = client
        self._chunks: list[tuple[float, bytes]] = []
        self._answered = HTTPHeaders()
        self._status = 200
        self._is_held = False
        self._caller_left = False

    async def _pass(self) -> None:
        self._learn_keys()
        self._began = time.monotonic()
        if "upgrade" in self.request.headers:
            self._break_off("a WebSocket does not go through the recorder; open it at the API")
            return
        try:
            response = await self._client.fetch(self._onward(), raise_error=False)
        except (HTTPClientError, OSError) as error:  # before any answer, or in the midst of one
            self._break_off(str(error))
            return
        body = b"".join(chunk for _, chunk in self._chunks)
        if self._is_held:
            self.write(self._at(body, self._upstream, self._own))
        if not self._caller_left:
            await self.finish()
        self._tape.write(self._exchange(response.code, body))

    get = post = put = patch = delete = _pass

    @property
    def _own(self) -> str:
        return f"{self.request.protocol}://{self.request.host}"

    def _learn_keys(self) -> None:
        headers = self.request.headers
        for key in (
            headers.get("x-goog-api-key", ""),
            headers.get("authorization", "").partition(" ")[2],
            self.get_query_argument("key", ""),
            self.get_query_argument("access_token", ""),
        ):
            self._tape.redaction.learn(key)

    def _onward(self) -> HTTPRequest:
        headers = HTTPHeaders()
        for name, value in self.request.headers.get_all():
            if name.lower() not in _OF_CONNECTIONS:
                headers.add(name, value)
        headers["accept-encoding"] = "identity"
        body = self._at(self.request.body, self._own, self._upstream)
        return HTTPRequest(
            f"{self._upstream}{self.request.uri}",
            method=self.request.method or "GET",
            headers=headers,
            body=body or None,
            allow_nonstandard_methods=True,  # a POST without a body, as an upload's query
            follow_redirects=False,
            decompress_response=False,
            connect_timeout=_SECONDS_TO_CONNECT,
            request_timeout=0,
            header_callback=self._header,
            streaming_callback=self._chunk,
        )

    def _header(self, line: str) -> None:
        if line.startswith("HTTP/"):
            self._answered = HTTPHeaders()
            self._status = parse_response_start_line(line.strip()).code
        elif line.strip():
            self._answered.parse_line(line)
        else:
            self._begin_answer()

    def _begin_answer(self) -> None:
        self.clear()  # of what tornado says by itself
        self.set_status(self._status)
        self.clear_header("server")
        self.clear_header("content-type")
        for name, value in self._answered.get_all():
            if name.lower() not in _OF_CONNECTIONS:
                self.set_header(name, value.replace(self._upstream, self._own))
        is_json = self._answered.get("content-type", "").startswith("application/json")
        self._is_held = is_json and not self._is_stream

    @property
    def _is_stream(self) -> bool:
        kind = self._answered.get("content-type", "")
        return kind.startswith(EVENT_STREAM) or ":stream" in self.request.path

    def _chunk(self, chunk: bytes) -> None:
        self._chunks.append((time.monotonic() - self._began, chunk))
        if not self._is_held and not self._caller_left:
            self.write(chunk)
            self.flush()

    def on_connection_close(self) -> None:
        self._caller_left = True

    def compute_etag(self) -> None:
        """None: a 304 would not be the API's answer."""

    def _at(self, body: bytes, one: str, other: str) -> bytes:
        """A body of JSON whose addresses lead to the other side."""
        kinds = (self.request.headers, self._answered)
        if any(kind.get("content-type", "").startswith("application/json") for kind in kinds):
            return body.replace(one.encode(), other.encode())
        return body

    def _break_off(self, why: str) -> None:
        """What broke is not written down: nobody shall take it for an answer."""
        print(f"not recorded: {self.request.method} {self.request.path}: {why}", file=sys.stderr)
        if self._chunks and not self._is_held:
            self._auto_finish = False
            self.detach().close()
            return
        failed = ApiError(502, "UNAVAILABLE", f"The recorder: no answer of the API: {why}.")
        self.set_status(failed.code)
        self.set_header("content-type", "application/json; charset=UTF-8")
        self.finish(json.dumps(failed.to_wire()))

    def _exchange(self, status: int, body: bytes) -> Exchange:
        redaction = self._tape.redaction
        chunks = _texts(self._chunks, redaction) if self._is_stream else ()
        upstream = self._upstream.encode()
        return Exchange(
            method=self.request.method or "",
            url=canonical_url(self.request.uri or "", redaction),
            status=status,
            headers={
                name.lower(): redaction.text(value.replace(self._upstream, GOOGLE))
                for name, value in self._answered.get_all()
                if name.lower() in _KEPT_HEADERS
            },
            request=request_body(
                self.request.body.replace(self._own.encode(), GOOGLE.encode()), redaction
            ),
            response=None
            if chunks
            else response_body(
                body.replace(upstream, GOOGLE.encode()), redaction, self._tape.bodies
            ),
            chunks=chunks,
        )


def _texts(
    chunks: list[tuple[float, bytes]], redaction: Redaction
) -> tuple[tuple[float, str], ...]:
    """Chunks as text; one, where a secret stood across two. No character is cut in two."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    texts = [(round(at, 4), decoder.decode(data)) for at, data in chunks]
    redacted = tuple((at, redaction.text(text)) for at, text in texts)
    whole = redaction.text("".join(text for _, text in texts))
    if "".join(text for _, text in redacted) != whole:
        return ((texts[0][0], whole),)
    return tuple((at, text) for at, text in redacted if text)


def record(path: Path, *, upstream: str, port: int, parent: bool) -> int:
    """Passes requests on and writes them down until a signal, or with `parent` until stdin ends."""
    tape = Tape(path)
    try:
        asyncio.run(_run(tape, upstream.rstrip("/"), port, parent))
    finally:
        tape.close()
    return 0


async def _run(tape: Tape, upstream: str, port: int, parent: bool) -> None:
    ended = ending(with_parent=parent)
    client = SimpleAsyncHTTPClient(
        force_instance=True, max_clients=_AT_ONCE, max_body_size=_MOST_BYTES
    )
    what = {"upstream": upstream, "tape": tape, "client": client}
    application = Application([(r".*", _Passed, what)], log_function=lambda handler: None)
    sockets = bind_sockets(port, "127.0.0.1")
    server = HTTPServer(application, max_body_size=_MOST_BYTES)
    server.add_sockets(sockets)
    url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    print(json.dumps({"url": url}), flush=True)
    if not parent:
        hint = f"\nRequests to {url} go on to {upstream}, and into the file. Ctrl-C ends it.\n"
        print(hint, file=sys.stderr, flush=True)
    await ended.wait()
    server.stop()
    await server.close_all_connections()
    client.close()
