"""Faults on request: asked for by a header of one request, or by chance for all of them."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.wire.errors import ApiError, InvalidArgument

HEADER = "x-gemini-magic-fault"

_STATUSES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    409: "ABORTED", 429: "RESOURCE_EXHAUSTED", 499: "CANCELLED", 500: "INTERNAL",
    502: "UNAVAILABLE", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}  # fmt: skip
_RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"


@dataclass(frozen=True)
class Fault:
    """What shall go wrong with one answer; bytes are those of its body, chunks count from 1.

    `block` and `finish` are reasons of the API; `continuation` is after how many characters the
    answer pauses, to be continued with a token.
    """

    status: int | None = None
    retry_after: float | None = None
    cut_after: int | None = None
    stall_after: int | None = None
    malformed_chunk: int | None = None
    error_in_stream: int | None = None
    block: str | None = None
    finish: str | None = None
    continuation: int | None = None

    @property
    def most_bytes(self) -> int | None:
        """How many bytes of the body are still sent."""
        return self.cut_after if self.cut_after is not None else self.stall_after


def fault_from(header: str) -> Fault:
    """Read `status=429; retry-after=2`, or `InvalidArgument` for what is no fault."""
    values: dict[str, Any] = {}
    for one in header.split(";"):
        name, _, value = (word.strip() for word in one.partition("="))
        kind = _KINDS.get(name)
        if kind is None or not re.fullmatch(kind.pattern, value):
            known = ", ".join(f"{known}={kind.example}" for known, kind in _KINDS.items())
            raise InvalidArgument(f"{HEADER} has {one.strip()!r}; it knows {known}.")
        values[name.replace("-", "_")] = kind.read(value)
    fault = Fault(**values)
    if fault.status is not None and fault.status not in _STATUSES:
        raise InvalidArgument(f"{HEADER} asks for the status {fault.status}, {_known()}.")
    return fault


def failure(status: int, retry_after: float | None = None) -> ApiError:
    """The error of a status, as the service words it; 429 tells when to come back."""
    wait = retry_after if retry_after is not None else 1.0 if status == 429 else None
    details = [] if wait is None else [{"@type": _RETRY_INFO, "retryDelay": f"{wait:g}s"}]
    quota = "You exceeded your current quota. " if status == 429 else ""
    message = f"{quota}The local engine was asked to fail with {status}."
    return ApiError(status, _STATUSES[status], message, details)


class Chance:
    """Failures by chance, the same ones in each process that has the same seed."""

    def __init__(self, rates: Sequence[tuple[int, float]] = (), seed: int | None = None) -> None:
        self._rates = rates
        self._random = random.Random(seed)

    def next(self) -> ApiError | None:
        """The failure of the next request, if it fails."""
        drawn = self._random.random() if self._rates else 1.0
        for status, rate in self._rates:
            if drawn < rate:
                return failure(status)
            drawn -= rate
        return None


def rate_from(text: str) -> tuple[int, float]:
    """Read `429:0.1`: a status and how often it comes; `ValueError` for anything else."""
    found = re.fullmatch(r"(\d{3}):(\d*\.?\d+)", text)
    if not found or int(found[1]) not in _STATUSES or float(found[2]) > 1:
        raise ValueError(f"{text!r} is no failure; write for example 429:0.1, {_known()}")
    return int(found[1]), float(found[2])


def _known() -> str:
    return f"the statuses are {', '.join(map(str, _STATUSES))}"


@dataclass(frozen=True)
class _Kind:
    pattern: str
    read: Callable[[str], Any]
    example: str


_BLOCK_REASONS = "SAFETY|OTHER|BLOCKLIST|PROHIBITED_CONTENT|IMAGE_SAFETY|MODEL_ARMOR|JAILBREAK"
_FINISH_REASONS = (
    "SAFETY|RECITATION|MALFORMED_FUNCTION_CALL|MAX_TOKENS|LANGUAGE|OTHER|BLOCKLIST|"
    "PROHIBITED_CONTENT|SPII|IMAGE_SAFETY|IMAGE_PROHIBITED_CONTENT|IMAGE_OTHER|NO_IMAGE|"
    "IMAGE_RECITATION|UNEXPECTED_TOOL_CALL|TOO_MANY_TOOL_CALLS|MISSING_THOUGHT_SIGNATURE|"
    "MALFORMED_RESPONSE|ESCALATION|PUP_LIMITED_DISABLED|MODEL_ARMOR|FINISH_REASON_UNSPECIFIED"
)
_WHOLE = _Kind(r"\d{1,9}", int, "N")
_KINDS = {
    "status": _Kind(r"\d{3}", int, "429"),
    "retry-after": _Kind(r"\d{1,6}(\.\d{1,9})?", float, "SECONDS"),
    "cut-after": _Kind(r"\d{1,9}", int, "BYTES"),
    "stall-after": _Kind(r"\d{1,9}", int, "BYTES"),
    "malformed-chunk": _WHOLE,
    "error-in-stream": _WHOLE,
    "block": _Kind(_BLOCK_REASONS, str, "SAFETY"),
    "finish": _Kind(_FINISH_REASONS, str, "RECITATION"),
    "continuation": _Kind(r"[1-9]\d{0,5}", int, "CHARACTERS"),
}
