"""A service in another process, so that its work is not counted as ours.

What it says is in the first segment of the path, wherever a client puts the rest:

    /answer-4000-0/…    4000 chunks as fast as they are taken
    /answer-1000-300/…  1000 chunks, 300 µs apart
    /plain-60000-0/…    text only, of known size
    /interaction-4000-0/…  the events of a streamed interaction
    /clock/…            one chunk whose text is the moment at which the request was there
    /vectors-100-768/…  no stream: 100 vectors of 768 numbers
"""

from __future__ import annotations

import json
import math
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, BinaryIO, Self

from . import traffic

__all__ = ["Service"]

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_STREAMS: dict[str, Callable[[int], Iterator[Any]]] = {
    "answer": traffic.answer,
    "plain": traffic.plain,
    "interaction": traffic.interaction,
}


class Service:
    """The other process. A context manager; `url(…)` is a base URL that says what to stream."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # it ends with its standard input

    def url(self, stream: str) -> str:
        """The base URL for "answer-4000-0" and the like."""
        return f"http://127.0.0.1:{self._port}/{stream}"


def _serve() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=_converse, args=(connection,), daemon=True).start()


def _converse(connection: socket.socket) -> None:
    """One connection: requests until the client leaves."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, connection.makefile("rb") as incoming:
        while (stream := _request(incoming)) is not None:
            arrived = time.monotonic()
            try:
                _answer(connection, stream, arrived)
            except ConnectionError:
                return


def _request(incoming: BinaryIO) -> str | None:
    """The first segment of the path of the next request, once all of it has arrived."""
    start, size = incoming.readline().split(), 0
    while line := incoming.readline().strip().lower():
        if line.startswith(b"content-length:"):
            size = int(line.partition(b":")[2])
    incoming.read(size)
    return start[1].decode().split("/")[1] if start else None


def _answer(connection: socket.socket, stream: str, arrived: float) -> None:
    if stream.startswith("vectors"):
        connection.sendall(_vectors(*map(int, stream.split("-")[1:])))
        return
    connection.sendall(_HEAD)
    if stream == "clock":
        part = {"text": repr(arrived)}
        candidate = {"content": {"parts": [part]}, "finishReason": "STOP"}
        connection.sendall(_framed({"candidates": [candidate]}))
    else:
        name, count, pause = stream.split("-")
        for piece in _pieces(name, int(count)):
            if pause != "0":
                time.sleep(int(pause) / 1e6)
            connection.sendall(piece)  # each event in a write of its own, as the service does
    connection.sendall(b"0\r\n\r\n")


@cache
def _vectors(count: int, size: int) -> bytes:
    values = [round(math.sin(number), 8) for number in range(size)]
    body = json.dumps({"embeddings": [{"values": values}] * count}).encode()
    head = f"content-type: application/json\r\ncontent-length: {len(body)}"
    return f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body


@cache
def _pieces(name: str, count: int) -> list[bytes]:
    return list(map(_framed, _STREAMS[name](count)))


def _framed(chunk: Any) -> bytes:
    event = b"data: %s\r\n\r\n" % json.dumps(chunk, ensure_ascii=False).encode()
    if kind := chunk.get("event_type"):
        event = b"event: %s\r\n" % kind.encode() + event
    return b"%x\r\n%s\r\n" % (len(event), event)


if __name__ == "__main__":
    threading.Thread(target=_serve, daemon=True).start()
    sys.stdin.read()
