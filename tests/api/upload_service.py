"""UploadService: Google's resumable uploads on loopback, breaking off where a test wants it.

What it has received only grows, and only at its end: bytes that were there before are refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Self

__all__ = ["Cut", "UploadService"]

GRANULARITY = 256 << 10


@dataclass(frozen=True)
class Cut:
    """Break the connection at the next request with this command.

    `after` is how many bytes of its body are taken before; None takes all of it, and does what
    is asked, but never answers.
    """

    command: str
    after: int | None = None


class UploadService:
    """A context manager. `received` is what has arrived, `commands` what was said.

    `failing` names commands that are not done but answered with a status, in turn.
    """

    def __init__(
        self,
        *cuts: Cut,
        failing: Sequence[tuple[str, int]] = (),
        remembers: bool = True,
        ends_early: bool = False,
        sha256: str = "",
    ) -> None:
        self.cuts = deque(cuts)
        self.failing = deque(failing)
        self.received = bytearray()
        self._said: list[list[str]] = []
        self.headers: list[dict[str, str]] = []
        self.is_final = False
        self._remembers = remembers  # whether a query after the end repeats its answer
        self._ends_early = ends_early  # whether the first bytes are taken for all
        self._sha256 = sha256

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _accept(self) -> None:
        conversing: list[threading.Thread] = []
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                break
            said: list[str] = []
            self._said.append(said)
            thread = threading.Thread(target=self._converse, args=(connection, said))
            thread.start()
            conversing.append(thread)
        for thread in conversing:
            thread.join(10)

    @property
    def commands(self) -> list[str]:
        """By connection, in the order of opening: what a dropped one said may be read late."""
        return [command for said in self._said for command in said]

    def _converse(self, connection: socket.socket, said: list[str]) -> None:
        connection.settimeout(10)
        with connection, connection.makefile("rb") as incoming:
            try:
                while self._exchange(connection, incoming, said):
                    pass
            except ConnectionError:
                pass  # the client left

    def _exchange(self, connection: socket.socket, incoming: BinaryIO, said: list[str]) -> bool:
        """One request; whether the connection stays."""
        if not incoming.readline():
            return False
        headers: dict[str, str] = {}
        while line := incoming.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        command = headers["x-goog-upload-command"]
        said.append(command)
        self.headers.append(headers)
        cut = self.cuts.popleft() if self.cuts and self.cuts[0].command == command else None
        size = int(headers.get("content-length", 0))
        taken = size if cut is None or cut.after is None else cut.after
        body = self._take(command, headers, incoming, taken)
        if cut is not None:
            # Without this, a close waits politely; what breaks does not.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if cut.after is None:
                self._answer(command, body)
            return False
        if self.failing and self.failing[0][0] == command:
            connection.sendall(_response({}, b"", self.failing.popleft()[1]))
            return True
        connection.sendall(self._answer(command, body))
        return True

    def _take(self, command: str, headers: dict[str, str], incoming: BinaryIO, size: int) -> bytes:
        if not command.startswith("upload"):
            return incoming.read(size)
        assert int(headers["x-goog-upload-offset"]) == len(self.received), "bytes came twice"
        assert "x-goog-api-key" not in headers
        while size:
            piece = incoming.read(min(size, 64 << 10))
            if not piece:
                raise ConnectionError
            self.received += piece
            size -= len(piece)
        return b""

    def _answer(self, command: str, body: bytes) -> bytes:
        if command == "start":
            self.started = json.loads(body)
            self.received.clear()
            url = "https://elsewhere.example/upload/v1beta/files?upload_id=SECRET"
            return _response({
                "x-goog-upload-url": url,
                "x-goog-upload-chunk-granularity": str(GRANULARITY),
                "x-goog-upload-status": "active",
            })  # fmt: skip
        self.is_final |= command.endswith("finalize") or self._ends_early
        if self.is_final:
            is_told = self._remembers or command != "query"
            file = json.dumps({"file": self._file()}).encode() if is_told else b""
            return _response({"x-goog-upload-status": "final"}, file)
        received = {"x-goog-upload-size-received": str(len(self.received))}
        return _response({"x-goog-upload-status": "active", **received})

    def _file(self) -> dict[str, Any]:
        digest = self._sha256 or hashlib.sha256(self.received).hexdigest()
        return {
            "name": "files/abc",
            "sizeBytes": str(len(self.received)),
            "sha256Hash": base64.b64encode(digest.encode()).decode(),
            "state": "ACTIVE",
        }


def _response(headers: dict[str, str], body: bytes = b"", status: int = 200) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
