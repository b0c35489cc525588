"""Together: several replies at once, so many at a time, each read by a thread of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ..chat import ReplyStream
from ..chat.running import RunningReply
from ..errors import InvalidRequest

__all__ = ["AT_ONCE", "Together"]

AT_ONCE = 8
_TICK = 0.05  # seconds


class Together:
    """Life: made with what is to be asked; `wait` begins what may begin, until all are over.

    `replies` are those that were begun, in the order of `asks`.
    """

    def __init__(self, asks: Sequence[Callable[[], ReplyStream]], at_once: int = AT_ONCE) -> None:
        if at_once < 1:
            raise InvalidRequest(f"at_once={at_once} leaves nobody to ask; give 1 or more")
        self.replies: list[RunningReply] = []
        self._asks = asks
        self._at_once = at_once

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come."""
        return len(self.replies) == len(self._asks) and not self._running

    @property
    def _running(self) -> list[RunningReply]:
        return [reply for reply in self.replies if not reply.is_done]

    def wait(self, on_change: Callable[[], None] = lambda: None) -> None:
        """Wait for all; an interrupt stops those that run, begins no more, and goes on.

        `on_change` is called some 20 times a second, and when all are over.
        """
        try:
            while not self.is_done:
                self._begin()
                on_change()
                time.sleep(_TICK)
        except BaseException:
            self._asks = self._asks[: len(self.replies)]
            for reply in self._running:
                reply.stop()
            for reply in self.replies:
                reply.wait()
            raise
        on_change()

    def _begin(self) -> None:
        free = self._at_once - len(self._running)
        begun = len(self.replies)
        self.replies += [RunningReply(ask) for ask in self._asks[begun : begun + free]]
