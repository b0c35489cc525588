"""Redraws: when a growing answer is drawn again, so that all drawings together stay affordable."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Redraws"]

LEAST_GROWTH = 1 / 5
PAUSE = 1.0  # seconds
BYTES_PER_SECOND = 256_000
FREE = 4_000_000  # bytes
MOST = 16  # bytes for each character of the answer, beyond what is free


class Redraws:
    """A redraw sends the whole page, so it is due only after the answer has grown by a fifth, or
    after a second: longer for a page that a second's worth of redraws would choke.

    Together redraws send a few megabytes and a small multiple of the text at most, however slowly
    it comes. Life: `is_due` as often as you like, `drawn` after each drawing.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._size = 0
        self._page = 0  # bytes of the last one
        self._sent = 0
        self._next = 0.0

    def is_due(self, size: int) -> bool:
        """Whether an answer of `size` characters is to be drawn now."""
        if self._sent + self._page > FREE + MOST * size:
            return False
        return size >= self._size * (1 + LEAST_GROWTH) or self._clock() >= self._next

    def drawn(self, size: int, page: int) -> None:
        """It was drawn, in a page of so many bytes."""
        self._size, self._page = size, page
        self._sent += page
        self._next = self._clock() + max(PAUSE, page / BYTES_PER_SECOND)
