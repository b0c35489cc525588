"""Pace: how many requests may be under way, learnt from what the service refuses.

Additive increase, multiplicative decrease, as TCP does it, but by the share of requests that are
refused and not by each: quotas are shared, so that a few refusals among many answers are weather,
while a quota that is used up refuses nearly all. Then nothing is sent before the service says so.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Protocol

from ..errors import GeminiError, InvalidRequest, RateLimited

__all__ = ["AT_ONCE", "Pace", "Pacing"]

AT_ONCE = 32
"""Requests under way, at most."""

_FIRST = 8
# Refusals are back sooner than answers, and so in clusters: with half of this memory one refusal
# in twenty closed the door several times in 10,000 requests.
_WEIGHT = 1 / 32  # of the newest outcome, in the share of refusals
_TOO_MANY = 0.25  # of the requests: ten in a row are, one in twenty by chance is not
_MARGIN = 0.01  # seconds; timers may be early by the resolution of a clock
_PAUSE = 1.0  # seconds, where the service does not say how long


class Pacing(Protocol):
    """What a run asks before and after each request; one may be shared by several runs."""

    @property
    def at_once(self) -> int:
        """How many requests the run should have in hand."""

    async def enter(self) -> float:
        """Wait until a request may be sent; returns the time, for `leave`."""

    def leave(self, entered: float, error: GeminiError | None = None) -> None:
        """The request has ended, and how."""


class Pace:
    """Begins with a few at once and doubles up to the first refusals; belongs to one event loop."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        if at_once < 1:
            raise InvalidRequest(f"at_once={at_once} leaves nobody to ask; give 1 or more")
        self.at_once = at_once
        self._room = float(min(_FIRST, at_once))
        self._gentle_from = float(at_once)  # above it the room grows by one a round
        self._under_way = 0
        self._refused = 0.0  # the share of the newest requests
        self._cut_at = 0.0
        self._closed_until = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def room(self) -> int:
        """How many may be under way now."""
        return int(self._room)

    async def enter(self) -> float:
        """Wait until a request may be sent; those that wait longest go first."""
        if self._waiting or not self._is_open:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():  # its turn had come
                    self._under_way -= 1
                    self._wake()
                raise
        else:
            self._under_way += 1
        return time.monotonic()

    def leave(self, entered: float, error: GeminiError | None = None) -> None:
        """Learn from how a request has ended."""
        self._under_way -= 1
        if isinstance(error, RateLimited):
            self._learn_refusal(entered, error)
        else:
            self._refused *= 1 - _WEIGHT
            if error is None:
                step = 1.0 if self._room < self._gentle_from else 1 / self._room
                self._room = min(self._room + step, float(self.at_once))
        self._wake()

    def _learn_refusal(self, entered: float, error: RateLimited) -> None:
        if entered < self._cut_at:
            return  # it was under way already when the room was cut for all
        self._refused += (1 - self._refused) * _WEIGHT
        if self._refused <= _TOO_MANY:
            return
        now, pause = time.monotonic(), error.retry_delay or _PAUSE
        self._room = self._gentle_from = max(1.0, self._room / 2)
        self._refused, self._cut_at, self._closed_until = 0.0, now, now + pause
        asyncio.get_running_loop().call_later(pause + _MARGIN, self._wake)

    @property
    def _is_open(self) -> bool:
        return self._under_way < self.room and time.monotonic() >= self._closed_until

    def _wake(self) -> None:
        while self._waiting and self._is_open:
            turn = self._waiting.popleft()
            if not turn.done():  # a row that was given up waits no more
                self._under_way += 1
                turn.set_result(None)
