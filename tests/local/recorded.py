"""Recorded requests of the real service, sent again to the engine.

What a request names does not exist here. What a recording makes is made here too, and its name
learnt from the two answers; what it only uses is set up when it is first named.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.local.conftest import user

Exchange = dict[str, Any]
Wire = dict[str, Any]

_UNSIGNED = base64.b64encode(b"skip_thought_signature_validator").decode()
_LONGEST_WAIT = 20
_NAMED = re.compile(
    r"(?:files|cachedContents|fileSearchStores|batches|models/[\w.-]+/operations)/[\w-]+"
)
_HOST = re.compile(r"https://generativelanguage\.googleapis\.com(?=/)")
_LONGEST_NAMING = 300


@dataclass(frozen=True)
class Answer:
    """What was said: a status, and documents, of a stream one for each event."""

    status: int
    documents: list[Wire]


def exchanges(recordings: Path) -> list[Exchange]:
    """Those whose source kept the request."""
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        kept = [json.loads(line) for line in lines]
    return [exchange for exchange in kept if exchange["url"] is not None]


def resource(exchange: Exchange) -> str:
    """What is counted together: method, collection and what is done with it."""
    path = re.sub(r"^.*?/v1(?:beta|alpha)?/", "", exchange["url"]).partition("?")[0]
    return f"{exchange['method']} {re.sub(r'/[^:/]+', '/…', path)}"


def said(exchange: Exchange) -> Answer:
    """What the service answered."""
    response = exchange["response"]
    found = exchange["events"] or (response if isinstance(response, list) else [response])
    return Answer(exchange["status"], [document for document in found if document is not None])


@dataclass
class Replay:
    """Recordings against one engine; `names` are those there, and what they are here."""

    client: httpx.Client
    names: dict[str, str] = field(default_factory=dict)
    _upload_url: str = ""

    def send(self, exchange: Exchange) -> Answer:
        """The engine's answer; where the service had come to an end, the engine may too."""
        there = said(exchange)
        here = self._send(exchange)
        deadline = time.monotonic() + _LONGEST_WAIT
        while _is_done(there) and not _is_done(here) and here.status == 200:
            assert time.monotonic() < deadline, f"{exchange['url']} never ended"
            time.sleep(0.05)
            here = self._send(exchange)
        for one, other in zip(there.documents, here.documents, strict=False):
            self.names.update(_learnt(one, other))
        return here

    def _send(self, exchange: Exchange) -> Answer:
        url, headers, body = self._here(exchange["url"]), dict[str, str](), exchange["request"]
        content = None if body is None else json.dumps(self._translated(body)).encode()
        if "upload_id=" in url:
            url, headers, content = self._bytes(exchange)
        elif "/upload/" in url:
            headers = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start"}
        if exchange["status"] == 429:
            headers["x-gemini-magic-fault"] = "status=429"
        if "API_KEY_INVALID" in json.dumps(exchange["response"]):
            headers["x-goog-api-key"] = "wrong"
        headers["content-type"] = "application/json"
        response = self.client.request(exchange["method"], url, content=content, headers=headers)
        self._upload_url = response.headers.get("x-goog-upload-url", self._upload_url)
        return Answer(response.status_code, _documents(response))

    def _bytes(self, exchange: Exchange) -> tuple[str, dict[str, str], bytes]:
        made = exchange["response"].get("file") or exchange["response"]["response"]
        size = int(made["sizeBytes"])
        # What is no text was lost in the recording; how much it was is known.
        content = exchange["request"]["_raw"].encode().ljust(size)[:size]
        command = {"x-goog-upload-offset": "0", "x-goog-upload-command": "upload, finalize"}
        return self._upload_url, command, content

    def _translated(self, body: Any) -> Any:
        """The body with the names of what exists here, and no signature of another engine."""
        if isinstance(body, dict):
            return {
                name: _UNSIGNED if name == "thoughtSignature" else self._translated(value)
                for name, value in body.items()
            }
        if isinstance(body, list):
            return [self._translated(item) for item in body]
        is_name = isinstance(body, str) and len(body) < _LONGEST_NAMING
        return self._here(body) if is_name else body

    def _here(self, text: str) -> str:
        text = re.sub(r"(?<=pageToken=)[^&]+", self._page, _HOST.sub("", text))
        return _NAMED.sub(lambda match: self._name(match[0]), text)

    def _page(self, token: re.Match[str]) -> str:
        """A page of a list that is longer there is here the first one."""
        return self.names.get(token[0], "")

    def _name(self, there: str) -> str:
        collection = there.partition("/")[0]
        if there not in self.names and collection in _SET_UP:
            self.names[there] = _SET_UP[collection](self.client, there)
        return self.names.get(there, there)


def _documents(response: httpx.Response) -> list[Wire]:
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/event-stream"):
        events = re.findall(r"^data: ?(.*?)\r?$", response.text, re.MULTILINE)
        return [json.loads(event) for event in events if event != "[DONE]"]
    if not kind.startswith("application/json") or not response.content:
        return []
    found = response.json()
    return found if isinstance(found, list) else [found]


def _is_done(answer: Answer) -> bool:
    return any(document.get("done") for document in answer.documents)


def _learnt(there: Any, here: Any) -> Iterator[tuple[str, str]]:
    """Names at the same places of two answers."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in there.keys() & here.keys():
            yield from _learnt(there[key], here[key])
    elif isinstance(there, list) and isinstance(here, list):
        for one, other in zip(there, here, strict=False):
            yield from _learnt(one, other)
    elif isinstance(there, str) and isinstance(here, str):
        yield from zip(_NAMED.findall(there), _NAMED.findall(here), strict=False)


def _cache(client: httpx.Client, name: str) -> str:
    long = user("Paris is the capital of France. " * 400)
    body = {"model": "models/gemini-2.5-flash", "contents": [long]}
    made: str = client.post("/v1beta/cachedContents", json=body).json()["name"]
    return made


def _store(client: httpx.Client, name: str) -> str:
    made: str = client.post("/v1beta/fileSearchStores", json={}).json()["name"]
    return made


def _file(client: httpx.Client, name: str) -> str:
    start = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start"}
    about = {"file": {"mimeType": "text/plain"}}
    begun = client.post("/upload/v1beta/files", json=about, headers=start)
    last = {"x-goog-upload-offset": "0", "x-goog-upload-command": "upload, finalize"}
    text = b"Paris is the capital of France."
    done = client.post(begun.headers["x-goog-upload-url"], content=text, headers=last)
    made: str = done.json()["file"]["name"]
    return made


_SET_UP: dict[str, Callable[[httpx.Client, str], str]] = {
    "cachedContents": _cache,
    "fileSearchStores": _store,
    "files": _file,
}
