"""A transport with a connection for each request under way, taken and given back in O(1).

httpcore's pool looks at all its connections, for each of them, whenever a request begins or ends:
with 32 of them that costs four times as much as everything else a request needs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx

__all__ = ["Lanes"]


class Lanes(httpx.AsyncBaseTransport):
    """Opens as many connections as there are requests at once; the last one used goes first."""

    def __init__(self) -> None:
        self._context = httpx.create_ssl_context()  # reads certificates: one for all
        self._idle: list[httpx.AsyncHTTPTransport] = []
        self._all: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response; its lane is free again when it is closed."""
        lane = self._idle.pop() if self._idle else self._opened()
        try:
            response = await lane.handle_async_request(request)
        except BaseException:
            self._idle.append(lane)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Lent(response.stream, lambda: self._idle.append(lane))
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        lanes, self._all = self._all, []
        self._idle.clear()
        for lane in lanes:
            await lane.aclose()

    def _opened(self) -> httpx.AsyncHTTPTransport:
        lane = httpx.AsyncHTTPTransport(
            verify=self._context, limits=httpx.Limits(max_connections=1)
        )
        self._all.append(lane)
        return lane


class _Lent(httpx.AsyncByteStream):
    """A body that gives its lane back once."""

    def __init__(self, body: httpx.AsyncByteStream, give_back: Callable[[], None]) -> None:
        self._body = body
        self._give_back: Callable[[], None] | None = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._body:
            yield piece

    async def aclose(self) -> None:
        try:
            await self._body.aclose()
        finally:
            if (give_back := self._give_back) is not None:
                self._give_back = None
                give_back()
