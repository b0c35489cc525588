"""What a session must know to go on over another connection. No I/O.

A handle stands for the session's state at one moment. With transparent resumption the service
says which of our frames that state includes: the others are kept, and sent again, once. Without
it nobody knows, and nothing is sent twice.
"""

from __future__ import annotations

import re
from collections import deque

from ..types import LiveServerMessage

__all__ = ["Resumption"]

_GRACE = 1.0  # seconds that a handle may lag behind the end of a turn


class Resumption:
    """The newest handle, what was sent since, and when a dying connection is best left.

    Times are those of the event loop's clock, in seconds.
    """

    def __init__(self, handle: str | None, *, asked: bool, transparent: bool, enabled: bool):
        self.handle = handle if asked else None
        self.asked = asked
        self.enabled = enabled
        self.is_announced = False
        self.expects_answer = False
        self._transparent = transparent
        # The service counts our frames on each connection; its setup is 0.
        self._next_index = 1
        self._kept: deque[tuple[int, str]] = deque()
        self._is_fresh = True  # nothing was sent that the handle does not include
        self._deadline = 0.0
        self._idle_since = 0.0

    @property
    def can_resume(self) -> bool:
        """Whether there is a handle, and leave to use it."""
        return self.asked and self.enabled and self.handle is not None

    def sent(self, frame: str, *, asks: bool) -> None:
        """A frame is about to go out; `asks` if the model is to answer it."""
        if self._transparent:
            self._kept.append((self._next_index, frame))
        self._next_index += 1
        self._is_fresh = False
        self.expects_answer = self.expects_answer or asks

    def saw(self, message: LiveServerMessage, now: float) -> None:
        """Take note of a message of the service."""
        content, update = message.server_content, message.session_resumption_update
        if content is not None or message.tool_call is not None:
            self.expects_answer = content is None or not content.ends_turn
            self._idle_since = now
        if update is not None and update.resumable and update.new_handle:
            self.handle = update.new_handle
            self._consumed(update.last_consumed_client_message_index)
        if message.go_away is not None:
            self.is_announced = True
            left = _seconds(message.go_away.time_left)
            self._deadline = now + max(left - 1.0, left / 2)

    def leave_at(self) -> float | None:
        """When to leave a connection that is about to end; None as long as it is not.

        After the turn, once a handle includes it; just before the end in any case.
        """
        if not (self.is_announced and self.can_resume):
            return None
        if self.expects_answer:
            return self._deadline
        return (
            self._idle_since if self._is_fresh else min(self._deadline, self._idle_since + _GRACE)
        )

    def begun_again(self) -> list[str]:
        """Over a new connection now: the frames to send first, which it has not had."""
        frames = [frame for _, frame in self._kept]
        self._kept = deque(enumerate(frames, start=1))
        self._next_index = len(frames) + 1
        self.is_announced = False
        return frames

    @property
    def hint(self) -> str:
        """What a program can do when its session could not go on."""
        if not self.asked:
            return "with config session_resumption={} a session goes on by itself"
        if not self.enabled:
            return "it was not resumed, as reconnect=False says"
        if self.handle is None:
            return "the service had given no handle to resume it by; connect again"
        return ""

    def _consumed(self, index: int | None) -> None:
        if index is None:
            self._is_fresh = True  # as far as anybody can tell
            return
        while self._kept and self._kept[0][0] <= index:
            self._kept.popleft()
        self._is_fresh = index >= self._next_index - 1


def _seconds(duration: str | None) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)s", duration or "")
    return float(match[1]) if match else 0.0
