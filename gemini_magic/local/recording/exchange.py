"""One request and its answer, as a line of JSON; recordings of others may lack some fields."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gemini_magic.local.recording.body import request_body
from gemini_magic.local.recording.redaction import Redaction

GOOGLE = "https://generativelanguage.googleapis.com"
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Exchange:
    """`url` is path and query. A stream has `chunks`, each with its second since the request."""

    method: str
    url: str
    status: int
    request: Any = None
    response: Any = None
    chunks: tuple[tuple[float, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def to_line(self) -> str:
        wire: dict[str, Any] = {"method": self.method, "url": self.url, "status": self.status}
        wire |= {"headers": self.headers, "request": self.request, "response": self.response}
        if self.chunks:
            wire["chunks"] = self.chunks
        return json.dumps(wire, ensure_ascii=False) + "\n"


def key_of(method: str, url: str, request: Any) -> str:
    """What equal requests have in common."""
    return json.dumps([method, url, request], sort_keys=True)


def canonical_url(url: str, redaction: Redaction) -> str:
    """Path and query: no keys, names in order, and one slash where an SDK writes two."""
    parts = urlsplit(f"//host{url}" if url.startswith("/") else url)
    path = redaction.text(f"/{parts.path.lstrip('/')}")
    query = redaction.query(parts.query)
    return f"{path}?{query}" if query else path


class Recording:
    """The answers of a file, each to its request: equal requests get theirs in order.

    The last answer stands for all that follow, as when an operation is asked after.
    """

    def __init__(self, path: Path) -> None:
        self.folder = folder_of(path)
        self._redaction = Redaction()
        self._answers: dict[str, deque[Exchange]] = {}
        for exchange in _read(path):
            url = canonical_url(exchange.url, self._redaction)
            key = key_of(exchange.method, url, _known(exchange.request, self._redaction))
            self._answers.setdefault(key, deque()).append(exchange)

    def answer(self, method: str, url: str, body: bytes) -> Exchange | None:
        """The next answer to such a request."""
        url = canonical_url(url, self._redaction)
        answers = self._answers.get(key_of(method, url, request_body(body, self._redaction)))
        if not answers:
            return None
        return answers.popleft() if len(answers) > 1 else answers[0]


def folder_of(path: Path) -> Path:
    """Where the large bodies of a recording are."""
    return path.with_name(f"{path.name}.bodies")


def _read(path: Path) -> Iterator[Exchange]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                wire = json.loads(line)
                if wire.get("method") and wire.get("url"):  # some hold responses only
                    yield _exchange(wire)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{path}:{number}: no exchange: {error!r}") from error


def _known(request: Any, redaction: Redaction) -> Any:
    """A request as `request_body` has it, from a recording that may be somebody else's."""
    if request is None or (isinstance(request, dict) and "$sha256" in request):
        return request
    return request_body(json.dumps(request).encode(), redaction)


def _exchange(wire: dict[str, Any]) -> Exchange:
    chunks = [(float(at), str(text)) for at, text in wire.get("chunks", ())]
    headers = {str(k): str(v) for k, v in wire.get("headers", {}).items()}
    if not chunks and wire.get("events"):
        chunks = [(0.0, _event(event)) for event in wire["events"]]
        headers.setdefault("content-type", EVENT_STREAM)
    return Exchange(
        method=str(wire["method"]),
        url=str(wire["url"]),
        status=int(wire["status"]),
        request=wire.get("request"),
        response=wire.get("response"),
        chunks=tuple(chunks),
        headers=headers,
    )


def _event(event: Any) -> str:
    """The newer dialect names its events; both end them alike for a reader."""
    kind = event.get("event_type") if isinstance(event, dict) else None
    name = f"event: {kind}\r\n" if kind else ""
    return f"{name}data: {json.dumps(event, ensure_ascii=False)}\r\n\r\n"
