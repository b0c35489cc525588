"""Client: sends calls and waits for them."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import httpx

from ..errors import GeminiError
from ..settings import Secret
from .access import access_from
from .call import Call, Listing, RawCall, Received
from .cancelling import current_scope
from .connection import Connection
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
from .resources.base import Sync
from .retry import Retry
from .sse import SSEDecoder
from .types import HttpOptions

if TYPE_CHECKING:
    from .aio import AsyncClient
    from .live.blocking import Live

__all__ = ["Client", "Pager"]

Answer = TypeVar("Answer")
Item = TypeVar("Item")
OnRetry = Callable[[Retry], None]


class Client:
    """Gemini, synchronously. `client.aio` is the same, asynchronously.

    The key comes from `api_key`, else GOOGLE_API_KEY, else GEMINI_API_KEY; without one
    `MissingKey` says the ways out. Instead of a key, `credentials` may be those of google-auth,
    or "default" for the application-default ones that gcloud keeps (`gemini-magic[auth]`);
    `files.register_files` needs such. `engine="local"` answers on this machine, not by Gemini.
    `timeout` is in seconds without a byte. `transport` replaces the network (any
    `httpx.BaseTransport`; `httpx.MockTransport` scripts a service in tests). `gate` is called
    before anything is sent, and may raise instead.
    """

    def __init__(
        self,
        api_key: str | Secret | None = None,
        *,
        credentials: Any = None,
        base_url: str | None = None,
        api_version: str | None = None,
        http_options: HttpOptions | Mapping[str, Any] | None = None,
        timeout: float | None = None,
        engine: str | None = None,
        retry: Any = None,
        transport: Any = None,
        gate: Callable[[], object] | None = None,
    ) -> None:
        if isinstance(api_key, str):
            api_key = Secret(api_key)  # from here on no traceback can show it
        if isinstance(credentials, str) and credentials != "default":
            credentials = Secret(credentials)  # a token, by mistake: it will be refused unseen
        self._connection = Connection.made(
            access=access_from(api_key, credentials),
            base_url=base_url,
            api_version=api_version,
            http_options=http_options,
            timeout=timeout,
            engine=engine,
            retry=retry,
            transport=transport,
            gate=gate,
        )
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._process = 0  # whose connections they are
        self._aio: AsyncClient | None = None
        self.auth_tokens: AuthTokens[Sync] = AuthTokens(self)
        self.batches: Batches[Sync] = Batches(self)
        self.caches: Caches[Sync] = Caches(self)
        self.chats: Chats[Sync] = Chats(self)
        self.models: Models[Sync] = Models(self)
        self.file_search_stores: FileSearchStores[Sync] = FileSearchStores(self)
        self.files: Files[Sync] = Files(self)
        self.operations: Operations[Sync] = Operations(self)
        self.interactions: Interactions[Sync] = Interactions(self)
        self.agents: Agents[Sync] = Agents(self)
        self.decisions: Decisions[Sync] = Decisions(self)
        self.webhooks: Webhooks[Sync] = Webhooks(self)

    @property
    def aio(self) -> AsyncClient:
        """The asynchronous client with the same settings."""
        if self._aio is None:
            from .aio import AsyncClient

            self._aio = AsyncClient(self._connection)
        return self._aio

    @property
    def live(self) -> Live:
        """The Live API and Lyria RealTime."""
        from .live.blocking import Live

        return Live(self._connection)

    @property
    def is_local(self) -> bool:
        """Whether the local engine answers, which is not Gemini."""
        return self._connection.is_local

    def send(self, call: Call[Answer], *, on_retry: OnRetry | None = None) -> Answer:
        """The answer of one call. Retries as the policy says and tells `on_retry` of each wait."""
        if call.once:
            return self._send_once(call)
        answer: Answer = self._retrying(on_retry)(self._send_once, call)
        return answer

    def stream(self, call: Call[Answer], *, on_retry: OnRetry | None = None) -> Iterator[Answer]:
        """The chunks of one call as they arrive. Closing the iterator closes the connection."""
        if (scope := current_scope()) is not None:
            yield from scope.stream(self.aio, call, on_retry)
            return
        decoder = SSEDecoder()
        chunks = self._connection.chunks
        # Nothing in between: an interrupt there would leave the connection open.
        response = self._retrying(on_retry)(self._open, call)
        with closing(response), translated(self._connection.endpoint.host):
            for piece in response.iter_bytes():
                for event in decoder.feed(piece):
                    yield from chunks(call, event)
            for event in decoder.end():
                yield from chunks(call, event)

    def pages(self, listing: Listing[Item]) -> Pager[Item]:
        """The items of a listing, page after page."""
        return Pager(self, listing)

    def run(self, flow: Flow[Answer]) -> Answer:
        """The answer of a flow: take its steps until it returns."""
        with closing(flow):
            try:
                step = next(flow)
                while True:
                    try:
                        given = self._step(step)
                    except BaseException as error:
                        step = flow.throw(error)
                    else:
                        step = flow.send(given)
            except StopIteration as end:
                answer: Answer = end.value
                return answer

    def hop(
        self,
        hops: Hops[Answer],
        *,
        on_retry: OnRetry | None = None,
        stream: Callable[..., Iterator[Answer]] | None = None,
    ) -> Iterator[Answer]:
        """The chunks of a stream that may take several calls, which `stream` may send for us."""
        stream = stream or self.stream
        call = self._awaited(hops.first())
        while call is not None:
            failure: GeminiError | None = None
            try:
                for chunk in stream(call, on_retry=on_retry):
                    hops.saw(chunk)
                    yield chunk
            except GeminiError as error:
                failure = error
            call = self._awaited(hops.after(failure))

    def _awaited(self, call: Any) -> Call[Any] | None:
        """The next call of some hops, which may take a flow to find."""
        found: Call[Any] | None = self.run(call) if isinstance(call, Generator) else call
        return found

    def _step(self, step: Step) -> Any:
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        if isinstance(step, Again):
            return time.sleep(self._connection.retry.pause(step.error, step.attempt))
        if isinstance(step, Work):
            return step.do()
        if isinstance(step, Gather):
            with ThreadPoolExecutor(step.at_once) as pool:
                return list(pool.map(self.send, step.calls))
        return self.send(step)

    def close(self) -> None:
        """Close the connections. The client opens new ones if it is used again."""
        with self._lock:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        # A traceback with locals also shows the client that could not be made.
        return f"Client({self._connection.described if hasattr(self, '_connection') else ''})"

    def _retrying(self, on_retry: OnRetry | None) -> Any:
        import tenacity

        return tenacity.Retrying(**self._connection.retry.tenacity(on_retry))

    def _send_once(self, call: Call[Answer]) -> Answer:
        response = self._open(call)
        body = b""
        with closing(response), translated(self._connection.endpoint.host):
            if isinstance(call, RawCall) and call.into is not None:
                take = call.into()
                for piece in response.iter_bytes():
                    take(piece)
            else:
                body = response.read()
        return call.read(Received(response.status_code, dict(response.headers), body))

    def _open(self, call: Call[Any], redirects: int = 5) -> httpx.Response:
        """The response of one attempt, its body not read yet; an error status raises."""
        http, endpoint = self._opened_http(), self._connection.endpoint
        with translated(endpoint.host):
            response = http.send(
                # In no variable: a traceback would show its address, which may be a capability.
                endpoint.request(http, call, self._connection.timeout),
                auth=endpoint.auth(call),
                stream=True,
            )
            if response.is_success:
                return response
            location = response.headers.get("location", "")
            with closing(response):
                body = response.read()
        if response.has_redirect_location and redirects:
            return self._open(endpoint.redirected(call, location), redirects - 1)
        raise error_from_response(response.status_code, body)

    def _opened_http(self) -> httpx.Client:
        with self._lock:
            # Connections that a fork copied belong to the parent: both would read one answer.
            if self._http is None or self._process != os.getpid():
                self._process = os.getpid()
                self._http = httpx.Client(transport=self._connection.transport)
                # Nobody closes the client of a notebook: do it when it is dropped, or at exit.
                weakref.finalize(self, self._http.close)
            return self._http


class Pager(Generic[Item]):
    """The items of a listing; asks for the next page when this one is used up."""

    def __init__(self, client: Client, listing: Listing[Item]) -> None:
        self._client = client
        self._listing = listing
        self._items = self._all()

    def _all(self) -> Iterator[Item]:
        token: str | None = None
        while True:
            page = self._client.send(self._listing.page(token))
            yield from self._listing.items(page)
            token = page.next_page_token
            if not token:
                return

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        return next(self._items)
