"""Service: every door of the API that the examples knock at, on loopback, in the wire's shapes.

Long work is not done when it is first asked for, but at the first question after that.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from tests.seeds.answers import (
    IMAGE,
    SOUND,
    USAGE,
    embedding,
    generated,
    interaction,
    interaction_events,
)

__all__ = ["Service"]

KEY = "a-key-for-tests"
MODEL = r"/(?:v1|v1beta|v1alpha)/models/([^/:]+)"
ANY = r"/(?:v1|v1beta|v1alpha)"
UNFINISHED = "models/veo-3.1-generate-preview/operations/video-1"


@dataclass
class Asked:
    """One request: what its path holds in brackets, its body, its headers and the service."""

    groups: tuple[str, ...]
    body: Any
    headers: Any
    service: Service


@dataclass(frozen=True)
class Answer:
    """A body that is not one JSON document, or that headers go with."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Asked], Any]


def _events(documents: list[Any]) -> Answer:
    lines = b"".join(
        b"event: %s\ndata: %s\n\n" % (d.get("event_type", "").encode(), json.dumps(d).encode())
        if "event_type" in d
        else b"data: %s\r\n\r\n" % json.dumps(d).encode()
        for d in documents
    )
    return Answer(lines, {"content-type": "text/event-stream"})


def _stream(asked: Asked) -> Answer:
    whole = generated(asked.groups[0], asked.body)
    first = {"candidates": [{"content": whole["candidates"][0]["content"], "index": 0}]}
    last = {"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP"}
    return _events([first, {**whole, "candidates": [last]}])


def _begin_upload(kind: str) -> Route:
    def begin(asked: Asked) -> Answer:
        assert asked.headers["x-goog-upload-command"] == "start", "an upload begins with a start"
        mime_type = asked.headers["x-goog-upload-header-content-type"]
        asked.service.uploads.append((kind.format(*asked.groups), mime_type))
        number = len(asked.service.uploads) - 1
        url = f"{asked.service.base_url}/upload/sessions/{number}"
        return Answer(headers={"x-goog-upload-url": url, "x-goog-upload-status": "active"})

    return begin


def _file(service: Service, name: str, mime_type: str) -> dict[str, Any]:
    uri = f"{service.base_url}/v1beta/{name}"
    return {"name": name, "uri": uri, "mimeType": mime_type, "state": "ACTIVE"}


def _end_upload(asked: Asked) -> Answer:
    kind, mime_type = asked.service.uploads[int(asked.groups[0])]
    file = _file(asked.service, f"files/f-{asked.groups[0]}", mime_type)
    document: Any = {"file": file} if kind == "file" else {"name": f"{kind}/upload/operations/u-1"}
    return Answer(json.dumps(document).encode(), {"x-goog-upload-status": "final"})


def _interact(asked: Asked) -> Any:
    asked.service.interactions.append(asked.body)
    id = f"i-{len(asked.service.interactions) - 1}"
    if asked.body.get("stream"):
        return _events(list(interaction_events(asked.body, id)))
    return interaction(asked.body, id, "in_progress" if "agent" in asked.body else "completed")


def _batch(state: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"state": f"BATCH_STATE_{state}", "displayName": "responses"}
    if state == "SUCCEEDED":
        output = {"responsesFile": "files/batch-1"}
        return {"name": "batches/b-1", "done": True, "metadata": {**metadata, "output": output}}
    return {"name": "batches/b-1", "metadata": metadata}


def _video(asked: Asked) -> dict[str, Any]:
    sample = {"video": {"uri": f"{asked.service.base_url}/v1beta/files/v-1:download?alt=media"}}
    response = {"generateVideoResponse": {"generatedSamples": [sample]}}
    return {"name": UNFINISHED, "done": True, "response": response}


def _chat_completion(asked: Asked) -> dict[str, Any]:
    message = {"role": "assistant", "content": "A scripted answer."}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    about = {"id": "c-1", "object": "chat.completion", "created": 1, "model": asked.body["model"]}
    return {**about, "choices": [choice]}


def _predictions(asked: Asked) -> dict[str, Any]:
    image = {"mimeType": "image/jpeg", "bytesBase64Encoded": base64.b64encode(IMAGE).decode()}
    return {"predictions": [image] * asked.body["parameters"]["sampleCount"]}


def _embeddings(asked: Asked) -> dict[str, Any]:
    return {"embeddings": [embedding(request) for request in asked.body["requests"]]}


def _model(asked: Asked) -> dict[str, Any]:
    limits = {"inputTokenLimit": 1_000_000, "outputTokenLimit": 64_000}
    return {"name": f"models/{asked.groups[0]}", "displayName": "A model", **limits}


ROUTES: list[tuple[str, str, Route]] = [
    ("GET", MODEL, _model),
    ("POST", f"{MODEL}:generateContent", lambda a: generated(a.groups[0], a.body)),
    ("POST", f"{MODEL}:streamGenerateContent", _stream),
    ("POST", f"{MODEL}:countTokens", lambda a: {"totalTokens": 3}),
    ("POST", f"{MODEL}:batchEmbedContents", _embeddings),
    ("POST", f"{MODEL}:embedContent", lambda a: {"embedding": embedding(a.body)}),
    ("POST", f"{MODEL}:predict", _predictions),
    ("POST", f"{MODEL}:predictLongRunning", lambda a: {"name": UNFINISHED}),
    ("POST", f"{MODEL}:batchGenerateContent", lambda a: _batch("PENDING")),
    ("GET", f"{ANY}/batches/b-1", lambda a: _batch("SUCCEEDED")),
    ("GET", f"{ANY}/{UNFINISHED}", _video),
    ("POST", f"/upload{ANY}/files", _begin_upload("file")),
    (
        "POST",
        rf"/upload{ANY}/(fileSearchStores/[^/:]+):uploadToFileSearchStore",
        _begin_upload("{}"),
    ),
    ("POST", r"/upload/sessions/(\d+)", _end_upload),
    ("GET", f"{ANY}/files", lambda a: {"files": [_file(a.service, "files/f-0", "text/plain")]}),
    ("GET", f"{ANY}/(files/[^/:]+)", lambda a: _file(a.service, a.groups[0], "text/plain")),
    ("DELETE", f"{ANY}/files/[^/:]+", lambda a: {}),
    (
        "GET",
        f"{ANY}/files/v-1:download",
        lambda a: Answer(b"a film", {"content-type": "video/mp4"}),
    ),
    ("POST", f"{ANY}/fileSearchStores", lambda a: {"name": "fileSearchStores/my-store-1"}),
    (
        "GET",
        f"{ANY}/(fileSearchStores/[^/]+/upload/operations/u-1)",
        lambda a: {"name": a.groups[0], "done": True, "response": {"documentName": "d"}},
    ),
    (
        "POST",
        f"{ANY}/cachedContents",
        lambda a: {"name": "cachedContents/c-1", "model": a.body["model"]},
    ),
    ("POST", f"{ANY}/interactions", _interact),
    (
        "GET",
        rf"{ANY}/interactions/i-(\d+)",
        lambda a: interaction(a.service.interactions[int(a.groups[0])], f"i-{a.groups[0]}"),
    ),
    ("POST", "/v1alpha/auth_tokens", lambda a: {"name": "auth_tokens/t-1"}),
    ("POST", "/v1beta/openai/chat/completions", _chat_completion),
    ("GET", "/elsewhere/.*", lambda a: Answer(IMAGE, {"content-type": "image/jpeg"})),
]
OPEN = ("/upload/sessions/", "/elsewhere/")  # addresses that ask for no key


class _Door(RequestHandler):
    """All of HTTP."""

    def _serve(self) -> None:
        service: Service = self.settings["service"]
        key = self.request.headers.get("x-goog-api-key") or self.request.headers.get(
            "authorization", ""
        ).removeprefix("Bearer ")
        if not self.request.path.startswith(OPEN) and key != KEY:
            raise HTTPError(401)
        self.set_header("content-type", "application/json")
        answer = self._answer(service)
        if not isinstance(answer, Answer):
            answer = Answer(json.dumps(answer).encode())
        for name, value in answer.headers.items():
            self.set_header(name, value)
        self.finish(answer.body)

    get = post = delete = _serve

    def _answer(self, service: Service) -> Any:
        is_json = self.request.headers.get("content-type", "").startswith("application/json")
        body = json.loads(self.request.body) if is_json and self.request.body else None
        service.asked.append(f"{self.request.method} {self.request.path}")
        if body is not None:
            service.bodies.append(body)
        for method, path, answer in ROUTES:
            if method == self.request.method and (m := re.fullmatch(path, self.request.path)):
                return answer(Asked(m.groups(), body, self.request.headers, service))
        raise HTTPError(404, f"no such door: {self.request.method} {self.request.path}")


class _LiveDoor(WebSocketHandler):
    """One session of the Live API, or of Lyria RealTime."""

    def on_message(self, message: str | bytes) -> None:
        ((kind, content),) = json.loads(message).items()
        self.settings["service"].asked.append(f"{self.request.path.rpartition('.')[2]} {kind}")
        for answer in self._answers(kind, content):
            self.write_message(json.dumps(answer).encode(), binary=True)

    def _answers(self, kind: str, content: Any) -> list[dict[str, Any]]:
        sound = {"mimeType": "audio/pcm;rate=24000", "data": base64.b64encode(SOUND).decode()}
        if kind == "setup":
            self.tools = content.get("tools", [])
            return [{"setupComplete": {"sessionId": "s-1"}}]
        if kind == "playbackControl" and content == "PLAY":
            return [{"serverContent": {"audioChunks": [sound]}}]
        if kind == "clientContent" and self.tools and content.get("turnComplete"):
            (tool,) = self.tools
            name = tool["functionDeclarations"][0]["name"]
            return [{"toolCall": {"functionCalls": [{"id": "call-1", "name": name, "args": {}}]}}]
        if kind == "toolResponse" or content.get("turnComplete"):
            turn = {"role": "model", "parts": [{"inlineData": sound}]}
            return [
                {"sessionResumptionUpdate": {"newHandle": "h-1", "resumable": True}},
                {"serverContent": {"modelTurn": turn}},
                {"serverContent": {"turnComplete": True}, "usageMetadata": USAGE},
            ]
        return []


class Service:
    """Runs in a thread while its block does. `asked` and `bodies` hold what it was asked."""

    def __init__(self) -> None:
        self.forget()
        self.uploads: list[tuple[str, str]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="seeds-service")

    def forget(self) -> None:
        """Begin anew; uploads keep their numbers."""
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.interactions: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.base_url = f"http://127.0.0.1:{port}"
        return self

    async def _start(self) -> int:
        doors = [(r"//?ws/.*", _LiveDoor), (r"/.*", _Door)]
        application = Application(doors, service=self, log_function=lambda handler: None)
        sockets = bind_sockets(0, "127.0.0.1")
        self._server = HTTPServer(application)
        self._server.add_sockets(sockets)
        port: int = sockets[0].getsockname()[1]
        return port

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.stop()
        await self._server.close_all_connections()
