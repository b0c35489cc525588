"""The dials of `serve` for tests and lessons: how slow, how faulty, and after which script."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lesson:
    """`latency` in seconds before each answer; `failures` are statuses and how often they come."""

    latency: float = 0.0
    tokens_per_second: float | None = None
    failures: tuple[tuple[int, float], ...] = ()
    seed: int | None = None
    script: Path | None = None
    log: Path | None = None
    replay: Path | None = None
    replay_only: bool = False
    replay_in_time: bool = False
