"""A transport with a connection for each request under way, taken and given back in O(1).

httpcore's pool looks at all its connections, for each of them, whenever a request begins or ends:
with 32 of them that costs four times as much as everything else a request needs.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator
from functools import cached_property

import httpx

from .lane import Lane, Limits, Origin

__all__ = ["Lanes"]


class Lanes(httpx.AsyncBaseTransport):
    """Opens as many connections as there are requests at once; the last one used goes first.

    They belong to one event loop.
    """

    def __init__(self) -> None:
        self._idle: defaultdict[Origin, list[Lane]] = defaultdict(list)
        self._open: set[Lane] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response; its lane is free again when it has been read, and is closed."""
        limits: Limits = request.extensions.get("timeout", {})
        origin = Origin.of(request.url)
        lane = self._free(origin) or await self._opened(origin, limits)
        try:
            head = await lane.ask(request, limits)
        except BaseException:
            self._drop(lane)
            raise
        return httpx.Response(
            head.status_code,
            headers=head.headers.raw_items(),
            stream=_Lent(self, origin, lane, limits),
            extensions={"http_version": b"HTTP/" + head.http_version, "reason_phrase": head.reason},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        lanes, self._open = self._open, set()
        self._idle.clear()
        for lane in lanes:
            lane.close()
        await asyncio.gather(*(lane.closed() for lane in lanes))

    def give_back(self, origin: Origin, lane: Lane) -> None:
        """A request has ended on this lane."""
        if lane.is_free:
            self._idle[origin].append(lane)
        else:
            self._drop(lane)

    def _free(self, origin: Origin) -> Lane | None:
        idle = self._idle[origin]
        while idle:
            if (lane := idle.pop()).is_free:
                return lane
            self._drop(lane)
        return None

    async def _opened(self, origin: Origin, limits: Limits) -> Lane:
        context = self._context if origin.scheme == "https" else None
        lane = await Lane.opened(origin, context, limits)
        self._open.add(lane)
        return lane

    def _drop(self, lane: Lane) -> None:
        self._open.discard(lane)
        lane.close()

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = httpx.create_ssl_context()  # reads certificates: one for all
        context.set_alpn_protocols(["http/1.1"])
        return context


class _Lent(httpx.AsyncByteStream):
    """The body of a response, which gives its lane back once."""

    def __init__(self, lanes: Lanes, origin: Origin, lane: Lane, limits: Limits) -> None:
        self._lanes: Lanes | None = lanes
        self._origin = origin
        self._lane = lane
        self._limits = limits

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._lane.body(self._limits)

    async def aclose(self) -> None:
        lanes, self._lanes = self._lanes, None
        if lanes is not None:
            lanes.give_back(self._origin, self._lane)
