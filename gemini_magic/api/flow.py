"""Flow: several calls that make one answer, written once for both clients.

A flow is a generator without I/O. It yields steps and is sent what each gave; an error, or an
interrupt, is thrown into it where it waits, so it can decide to go on or to clean up. What it
returns is the answer.

    Call     one call; gives its answer
    Pause    a wait, in seconds; gives None
    Again    the wait before another try, as the client's retry policy has it; gives None
    Gather   independent calls, some at a time; gives their answers in order
    Work     something slow (reading, hashing, a tool of the caller's); gives what it returns

    def wait_until_active(name):
        while (file := (yield Call("GET", name, json_of(File)))).state == "PROCESSING":
            yield Pause(2)
        return file
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ..errors import GeminiError
from .call import Call

__all__ = ["Again", "Flow", "Gather", "Hops", "Pause", "Step", "Work"]

Answer = TypeVar("Answer")
Chunk = TypeVar("Chunk")


@dataclass(frozen=True)
class Pause:
    """Wait this many seconds."""

    seconds: float


@dataclass(frozen=True)
class Again:
    """Wait before try number `attempt` + 1; `error` is thrown back where no try is left."""

    error: GeminiError
    attempt: int


@dataclass(frozen=True)
class Gather:
    """Independent calls; at most `at_once` of them are under way at any time."""

    calls: Sequence[Call[Any]]
    at_once: int = 8


@dataclass(frozen=True)
class Work:
    """Something that takes its time: an asynchronous client does it beside its loop.

    It also awaits what an `async def` function gives; `Client` hands that back as it is.
    """

    do: Callable[[], Any]


Step = Call[Any] | Pause | Again | Gather | Work
Flow = Generator[Step, Any, Answer]


class Hops(Protocol[Chunk]):
    """A stream that may take several calls: continued, resumed, or with functions in between.

    Life: `first()`; `saw(chunk)` for each chunk before the caller gets it; `after(error)` when
    a call's stream has ended, with the error that ended it or None: the next call, or None if
    this was all. An error that no further call can mend is raised again by `after`. Where more
    has to be done to know a call, a flow that does it stands for the call.
    """

    def first(self) -> Call[Chunk] | Flow[Call[Chunk]]:
        """The first call."""

    def saw(self, chunk: Chunk) -> None:
        """Take note of a chunk."""

    def after(self, error: Exception | None) -> Call[Chunk] | Flow[Call[Chunk] | None] | None:
        """The next call, or None."""
