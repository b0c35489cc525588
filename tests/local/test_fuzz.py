"""Whatever comes in, by HTTP or through a WebSocket: no 500, no hang, no crash, no growth.

`GEMINI_MAGIC_FUZZ=N` tries N times as many examples, at random instead of always the same.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from gemini_magic.local.endpoints import live, music
from tests.local import at_random
from tests.local.conftest import KEY, Engine, running

_TIMES = int(os.environ.get("GEMINI_MAGIC_FUZZ", "0"))
_SECONDS = 20
_MOST_GROWTH_BYTES = 150 * 2**20
SOCKETS = {
    "v1beta.GenerativeService.BidiGenerateContent": live,
    "v1alpha.GenerativeService.BidiGenerateMusic": music,
}


def examples(count: int) -> settings:
    return settings(
        max_examples=count * max(1, _TIMES),
        derandomize=not _TIMES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def resident_bytes(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine which afterwards still answers, has not grown, and has nothing to complain of."""
    folder = tmp_path_factory.mktemp("fuzz")
    with (folder / "stderr").open("w+", encoding="utf-8") as stderr:
        with running(folder, "--no-llm", "--seed", "7", stderr=stderr) as engine:
            engine.ask("What is 6 * 7?")
            before = resident_bytes(engine.process.pid)
            yield engine
            assert "42" in engine.text("What is 6 * 7?")
            assert engine.process.poll() is None
            assert resident_bytes(engine.process.pid) - before < _MOST_GROWTH_BYTES
        check_complaints(stderr)


def check_complaints(stderr: IO[str]) -> None:
    stderr.seek(0)
    complaints = stderr.read()
    assert "Traceback" not in complaints, complaints[:4000]


def check_answer(response: httpx.Response) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        found = response.json()
        error = (found[0] if isinstance(found, list) else found)["error"]
        assert error["message"]


@examples(600)
@given(request=at_random.requests())
def test_no_request_makes_the_engine_fail(fuzzed: Engine, request: tuple[str, str, bytes]) -> None:
    method, path, body = request
    path = re.sub(r"(\w+)/KNOWN", lambda found: _made.get(found[1], f"{found[1]}/x"), path)
    response = fuzzed.client.request(method, path, content=body, timeout=_SECONDS)
    check_answer(response)
    if response.headers["content-type"].startswith("application/json") and response.content:
        remember(response.json())


# The newest name of each collection.
_made: dict[str, str] = {}


def remember(answer: Any) -> None:
    """Names that an answer tells, for requests that come later."""
    made = answer if isinstance(answer, dict) else {}
    names = [made.get("name", ""), made.get("response", {}).get("documentName", "")]
    names += [f"interactions/{made['id']}"] if "steps" in made else []
    for name in filter(None, names):
        collection, _, id = name.rpartition("/")
        _made[collection.rpartition("/")[2]] = f"{collection.rpartition('/')[2]}/{id}"


_LINE = st.sampled_from([
    b"POST /v1beta/models/gemini-3-flash-preview:generateContent HTTP/1.1", b"GET /v1beta/models",
    b"POST /upload/v1beta/files HTTP/1.1", b"GET /v1beta/%zz HTTP/1.1", b"\x16\x03\x01\x02\x00",
    b"POST http://x/v1beta/files HTTP/1.1", b"BREW / HTTP/1.1", b"GET / HTTP/9.9", b"",
    b"GET /v1beta/files/../../etc/passwd HTTP/1.1", b"POST /v1beta/interactions HTTP/1.0",
])  # fmt: skip
_HEADER = st.sampled_from([
    b"Host: localhost", b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 9999999999",
    b"Content-Length: 5, 6", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked",
    b"x-goog-api-key: " + KEY.encode(), b"x-goog-api-key: \xff\xfe", b"Expect: 100-continue",
    b"x-goog-upload-command: start", b"x-goog-upload-protocol: resumable", b"Connection: upgrade",
    b"x-goog-upload-command: upload, finalize", b"x-goog-upload-offset: -1", b"Upgrade: websocket",
    b"Content-Encoding: gzip", b"X-Gemini-Magic-Fault: status=200", b"Range: bytes=9-1", b"Bad",
    b"X-HTTP-Method-Override: DELETE", b"Sec-WebSocket-Key: x", b"Sec-WebSocket-Version: 13",
    b"Content-Type: multipart/form-data; boundary=", b"Content-Type: \xff", b"Cookie: a=\x01",
])  # fmt: skip
_BODY = st.sampled_from([
    b"", b"{}", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\nhello", b"ffffffffff\r\nx",
    b"5\r\nhel", b"0\r\nA: b\r\n\r\n", b'{"contents":[{"parts":[{"text":"x"}]}]}',
]) | st.binary(max_size=30)  # fmt: skip


@examples(300)
@given(line=_LINE, headers=st.lists(_HEADER, max_size=5), body=_BODY)
def test_no_bytes_make_the_engine_fail(
    fuzzed: Engine, line: bytes, headers: list[bytes], body: bytes
) -> None:
    url = httpx.URL(fuzzed.url)
    sent = b"\r\n".join([line, *headers, b"", body])
    # An answer may come, and the connection end, before all is sent.
    with (
        suppress(ConnectionError),
        socket.create_connection((url.host, url.port), timeout=_SECONDS) as connection,
    ):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
        assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")), answer


@st.composite
def conversations(draw: st.DrawFn) -> tuple[str, list[str | bytes]]:
    """A socket's address, and frames; the first of them mostly sets it up."""
    address = draw(st.sampled_from(sorted(SOCKETS)))
    fields = at_random.frames_of(SOCKETS[address])
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), max_size=5))
    frames: list[Any] = [{name: draw(at_random.values(fields[name], 1))} for name in chosen]
    if draw(st.integers(0, 4)):
        name = "lyria-realtime-exp" if "Music" in address else "gemini-3.8-live"
        text = (
            {"generationConfig": {"responseModalities": ["TEXT"]}} if "Music" not in address else {}
        )
        frames = [{"setup": {"model": f"models/{name}", **text}}, *frames]
    wires: list[str | bytes] = [json.dumps(frame) for frame in frames]
    if draw(st.integers(0, 3)) == 0:
        wires.insert(
            draw(st.integers(0, len(wires))), draw(st.binary(max_size=9) | at_random.texts)
        )
    return address, wires


@examples(100)
@given(conversation=conversations())
def test_no_frames_make_the_engine_fail(
    fuzzed: Engine, conversation: tuple[str, list[str | bytes]]
) -> None:
    address, frames = conversation
    url = f"{fuzzed.url.replace('http', 'ws')}/ws/google.ai.generativelanguage.{address}"
    with connect(url, additional_headers={"x-goog-api-key": KEY}, max_size=None) as connection:
        with suppress(ConnectionClosed, TimeoutError):
            for frame in frames:
                connection.send(frame)
            while True:
                json.loads(connection.recv(timeout=0.05))
        assert connection.close_code != 1011, connection.close_reason
