"""Everything at once on one engine: streams, uploads, a batch, sessions; each answer is checked."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine

_MIB = 2**20


@dataclass(frozen=True)
class Size:
    """How much: parallel streams and sessions for some seconds, bytes sent, rows of a batch."""

    seconds: float
    streams: int = 64
    sessions: int = 20
    upload_bytes: int = 500 * _MIB
    rows: int = 1000


@dataclass
class Tally:
    """What came back, counted; `wrong` says of each answer that was not right what it was."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def take(self, kind: str, got: str, wanted: str) -> None:
        if wanted in got:
            self.right[kind] += 1
        else:
            self.wrong.append(f"{kind}: {got[:200]!r} instead of {wanted!r}")


def run(engine: Engine, size: Size) -> Tally:
    """One pass of the load; returns when all of it is over."""
    return asyncio.run(_all_at_once(engine, size))


def resident_bytes(engine: Engine) -> int:
    """What the engine's process holds in memory now (Linux)."""
    status = Path(f"/proc/{engine.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


async def _all_at_once(engine: Engine, size: Size) -> Tally:
    tally = Tally()
    end = time.monotonic() + size.seconds
    async with AsyncExitStack() as stack:
        client = Client(api_key=KEY, base_url=engine.url)
        stack.push_async_callback(client.aio.aclose)
        work: list[Awaitable[None]] = [
            *(_stream(client, tally, end, random.Random(n)) for n in range(size.streams)),
            *(_talk(client, tally, end, random.Random(n)) for n in range(size.sessions)),
            _upload(client, tally, size.upload_bytes),
            _batch(client, tally, size.rows),
        ]
        await asyncio.gather(*work)
    return tally


async def _until(end: float, once: Callable[[], Awaitable[None]]) -> None:
    await once()
    while time.monotonic() < end:
        await once()


async def _stream(client: Client, tally: Tally, end: float, numbers: random.Random) -> None:
    async def once() -> None:
        a, b = numbers.randrange(1000), numbers.randrange(1000)
        stream = await client.aio.models.generate_content_stream(
            model=MODEL, contents=f"What is {a} * {b}?"
        )
        text = "".join([chunk.text or "" async for chunk in stream])
        tally.take("stream", text.replace(",", ""), str(a * b))

    await _until(end, once)


async def _talk(client: Client, tally: Tally, end: float, numbers: random.Random) -> None:
    config = {"response_modalities": ["TEXT"]}
    async with client.aio.live.connect(model="gemini-live-2.5-flash-preview", config=config) as s:

        async def once() -> None:
            a, b = numbers.randrange(1000), numbers.randrange(1000)
            await s.send_client_content(turns=f"What is {a} + {b}?")
            text = "".join([message.text or "" async for message in s.receive()])
            tally.take("turn", text.replace(",", ""), str(a + b))

        await _until(end, once)


async def _upload(client: Client, tally: Tally, count: int) -> None:
    """In ten files; each is deleted again, so that passes are alike."""
    for _ in range(10):
        file = await client.aio.files.upload(
            file=_zeros(count // 10), config={"mime_type": "application/octet-stream"}
        )
        tally.take("file", str(file.size_bytes), str(count // 10))
        await client.aio.files.delete(name=file.name or "")


def _zeros(count: int) -> Iterator[bytes]:
    block = bytes(_MIB)
    while count > 0:
        yield block[:count]
        count -= _MIB


async def _batch(client: Client, tally: Tally, rows: int) -> None:
    asked = [{"contents": f"What is {n} * 7?", "metadata": {"key": str(n)}} for n in range(rows)]
    job = await client.aio.batches.create(model=MODEL, src=asked)
    while not job.is_over:
        await asyncio.sleep(0.2)
        job = await client.aio.batches.get(name=job.name or "")
    for row in await client.aio.batches.results(job):
        said = row.response.text if row.response else str(row.error)
        tally.take("row", said.replace(",", ""), str(int(row.key or 0) * 7))
    await client.aio.batches.delete(name=job.name or "")
