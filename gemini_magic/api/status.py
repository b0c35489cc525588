"""`google.rpc.Status`, by which files and operations say that they failed → our errors."""

from __future__ import annotations

from ..errors import APIError
from .types import FileStatus

__all__ = ["error_from_status"]

# google/rpc/code.proto: number → (HTTP status, name).
_CODES = {
    1: (499, "CANCELLED"),
    2: (500, "UNKNOWN"),
    3: (400, "INVALID_ARGUMENT"),
    4: (504, "DEADLINE_EXCEEDED"),
    5: (404, "NOT_FOUND"),
    6: (409, "ALREADY_EXISTS"),
    7: (403, "PERMISSION_DENIED"),
    8: (429, "RESOURCE_EXHAUSTED"),
    9: (400, "FAILED_PRECONDITION"),
    10: (409, "ABORTED"),
    11: (400, "OUT_OF_RANGE"),
    12: (501, "UNIMPLEMENTED"),
    13: (500, "INTERNAL"),
    14: (503, "UNAVAILABLE"),
    15: (500, "DATA_LOSS"),
    16: (401, "UNAUTHENTICATED"),
}


def error_from_status(status: FileStatus | None, what: str) -> APIError:
    """The error of a status; `what` says what failed. HTTP codes, seen there too, stay."""
    number = (status.code if status else None) or 2
    code, name = _CODES.get(number, (number, ""))
    reason = (status.message if status else None) or "the service gives no reason"
    return APIError.of(code, name, f"{what}: {reason}", (status.details if status else None) or ())
