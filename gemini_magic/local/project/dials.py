"""The dials of what is kept: real lifetimes by default, short ones for tests and lessons."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dials:
    """Durations in seconds."""

    file_ttl: float = 48 * 3600
    file_processing: float = 1.0
    code_timeout: float = 30.0
