"""Uploading 1 GiB to a sink in another process: time against one raw PUT, and memory.

`python -m tests.benchmarks.upload sink` is that process; `… ours|verified|raw URL PATH` sends
one file and prints its seconds and the growth of its peak memory in MB.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from io import RawIOBase
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from gemini_magic.api.client import Client

from .measure import rounds
from .table import Row

__all__ = ["rows"]

_SIZE = 1 << 30
_MOST_MEMORY = 20.0  # MB
_MOST_TIME = 1.15


def rows() -> Iterator[Row]:
    """Seconds of an upload and of a PUT, in turn; then how far our memory rose."""
    grown: list[float] = []
    with _Sink() as url, tempfile.NamedTemporaryFile() as file:
        file.truncate(_SIZE)

        def sent(how: str) -> Callable[[], float]:
            def measured() -> float:
                seconds, memory = _sent(how, url, file.name)
                if how == "ours":
                    grown.append(memory)
                return seconds

            return measured

        taken = rounds({how: sent(how) for how in _WAYS})
    ratio, memory = taken.ratio("ours", "raw"), median(grown)
    against, raw = "one raw httpx PUT", taken.median("raw")
    yield Row(
        "upload of 1 GiB",
        "s",
        taken.median("ours"),
        against,
        raw,
        ratio,
        f"<= {_MOST_TIME:g}x",
        ratio <= _MOST_TIME,
    )
    yield Row(
        "upload of 1 GiB, its SHA-256 compared with the service's",
        "s",
        taken.median("verified"),
        against,
        raw,
        taken.ratio("verified", "raw"),
        note="hashing alone takes longer than the PUT",
    )
    yield Row(
        "upload of 1 GiB: peak memory above idle",
        "MB",
        memory,
        target=f"<= {_MOST_MEMORY:g} MB",
        met=memory <= _MOST_MEMORY,
    )


class _Sink:
    """The other process, which reads and forgets."""

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, "sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        return f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # it ends with its standard input


def _sent(how: str, url: str, path: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", __name__, how, url, path], capture_output=True, check=True, text=True
    )
    seconds, memory = json.loads(done.stdout)
    return float(seconds), float(memory)


def _ours(url: str, path: str) -> Callable[[], object]:
    _upload(url, b"all is imported and connected")
    return lambda: _upload(url, path)


def _verified(url: str, path: str) -> Callable[[], object]:
    _upload(url, b"all is imported")
    return lambda: _upload(f"{url}/verified", path)


def _upload(url: str, file: Any) -> None:
    Client("key", base_url=url).files.upload(file=file, config={"mime_type": "video/mp4"})


def _raw(url: str, path: str) -> Callable[[], object]:
    client = httpx.Client()
    client.put(url, content=b"all is imported and connected")

    def put() -> None:
        with open(path, "rb") as file:
            client.put(url, content=file, headers={"content-length": str(_SIZE)})

    return put


_WAYS = {"ours": _ours, "verified": _verified, "raw": _raw}


def _serve() -> None:
    digest = hashlib.sha256()
    for _ in range(_SIZE >> 20):
        digest.update(bytes(1 << 20))
    known = base64.b64encode(digest.hexdigest().encode()).decode()
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=_converse, args=(connection, known), daemon=True).start()


def _converse(connection: socket.socket, known: str) -> None:
    """One connection: a start, or bytes that are read and forgotten."""
    buffer = memoryview(bytearray(1 << 20))
    with connection, connection.makefile("rb", buffering=0) as incoming:
        while start := incoming.readline():
            headers = _headers(incoming)
            size = int(headers["content-length"])
            while size:
                size -= connection.recv_into(buffer[: min(size, len(buffer))])
            file = {"name": "files/x"}
            if b"/verified/" in start:
                file["sha256Hash"] = known
            connection.sendall(_answer(headers.get("x-goog-upload-command", ""), file))


def _headers(incoming: RawIOBase) -> dict[str, str]:
    headers = {}
    while line := incoming.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers


def _answer(command: str, file: dict[str, str]) -> bytes:
    body = json.dumps({"file": file}).encode()
    said = b"x-goog-upload-url: https://sink/upload?upload_id=1\r\nx-goog-upload-status: "
    said += b"final" if command.endswith("finalize") else b"active"
    return b"HTTP/1.1 200 OK\r\n%s\r\ncontent-length: %d\r\n\r\n%s" % (said, len(body), body)


def _main(how: str, *arguments: str) -> None:
    if how == "sink":
        threading.Thread(target=_serve, daemon=True).start()
        sys.stdin.read()
        return
    send = _WAYS[how](*arguments)
    idle, begun = _memory("VmRSS"), time.perf_counter()
    send()
    print(json.dumps([time.perf_counter() - begun, _memory("VmHWM") - idle]))


def _memory(field: str) -> float:
    """MB that are resident now ("VmRSS"), or were at most ("VmHWM")."""
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields[field].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    _main(*sys.argv[1:])
