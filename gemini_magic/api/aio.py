"""AsyncClient: sends calls without waiting for them. Made by `Client.aio`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from urllib.request import getproxies
from weakref import WeakKeyDictionary

import httpx

from ..errors import GeminiError
from .call import Call, Listing, RawCall, Received
from .connection import Connection
from .direct import Direct
from .failures import error_from_response, translated
from .flow import Again, Flow, Gather, Hops, Pause, Step, Work
from .resources import (
    Agents,
    AuthTokens,
    Batches,
    Caches,
    Chats,
    Decisions,
    Files,
    FileSearchStores,
    Interactions,
    Models,
    Operations,
    Webhooks,
)
from .resources.base import Async
from .retry import Retry, RetryPolicy
from .sse import SSEDecoder

if TYPE_CHECKING:
    from .live.connect import AsyncLive

__all__ = ["AsyncClient", "AsyncPager"]

Answer = TypeVar("Answer")
Item = TypeVar("Item")
OnRetry = Callable[[Retry], None]


class AsyncClient:
    """Gemini, asynchronously. Its methods are those of `Client`, awaited."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Connections belong to the event loop they were made in; a notebook may use several.
        self._http: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient | Direct] = (
            WeakKeyDictionary()
        )
        self.auth_tokens: AuthTokens[Async] = AuthTokens(self)
        self.batches: Batches[Async] = Batches(self)
        self.caches: Caches[Async] = Caches(self)
        self.chats: Chats[Async] = Chats(self)
        self.models: Models[Async] = Models(self)
        self.file_search_stores: FileSearchStores[Async] = FileSearchStores(self)
        self.files: Files[Async] = Files(self)
        self.operations: Operations[Async] = Operations(self)
        self.interactions: Interactions[Async] = Interactions(self)
        self.agents: Agents[Async] = Agents(self)
        self.decisions: Decisions[Async] = Decisions(self)
        self.webhooks: Webhooks[Async] = Webhooks(self)

    @property
    def live(self) -> AsyncLive:
        """The Live API and Lyria RealTime."""
        from .live.connect import AsyncLive

        return AsyncLive(self._connection)

    @property
    def retry(self) -> RetryPolicy:
        """How often and how patiently a failed call is sent again."""
        return self._connection.retry

    async def send(self, call: Call[Answer], *, on_retry: OnRetry | None = None) -> Answer:
        """The answer of one call. Retries as the policy says and tells `on_retry` of each wait."""
        if call.once:
            return await self._send_once(call)
        answer: Answer = await self._retrying(on_retry)(self._send_once, call)
        return answer

    async def stream(
        self, call: Call[Answer], *, on_retry: OnRetry | None = None
    ) -> AsyncIterator[Answer]:
        """Await the first byte; then the chunks as they arrive."""
        chunks = self._chunks_of(call, on_retry)
        # Begun here: a generator that was never begun would leave the response open.
        await anext(chunks)
        return chunks

    async def pages(self, listing: Listing[Item]) -> AsyncPager[Item]:
        """The items of a listing, page after page."""
        return AsyncPager(self, listing)

    async def run(self, flow: Flow[Answer]) -> Answer:
        """The answer of a flow: take its steps until it returns."""
        with closing(flow):
            try:
                step = next(flow)
                while True:
                    try:
                        given = await self._step(step)
                    except BaseException as error:
                        step = flow.throw(error)
                    else:
                        step = flow.send(given)
            except StopIteration as end:
                answer: Answer = end.value
                return answer

    async def hop(
        self, hops: Hops[Answer], *, on_retry: OnRetry | None = None
    ) -> AsyncIterator[Answer]:
        """Await the first byte; then the chunks of a stream that may take several calls."""
        first = await self._awaited(hops.first())
        assert first is not None
        chunks = await self.stream(first, on_retry=on_retry)
        return self._hopping(hops, chunks, on_retry)

    async def _hopping(
        self, hops: Hops[Answer], chunks: AsyncIterator[Answer], on_retry: OnRetry | None
    ) -> AsyncIterator[Answer]:
        call: Call[Answer] | None = None
        while True:
            failure: GeminiError | None = None
            try:
                if call is not None:
                    chunks = await self.stream(call, on_retry=on_retry)
                async for chunk in chunks:
                    hops.saw(chunk)
                    yield chunk
            except GeminiError as error:
                failure = error
            if (call := await self._awaited(hops.after(failure))) is None:
                return

    async def _awaited(self, call: Any) -> Call[Any] | None:
        """The next call of some hops, which may take a flow to find."""
        found: Call[Any] | None = await self.run(call) if isinstance(call, Generator) else call
        return found

    async def _step(self, step: Step) -> Any:
        if isinstance(step, Pause):
            return await asyncio.sleep(step.seconds)
        if isinstance(step, Again):
            return await asyncio.sleep(self._connection.retry.pause(step.error, step.attempt))
        if isinstance(step, Work):
            given = await asyncio.to_thread(step.do)
            return await given if isinstance(given, Coroutine) else given
        if isinstance(step, Gather):
            room = asyncio.Semaphore(step.at_once)

            async def send(call: Call[Any]) -> Any:
                async with room:
                    return await self.send(call)

            return await asyncio.gather(*map(send, step.calls))
        return await self.send(step)

    async def aclose(self) -> None:
        """Close the connections. The client opens new ones if it is used again."""
        http = self._http.pop(asyncio.get_running_loop(), None)
        if http is not None:
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncClient({self._connection.described})"

    def _retrying(self, on_retry: OnRetry | None) -> Any:
        import tenacity

        return tenacity.AsyncRetrying(**self._connection.retry.tenacity(on_retry))

    async def _send_once(self, call: Call[Answer]) -> Answer:
        response = await self._open(call)
        body = b""
        async with aclosing(response):
            with translated(self._connection.endpoint.host):
                if isinstance(call, RawCall) and call.into is not None:
                    take = call.into()
                    async for piece in response.aiter_bytes():
                        take(piece)
                else:
                    body = await response.aread()
        return call.read(Received(response.status_code, response.headers, body))

    async def _open(self, call: Call[Any], redirects: int = 5) -> httpx.Response:
        """The response of one attempt, its body not read yet; an error status raises."""
        http, endpoint = self._opened_http(), self._connection.endpoint
        with translated(endpoint.host):
            response = await http.send(
                # In no variable: a traceback would show its address, which may be a capability.
                endpoint.request(http, call, self._connection.timeout),
                auth=endpoint.auth(call),
                stream=True,
            )
            if response.is_success:
                return response
            location = response.headers.get("location", "")
            async with aclosing(response):
                body = await response.aread()
        if response.has_redirect_location and redirects:
            return await self._open(endpoint.redirected(call, location), redirects - 1)
        raise error_from_response(response.status_code, body)

    async def _chunks_of(self, call: Call[Any], on_retry: OnRetry | None) -> AsyncIterator[Any]:
        """None as soon as the service answers, then the chunks."""
        response = await self._retrying(on_retry)(self._open, call)
        decoder = SSEDecoder()
        async with aclosing(response):
            yield None
            with translated(self._connection.endpoint.host):
                async for piece in response.aiter_bytes():
                    for event in decoder.feed(piece):
                        for chunk in self._connection.chunks(call, event):
                            yield chunk
                for event in decoder.end():
                    for chunk in self._connection.chunks(call, event):
                        yield chunk

    def _opened_http(self) -> httpx.AsyncClient | Direct:
        loop = asyncio.get_running_loop()
        if loop not in self._http:
            for reference in self._http.keyrefs():  # a copy: other threads have loops too
                if (old := reference()) is not None and old.is_closed():
                    self._http.pop(old, None)  # its connections hold it: it would stay for good
            transport = self._connection.transport
            # Whom the environment names as proxies, httpx finds.
            is_direct = transport is None and not getproxies().keys() - {"no"}
            self._http[loop] = Direct() if is_direct else httpx.AsyncClient(transport=transport)
        return self._http[loop]


class AsyncPager(Generic[Item]):
    """The items of a listing; asks for the next page when this one is used up."""

    def __init__(self, client: AsyncClient, listing: Listing[Item]) -> None:
        self._client = client
        self._listing = listing
        self._items = self._all()

    async def _all(self) -> AsyncIterator[Item]:
        token: str | None = None
        while True:
            page = await self._client.send(self._listing.page(token))
            for item in self._listing.items(page):
                yield item
            token = page.next_page_token
            if not token:
                return

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        return await anext(self._items)
