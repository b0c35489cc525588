"""The dials of what is kept: real lifetimes and sizes by default, small ones for lessons."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dials:
    """Durations in seconds, sizes in bytes."""

    file_ttl: float = 48 * 3600
    file_processing: float = 1.0
    file_bytes: int = 2 * 2**30
    project_bytes: int = 20 * 2**30
    batch_ttl: float = 48 * 3600
    requests_per_minute: int | None = None
    code_timeout: float = 30.0
    live_session: float = 600.0
    live_speed: float = 2.0
    """How many seconds of speech leave in one second; 0 is as fast as they can."""
