"""CancelScope: what another thread may stop, though it waits for bytes that do not come.

A blocking read ends for nobody but its own thread, so inside a scope streams are read by an
event loop of their own, where reading can be cancelled. The idea, and the name, are anyio's.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Self, TypeVar

from .call import Call
from .retry import Retry

if TYPE_CHECKING:
    from .aio import AsyncClient

__all__ = ["CancelScope", "current_scope"]

Answer = TypeVar("Answer")

_END: Any = object()
_SCOPE: ContextVar[CancelScope | None] = ContextVar("gemini_magic_cancel_scope", default=None)


def current_scope() -> CancelScope | None:
    """The scope that this thread is in, if any."""
    return _SCOPE.get()


class CancelScope:
    """Streams that a thread begins inside `with scope` end when any thread calls `cancel`.

    Ending, they close their connection and raise `KeyboardInterrupt` in the thread that reads,
    just as an interrupt does in the main thread; so does every stream begun afterwards.
    """

    def __init__(self) -> None:
        self.is_cancelled = False
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None

    def __enter__(self) -> Self:
        self._token: Token[CancelScope | None] = _SCOPE.set(self)
        return self

    def __exit__(self, *exc: object) -> None:
        _SCOPE.reset(self._token)

    def cancel(self) -> None:
        """Stop what is read in this scope, now; from any thread, as often as you like."""
        with self._lock:
            self.is_cancelled = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def stream(
        self, client: AsyncClient, call: Call[Answer], on_retry: Callable[[Retry], None] | None
    ) -> Iterator[Answer]:
        """The chunks of one call, as `Client.stream` gives them."""
        with asyncio.Runner() as runner:
            try:
                chunks = self._run(runner, client.stream(call, on_retry=on_retry))
                while (chunk := self._run(runner, _next(chunks))) is not _END:
                    yield chunk
            finally:
                # The connections of a loop end with it.
                runner.run(client.aclose())

    def _run(self, runner: asyncio.Runner, work: Coroutine[Any, Any, Answer]) -> Answer:
        try:
            return runner.run(self._cancellable(work))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    async def _cancellable(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self.is_cancelled:
                work.close()
                raise asyncio.CancelledError
        try:
            return await work
        finally:
            with self._lock:
                self._loop = self._task = None


async def _next(chunks: Any) -> Any:
    return await anext(chunks, _END)
