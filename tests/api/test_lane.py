"""One connection: it does what httpx's own transport does, whatever the service says; TLS, too."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from gemini_magic import Client
from gemini_magic.api.lanes import Lanes

# What a service may say to a request, word for word, before it leaves.
SAID = {
    "by its length": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
    "in chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n0\r\n\r\n",
    "until it leaves": b"HTTP/1.1 200 Fine\r\nX-Its-Case: Kept\r\nx-2: 1\r\nx-2: 2\r\n\r\nok",
    "in an old version": b"HTTP/1.0 200 OK\r\n\r\nok",
    "after a hint": b"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "without a body": b"HTTP/1.1 204 No Content\r\n\r\n",
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "half a body": b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nok",
    "half a chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\no",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "a head without an end": b"HTTP/1.1 200 OK\r\nx: " + b"x" * (1 << 18),
}
_PATIENCE = 10  # seconds, for what must not take them
_SOON = httpx.Timeout(_PATIENCE, read=0.1, write=0.1)  # for what is to fail by it

Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, object]]


@asynccontextmanager
async def service(speak: Speak, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """The address of a server that speaks to each connection once."""
    speaking: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        speaking.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await speak(reader, writer)
        writer.transport.abort() if writer.transport.is_closing() else writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"http{'s' if tls else ''}://localhost:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        for task in speaking:
            task.cancel()
        await asyncio.gather(*speaking, return_exceptions=True)


async def heard(reader: asyncio.StreamReader) -> bytes:
    """The body of the next request, in chunks or by its length."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        return await reader.readuntil(b"0\r\n\r\n")
    _, _, length = head.partition(b"content-length: ")
    return await reader.readexactly(int(length.partition(b"\r\n")[0] or 0))


def saying(said: bytes) -> Speak:
    """Hears one request, says this, and leaves."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard(reader)
        writer.write(said)
        await writer.drain()

    return speak


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def outcome(
    transport: Callable[[], httpx.AsyncBaseTransport],
    speak: Speak,
    tls: ssl.SSLContext | None = None,
    **request: Any,
) -> object:
    """All that a response says, or the kind of error."""

    async def run() -> object:
        async with service(speak, tls) as address, httpx.AsyncClient(transport=transport()) as http:
            try:
                response = await http.post(address, **request)
            except httpx.HTTPError as error:
                return type(error)
            headers = response.headers.raw
            return response.status_code, response.extensions, headers, response.content

    return asyncio.run(asyncio.wait_for(run(), _PATIENCE))


def known(found: object) -> object:
    """An outcome without httpcore's own stream, which is no part of the answer."""
    match found:
        case (status, dict(extensions), *rest):
            extensions.pop("network_stream", None)
            return status, extensions, *rest
    return found


async def echoing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says what it hears, however large."""
    body = await heard(reader)
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def stalling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says nothing until the client leaves."""
    await heard(reader)
    await reader.read()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """One that the environment says to trust."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


def certified(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.mark.parametrize("said", SAID.values(), ids=list(SAID))
def test_what_the_service_says_is_taken_as_httpx_takes_it(said: bytes) -> None:
    theirs = known(outcome(httpx.AsyncHTTPTransport, saying(said)))
    ours = known(outcome(Lanes, saying(said)))

    assert ours == theirs


@pytest.mark.parametrize("size", [0, 1, 70_000, 5_000_000])
@pytest.mark.parametrize("is_secure", [False, True], ids=["plain", "tls"])
def test_bodies_go_there_and_come_back(size: int, is_secure: bool, authority: trustme.CA) -> None:
    sent = bytes(range(251)) * (size // 251) + b"x" * (size % 251)
    tls = certified(authority) if is_secure else None

    found = outcome(Lanes, echoing, tls, content=sent)

    assert isinstance(found, tuple)
    assert (found[0], len(found[-1]), found[-1] == sent) == (200, size, True)


def test_a_body_whose_length_nobody_knows_goes_in_chunks() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"abc"
        yield b"de"

    found = outcome(Lanes, echoing, content=pieces())

    assert isinstance(found, tuple)
    assert found[-1] == b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"


def test_a_service_that_says_nothing_is_waited_for_as_long_as_was_said() -> None:
    assert outcome(Lanes, stalling, timeout=_SOON) == httpx.ReadTimeout


def test_a_service_that_does_not_shake_hands_is_waited_for_as_long_as_was_said() -> None:
    async def run() -> None:
        async with service(stalling) as address, httpx.AsyncClient(transport=Lanes()) as http:
            limits = httpx.Timeout(_PATIENCE, connect=0.1)
            await http.get(address.replace("http:", "https:"), timeout=limits)

    with pytest.raises(httpx.ConnectTimeout):
        asyncio.run(run())


def test_a_service_that_does_not_listen_is_waited_for_as_long_as_was_said() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(_PATIENCE)

    content = bytes(50_000_000)  # more than sockets hold

    assert outcome(Lanes, deaf, timeout=_SOON, content=content) == httpx.WriteTimeout


def test_a_service_that_answers_before_it_has_heard_all_has_answered() -> None:
    async def hasty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno")
        writer.write_eof()
        await asyncio.sleep(_PATIENCE)

    found = outcome(Lanes, hasty, content=bytes(50_000_000))

    assert isinstance(found, tuple)
    assert (found[0], found[-1]) == (413, b"no")


def test_nobody_there_is_said_to_be_so() -> None:
    async def run(address: str) -> str:
        async with httpx.AsyncClient(transport=Lanes()) as http:
            with pytest.raises(httpx.ConnectError) as caught:
                await http.get(address)
            return str(caught.value)

    async def nobody() -> str:
        async with service(echoing) as address:
            return address

    said = asyncio.run(run(asyncio.run(nobody())))

    assert "Connect call failed" in said


def test_another_scheme_is_refused() -> None:
    async def run() -> None:
        async with httpx.AsyncClient(transport=Lanes()) as http:
            await http.get("ftp://localhost/")

    with pytest.raises(httpx.UnsupportedProtocol, match="ftp://localhost is no address of HTTP"):
        asyncio.run(run())


def test_a_header_that_cannot_be_sent_is_not_sent() -> None:
    found = outcome(Lanes, echoing, headers={"x-mine": "one\r\nx-yours: two"})

    assert found == httpx.LocalProtocolError


def test_a_service_that_nobody_vouches_for_is_not_talked_to(authority: trustme.CA) -> None:
    assert outcome(Lanes, echoing, certified(trustme.CA())) == httpx.ConnectError


def test_a_connection_that_was_closed_while_it_was_idle_is_not_used_again() -> None:
    async def run() -> list[int]:
        async with service(saying(OK)) as address, httpx.AsyncClient(transport=Lanes()) as http:
            found = []
            for _ in range(3):
                found.append((await http.post(address)).status_code)
                await asyncio.sleep(0.05)  # so that its leaving is noticed
            return found

    assert asyncio.run(run()) == [200, 200, 200]


def test_what_nobody_reads_is_not_taken_from_the_service() -> None:
    said = 0

    async def flooding(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal said
        await heard(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while said < 1 << 26:
            writer.write(bytes(1 << 16))
            await writer.drain()
            said += 1 << 16

    async def run() -> tuple[int, int]:
        async with (
            service(flooding) as address,
            httpx.AsyncClient(transport=Lanes()) as http,
            http.stream("POST", address) as response,
        ):
            await asyncio.sleep(0.5)
            before = said
            size = sum([len(piece) async for piece in response.aiter_raw()])
            return before, size

    before, size = asyncio.run(run())

    assert before < 1 << 24
    assert size == 1 << 26


def test_the_client_talks_tls_to_whom_the_environment_trusts(authority: trustme.CA) -> None:
    answer = b'{"candidates": [{"content": {"parts": [{"text": "safe"}]}}]}'
    said = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer)

    async def run() -> str | None:
        async with service(saying(said), certified(authority)) as address:
            client = Client(api_key="key", base_url=address).aio
            response = await client.models.generate_content(model="m", contents="Hello")
            await client.aclose()
            return response.text

    assert asyncio.run(run()) == "safe"


def test_a_proxy_that_the_environment_names_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readline()).decode().rpartition(" ")[0])
        await saying(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")(reader, writer)

    async def run() -> None:
        async with service(proxy) as address:
            monkeypatch.setenv("HTTP_PROXY", address)
            client = Client(api_key="key", base_url="http://gemini.invalid").aio
            await client.models.generate_content(model="m", contents="Hello")
            await client.aclose()

    asyncio.run(run())

    assert asked == ["POST http://gemini.invalid/v1beta/models/m:generateContent"]
