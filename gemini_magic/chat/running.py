"""RunningReply: a reply that a thread of its own reads, while the program does something else."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Generator, Iterable
from typing import Any

from ..api.cancelling import CancelScope
from ..errors import GeminiError
from .events import Event, Stopped
from .reply import Reply
from .stream import ReplyStream

__all__ = ["RunningReply"]

_TICK = 0.1  # seconds; an interrupt of a kernel that awaits is seen no sooner


class RunningReply:
    """Life: made with the function that asks, which its thread calls; over when `is_done`.

    `reply` is what has arrived so far. `await` it, or call `result()`, for the whole; `stop()`
    ends it at once and keeps what came, marked. `on_event` and `on_end` are called in the thread.
    Nothing is asked before those that it comes `after` are over.
    """

    def __init__(
        self,
        ask: Callable[[], ReplyStream],
        *,
        on_event: Callable[[Event, Reply], None] = lambda event, reply: None,
        on_end: Callable[[Reply], None] = lambda reply: None,
        after: Iterable[RunningReply] = (),
    ) -> None:
        self.reply = Reply()
        self.first_seconds: float | None = None
        self.seconds = 0.0
        self.error: Exception | None = None
        self._ask = ask
        self._on_event = on_event
        self._on_end = on_end
        self._after = tuple(after)
        self._scope = CancelScope()
        self._done = threading.Event()
        # What the thread prints and shows belongs to the cell that began it.
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._run,), daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come."""
        return self._done.is_set()

    @property
    def text(self) -> str:
        """The text of the whole reply; waits for it."""
        return self.result().text

    def result(self, timeout: float | None = None) -> Reply:
        """Wait for the whole reply; raises what went wrong. A stopped one is partial.

        Raises `TimeoutError` if it is not there after so many seconds.
        """
        if not self._done.wait(timeout):
            raise TimeoutError(f"the reply is not complete after {timeout:g} s")
        if self.error is not None:
            raise self.error
        return self.reply

    def wait(self) -> None:
        """Wait until it is over, however it ends."""
        self._done.wait()

    def stop(self) -> None:
        """Close the connection and keep what has arrived."""
        self._scope.cancel()

    def __await__(self) -> Generator[Any, None, Reply]:
        return self._awaited().__await__()

    async def _awaited(self) -> Reply:
        while not self.is_done:
            await asyncio.sleep(_TICK)
        return self.result()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        state = "done" if self.is_done else "running"
        return f"<RunningReply {state}, {len(self.reply.text)} characters so far>"

    def _run(self) -> None:
        try:
            self._answer()
        except Exception as error:
            self.error = error
            # What is raised on purpose waits for whoever asks; of the rest the thread tells, too.
            if not isinstance(error, GeminiError | OSError):
                raise
        finally:
            self._done.set()

    def _answer(self) -> None:
        begun = time.perf_counter()
        try:
            self._wait_for_turn()
            begun = time.perf_counter()
            with self._scope:
                self._read(begun)
        except KeyboardInterrupt:
            if not self.reply.is_finished:  # stopped before anything was asked
                self.reply = self.reply.apply(Stopped("interrupted"))
        except GeminiError as error:
            self.error = error
            if not self.reply.is_finished:
                self.reply = self.reply.apply(Stopped("error", str(error)))
        finally:
            self.seconds = time.perf_counter() - begun
            self._on_end(self.reply)

    def _wait_for_turn(self) -> None:
        for earlier in self._after:
            while not earlier._done.wait(_TICK):
                if self._scope.is_cancelled:
                    raise KeyboardInterrupt

    def _read(self, begun: float) -> None:
        stream = self._ask()
        try:
            with stream:
                for event in stream:
                    if self.first_seconds is None:
                        self.first_seconds = time.perf_counter() - begun
                    self.reply = stream.reply
                    self._on_event(event, stream.reply)
        finally:
            self.reply = stream.reply
