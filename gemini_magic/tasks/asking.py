"""Asking: one request of many, from its call to its reply; the pace and the ledger are shared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..api.call import Call
from ..api.generate_call import generate_call
from ..api.types import Content, GenerateContentResponse, WholeResponse
from ..chat import Assembler, Reply, Request
from ..chat.dialogue import dialogue
from ..chat.events import Event
from ..chat.exchange import Exchange, OnRetry
from ..errors import GeminiError, InvalidRequest, NotKept, RateLimited
from ..ledger import About, Entry, Guard, Ledger, Recorder, key_of
from ..ledger.recorder import Taking
from ..session import Session
from ..settings import CacheMode
from ..tools import LocalTool
from .pace import Pacing

__all__ = ["Answered", "Asking", "Given", "Ready", "concluded"]

_MOST_REFUSALS = 30
"""A refusal says when to come back, and is no failure; but so many for one request are."""

_MOST_RESTING = 8  # requests that wait for another try, for each that may be under way


class Answered(NamedTuple):
    """A reply, what is wrong with it, and how long the service took (None: it was not asked)."""

    reply: Reply
    error: GeminiError | None = None
    ms: float | None = None


class Ready(NamedTuple):
    """A request as it is sent, and the row that it will be in the ledger."""

    request: Request
    call: Call[WholeResponse]
    entry: Entry


class Asking:
    """Life: made for a run; `ready`, then `kept` or `sent` for each request, in one event loop."""

    def __init__(
        self,
        session: Session,
        *,
        cache: CacheMode,
        pace: Pacing,
        about: About | None = None,
        guard: Guard | None = None,
    ) -> None:
        self._session = session
        self._client = session.client.aio
        self._is_local = session.is_local
        self._recorder = session.recorder or Recorder(Ledger(":memory:"))
        self._cache = cache
        self.pace = pace
        self._about = about or About()
        self._guard = guard or session.guard(Request(()))
        self.joins_equals = cache != "off"
        self._fresh: set[str] = set()  # answered in this run
        # Places for requests: those under way, and some that are ready to follow them.
        self.room = asyncio.Semaphore(pace.at_once + max(2, pace.at_once // 16))
        self._resting = 0

    def ready(self, request: Request, contents: Sequence[Content] = ()) -> Ready:
        """The request as it is sent: alone, or with all messages so far."""
        if request.via != "generate" or request.count != 1:
            raise InvalidRequest(
                f"via={request.via!r} with count={request.count} is not for tables; a row is "
                "asked once, by generateContent"
            )
        model = request.model or self._session.model
        # Here it is known what is worth another try, and when: no client need know it too.
        call = generate_call(model, contents or [request.content], request.generation)
        entry = Entry(
            time="",
            key=key_of(call, is_local=self._is_local),
            model=model.removeprefix("models/"),
            about=self._about,
        )
        if not _has_turns(request):
            request = replace(request, parts=())  # the body holds them while the row waits
        return Ready(request, replace(call, once=True), entry)

    def kept(self, ready: Ready) -> Answered | None:
        """The answer from the ledger, where it holds one and that will do."""
        if _has_turns(ready.request) or (chunks := self._again(ready)) is None:
            return None
        return concluded(ready.request, Given(chunks))

    def peek(self, ready: Ready) -> bytes | None:
        """The same, as it is kept; nothing is written down."""
        if self._cache not in ("use", "only"):
            return None
        return self._recorder.ledger.answer(ready.entry.key)

    async def sent(self, ready: Ready) -> Answered:
        """The answer from the service."""
        request = ready.request
        if _has_turns(request):  # in a thread: functions of ours take their time
            turns = _Turns(self, request, asyncio.get_running_loop())
            answered = await asyncio.to_thread(concluded, request, turns)
            return answered._replace(ms=turns.ms)
        try:
            response, ms = await self._response(ready)
        except GeminiError as error:
            return Answered(Reply(), error)
        return concluded(request, Given([response]))._replace(ms=ms)

    async def close(self) -> None:
        """Close the connections of this event loop."""
        await self._client.aclose()

    def _again(self, ready: Ready) -> list[GenerateContentResponse] | None:
        if self._cache in ("use", "only") or ready.entry.key in self._fresh:
            return self._recorder.again(ready.entry)
        return None

    async def _response(self, ready: Ready) -> tuple[WholeResponse, float]:
        """What the service answers, written down."""
        if self._cache == "only":
            raise NotKept(
                f"the ledger {self._recorder.ledger.path} holds no answer to this request, and "
                "cache is 'only'; run it once with cache='use'"
            )
        keeps = self.joins_equals
        with self._recorder.written(ready.entry, keeps=keeps, is_local=self._is_local) as taking:
            response = await self._insisted(ready.call, taking)
            taking.take(response)
        if keeps:
            self._fresh.add(ready.entry.key)
        return response, taking.entry().ms

    async def _insisted(self, call: Call[WholeResponse], taking: Taking) -> WholeResponse:
        """The answer, asked for as often as it is worth it."""
        failures = refusals = 0
        while True:
            error: GeminiError | None = None
            entered = await self.pace.enter()
            taking.begin()
            try:
                with self._guard(call):
                    return await self._client.send(call)
            except GeminiError as failure:
                error = failure
            finally:
                self.pace.leave(entered, error)
            failures += not isinstance(error, RateLimited)
            refusals += isinstance(error, RateLimited)
            if refusals > _MOST_REFUSALS:
                raise error
            await self._rest(self._client.retry.pause(error, max(failures, 1)))

    async def _rest(self, seconds: float) -> None:
        """Wait for another try, and leave the place to others meanwhile; not too many at once."""
        if self._resting >= _MOST_RESTING * self.pace.at_once:
            await asyncio.sleep(seconds)
            return
        self._resting += 1
        self.room.release()
        await asyncio.sleep(seconds)
        self._resting -= 1
        await self.room.acquire()


class Given:
    """An exchange whose answer is there already."""

    def __init__(self, chunks: list[GenerateContentResponse]) -> None:
        self._chunks = chunks

    def call(self, contents: list[Content]) -> Call[Any]:
        """It was sent before."""
        raise NotImplementedError

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model said."""
        assembler = Assembler()
        for chunk in self._chunks:
            yield from assembler.events(chunk)


class _Turns:
    """Exchanges for a thread, each sent by the event loop; `ms` is how long they took together."""

    def __init__(self, asking: Asking, request: Request, loop: asyncio.AbstractEventLoop) -> None:
        self._asking = asking
        self._request = request
        self._loop = loop
        self.ms: float | None = None

    def call(self, contents: list[Content]) -> Call[WholeResponse]:
        """The call for all of these messages."""
        return self._asking.ready(self._request, contents).call

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model says to all of these messages, from the ledger where that will do."""
        ready = self._asking.ready(self._request, contents)
        chunks = self._asking._again(ready)
        if chunks is None:
            sending = self._asking._response(ready)
            response, ms = asyncio.run_coroutine_threadsafe(sending, self._loop).result()
            chunks, self.ms = [response], (self.ms or 0.0) + ms
        return Given(chunks).events(contents, on_retry)


def _has_turns(request: Request) -> bool:
    """Whether the model may have to be asked more than once."""
    return request.retry_schema or any(isinstance(tool, LocalTool) for tool in request.tools)


def concluded(request: Request, exchange: Exchange) -> Answered:
    """The reply after all exchanges, and whether it fits its schema."""
    reply, error = Reply(), None
    try:
        for event in dialogue(request, exchange, [request.content], None):
            reply = reply.apply(event)
    except GeminiError as failure:
        error = failure
    return Answered(reply, error)
