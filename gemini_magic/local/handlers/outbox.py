"""What waits to be sent on a WebSocket: a short queue, so that a slow reader slows its session."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from gemini_magic.local.closing import Closing
from gemini_magic.local.lessons.faults import Fault, failure

Wire = dict[str, Any]

_MOST_MESSAGES = 64


class Outbox:
    """Messages go out in their order, by `run`; `put` waits for room among those that wait."""

    def __init__(self, fault: Fault) -> None:
        self._waiting: deque[Wire | Closing] = deque()
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._fault = fault
        self._sent_messages = 0
        self._sent_bytes = 0

    async def put(self, message: Wire, *, most: int = _MOST_MESSAGES) -> None:
        """Waits until fewer than `most` wait."""
        while len(self._waiting) >= most:
            self._room.clear()
            await self._room.wait()
        self._waiting.append(message)
        self._arrived.set()

    def drop(self, is_unwanted: Callable[[Wire], bool]) -> None:
        """Takes back what was not sent yet."""
        kept = [m for m in self._waiting if isinstance(m, Closing) or not is_unwanted(m)]
        self._waiting = deque(kept)
        self._room.set()

    def end(self, closing: Closing) -> None:
        """The last message; it needs no room."""
        self._waiting.append(closing)
        self._arrived.set()

    async def run(
        self, write: Callable[[bytes], Awaitable[None]], cut: Callable[[], None]
    ) -> Closing:
        """Writes what is put until the end is; gives what to close with. `cut` is a fault's."""
        while True:
            message = await self._next()
            if isinstance(message, Closing):
                return message
            self._sent_messages += 1
            if self._sent_messages == self._fault.error_in_stream:
                return Closing.of(failure(503))
            data = json.dumps(message, ensure_ascii=False).encode()
            if self._sent_messages == self._fault.malformed_chunk:
                data = data[: len(data) * 2 // 3]
            self._sent_bytes += len(data)
            if self._is_spent:
                if self._fault.cut_after is not None:
                    cut()
                await asyncio.Event().wait()
            await write(data)

    @property
    def _is_spent(self) -> bool:
        most = self._fault.most_bytes
        return most is not None and self._sent_bytes > most

    async def _next(self) -> Wire | Closing:
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        self._room.set()
        return self._waiting.popleft()
