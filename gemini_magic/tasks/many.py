"""Many requests, each answered once: so many at a time, equal ones together, resumed from a ledger.

An event loop in a thread of its own sends them, so that a notebook may wait, or be interrupted.
Answers are written down one by one, before their places are taken by others: what a killed process
leaves unwritten is what was under way.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..chat import Reply, Request
from ..errors import (
    ConnectionFailed,
    EngineError,
    GeminiError,
    InvalidKey,
    NotFound,
    OverBudget,
    RateLimited,
    SettingsError,
    Unauthenticated,
)
from ..ledger import About, Guard
from ..session import Session, current
from ..settings import CacheMode
from .asking import Answered, Asking, Ready
from .pace import Pace, Pacing

__all__ = ["Asked", "Outcome", "many"]

Key = TypeVar("Key")
Asked = Request | GeminiError | Callable[[], Request]
"""A request; or why there is none; or what makes it, in a thread, where that takes its time."""

_TICK = 0.05  # seconds between news: a reader that wakes for each answer slows them all
_MOST_UNREAD = 1000  # outcomes; whoever reads slowly need not keep all of them in memory


@dataclass(frozen=True)
class Outcome(Generic[Key]):
    """What became of a request: the reply so far, and what is wrong, if anything.

    `ms` is how long the service took; None where it was not asked. `is_cached` says that the
    answer was given before: to an equal request of this run, or in an earlier one.
    """

    key: Key
    reply: Reply = field(default_factory=Reply)
    error: GeminiError | None = None
    ms: float | None = None
    is_cached: bool = False


def many(
    asked: Iterable[tuple[Key, Asked]],
    *,
    session: Session | None = None,
    cache: CacheMode = "use",
    pace: Pacing | None = None,
    about: About | None = None,
    guard: Guard | None = None,
) -> Generator[Outcome[Key], None, None]:
    """An outcome for each request, by its key, in the order in which they end.

    `asked` is read by another thread, as there is room. With `cache` as "use" what the ledger
    holds is not asked again; "off" asks even equal requests one by one. `guard` may refuse calls,
    as the session's budget does, which it replaces. What would fail for every request (a key that
    is refused, a budget that is spent) ends the asking, and is the outcome of the rest.

    An interrupt closes all connections; then what has ended is given, and `KeyboardInterrupt`
    raised. Closing the generator closes them, too.
    """
    asking = Asking(
        session or current(), cache=cache, pace=pace or Pace(), about=about, guard=guard
    )
    run = _Run(asking, asked)
    try:
        yield from run.outcomes()
    except KeyboardInterrupt:
        run.stop()
        yield from run.outcomes()
        raise
    finally:
        run.stop()


class _Run(Generic[Key]):
    """Life: begun when made; read by `outcomes` to its end, or to where `stop` has ended it."""

    def __init__(self, asking: Asking, asked: Iterable[tuple[Key, Asked]]) -> None:
        self._asking = asking
        self._asked = iter(asked)
        self._joined: dict[str, list[Key]] = {}  # equal requests wait for the one under way
        self._hopeless: GeminiError | None = None
        self._unreached = 0  # requests in a row that found no connection
        # An interrupt may come at any moment: what has ended is taken from here one by one.
        self._ended: deque[Outcome[Key]] = deque()
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._is_over = False
        self._error: BaseException | None = None
        self._begun = threading.Event()
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._work,), daemon=True)
        self._thread.start()

    def outcomes(self) -> Iterator[Outcome[Key]]:
        """What has ended, as it ends. Raises what reading `asked` has raised."""
        while True:
            is_over = self._is_over
            while self._ended:
                yield self._ended.popleft()
            if is_over and self._error is not None:
                raise self._error
            if is_over:
                return
            self._news.get()

    def stop(self) -> None:
        """Close all connections, and wait until they are."""
        self._begun.wait()
        with suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def _work(self) -> None:
        try:
            asyncio.run(self._all())
        except asyncio.CancelledError:
            pass  # by `stop`
        except BaseExceptionGroup as errors:
            self._error = errors.exceptions[0]  # what was raised first ended the others
        except BaseException as error:
            self._error = error
        finally:
            self._is_over = True
            self._news.put(None)

    async def _all(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), _current_task()
        self._begun.set()
        telling = asyncio.create_task(self._tell_now_and_then())
        try:
            await self._ask_all()
        finally:
            telling.cancel()
            await self._asking.close()

    async def _ask_all(self) -> None:
        room = self._asking.room

        def leave(task: asyncio.Task[None]) -> None:
            room.release()

        async with asyncio.TaskGroup() as group:
            for key, asked in self._asked:
                await room.acquire()
                while len(self._ended) > _MOST_UNREAD:
                    await asyncio.sleep(_TICK)
                task = group.create_task(self._answer(key, asked))
                task.add_done_callback(leave)

    async def _answer(self, key: Key, asked: Asked) -> None:
        """One request, from here to its outcome."""
        try:
            ready = self._asking.ready(await _made(asked))
            del asked  # what waits for its answer need not hold all that it was made of
            kept = self._asking.kept(ready)
        except GeminiError as error:
            kept = Answered(Reply(), error)
        if kept is not None:
            self._end(key, kept, is_cached=kept.reply.is_finished)
            return
        if not self._asking.joins_equals:
            self._end(key, await self._sent(ready))
            return
        same = ready.entry.key
        if same in self._joined:
            self._joined[same].append(key)
            return
        self._joined[same] = []
        answered = await self._sent(ready)
        is_whole = answered.reply.is_finished
        self._end(key, answered, is_cached=is_whole and answered.ms is None)
        for other in self._joined.pop(same):
            self._end(other, answered._replace(ms=None), is_cached=is_whole)

    async def _sent(self, ready: Ready) -> Answered:
        if self._hopeless is not None:
            return Answered(Reply(), self._hopeless)
        answered = await self._asking.sent(ready)
        self._learn(answered.error)
        return answered

    def _learn(self, error: GeminiError | None) -> None:
        """Whether there is any use in asking on."""
        self._unreached = self._unreached + 1 if isinstance(error, ConnectionFailed) else 0
        if _concerns_all(error) or self._unreached > self._asking.pace.at_once:
            self._hopeless = self._hopeless or error

    def _end(self, key: Key, answered: Answered, *, is_cached: bool = False) -> None:
        self._ended.append(Outcome(key, *answered, is_cached=is_cached))

    async def _tell_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            if self._ended:
                self._news.put(None)


async def _made(asked: Asked) -> Request:
    if isinstance(asked, Request):
        return asked
    if isinstance(asked, GeminiError):
        raise asked
    return await asyncio.to_thread(asked)


def _concerns_all(error: GeminiError | None) -> bool:
    """Whether every other request would fail in the same way."""
    if isinstance(error, RateLimited):
        return error.per_day
    if isinstance(error, NotFound):
        return "models/" in error.message
    return isinstance(error, _FOR_ALL)


_FOR_ALL = (EngineError, InvalidKey, OverBudget, SettingsError, Unauthenticated)


def _current_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None
    return task
