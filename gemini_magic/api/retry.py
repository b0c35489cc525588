"""Which failures are worth another try, and how long to wait before it.

Only before the first byte of an answer: what a caller has seen is never sent twice.
tenacity runs the loop, for both clients, from this one description.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import APIError, ConnectionFailed, RateLimited

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = ["Retry", "RetryPolicy", "is_worth_retrying"]

log = logging.getLogger("gemini_magic")

_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Retry:
    """One wait before another try, for whoever wants to show it. `seconds` is the wait."""

    attempt: int
    attempts: int
    seconds: float
    error: Exception


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently.

    `attempts` counts the first try; 1 means never again. Waits double from `first_wait` up to
    `longest_wait` seconds, with jitter. The service's own `retryDelay` counts as the least
    wait; where it asks for more than `longest_wait`, the error is raised instead: nobody
    should sit before a cell that sleeps for minutes without being asked.
    """

    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0

    def tenacity(self, notify: Callable[[Retry], None] | None = None) -> dict[str, Any]:
        """The keyword arguments for `tenacity.Retrying` and `tenacity.AsyncRetrying`."""
        import tenacity

        def tell(state: RetryCallState) -> None:
            error, action = _error_of(state), state.next_action
            if error is None or action is None:
                return
            retry = Retry(state.attempt_number, self.attempts, float(action.sleep), error)
            log.info("attempt %d of %d failed (%s); waiting %.1f s", retry.attempt,
                     retry.attempts, error, retry.seconds)  # fmt: skip
            if notify is not None:
                notify(retry)

        return {
            "retry": tenacity.retry_if_exception(self._accepts),
            "wait": self._wait,
            "stop": tenacity.stop_after_attempt(self.attempts),
            "before_sleep": tell,
            "reraise": True,
        }

    def pause(self, error: Exception, attempt: int) -> float:
        """Seconds to wait after try number `attempt`; raises its error where no try is left."""
        if attempt >= self.attempts or not self._accepts(error):
            raise error
        return self._seconds(error, attempt)

    def _accepts(self, error: BaseException) -> bool:
        asked = error.retry_delay if isinstance(error, APIError) else None
        return is_worth_retrying(error) and (asked or 0.0) <= self.longest_wait

    def _wait(self, state: RetryCallState) -> float:
        return self._seconds(_error_of(state), state.attempt_number)

    def _seconds(self, error: Exception | None, attempt: int) -> float:
        asked = error.retry_delay if isinstance(error, APIError) else None
        doubled: float = self.first_wait * 2 ** (attempt - 1)
        backoff = min(doubled, self.longest_wait)
        if asked is not None:
            # Everybody was told the same moment: spread out behind it, never before it.
            return min(asked + random.uniform(0, 0.1 * asked + 0.1), self.longest_wait)
        return backoff * random.uniform(0.5, 1.0)


def is_worth_retrying(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, RateLimited):
        return not error.per_day
    if isinstance(error, APIError):
        return error.code in _TRANSIENT
    return isinstance(error, ConnectionFailed)


def _error_of(state: RetryCallState) -> Exception | None:
    error = state.outcome.exception() if state.outcome is not None else None
    return error if isinstance(error, Exception) else None
