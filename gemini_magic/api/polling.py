"""Asking again and again until something at the service is finished."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from ..errors import TimedOut
from .call import Call
from .flow import Flow, Pause

__all__ = ["polling"]

Answer = TypeVar("Answer")

_GROWTH = 1.5
_LONGEST = 30.0


def polling(
    ask: Call[Answer],
    is_done: Callable[[Answer], bool],
    *,
    pause: float,
    timeout: float | None = None,
) -> Flow[Answer]:
    """The first answer that is done. The pauses, in seconds, grow from `pause` to half a minute.

    `timeout` is in seconds; when it is over, `TimedOut` says so and nothing was cancelled.
    """
    ends = None if timeout is None else time.monotonic() + timeout
    while True:
        answer: Answer = yield ask
        if is_done(answer):
            return answer
        if ends is not None and time.monotonic() + pause >= ends:
            raise TimedOut(
                f"{ask.path!r} is not done after {timeout:g} s; it goes on at the service, "
                "wait for it again"
            )
        yield Pause(pause)
        pause = min(pause * _GROWTH, max(pause, _LONGEST))
