"""A raw connection to the Live API of an engine: frames out, messages in."""

from __future__ import annotations

import base64
import json
import math
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.local.conftest import KEY, Engine, user

LIVE = "gemini-3.8-live"
SERVICE = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
TEXT = {"generationConfig": {"responseModalities": ["TEXT"]}}
Wire = dict[str, Any]


class Line:
    """One connection. Messages must come in binary frames, as the service sends them."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def say(self, frame: Any) -> None:
        """Sends; on a closed connection nothing, for `end` tells how it was closed."""
        with suppress(ConnectionClosed):
            self._socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def hear(self, timeout: float = 10) -> Wire:
        data = self._socket.recv(timeout)
        assert isinstance(data, bytes)
        message: Wire = json.loads(data)
        return message

    def set_up(self, **setup: Any) -> Wire:
        self.say({"setup": {"model": f"models/{LIVE}", **setup}})
        message = self.hear()
        assert "setupComplete" in message, message
        complete: Wire = message["setupComplete"]
        return complete

    def turn(self) -> list[Wire]:
        """All messages up to the one that ends the turn."""
        messages = [self.hear()]
        while not messages[-1].get("serverContent", {}).get("turnComplete"):
            messages.append(self.hear())
        return messages

    def ask(self, text: str) -> str:
        self.say({"clientContent": {"turns": [user(text)], "turnComplete": True}})
        return text_of(self.turn())

    def until(self, *names: str) -> Wire:
        """The next message with this field; what comes before is passed over."""
        while True:
            found: Any = self.hear()
            for name in names:
                found = found.get(name) if isinstance(found, dict) else None
            if found is not None:
                return {"found": found}

    def end(self) -> tuple[int, str]:
        """How the connection was closed: code and reason; what comes before is passed over."""
        while (closed := self.end_or()) is None:
            pass
        return closed

    def end_or(self, *expected: set[str]) -> tuple[int, str] | None:
        """How it was closed, or None where the next message came, with one of these fields."""
        try:
            message = self.hear()
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
        assert not expected or set(message) in expected, message
        return None


@contextmanager
def line(
    engine: Engine, path: str = SERVICE, *, key: str | None = KEY, **headers: str
) -> Iterator[Line]:
    if key is not None:
        headers["x-goog-api-key"] = key
    address = engine.url.replace("http", "ws", 1) + path
    with connect(
        address, additional_headers=headers, max_size=None, compression=None, close_timeout=1
    ) as socket:
        yield Line(socket)


def text_of(messages: list[Wire]) -> str:
    parts = [part for message in messages for part in parts_of(message)]
    return "".join(part.get("text", "") for part in parts if not part.get("thought"))


def parts_of(message: Wire) -> list[Wire]:
    parts: list[Wire] = message.get("serverContent", {}).get("modelTurn", {}).get("parts", [])
    return parts


def audio_of(messages: list[Wire]) -> bytes:
    blobs = [part["inlineData"] for m in messages for part in parts_of(m) if "inlineData" in part]
    assert all(blob["mimeType"] == "audio/pcm;rate=24000" for blob in blobs)
    return b"".join(base64.b64decode(blob["data"]) for blob in blobs)


def tone(seconds: float, loudness: float = 0.3, rate: int = 16_000) -> bytes:
    """A voice's stand-in: 220 Hz."""
    step = 2 * math.pi * 220 / rate
    top = 32767 * loudness
    samples = (round(top * math.sin(step * i)) for i in range(round(seconds * rate)))
    return array("h", samples).tobytes()


def silence(seconds: float, rate: int = 16_000) -> bytes:
    return bytes(2 * round(seconds * rate))


def audio(pcm: bytes, mime_type: str = "audio/pcm;rate=16000") -> Wire:
    data = base64.b64encode(pcm).decode()
    return {"realtimeInput": {"audio": {"data": data, "mimeType": mime_type}}}
