"""Connections of many requests at once: as many as needed, used again, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from gemini_magic.api.lanes import Lanes


class Server:
    """Answers on connections that stay open; "/stall" never, and "/break" by leaving."""

    def __init__(self) -> None:
        self.connections = 0
        self.stalled = 0
        self.left = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError):
            while start := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                if b"/break" in start:
                    break
                if b"/stall" in start:
                    self.stalled += 1
                    await reader.read()
                    break
                await asyncio.sleep(0.01)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        self.left += 1


@asynccontextmanager
async def running(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with httpx.AsyncClient(transport=Lanes(), base_url=address) as client:
        yield client
    listening.close()
    while server.left < server.connections:
        await asyncio.sleep(0.001)


def test_requests_at_once_have_a_connection_each_and_later_ones_use_them_again() -> None:
    async def run() -> None:
        async with running(server) as client:
            for _ in range(4):
                answers = await asyncio.gather(*[client.get("/") for _ in range(6)])
                assert [answer.text for answer in answers] == ["ok"] * 6

    server = Server()
    asyncio.run(run())

    assert server.connections == 6


def test_a_connection_that_breaks_costs_one_request() -> None:
    async def run() -> list[object]:
        async with running(server) as client:
            paths = ["/", "/break", "/"]
            found = await asyncio.gather(*map(client.get, paths), return_exceptions=True)
            return [*found, *await asyncio.gather(*map(client.get, ["/", "/", "/"]))]

    server = Server()
    found = asyncio.run(run())

    kinds = [type(one) for one in found]
    assert kinds == [httpx.Response, httpx.RemoteProtocolError, *[httpx.Response] * 4]


def test_a_request_that_is_cancelled_leaves_and_its_lane_is_free() -> None:
    async def run() -> str:
        async with running(server) as client:
            stalled = asyncio.create_task(client.get("/stall"))
            while not server.stalled:
                await asyncio.sleep(0.001)
            stalled.cancel()
            await asyncio.wait([stalled])
            while not server.left:
                await asyncio.sleep(0.001)
            return (await client.get("/")).text

    server = Server()

    assert asyncio.run(run()) == "ok"
