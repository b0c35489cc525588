"""ScriptedGemini: a real HTTP server on loopback that says what a test told it to say.

It speaks the wire format of the Gemini API (any version of it), paced, broken off or stalled on
request, and remembers what it was asked and when each client left. It runs in a thread, so a
notebook's kernel reaches it by `base_url` as well as a test does.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

SSE = "text/event-stream"
JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True)
class Answer:
    """What one request gets: the body in pieces, their pace, and how it ends.

    After the last piece the server ends the body ("end"), drops the connection in the middle of
    it ("cut"), or keeps silent until the client leaves ("stall"; without pieces from the start).
    """

    pieces: Sequence[bytes] = ()
    status: int = 200
    content_type: str = SSE
    per_second: float | None = None
    ending: Literal["end", "cut", "stall"] = "end"
    headers: Mapping[str, str] = field(default_factory=dict)

    def paced(self, per_second: float) -> Answer:
        """At `per_second` pieces a second."""
        return replace(self, per_second=per_second)

    def cut_after(self, size: int) -> Answer:
        """Broken off after `size` bytes."""
        whole = b"".join(self.pieces)
        return replace(self, pieces=(whole[:size],), ending="cut")

    def then_stall(self) -> Answer:
        """Silent after the last piece, with the connection open."""
        return replace(self, ending="stall")


def chunk(*parts: Mapping[str, Any] | str, finish: str = "", **fields: Any) -> dict[str, Any]:
    """One GenerateContentResponse; a string stands for a text part."""
    content = [{"text": part} if isinstance(part, str) else dict(part) for part in parts]
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": content}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], "modelVersion": "scripted-1", **fields}


def sse(
    chunks: Sequence[Mapping[str, Any]], *, prefix: str = "data: ", end: str = "\r\n\r\n"
) -> Answer:
    """Chunks as server-sent events, one piece each; `prefix` and `end` vary the framing."""
    lines = (prefix + json.dumps(chunk, ensure_ascii=False) + end for chunk in chunks)
    return Answer(tuple(line.encode() for line in lines))


def whole(response: Mapping[str, Any]) -> Answer:
    """An answer that is not streamed."""
    return Answer((json.dumps(response, ensure_ascii=False).encode(),), content_type=JSON)


def texts(*texts: str, finish: str = "STOP") -> Answer:
    """A streamed answer of text parts, with its usage in the last chunk."""
    usage = {"promptTokenCount": 3, "candidatesTokenCount": len(texts)}
    last = chunk(*texts[-1:], finish=finish, usageMetadata=usage)
    return sse([*(chunk(text) for text in texts[:-1]), last])


def failure(
    code: int, status: str, message: str, *, retry_after: float | None = None, quota: str = ""
) -> Answer:
    """An error answer, with RetryInfo and a quota violation when they are given."""
    details: list[dict[str, Any]] = []
    if retry_after is not None:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        details.append({"@type": kind, "retryDelay": f"{retry_after}s"})
    if quota:
        kind = "type.googleapis.com/google.rpc.QuotaFailure"
        details.append({"@type": kind, "violations": [{"quotaId": quota, "quotaValue": "20"}]})
    error = {"code": code, "message": message, "status": status, "details": details}
    return Answer((json.dumps({"error": error}).encode(),), status=code, content_type=JSON)


@dataclass
class Exchange:
    """One request as it came, and what became of its answer; times are `time.time()`."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    sent_at: list[float] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    left_at: float | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ScriptedGemini:
    """The server. Use it as a context manager; queue answers with `will`.

    With an empty queue a GET of the models lists `models`, and everything else is answered "ok".
    With a `refusal`, every GET gets that instead, or every GET of a path that it is given for.
    """

    def __init__(self) -> None:
        self.models: list[dict[str, Any]] = [_model("gemini-3-flash-preview")]
        self.refusal: Answer | Mapping[str, Answer] | None = None
        self.exchanges: list[Exchange] = []
        self.answering: Callable[[Exchange], Answer] = lambda exchange: texts("ok")
        self._answers: deque[Answer] = deque()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._clients: set[asyncio.Task[None]] = set()

    def will(self, *answers: Answer) -> None:
        """Give these answers to the next POSTs, in this order."""
        self._answers.extend(answers)

    def wait_for_request(self, seconds: float = 10) -> Exchange:
        """The newest exchange, as soon as there is one."""
        deadline = time.monotonic() + seconds
        while not self.exchanges:
            assert time.monotonic() < deadline, "nobody asked anything"
            time.sleep(0.01)
        return self.exchanges[-1]

    def reset(self) -> None:
        """Forget what was asked and what was to be said."""
        self._answers.clear()
        self.exchanges.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one exchange."""
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            if (exchange := await _read_request(reader)) is not None:
                self.exchanges.append(exchange)
                await _send(self._answer_to(exchange), exchange, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            self._clients.discard(task)
            writer.close()

    def _answer_to(self, exchange: Exchange) -> Answer:
        if exchange.method == "GET":
            path, refusal = exchange.path.partition("?")[0], self.refusal
            instead = refusal if isinstance(refusal, Answer | None) else refusal.get(path)
            return instead or self._about_models(path)
        return self._answers.popleft() if self._answers else self.answering(exchange)

    def _about_models(self, path: str) -> Answer:
        name = path[path.find("models") :]
        if name == "models":
            return Answer((json.dumps({"models": self.models}).encode(),), content_type=JSON)
        known = {model["name"]: model for model in self.models}
        if name not in known:
            return failure(404, "NOT_FOUND", f"{name} is not found")
        return Answer((json.dumps(known[name]).encode(),), content_type=JSON)


def _model(name: str) -> dict[str, Any]:
    methods = ["generateContent", "countTokens"]
    return {"name": f"models/{name}", "supportedGenerationMethods": methods}


async def _read_request(reader: asyncio.StreamReader) -> Exchange | None:
    start = (await reader.readline()).decode().split()
    if not start:
        return None
    headers: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Exchange(start[0], start[1], headers, body)


async def _send(
    answer: Answer, exchange: Exchange, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Send the answer until its end, or until the client leaves."""
    # Nothing but the end can come from a client that was told of one answer per connection.
    leaving = asyncio.create_task(reader.read(1))
    speaking = asyncio.create_task(_speak(answer, exchange, writer))
    try:
        await asyncio.wait({leaving, speaking}, return_when=asyncio.FIRST_COMPLETED)
        # A client that leaves also makes the next write fail, and either may be seen first.
        if not speaking.done() or speaking.exception():
            exchange.left_at = time.time()
            exchange.left.set()
    finally:
        speaking.cancel()
        leaving.cancel()
        await asyncio.gather(speaking, leaving, return_exceptions=True)


async def _speak(answer: Answer, exchange: Exchange, writer: asyncio.StreamWriter) -> None:
    head = [f"HTTP/1.1 {answer.status} Scripted", f"content-type: {answer.content_type}"]
    head += [f"{name}: {value}" for name, value in answer.headers.items()]
    head += ["transfer-encoding: chunked", "connection: close", "", ""]
    if answer.pieces or answer.ending != "stall":  # a service that thinks sends no header yet
        writer.write("\r\n".join(head).encode())
    begun = time.monotonic()
    for number, piece in enumerate(answer.pieces):
        if answer.per_second:
            # By the clock, not by adding up waits: the pace then holds over thousands of pieces.
            await asyncio.sleep(max(0.0, begun + number / answer.per_second - time.monotonic()))
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b"")
        await writer.drain()
        exchange.sent_at.append(time.time())
    if answer.ending == "stall":
        await asyncio.Event().wait()
    if answer.ending == "end":
        writer.write(b"0\r\n\r\n")
        await writer.drain()
