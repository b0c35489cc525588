"""ReplyStream: a reply while it arrives.

Life: made by `Chat.send`; iterate it for events, or call `finish()` for the whole reply;
`reply` is what has arrived so far at any time. However it ends — whole, closed, interrupted,
by an error — the connection is closed and the turn is recorded once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

from ..errors import GeminiError
from .events import Event, Stopped
from .reply import Reply

__all__ = ["ReplyStream"]


class ReplyStream:
    """Events of one reply, and their fold so far."""

    def __init__(self, events: Iterator[Event], record: Callable[[Reply], None]) -> None:
        self._events = events
        self._record = record
        self._recorded = False
        self.reply = Reply()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Event:
        try:
            event = next(self._events)
        except StopIteration:
            self._end(None if self.reply.is_finished else _TRUNCATED)
            raise
        except KeyboardInterrupt:
            self._end(None if _is_whole(self.reply) else _INTERRUPTED)
            raise
        except GeminiError as error:
            self._end(None if _is_whole(self.reply) else Stopped("error", str(error)))
            raise
        except BaseException as error:
            self._end(Stopped("error", f"{type(error).__name__}: {error}"))
            raise
        self.reply = self.reply.apply(event)
        return event

    def finish(self) -> Reply:
        """Take in all the rest. Raises what iterating would raise; `reply` keeps the part."""
        for _ in self:
            pass
        return self.reply

    def close(self) -> None:
        """Stop here: close the connection and keep what has arrived, marked as interrupted."""
        self._end(None if _is_whole(self.reply) else _INTERRUPTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _end(self, stopped: Stopped | None) -> None:
        if self._recorded:
            return
        self._recorded = True
        # A generator that has failed is closed already; one that waits closes its connection.
        if (close := getattr(self._events, "close", None)) is not None:
            close()
        if stopped is not None:
            self.reply = self.reply.apply(stopped)
        self._record(self.reply)


def _is_whole(reply: Reply) -> bool:
    """Whether what breaks off now takes nothing away: calls may still wait for their answers."""
    waits = bool(reply.parts) and reply.parts[-1].kind == "function_call"
    return reply.is_finished and not waits


_TRUNCATED = Stopped("truncated", "the connection ended before the answer did")
_INTERRUPTED = Stopped("interrupted")
