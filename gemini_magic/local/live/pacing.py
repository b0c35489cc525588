"""Speech leaves at the pace at which it is heard, or at a multiple of it."""

import time

_LEAD_SECONDS = 0.5  # so that a player never runs dry


class Pacer:
    """`speed` is how many seconds of sound leave in one second; 0 is as fast as they can."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began: float | None = None
        self._sent = 0.0

    def wait(self, seconds: float) -> float:
        """How long to wait before the next piece, which lasts so many seconds."""
        if not self._speed:
            return 0.0
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        due = self._began + (self._sent - _LEAD_SECONDS) / self._speed
        self._sent += seconds
        return max(0.0, due - now)
