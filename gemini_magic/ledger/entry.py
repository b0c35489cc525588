"""One call to the service, as a row of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..api.types import UsageMetadata

__all__ = ["About", "Entry", "now"]


def now() -> str:
    """The time as all rows of a ledger have it, RFC 3339 in UTC: as text it sorts as time does."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class About:
    """Where in a notebook a call was made; what is not known is empty."""

    notebook: str = ""
    cell: str = ""
    thread: str = ""


@dataclass(frozen=True)
class Entry:
    """A call: times in milliseconds, cost in US dollars or None where no price is known.

    `first_ms` is the time to the first chunk. An answer that was given once more has `replayed`
    set, its cost is 0 and its `usage` what the call once took.
    """

    time: str  # RFC 3339, UTC
    key: str
    model: str
    about: About = field(default_factory=About)
    model_version: str = ""
    response_id: str = ""
    usage: UsageMetadata | None = field(default=None, hash=False)
    cost: float | None = None
    ms: float = 0.0
    first_ms: float | None = None
    finish: str = ""
    error: str = ""
    replayed: bool = False
