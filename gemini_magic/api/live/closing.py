"""How connections end: close codes → errors that say what to do.

A close code and a reason of a few words are all that the service says of an error.
"""

from __future__ import annotations

from ...errors import (
    APIError,
    BadRequest,
    ConnectionFailed,
    GeminiError,
    PermissionDenied,
    RateLimited,
    ServerError,
)

__all__ = ["Closed", "error_from_closing"]

# Ends of a connection, not of what was said in it.
_MENDABLE = frozenset({1001, 1006, 1011, 1012, 1013, 1014})

_KINDS: dict[int, tuple[type[APIError], str, str]] = {
    1003: (BadRequest, "UNSUPPORTED_DATA", "look at what was sent last"),
    1007: (BadRequest, "INVALID_ARGUMENT", "look at the model, the config and what was sent last"),
    1008: (
        PermissionDenied,
        "POLICY_VIOLATION",
        "look whether the model has the Live API, the key may use it, and a token still holds",
    ),
    1009: (BadRequest, "MESSAGE_TOO_BIG", "send media in smaller pieces"),
    1011: (ServerError, "INTERNAL", "connect again"),
}


class Closed(Exception):
    """A connection has ended, with a close code (1006 where none came) and a reason."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    @property
    def is_mendable(self) -> bool:
        """Whether another connection may go on where this one ended."""
        return self.code in _MENDABLE and not self.is_about_quota

    @property
    def is_about_quota(self) -> bool:
        """Whether it ended because too much was used: there is no code for that."""
        return self.code == 1011 and "quota" in self.reason.lower()


def error_from_closing(closed: Closed, host: str, hint: str = "") -> GeminiError:
    """The error for a session that ended so; `hint` replaces the usual advice."""
    reason = closed.reason.strip()
    if closed.is_about_quota:
        return RateLimited(1011, "RESOURCE_EXHAUSTED", f"{reason}; wait, or use another model")
    if closed.code in _KINDS:
        kind, status, advice = _KINDS[closed.code]
        return kind(closed.code, status, f"{reason or 'no reason given'}; {hint or advice}")
    said = f"{closed.code}{f': {reason}' if reason else ''}"
    what = (
        f"the connection to {host} broke ({said})"
        if closed.code == 1006
        else f"{host} ended the session ({said})"
    )
    return ConnectionFailed(f"{what}; {hint or 'connect again'}")
