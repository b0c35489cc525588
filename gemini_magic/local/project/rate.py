"""How many requests a minute each model answers, and the refusal of those above."""

import time
from collections import deque
from typing import Any

from gemini_magic.local.wire.errors import ApiError

_MINUTE = 60.0
_TYPE = "type.googleapis.com/google.rpc."
_METRIC = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
_ABOUT = "https://ai.google.dev/gemini-api/docs/rate-limits"


class Rate:
    """A limit by model over the last sixty seconds; without a limit it does nothing."""

    def __init__(self, requests_per_minute: int | None) -> None:
        self._limit = requests_per_minute
        self._taken: dict[str, deque[float]] = {}

    def take(self, model_id: str) -> None:
        """Counts a request, or raises the API's 429 with the time until one is free."""
        if self._limit is None:
            return
        time_now = time.monotonic()
        self._forget(time_now - _MINUTE)
        taken = self._taken.setdefault(model_id, deque())
        if len(taken) >= self._limit:
            raise _exceeded(model_id, self._limit, taken[0] + _MINUTE - time_now)
        taken.append(time_now)

    def _forget(self, before: float) -> None:
        for model_id, taken in [*self._taken.items()]:
            while taken and taken[0] <= before:
                taken.popleft()
            if not taken:
                del self._taken[model_id]


def _exceeded(model_id: str, limit: int, wait: float) -> ApiError:
    message = (
        "You exceeded your current quota, which the local engine was given by --rpm. For more "
        f"information on this error, head to: {_ABOUT}. \n* Quota exceeded for metric: {_METRIC}, "
        f"limit: {limit}, model: {model_id}\nPlease retry in {wait:.9f}s."
    )
    violation = {
        "quotaMetric": _METRIC,
        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": model_id},
        "quotaValue": str(limit),
    }
    links = [{"description": "Learn more about Gemini API quotas", "url": _ABOUT}]
    details: list[dict[str, Any]] = [
        {"@type": f"{_TYPE}Help", "links": links},
        {"@type": f"{_TYPE}QuotaFailure", "violations": [violation]},
        {"@type": f"{_TYPE}RetryInfo", "retryDelay": f"{wait:.3f}s"},
    ]
    return ApiError(429, "RESOURCE_EXHAUSTED", message, details)
